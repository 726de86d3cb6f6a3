import Synchronization

/// A limit on the number of concurrent calls to one service.
final class ConcurrencyLimiter: Sendable {
    private let line: AsyncSemaphore
    private let limit: Mutex<AdaptiveLimit>

    init(maximum: Int) {
        let limit = AdaptiveLimit(maximum: maximum)
        line = AsyncSemaphore(capacity: limit.limit)
        self.limit = Mutex(limit)
    }

    /// Waits for a free slot; `leave` must follow.
    func enter() async throws(CancellationError) {
        try await line.enter()
    }

    func leave() {
        line.leave()
    }

    func crowded() {
        change { $0.crowded() }
    }

    func answered() {
        change { $0.answered() }
    }

    private func change(_ change: (inout AdaptiveLimit) -> Void) {
        limit.withLock { limit in
            let before = limit.limit
            change(&limit)
            if limit.limit != before { line.setCapacity(limit.limit) }
        }
    }
}
