import Synchronization

/// The progress of a query, for its reader and for any number of others.
final class ProgressBroadcast: Sendable {
    private struct State {
        var progress: RunProgress?
        var statistics: QueryResult.Statistics?
        var isOver = false
        var lastNumber = 0
        var listeners: [Int: AsyncStream<QueryResult.Progress>.Continuation] = [:]
    }

    private let state = Mutex(State())

    func update(_ progress: RunProgress) {
        let listeners = state.withLock { state in
            state.progress = progress
            return Array(state.listeners.values)
        }
        for listener in listeners { listener.yield(QueryResult.Progress(progress)) }
    }

    /// Sets the final cost of the query; `close()` signals that nothing follows.
    func finish(_ statistics: QueryStatistics, shortfall: WorkQLError? = nil) {
        state.withLock { $0.statistics = QueryResult.Statistics(statistics, shortfall: shortfall) }
    }

    func close() {
        let listeners = state.withLock { state in
            state.isOver = true
            defer { state.listeners = [:] }
            return Array(state.listeners.values)
        }
        for listener in listeners { listener.finish() }
    }

    var statistics: QueryResult.Statistics {
        state.withLock { state in
            state.statistics ?? state.progress.map { QueryResult.Statistics($0) }
                ?? QueryResult.Statistics()
        }
    }

    /// Returns the progress from now on, the present state first.
    func listen() -> AsyncStream<QueryResult.Progress> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: QueryResult.Progress.self, bufferingPolicy: .bufferingNewest(1))
        let (progress, isOver, number) = state.withLock { state in
            state.lastNumber += 1
            if !state.isOver { state.listeners[state.lastNumber] = continuation }
            return (state.progress, state.isOver, state.lastNumber)
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { _ = $0.listeners.removeValue(forKey: number) }
        }
        if let progress { continuation.yield(QueryResult.Progress(progress)) }
        if isOver { continuation.finish() }
        return stream
    }
}
