import Synchronization
import WorkQLAPI
import WorkQLCatalog
import WorkQLPages
import WorkQLPlanner
import WorkQLStore
import WorkQLTime

/// Fetching a split together with the other statements that need it at the same time.
extension WriteThroughFetch {
    /// Delivers the rows of a split: of its calls, or of the same calls that another statement
    /// makes.
    func fetch(
        _ split: SplitPlan.Split, observe: @escaping @Sendable (CallEvent) -> Void,
        admit: @escaping ServiceClient.Admission,
        deliver: @escaping @Sendable (Page) async throws -> Void
    ) async throws {
        guard age.sharesCalls else {
            _ = try await call(split, observe: observe, admit: admit, deliver: deliver)
            return
        }
        let key = SharedFetches.Key(
            store: ObjectIdentifier(store), scope: scope, request: split.call.request)
        var ignoresEnded = false
        while true {
            switch stores.fetches.join(key, ignoringEnded: ignoresEnded) {
            case .first(let fetch):
                return try await withTaskCancellationHandler {
                    try await lead(fetch, key, split, observe, admit, deliver)
                } onCancel: {
                    fetch.cancel()
                }
            case .ended(let calls):
                if try await readAnswered(split, deliver) { return observe(.shared(calls: calls)) }
                ignoresEnded = true
            case .waiting(let fetch):
                switch try await fetch.outcome() {
                case .stored(let calls):
                    if try await readAnswered(split, deliver) {
                        return observe(.shared(calls: calls))
                    }
                    ignoresEnded = true
                case .failed(let error): throw error
                case .abandoned: continue
                }
            }
        }
    }

    private func lead(
        _ fetch: SharedFetch, _ key: SharedFetches.Key, _ split: SplitPlan.Split,
        _ observe: @escaping @Sendable (CallEvent) -> Void,
        _ admit: @escaping ServiceClient.Admission,
        _ deliver: @escaping @Sendable (Page) async throws -> Void
    ) async throws {
        let isReaders = Mutex(false)
        let calls = Mutex(0)
        let counting: @Sendable (CallEvent) -> Void = { event in
            if case .sent = event { calls.withLock { $0 += 1 } }
            observe(event)
        }
        do {
            let isStored = try await call(split, observe: counting, admit: admit) { page in
                do {
                    try await fetch.deliver { try await deliver(page) }
                } catch {
                    isReaders.withLock { $0 = true }
                    throw error
                }
            }
            let made = calls.withLock(\.self)
            stores.fetches.end(key, fetch, isStored ? .stored(calls: made) : .abandoned)
        } catch {
            let isOwn = isReaders.withLock { $0 } || Task.isCancelled || error.isOfOneStatement
            stores.fetches.end(key, fetch, isOwn ? .abandoned : .failed(error))
            throw error
        }
        try await fetch.finish()
    }

    /// Delivers the rows of a split from the store.
    ///
    /// - Returns: false if the store does not have all of it; nothing was delivered then.
    private func readAnswered(
        _ split: SplitPlan.Split, _ deliver: @Sendable (Page) async throws -> Void
    ) async throws -> Bool {
        let claims = claims(of: split, without: [])
        guard !claims.isEmpty else { return false }
        let columns =
            scan.columns.map { scan.table.columns[$0] }
            + further.flatMap { other in other.columns.map { other.table.columns[$0] } }
        let question = CoverageQuery(
            endpoint: scan.table.endpoint, parameters: scope.parameters, choices: scope.choices,
            cells: claims.count <= CoverageQuery.few ? Set(claims.keys) : nil,
            longestAge: columns.compactMap(\.holdsFor).min())
        let known = try stores.trying(store) {
            try store.spans(
                question, identity: scope.identity, age: age.later(Int64(client.unixSeconds)))
        }
        guard let known else { return false }
        var parts: [CachedRows] = []
        for (cell, wanted) in claims {
            var rest = wanted
            for span in known[cell] ?? [] where !rest.isEmpty {
                let whole = IntervalSet(span.instants)
                let part = rest.intersection(whole)
                guard !part.isEmpty, division.isByTime || whole.subtracting(wanted).isEmpty else {
                    continue
                }
                rest = rest.subtracting(part)
                parts.append(
                    CachedRows(owner: span.owner, instants: division.isByTime ? part : whole))
            }
            guard rest.isEmpty else { return false }
        }
        try await readParts(parts, without: [], to: nil, deliver)
        return true
    }
}

extension StoreAgeLimit {
    /// Whether rows that another statement fetches now may be used.
    var sharesCalls: Bool { usesAll || !usesNothing && freshFor != 0 }
}

extension Error {
    /// Whether the reason is the statement's own, so that another one may make the call.
    fileprivate var isOfOneStatement: Bool {
        guard let failure = self as? ServiceFailure else { return !(self is StoreFailure) }
        return failure.kind == .cancelled || failure.kind == .budget
    }
}
