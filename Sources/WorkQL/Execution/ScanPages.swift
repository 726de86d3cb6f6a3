import Synchronization
import Tracing
import WorkQLAPI
import WorkQLCatalog
import WorkQLPlanner
import WorkQLStore
import WorkQLTime

/// The source of the pages of one scan: the program itself, calls, a store, or calls and a store.
struct ScanPages {
    private let scan: Scan
    /// The scan's index in the plan.
    private let index: Int
    private let execution: Execution
    /// The tables whose rows are read from the same answers, and their columns.
    private let further: [(table: Table, columns: [Int])]
    /// nil if nothing is stored.
    private var keeping: WriteThroughFetch?

    init(of scan: Scan, at index: Int, for execution: Execution) throws {
        self.scan = scan
        self.index = index
        self.execution = execution
        let (plan, session) = (execution.plan, execution.session)
        let further = plan.companions(of: index).map { index in
            (table: plan.scans[index].table, columns: plan.scans[index].columns)
        }
        self.further = further
        guard scan.table.source.local == nil else { return }
        keeping = try session.store(for: scan).map { store in
            WriteThroughFetch(
                scan, columns: scan.listed, further: further, client: session.client, store: store,
                in: session.stores, age: session.storeAge)
        }
        keeping?.inUse = Set(plan.scans.flatMap { $0.stored?.parts.map(\.owner) ?? [] })
    }

    /// Returns the pages in the order in which they are read; nothing is requested before the
    /// stream starts.
    func stream() -> PageStream {
        let (plan, options) = (execution.plan, execution.session.options)
        let context = TimeContext(now: options.now, zone: plan.zone)
        let pages = LocalPages(
            of: scan.table, columns: scan.columns, filters: scan.filters,
            readTime: { context.text(of: $0, as: $1) })
        if let pages {
            return stream(permit: nil) { _, deliver in try await pages.read(deliver) }
        }
        return scan.details.isEmpty ? listedStream() : detailedStream()
    }

    private func stream(
        read: PageStream.Read? = nil, edge: ReadBound? = nil, permit: (@Sendable () -> Bool)?,
        fetch: @escaping PageStream.Fetch
    ) -> PageStream {
        let options = execution.session.options
        return PageStream(
            splitPlan: scan.splitPlan, bounds: bounds,
            isTolerant: options.takesPartial || options.isOffline, read: read, edge: edge,
            permit: permit, around: around, fetch: fetch)
    }

    /// Admits the calls in their order; nil if none is made, and for lists of people, which may be
    /// known without a call.
    private var permit: (@Sendable () -> Bool)? {
        guard !isSilent, scan.directory == nil else { return nil }
        return { [budget = execution.budget, endpoint = scan.table.endpoint.name] in
            budget.admitsAhead(endpoint)
        }
    }

    private var bounds: PageStream.Bounds {
        if execution.plan.execution.isMaterialized { return .kept }
        return switch scan.ending {
        case .everything: .ahead
        case .anyRows: .onDemand
        case .proven: .byWindow
        }
    }

    /// Runs all fetching in a span of its own. SQLite's thread, where streams start, has no task.
    private var around: PageStream.Around {
        // The execution holds the stream, which must not hold the execution.
        let (context, recorder) = (execution.context, execution.recorder)
        let instruments = execution.session.client.instruments
        return { [table = scan.table.name, index] body in
            guard let span = instruments.begin("workql.scan", in: context) else {
                return await body()
            }
            defer { span.end() }
            await InstrumentationContext.$current.withValue(span.context) { await body() }
            span.describe(table: table, recorder.shares[index])
        }
    }

    private var observe: @Sendable (CallEvent) -> Void {
        { [recorder = execution.recorder, index] in recorder.record($0, of: index) }
    }

    /// Whether the service must not be called. A list that another scan of the statement would have
    /// fetched costs no call of its own, and is not there.
    private var isSilent: Bool {
        guard execution.session.options.isOffline else { return false }
        return scan.directory.map { $0.fetched == nil || scan.calls > 0 } ?? true
    }

    /// Fetches the pages of one call, which are stored if there is a store.
    private var list: DetailedPages.List {
        let (table, listed, isSilent) = (scan.table, scan.listed, isSilent)
        let (session, budget) = (execution.session, execution.budget)
        // The session's store is not read again after the last statement, and its index would only
        // take memory.
        let isWorthKeeping = !(session.isLast && session.options.store == .session)
        let deferred = deferred
        let keeping = isWorthKeeping ? keeping : nil
        let keepingDirectory = session.keepingDirectory
        let trace = session.client.instruments.trace
        let isAhead = permit != nil
        return { [further] split, observe, deliver in
            if isSilent { throw NotStored() }
            trace?(PageStream.self, Call.self)
            let isAdmitted = Mutex(isAhead)
            let admit: ServiceClient.Admission = { (cause) throws(ServiceFailure) in
                let isFirst = isAdmitted.withLock { isAdmitted in
                    defer { if cause == .call { isAdmitted = false } }
                    return cause == .call && isAdmitted
                }
                if !isFirst { try budget.admit(cause, to: table.endpoint.name) }
            }
            // Another statement may have made the call.
            defer { if isAdmitted.withLock({ $0 }) { budget.giveBack() } }
            if let keeping {
                try await keeping.fetch(split, observe: observe, admit: admit, deliver: deliver)
            } else {
                try await session.client.fetch(
                    split.call, of: table, columns: listed, further: further, observe: observe,
                    without: deferred, admit: admit, keeping: keepingDirectory, deliver: deliver)
            }
        }
    }

    /// Columns that only distinguish rows, and need not be decoded. None if several scans share the
    /// rows or if these are kept: others must be able to distinguish them.
    private var deferred: Set<Int> {
        !execution.plan.execution.isMaterialized && further.isEmpty ? scan.deferred : []
    }

    /// The columns of stored rows that need not be read. Stored rows belong to the scan, each once,
    /// so that their time is not needed to find that out.
    private var unread: Set<Int> {
        guard !scan.readsTime, scan.ending == .everything, !scan.readsStoreAlone,
            !execution.plan.execution.isMaterialized, further.isEmpty,
            let time = scan.table.endpoint.range.column.flatMap(scan.table.columnIndex)
        else { return deferred }
        return deferred.union([time])
    }

    /// The edge for a reader that wants the first or last rows by the time that rows carry.
    private var edge: ReadBound? {
        guard case .proven = scan.ending, scan.table.endpoint.range.column != nil,
            further.isEmpty
        else { return nil }
        return ReadBound(isNewestFirst: scan.splitPlan.order == .descending)
    }

    /// The stored part, if the plan relies on one.
    private var stored: WriteThroughFetch? { scan.stored == nil ? nil : keeping }

    private func listedStream() -> PageStream {
        let (list, observe, table) = (list, observe, scan.table.name)
        let seenPages = execution.session.seenPages
        var read: PageStream.Read?
        let (edge, unread) = (edge, unread)
        if let stored {
            read = { deliver in
                try await stored.read(without: unread, to: edge, deliver)
            }
        }
        return stream(read: read, edge: edge, permit: permit) { split, deliver in
            let pages = Atomic(0)
            try await list(
                split,
                { event in
                    if case .answered = event { pages.add(1, ordering: .relaxed) }
                    observe(event)
                }, deliver)
            seenPages.record(table: table, pages: pages.load(ordering: .relaxed))
        }
    }

    /// Returns the rows of the list, each with its details from a second endpoint.
    private func detailedStream() -> PageStream {
        let (list, observe, table) = (list, observe, scan.table.name)
        let (session, budget, expected) = (
            execution.session, execution.budget, execution.expected
        )
        var kept: DetailedPages.Kept?
        if let keeping {
            kept = DetailedPages.Kept(
                store: keeping.store, stores: session.stores, identity: keeping.scope.identity,
                age: session.storeAge)
            if isSilent {
                kept?.lack = { [recorder = execution.recorder, index] in
                    recorder.lack(details: $0, of: index)
                }
            }
        }
        let pages = DetailedPages(
            scan: scan, client: session.client, kept: kept, observe: observe,
            allow: { [detail = scan.table.detail] calls in
                try budget.take(calls, forRowsOf: table)
                var seconds = 0.0
                if let detail {
                    seconds = await session.client.secondsUntilSent(calls, of: detail.endpoint)
                }
                try await expected.add(calls, seconds: seconds)
            })
        var read: PageStream.Read?
        if let stored {
            read = { deliver in
                try await stored.read(without: [], to: nil) { page in
                    try await pages.complete(page, deliver: deliver)
                }
            }
        }
        return stream(read: read, permit: permit) { split, deliver in
            try await list(split, observe) { page in
                try await pages.complete(page, deliver: deliver)
            }
        }
    }
}

extension Scan {
    /// The needed columns that the list endpoint returns.
    fileprivate var listed: [Int] { columns.filter { !table.columns[$0].isDetail } }
}
