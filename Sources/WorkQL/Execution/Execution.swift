import Synchronization
import Tracing
import WorkQLAPI
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSQLite
import WorkQLStore
import WorkQLSyntax
import WorkQLTime

/// A plan being run: gives out its rows, in one go or in portions, ends early where it has to, and
/// knows what it comes to.
///
/// Rows are read by one thread at a time, which is none of Swift's cooperative pool, for it waits for
/// pages.
final class Execution: Sendable {
    struct State {
        /// Open from the first portion to the last.
        var rows: ExecutionRows?
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

    let plan: Plan
    let session: ScriptSession
    let recorder: StatisticsRecorder
    /// What the statement has cost already.
    let before: QueryStatistics
    let budget: CallBudget
    let context: InstrumentationContext?
    let start = ContinuousClock.now
    private let streams: StreamGroup
    /// Held as long as a thread reads.
    let state: Mutex<State>

    /// - Parameters:
    ///   - cost: what the plan is expected to cost.
    ///   - before: what the statement has cost already.
    init(
        _ plan: Plan, in session: ScriptSession,
        costing cost: PlanCost,
        after before: QueryStatistics
    ) {
        self.plan = plan
        self.session = session
        self.before = before
        recorder = StatisticsRecorder(
            scans: plan.scans.count, planned: cost, observe: session.options.onProgress)
        budget = CallBudget(session.options.maxCalls, after: before.calls)
        context = InstrumentationContext.current
        streams = StreamGroup(whileBusy: session.options.whileBusy)
        state = Mutex(State(calls: plan.calls))
    }

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
            let rows: ExecutionRows
            do {
                rows = try state.rows ?? open(&state)
                guard try rows.write(to: &writer, until: hasEnough) else { return false }
            } catch {
                throw outcome(of: error, in: state)
            }
            state.end = try end(of: state, rows: rows.count)
            state.rows = nil
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
        where error.isDamage || error.isObstacle && state.rows == nil:
            guard let store = state.store else { return error }
            session.stores.giveUp(store, error)
            failure = StoreFailure(error, of: store.location)
            failure.isChange = true
        default: return error
        }
        if state.rows?.hasBegun ?? false { failure.isChange = false }
        return failure
    }

    /// Fetches what has to be there before the first row.
    private func open(_ state: inout State) throws -> ExecutionRows {
        let reads = plan.scans.first { $0.stored != nil || $0.dynamicKeys != nil }
        let store = try reads.flatMap { try session.store(for: $0) }
        state.store = store
        let scans = OpenedScans(calls: plan.calls)
        defer {
            state.sources = scans.sources
            state.calls = scans.calls
            state.asOf = scans.asOf
        }
        let database = try LocalDatabase(
            for: plan, in: session,
            stop: StopCheck { [streams] in streams.mustStop() })
        let trace = session.client.instruments.trace
        trace?(LocalDatabase.self, Plan.self)
        let rows = try database.rows { [self] in try source(of: $0, among: scans) }
        rows.trace = trace
        state.rows = rows
        return rows
    }

    private func source(of scan: Scan, among scans: OpenedScans) throws -> ScanSource {
        let index = plan.scans.firstIndex { $0.name == scan.name } ?? 0
        // Of a scan that waited for its keys the calls are counted as they become known.
        if plan.scans[index].dynamicKeys != nil {
            scans.calls += scan.calls
            try session.allow(
                before.calls + scans.calls, of: plan,
                after: before.calls + recorder.statistics.calls)
        }
        if let stored = scan.stored { scans.asOf = min(scans.asOf ?? stored.asOf, stored.asOf) }
        let stream = try ScanPages(of: scan, at: index, for: self).stream()
        streams.add(stream)
        let source = ScanSource(
            scan: scan, stream: stream, companions: plan.companions(of: index).count)
        source.trace = session.client.instruments.trace
        scans.sources.append((scan.table.name, source))
        return source
    }
}

/// What becomes known as a plan's scans are opened.
private final class OpenedScans {
    var sources: [(table: String, source: ScanSource)] = []
    var calls: Int
    var asOf: Instant?

    init(calls: Int) { self.calls = calls }
}
