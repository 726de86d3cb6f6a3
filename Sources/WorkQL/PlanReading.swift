import Synchronization
import WorkQLAPI
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSQLite
import WorkQLStore
import WorkQLSyntax
import WorkQLTime

/// A plan whose rows are read, in one go or in portions, and what it comes to.
final class PlanReading: Sendable {
    private struct State {
        var cursor: LocalCursor?
        /// Where rows are read.
        var store: Store?
        var sources: [(table: String, source: ScanSource)] = []
        /// The calls of the plan, those included that were not known before it ran.
        var calls: Int
        /// When the oldest rows of the store were fetched; nil when none was wanted.
        var asOf: Instant?
        var end: End?
    }

    /// What is known once the last row was read.
    struct End: Sendable {
        var statistics = QueryStatistics()
        /// Why the answer is not whole although its rows are right; nil when it is.
        var shortfall: QueryError?
    }

    private let plan: Plan
    private let session: ScriptSession
    private let recorder: StatisticsRecorder
    private let before: QueryStatistics
    private let open: @Sendable (Scan) throws -> PageStream
    private let streams: StreamGroup
    private let start = ContinuousClock.now
    /// Held as long as a thread reads; there is one at a time.
    private let state: Mutex<State>

    /// - Parameters:
    ///   - before: what the statement has cost already.
    ///   - open: makes the pages of a scan ready to be fetched.
    init(
        _ plan: Plan, in session: ScriptSession, recorder: StatisticsRecorder,
        after before: QueryStatistics,
        open: @escaping @Sendable (Scan) throws -> PageStream
    ) {
        self.plan = plan
        self.session = session
        self.recorder = recorder
        self.before = before
        self.open = open
        streams = StreamGroup(whileBusy: session.options.whileBusy)
        state = Mutex(State(calls: plan.calls))
    }

    /// What each scan came to, in the plan's order.
    var shares: [StatisticsRecorder.Share] { recorder.shares }

    /// What it came to; nothing before the last row was read.
    var end: End { state.withLock { $0.end ?? End() } }

    /// What it has cost so far, for the account of a statement that is planned again.
    var spent: QueryStatistics { recorder.statistics }

    /// Stops the calls in flight; whoever reads is woken with `CancellationError`.
    func cancel() { streams.cancel() }

    /// Gives rows to a writer until there are none or it has enough for now. Blocks its thread,
    /// which is one of ``SQLiteThreads``.
    ///
    /// - Returns: whether there are no more.
    /// - Throws: what a scan or the writer threw, or `SQLiteError`.
    func write<Writer: ResultWriter>(
        to writer: inout Writer, until hasEnough: @Sendable () -> Bool
    ) throws -> Bool {
        try state.withLock { state in
            if state.end != nil { return true }
            let cursor: LocalCursor
            do {
                cursor = try state.cursor ?? begin(&state)
                guard try cursor.write(to: &writer, until: hasEnough) else { return false }
            } catch {
                throw outcome(of: error, in: state)
            }
            state.end = try end(of: state, rows: cursor.rows)
            state.cursor = nil
            return true
        }
    }

    /// What a failure means: where it is the store's, another plan may do better, unless the writer
    /// has been given something, which would be given twice.
    private func outcome(of error: any Error, in state: State) -> any Error {
        var failure: StoreFailure
        switch error {
        case let error as StoreFailure: failure = error
        // Of the disk only before rows are read: later on it may be that of temporary files.
        case let error as SQLiteError
        where error.isDamage || error.isObstacle && state.cursor == nil:
            guard let store = state.store else { return error }
            session.stores.giveUp(store, error)
            failure = StoreFailure(error, of: store.place)
            failure.isChange = true
        default: return error
        }
        if state.cursor?.hasBegun ?? false { failure.isChange = false }
        return failure
    }

    private func begin(_ state: inout State) throws -> LocalCursor {
        let files = try plan.files.map { try session.storePool.table($0) }
        let scans = OpenedScans(calls: plan.calls)
        let reads = plan.scans.first { $0.stored != nil || $0.awaited != nil }
        let store = try reads.flatMap { try session.store(for: $0) }
        state.store = store
        let run = session.localRun(plan, over: files, store: store, streams: streams) {
            [self] in try source(of: $0, among: scans)
        }
        defer {
            state.sources = scans.sources
            state.calls = scans.calls
            state.asOf = scans.asOf
        }
        let cursor = try run.cursor()
        state.cursor = cursor
        return cursor
    }

    private func source(of scan: Scan, among scans: OpenedScans) throws -> ScanSource {
        // Of a scan that waited for its keys the calls are counted as they become known.
        if plan.scans.contains(where: { $0.name == scan.name && $0.awaited != nil }) {
            scans.calls += scan.calls
            try require(before.calls + scans.calls)
        }
        if let stored = scan.stored { scans.asOf = min(scans.asOf ?? stored.asOf, stored.asOf) }
        let place = plan.scans.firstIndex { $0.name == scan.name }
        let stream = try open(scan)
        streams.add(stream)
        let source = ScanSource(
            scan: scan, stream: stream,
            companions: place.map { plan.companions(of: $0).count } ?? 0)
        scans.sources.append((scan.table.name, source))
        return source
    }

    private func end(of state: State, rows: Int) throws -> End {
        for (table, source) in state.sources {
            session.client.instruments.count(
                "workql.stored_rows", by: source.stored, [("table", table)])
        }
        let most = session.options.maxCalls ?? 0
        let spent = state.sources.compactMap { table, source in
            (source.failure as? BudgetSpent).map { (table, $0) }
        }
        if rows == 0, !spent.isEmpty {
            throw QueryError.budgetSpent(spent, most: most, rows: 0, zone: plan.zone)
        }
        var end = End(statistics: statistics(of: state, rows: rows))
        let missing = missing(in: state)
        if !missing.isEmpty {
            end.shortfall = .partial(
                missing, isOffline: session.options.isOffline, zone: plan.zone)
        }
        if missing.isEmpty, let doubt = doubt() { end.shortfall = doubt }
        if !spent.isEmpty {
            end.shortfall = .budgetSpent(spent, most: most, rows: rows, zone: plan.zone)
        }
        return end
    }

    /// What it has cost, and how many rows it has given to the writer, where it stopped before its
    /// end.
    var accountSoFar: QueryStatistics {
        state.withLock { statistics(of: $0, rows: $0.cursor?.rows ?? 0) }
    }

    private func statistics(of state: State, rows: Int) -> QueryStatistics {
        var statistics = recorder.statistics
        statistics.rows = rows
        statistics.fetched = state.sources.reduce(0) { $0 + $1.source.fetched }
        statistics.stored = state.sources.reduce(0) { $0 + $1.source.stored }
        statistics.asOf = state.asOf
        statistics.plannedCalls = state.calls
        statistics.elapsed = (ContinuousClock.now - start).seconds
        statistics.add(before)
        statistics.ranges = plan.scans.filter { $0.table.isTimed && !$0.isCommon }.map {
            QueryStatistics.Range(table: $0.table.name, range: $0.range)
        }
        statistics.zone = plan.zone
        return statistics
    }

    private func missing(in state: State) -> [MissingParts] {
        var missing: [MissingParts] = state.sources.compactMap { table, source in
            let (splits, reason) = source.missed
            guard !splits.isEmpty else { return nil }
            return MissingParts(
                table: table, splits: splits, details: 0, reason: reason as? ServiceFailure)
        }
        for (place, details) in recorder.lackingDetails {
            let table = plan.scans[place].table.name
            if let index = missing.firstIndex(where: { $0.table == table }) {
                missing[index].details += details
            } else {
                missing.append(MissingParts(table: table, splits: [], details: details))
            }
        }
        return missing
    }

    /// What answers say of rows that may be missing; nil where they say nothing.
    private func doubt() -> QueryError? {
        let doubts = recorder.doubts.sorted { $0.key < $1.key }.map { place, words in
            plan.scans[place].table.name + ": " + words.joined(separator: "; ")
        }
        guard !doubts.isEmpty else { return nil }
        return QueryError(
            .quota, "rows may be missing in " + doubts.joined(separator: "; "),
            help: "run it again", code: .doubtedAnswer)
    }

    private func require(_ calls: Int) throws(QueryError) {
        guard let most = session.options.maxCalls, calls > most else { return }
        throw QueryError(
            .quota,
            "the plan needs \(counted(calls, "call")), and at most \(most) "
                + (most == 1 ? "is" : "are") + " allowed; what it had to know before was asked for",
            help: "narrow the range or the list of users, or raise max_calls", code: .tooManyCalls)
    }
}

/// What becomes known as a plan's scans are opened.
private final class OpenedScans {
    var sources: [(table: String, source: ScanSource)] = []
    var calls: Int
    var asOf: Instant?

    init(calls: Int) { self.calls = calls }
}
