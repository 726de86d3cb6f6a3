import Synchronization
import WorkQLStore

/// The fetches of a session that are under way, and those that have lately ended.
///
/// What: of statements that need the same call at the same time, one makes it, and the others read
/// what it has stored.
/// Why: each of them was planned before the store had the rows.
/// When not: a statement that uses no stored rows, or none of any age, makes its own calls.
final class SharedFetches: Sendable {
    /// Equal fetches have equal answers.
    struct Key: Hashable, Sendable {
        var store: ObjectIdentifier
        var scope: StoreScope
        /// The request on one line.
        var request: String
    }

    enum Turn: Sendable {
        /// Nobody makes the call: the caller does, and says how it ended.
        case first(SharedFetch)
        /// The call is under way.
        case waiting(SharedFetch)
        /// The call has lately ended after a number of requests, and its rows are in the store.
        case ended(calls: Int)
    }

    private struct State {
        var running: [Key: SharedFetch] = [:]
        /// The hashes of fetches that have ended, with the numbers of their calls: a request may name
        /// a hundred people, and two with one hash only make a statement look into the store before
        /// it makes its call.
        var ended: [Int: Int] = [:]
        /// Those that ended before them.
        var endedEarlier: [Int: Int] = [:]
    }

    /// The number of ended fetches that are remembered at least; at most twice as many.
    static let remembered = 4096

    private let state = Mutex(State())

    /// The number of ended fetches that are remembered.
    var endedCount: Int { state.withLock { $0.ended.count + $0.endedEarlier.count } }

    /// - Parameter ignoresEnded: whether a fetch that has ended is made again.
    func join(_ key: Key, ignoringEnded ignoresEnded: Bool) -> Turn {
        state.withLock { state in
            if let fetch = state.running[key] { return .waiting(fetch) }
            let hash = key.hashValue
            if !ignoresEnded, let calls = state.ended[hash] ?? state.endedEarlier[hash] {
                return .ended(calls: calls)
            }
            let fetch = SharedFetch()
            state.running[key] = fetch
            return .first(fetch)
        }
    }

    func end(_ key: Key, _ fetch: SharedFetch, _ outcome: SharedFetch.Outcome) {
        state.withLock { state in
            if state.running[key] === fetch { state.running[key] = nil }
            guard case .stored(let calls) = outcome else { return }
            if state.ended.count == Self.remembered {
                (state.endedEarlier, state.ended) = (state.ended, [:])
            }
            state.ended[key.hashValue] = calls
        }
        fetch.end(outcome)
    }
}

/// One fetch that is under way, for those who wait for it.
final class SharedFetch: Sendable {
    enum Outcome: Sendable {
        case stored(calls: Int)
        /// It failed for a reason that holds for everybody who makes the call.
        case failed(any Error)
        /// It ended without a result for others: it was cancelled, or its budget was spent.
        case abandoned
    }

    private struct State {
        var outcome: Outcome?
        var waiting: [AsyncStream<Outcome>.Continuation] = []
        /// Whether somebody waits, or has waited.
        var isFollowed = false
        /// The pages that were given to the reader, and those that it has taken.
        var given = 0
        var taken = 0
        /// Those that pass the pages on, one after the other.
        var tasks: [Task<Void, any Error>] = []
        /// The fetch, while it waits for its reader.
        var paused: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// Gives a page to the reader, and waits until it is taken: the next one is not requested
    /// before. If others wait for the fetch, it goes on without its reader, however slow that is.
    func deliver(_ body: @escaping @Sendable () async throws -> Void) async throws {
        try Task.checkCancellation()
        let task = state.withLock { state in
            if state.taken == state.given { state.tasks = [] }
            state.given += 1
            let previous = state.tasks.last
            let task = Task {
                defer { self.take() }
                try await previous?.value
                try await body()
            }
            state.tasks.append(task)
            return task
        }
        await withCheckedContinuation { continuation in
            let isWaiting = state.withLock { state in
                guard !state.isFollowed, state.taken < state.given else { return false }
                state.paused = continuation
                return true
            }
            if !isWaiting { continuation.resume() }
        }
        // Throws the reader's error.
        if state.withLock({ $0.taken == $0.given }) { try await task.value }
    }

    private func take() {
        resume { $0.taken += 1 }
    }

    private func resume(_ change: (inout State) -> Void) {
        let paused = state.withLock { state in
            change(&state)
            defer { state.paused = nil }
            return state.paused
        }
        paused?.resume()
    }

    /// Waits until the reader has taken all pages.
    func finish() async throws { try await state.withLock { $0.tasks.last }?.value }

    /// Stops passing pages on.
    func cancel() {
        for task in state.withLock({ $0.tasks }) { task.cancel() }
    }

    fileprivate func end(_ outcome: Outcome) {
        let waiting = state.withLock { state in
            state.outcome = outcome
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting {
            continuation.yield(outcome)
            continuation.finish()
        }
    }

    /// Waits until the fetch has ended.
    func outcome() async throws -> Outcome {
        let (outcomes, continuation) = AsyncStream.makeStream(of: Outcome.self)
        let known = state.withLock { state in
            if state.outcome == nil { state.waiting.append(continuation) }
            return state.outcome
        }
        if let known { return known }
        resume { $0.isFollowed = true }
        // Ends without an outcome if this task is cancelled.
        guard let outcome = await outcomes.first(where: { _ in true }) else {
            throw CancellationError()
        }
        return outcome
    }
}
