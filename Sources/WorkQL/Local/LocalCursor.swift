import GRDB
import GRDBSQLite
import WorkQLPlanner
import WorkQLStore

/// The rows of a plan's local statement, which can be read in several portions, each on another
/// thread: whoever has enough rows for now need not keep a thread waiting.
///
/// One thread at a time, and never one of Swift's cooperative pool.
final class LocalCursor {
    private let plan: Plan
    private let queue: DatabaseQueue
    /// nil when a budget was spent before the first row, and with `direct`.
    var statement: Statement?
    /// In the place of a statement, where SQLite has nothing to do.
    var direct: DirectRows?
    /// The only scan, if its rows go through SQLite as they come.
    var streamed: ScanSource?
    /// What is shown of a store, at one moment that ends with the last row.
    var stored: StoredRows?
    /// With whose cancellation the statement ends; asked by the connection as long as it steps.
    var streams: StreamGroup?
    private var hasBegun = false
    /// How many rows were read so far.
    private(set) var rows = 0

    init(plan: Plan, on queue: DatabaseQueue) {
        self.plan = plan
        self.queue = queue
    }

    /// Gives rows to a writer, which is told of the beginning and the end as well, until there are
    /// none or it has enough for now.
    ///
    /// Rows that came before a budget was spent are right, for SQLite gives out none that a later
    /// one can change; the answer ends with them.
    ///
    /// - Returns: whether there are no more rows.
    /// - Throws: what a scan or the writer threw, or `DatabaseError`.
    func write<Writer: ResultWriter>(
        to writer: inout Writer, until hasEnough: () -> Bool
    ) throws -> Bool {
        if direct != nil { return try readDirectly(to: &writer, until: hasEnough) }
        guard let statement else { return true }
        return try queue.writeWithoutTransaction { _ in
            guard try step(statement.sqliteStatement, to: &writer, until: hasEnough) else {
                return false
            }
            try stored?.end()
            return true
        }
    }

    private func readDirectly<Writer: ResultWriter>(
        to writer: inout Writer, until hasEnough: () -> Bool
    ) throws -> Bool {
        let written = WriterBox(writer)
        defer {
            streamed?.beforeWaiting = {}
            writer = written.writer
        }
        streamed?.beforeWaiting = { try written.writer.pause() }
        if !hasBegun {
            hasBegun = true
            try written.writer.begin(plan.columns, zone: plan.zone)
        }
        while let row = direct?.next() {
            try written.writer.write(row)
            rows += 1
            if hasEnough() { return false }
        }
        if let failure = streamed?.failure {
            guard failure is BudgetSpent else { throw failure }
            if rows > 0 { try written.writer.finish() }
        } else {
            try written.writer.finish()
        }
        return true
    }

    private func step<Writer: ResultWriter>(
        _ statement: OpaquePointer, to writer: inout Writer, until hasEnough: () -> Bool
    ) throws -> Bool {
        let written = WriterBox(writer)
        defer {
            streamed?.beforeWaiting = {}
            writer = written.writer
        }
        streamed?.beforeWaiting = { try written.writer.pause() }
        if !hasBegun {
            hasBegun = true
            try written.writer.begin(plan.columns, zone: plan.zone)
        }
        let statementRows = StatementRows(statement)
        do {
            while true {
                switch sqlite3_step(statement) {
                case SQLITE_ROW:
                    try written.writer.write(statementRows.row())
                    rows += 1
                    if hasEnough() { return false }
                case SQLITE_DONE:
                    try written.writer.finish()
                    sqlite3_reset(statement)
                    return true
                case let code:
                    guard let failure = streamed?.failure else {
                        throw DatabaseError(
                            resultCode: ResultCode(rawValue: code),
                            message: String(cString: sqlite3_errmsg(sqlite3_db_handle(statement))))
                    }
                    guard failure is BudgetSpent else { throw failure }
                    if rows > 0 { try written.writer.finish() }
                    sqlite3_reset(statement)
                    return true
                }
            }
        } catch {
            sqlite3_reset(statement)
            throw error
        }
    }

    deinit {
        // Before its connection is closed.
        statement = nil
    }
}

/// A writer that is reached from inside SQLite as well, between two rows and never during one.
private final class WriterBox<Writer: ResultWriter> {
    var writer: Writer

    init(_ writer: Writer) { self.writer = writer }
}
