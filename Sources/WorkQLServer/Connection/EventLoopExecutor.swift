import NIOCore

/// Runs the task of a connection on the event loop of its channel.
///
/// An answer that needs no time is then sent by the thread that received its statement: handing it
/// to another thread and back takes longer than `SELECT 1`. What takes longer leaves the event loop,
/// see `ClientSession.handle`, because its other connections wait for it meanwhile.
final class EventLoopExecutor: TaskExecutor {
    private let eventLoop: any EventLoop

    init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        eventLoop.execute { [self] in job.runSynchronously(on: asUnownedTaskExecutor()) }
    }
}
