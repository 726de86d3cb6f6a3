import Synchronization
import WorkQLCatalog

/// Where the calls of one endpoint wait until their quota allows them, first come, first served.
///
/// A call has to be let through twice: by the callLog of this process, whose clock never steps, and
/// by that of all processes, where there is one.
final class RateLimiter: Sendable {
    private struct State {
        var callLog: SlidingWindowLog
        /// The one at the head of the line, when only an answer can help it.
        var waitsForAnswer: CheckedContinuation<Void, Never>?
    }

    /// A call that may be sent and is counted.
    struct Reservation: Sendable {
        /// Its number among those of all processes.
        fileprivate var shared: Int64?
    }

    private let state: Mutex<State>
    private let quotas: [Quota]
    private let shared: (callLog: any SharedCallLog, scope: String)?
    private let line = AsyncSemaphore(capacity: 1)
    private let requestClock: RequestClock

    /// How long other processes' answers are waited for before they are looked for again.
    private static let glance = Duration.milliseconds(100)

    /// - Parameter shared: the callLog of all processes, with what this endpoint's calls are called
    ///   in it.
    init(
        _ quotas: [Quota], _ requestClock: RequestClock,
        shared: (callLog: any SharedCallLog, scope: String)? = nil
    ) {
        self.quotas = quotas
        self.shared = shared
        state = Mutex(State(callLog: SlidingWindowLog(quotas)))
        self.requestClock = requestClock
    }

    /// Returns when a call may be sent, and has counted it: `answered` or `withdraw` must follow.
    ///
    /// - Parameter waiting: is told before each wait how long it is.
    /// - Throws: when the task is cancelled, or whatever the clock throws.
    func reserve(waiting: (Duration) -> Void) async throws -> Reservation {
        try await line.enter()
        defer { line.leave() }
        while true {
            try Task.checkCancellation()
            let now = requestClock.now()
            switch state.withLock({ $0.callLog.reserve(now) }) {
            case .go:
                switch await reserveShared() {
                case .granted(let id): return Reservation(shared: id)
                case .unknown: return Reservation()
                case .wait(let instant):
                    takeBack()
                    let wait = Duration.seconds(max(instant - requestClock.unixSeconds(), 0))
                    waiting(wait)
                    try await requestClock.sleep(for: wait)
                case .crowded:
                    takeBack()
                    waiting(Self.glance)
                    try await requestClock.sleep(for: Self.glance)
                }
            case .wait(let instant):
                waiting(instant - now)
                try await requestClock.sleepUntil(instant)
            case .waitForAnswer:
                await waitForAnswer()
            }
        }
    }

    private func reserveShared() async -> SharedReservation {
        guard let shared else { return .unknown }
        return await shared.callLog.reserve(
            shared.scope, quotas, now: requestClock.unixSeconds)
    }

    private func takeBack() {
        change { $0.takeBack() }
    }

    func answered(_ reservation: Reservation) {
        if let number = reservation.shared {
            shared?.callLog.answered(number, now: requestClock.unixSeconds())
        }
        change { $0.answered(requestClock.now()) }
    }

    func withdraw(_ reservation: Reservation) {
        if let number = reservation.shared { shared?.callLog.withdraw(number) }
        change { $0.withdraw() }
    }

    /// No call is let through for so long.
    func block(for duration: Duration) {
        let end = requestClock.now() + duration
        state.withLock { $0.callLog.block(until: end) }
        if let shared {
            let end = requestClock.unixSeconds() + duration / .seconds(1)
            shared.callLog.block(shared.scope, until: end)
        }
    }

    /// Whether a call let through earlier should not be sent any more.
    var isBlocked: Bool {
        let now = requestClock.now()
        return state.withLock { $0.callLog.blockedUntil > now }
    }

    /// Times in it are those of `now`.
    func usage() async -> (usage: [SlidingWindowLog.Usage], now: Duration) {
        let (callLog, now) = await known()
        return (callLog.usage(now), now)
    }

    func forecast(_ calls: Int) async -> Duration {
        let (callLog, now) = await known()
        return callLog.forecast(calls, now)
    }

    /// What all processes do where that is known, and otherwise what this one does.
    private func known() async -> (SlidingWindowLog, now: Duration) {
        if let shared {
            let now = requestClock.unixSeconds()
            if let callLog = await shared.callLog.callLog(shared.scope, quotas, now: now) {
                return (callLog, .seconds(now))
            }
        }
        return (state.withLock { $0.callLog }, requestClock.now())
    }

    private func change(_ change: (inout SlidingWindowLog) -> Void) {
        let continuation = state.withLock { state in
            change(&state.callLog)
            return state.waitsForAnswer.take()
        }
        continuation?.resume()
    }

    /// Returns after the next answer or cancellation, or at once when an answer came meanwhile.
    private func waitForAnswer() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDone = state.withLock { state in
                    if Task.isCancelled || !state.callLog.isFull { return true }
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
