import GRDBSQLite
import WorkQLPages

/// Binds the values of pages to the parameters of a statement, in the way in which statements of the
/// dialect see them: times in seconds.
enum RowBinding {
    static func bind(
        _ vector: Vector, _ row: Int, to statement: OpaquePointer, _ place: Int32, isTime: Bool
    ) {
        if let value = vector.integer(row) {
            let (seconds, rest) = value.quotientAndRemainder(dividingBy: 1000)
            if !isTime {
                sqlite3_bind_int64(statement, place, value)
            } else if rest == 0 {
                sqlite3_bind_int64(statement, place, seconds)
            } else {
                sqlite3_bind_double(statement, place, Double(value) / 1000)
            }
        } else if let value = vector.real(row) {
            sqlite3_bind_double(statement, place, value)
        } else if vector.withText(row, { bind($0, to: statement, place) }) == nil {
            sqlite3_bind_null(statement, place)
        }
    }

    static func bind(_ text: String, to statement: OpaquePointer, _ place: Int32) {
        sqlite3_bind_text(statement, place, text, -1, transient)
    }

    private static func bind(
        _ text: UnsafeBufferPointer<UInt8>, to statement: OpaquePointer, _ place: Int32
    ) {
        // An empty text need not have an address, and without one SQLite takes it for NULL.
        guard !text.isEmpty else {
            sqlite3_bind_text(statement, place, "", 0, transient)
            return
        }
        text.withMemoryRebound(to: CChar.self) { text in
            _ = sqlite3_bind_text64(
                statement, place, text.baseAddress, sqlite3_uint64(text.count), transient,
                UInt8(SQLITE_UTF8))
        }
    }

    /// SQLite copies the bytes before it returns.
    private static var transient: sqlite3_destructor_type {
        unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    }
}
