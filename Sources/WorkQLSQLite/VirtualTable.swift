package import sqlite3

/// A table whose rows SQLite reads from this program, without a CREATE statement: the name of its
/// module is the name of the table.
package struct VirtualTable {
    /// The function with which SQLite reads a cell of an `OpenCursor`. It is the table's own,
    /// because it is called for each cell, and a call through a protocol takes longer.
    package typealias Column =
        @convention(c) (UnsafeMutablePointer<sqlite3_vtab_cursor>?, OpaquePointer?, Int32) -> Int32

    fileprivate let declaration: String
    fileprivate let plan: (UnsafeMutablePointer<sqlite3_index_info>) -> Int32
    fileprivate let open: () -> any VirtualCursor
    fileprivate let column: Column

    /// - Parameters:
    ///   - columns: the columns as CREATE TABLE declares them. Types give SQLite the affinity by
    ///     which texts and numbers are compared.
    ///   - plan: estimates the cost of a pass, and notes what it reads and which conditions it
    ///     takes; returns SQLite's result code.
    ///   - open: returns what reads the rows in one pass, or in several.
    package init(
        columns: String, column: @escaping Column,
        plan: @escaping (UnsafeMutablePointer<sqlite3_index_info>) -> Int32,
        open: @escaping () -> any VirtualCursor
    ) {
        declaration = "CREATE TABLE t(\(columns))"
        self.plan = plan
        self.open = open
        self.column = column
    }
}

/// The position of a pass over the rows of a virtual table. Used only on SQLite's thread.
package protocol VirtualCursor: AnyObject {
    /// Moves to the first row.
    ///
    /// - Parameters:
    ///   - index: the number that the plan has set.
    ///   - text: the text that the plan has set.
    ///   - values: the operands of the conditions that the plan takes, in its order.
    /// - Returns: false if the rows cannot be read.
    func begin(
        _ index: Int32, _ text: UnsafePointer<CChar>?, _ values: UnsafeBufferPointer<OpaquePointer?>
    ) -> Bool

    /// - Returns: false if the next row cannot be read.
    func advance() -> Bool

    var isAtEnd: Bool { get }
    var rowNumber: Int64 { get }
}

extension Connection {
    /// Registers a table under a name. SQLite keeps it until the connection is closed.
    package func register(_ table: VirtualTable, as name: String) throws(SQLiteError) {
        let module = UnsafeMutablePointer<RegisteredModule>.allocate(capacity: 1)
        module.initialize(to: RegisteredModule(methods: methods(table.column), table: table))
        let code = withUnsafeMutablePointer(to: &module.pointee.methods) { methods in
            // Also called if the registration fails.
            sqlite3_create_module_v2(handle, name, methods, module) { module in
                guard let module = module?.assumingMemoryBound(to: RegisteredModule.self) else {
                    return
                }
                module.deinitialize(count: 1)
                module.deallocate()
            }
        }
        try check(code)
    }
}

/// What SQLite knows a table by.
private struct RegisteredModule {
    var methods: sqlite3_module
    let table: VirtualTable
}

private struct ConnectedTable {
    var base = sqlite3_vtab()
    let module: UnsafeMutablePointer<RegisteredModule>
}

/// SQLite's cursor, and the object that reads the rows for it.
package struct OpenCursor {
    var base = sqlite3_vtab_cursor()
    /// The object, which `rows` retains.
    package let object: UnsafeMutableRawPointer
    let rows: any VirtualCursor

    init(_ rows: any VirtualCursor) {
        self.rows = rows
        object = Unmanaged.passUnretained(rows as AnyObject).toOpaque()
    }
}

private func table(_ table: UnsafeMutablePointer<sqlite3_vtab>) -> VirtualTable {
    UnsafeMutableRawPointer(table).assumingMemoryBound(to: ConnectedTable.self)
        .pointee.module.pointee.table
}

private func rows(
    _ cursor: UnsafeMutablePointer<sqlite3_vtab_cursor>?
) -> (any VirtualCursor)? {
    UnsafeMutableRawPointer(cursor)?.assumingMemoryBound(to: OpenCursor.self).pointee.rows
}

private func methods(_ column: @escaping VirtualTable.Column) -> sqlite3_module {
    var methods = sqlite3_module()
    methods.iVersion = 1
    methods.xConnect = { connection, module, _, _, result, _ in
        guard let connection, let result,
            let module = module?.assumingMemoryBound(to: RegisteredModule.self)
        else { return SQLITE_ERROR }
        let code = sqlite3_declare_vtab(connection, module.pointee.table.declaration)
        guard code == SQLITE_OK else { return code }
        let table = UnsafeMutablePointer<ConnectedTable>.allocate(capacity: 1)
        table.initialize(to: ConnectedTable(module: module))
        result.pointee = UnsafeMutableRawPointer(table).assumingMemoryBound(to: sqlite3_vtab.self)
        return SQLITE_OK
    }
    methods.xDisconnect = { table in
        UnsafeMutableRawPointer(table)?.assumingMemoryBound(to: ConnectedTable.self).deallocate()
        return SQLITE_OK
    }
    methods.xBestIndex = { connected, information in
        guard let connected, let information else { return SQLITE_ERROR }
        return table(connected).plan(information)
    }
    methods.xOpen = { connected, result in
        guard let connected, let result else { return SQLITE_ERROR }
        let cursor = UnsafeMutablePointer<OpenCursor>.allocate(capacity: 1)
        cursor.initialize(to: OpenCursor(table(connected).open()))
        result.pointee = UnsafeMutableRawPointer(cursor)
            .assumingMemoryBound(to: sqlite3_vtab_cursor.self)
        return SQLITE_OK
    }
    methods.xClose = { cursor in
        guard
            let cursor = UnsafeMutableRawPointer(cursor)?
                .assumingMemoryBound(to: OpenCursor.self)
        else { return SQLITE_OK }
        cursor.deinitialize(count: 1)
        cursor.deallocate()
        return SQLITE_OK
    }
    methods.xFilter = { cursor, index, text, count, values in
        let values = UnsafeBufferPointer(start: values, count: values == nil ? 0 : Int(count))
        return rows(cursor)?.begin(index, text, values) ?? false ? SQLITE_OK : SQLITE_ERROR
    }
    methods.xNext = { rows($0)?.advance() ?? false ? SQLITE_OK : SQLITE_ERROR }
    methods.xEof = { rows($0)?.isAtEnd ?? true ? 1 : 0 }
    methods.xColumn = column
    methods.xRowid = { cursor, result in
        result?.pointee = rows(cursor)?.rowNumber ?? 0
        return SQLITE_OK
    }
    return methods
}
