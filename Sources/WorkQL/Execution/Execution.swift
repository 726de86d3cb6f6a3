import Synchronization
import Tracing
import WorkQLAPI
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSQLite
import WorkQLStore
import WorkQLSyntax
import WorkQLTime

/// A running plan: delivers its rows, at once or in portions, ends early where it must, and records
/// its cost and whether its answer is complete.
///
/// One thread at a time reads the rows. It does not belong to Swift's cooperative pool, because it
/// waits for pages.
final class Execution: Sendable {
    struct State {
        /// Open from the first portion to the last.
        var rows: ExecutionRows?
        /// The store from which rows are read.
        var store: Store?
        var sources: [(table: String, source: ScanSource)] = []
        /// The number of calls of the plan, including those that were not known before it ran.
        var calls: Int
        /// When the oldest rows from the store were fetched; nil when none was needed.
        var asOf: Instant?
        /// The notes that the fetched rows show to be true.
        var notes: [Diagnostic] = []
        var end: End?
    }

    /// The outcome of an execution, known after the last row was read.
    struct End: Sendable {
        var statistics = QueryStatistics()
        /// Why the answer is incomplete although its rows are correct; nil when it is complete.
        var shortfall: UserError?
        /// The notes that the fetched rows showed to be true.
        var notes: [Diagnostic] = []
    }

    let plan: Plan
    let session: ScriptSession
    let recorder: StatisticsRecorder
    /// The cost of the statement before this execution.
    let before: QueryStatistics
    let budget: CallBudget
    let expected: ExpectedCalls
    let context: InstrumentationContext?
    let start = ContinuousClock.now
    private let streams: StreamGroup
    /// Locked while a thread reads.
    let state: Mutex<State>

    /// - Parameters:
    ///   - cost: the expected cost of the plan.
    ///   - agreed: the number of calls that the user has agreed to.
    ///   - before: the cost of the statement before this execution.
    init(
        _ plan: Plan, in session: ScriptSession,
        costing cost: PlanCost, agreed: Int,
        after before: QueryStatistics
    ) {
        self.plan = plan
        self.session = session
        self.before = before
        recorder = StatisticsRecorder(
            scans: plan.scans.count, planned: cost, observe: session.options.onProgress)
        budget = CallBudget(session.options, after: before.calls)
        expected = ExpectedCalls(
            plan.calls, agreed: agreed, isPerRecord: plan.costsCallsPerRow, in: session, recorder)
        context = InstrumentationContext.current
        streams = StreamGroup(whileBusy: session.options.whileBusy)
        state = Mutex(State(calls: plan.calls))
    }

    /// Stops the calls in flight; a waiting reader is woken with `CancellationError`.
    func cancel() { streams.cancel() }

    /// Passes rows to a writer until there are none left or it has enough for now. Blocks its
    /// thread, which is one of ``SQLiteThreads``.
    ///
    /// - Returns: whether no rows are left.
    /// - Throws: the error of a scan or of the writer, or `SQLiteError`.
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

    /// Returns the error to report for a failure. If the store failed, another plan may succeed,
    /// unless the writer has already received something, which it would receive twice.
    private func outcome(of error: any Error, in state: State) -> any Error {
        var failure: StoreFailure
        switch error {
        case let error as StoreFailure: failure = error
        // An error of the disk counts only before rows are read: later it may concern temporary
        // files.
        case let error as SQLiteError
        where error.isDamage || error.isObstacle && state.rows == nil:
            guard let store = state.store else { return error }
            session.stores.disable(store, error)
            failure = StoreFailure(error, of: store.location)
            failure.reason = .change
        default: return error
        }
        if state.rows?.hasBegun ?? false, failure.isChange { failure.reason = .unusable }
        return failure
    }

    /// Fetches everything that is needed before the first row.
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
        state.notes = database.notes()
        rows.trace = trace
        rows.willBegin = { [expected] in expected.stopAsking() }
        state.rows = rows
        return rows
    }

    private func source(of scan: Scan, among scans: OpenedScans) throws -> ScanSource {
        let index = plan.scans.firstIndex { $0.name == scan.name } ?? 0
        // The calls of a scan that waited for its keys are counted as they become known.
        if plan.scans[index].dynamicKeys != nil {
            scans.calls += scan.calls
            try session.allow(
                before.calls + scans.calls, of: plan,
                after: before.calls + recorder.statistics.calls)
            let (client, endpoint, calls) = (session.client, scan.table.endpoint, scan.calls)
            try expected.addAndWait(
                calls, seconds: { await client.secondsUntilSent(calls, of: endpoint) },
                whileAsking: streams)
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

/// The facts that become known while a plan's scans are opened.
private final class OpenedScans {
    var sources: [(table: String, source: ScanSource)] = []
    var calls: Int
    var asOf: Instant?

    init(calls: Int) { self.calls = calls }
}
