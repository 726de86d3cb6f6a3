package import WorkQLCatalog

/// A log that keeps the calls of one endpoint within its quotas, whatever the service's clock is.
///
/// The service counts a call at some instant between its sending and its answer. So a call occupies
/// a slot in each period from its sending until a whole period after its answer: then no reading of
/// the service's clock counts one call too many.
package struct SlidingWindowLog: Sendable {
    private let quotas: [Quota]
    private let longest: Duration
    /// The number of calls that were sent and not yet answered.
    private(set) var unanswered = 0
    /// The times of answers, in order; those before `first` no longer matter to any period.
    private var answers: [Duration] = []
    private var first = 0
    private var lastSent: Duration?
    private var sentBefore: Duration?
    private(set) var blockedUntil: Duration = .zero

    /// Whether only an answer can free a slot.
    var isFull: Bool { quotas.contains { max($0.calls, 1) <= unanswered } }

    package enum Decision: Equatable, Sendable {
        /// The call is counted and may be sent now.
        case go
        /// Nothing changes before this instant.
        case wait(until: Duration)
        /// The period is full of unanswered calls.
        case waitForAnswer
    }

    init(_ quotas: [Quota]) {
        self.quotas = quotas
        longest = quotas.map(\.period).max() ?? .zero
    }

    /// Creates a log from stored calls.
    ///
    /// - Parameter answers: the times of answers, in order; answers beyond the number of calls of
    ///   the largest quota are not needed.
    package init(
        _ quotas: [Quota], answers: [Duration], unanswered: Int, lastSent: Duration?,
        blockedUntil: Duration
    ) {
        self.init(quotas)
        self.answers = answers
        self.unanswered = unanswered
        self.lastSent = lastSent
        self.blockedUntil = blockedUntil
    }

    /// Requests to send a call now; `go` counts it. Takes constant time, except for dropping old
    /// answers.
    package mutating func reserve(_ now: Duration) -> Decision {
        forget(before: now - longest)
        var start = blockedUntil
        if isFull { return .waitForAnswer }
        for quota in quotas {
            let free = max(quota.calls, 1) - unanswered
            if answers.count - first >= free {
                start = max(start, answers[answers.count - free] + quota.period)
            }
            if quota.spaced, let lastSent {
                start = max(start, lastSent + quota.period / max(quota.calls, 1))
            }
        }
        if start > now { return .wait(until: start) }
        unanswered += 1
        sentBefore = lastSent
        lastSent = now
        return .go
    }

    /// Records the answer to a call, or the end of waiting for one.
    mutating func answered(_ now: Duration) {
        unanswered -= 1
        answers.append(max(now, answers.last ?? now))
    }

    /// Removes a reserved call that was never sent.
    mutating func withdraw() {
        unanswered -= 1
    }

    /// Revokes the last reservation, as if it had not been requested.
    mutating func takeBack() {
        unanswered -= 1
        lastSent = sentBefore
    }

    mutating func block(until instant: Duration) {
        blockedUntil = max(blockedUntil, instant)
    }

    /// The usage of one quota's period now.
    package struct Usage: Sendable {
        package var quota: Quota
        /// The number of calls that occupy a slot in the period.
        package var used: Int
        /// When the first of them frees its slot; nil if none has been answered.
        package var until: Duration?
    }

    package func usage(_ now: Duration) -> [Usage] {
        quotas.map { quota in
            let held = answers[first...].drop { $0 + quota.period <= now }
            return Usage(
                quota: quota, used: unanswered + held.count,
                until: held.first.map { $0 + quota.period })
        }
    }

    /// Returns the time from now until the last of `calls` calls may be sent, if each is answered
    /// at once. Beyond 10,000 calls the rate of the narrowest quota is used.
    func forecast(_ calls: Int, _ now: Duration) -> Duration {
        guard calls > 0, !quotas.isEmpty else { return max(blockedUntil - now, .zero) }
        var callLog = self
        while callLog.unanswered > 0 { callLog.answered(now) }
        var instant = now
        let played = min(calls, 10_000)
        for _ in 0..<played {
            while case .wait(let until) = callLog.reserve(instant) { instant = until }
            callLog.answered(instant)
        }
        let pace = quotas.map { $0.period / max($0.calls, 1) }.max() ?? .zero
        return instant - now + pace * (calls - played)
    }

    private mutating func forget(before instant: Duration) {
        while first < answers.count, answers[first] <= instant { first += 1 }
        // Moving the rest is worthwhile once half of the array is old.
        if first > 1024, first * 2 > answers.count {
            answers.removeFirst(first)
            first = 0
        }
    }
}

extension Quota {
    var period: Duration { .seconds(seconds) }
}
