import WorkQLCatalog
import WorkQLPlanner
import WorkQLSQLite
import WorkQLStore
import sqlite3

extension ResultBuffer {
    /// Creates a temporary table with a name and fills it with the rows.
    ///
    /// Values are inserted unchanged, and columns are declared with their types, and with the
    /// collation of ids that ignore case, so that they are compared with others like those of any
    /// table.
    func load(into connection: Connection, as name: String) throws {
        let fields = namedColumns.map { column in
            "\"\(column.name.replacing("\"", with: "\"\""))\" \(column.type?.affinity ?? "")"
                + (column.ignoresCase ? " COLLATE NOCASE" : "")
        }
        try connection.run("CREATE TEMP TABLE \"\(name)\" (\(fields.joined(separator: ", ")))")
        try connection.run("SAVEPOINT workql_last")
        let marks = Array(repeating: "?", count: columns.count).joined(separator: ", ")
        let statement = try connection.prepare("INSERT INTO temp.\"\(name)\" VALUES (\(marks))")
        defer { sqlite3_finalize(statement) }
        try forEachRow { row in
            for column in columns.indices {
                try connection.check(bind(column, of: row, to: statement))
            }
            try connection.check(sqlite3_step(statement), is: SQLITE_DONE)
            sqlite3_reset(statement)
        }
        try connection.run("RELEASE workql_last")
    }

    private func bind(_ column: Int, of row: ResultRow, to statement: OpaquePointer) -> Int32 {
        let index = Int32(column + 1)
        switch row.kind(column) {
        case .null: return sqlite3_bind_null(statement, index)
        case .integer: return sqlite3_bind_int64(statement, index, row.integer(column))
        case .real: return sqlite3_bind_double(statement, index, row.real(column))
        // The bytes stay in place until the step has copied them.
        case .text:
            return row.withText(column) { text in
                sqlite3_bind_text64(
                    statement, index, text.baseAddress, sqlite3_uint64(text.count), nil,
                    UInt8(SQLITE_UTF8))
            }
        case .blob:
            return row.withText(column) { bytes in
                sqlite3_bind_blob64(
                    statement, index, bytes.baseAddress, sqlite3_uint64(bytes.count), nil)
            }
        }
    }
}
