import Synchronization
package import WorkQLCatalog

/// Two logs that both have to admit a call: that of this machine's processes, and one that several
/// machines share.
///
/// A call that the second one does not admit is withdrawn from the first. It is asked second,
/// because it is the slower one.
package final class JoinedCallLog: SharedCallLog {
    private struct State {
        var last: Int64 = 0
        /// The ids of calls in the logs that count them.
        var calls: [Int64: (own: Int64?, shared: Int64?)] = [:]
    }

    private let own: any SharedCallLog
    private let shared: any SharedCallLog
    private let state = Mutex(State())

    package init(_ own: any SharedCallLog, and shared: any SharedCallLog) {
        self.own = own
        self.shared = shared
    }

    package func reserve(
        _ scope: String, _ quotas: [Quota], now: @escaping @Sendable () -> Double
    ) async throws -> SharedReservation {
        var ids: (own: Int64?, shared: Int64?) = (nil, nil)
        switch try await own.reserve(scope, quotas, now: now) {
        case .granted(let id): ids.own = id
        case .unknown: break
        case .wait(let instant): return .wait(until: instant)
        case .crowded: return .crowded
        }
        do {
            switch try await shared.reserve(scope, quotas, now: now) {
            case .granted(let id): ids.shared = id
            case .unknown: break
            case .wait(let instant):
                if let id = ids.own { own.withdraw(id) }
                return .wait(until: instant)
            case .crowded:
                if let id = ids.own { own.withdraw(id) }
                return .crowded
            }
        } catch {
            if let id = ids.own { own.withdraw(id) }
            throw error
        }
        guard ids.own != nil || ids.shared != nil else { return .unknown }
        return .granted(
            id: state.withLock { state in
                state.last += 1
                state.calls[state.last] = ids
                return state.last
            })
    }

    package func answered(_ id: Int64, now: Double) {
        guard let ids = state.withLock({ $0.calls.removeValue(forKey: id) }) else { return }
        if let id = ids.own { own.answered(id, now: now) }
        if let id = ids.shared { shared.answered(id, now: now) }
    }

    package func withdraw(_ id: Int64) {
        guard let ids = state.withLock({ $0.calls.removeValue(forKey: id) }) else { return }
        if let id = ids.own { own.withdraw(id) }
        if let id = ids.shared { shared.withdraw(id) }
    }

    package func block(_ scope: String, until instant: Double) {
        own.block(scope, until: instant)
        shared.block(scope, until: instant)
    }

    /// Returns the log with more calls: neither has all of the other's.
    package func callLog(
        _ scope: String, _ quotas: [Quota], now: Double
    ) async -> SlidingWindowLog? {
        let logs = [
            await shared.callLog(scope, quotas, now: now),
            await own.callLog(scope, quotas, now: now),
        ].compactMap(\.self)
        func used(_ log: SlidingWindowLog) -> Int {
            log.usage(.seconds(now)).reduce(0) { $0 + $1.used }
        }
        return logs.max { first, second in
            (first.blockedUntil, used(first)) < (second.blockedUntil, used(second))
        }
    }
}
