import WorkQLCatalog
import WorkQLPages

/// One fetch: all pages of a call, even if the service refuses the call as a whole.
struct Fetch {
    let executor: RequestExecutor
    let state: EndpointState
    let observe: @Sendable (CallEvent) -> Void
    var checkpoint: (any PageCheckpointing)?
    /// The source of the keys that identify the list's elements; nil if a page does not have them.
    var keys: KeySource?

    struct KeySource {
        /// The index, among the further tables, of the table whose rows are the list's elements;
        /// nil for the first table itself.
        var further: Int?
        /// The indices of the key columns.
        var indices: [Int]

        func keys(of page: borrowing Page) -> [[UInt8]]? {
            guard let further else { return page.keys(of: indices) }
            return page.further.indices.contains(further)
                ? page.further[further].keys(of: indices) : nil
        }
    }

    typealias Deliver = @Sendable (consuming Page) async throws -> Void

    /// A call whose first page has arrived.
    private typealias Begun = (call: Call, first: Answer)

    func run(_ call: Call, _ deliver: Deliver) async throws {
        guard let call = leavingOutRefused(call) else { return }
        executor.observation.instruments.trace?(Fetch.self, Call.self)
        let parts = call.parts(within: state.limits)
        if parts.count > 1 {
            executor.distinguishRows()
            observe(.divided(calls: parts.count - 1))
        }
        for part in parts {
            try await run(part, mayHalve: true, isWhole: parts.count == 1, deliver)
        }
    }

    /// - Parameter isWhole: whether the call is all of the fetch.
    private func run(
        _ call: Call, mayHalve: Bool, isWhole: Bool, _ deliver: Deliver
    ) async throws {
        if try await goOn(with: call, isWhole: isWhole, deliver) { return }
        switch try await executor.ask(call, at: .first, page: 1, isPart: !mayHalve) {
        case .page(let answer):
            if let users = call.users { state.remember(accepted: users) }
            executor.observation.instruments.trace?(Pagination.self, Page.self)
            try await pages(
                of: call, from: answer, Pagination(call.endpoint.paging), isWhole: isWhole, deliver)
        case .usersRefused(let failure):
            for part in try await search(call, failure) {
                let pagination = Pagination(call.endpoint.paging)
                try await pages(
                    of: part.call, from: part.first, pagination, isWhole: false, deliver)
            }
        case .tooLarge(let excess, let failure):
            guard mayHalve, let limits = call.halved(excess) else { throw failure }
            observe(.retried(reason: "halved call", delay: .zero))
            executor.distinguishRows()
            let halves = call.parts(within: limits)
            observe(.divided(calls: halves.count - 1))
            for half in halves {
                try await run(half, mayHalve: false, isWhole: false, deliver)
            }
            // Both halves were accepted, so the size was the reason for the refusal.
            limits.longest.map(state.learn(longest:))
            for (column, maximum) in limits.maximum { state.learn(maximum: maximum, of: column) }
        }
    }

    /// Delivers the pages of an interrupted call that were kept, and then the remaining ones.
    ///
    /// - Returns: false if no pages were kept, or if the service does not continue from there any
    ///   more; nothing was delivered then.
    private func goOn(
        with call: Call, isWhole: Bool, _ deliver: Deliver
    ) async throws -> Bool {
        guard let checkpoint, call.endpoint.paging != .whole,
            let begun = try await checkpoint.begun(call)
        else { return false }
        let next: Answer
        do throws(ServiceFailure) {
            switch try await executor.ask(call, at: begun.next, page: begun.pages + 1) {
            case .page(let answer): next = answer
            case .usersRefused, .tooLarge:
                try? await checkpoint.drop(call)
                return false
            }
        } catch {
            switch error.kind {
            case .defect, .malformed, .notFound: break
            default: throw error
            }
            try await checkpoint.drop(call)
            return false
        }
        var pagination = Pagination(call.endpoint.paging, at: begun.next, behind: begun.pages)
        for number in 1...begun.pages {
            let page = try await checkpoint.page(number, of: call)
            if let keys = keys?.keys(of: page) { pagination.note(keys) }
            try await hand(page, to: deliver)
        }
        try await pages(of: call, from: next, pagination, isWhole: isWhole, deliver)
        return true
    }

    private func hand(_ page: Page, to deliver: Deliver) async throws {
        if page.count > 0 || page.further.contains(where: { $0.count > 0 }) {
            try await deliver(page)
        }
    }

    private func pages(
        of call: Call, from first: Answer, _ pagination: Pagination, isWhole: Bool,
        _ deliver: Deliver
    ) async throws {
        var pagination = pagination
        var answer = first
        while true {
            let number = pagination.page
            let step = pagination.advance(
                answer.marks, elements: answer.elements, keys: answer.keys)
            var page = answer.page
            page.further = answer.further
            if case .next(let position) = step, let checkpoint {
                try await checkpoint.keep(page, number: number, of: call, next: position)
            }
            if isWhole, case .end = step, pagination.doubt == nil { checkpoint?.complete() }
            try await hand(page, to: deliver)
            switch step {
            case .end:
                guard let doubt = pagination.doubt else { return }
                // The kept pages are of an earlier state of the list, from which the call cannot
                // continue.
                try await checkpoint?.drop(call)
                observe(.doubted(doubt))
                return
            case .broken(let reason):
                throw ServiceFailure(
                    .malformed, call.endpoint.name,
                    "the pagination fields of the response are inconsistent: \(reason)")
            case .next(let position):
                let reply: RequestExecutor.Reply
                do throws(ServiceFailure) {
                    reply = try await executor.ask(call, at: position, page: pagination.page)
                } catch {
                    var failure = error
                    failure.reached = ServiceFailure.Reached(
                        pages: number, of: pagination.reportedPages)
                    throw failure
                }
                switch reply {
                case .page(let next): answer = next
                // The previous pages were delivered, so the call cannot be cut any more.
                case .usersRefused(let failure), .tooLarge(_, let failure): throw failure
                }
            }
        }
    }

    /// Requests parts of a refused batch until all its accepted users are in an answer.
    ///
    /// This function delivers nothing: the receiver of our pages may wait for a task that waits for
    /// this search.
    private func search(_ call: Call, _ failure: ServiceFailure) async throws -> [Begun] {
        guard let users = call.users else { throw failure }
        do { try await state.search.enter() } catch {
            throw ServiceFailure.cancelled(call.endpoint.name)
        }
        defer { state.search.leave() }
        guard let call = leavingOutRefused(call), let left = call.users else { return [] }
        var parts: [Begun] = []
        // A previous search may have found all refused users.
        if left.count < users.count {
            observe(.divided(calls: 1))
            switch try await executor.ask(call, at: .first, page: 1, isPart: true) {
            case .page(let answer): return [(call, answer)]
            case .usersRefused: break
            case .tooLarge(_, let failure): throw failure
            }
        }
        var bisection = Bisection(refused: left)
        // This also runs if a search fails halfway: its calls were already spent.
        defer { state.remember(refused: bisection.refused) }
        while let batch = bisection.nextBatch() {
            let part = call.asking(for: batch)
            observe(.divided(calls: 1))
            switch try await executor.ask(part, at: .first, page: 1, isPart: true) {
            case .page(let answer):
                state.remember(accepted: batch)
                parts.append((part, answer))
                bisection.report(refused: false)
            case .usersRefused:
                bisection.report(refused: true)
            case .tooLarge(_, let failure):
                throw failure
            }
        }
        observe(.refused(bisection.refused.map(\.description)))
        return parts
    }

    /// Returns the call without the users known to be refused; nil if none remain.
    private func leavingOutRefused(_ call: Call) -> Call? {
        guard let users = call.users else { return call }
        let (asked, refused) = state.divide(users)
        if refused.isEmpty { return call }
        observe(.refused(refused.map(\.description)))
        return asked.isEmpty ? nil : call.asking(for: asked)
    }
}

extension Call {
    /// Only keys of people ignore case, whatever their columns are called.
    private var userKey: Int? {
        keys.firstIndex { $0.parameter.column == "userid" || $0.parameter.ignoresCase }
    }

    /// The users that the call requests; nil if the call names none.
    var users: [Scalar]? { userKey.map { keys[$0].values } }

    fileprivate func asking(for users: [Scalar]) -> Call {
        var call = self
        if let userKey { call.keys[userKey].values = users }
        return call
    }
}
