import Synchronization

/// What is known of pagers from one answer to the next.
final class PagerNotice: Sendable {
    private let hasComplained = Mutex(false)
    private let cancel = Mutex<(@Sendable () -> Void)?>(nil)

    /// What gives up an answer whose pager was left before its end; nil where nothing has to.
    func whenLeft(_ cancel: (@Sendable () -> Void)?) { self.cancel.withLock { $0 = cancel } }

    /// A pager was left.
    func leave() { cancel.withLock { $0 }?() }

    /// Whether it has not been said yet that a pager is missing; from now on it has.
    func isFirstComplaint() -> Bool {
        hasComplained.withLock { hasComplained in
            defer { hasComplained = true }
            return !hasComplained
        }
    }
}
