import Synchronization

/// The state of a file's answers apart from their bytes, from its first answer to its last.
package final class FileContent: Sendable {
    private struct State {
        /// The format of the answer that no other answer can follow; nil if any can. `kept` is that
        /// of a complete answer.
        var sealed: String?
        var kept: String?
    }

    private let state = Mutex(State())

    package init() {}

    /// The format of an answer after which nothing can be appended; nil if there is none.
    var sealed: String? { state.withLock { $0.sealed } }

    /// Begins an answer that no other answer can follow.
    func seal(as format: String) { state.withLock { $0.sealed = format } }

    /// Marks the last answer as complete.
    package func keepAnswer() { state.withLock { $0.kept = $0.sealed } }

    /// Discards the last answer, which failed.
    package func dropAnswer() { state.withLock { $0.sealed = $0.kept } }
}
