import WorkQLPlanner
import WorkQLSQLite
import WorkQLStore
import sqlite3

/// The rows of a plan's local statement, which can be read in several portions, each on another
/// thread: whoever has enough rows for now need not keep a thread waiting.
///
/// One thread at a time, and never one of Swift's cooperative pool.
final class LocalCursor {
    private let plan: Plan
    private let connection: Connection
    /// nil when a budget was spent before the first row, and with `direct`. Finalized at the end.
    var statement: OpaquePointer?
    /// In the place of a statement, where SQLite has nothing to do.
    var direct: DirectRows?
    /// The only scan, if its rows go through SQLite as they come.
    var streamed: ScanSource?
    /// What is shown of a store, at one moment that ends with the last row.
    var stored: StoredRows?
    /// Ends the statement; asked by the connection as long as it steps.
    var stop: StopCheck?
    /// Whether the writer was told of the beginning: what was given to it cannot be taken back.
    private(set) var hasBegun = false
    /// How many rows were read so far.
    private(set) var rows = 0

    init(plan: Plan, on connection: Connection) {
        self.plan = plan
        self.connection = connection
    }

    /// Gives rows to a writer, which is told of the beginning and the end as well, until there are
    /// none or it has enough for now.
    ///
    /// The writer is told of the beginning when the first row is there, or the end: of a statement
    /// that fails before, it has nothing that another attempt, or a reader, would stumble over.
    ///
    /// Rows that came before a budget was spent are right, for SQLite gives out none that a later
    /// one can change; the answer ends with them.
    ///
    /// - Returns: whether there are no more rows.
    /// - Throws: what a scan or the writer threw, or `SQLiteError`.
    func write<Writer: ResultWriter>(
        to writer: inout Writer, until hasEnough: () -> Bool
    ) throws -> Bool {
        guard statement != nil || direct != nil else { return true }
        let written = WriterBox(writer)
        defer {
            streamed?.beforeWaiting = {}
            writer = written.writer
        }
        streamed?.beforeWaiting = { [unowned self] in
            if hasBegun { try written.writer.pause() }
        }
        guard try isAtEnd(written, hasEnough) else { return false }
        try stored?.end()
        return true
    }

    private func begin<Writer: ResultWriter>(_ written: WriterBox<Writer>) throws {
        guard !hasBegun else { return }
        hasBegun = true
        try written.writer.begin(plan.columns, zone: plan.zone)
    }

    /// Gives rows to a writer until there are none or it has enough.
    private func isAtEnd<Writer: ResultWriter>(
        _ written: WriterBox<Writer>, _ hasEnough: () -> Bool
    ) throws -> Bool {
        guard let statement else {
            while let row = direct?.next() {
                if try take(row, written, hasEnough) { return false }
            }
            try finish(written, orThrow: nil)
            return true
        }
        return try step(statement, written, hasEnough)
    }

    /// - Returns: whether the writer has enough.
    private func take<Writer: ResultWriter>(
        _ row: ResultRow, _ written: WriterBox<Writer>, _ hasEnough: () -> Bool
    ) throws -> Bool {
        try begin(written)
        try written.writer.write(row)
        rows += 1
        return hasEnough()
    }

    /// After the last row, or where the scan failed. Rows that came before a budget was spent are an
    /// answer too.
    ///
    /// - Parameter other: what failed when the scan did not.
    private func finish<Writer: ResultWriter>(
        _ written: WriterBox<Writer>, orThrow other: SQLiteError?
    ) throws {
        if let failure = streamed?.failure {
            guard failure is BudgetSpent else { throw failure }
            if rows == 0 { return }
        } else if let other {
            throw other
        }
        try begin(written)
        try written.writer.finish()
    }

    private func step<Writer: ResultWriter>(
        _ statement: OpaquePointer, _ written: WriterBox<Writer>, _ hasEnough: () -> Bool
    ) throws -> Bool {
        let statementRows = StatementRows(statement)
        do {
            while true {
                switch sqlite3_step(statement) {
                case SQLITE_ROW:
                    if try take(statementRows.row(), written, hasEnough) { return false }
                case let code:
                    try finish(
                        written, orThrow: code == SQLITE_DONE ? nil : connection.error(code))
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
        sqlite3_finalize(statement)
    }
}

/// A writer that is reached from inside SQLite as well, between two rows and never during one.
private final class WriterBox<Writer: ResultWriter> {
    var writer: Writer

    init(_ writer: Writer) { self.writer = writer }
}
