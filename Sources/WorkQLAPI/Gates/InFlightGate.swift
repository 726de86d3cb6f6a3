import Synchronization

/// How many calls to one service are under way at once.
final class InFlightGate: Sendable {
    private let line: WaitingLine
    private let limit: Mutex<InFlightLimit>

    init(most: Int) {
        let limit = InFlightLimit(most: most)
        line = WaitingLine(capacity: limit.limit)
        self.limit = Mutex(limit)
    }

    /// `leave` must follow.
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

    private func change(_ change: (inout InFlightLimit) -> Void) {
        limit.withLock { limit in
            let before = limit.limit
            change(&limit)
            if limit.limit != before { line.setCapacity(limit.limit) }
        }
    }
}
