import Synchronization
import WorkQLCatalog

/// Where the calls of one endpoint wait until their quota allows them, first come, first served.
final class QuotaGate: Sendable {
    private struct State {
        var ledger: QuotaLedger
        /// The one at the head of the line, when only an answer can help it.
        var waitsForAnswer: CheckedContinuation<Void, Never>?
    }

    private let state: Mutex<State>
    private let line = WaitingLine(capacity: 1)
    private let timekeeper: Timekeeper

    init(_ quotas: [Quota], _ timekeeper: Timekeeper) {
        state = Mutex(State(ledger: QuotaLedger(quotas)))
        self.timekeeper = timekeeper
    }

    /// Returns when a call may be sent, and has counted it: `answered` or `withdraw` must follow.
    ///
    /// - Parameter waiting: is told before each wait how long it is.
    /// - Throws: when the task is cancelled, or whatever the clock throws.
    func reserve(waiting: (Duration) -> Void) async throws {
        try await line.enter()
        defer { line.leave() }
        while true {
            try Task.checkCancellation()
            let now = timekeeper.now()
            switch state.withLock({ $0.ledger.reserve(now) }) {
            case .go:
                return
            case .wait(let instant):
                waiting(instant - now)
                try await timekeeper.sleepUntil(instant)
            case .waitForAnswer:
                await waitForAnswer()
            }
        }
    }

    func answered() {
        change { $0.answered(timekeeper.now()) }
    }

    func withdraw() {
        change { $0.withdraw() }
    }

    /// No call is let through for so long.
    func block(for duration: Duration) {
        let end = timekeeper.now() + duration
        state.withLock { $0.ledger.block(until: end) }
    }

    /// Whether a call let through earlier should not be sent any more.
    var isBlocked: Bool {
        let now = timekeeper.now()
        return state.withLock { $0.ledger.blockedUntil > now }
    }

    func usage() -> [QuotaLedger.Usage] {
        let now = timekeeper.now()
        return state.withLock { $0.ledger.usage(now) }
    }

    func forecast(_ calls: Int) -> Duration {
        let now = timekeeper.now()
        return state.withLock { $0.ledger }.forecast(calls, now)
    }

    private func change(_ change: (inout QuotaLedger) -> Void) {
        let continuation = state.withLock { state in
            change(&state.ledger)
            return state.waitsForAnswer.take()
        }
        continuation?.resume()
    }

    /// Returns after the next answer or cancellation, or at once when an answer came meanwhile.
    private func waitForAnswer() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDone = state.withLock { state in
                    if Task.isCancelled || !state.ledger.isFull { return true }
                    state.waitsForAnswer = continuation
                    return false
                }
                if isDone { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waitsForAnswer.take() }?.resume()
        }
    }
}
