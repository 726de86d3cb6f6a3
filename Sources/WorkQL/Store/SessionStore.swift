import WorkQLAPI
package import WorkQLCatalog
import WorkQLPlanner
package import WorkQLStore
package import WorkQLSyntax

extension ScriptSession {
    /// The intervals that the store holds for a scan.
    var cachedIntervals: @Sendable (CoverageQuery) throws(Diagnostic) -> [String: [CachedInterval]]
    {
        let (stores, location, client, age) = (stores, options.store, client, storeAge)
        let assumed = options.assumed
        return { (question) throws(Diagnostic) in
            do {
                guard let store = try stores.store(at: location) else { return [:] }
                let spans = try stores.trying(store) {
                    try store.spans(
                        question, identity: client.identity(of: question.endpoint.service),
                        age: age)
                }
                guard let assumed, assumed.isOf(question) else { return spans ?? [:] }
                return (spans ?? [:]).merging(assumed.intervals) { $0 + $1 }
            } catch {
                let failure = UserError(wrapping: error)
                throw Diagnostic(
                    failure.code, failure.message, at: Span(0, 0), help: failure.help)
            }
        }
    }

    /// The warehouses into which the store was carried, without secrets.
    package func warehouses() throws(UserError) -> [String] {
        guard options.store != .session, let store = try openedStore() else { return [] }
        do { return try store.targets().map(\.name) } catch { throw UserError(wrapping: error) }
    }

    /// All intervals that the store holds of a table.
    var everythingStored: @Sendable (WorkQLCatalog.Table) throws(Diagnostic) -> [CachedInterval] {
        let (stores, location, client, age) = (stores, options.store, client, storeAge)
        return { (table) throws(Diagnostic) in
            do {
                guard let store = try stores.store(at: location) else { return [] }
                return try stores.trying(store) {
                    try store.everything(
                        of: table.endpoint, identity: client.identity(of: table.service), age: age)
                } ?? []
            } catch {
                let failure = UserError(wrapping: error)
                throw Diagnostic(
                    failure.code, failure.message, at: Span(0, 0), help: failure.help)
            }
        }
    }

    /// The maximum age of stored rows that may be used.
    var storeAge: StoreAgeLimit {
        StoreAgeLimit(
            now: Int64(client.unixSeconds), freshFor: options.maxAge, usesNothing: isRefreshing,
            usesAll: options.isOffline)
    }

    /// Opens a store that is a file, so that a problem with it is reported before any call is made.
    /// A store in memory is created when a scan first needs it.
    ///
    /// - Throws: `UserError` of the kind `.configuration`.
    package func openStore() throws(UserError) {
        if options.store != .session {
            do {
                let store = try stores.store(at: options.store)
                // Without the store, an offline session cannot answer anything.
                if options.isOffline, options.store != nil, store == nil,
                    let failure = stores.takeWarnings().last
                {
                    throw failure
                }
            } catch {
                throw UserError(wrapping: error)
            }
        }
        try retain()
    }

    /// Makes statements fail whose store cannot be used, which could be answered without it.
    package func requireStore() { stores.require() }

    /// Returns the store of the session; nil for none.
    package func openedStore() throws(UserError) -> Store? {
        do { return try stores.store(at: options.store) } catch {
            throw UserError(wrapping: error)
        }
    }

    /// Returns the calls that syncs of the store have made; nil without a store.
    ///
    /// - Parameter age: how many seconds ago at most.
    package func spentCalls(within age: Int64) throws(UserError) -> Int? {
        guard let store = try openedStore() else { return nil }
        let since = Int64(client.unixSeconds) - age
        do { return try stores.trying(store) { try store.spentCalls(since: since) } } catch {
            throw UserError(wrapping: error)
        }
    }

    /// Records calls that a sync has made.
    package func spend(_ calls: Int) throws(UserError) {
        guard let store = try openedStore() else { return }
        let time = Int64(client.unixSeconds)
        do { _ = try stores.trying(store) { try store.spend(calls, at: time) } } catch {
            throw UserError(wrapping: error)
        }
    }

    /// Returns the names of the warehouses that still have what was forgotten here.
    package func warehousesBehind() -> [String] {
        guard options.store != .session, let store = try? stores.store(at: options.store) else {
            return []
        }
        return ((try? store.behind()) ?? []).map(\.name)
    }

    /// Returns the contents of the store, one row for each table.
    func storeContents() throws(UserError) -> StaticResult {
        let contents: [StoreContents]
        do { contents = try stores.store(at: options.store)?.contents() ?? [] } catch {
            throw UserError(wrapping: error)
        }
        return StaticResult(
            columns: [
                ("table", .text), ("rows", .integer), ("keys", .integer), ("since", .timestamp),
                ("until", .timestamp), ("as_of", .timestamp), ("bytes", .integer),
            ],
            rows: contents.map { content in
                [
                    content.table, "\(content.rows)", "\(content.cells)",
                    content.instants.map { "\(Double($0.lowerBound) / 1000)" },
                    content.instants.map { "\(Double($0.upperBound) / 1000)" },
                    content.fetched.map { "\($0)" }, "\(content.bytes)",
                ]
            })
    }

    /// Deletes stored rows, and returns their number.
    func forget(
        _ name: TableName, where condition: Expression?, _ time: TimeClause?
    ) throws(UserError) -> StaticResult {
        let count: Int
        do {
            let forgetting = try planner([:]).forgetting(name, where: condition, time)
            if case .directory = forgetting.table.source { client.forgetDirectory() }
            count =
                try stores.store(at: options.store)?
                .forget(forgetting, recordingAt: Int64(client.unixSeconds)) ?? 0
        } catch {
            throw UserError(wrapping: error)
        }
        return StaticResult(
            columns: [("rows_forgotten", .integer)], rows: [["\(count)"]])
    }

    /// The parts of the lists of people that need no further call, including those in the store.
    var knownDirectory: DirectoryKnowledge {
        guard client.knownDirectory.fetched == nil, catalog.hasDirectory,
            // The session already knows what it has fetched itself, but for lists that are too old
            // for statements that may make calls.
            options.isOffline || options.store != .session,
            let store = try? stores.store(at: options.store)
        else { return client.knownDirectory }
        let identity = client.identity(of: Directory.wecom.service)
        let records = try? stores.trying(store) {
            try store.directory(
                of: identity, age: storeAge, freshness: Directory.wecom.freshness)
        }
        client.adoptDirectory((records ?? nil) ?? [])
        return client.knownDirectory
    }

    /// The people and departments for which no call is needed, including those in the store.
    package var knownPeople: DirectoryNames? {
        guard knownDirectory.shares.contains(.members) else { return nil }
        return client.knownPeople
    }

    /// Stores the lists of people once they are fetched.
    var keepingDirectory: DirectoryRecord.Keeping {
        let (stores, location, client) = (stores, options.store, client)
        guard !(isLast && location == .session) else { return { _ in } }
        return { record in
            guard let store = try? stores.store(at: location) else { return }
            _ = try? await stores.trying(store) {
                try await store.keep(
                    record, of: client.identity(of: Directory.wecom.service))
            }
        }
    }

    /// Deletes rows that are older than the retention period.
    func retain() throws(UserError) {
        guard let retention = options.retention else { return }
        do {
            // A session's store that holds nothing yet need not be created for that.
            guard options.store != .session || stores.isOpen,
                let store = try stores.store(at: options.store)
            else { return }
            let oldest = (Int64(client.unixSeconds) - Int64(retention)) * 1000
            var seen: Set<String> = []
            for table in catalog.tables
            where table.isTimed && seen.insert(table.endpoint.qualifiedName).inserted {
                guard let earliest = try store.earliest(of: table.endpoint), earliest < oldest
                else { continue }
                let forgetting = Forgetting(table: table, instants: .min..<oldest)
                _ = try stores.trying(store) { try store.forget(forgetting) }
            }
            _ = try stores.trying(store) {
                try store.forgetDirectories(fetchedBefore: oldest / 1000, counting: .members)
            }
        } catch {
            throw UserError(wrapping: error)
        }
    }

    /// Returns the warnings about stores that were opened, each once.
    package func takeWarnings() -> [(message: String, help: String?)] {
        stores.takeWarnings().map { ($0.message, $0.help) }
    }

    /// Returns the store of the session, for scans whose rows can be stored.
    func store(for scan: Scan) throws -> Store? {
        guard scan.table.source.isAnswers else { return nil }
        return try stores.store(at: options.store)
    }
}

extension AssumedCoverage {
    fileprivate func isOf(_ question: CoverageQuery) -> Bool {
        question.ofAll == nil && scope.endpoint == question.endpoint.storedName
            && scope.parameters == question.parameters && scope.choices == question.choices
    }
}
