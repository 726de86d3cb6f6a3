import Dispatch
import Synchronization

/// The threads on which SQLite runs. SQLite blocks while it waits for pages, which a thread of
/// Swift's cooperative pool must not do.
///
/// Their number never exceeds the limit, however many statements run at once. Further statements
/// wait in a queue, in the order of their arrival, and hold no thread while they wait.
final class SQLiteThreads: Sendable {
    private struct Job {
        var number: Int
        var run: @Sendable () -> Void
        var abandon: @Sendable () -> Void
    }

    private struct State {
        var running = 0
        var lastNumber = 0
        var waiting: [Job] = []
    }

    /// Enough for the calls that services accept at once, and a small load for a machine.
    static let usualLimit = 16

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int = SQLiteThreads.usualLimit) { self.limit = limit }

    /// Runs a body on a thread of its own, as soon as one is free.
    ///
    /// A task that is cancelled while it waits leaves the queue with `CancellationError`. A body
    /// that has begun is not stopped: it must be stopped by other means.
    func run<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async -> Result<Value, any Error> {
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                add(
                    Job(
                        number: number,
                        run: { continuation.resume(returning: Result(catching: body)) },
                        abandon: { continuation.resume(returning: .failure(CancellationError())) }))
            }
        } onCancel: {
            leave(number)
        }
    }

    private func add(_ job: Job) {
        enum Step { case begin, wait, abandon }
        let step: Step = state.withLock { state in
            // Cancelled before it was in the queue, where it would not have been found.
            if Task.isCancelled { return .abandon }
            guard state.running < limit else {
                state.waiting.append(job)
                return .wait
            }
            state.running += 1
            return .begin
        }
        switch step {
        case .begin: DispatchQueue(label: "workql.sqlite").async { self.work(from: job) }
        case .wait: break
        case .abandon: job.abandon()
        }
    }

    /// Runs one job after the other until none waits.
    private func work(from job: Job) {
        var next: Job? = job
        while let job = next {
            job.run()
            next = state.withLock { state in
                if state.waiting.isEmpty {
                    state.running -= 1
                    return nil
                }
                return state.waiting.removeFirst()
            }
        }
    }

    private func leave(_ number: Int) {
        let job: Job? = state.withLock { state in
            guard let index = state.waiting.firstIndex(where: { $0.number == number }) else {
                return nil
            }
            return state.waiting.remove(at: index)
        }
        job?.abandon()
    }
}
