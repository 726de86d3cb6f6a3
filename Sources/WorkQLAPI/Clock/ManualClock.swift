import Synchronization

/// A clock for tests that moves only when it is advanced.
///
/// With `automatic`, time advances by itself as soon as all tasks sleep: the sleeper with the
/// earliest wake-up time (of several, the first to have gone to sleep) sets the time to it and
/// continues, after it has given other tasks the chance to go to sleep too. Without it, sleepers
/// stay asleep until `advance(by:)` or `advanceToNextWakeUp()`; those whose time is passed wake up
/// in the order of their instants.
package final class ManualClock: Sendable {
    private struct Sleeper {
        let instant: Duration
        let number: Int
        var continuation: CheckedContinuation<Void, any Error>?
    }

    private struct State {
        var now: Duration = .zero
        var lastNumber = 0
        var sleepers: [Sleeper] = []

        var earliest: Sleeper? {
            sleepers.min { ($0.instant, $0.number) < ($1.instant, $1.number) }
        }
    }

    private let state = Mutex(State())
    private let automatic: Bool
    private let unixStart: Double

    /// - Parameter unixStart: seconds since 1970 when `now` is zero.
    package init(automatic: Bool = true, unixStart: Double = 1_753_600_000) {
        self.automatic = automatic
        self.unixStart = unixStart
    }

    package var requestClock: RequestClock {
        RequestClock(
            now: { self.now },
            sleepUntil: { try await self.sleep(until: $0) },
            unixSeconds: {
                let (seconds, attoseconds) = self.now.components
                return self.unixStart + Double(seconds) + Double(attoseconds) / 1e18
            })
    }

    package var now: Duration { state.withLock { $0.now } }

    /// The number of tasks that sleep now.
    package var sleepers: Int { state.withLock { $0.sleepers.count } }

    package func advance(by duration: Duration) {
        let end = state.withLock { $0.now + duration }
        while let woken = state.withLock({ wake(&$0, notAfter: end) }) { woken.resume() }
        state.withLock { $0.now = max($0.now, end) }
    }

    /// Advances to the earliest wake-up time; does nothing if no task sleeps.
    package func advanceToNextWakeUp() {
        state.withLock { state in
            state.earliest.flatMap { wake(&state, notAfter: $0.instant) }
        }?.resume()
    }

    private func wake(
        _ state: inout State, notAfter end: Duration
    ) -> CheckedContinuation<Void, any Error>? {
        guard let sleeper = state.earliest, sleeper.instant <= end else { return nil }
        state.now = max(state.now, sleeper.instant)
        state.sleepers.removeAll { $0.number == sleeper.number }
        return sleeper.continuation
    }

    private func sleep(until instant: Duration) async throws {
        try Task.checkCancellation()
        let number: Int? = state.withLock { state in
            guard instant > state.now else { return nil }
            state.lastNumber += 1
            return state.lastNumber
        }
        guard let number else { return }
        if automatic {
            try await moveTime(to: instant, number)
        } else {
            try await waitForTime(instant, number)
        }
    }

    private func moveTime(to instant: Duration, _ number: Int) async throws {
        let sleeper = Sleeper(instant: instant, number: number, continuation: nil)
        state.withLock { $0.sleepers.append(sleeper) }
        defer { state.withLock { $0.sleepers.removeAll { $0.number == number } } }
        while true {
            for _ in 0..<20 { await Task.yield() }
            try Task.checkCancellation()
            let awake = state.withLock { state in
                if state.now >= instant { return true }
                guard state.earliest?.number == number else { return false }
                state.now = instant
                return true
            }
            if awake { return }
        }
    }

    private func waitForTime(_ instant: Duration, _ number: Int) async throws {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation {
                (continuation: CheckedContinuation<Void, any Error>) in
                let cancelled = state.withLock { state in
                    if Task.isCancelled { return true }
                    state.sleepers.append(
                        Sleeper(instant: instant, number: number, continuation: continuation))
                    return false
                }
                if cancelled { continuation.resume(throwing: CancellationError()) }
            }
        } onCancel: {
            let continuation = state.withLock { state in
                let sleeper = state.sleepers.first { $0.number == number }
                state.sleepers.removeAll { $0.number == number }
                return sleeper?.continuation
            }
            continuation?.resume(throwing: CancellationError())
        }
    }
}
