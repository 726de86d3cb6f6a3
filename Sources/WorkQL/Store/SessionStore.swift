import WorkQLAPI
package import WorkQLCatalog
import WorkQLPlanner
import WorkQLStore
import WorkQLSyntax

extension ScriptSession {
    /// What the store holds for a scan.
    var cachedIntervals: @Sendable (CoverageQuery) throws(Diagnostic) -> [String: [CachedInterval]]
    {
        let (stores, location, client, age) = (stores, options.store, client, storeAge)
        return { (question) throws(Diagnostic) in
            do {
                guard let store = try stores.store(at: location) else { return [:] }
                return try stores.trying(store) {
                    try store.spans(
                        question, identity: client.identity(of: question.endpoint.service),
                        age: age)
                } ?? [:]
            } catch {
                let failure = QueryError(wrapping: error)
                throw Diagnostic(
                    failure.code, failure.message, at: Span(0, 0), help: failure.help)
            }
        }
    }

    /// All that the store holds of a table.
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
                let failure = QueryError(wrapping: error)
                throw Diagnostic(
                    failure.code, failure.message, at: Span(0, 0), help: failure.help)
            }
        }
    }

    /// How old what is used may be.
    var storeAge: StoreAge {
        StoreAge(
            now: Int64(client.unixSeconds), freshFor: options.maxAge, usesNothing: isRefreshing,
            usesAll: options.isOffline)
    }

    /// Opens a store that is a file, so that trouble with it is told before anything is asked. One
    /// in memory is made when a scan first needs it.
    ///
    /// - Throws: `QueryError` of the kind `.configuration`.
    package func openStore() throws(QueryError) {
        if options.store != .session {
            do {
                let store = try stores.store(at: options.store)
                // Without it there is nothing to answer from.
                if options.isOffline, options.store != nil, store == nil,
                    let failure = stores.takeWarnings().last
                {
                    throw failure
                }
            } catch {
                throw QueryError(wrapping: error)
            }
        }
        try retain()
    }

    /// For each table what there is of it.
    func storeContents() throws(QueryError) -> StaticResult {
        let contents: [StoreContents]
        do { contents = try stores.store(at: options.store)?.contents() ?? [] } catch {
            throw QueryError(wrapping: error)
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

    /// How many rows are forgotten.
    func forget(
        _ name: TableName, where condition: Expression?, _ time: TimeClause?
    ) throws(QueryError) -> StaticResult {
        let count: Int
        do {
            let forgetting = try planner([:]).forgetting(name, where: condition, time)
            if case .directory = forgetting.table.source { client.forgetDirectory() }
            count = try stores.store(at: options.store)?.forget(forgetting) ?? 0
        } catch {
            throw QueryError(wrapping: error)
        }
        return StaticResult(
            columns: [("rows_forgotten", .integer)], rows: [["\(count)"]])
    }

    /// What the lists of people cost no more, those of the store among them.
    var knownDirectory: DirectoryKnowledge {
        guard client.knownDirectory.fetched == nil, catalog.hasDirectory,
            // What the session itself has fetched it knows.
            options.store != .session,
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

    /// The people and departments that no call is needed for, those of the store among them.
    package var knownPeople: DirectoryNames? {
        guard knownDirectory.shares.contains(.members) else { return nil }
        return client.knownPeople
    }

    /// Keeps the lists of people once they came.
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

    /// Forgets what is older than is to be kept.
    func retain() throws(QueryError) {
        guard let retention = options.retention else { return }
        do {
            // A session's store that holds nothing yet need not be made for that.
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
            throw QueryError(wrapping: error)
        }
    }

    /// What its user has to be told of stores that were opened, each told once.
    package func takeWarnings() -> [(message: String, help: String?)] {
        stores.takeWarnings().map { ($0.message, $0.help) }
    }

    /// The store of the session, for scans whose rows can be kept.
    func store(for scan: Scan) throws -> Store? {
        guard scan.table.source.isAnswers else { return nil }
        return try stores.store(at: options.store)
    }
}

extension QueryError {
    init(_ failure: StoreFailure) {
        self.init(
            failure.isChange ? .quota : .configuration, failure.message, help: failure.help)
        isStale = failure.isChange
    }
}
