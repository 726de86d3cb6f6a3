import Foundation
import Synchronization
import WorkQLSyntax
import WorkQLTime

/// The process's first thread, as the executor of the command's own task.
///
/// Why: otherwise it would only wait while another thread is started for that task and a third one
/// for signals. Fetching, decoding and running SQLite have tasks and threads of their own.
package final class MainThread: TaskExecutor {
    package static let shared = MainThread()

    private struct State {
        var jobs: [UnownedJob] = []
        var isWaiting = false
    }

    private let state = Mutex(State())
    /// The ends of a pipe; a signal handler can wake a thread by writing a byte to it.
    private let reading: Int32
    private let writing: Int32

    private init() {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            let error = UserError(
                .configuration, "a pipe cannot be created: \(systemMessage(errno))",
                help: "raise the limit of open files: ulimit -n")
            Messages(isColored: false).report(error)
            exit(error.status.rawValue)
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        (reading, writing) = (ends[0], ends[1])
        // If the pipe is full, enough wakes are pending already.
        _ = fcntl(writing, F_SETFL, O_NONBLOCK)
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let wakes = state.withLock { state in
            defer { state.isWaiting = false }
            state.jobs.append(job)
            return state.isWaiting
        }
        if wakes { wake() }
    }

    /// Wakes the thread. It locks and allocates nothing, so that signal handlers may call it.
    func wake() {
        var byte: UInt8 = 0
        _ = write(writing, &byte, 1)
    }

    /// Runs the enqueued jobs. Must be called on the main thread only.
    package func run() -> Never {
        while true {
            let jobs = state.withLock { state in
                defer { state.jobs = [] }
                state.isWaiting = state.jobs.isEmpty
                return state.jobs
            }
            if jobs.isEmpty {
                // A signal ends the wait, as a byte does.
                var bytes: (UInt64, UInt64) = (0, 0)
                _ = read(reading, &bytes, 16)
            }
            for job in jobs {
                job.runSynchronously(on: asUnownedTaskExecutor())
                Interruption.serve()
            }
            Interruption.serve()
        }
    }
}
