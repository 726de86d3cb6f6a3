import WorkQLFiles
import WorkQLPlanner
import WorkQLSQLite
import WorkQLSyntax
import sqlite3

/// The rows of an execution, which can be read in several portions, each on another thread: whoever
/// has enough rows for now need not keep a thread waiting.
final class ExecutionRows {
    /// Where they come from.
    enum Supply {
        /// None is right, for a budget was spent before the first.
        case none
        /// The rows of a scan as they come.
        case passthrough(DirectRows, ScanSource)
        /// A statement, and the scan whose rows go through it as they come; finalized at the end.
        case statement(OpaquePointer, ScanSource?)
    }

    private let database: LocalDatabase
    private var supply: Supply
    /// Whether the writer was told of the beginning: what was given to it cannot be taken back.
    private(set) var hasBegun = false
    /// How many rows were read so far.
    private(set) var count = 0
    /// Is told of the first row.
    var trace: QueryTrace?

    /// What was read of Parquet files.
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

    /// The only scan, if its rows are read as they come.
    private var streamed: ScanSource? {
        switch supply {
        case .none: nil
        case .passthrough(_, let source): source
        case .statement(_, let source): source
        }
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
        let written = WriterBox(writer)
        let source = streamed
        defer {
            source?.beforeWaiting = {}
            writer = written.writer
        }
        source?.beforeWaiting = { [unowned self] in
            if hasBegun { try written.writer.pause() }
        }
        return try isAtEnd(written, hasEnough)
    }

    private func begin<Writer: ResultWriter>(_ written: WriterBox<Writer>) throws {
        guard !hasBegun else { return }
        hasBegun = true
        trace?(ExecutionRows.self, ResultRow.self)
        try written.writer.begin(database.plan.columns, zone: database.plan.zone)
    }

    /// Gives rows to a writer until there are none or it has enough.
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

    /// - Returns: whether the writer has enough.
    private func take<Writer: ResultWriter>(
        _ row: ResultRow, _ written: WriterBox<Writer>, _ hasEnough: () -> Bool
    ) throws -> Bool {
        try begin(written)
        try written.writer.write(row)
        count += 1
        return hasEnough()
    }

    /// After the last row, or where the scan failed. Rows that came before a budget was spent are an
    /// answer too.
    ///
    /// - Parameter other: what failed when the scan did not.
    private func finish<Writer: ResultWriter>(
        _ written: WriterBox<Writer>, orThrow other: (any Error)?
    ) throws {
        if let failure = streamed?.failure {
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
        // Before its connection is closed.
        if case .statement(let statement, _) = supply { sqlite3_finalize(statement) }
    }
}

/// A writer that is reached from inside SQLite as well, between two rows and never during one.
private final class WriterBox<Writer: ResultWriter> {
    var writer: Writer

    init(_ writer: Writer) { self.writer = writer }
}
