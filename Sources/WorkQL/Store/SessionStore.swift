import WorkQLAPI
import WorkQLCatalog
import WorkQLPlanner
import WorkQLStore
import WorkQLSyntax

extension Session {
    /// What the store holds for a scan.
    var storedSpans: @Sendable (StoreQuestion) throws(Diagnostic) -> [String: [StoredSpan]] {
        let (stores, place, client, age) = (stores, options.store, client, storeAge)
        return { (question) throws(Diagnostic) in
            do {
                return try stores.store(at: place)?.spans(
                    question, identity: client.identity(of: question.endpoint.service), age: age)
                    ?? [:]
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
            now: Int64(client.unixSeconds), freshFor: options.maxAge, usesNothing: isRefreshing)
    }

    /// Opens the store, which else happens when it is first needed.
    ///
    /// - Throws: `QueryError` of the kind `.configuration`.
    package func openStore() throws(QueryError) {
        do { _ = try stores.store(at: options.store) } catch {
            throw QueryError(error)
        }
    }

    /// What its user has to be told of stores that were opened, each told once.
    package func takeWarnings() -> [(message: String, help: String?)] {
        stores.takeWarnings().map { ($0.message, $0.help) }
    }

    /// The store of the session, for scans whose rows can be kept.
    func store(for scan: Scan) throws -> Store? {
        guard scan.table.source == .answers else { return nil }
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
