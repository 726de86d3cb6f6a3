import Synchronization

/// The state of a file's answers apart from their bytes, from its first answer to its last.
package final class FileContent: Sendable {
    private struct State {
        /// Whether an answer has begun that no other answer can follow; `isKept` is whether it is
        /// complete.
        var isSealed = false
        var isKept = false
    }

    private let state = Mutex(State())

    package init() {}

    /// Whether nothing can be appended to the file.
    var isSealed: Bool { state.withLock { $0.isSealed } }

    /// Begins an answer that no other answer can follow.
    func seal() { state.withLock { $0.isSealed = true } }

    /// Marks the last answer as complete.
    package func keepAnswer() { state.withLock { $0.isKept = $0.isSealed } }

    /// Discards the last answer, which failed.
    package func dropAnswer() { state.withLock { $0.isSealed = $0.isKept } }
}
