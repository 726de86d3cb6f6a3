import Synchronization
import WorkQLCatalog

/// The state that the calls of one endpoint share.
final class EndpointState: Sendable {
    let quota: RateLimiter
    /// Only one batch at a time is searched for refused users: the others then leave out the users
    /// that it found.
    let search = AsyncSemaphore(capacity: 1)
    private let refusedUsers = Mutex<Set<Scalar>>([])
    private let acceptedUsers = Mutex<Set<Scalar>>([])
    private let learnt = Mutex(LearntLimits())

    init(
        _ quotas: [Quota], _ requestClock: RequestClock,
        shared: (callLog: any SharedCallLog, scope: String)? = nil
    ) {
        quota = RateLimiter(quotas, requestClock, shared: shared)
    }

    var limits: LearntLimits { learnt.withLock { $0 } }

    func learn(longest seconds: Int) {
        learnt.withLock { $0.longest = min($0.longest ?? seconds, seconds) }
    }

    func learn(maximum count: Int, of column: String) {
        learnt.withLock { $0.maximum[column] = min($0.maximum[column] ?? count, count) }
    }

    func remember(refused users: [Scalar]) {
        refusedUsers.withLock { $0.formUnion(users) }
    }

    func remember(accepted users: [Scalar]) {
        acceptedUsers.withLock { $0.formUnion(users) }
    }

    /// Whether the service has accepted or refused the user, so that a call with it is not divided.
    func knows(_ user: Scalar) -> Bool {
        acceptedUsers.withLock { $0.contains(user) } || refusedUsers.withLock { $0.contains(user) }
    }

    /// Divides users into those who may be requested and those known to be refused.
    func divide(_ users: [Scalar]) -> (asked: [Scalar], refused: [Scalar]) {
        let known = refusedUsers.withLock { $0 }
        return (users.filter { !known.contains($0) }, users.filter(known.contains))
    }
}
