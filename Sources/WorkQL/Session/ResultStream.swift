import Synchronization
import WorkQLPlanner
import WorkQLSyntax

/// The rows of one query, between the task that reads them and the threads of SQLite.
///
/// A thread is held only while rows are computed or waited for. When the reader has enough, the run
/// continues without a thread, and takes another one when rows were read: however many results are
/// half read, threads remain available for others.
final class ResultStream: Sendable {
    /// The query to run.
    struct Work: Sendable {
        var session: ScriptSession
        var query: Query
        /// The first plan, and the cost of making it.
        var plan: Plan
        var before: QueryStatistics
        /// The text of the statement, for the excerpts of errors.
        var text: String
    }

    private enum State {
        /// No row was requested yet.
        case ready
        /// A reader is active.
        case reading(Task<Void, Never>?)
        /// No more rows follow.
        case over
    }

    let shape: RowShape
    let broadcast: ProgressBroadcast
    private let buffer = RowBuffer()
    private let work: Work?
    private let state = Mutex(State.ready)

    init(_ work: Work, broadcast: ProgressBroadcast) {
        shape = RowShape(work.plan.columns, zone: work.plan.zone)
        self.work = work
        self.broadcast = broadcast
    }

    /// Creates a stream of rows that are already available.
    init(shape: RowShape, rows: [Row], broadcast: ProgressBroadcast) {
        self.shape = shape
        self.broadcast = broadcast
        work = nil
        buffer.append(rows)
        buffer.finish()
    }

    /// Returns whether the caller is the first, which may read.
    private func claim() -> Bool {
        state.withLock { state in
            guard case .ready = state else { return false }
            state = .reading(nil)
            return true
        }
    }

    /// Returns the next rows; nil after the last.
    private func next() async throws(WorkQLError) -> [Row]? {
        if Task.isCancelled { cancel() }
        start()
        let rows: Result<[Row]?, WorkQLError> = await withTaskCancellationHandler {
            do throws(WorkQLError) {
                return .success(try await buffer.take())
            } catch {
                return .failure(error)
            }
        } onCancel: {
            cancel()
        }
        return try rows.get()
    }

    deinit {
        // The listeners of a result that is not read do not have to wait.
        broadcast.close()
    }

    /// Ends the run and the calls in flight. Does nothing after the end.
    func cancel() {
        let task: Task<Void, Never>? = state.withLock { state in
            guard case .reading(let task) = state else { return nil }
            if task == nil { state = .over }
            return task
        }
        buffer.abandon(.cancelled)
        if let task { task.cancel() } else { broadcast.close() }
    }

    private func start() {
        guard let work else { return }
        state.withLock { state in
            guard case .reading(nil) = state else { return }
            state = .reading(Task { await self.drive(work) })
        }
    }

    private func drive(_ work: Work) async {
        do throws(UserError) {
            try await work.session.withPlan(of: work.query, (work.plan, work.before)) {
                (plan, before) throws(UserError) in
                try await run(plan, after: before, work)
            }
        } catch {
            buffer.finish(WorkQLError(error, in: work.text))
        }
        broadcast.close()
        state.withLock { $0 = .over }
    }

    private func run(
        _ plan: Plan, after before: QueryStatistics, _ work: Work
    ) async throws(UserError) {
        let execution = try await work.session.execution(of: plan, after: before)
        let (buffer, shape) = (buffer, shape)
        var isAtEnd = false
        while !isAtEnd {
            let result = await withTaskCancellationHandler {
                await work.session.threads.run {
                    var writer = BufferWriter(buffer: buffer, shape: shape)
                    let isAtEnd = try execution.write(to: &writer, until: { buffer.isFull })
                    writer.pause()
                    return isAtEnd
                }
            } onCancel: {
                execution.cancel()
            }
            switch result {
            case .success(let end): isAtEnd = end
            case .failure(let error):
                execution.cancel()
                if Task.isCancelled { throw UserError(.interrupted, "the query was cancelled") }
                var failure = UserError(wrapping: error)
                failure.spent = execution.spent
                throw failure
            }
            if !isAtEnd { await buffer.room() }
            if Task.isCancelled {
                execution.cancel()
                throw UserError(.interrupted, "the query was cancelled")
            }
        }
        execution.cancel()
        let end = execution.end
        broadcast.finish(
            end.statistics, shortfall: end.shortfall.map { WorkQLError($0, in: work.text) })
        let isWanted = work.session.options.takesPartial || work.session.options.isOffline
        if let shortfall = end.shortfall, !isWanted { throw shortfall }
        buffer.finish()
    }
}

extension ResultStream {
    /// The right to read the rows. The query ends when it is released.
    final class Reader: Sendable {
        private let stream: ResultStream
        private let isFirst: Bool

        init(_ stream: ResultStream) {
            self.stream = stream
            isFirst = stream.claim()
        }

        deinit {
            if isFirst { stream.cancel() }
        }

        func next() async throws(WorkQLError) -> [Row]? {
            guard isFirst else {
                throw WorkQLError(
                    .usage, .readTwice, "the result has been read already",
                    help: "keep the rows with collect(), or run the query again")
            }
            return try await stream.next()
        }
    }
}
