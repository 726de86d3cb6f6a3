import sqlite3

/// A connection to a database, used by one thread at a time.
package final class Connection {
    /// SQLite's handle. Closed together with this object.
    package let handle: OpaquePointer
    private var kept: [String: PreparedStatement] = [:]

    /// Opens a private database in memory, for temporary data.
    package convenience init() throws(SQLiteError) {
        try self.init(path: ":memory:", SQLITE_OPEN_READWRITE, patience: 0)
    }

    /// Opens the database in a file, which is created if it does not exist. With an empty path,
    /// opens a database without a name, which SQLite keeps in memory while it is small and which no
    /// other connection can open.
    ///
    /// - Parameter patience: the timeout for the locks of other connections, in milliseconds.
    package convenience init(writing path: String, patience: Int = 0) throws(SQLiteError) {
        try self.init(path: path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, patience: patience)
    }

    /// Opens the database in a file for reading only; temporary tables can be created.
    ///
    /// - Parameter patience: the timeout for the locks of other connections, in milliseconds.
    package convenience init(reading path: String, patience: Int) throws(SQLiteError) {
        try self.init(path: path, SQLITE_OPEN_READONLY, patience: patience)
    }

    private init(path: String, _ flags: Int32, patience: Int) throws(SQLiteError) {
        var opened: OpaquePointer?
        // One thread at a time uses the connection, so SQLite need not lock it for each call.
        let code = sqlite3_open_v2(path, &opened, flags | SQLITE_OPEN_NOMUTEX, nil)
        guard code == SQLITE_OK, let opened else {
            let message = opened.map { String(cString: sqlite3_errmsg($0)) }
            sqlite3_close(opened)
            throw SQLiteError(code, message: message)
        }
        handle = opened
        if patience > 0 { sqlite3_busy_timeout(opened, Int32(patience)) }
        try check(wql_refuse_texts_in_double_quotes(opened))
    }

    deinit {
        // Cached statements finalize themselves, before or after this: SQLite waits for them.
        sqlite3_close_v2(handle)
    }

    package func check(_ code: Int32, is wanted: Int32 = SQLITE_OK) throws(SQLiteError) {
        if code != wanted { throw error(code) }
    }

    /// Returns an error with SQLite's message about its last operation on this connection.
    package func error(_ code: Int32) -> SQLiteError {
        SQLiteError(code, message: String(cString: sqlite3_errmsg(handle)))
    }

    /// The rowid of the last inserted row.
    package var lastInsertedRow: Int64 { sqlite3_last_insert_rowid(handle) }

    /// The number of rows that the last statement changed.
    package var changes: Int { Int(sqlite3_changes(handle)) }

    /// The number of rows changed since the connection was opened.
    package var totalChanges: Int { Int(sqlite3_total_changes(handle)) }
}

// MARK: Statements

extension Connection {
    /// Runs statements one after the other and discards the rows that they return.
    package func run(_ sql: String) throws(SQLiteError) {
        try check(sqlite3_exec(handle, sql, nil, nil, nil))
    }

    /// Runs a statement that returns no rows. The statement is prepared once and cached.
    package func run(_ sql: String, _ arguments: [(any Bindable)?]) throws(SQLiteError) {
        try statement(sql).run(arguments)
    }

    /// Prepares a statement.
    ///
    /// - Returns: a statement that the caller finalizes, before the connection is closed.
    package func prepare(_ sql: String) throws(SQLiteError) -> OpaquePointer {
        var statement: OpaquePointer?
        do throws(SQLiteError) {
            try check(sqlite3_prepare_v2(handle, sql, -1, &statement, nil))
        } catch {
            var refusal = error
            refusal.isOfStatement = true
            throw refusal
        }
        // Only a text without a statement returns none.
        guard let statement else { throw SQLiteError(SQLITE_MISUSE) }
        return statement
    }

    /// Returns a statement that is prepared once and cached: preparing it takes longer than running
    /// it if few rows are looked up.
    package func statement(_ sql: String) throws(SQLiteError) -> PreparedStatement {
        if let statement = kept[sql] { return statement }
        let statement = PreparedStatement(try prepare(sql))
        kept[sql] = statement
        return statement
    }

    /// Returns all rows of a statement, each read by `body`. The statement is prepared once and
    /// cached.
    package func rows<Value>(
        _ sql: String, _ arguments: [(any Bindable)?] = [], _ body: (SQLiteRow) throws -> Value
    ) throws -> [Value] {
        try statement(sql).rows(arguments, body)
    }

    /// Returns the first row of a statement, read by `body`; nil if there is none. The statement is
    /// prepared once and cached.
    package func first<Value>(
        _ sql: String, _ arguments: [(any Bindable)?] = [], _ body: (SQLiteRow) throws -> Value?
    ) throws -> Value? {
        try statement(sql).first(arguments, body)
    }

    /// Returns the first column of the first row as an integer; nil for NULL, and if there is no
    /// row.
    package func integer(
        _ sql: String, _ arguments: [(any Bindable)?] = []
    ) throws -> Int64? {
        try first(sql, arguments) { $0.isNull(0) ? nil : $0.integer(0) }
    }

    /// Calls `body` with a reader of a BLOB, which is valid only during `body`.
    ///
    /// - Returns: nil if there is no BLOB of the given size.
    package func withBlob<Value>(
        _ column: String, of table: String, row: Int64, size: Int,
        _ body: (BlobReader) throws -> Value
    ) throws -> Value? {
        var opened: OpaquePointer?
        let code = sqlite3_blob_open(handle, "main", table, column, row, 0, &opened)
        // The column holds another kind of value, or the row has gone.
        if code == SQLITE_ERROR { return nil }
        try check(code)
        defer { sqlite3_blob_close(opened) }
        guard let opened, Int(sqlite3_blob_bytes(opened)) == size else { return nil }
        return try body(BlobReader(connection: self, handle: opened))
    }

    /// A reader of ranges of a BLOB, without the rest of it.
    package struct BlobReader {
        fileprivate let connection: Connection
        fileprivate let handle: OpaquePointer

        package func bytes(_ range: Range<Int>) throws(SQLiteError) -> [UInt8] {
            var code = SQLITE_OK
            let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
                if range.isEmpty { return }
                code = sqlite3_blob_read(
                    handle, buffer.baseAddress, Int32(range.count), Int32(range.lowerBound))
                count = code == SQLITE_OK ? range.count : 0
            }
            try connection.check(code)
            return bytes
        }
    }

    package func hasTable(_ name: String) throws -> Bool {
        try integer(
            "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ? COLLATE NOCASE", [name])
            != nil
    }
}

// MARK: Transactions

extension Connection {
    /// The moment at which a transaction locks the file.
    package enum Transaction: String {
        /// With its first read.
        case deferred = "BEGIN DEFERRED"
        /// At once, so that no other connection can write in the meantime.
        case immediate = "BEGIN IMMEDIATE"
    }

    /// Runs `body` in a transaction: either all of its changes are made or none.
    package func transaction<Value>(
        _ kind: Transaction, _ body: (Connection) throws -> Value
    ) throws -> Value {
        try run(kind.rawValue)
        do {
            let value = try body(self)
            try run("COMMIT")
            return value
        } catch {
            // SQLite has already ended some transactions itself, and the first error is the one
            // that matters.
            if sqlite3_get_autocommit(handle) == 0 { try? run("ROLLBACK") }
            throw error
        }
    }
}
