import Synchronization

/// What is known of pagers from one answer to the next.
final class Paging: Sendable {
    private let hasComplained = Mutex(false)

    /// Whether it has not been said yet that a pager is missing; from now on it has.
    func isFirstComplaint() -> Bool {
        hasComplained.withLock { hasComplained in
            defer { hasComplained = true }
            return !hasComplained
        }
    }
}
