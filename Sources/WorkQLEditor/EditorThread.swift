import Dispatch

/// Runs the editor's jobs one after the other, on a thread that may block for as long as the user
/// thinks.
final class EditorThread: SerialExecutor {
    private let queue = DispatchQueue(label: "workql.editor")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
