import Synchronization

/// What is known of pagers from one answer to the next.
final class Paging: Sendable {
    private struct State {
        var pager: Pager?
        var hasComplained = false
    }

    private let state = Mutex(State())

    /// Whether a pager has the keyboard.
    var isShowing: Bool { state.withLock { $0.pager?.isShowing == true } }

    func use(_ pager: Pager) { state.withLock { $0.pager = pager } }

    /// Whether it has not been said yet that a pager is missing; from now on it has.
    func isFirstComplaint() -> Bool {
        state.withLock { state in
            defer { state.hasComplained = true }
            return !state.hasComplained
        }
    }
}
