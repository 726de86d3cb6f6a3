import sqlite3

/// A failure that SQLite reports.
package struct SQLiteError: Error, Sendable, Hashable {
    /// One of SQLite's primary result codes.
    package var code: Int32
    /// The message in SQLite's words.
    package var message: String
    /// Whether SQLite refused a statement, rather than failed to run it.
    package var isOfStatement = false

    /// - Parameters:
    ///   - code: a primary or an extended result code.
    ///   - message: nil for SQLite's general message for the code.
    package init(_ code: Int32, message: String? = nil) {
        self.code = code & 0xFF
        self.message = message ?? String(cString: sqlite3_errstr(code))
    }
}

extension SQLiteError {
    /// Whether the operation has to wait for another connection.
    package var isWait: Bool { code == SQLITE_BUSY || code == SQLITE_LOCKED }

    package var isOutOfMemory: Bool { code == SQLITE_NOMEM }

    package var isDamage: Bool { code == SQLITE_CORRUPT || code == SQLITE_NOTADB }

    /// Whether the failure is caused by the disk or by another user of the file, and not by the
    /// operation itself.
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
