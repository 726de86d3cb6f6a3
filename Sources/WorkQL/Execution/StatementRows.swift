import WorkQLSQLite
import sqlite3

/// The rows of a statement, one after the other.
struct StatementRows {
    let statement: OpaquePointer
    private let cells: RowCells
    private let count: Int32

    init(_ statement: OpaquePointer) {
        self.statement = statement
        count = sqlite3_column_count(statement)
        cells = RowCells(count: Int(count))
    }

    /// Returns the current row of the statement, valid until the statement advances.
    ///
    /// Functions of SQLite that take the number of a column locate its value again in each call.
    /// Text is read as the blob that it is, because SQLite would otherwise append a NUL.
    func row() -> ResultRow {
        for column in 0..<count {
            // The connection has no other user in the meantime, which makes such a value safe.
            let value = sqlite3_column_value(statement, column)
            let cell: ResultCell
            switch sqlite3_value_type(value) {
            case SQLITE_INTEGER:
                cell = ResultCell(.integer, bits: UInt64(bitPattern: sqlite3_value_int64(value)))
            case SQLITE_FLOAT:
                cell = ResultCell(.real, bits: sqlite3_value_double(value).bitPattern)
            case SQLITE_TEXT: cell = ResultCell(.text, bytes: Self.bytes(of: value))
            case SQLITE_BLOB: cell = ResultCell(.blob, bytes: Self.bytes(of: value))
            default: cell = ResultCell()
            }
            cells.cells[Int(column)] = cell
        }
        return cells.row
    }

    private static func bytes(of value: OpaquePointer?) -> UnsafeBufferPointer<UInt8> {
        let start = sqlite3_value_blob(value)
        let count = start == nil ? 0 : Int(sqlite3_value_bytes(value))
        return UnsafeBufferPointer(
            start: start?.assumingMemoryBound(to: UInt8.self), count: count)
    }
}
