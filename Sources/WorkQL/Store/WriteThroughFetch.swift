import Synchronization
import WorkQLAPI
import WorkQLCatalog
import WorkQLPages
import WorkQLPlanner
import WorkQLSQLite
import WorkQLStore
import WorkQLTime

/// Fetches the splits of a scan with everything that their answers contain, stores this once a
/// split is complete, and delivers what the statement needs. Also reads what is already in the
/// store.
///
/// Answers are the same whatever columns are requested, so storing all columns allows a later
/// statement to read others.
struct WriteThroughFetch: Sendable {
    let scan: Scan
    /// The columns of the scan's table to deliver, none of them a detail.
    let columns: [Int]
    /// The tables that are read from the same answers, with their columns to deliver.
    var further: [(table: WorkQLCatalog.Table, columns: [Int])] = []
    let client: ServiceClient
    let store: Store
    let scope: StoreScope
    let division: PartitionScheme
    let age: StoreAgeLimit
    /// Notified when the store cannot be used.
    let stores: StorePool
    /// The owners of rows that other scans of the statement read.
    var inUse: Set<Int64> = []

    init(
        _ scan: Scan, columns: [Int], further: [(table: WorkQLCatalog.Table, columns: [Int])] = [],
        client: ServiceClient, store: Store, in stores: StorePool, age: StoreAgeLimit
    ) {
        self.stores = stores
        self.scan = scan
        self.columns = columns
        self.further = further
        self.client = client
        self.store = store
        self.age = age
        let parameters = scan.splitPlan.batches.map(\.parameter)
        division = PartitionScheme(scan.table.endpoint, parameters)
        scope = StoreScope(
            endpoint: scan.table.endpoint.storedName,
            identity: client.identity(of: scan.table.service),
            parameters: parameters.map(\.column), choices: scan.splitPlan.choices)
    }

    /// Reads the stored part of the scan.
    ///
    /// - Parameters:
    ///   - deferred: columns that only distinguish rows, and the time if nothing needs it.
    ///   - edge: the time up to which rows are read.
    func read(
        without deferred: Set<Int>, to edge: ReadBound?,
        _ deliver: @Sendable (Page) async throws -> Void
    ) async throws {
        guard let stored = scan.stored else { return }
        try await readParts(stored.parts, without: deferred, to: edge, deliver)
    }

    func readParts(
        _ parts: [CachedRows], without deferred: Set<Int>, to edge: ReadBound?,
        _ deliver: @Sendable (Page) async throws -> Void
    ) async throws {
        let spellings = AskedSpellings(
            of: scan, [(table: scan.table, columns: columns)] + further)
        do {
            try await read(parts, without: deferred, to: edge) { page in
                try await deliver(spellings?.applied(to: page) ?? page)
            }
        } catch let error as SQLiteError {
            // The next plan does not use the store.
            stores.disable(store, error)
            throw StoreFailure.changed
        } catch let failure as StoreFailure where failure.reason == .damage {
            stores.warn(failure)
            throw failure
        }
    }

    private func read(
        _ parts: [CachedRows], without deferred: Set<Int>, to edge: ReadBound?,
        _ deliver: @Sendable (Page) async throws -> Void
    ) async throws {
        let edge = edge.map { edge in
            StoreReader.Edge(isNewestFirst: edge.isNewestFirst) { edge.instant }
        }
        if let rows = RowsOfCells(parts, of: scan, columns, division) {
            let reader = try await StoreReader(
                store, rows.parts,
                of: [
                    StoreReader.Wanted(
                        scan.table, columns: rows.columns,
                        without: deferred.subtracting(rows.deciding))
                ], readsAll: edge == nil)
            try await reader.read(scan.table, until: edge) { page in
                let page = rows.kept(of: page)
                if page.count > 0 { try await deliver(page) }
            }
        }
        let parts = parts.filter { $0.cell == nil }
        guard !parts.isEmpty else { return }
        let reader = try await StoreReader(
            store, parts,
            of: [StoreReader.Wanted(scan.table, columns: columns, without: deferred)]
                + further.map { StoreReader.Wanted($0.table, columns: $0.columns) },
            readsAll: edge == nil)
        try await reader.read(scan.table, until: edge) { try await deliver($0) }
        for (index, other) in further.enumerated() {
            let nothing = further.map { other in
                Page(count: 0, columns: other.columns.map { _ in .constant(nil) })
            }
            try await reader.read(other.table) { page in
                var pages = nothing
                pages[index] = page
                try await deliver(Page(count: 0, columns: [], further: pages))
            }
        }
    }

    /// Makes the calls of a split, and stores what they return.
    ///
    /// A reader that needs any rows may end the fetch at each page, so that the last one is
    /// delivered after the split is stored.
    ///
    /// - Returns: whether the store has all of it.
    func call(
        _ split: SplitPlan.Split, observe: @escaping @Sendable (CallEvent) -> Void,
        admit: @escaping ServiceClient.Admission,
        deliver: @escaping @Sendable (Page) async throws -> Void
    ) async throws -> Bool {
        let others = self.others
        let handedOn = further.map { other in
            (index: others.firstIndex { $0.name == other.table.name } ?? 0, columns: other.columns)
        }
        let checkpoint = PageCheckpoint(
            store: store, scope: scope,
            // Other processes may have begun a call since the statement was planned.
            age: { [age, client] in age.later(Int64(client.unixSeconds)) },
            begin: Int64(client.unixSeconds), stores: stores)
        let refused = Mutex<Set<String>>([])
        let isDoubted = Mutex(false)
        let own = scan.table.indices(of: columns)
        let isStored = Mutex<Bool?>(nil)
        let noting: @Sendable (CallEvent) -> Void = { event in
            if case .refused(let users) = event {
                refused.withLock { $0.formUnion(users.map { division.cell(.text($0)) }) }
            }
            if case .doubted = event { isDoubted.withLock { $0 = true } }
            observe(event)
        }
        try await client.fetch(
            split.call, of: scan.table, columns: scan.table.listed,
            further: others.map { ($0, $0.listed) },
            observe: noting, admit: admit, checkpoint: checkpoint
        ) { page in
            checkpoint.take(page)
            if scan.ending == .anyRows, checkpoint.work.isComplete {
                let stored = try await keep(
                    split, checkpoint.work, without: refused.withLock { $0 })
                isStored.withLock { $0 = stored }
            }
            try await deliver(
                page.selecting(
                    own,
                    further: handedOn.map { index, columns in
                        page.further[index].selecting(others[index].indices(of: columns))
                    }))
        }
        if let stored = isStored.withLock(\.self) { return stored }
        // A list that may lack rows proves nothing for later statements.
        guard !isDoubted.withLock({ $0 }) else { return false }
        return try await keep(split, checkpoint.work, without: refused.withLock { $0 })
    }

    /// The tables of the endpoint whose rows are in the same answers.
    private var others: [WorkQLCatalog.Table] {
        store.tables(of: scan.table.endpoint).filter { $0.name != scan.table.name }
    }

    /// Stores a complete split.
    ///
    /// - Returns: whether the store has all of it.
    private func keep(
        _ split: SplitPlan.Split, _ work: PageCheckpoint.Work, without refused: Set<String>
    ) async throws -> Bool {
        let claims = claims(of: split, without: refused)
        guard !claims.isEmpty else { return false }
        let fetched = FetchedSplit(
            scope: scope, division: division, claims: claims, fetched: work.fetched,
            inUse: inUse.union(scan.stored?.parts.map(\.owner) ?? []),
            keyColumn: division.isByValue ? scan.splitPlan.batches[0].parameter.column : nil,
            settlesAfter: age.usesNothing ? nil : scan.table.endpoint.freshness.after)
        do {
            _ = try await stores.trying(store) {
                try await store.keep(fetched, [scan.table] + others, work.pages, of: work.calls)
            }
        } catch let failure as StoreFailure where failure.isChange {
            // Another process made the same calls first, and the rows that it fetched are kept.
        }
        return true
    }

    /// Returns the intervals that a split fetches completely, without those that are read from the
    /// store: of the requested keys, and of no others.
    func claims(
        of split: SplitPlan.Split, without refused: Set<String>
    ) -> [String: IntervalSet] {
        guard division.isByTime, let core = split.core else {
            let span = Int64(split.call.start)..<Int64(split.call.end)
            guard refused.isEmpty, !span.isEmpty else { return [:] }
            let instants = IntervalSet(span.lowerBound * 1000..<span.upperBound * 1000)
            return Dictionary(
                division.cells(of: split.call).map { ($0, instants) },
                uniquingKeysWith: { first, _ in first })
        }
        let covered = scan.stored?.covered ?? [:]
        var claims: [String: IntervalSet] = [:]
        func claim(_ cell: String, _ range: TimeRange) {
            let own = IntervalSet(range.since.milliseconds..<range.until.milliseconds)
                .inWholeSeconds
            let new = covered[cell].map { own.subtracting($0) } ?? own
            claims[cell] = claims[cell].map { $0.union(new) } ?? new
        }
        if division.isByValue {
            for key in split.call.keys[0].values {
                let cell = division.cell(key)
                if !refused.contains(cell) { claim(cell, split.exceptions[key] ?? core) }
            }
        } else if refused.isEmpty {
            for cell in division.cells(of: split.call) { claim(cell, core) }
        }
        return claims.filter { !$0.value.isEmpty }
    }
}

extension WorkQLCatalog.Table {
    /// Returns the indices of columns on a page with everything that answers contain.
    fileprivate func indices(of columns: [Int]) -> [Int] {
        let listed = listed
        return columns.compactMap { listed.firstIndex(of: $0) }
    }
}
