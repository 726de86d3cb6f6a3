import Synchronization

/// The state of pagers that is kept from one answer to the next.
final class PagerNotice: Sendable {
    private let hasComplained = Mutex(false)
    private let cancel = Mutex<(@Sendable () -> Void)?>(nil)

    /// Sets the function that cancels an answer whose pager was left before its end; nil if there
    /// is nothing to cancel.
    func whenLeft(_ cancel: (@Sendable () -> Void)?) { self.cancel.withLock { $0 = cancel } }

    /// Records that a pager was left.
    func leave() { cancel.withLock { $0 }?() }

    /// Returns whether this is the first report that a pager is missing, and records it.
    func isFirstComplaint() -> Bool {
        hasComplained.withLock { hasComplained in
            defer { hasComplained = true }
            return !hasComplained
        }
    }
}
