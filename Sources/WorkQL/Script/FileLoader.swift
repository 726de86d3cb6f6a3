package import WorkQLFiles
import WorkQLPages
import WorkQLPlanner
import WorkQLSQLite
package import WorkQLSyntax
package import WorkQLTime
import sqlite3

extension FileTable {
    /// Creates a temporary table and fills it: timestamps as seconds since 1970, booleans as 0 and
    /// 1, JSON as text.
    ///
    /// - Parameter isStopped: whether loading must end; called while rows are inserted.
    package func load(
        into connection: OpaquePointer, as name: String, zone: Zone,
        isStopped: @escaping () -> Bool = { false }
    ) throws(UserError) {
        let loader = FileLoader(
            table: self, connection: connection, zone: zone, isStopped: isStopped)
        try loader.run("SAVEPOINT workql_file")
        do throws(UserError) {
            let fields = columns.map { "\(Self.quoted($0.name)) \($0.type.affinity)" }
            try loader.run(
                "CREATE TABLE temp.\(Self.quoted(name)) (\(fields.joined(separator: ", ")))")
            let marks = Array(repeating: "?", count: columns.count).joined(separator: ", ")
            let insertion = "INSERT INTO temp.\(Self.quoted(name)) VALUES (\(marks))"
            try loader.insert(insertion, self, order: nil)
            for (table, order) in further { try loader.insert(insertion, table, order: order) }
            try loader.run("RELEASE workql_file")
        } catch {
            // The error that made the load fail is more useful than one of the rollback.
            try? loader.run("ROLLBACK TO workql_file")
            try? loader.run("RELEASE workql_file")
            throw error
        }
    }

    static func quoted(_ name: String) -> String {
        "\""
            + name.split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\"\"") + "\""
    }
}

private struct FileLoader {
    let table: FileTable
    let connection: OpaquePointer
    let zone: Zone
    let isStopped: () -> Bool

    func run(_ sql: String) throws(UserError) {
        guard sqlite3_exec(connection, sql, nil, nil, nil) == SQLITE_OK else { throw failure() }
    }

    private func failure() -> UserError {
        UserError(
            .malformedFile,
            "the rows of the file could not be stored: "
                + String(cString: sqlite3_errmsg(connection)))
    }

    /// Inserts the rows of a file.
    ///
    /// - Parameter order: for each of the file's columns, its index among the table's; nil if it is
    ///   the same.
    func insert(_ sql: String, _ table: FileTable, order: [Int]?) throws(UserError) {
        var prepared: OpaquePointer?
        guard sqlite3_prepare_v2(connection, sql, -1, &prepared, nil) == SQLITE_OK,
            let statement = prepared
        else { throw failure() }
        defer { sqlite3_finalize(statement) }
        let all = self.table.columns.map(\.type)
        let types = order.map { $0.map { all[$0] } } ?? all
        // Columns that only the statement names are NULL, and no part binds them.
        try table.forEachPart { (store) throws(UserError) in
            try insert(store, types, order, statement)
        }
    }

    private func insert(
        _ store: CellStore, _ types: [ColumnType], _ order: [Int]?, _ statement: OpaquePointer
    ) throws(UserError) {
        let (origin, dates) = (store.origin, store.dates)
        let isDense = if case .dense = store.layout { true } else { false }
        try store.bytes.withUnsafeBufferPointer { (bytes) throws(UserError) in
            for row in 0..<store.rowCount {
                // About twice in a millisecond.
                if row & 1023 == 0, isStopped() {
                    throw UserError(.cancelled, "interrupted")
                }
                let cells = store.cells(ofRow: row)
                // A dense row binds every parameter again.
                if !isDense { sqlite3_clear_bindings(statement) }
                for index in cells {
                    let column = store.column(ofCell: index, at: index - cells.lowerBound)
                    let code = bind(
                        store.cells[index], types[column], bytes, statement,
                        Int32((order?[column] ?? column) + 1), origin, dates)
                    guard code == SQLITE_OK else { throw failure() }
                }
                guard sqlite3_step(statement) == SQLITE_DONE else { throw failure() }
                sqlite3_reset(statement)
            }
        }
    }

    @inline(__always)
    private func bind(
        _ cell: Cell, _ type: ColumnType, _ bytes: UnsafeBufferPointer<UInt8>,
        _ statement: OpaquePointer, _ index: Int32, _ origin: CellStore.Origin,
        _ dates: DateOrder?
    ) -> Int32 {
        guard cell.kind != .null else { return sqlite3_bind_null(statement, index) }
        if type == .text { return bindText(bytes[cell.range], statement, index) }
        if type == .json, cell.kind == .boolean {
            let isTrue = bytes[cell.range].truth == true
            return bindText(isTrue ? "true" : "false", statement, index)
        }
        if type == .json {
            guard cell.kind == .quoted, origin != .delimited else {
                return bindText(bytes[cell.range], statement, index)
            }
            let quoted = JSONEscapes.quoted(bytes[cell.range])
            return sqlite3_bind_text(
                statement, index, quoted, Int32(quoted.utf8.count), SQLite.transient)
        }
        let text = bytes[cell.range].withoutBlanks
        guard let first = text.first else { return sqlite3_bind_null(statement, index) }
        switch type {
        case .integer:
            guard text.isPlainWhole else { return bindWhole(text, statement, index) }
            return sqlite3_bind_int64(statement, index, text.wholeNumber)
        case .real:
            guard let value = text.realNumber else { return sqlite3_bind_null(statement, index) }
            return sqlite3_bind_double(statement, index, value)
        case .boolean:
            let isTrue = text.truth ?? (first | 0x20 == UInt8(ascii: "t"))
            return sqlite3_bind_int64(statement, index, isTrue ? 1 : 0)
        case .timestamp:
            guard let instant = text.moment(dates)?.instant(in: zone) else {
                return sqlite3_bind_null(statement, index)
            }
            return instant.bind(to: statement, index)
        case .date: return bindText(text.moment(dates)?.dateText, statement, index)
        case .time: return bindText(text.moment(dates)?.clockText, statement, index)
        case .text, .json: return SQLITE_OK
        }
    }

    private func bindWhole(
        _ text: Slice<UnsafeBufferPointer<UInt8>>, _ statement: OpaquePointer, _ index: Int32
    ) -> Int32 {
        guard let value = text.integer else { return sqlite3_bind_null(statement, index) }
        return sqlite3_bind_int64(statement, index, value)
    }

    private func bindText(
        _ text: String?, _ statement: OpaquePointer, _ index: Int32
    ) -> Int32 {
        guard let text else { return sqlite3_bind_null(statement, index) }
        return sqlite3_bind_text(
            statement, index, text, Int32(text.utf8.count), SQLite.transient)
    }

    /// Binds a text. SQLite copies the text when it steps, and the bytes outlive that.
    @inline(__always)
    private func bindText(
        _ text: Slice<UnsafeBufferPointer<UInt8>>, _ statement: OpaquePointer, _ index: Int32
    ) -> Int32 {
        let text = UnsafeBufferPointer(rebasing: text)
        return sqlite3_bind_text64(
            statement, index, text.baseAddress, sqlite3_uint64(text.count), nil,
            UInt8(SQLITE_UTF8))
    }
}

extension Slice<UnsafeBufferPointer<UInt8>> {
    /// Whether it is an optional minus and up to 18 digits, which always fit in an Int64.
    @inline(__always)
    fileprivate var isPlainWhole: Bool {
        count <= 19
            && (first == UInt8(ascii: "-") ? dropFirst() : self).allSatisfy {
                $0 &- UInt8(ascii: "0") < 10
            }
    }

    /// The number with these digits.
    @inline(__always)
    fileprivate var wholeNumber: Int64 {
        var value: Int64 = 0
        let isNegative = first == UInt8(ascii: "-")
        for byte in isNegative ? dropFirst() : self {
            // Computed downward, because there is one more negative number.
            value = value &* 10 &- Int64(byte &- UInt8(ascii: "0"))
        }
        return isNegative ? value : 0 &- value
    }
}
