import sqlite3

/// A connection to a database, used by one thread at a time.
package final class Connection {
    /// Of SQLite's interface. Closed together with this object.
    package let handle: OpaquePointer
    private var kept: [String: PreparedStatement] = [:]

    /// A database of its own, in memory, for what is temporary.
    package convenience init() throws(SQLiteError) {
        try self.init(path: ":memory:", SQLITE_OPEN_READWRITE, patience: 0)
    }

    /// The database in a file, which is made where there is none; with an empty path one that has no
    /// name, that SQLite keeps in memory while it is small, and that nobody else can open.
    ///
    /// - Parameter patience: for how many milliseconds others' locks are waited for.
    package convenience init(writing path: String, patience: Int = 0) throws(SQLiteError) {
        try self.init(path: path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, patience: patience)
    }

    /// The database in a file, of which nothing is changed; temporary tables can be made.
    ///
    /// - Parameter patience: for how many milliseconds others' locks are waited for.
    package convenience init(reading path: String, patience: Int) throws(SQLiteError) {
        try self.init(path: path, SQLITE_OPEN_READONLY, patience: patience)
    }

    private init(path: String, _ flags: Int32, patience: Int) throws(SQLiteError) {
        var opened: OpaquePointer?
        // One thread at a time uses it, so that SQLite need not lock it for each call.
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
        // Statements that are kept end themselves, before or after this: SQLite waits for them.
        sqlite3_close_v2(handle)
    }

    package func check(_ code: Int32, is wanted: Int32 = SQLITE_OK) throws(SQLiteError) {
        if code != wanted { throw error(code) }
    }

    /// What SQLite says of the last thing it did here.
    package func error(_ code: Int32) -> SQLiteError {
        SQLiteError(code, message: String(cString: sqlite3_errmsg(handle)))
    }

    /// The number of the row that was inserted last.
    package var lastInsertedRow: Int64 { sqlite3_last_insert_rowid(handle) }

    /// How many rows the last statement has changed.
    package var changes: Int { Int(sqlite3_changes(handle)) }

    /// How many rows were changed since the connection was opened.
    package var totalChanges: Int { Int(sqlite3_total_changes(handle)) }
}

// MARK: Statements

extension Connection {
    /// Runs statements one after the other; what rows they give is left.
    package func run(_ sql: String) throws(SQLiteError) {
        try check(sqlite3_exec(handle, sql, nil, nil, nil))
    }

    /// Runs a statement that is prepared once and kept, and gives no rows.
    package func run(_ sql: String, _ arguments: [(any Bindable)?]) throws(SQLiteError) {
        try statement(sql).run(arguments)
    }

    /// - Returns: a statement that the caller finalizes, before the connection is closed.
    package func prepare(_ sql: String) throws(SQLiteError) -> OpaquePointer {
        var statement: OpaquePointer?
        try check(sqlite3_prepare_v2(handle, sql, -1, &statement, nil))
        // Only a text without a statement gives none.
        guard let statement else { throw SQLiteError(SQLITE_MISUSE) }
        return statement
    }

    /// A statement that is prepared once and kept: to prepare one takes longer than to run it, where
    /// few rows are looked up.
    package func statement(_ sql: String) throws(SQLiteError) -> PreparedStatement {
        if let statement = kept[sql] { return statement }
        let statement = PreparedStatement(try prepare(sql))
        kept[sql] = statement
        return statement
    }

    /// All rows of a statement that is prepared once and kept, each read by `body`.
    package func rows<Value>(
        _ sql: String, _ arguments: [(any Bindable)?] = [], _ body: (SQLiteRow) throws -> Value
    ) throws -> [Value] {
        try statement(sql).rows(arguments, body)
    }

    /// The first row of a statement that is prepared once and kept; nil where there is none.
    package func first<Value>(
        _ sql: String, _ arguments: [(any Bindable)?] = [], _ body: (SQLiteRow) throws -> Value?
    ) throws -> Value? {
        try statement(sql).first(arguments, body)
    }

    /// The first column of the first row as an integer; nil for NULL, and where there is no row.
    package func integer(
        _ sql: String, _ arguments: [(any Bindable)?] = []
    ) throws -> Int64? {
        try first(sql, arguments) { $0.isNull(0) ? nil : $0.integer(0) }
    }

    package func hasTable(_ name: String) throws -> Bool {
        try integer(
            "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ? COLLATE NOCASE", [name])
            != nil
    }
}

// MARK: Transactions

extension Connection {
    /// When a transaction takes hold of the file.
    package enum Transaction: String {
        /// With what it reads first.
        case deferred = "BEGIN DEFERRED"
        /// At once, so that nobody else can write meanwhile.
        case immediate = "BEGIN IMMEDIATE"
    }

    /// Does all of it or nothing.
    package func transaction<Value>(
        _ kind: Transaction, _ body: (Connection) throws -> Value
    ) throws -> Value {
        try run(kind.rawValue)
        do {
            let value = try body(self)
            try run("COMMIT")
            return value
        } catch {
            // SQLite has ended some transactions itself, and what went wrong is what matters.
            if sqlite3_get_autocommit(handle) == 0 { try? run("ROLLBACK") }
            throw error
        }
    }
}
