package import GRDB
import GRDBSQLite

/// A connection on which one statement runs, with one thread at a time.
///
/// Not one of GRDB's: those prepare for observers, collations, and statements that are kept, of which
/// a statement of WorkQL asks for nothing, and that takes longer than to answer `SELECT 1`.
package final class StatementConnection {
    /// Of SQLite's interface. Closed together with this object.
    package let handle: OpaquePointer

    /// A database of its own, in memory, for what is temporary.
    package convenience init() throws {
        try self.init(path: ":memory:", flags: SQLITE_OPEN_READWRITE)
    }

    /// The database in a file, of which nothing is changed; temporary tables can be made.
    ///
    /// - Parameter patience: for how many milliseconds others' locks are waited for.
    package convenience init(reading path: String, patience: Int) throws {
        try self.init(path: path, flags: SQLITE_OPEN_READONLY)
        sqlite3_busy_timeout(handle, Int32(patience))
    }

    private init(path: String, flags: Int32) throws {
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(path, &opened, flags | SQLITE_OPEN_NOMUTEX, nil)
        guard code == SQLITE_OK, let opened else {
            sqlite3_close(opened)
            throw DatabaseError(resultCode: ResultCode(rawValue: code))
        }
        handle = opened
        // "A name in double quotes" is one, and no text where there is nothing of that name.
        _disableDoubleQuotedStringLiterals(handle)
    }

    deinit { sqlite3_close_v2(handle) }

    /// Runs statements that give no rows.
    package func run(_ sql: String) throws {
        try check(sqlite3_exec(handle, sql, nil, nil, nil))
    }

    /// - Returns: a statement that the caller finalizes, before the connection is closed.
    package func prepare(_ sql: String) throws -> OpaquePointer {
        var statement: OpaquePointer?
        try check(sqlite3_prepare_v2(handle, sql, -1, &statement, nil))
        // Only a text without a statement gives none.
        guard let statement else { throw DatabaseError(resultCode: .SQLITE_MISUSE) }
        return statement
    }

    package func check(_ code: Int32, is wanted: Int32 = SQLITE_OK) throws {
        if code != wanted { throw error(code) }
    }

    /// What SQLite says of the last thing it did here.
    package func error(_ code: Int32) -> DatabaseError {
        DatabaseError(
            resultCode: ResultCode(rawValue: code),
            message: String(cString: sqlite3_errmsg(handle)))
    }
}
