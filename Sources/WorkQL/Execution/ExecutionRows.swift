import WorkQLFiles
import WorkQLPlanner
import WorkQLSQLite
import WorkQLSyntax
import sqlite3

/// The rows of an execution, which can be read in several portions, each on another thread: a
/// reader that has enough rows for now need not keep a thread waiting.
final class ExecutionRows {
    /// The source of the rows.
    enum Supply {
        /// No row is correct, because a budget was spent before the first.
        case none
        /// The rows of a scan as they arrive.
        case passthrough(DirectRows, ScanSource)
        /// A statement, finalized at the end, and the scans whose rows it streams, if any.
        case statement(OpaquePointer, [ScanSource])
    }

    private let database: LocalDatabase
    private var supply: Supply
    /// Whether the writer's `begin` was called: what the writer received cannot be taken back.
    private(set) var hasBegun = false
    /// Called before the writer's `begin`.
    var willBegin: () -> Void = {}
    /// The number of rows read so far.
    private(set) var count = 0
    /// Called with the first row.
    var trace: QueryTrace?

    /// The parts of Parquet files that were read.
    var files: [QueryStatistics.FileShare] {
        database.parquet.map { file, scan in
            QueryStatistics.FileShare(
                name: file.path, groupsRead: scan.groupsRead.count,
                groups: scan.table.groups.count, columnsRead: scan.columnCount,
                columns: scan.columns.count)
        }
    }

    init(_ supply: Supply, of database: LocalDatabase) {
        self.database = database
        self.supply = supply
    }

    /// The scans whose rows are streamed.
    private var streamed: [ScanSource] {
        switch supply {
        case .none: []
        case .passthrough(_, let source): [source]
        case .statement(_, let sources): sources
        }
    }

    /// Passes rows to a writer, as well as the beginning and the end of the answer, until there are
    /// none left or it has enough for now.
    ///
    /// The writer's `begin` is called when the first row or the end is available: if a statement
    /// fails before, the writer holds nothing that would disturb another attempt or a reader.
    ///
    /// Rows that were delivered before a budget was spent are correct, because SQLite delivers no
    /// row that a later one can change; the answer ends with them.
    ///
    /// - Returns: whether no rows are left.
    /// - Throws: the error of a scan or of the writer, or `SQLiteError`.
    func write<Writer: ResultWriter>(
        to writer: inout Writer, until hasEnough: () -> Bool
    ) throws -> Bool {
        let written = WriterBox(writer)
        let sources = streamed
        defer {
            for source in sources { source.beforeWaiting = {} }
            writer = written.writer
        }
        for source in sources {
            source.beforeWaiting = { [unowned self] in
                if hasBegun { try written.writer.pause() }
            }
        }
        return try isAtEnd(written, hasEnough)
    }

    private func begin<Writer: ResultWriter>(_ written: WriterBox<Writer>) throws {
        guard !hasBegun else { return }
        hasBegun = true
        willBegin()
        trace?(ExecutionRows.self, ResultRow.self)
        try written.writer.begin(database.plan.columns, zone: database.plan.zone)
    }

    /// Passes rows to a writer until there are none left or it has enough.
    private func isAtEnd<Writer: ResultWriter>(
        _ written: WriterBox<Writer>, _ hasEnough: () -> Bool
    ) throws -> Bool {
        switch supply {
        case .none: return true
        case .passthrough(var rows, let source):
            defer { supply = .passthrough(rows, source) }
            while let row = rows.next() {
                if try take(row, written, hasEnough) { return false }
            }
            try finish(written, orThrow: nil)
            return true
        case .statement(let statement, _): return try step(statement, written, hasEnough)
        }
    }

    /// Passes a row to the writer.
    ///
    /// - Returns: whether the writer has enough.
    private func take<Writer: ResultWriter>(
        _ row: ResultRow, _ written: WriterBox<Writer>, _ hasEnough: () -> Bool
    ) throws -> Bool {
        try begin(written)
        try written.writer.write(row)
        count += 1
        return hasEnough()
    }

    /// Ends the answer after the last row, or where the scan failed. Rows that were delivered
    /// before a budget was spent are an answer too.
    ///
    /// - Parameter other: the error if something other than the scan failed.
    private func finish<Writer: ResultWriter>(
        _ written: WriterBox<Writer>, orThrow other: (any Error)?
    ) throws {
        if let failure = streamed.lazy.compactMap(\.failure).first {
            guard failure is BudgetSpent else { throw failure }
            if count == 0 { return }
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
                        written,
                        orThrow: code == SQLITE_DONE ? nil : database.error(code))
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
        // Finalized before its connection is closed.
        if case .statement(let statement, let sources) = supply {
            sqlite3_finalize(statement)
            for source in sources { source.end() }
        }
    }
}

/// A writer that is also called from inside SQLite, between two rows and never during one.
private final class WriterBox<Writer: ResultWriter> {
    var writer: Writer

    init(_ writer: Writer) { self.writer = writer }
}
