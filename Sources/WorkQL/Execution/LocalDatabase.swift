import WorkQLCatalog
import WorkQLFiles
import WorkQLPlanner
import WorkQLSQLite
import WorkQLSyntax
import WorkQLTime
import sqlite3

/// The connection on which SQLite runs a plan's local statement: the dialect's functions, the rows
/// of the plan's files and of the last result.
///
/// Blocks its thread, which belongs to Swift's cooperative pool only for plans without a scan.
struct LocalDatabase {
    let plan: Plan
    let connection: Connection
    /// The plan's Parquet files, which are read as SQLite requests them.
    let parquet: [(file: FileName, scan: ParquetScan)]
    /// Ends the running statement; checked by the connection while it steps.
    private let stop: StopCheck
    private let library: FunctionLibrary

    /// - Parameter stop: ends what runs on the connection.
    /// - Throws: `Diagnostic` for a file that cannot be read, or `SQLiteError`.
    init(
        for plan: Plan, in session: ScriptSession, stop: StopCheck
    ) throws {
        let files = try plan.files.map { try session.fileTables.table($0) }
        self.plan = plan
        self.stop = stop
        connection = try Connection()
        parquet = zip(plan.files, files).compactMap { name, file in
            file.parquet.map {
                (name, ParquetScan($0, file.columns, zone: plan.zone))
            }
        }
        let context = TimeContext(now: session.options.now, zone: plan.zone)
        library = FunctionLibrary(on: connection.handle, in: context, stop: stop)
        attend()
        try register(context)
        for (index, file) in files.enumerated() {
            if let scan = parquet.first(where: { $0.file == plan.files[index] })?.scan {
                try ParquetModule.register(scan, as: Plan.fileName(index), on: connection)
                continue
            }
            let file = file.with(plan.openColumns[index] ?? [])
            try file.load(
                into: connection.handle, as: Plan.fileName(index), zone: plan.zone,
                isStopped: stop.mustStop)
        }
        if plan.readsLast {
            try session.last.rows?.load(into: connection, as: Plan.lastName)
        }
    }

    /// The maximum length of a value in bytes.
    static let longestValue: Int32 = 64 << 20

    /// Makes SQLite end the running statement when required, including one that waits for no scan.
    private func attend() {
        // This number of steps takes less than a millisecond, unless each makes a long text.
        sqlite3_progress_handler(
            connection.handle, 1000,
            { stop in
                guard let stop else { return 0 }
                return Unmanaged<StopCheck>.fromOpaque(stop).takeUnretainedValue().mustStop()
                    ? 1 : 0
            }, Unmanaged.passUnretained(stop).toOpaque())
        // At this length, computing one value takes less than a second, whatever the operation.
        sqlite3_limit(connection.handle, SQLITE_LIMIT_LENGTH, Self.longestValue)
    }

    private func register(_ context: TimeContext) throws {
        let handle = connection.handle
        try connection.check(TimeFunctions.register(in: context, on: handle))
        try connection.check(CastFunctions.register(in: context, on: handle))
        try connection.check(TextFunctions.register(on: handle, stop: stop))
        try connection.check(LikePatterns.register(on: handle, stop: stop))
        try connection.check(EndFunctions.register(on: handle))
        try connection.check(JoinedTexts.register(on: handle, stop: stop))
        try connection.check(JoinedInWindow.register(on: handle))
        try connection.check(ChartFunctions.register(on: handle))
        try connection.check(ScalarSubquery.register(on: handle))
        try connection.check(BucketFunction.register(plan.buckets, on: handle))
    }

    /// Registers the rows of a source as a table with a name.
    ///
    /// - Parameter partial: the reader of the rows, if it needs those that are equal as one.
    func register(
        _ source: ScanSource, as name: String, combinedFor partial: PartialAggregate? = nil
    ) throws {
        source.partial = partial
        try ScanModule.register(source, as: name, on: connection)
        for (column, query) in partial?.values ?? [:] {
            source.values[column] = try ColumnValues(
                PartialAggregate.text(of: query), of: source.table.columns[column],
                as: PartialAggregate.values(of: column, in: source.scan), on: connection)
        }
    }

    /// Returns the plan's answer. Fetches everything that is needed before the first row.
    ///
    /// - Parameter open: makes a scan whose keys are all known ready to be read.
    /// - Throws: the error of a scan, or `SQLiteError`.
    func rows(opening open: (Scan) throws -> ScanSource) throws -> ExecutionRows {
        switch plan.execution {
        case .passthrough(let read):
            let source = try open(plan.scans[0])
            return ExecutionRows(.passthrough(DirectRows(read, of: source), source), of: self)
        case .partialAggregate(let partial):
            let source = try open(plan.scans[0])
            try register(source, as: plan.scans[0].name, combinedFor: partial)
            return ExecutionRows(.statement(try statement(), [source]), of: self)
        case .stream:
            let sources = try plan.scans.map(open)
            for (scan, source) in zip(plan.scans, sources) {
                try register(source, as: scan.name)
            }
            return ExecutionRows(.statement(try statement(), sources), of: self)
        case .materialize:
            // If rows are combined, none is correct before all are available.
            guard try materialize(opening: open) else { return ExecutionRows(.none, of: self) }
            return ExecutionRows(.statement(try statement(), []), of: self)
        }
    }

    /// Returns those of the plan's notes that its rows show to be true, once these are fetched. One
    /// whose query names something outside of it, as inside a correlated query, counts as true.
    func notes() -> [Diagnostic] {
        var notes: [Diagnostic] = []
        for next in plan.conditionalNotes where !notes.contains(next.note) {
            let isTrue = plan.execution.isMaterialized ? (try? hasRow(next.text)) ?? true : true
            if isTrue { notes.append(next.note) }
        }
        return notes
    }

    private func hasRow(_ query: String) throws -> Bool {
        let statement = try prepare(query)
        defer { sqlite3_finalize(statement) }
        switch sqlite3_step(statement) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw error(code)
        }
    }

    private func statement() throws -> OpaquePointer { try prepare(plan.executed) }

    /// Prepares a statement, and registers the functions that it names.
    private func prepare(_ sql: String) throws -> OpaquePointer {
        try connection.check(library.provide(for: sql))
        return try connection.prepare(sql)
    }

    /// Returns the reason why a statement failed: SQLite only knows that a file failed.
    func error(_ code: Int32) -> any Error {
        for (file, scan) in parquet {
            if let failure = scan.failure { return Diagnostic(failure, at: file.span) }
        }
        return connection.error(code)
    }
}

/// Keys read from the rows on the connection.
extension LocalDatabase {
    /// Returns the plan, completed with the values that only files hold. Fetches nothing.
    func planKnownFromFiles() throws -> Plan {
        var found: [Int: Scan] = [:]
        for (index, scan) in plan.scans.enumerated() {
            guard let keys = scan.dynamicKeys, keys.reads.isEmpty else { continue }
            found[index] = completed(try keys.fetched(with: try values(of: keys)), as: scan)
        }
        var plan = plan
        try plan.take(known: found)
        return plan
    }

    /// Returns the scan with the values that it waits for, read from the rows that are already
    /// kept.
    func known(_ scan: Scan) throws -> Scan {
        guard let keys = scan.dynamicKeys else { return scan }
        return completed(try keys.scan(with: try values(of: keys)), as: scan)
    }

    private func values(of keys: DynamicKeys) throws -> [[Scalar]] {
        try keys.keys.map { try values(of: $0.query, asIntegers: $0.isInteger) }
    }

    private func completed(_ known: Scan, as scan: Scan) -> Scan {
        var known = known
        // Other scans may share its rows and need more of its columns.
        known.columns = Set(known.columns + scan.columns).sorted()
        known.useful = scan.useful
        return known
    }

    /// Returns the values of a query's first column, converted as SQLite would convert them to
    /// compare them with a column of the type; leaves out values that equal no value of the type.
    private func values(of query: String, asIntegers: Bool) throws -> [Scalar] {
        let statement = try prepare(query)
        defer { sqlite3_finalize(statement) }
        let rows = StatementRows(statement)
        var values: Set<Scalar> = []
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW:
                let row = rows.row()
                if row.kind(0) == .null { continue }
                let text = row.withText(0) { String(decoding: $0, as: UTF8.self) }
                if !asIntegers {
                    values.insert(.text(text))
                } else if row.kind(0) == .text {
                    // A text equals only the number whose decimal text it is.
                    guard let number = Int64(text), String(number) == text else { continue }
                    values.insert(.integer(number))
                } else if let number = Double(text).flatMap(Int64.init(exactly:)) {
                    values.insert(.integer(Int64(text) ?? number))
                }
            case SQLITE_DONE: return values.sorted()
            case let code: throw error(code)
            }
        }
    }
}
