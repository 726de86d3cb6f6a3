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
                throw Diagnostic(.notComputed, "the store cannot be read: \(error)", at: Span(0, 0))
            }
        }
    }

    /// How old what is used may be.
    var storeAge: StoreAge {
        StoreAge(
            now: Int64(client.unixSeconds), freshFor: options.maxAge, usesNothing: isRefreshing)
    }

    /// The store of the session, for scans whose rows can be kept.
    func store(for scan: Scan) throws -> Store? {
        guard scan.table.source == .answers else { return nil }
        return try stores.store(at: options.store)
    }
}
