import Synchronization

/// What is known of a file's answers besides their bytes, from its first answer to its last.
package final class FileContent: Sendable {
    private struct State {
        /// By an answer that nothing can be put behind, and whether that is whole.
        var isSealed = false
        var isKept = false
    }

    private let state = Mutex(State())

    package init() {}

    /// Whether nothing can be put behind what is in the file.
    var isSealed: Bool { state.withLock { $0.isSealed } }

    /// An answer begins that will be all of its file.
    func seal() { state.withLock { $0.isSealed = true } }

    /// The answer that was written last is whole.
    package func keepAnswer() { state.withLock { $0.isKept = $0.isSealed } }

    /// The answer that was being written failed, and is not to be there.
    package func dropAnswer() { state.withLock { $0.isSealed = $0.isKept } }
}
