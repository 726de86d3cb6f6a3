import WorkQLCatalog
import WorkQLPlanner
import WorkQLSQLite
import WorkQLStore
import WorkQLTime
import sqlite3

/// Runs a plan's local statement over its scans and hands out the rows. Blocks its thread,
/// which is never one of Swift's cooperative pool.
///
/// The rows of an only scan that is read once go through SQLite as they come. Several scans, and
/// one that is read again and again, are kept in temporary tables first, fetched side by side, and
/// those that wait for the values of others as soon as these are there. What a store in a file has
/// whole is read there.
struct LocalRun {
    let plan: Plan
    let context: TimeContext
    /// Makes a scan, of which all is known, ready to be read.
    let open: (Scan) throws -> ScanSource
    /// One for each of the plan's files.
    let files: [FileTable]
    /// For a plan that reads it.
    let last: ResultBuffer?
    /// Where rows of the scans are.
    var store: Store?
    /// Ends the run.
    let stop: StopCheck

    /// - Returns: the number of rows.
    /// - Throws: what a scan or the writer threw, or `SQLiteError`.
    func write(to writer: inout some ResultWriter) throws -> Int {
        let cursor = try cursor()
        _ = try cursor.write(to: &writer) { false }
        return cursor.rows
    }

    /// Fetches what has to be there before the first row.
    ///
    /// - Throws: what a scan threw, or `SQLiteError`.
    func cursor() throws -> LocalCursor {
        let reading = try store?.readingConnection()
        let connection = try reading ?? Connection()
        try prepare(connection)
        return try cursor(on: connection, reading.map(StoredRows.init))
    }

    /// Ends whatever statement runs when it has to, also one that waits for no scan.
    private func attend(_ connection: Connection) {
        // So many steps take less than a millisecond, unless each makes a long text.
        sqlite3_progress_handler(
            connection.handle, 1000,
            { stop in
                guard let stop else { return 0 }
                return Unmanaged<StopCheck>.fromOpaque(stop).takeUnretainedValue().mustStop()
                    ? 1 : 0
            }, Unmanaged.passUnretained(stop).toOpaque())
        // One value takes less than a second to be made, whatever is done to it.
        sqlite3_limit(connection.handle, SQLITE_LIMIT_LENGTH, Self.longestValue)
        sqlite3_limit(connection.handle, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 4096)
    }

    /// In bytes.
    static let longestValue: Int32 = 64 << 20

    /// What the plan's scans are once the values are known that files alone hold. Fetches nothing.
    ///
    /// - Throws: `Diagnostic` for a file that cannot be read, or `SQLiteError`.
    func scansKnownFromFiles() throws -> [Scan] {
        let connection = try Connection()
        try prepare(connection)
        return try plan.scans.map { scan in
            guard let awaited = scan.awaited, awaited.reads.isEmpty else { return scan }
            return try known(scan, on: connection)
        }
    }

    /// Gives a connection the functions of the dialect and the rows of the plan's files.
    private func prepare(_ connection: Connection) throws {
        let handle = connection.handle
        attend(connection)
        try connection.check(TimeFunctions.register(in: context, on: handle))
        try connection.check(TextFunctions.register(on: handle, stop: stop))
        try connection.check(EndFunctions.register(on: handle))
        try connection.check(JoinedTexts.register(on: handle))
        try connection.check(ChartFunctions.register(on: handle))
        try connection.check(BucketFunction.register(plan.buckets, on: handle))
        for (place, file) in files.enumerated() {
            let file = file.with(plan.openColumns[place] ?? [])
            try file.load(into: handle, as: Plan.fileName(place), zone: plan.zone)
        }
        try last?.load(into: connection, as: Plan.lastName)
    }

    private func cursor(
        on connection: Connection, _ stored: StoredRows?
    ) throws -> LocalCursor {
        let cursor = LocalCursor(plan: plan, on: connection)
        (cursor.stored, cursor.stop) = (stored, stop)
        switch plan.execution {
        case .passthrough(let read):
            let source = try open(plan.scans[0])
            cursor.streamed = source
            cursor.direct = DirectRows(read, of: source)
            return cursor
        case .partialAggregate:
            let source = try open(plan.scans[0])
            source.folds = true
            try register(source, as: plan.scans[0].name, on: connection)
            cursor.streamed = source
        case .stream:
            guard let scan = plan.scans.first else { break }
            let source = try open(scan)
            if try !show(scan, source, as: scan.name, by: stored, on: connection) {
                try register(source, as: scan.name, on: connection)
            }
            cursor.streamed = source
        case .materialize:
            // Of rows that are put together, none is right before all are there.
            guard try keepAll(on: connection, stored) else { return cursor }
        }
        cursor.statement = try connection.prepare(plan.executed)
        return cursor
    }

    private func register(
        _ source: ScanSource, as name: String, on connection: StatementConnection
    ) throws {
        try connection.check(ScanModule.register(source, as: name, on: connection.handle))
    }

    /// Fetches all scans. Each begins as soon as those are done that it waits for.
    ///
    /// - Returns: false, with the rest left out, when the budget was spent in one of them.
    private func keepAll(
        on connection: Connection, _ stored: StoredRows?
    ) throws -> Bool {
        var shown: Set<Int> = []
        var begun: [Int: (scan: Scan, source: ScanSource)] = [:]
        var kept: Set<Int> = []
        for place in plan.order {
            for next in plan.order where begun[next] == nil {
                let scan = plan.scans[next]
                guard scan.sharing == nil, kept.isSuperset(of: scan.awaited?.reads ?? []) else {
                    continue
                }
                let known = try known(scan, on: connection)
                let source = try open(known)
                begun[next] = (known, source)
                if try show(known, source, on: connection, stored) {
                    shown.insert(next)
                } else {
                    source.start()
                }
            }
            kept.insert(place)
            if let host = plan.scans[place].sharing {
                let member = plan.scans[place]
                if member.table.name == plan.scans[host].table.name {
                    try share(member, of: plan.scans[host], on: connection)
                } else if let source = begun[host]?.source,
                    let list = plan.companions(of: host).firstIndex(of: place)
                {
                    let pages = source.companions[list]
                    try keep(member, ScanSource(scan: member, pages: pages), on: connection)
                }
            } else if let (scan, source) = begun[place], !shown.contains(place) {
                try keep(scan, source, on: connection)
                if source.failure is BudgetSpent { return false }
            }
        }
        return true
    }

    /// Shows the rows of a scan, under its name, among those of another.
    private func share(_ scan: Scan, of host: Scan, on connection: Connection) throws {
        let columns = scan.columnNames
        var sql = """
            CREATE TEMP VIEW "\(scan.name)" AS SELECT \(scan.columns.isEmpty ? "NULL AS " : "")\(columns.joined(separator: ", "))
            FROM temp."\(host.name)"
            """
        if scan.range != host.range, let time = scan.table.endpoint.range.column {
            let (since, until) = (scan.range.since.milliseconds, scan.range.until.milliseconds)
            sql += """
                 WHERE "\(time)" IS NULL
                OR "\(time)" >= \(Double(since) / 1000) AND "\(time)" < \(Double(until) / 1000)
                """
        }
        try connection.run(sql)
    }

    /// The scan with the values that it waits for, which what is kept already tells.
    private func known(_ scan: Scan, on connection: Connection) throws -> Scan {
        guard let awaited = scan.awaited else { return scan }
        var known = try awaited.scan(
            with: awaited.keys.map { key in
                try values(
                    of: key.query, asIntegers: key.isInteger,
                    on: connection)
            })
        // Others may share its rows and need more of them.
        known.columns = Set(known.columns + scan.columns).sorted()
        known.useful = scan.useful
        return known
    }

    /// The values of a query's first column, converted as SQLite would to compare them with a
    /// column of the type; what equals no value of the type is left out.
    private func values(
        of query: String, asIntegers: Bool, on connection: Connection
    ) throws -> [Scalar] {
        let statement = try connection.prepare(query)
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
                    // A text is no number but the one whose decimal text it is.
                    guard let number = Int64(text), String(number) == text else { continue }
                    values.insert(.integer(number))
                } else if let number = Double(text).flatMap(Int64.init(exactly:)) {
                    values.insert(.integer(Int64(text) ?? number))
                }
            case SQLITE_DONE: return values.sorted()
            case let code: throw connection.error(code)
            }
        }
    }

    /// Fetches all of a scan into a temporary table of its columns in use.
    private func keep(
        _ scan: Scan, _ source: ScanSource, on connection: Connection
    ) throws {
        let stream = "stream of \(scan.name)"
        try register(source, as: stream, on: connection)
        let copied = Result { try copy(scan, from: stream, on: connection) }
        // SQLite says no more than that the scan failed.
        if let failure = source.failure {
            if failure is BudgetSpent { return }
            throw failure
        }
        try copied.get()
    }

    private func copy(_ scan: Scan, from name: String, on connection: Connection) throws {
        let columns = scan.columnNames
        let declared =
            scan.columns.isEmpty
            ? columns : scan.columns.map { ScanModule.declaration(of: scan.table.columns[$0]) }
        let sql = """
            CREATE TEMP TABLE "\(scan.name)"(\(declared.joined(separator: ", ")));
            INSERT INTO temp."\(scan.name)"
            SELECT \(scan.columns.isEmpty ? "NULL" : columns.joined(separator: ", ")) FROM "\(name)"
            """
        try connection.run(sql)
    }

    /// Makes the rows of one of several scans stand under its name, if the store has all of them.
    ///
    /// Where nothing is fetched, all scans are read in the store as it is at one moment. Otherwise
    /// the rows are copied, so that the moment ends before the waiting for the service does: what is
    /// written to a store meanwhile cannot be tidied up before.
    private func show(
        _ scan: Scan, _ source: ScanSource, on connection: Connection,
        _ stored: StoredRows?
    ) throws -> Bool {
        let isAll = plan.scans.allSatisfy { $0.sharing != nil || $0.isStoredWhole }
        if isAll { return try show(scan, source, as: scan.name, by: stored, on: connection) }
        let name = "stored \(scan.name)"
        guard try show(scan, source, as: name, by: stored, on: connection) else { return false }
        try copy(scan, from: name, on: connection)
        try stored?.end()
        return true
    }

    /// What: the store's own rows in the place of the pages that a stream would bring of them.
    /// Why: SQLite reads them as fast as it reads any table. When not: where calls bring the rest,
    /// or details, for which rows are put together here; where the answers' further tables are
    /// read; and what `StoredRows` says.
    private func show(
        _ scan: Scan, _ source: ScanSource, as name: String, by stored: StoredRows?,
        on connection: Connection
    ) throws -> Bool {
        guard let stored, scan.isStoredWhole, let share = scan.stored,
            let place = plan.scans.firstIndex(where: { $0.name == scan.name }),
            plan.companions(of: place).isEmpty,
            let rows = try stored.show(share, of: scan.table, columns: scan.columns, as: name)
        else { return false }
        if source.needsProof {
            try connection.check(MatchMarker.registerForNobody(on: connection.handle))
        }
        source.leaveToStore(rows: rows)
        return true
    }
}

extension Scan {
    /// Its columns between quotes; one that nobody reads where only the number of rows is of use,
    /// for SQLite has no table without a column.
    fileprivate var columnNames: [String] {
        columns.isEmpty ? ["\"rows\""] : columns.map { "\"\(table.columns[$0].name)\"" }
    }
}

/// The rows of a statement, one after the other.
struct StatementRows {
    let statement: OpaquePointer
    private let cells: RowCells
    private let count: Int32

    init(_ statement: OpaquePointer) {
        self.statement = statement
        count = sqlite3_column_count(statement)
        cells = RowCells(count: Int(count))
    }

    /// The row on which the statement stands, until it goes on.
    ///
    /// Whatever asks SQLite about a column by its number is told anew each time where its value is;
    /// and text is taken as the blob it is, for SQLite would put a NUL behind it.
    func row() -> ResultRow {
        for column in 0..<count {
            // Nobody else uses the connection meanwhile, which is what makes such a value safe.
            let value = sqlite3_column_value(statement, column)
            let cell: ResultCell
            switch sqlite3_value_type(value) {
            case SQLITE_INTEGER:
                cell = ResultCell(.integer, bits: UInt64(bitPattern: sqlite3_value_int64(value)))
            case SQLITE_FLOAT:
                cell = ResultCell(.real, bits: sqlite3_value_double(value).bitPattern)
            case SQLITE_TEXT: cell = ResultCell(.text, bytes: Self.bytes(of: value))
            case SQLITE_BLOB: cell = ResultCell(.blob, bytes: Self.bytes(of: value))
            default: cell = ResultCell()
            }
            cells.cells[Int(column)] = cell
        }
        return cells.row
    }

    private static func bytes(of value: OpaquePointer?) -> UnsafeBufferPointer<UInt8> {
        let start = sqlite3_value_blob(value)
        let count = start == nil ? 0 : Int(sqlite3_value_bytes(value))
        return UnsafeBufferPointer(
            start: start?.assumingMemoryBound(to: UInt8.self), count: count)
    }
}
