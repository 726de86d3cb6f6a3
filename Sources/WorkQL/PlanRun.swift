import Dispatch
import Synchronization
import WorkQLAPI
import WorkQLCatalog
import WorkQLPlanner
import WorkQLStore
import WorkQLSyntax

/// The run of a plan: its streams, the thread of SQLite, and what it came to.
extension ScriptSession {
    /// - Parameter before: what the statement has cost already.
    /// - Returns: also what each scan came to, in the plan's order.
    func run<Writer: ResultWriter>(
        _ plan: Plan, into writer: Writer, after before: Account
    ) async throws(QueryError) -> (outcome: Outcome<Writer>, shares: [AccountRecorder.Share]) {
        try checkBudget(plan, after: before.calls)
        let cost = cost(of: plan)
        try await confirm(cost)
        let start = ContinuousClock.now
        let recorder = AccountRecorder(
            scans: plan.scans.count, planned: cost, observe: options.onProgress)
        let budget = CallBudget(options.maxCalls.map { $0 - before.calls })
        let streams = StreamGroup()
        let result: Result<Written<Writer>, any Error> = await withTaskCancellationHandler {
            await onSQLiteThread {
                defer { streams.cancel() }
                return try write(plan, to: writer, after: before.calls) { scan in
                    let stream = try stream(of: scan, in: plan, recorder, budget)
                    streams.add(stream)
                    return stream
                }
            }
        } onCancel: {
            streams.cancel()
        }
        switch result {
        case .success(let written):
            var account = recorder.account
            account.rows = written.rows
            account.fetched = written.fetched
            account.stored = written.stored
            account.asOf = written.asOf
            account.plannedCalls = written.planned
            account.elapsed = (ContinuousClock.now - start).seconds
            account.add(before)
            account.ranges = plan.scans.filter { $0.table.isTimed && !$0.isCommon }.map {
                Account.Range(table: $0.table.name, range: $0.range)
            }
            account.zone = plan.zone
            var outcome = Outcome(writer: written.writer, account: account, notes: plan.notes)
            var missing = written.missing
            for (place, details) in recorder.lackingDetails {
                let table = plan.scans[place].table.name
                if let index = missing.firstIndex(where: { $0.table == table }) {
                    missing[index].details += details
                } else {
                    missing.append(MissingParts(table: table, tiles: [], details: details))
                }
            }
            if !missing.isEmpty {
                outcome.shortfall = .partial(
                    missing, isOffline: options.isOffline, zone: plan.zone)
            }
            if !written.spent.isEmpty {
                outcome.shortfall = .budgetSpent(
                    written.spent, most: options.maxCalls ?? 0, rows: written.rows, zone: plan.zone)
            }
            return (outcome, recorder.shares)
        case .failure(let error):
            if Task.isCancelled { throw QueryError(.interrupted, "interrupted") }
            throw QueryError(wrapping: error)
        }
    }

    private func stream(
        of scan: Scan, in plan: Plan, _ recorder: AccountRecorder, _ budget: CallBudget
    ) throws -> PageStream {
        let place = plan.scans.firstIndex { $0.name == scan.name } ?? 0
        let bounds: PageStream.Bounds =
            switch scan.ending {
            case _ where !plan.streams: .kept
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
            return PageStream(tiling: scan.tiling, bounds: bounds, isTolerant: isTolerant) {
                _, deliver in
                try await pages.read(deliver)
            }
        }
        let listed = scan.columns.filter { !table.columns[$0].isDetail }
        let further = plan.companions(of: place).map { place in
            (table: plan.scans[place].table, columns: plan.scans[place].columns)
        }
        var keeping = try store(for: scan).map { store in
            KeepingFetch(
                scan, columns: listed, further: further, client: client, store: store, age: storeAge
            )
        }
        keeping?.inUse = Set(plan.scans.flatMap { $0.stored?.parts.map(\.owner) ?? [] })
        let isSilent =
            options.isOffline && (scan.directory == nil || scan.calls > 0)
        let stored = scan.stored == nil ? nil : keeping
        var read: PageStream.Read?
        let fetch: DetailedPages.List = { [keeping] tile, observe, deliver in
            if isSilent { throw NotStored() }
            if let keeping {
                try await keeping.fetch(tile, observe: observe, admit: admit, deliver: deliver)
            } else {
                try await client.fetch(
                    tile.call, of: table, columns: listed, further: further, observe: observe,
                    admit: admit, deliver: deliver)
            }
        }
        guard scan.details.isEmpty else {
            var kept: DetailedPages.Kept?
            if let keeping {
                kept = DetailedPages.Kept(
                    store: keeping.store, identity: keeping.scope.identity, age: storeAge)
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
                tiling: scan.tiling, bounds: bounds, isTolerant: isTolerant, read: read
            ) { tile, deliver in
                try await fetch(tile, observe) { page in
                    try await pages.complete(page, deliver: deliver)
                }
            }
        }
        let seenPages = seenPages
        if let keeping = stored { read = { deliver in try await keeping.read(deliver) } }
        return PageStream(
            tiling: scan.tiling, bounds: bounds, isTolerant: isTolerant, read: read
        ) { tile, deliver in
            let pages = Atomic(0)
            try await fetch(
                tile,
                { event in
                    if case .answered = event { pages.add(1, ordering: .relaxed) }
                    observe(event)
                }, deliver)
            seenPages.record(table: table.name, pages: pages.load(ordering: .relaxed))
        }
    }

    /// Runs on SQLite's thread.
    private func write<Writer: ResultWriter>(
        _ plan: Plan, to writer: Writer, after spent: Int,
        stream: @escaping (Scan) throws -> PageStream
    ) throws -> Written<Writer> {
        var writer = writer
        var sources: [(table: String, source: ScanSource)] = []
        var asOf: Instant?
        var calls = plan.calls
        let files = try plan.files.map { try shelf.table($0) }
        let run = localRun(plan, over: files) { scan in
            // Of a scan that waited for its keys the calls are counted as they become known.
            if plan.scans.contains(where: { $0.name == scan.name && $0.awaited != nil }) {
                calls += scan.calls
                try require(spent + calls)
            }
            if let stored = scan.stored { asOf = min(asOf ?? stored.asOf, stored.asOf) }
            let place = plan.scans.firstIndex { $0.name == scan.name }
            let source = ScanSource(
                scan: scan, stream: try stream(scan),
                companions: place.map { plan.companions(of: $0).count } ?? 0)
            sources.append((scan.table.name, source))
            return source
        }
        let rows = try run.write(to: &writer)
        let unfinished = sources.compactMap { table, source in
            (source.failure as? BudgetSpent).map { (table, $0) }
        }
        if rows == 0, !unfinished.isEmpty {
            throw QueryError.budgetSpent(
                unfinished, most: options.maxCalls ?? 0, rows: 0, zone: plan.zone)
        }
        return Written(
            writer: writer, rows: rows, fetched: sources.reduce(0) { $0 + $1.source.fetched },
            stored: sources.reduce(0) { $0 + $1.source.stored },
            asOf: asOf, planned: calls, spent: unfinished, missing: missing(in: sources))
    }

    private func missing(in sources: [(table: String, source: ScanSource)]) -> [MissingParts] {
        sources.compactMap { table, source in
            let (tiles, reason) = source.missed
            guard !tiles.isEmpty else { return nil }
            return MissingParts(
                table: table, tiles: tiles, details: 0, reason: reason as? ServiceFailure)
        }
    }

    private func require(_ calls: Int) throws(QueryError) {
        guard let most = options.maxCalls, calls > most else { return }
        throw QueryError(
            .quota,
            "the plan needs \(counted(calls, "call")), and at most \(most) "
                + (most == 1 ? "is" : "are") + " allowed; what it had to know before was asked for",
            help: "narrow the range or the list of users, or raise max_calls", code: .tooManyCalls)
    }

    private struct Written<Writer: ResultWriter>: Sendable {
        var writer: Writer
        var rows: Int
        var fetched: Int
        /// Rows from the store.
        var stored: Int
        /// When the oldest of them was fetched; nil when none was wanted.
        var asOf: Instant?
        /// The calls of the plan, those included that were not known before it ran.
        var planned: Int
        /// The scans that the budget ended.
        var spent: [(table: String, missing: BudgetSpent)]
        /// What the answer lacks.
        var missing: [MissingParts]
    }

    /// SQLite blocks while it waits for pages; a thread of the cooperative pool must not.
    private func onSQLiteThread<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async -> Result<Value, any Error> {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "workql.sqlite").async {
                continuation.resume(returning: Result(catching: body))
            }
        }
    }
}
