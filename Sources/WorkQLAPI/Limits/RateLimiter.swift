import Synchronization
import WorkQLCatalog

/// A limiter that delays the calls of one endpoint until their quota allows them, in order of
/// arrival.
///
/// A call has to be admitted twice: by the call log of this process, whose clock never steps, and
/// by the log of all processes, if there is one.
final class RateLimiter: Sendable {
    private struct State {
        var callLog: SlidingWindowLog
        /// The task at the head of the queue, while it waits for an answer.
        var waitsForAnswer: CheckedContinuation<Void, Never>?
    }

    /// A call that may be sent and is counted.
    struct Reservation: Sendable {
        /// The id of the call in the log of all processes.
        fileprivate var shared: Int64?
    }

    private let state: Mutex<State>
    private let quotas: [Quota]
    private let shared: (callLog: any SharedCallLog, scope: String)?
    private let line = AsyncSemaphore(capacity: 1)
    private let requestClock: RequestClock

    /// The interval at which the log is checked again while answers of other processes are
    /// outstanding.
    private static let glance = Duration.milliseconds(100)

    /// - Parameter shared: the call log of all processes, with the scope of this endpoint's calls
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

    /// Returns when a call may be sent, after counting it: `answered` or `withdraw` must follow.
    ///
    /// - Parameter waiting: called before each wait with its length.
    /// - Throws: when the task is cancelled, or whatever the clock throws.
    func reserve(waiting: (Duration) -> Void) async throws -> Reservation {
        try await line.enter()
        defer { line.leave() }
        while true {
            try Task.checkCancellation()
            let now = requestClock.now()
            switch state.withLock({ $0.callLog.reserve(now) }) {
            case .go:
                let shared: SharedReservation
                do { shared = try await reserveShared() } catch {
                    takeBack()
                    throw error
                }
                switch shared {
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

    private func reserveShared() async throws -> SharedReservation {
        guard let shared else { return .unknown }
        return try await shared.callLog.reserve(
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

    /// Admits no call for a duration.
    func block(for duration: Duration) {
        let end = requestClock.now() + duration
        state.withLock { $0.callLog.block(until: end) }
        if let shared {
            let end = requestClock.unixSeconds() + duration / .seconds(1)
            shared.callLog.block(shared.scope, until: end)
        }
    }

    /// Whether a call that was admitted earlier should no longer be sent.
    var isBlocked: Bool {
        let now = requestClock.now()
        return state.withLock { $0.callLog.blockedUntil > now }
    }

    /// Returns the usage of the quotas; its times are on the same clock as `now`.
    func usage() async -> (usage: [SlidingWindowLog.Usage], now: Duration) {
        let (callLog, now) = await known()
        return (callLog.usage(now), now)
    }

    func forecast(_ calls: Int) async -> Duration {
        let (callLog, now) = await known()
        return callLog.forecast(calls, now)
    }

    /// Returns the call log of all processes if it is known, otherwise that of this process.
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

    /// Returns after the next answer or cancellation, or at once if an answer arrived meanwhile.
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
