import GRDB
import GRDBSQLite
import WorkQLCatalog
import WorkQLPlanner

/// Runs a plan's local statement over its scans and hands the rows to a writer. Blocks its thread,
/// which is never one of Swift's cooperative pool.
///
/// The rows of an only scan that is read once go through SQLite as they come. Several scans, and
/// one that is read again and again, are kept in temporary tables first, fetched side by side.
struct LocalRun {
    let plan: Plan
    let context: TimeContext
    /// One for each of the plan's scans.
    let sources: [ScanSource]
    /// One for each of the plan's files.
    let files: [FileTable]

    /// Rows that came before a budget was spent are right, for SQLite gives out none that a later
    /// one can change; the answer ends with them.
    ///
    /// - Returns: the number of rows.
    /// - Throws: what a scan or the writer threw, or `DatabaseError`.
    func write(to writer: inout some ResultWriter) throws -> Int {
        try DatabaseQueue().writeWithoutTransaction { database in
            try write(to: &writer, on: database)
        }
    }

    private func write(
        to writer: inout some ResultWriter, on database: Database
    ) throws -> Int {
        guard let connection = database.sqliteConnection else { throw DatabaseError() }
        try check(TimeFunctions.register(in: context, on: connection), connection)
        try check(TextFunctions.register(on: connection), connection)
        try check(BucketFunction.register(plan.buckets, on: connection), connection)
        for (place, file) in files.enumerated() {
            try file.load(into: connection, as: Plan.fileName(place), zone: plan.zone)
        }
        if plan.streams, let scan = plan.scans.first {
            try check(ScanModule.register(sources[0], as: scan.name, on: connection), connection)
        } else {
            for source in sources { source.start() }
            for (scan, source) in zip(plan.scans, sources) {
                try keep(scan, source, on: connection)
            }
            // Of rows that are put together, none is right before all are there.
            if sources.contains(where: { $0.failure is BudgetSpent }) { return 0 }
        }
        let statement = try database.makeStatement(sql: plan.local)
        try writer.begin(plan.columns, zone: plan.zone)
        var rows = 0
        let row = StatementRow(statement: statement.sqliteStatement)
        defer { sqlite3_reset(statement.sqliteStatement) }
        while true {
            switch sqlite3_step(statement.sqliteStatement) {
            case SQLITE_ROW:
                try writer.write(row)
                rows += 1
            case SQLITE_DONE:
                try writer.finish()
                return rows
            case let code:
                guard let failure = sources.lazy.compactMap(\.failure).first else {
                    throw error(code, connection)
                }
                guard failure is BudgetSpent else { throw failure }
                if rows > 0 { try writer.finish() }
                return rows
            }
        }
    }

    /// Fetches all of a scan into a temporary table of its columns in use.
    private func keep(
        _ scan: Scan, _ source: ScanSource, on connection: OpaquePointer
    ) throws {
        let stream = "stream of \(scan.name)"
        try check(ScanModule.register(source, as: stream, on: connection), connection)
        let columns = scan.columns.map { "\"\(scan.table.columns[$0].name)\"" }
        let declared = scan.columns.map { ScanModule.declaration(of: scan.table.columns[$0]) }
        let sql = """
            CREATE TEMP TABLE "\(scan.name)"(\(declared.joined(separator: ", ")));
            INSERT INTO temp."\(scan.name)" SELECT \(columns.joined(separator: ", "))
            FROM "\(stream)"
            """
        let code = sqlite3_exec(connection, sql, nil, nil, nil)
        if let failure = source.failure {
            if failure is BudgetSpent { return }
            throw failure
        }
        try check(code, connection)
    }

    private func check(_ code: Int32, _ connection: OpaquePointer) throws {
        guard code == SQLITE_OK else { throw error(code, connection) }
    }

    private func error(_ code: Int32, _ connection: OpaquePointer) -> DatabaseError {
        DatabaseError(
            resultCode: ResultCode(rawValue: code),
            message: String(cString: sqlite3_errmsg(connection)))
    }
}

/// The row on which a statement stands.
private struct StatementRow: ResultRow {
    let statement: OpaquePointer

    func kind(_ column: Int) -> ValueKind {
        switch sqlite3_column_type(statement, Int32(column)) {
        case SQLITE_INTEGER: .integer
        case SQLITE_FLOAT: .real
        case SQLITE_TEXT: .text
        case SQLITE_BLOB: .blob
        default: .null
        }
    }

    func integer(_ column: Int) -> Int64 { sqlite3_column_int64(statement, Int32(column)) }

    func real(_ column: Int) -> Double { sqlite3_column_double(statement, Int32(column)) }

    func withText<Result>(
        _ column: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
    ) rethrows -> Result {
        let bytes = sqlite3_column_text(statement, Int32(column))
        let count = Int(sqlite3_column_bytes(statement, Int32(column)))
        return try body(UnsafeBufferPointer(start: bytes, count: bytes == nil ? 0 : count))
    }
}
