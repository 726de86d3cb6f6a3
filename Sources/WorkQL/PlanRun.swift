import Synchronization
import Tracing
import WorkQLAPI
import WorkQLCatalog
import WorkQLPlanner
import WorkQLStore
import WorkQLSyntax

/// The run of a plan, and its streams.
extension ScriptSession {
    /// - Parameter before: what the statement has cost already.
    /// - Returns: also what each scan came to, in the plan's order.
    func run<Writer: ResultWriter>(
        _ plan: Plan, into writer: Writer, after before: QueryStatistics
    ) async throws(QueryError) -> (outcome: Outcome<Writer>, shares: [StatisticsRecorder.Share]) {
        let reading = try await begin(plan, after: before)
        let result = await withTaskCancellationHandler {
            let read: @Sendable () throws -> Writer = {
                defer { reading.cancel() }
                var writer = writer
                while try !reading.write(to: &writer, until: { false }) {}
                return writer
            }
            // What: runs SQLite here. Why: a thread that is started for `SELECT 1` takes as long as
            // its answer. When not: where pages are waited for, and for callers who did not say that
            // this thread may be kept busy, as one of Swift's cooperative pool must not be.
            guard plan.scans.isEmpty, options.whileBusy != nil else {
                return await threads.run(read)
            }
            return Result(catching: read)
        } onCancel: {
            reading.cancel()
        }
        switch result {
        case .success(let writer):
            let end = reading.end
            let outcome = Outcome(
                writer: writer, statistics: end.statistics, notes: plan.notes,
                shortfall: end.shortfall)
            return (outcome, reading.shares)
        case .failure(let error):
            var failure =
                Task.isCancelled
                ? QueryError(.interrupted, "interrupted") : QueryError(wrapping: error)
            failure.spent = reading.spent
            failure.statistics = reading.accountSoFar
            throw failure
        }
    }

    /// Runs the plan of a query, and another where the store has not any more what the plan counts
    /// on, which is found out before anything is given out.
    ///
    /// - Parameters:
    ///   - first: a plan that is made already, and what that has cost.
    ///   - mayCall: whether planning may.
    ///   - run: is given a plan, and what the statement has cost already.
    func withPlan<Value>(
        of query: Query, _ first: (plan: Plan, before: QueryStatistics)? = nil,
        mayCall: Bool = true,
        _ run: (Plan, QueryStatistics) async throws(QueryError) -> Value
    ) async throws(QueryError) -> Value {
        var before = first?.before ?? QueryStatistics()
        var next = first?.plan
        var attempts = 1
        while true {
            do throws(QueryError) {
                let plan: Plan
                if let made = next {
                    plan = made
                } else {
                    plan = try await planned(query, mayCall: mayCall, into: &before)
                }
                return try await run(plan, before)
            } catch {
                guard error.isStale, attempts < 5 else { throw error }
                before.add(error.spent)
                next = nil
                attempts += 1
            }
        }
    }

    /// Makes a plan ready to be read; nothing is asked before that but who has to allow it.
    ///
    /// - Parameter before: what the statement has cost already.
    func begin(_ plan: Plan, after before: QueryStatistics) async throws(QueryError) -> PlanReading
    {
        try checkBudget(plan, after: before.calls)
        let cost = await cost(of: plan)
        try await confirm(cost)
        let recorder = StatisticsRecorder(
            scans: plan.scans.count, planned: cost, observe: options.onProgress)
        let budget = CallBudget(options.maxCalls.map { $0 - before.calls })
        let context = InstrumentationContext.current
        return PlanReading(plan, in: self, recorder: recorder, after: before) { scan in
            try stream(of: scan, in: plan, recorder, budget, context)
        }
    }

    private func stream(
        of scan: Scan, in plan: Plan, _ recorder: StatisticsRecorder, _ budget: CallBudget,
        _ context: InstrumentationContext?
    ) throws -> PageStream {
        let place = plan.scans.firstIndex { $0.name == scan.name } ?? 0
        // SQLite's thread, where streams begin, knows no task.
        let around: PageStream.Around = { [instruments = client.instruments] body in
            guard let span = instruments.begin("workql.scan", in: context) else {
                return await body()
            }
            defer { span.end() }
            await InstrumentationContext.$current.withValue(span.context) { await body() }
            span.describe(table: scan.table.name, recorder.shares[place])
        }
        let bounds: PageStream.Bounds =
            switch scan.ending {
            case _ where plan.execution.isMaterialized: .kept
            case .everything: .ahead
            case .anyRows: .onDemand
            case .proven: .byWindow
            }
        let (client, table) = (client, scan.table)
        let observe: @Sendable (CallEvent) -> Void = { recorder.record($0, of: place) }
        let admit: ServiceClient.Admission = { () throws(ServiceFailure) in
            try budget.admit(table.endpoint.name)
        }
        let isTolerant = options.takesPartial || options.isOffline
        if let pages = LocalPages(of: table, columns: scan.columns, filters: scan.filters) {
            return PageStream(
                splitPlan: scan.splitPlan, bounds: bounds, isTolerant: isTolerant, around: around
            ) {
                _, deliver in
                try await pages.read(deliver)
            }
        }
        let listed = scan.columns.filter { !table.columns[$0].isDetail }
        let further = plan.companions(of: place).map { place in
            (table: plan.scans[place].table, columns: plan.scans[place].columns)
        }
        var keeping = try store(for: scan).map { store in
            WriteThroughFetch(
                scan, columns: listed, further: further, client: client, store: store, in: stores,
                age: storeAge)
        }
        keeping?.inUse = Set(plan.scans.flatMap { $0.stored?.parts.map(\.owner) ?? [] })
        // What nobody can ask for again is not worth its place in memory.
        let keeps = !(isLast && options.store == .session)
        // Rows that several scans share, or that are kept, have to be told apart by others.
        let deferred =
            !plan.execution.isMaterialized && further.isEmpty ? scan.deferred : []
        let isSilent =
            options.isOffline && (scan.directory == nil || scan.calls > 0)
        let stored = scan.stored == nil ? nil : keeping
        var read: PageStream.Read?
        let fetch: DetailedPages.List = { [keeping] split, observe, deliver in
            if isSilent { throw NotStored() }
            if let keeping, keeps {
                try await keeping.fetch(split, observe: observe, admit: admit, deliver: deliver)
            } else {
                try await client.fetch(
                    split.call, of: table, columns: listed, further: further, observe: observe,
                    without: deferred, admit: admit, deliver: deliver)
            }
        }
        guard scan.details.isEmpty else {
            var kept: DetailedPages.Kept?
            if let keeping {
                kept = DetailedPages.Kept(
                    store: keeping.store, stores: stores, identity: keeping.scope.identity,
                    age: storeAge)
                if isSilent { kept?.lack = { recorder.lack(details: $0, of: place) } }
            }
            let pages = DetailedPages(
                scan: scan, client: client, kept: kept, observe: observe,
                allow: { calls in try budget.take(calls, forRowsOf: table.name) })
            if let keeping = stored {
                read = { deliver in
                    try await keeping.read { page in
                        try await pages.complete(page, deliver: deliver)
                    }
                }
            }
            return PageStream(
                splitPlan: scan.splitPlan, bounds: bounds, isTolerant: isTolerant, read: read,
                around: around
            ) { split, deliver in
                try await fetch(split, observe) { page in
                    try await pages.complete(page, deliver: deliver)
                }
            }
        }
        let seenPages = seenPages
        if let keeping = stored { read = { deliver in try await keeping.read(deliver) } }
        return PageStream(
            splitPlan: scan.splitPlan, bounds: bounds, isTolerant: isTolerant, read: read,
            around: around
        ) { split, deliver in
            let pages = Atomic(0)
            try await fetch(
                split,
                { event in
                    if case .answered = event { pages.add(1, ordering: .relaxed) }
                    observe(event)
                }, deliver)
            seenPages.record(table: table.name, pages: pages.load(ordering: .relaxed))
        }
    }
}
