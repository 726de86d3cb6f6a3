import sqlite3

/// What SQLite could not do.
package struct SQLiteError: Error, Sendable, Hashable {
    /// One of SQLite's primary codes.
    package var code: Int32
    /// In SQLite's words.
    package var message: String

    /// - Parameters:
    ///   - code: a primary or an extended one.
    ///   - message: nil for what SQLite says of the code alone.
    package init(_ code: Int32, message: String? = nil) {
        self.code = code & 0xFF
        self.message = message ?? String(cString: sqlite3_errstr(code))
    }
}

extension SQLiteError {
    /// Whether somebody else has to be waited for.
    package var isWait: Bool { code == SQLITE_BUSY || code == SQLITE_LOCKED }

    package var isOutOfMemory: Bool { code == SQLITE_NOMEM }

    package var isDamage: Bool { code == SQLITE_CORRUPT || code == SQLITE_NOTADB }

    /// Whether the disk, or who else uses the file, is in the way, and not what was to be done.
    package var isObstacle: Bool {
        switch code {
        case SQLITE_FULL, SQLITE_IOERR, SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM: true
        default: isWait
        }
    }
}

extension SQLiteError: CustomStringConvertible {
    package var description: String { message }
}
