import Synchronization

/// The streams of one statement, which begin one after the other and are cancelled together.
final class StreamGroup: Sendable {
    private struct State {
        var streams: [PageStream] = []
        var isCancelled = false
    }

    private let state = Mutex(State())

    /// Takes in a stream; one that comes after the cancellation is cancelled at once.
    func add(_ stream: PageStream) {
        let isLate = state.withLock { state in
            state.streams.append(stream)
            return state.isCancelled
        }
        if isLate { stream.cancel() }
    }

    var isCancelled: Bool { state.withLock { $0.isCancelled } }

    func cancel() {
        let streams = state.withLock { state in
            state.isCancelled = true
            return state.streams
        }
        for stream in streams { stream.cancel() }
    }
}
