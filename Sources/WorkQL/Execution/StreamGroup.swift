import Synchronization

/// The streams of one statement, which start one after the other and are cancelled together.
final class StreamGroup: Sendable {
    private struct State {
        var streams: [PageStream] = []
        var isCancelled = false
    }

    private let state = Mutex(State())
    private let whileBusy: (@Sendable () -> Void)?

    /// - Parameter whileBusy: called before each check whether to stop.
    init(whileBusy: (@Sendable () -> Void)? = nil) { self.whileBusy = whileBusy }

    /// Adds a stream; a stream that is added after the cancellation is cancelled at once.
    func add(_ stream: PageStream) {
        let isLate = state.withLock { state in
            state.streams.append(stream)
            return state.isCancelled
        }
        if isLate { stream.cancel() }
    }

    var isCancelled: Bool { state.withLock { $0.isCancelled } }

    /// Returns whether the running operation must end; called by code that keeps a thread busy.
    func mustStop() -> Bool {
        whileBusy?()
        return isCancelled
    }

    func cancel() {
        let streams = state.withLock { state in
            state.isCancelled = true
            return state.streams
        }
        for stream in streams { stream.cancel() }
    }
}
