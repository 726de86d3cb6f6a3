import WorkQLCatalog
import WorkQLPages
import WorkQLSQLite
import sqlite3

/// The results of a query of expressions for each of some values of a column, computed by SQLite as
/// it would compute them of a row with that value.
///
/// The query reads a virtual table that always has another row, so that the query runs once, and
/// its lists are built once, however many values follow. Used only on SQLite's thread.
final class ColumnValues {
    let name: String
    private let column: Column
    private let sql: String
    /// Not retained: it retains the scan, which retains this.
    private let connection: OpaquePointer
    private var statement: OpaquePointer?
    /// The results of one value.
    private var bytes: [UInt8] = []
    private var cells = ColumnCells()
    private var row = 0

    /// Registers the relation of the values.
    ///
    /// - Parameters:
    ///   - sql: the text of the query.
    ///   - name: the name of the relation in the query.
    ///   - connection: has the functions of the query when it first runs.
    init(_ sql: String, of column: Column, as name: String, on connection: Connection) throws {
        self.name = name
        self.column = column
        self.connection = connection.handle
        self.sql = sql
        try connection.check(ValueModule.register(self, on: connection.handle))
    }

    deinit { end() }

    /// Ends the query. Called before the connection is closed.
    func end() {
        sqlite3_finalize(statement)
        statement = nil
    }

    fileprivate var declaration: String {
        "CREATE TABLE scan(\(ScanModule.declaration(of: column)))"
    }

    fileprivate func report(to result: OpaquePointer) { cells.report(row, to: result) }

    /// Calls `take` with the results for each value of a vector as bytes: values of equal bytes
    /// have equal results. With nil for a value of which an expression fails, which SQLite may
    /// never compute.
    func results(of values: Vector, count: Int, _ take: ([UInt8]?) -> Void) {
        var constants: [TextVector] = []
        cells = ColumnCells(values, of: column.type, constants: &constants)
        withExtendedLifetime((values, constants)) {
            for row in 0..<count {
                self.row = row
                take(isComputed() ? bytes : nil)
            }
        }
        cells = ColumnCells()
    }

    /// Computes the results of the current value.
    private func isComputed() -> Bool {
        if statement == nil { sqlite3_prepare_v2(connection, sql, -1, &statement, nil) }
        guard let statement else { return false }
        guard sqlite3_step(statement) == SQLITE_ROW else {
            sqlite3_reset(statement)
            return false
        }
        bytes.removeAll(keepingCapacity: true)
        for column in 0..<sqlite3_column_count(statement) {
            append(sqlite3_column_value(statement, column))
        }
        return true
    }

    private func append(_ value: OpaquePointer?) {
        let type = sqlite3_value_type(value)
        bytes.append(UInt8(truncatingIfNeeded: type))
        switch type {
        case SQLITE_INTEGER: append(UInt64(bitPattern: sqlite3_value_int64(value)))
        case SQLITE_FLOAT: append(sqlite3_value_double(value).bitPattern)
        case SQLITE_NULL: break
        default:
            let start = sqlite3_value_blob(value)
            let count = start == nil ? 0 : Int(sqlite3_value_bytes(value))
            append(UInt64(count))
            bytes.append(contentsOf: UnsafeRawBufferPointer(start: start, count: count))
        }
    }

    private func append(_ word: UInt64) {
        withUnsafeBytes(of: word) { bytes.append(contentsOf: $0) }
    }
}

/// The values of a column as a virtual table of SQLite, without a CREATE statement.
private enum ValueModule {
    private struct VirtualTable {
        var base: sqlite3_vtab
        var values: Unmanaged<ColumnValues>
    }

    private struct Cursor {
        var base: sqlite3_vtab_cursor
        var values: Unmanaged<ColumnValues>
    }

    private struct Context {
        var module: sqlite3_module
        var values: Unmanaged<ColumnValues>
    }

    /// SQLite does not retain the values: they end their query before the connection is closed.
    static func register(_ values: ColumnValues, on connection: OpaquePointer) -> Int32 {
        let context = UnsafeMutablePointer<Context>.allocate(capacity: 1)
        context.initialize(to: Context(module: module, values: Unmanaged.passUnretained(values)))
        return withUnsafeMutablePointer(to: &context.pointee.module) { module in
            sqlite3_create_module_v2(connection, values.name, module, context) { pointer in
                guard let pointer else { return }
                let context = pointer.assumingMemoryBound(to: Context.self)
                context.deinitialize(count: 1)
                context.deallocate()
            }
        }
    }

    private static var module: sqlite3_module {
        var module = sqlite3_module()
        module.iVersion = 1
        module.xConnect = { connection, context, _, _, result, _ in
            guard let connection, let context, let result else { return SQLITE_ERROR }
            let values = context.assumingMemoryBound(to: Context.self).pointee.values
            let code = sqlite3_declare_vtab(
                connection, values._withUnsafeGuaranteedRef { $0.declaration })
            guard code == SQLITE_OK else { return code }
            let table = UnsafeMutablePointer<VirtualTable>.allocate(capacity: 1)
            table.initialize(to: VirtualTable(base: sqlite3_vtab(), values: values))
            result.pointee = UnsafeMutableRawPointer(table)
                .assumingMemoryBound(to: sqlite3_vtab.self)
            return SQLITE_OK
        }
        module.xDisconnect = { table in
            UnsafeMutableRawPointer(table)?.assumingMemoryBound(to: VirtualTable.self).deallocate()
            return SQLITE_OK
        }
        module.xBestIndex = { _, information in
            information?.pointee.estimatedCost = 1e9
            return SQLITE_OK
        }
        module.xOpen = { table, result in
            guard let table, let result else { return SQLITE_ERROR }
            let values = UnsafeMutableRawPointer(table)
                .assumingMemoryBound(to: VirtualTable.self).pointee.values
            let cursor = UnsafeMutablePointer<Cursor>.allocate(capacity: 1)
            cursor.initialize(to: Cursor(base: sqlite3_vtab_cursor(), values: values))
            result.pointee = UnsafeMutableRawPointer(cursor)
                .assumingMemoryBound(to: sqlite3_vtab_cursor.self)
            return SQLITE_OK
        }
        module.xClose = { cursor in
            UnsafeMutableRawPointer(cursor)?.assumingMemoryBound(to: Cursor.self).deallocate()
            return SQLITE_OK
        }
        // The next value is there whenever SQLite asks for one.
        module.xFilter = { _, _, _, _, _ in SQLITE_OK }
        module.xNext = { _ in SQLITE_OK }
        module.xEof = { _ in 0 }
        module.xColumn = { cursor, result, _ in
            guard let cursor, let result else { return SQLITE_ERROR }
            UnsafeMutableRawPointer(cursor).assumingMemoryBound(to: Cursor.self).pointee
                .values._withUnsafeGuaranteedRef { $0.report(to: result) }
            return SQLITE_OK
        }
        module.xRowid = { _, result in
            result?.pointee = 0
            return SQLITE_OK
        }
        return module
    }
}
