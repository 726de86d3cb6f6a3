package import WorkQLPages
import WorkQLTime
import sqlite3

extension Vector {
    /// Binds a row's value to a parameter of a statement, in the form that statements of the
    /// dialect use: times in seconds.
    package func bind(
        _ row: Int, to statement: OpaquePointer, _ index: Int32, isTime: Bool
    ) {
        if let value = integer(row) {
            if isTime {
                _ = Instant(milliseconds: value).bind(to: statement, index)
            } else {
                sqlite3_bind_int64(statement, index, value)
            }
        } else if let value = real(row) {
            sqlite3_bind_double(statement, index, value)
        } else if withText(row, { bindText($0, to: statement, index) }) == nil {
            sqlite3_bind_null(statement, index)
        }
    }
}

/// Binds a text in UTF-8, and returns SQLite's result code.
func bindText(
    _ text: UnsafeBufferPointer<UInt8>, to statement: OpaquePointer, _ index: Int32
) -> Int32 {
    // An empty text may have no address, and SQLite treats a text without one as NULL.
    guard !text.isEmpty else { return "".bind(to: statement, index) }
    return text.withMemoryRebound(to: CChar.self) { text in
        sqlite3_bind_text64(
            statement, index, text.baseAddress, sqlite3_uint64(text.count), SQLite.transient,
            UInt8(SQLITE_UTF8))
    }
}

extension Instant: Bindable {
    /// Binds the instant as seconds.
    package func bind(to statement: OpaquePointer, _ index: Int32) -> Int32 {
        switch seconds {
        case .whole(let seconds): sqlite3_bind_int64(statement, index, seconds)
        case .fractional(let seconds): sqlite3_bind_double(statement, index, seconds)
        }
    }
}

extension ColumnType {
    /// The type in the declaration of a column, by which SQLite compares texts and numbers; empty
    /// for none.
    package var affinity: String {
        switch self {
        case .text, .date, .time, .json: "TEXT"
        case .integer, .boolean: "INTEGER"
        case .real: "REAL"
        // Seconds, whole or not: with NUMERIC, SQLite would try to convert each of them.
        case .timestamp: ""
        }
    }
}
