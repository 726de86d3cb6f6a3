import Foundation
import Synchronization
import WorkQLEditor

/// Turns Ctrl-C and SIGTERM into the cancellation of the running task.
///
/// The first signal cancels and waits, so that connections are closed and files removed. A second
/// one exits immediately.
enum Interruption {
    /// The state that signal handlers access; they must not lock or allocate.
    private struct Seen: ~Copyable {
        /// The first signal received; 0 if none.
        let signal = Atomic<Int32>(0)
        /// A file to remove if the program has to exit immediately; NULL for none.
        let leftover = Atomic<UInt>(0)
    }

    private static let seen = Seen()
    /// The task that the first signal cancels; nil after it has.
    private static let running = Mutex<Task<ExitStatus, Never>?>(nil)

    /// Runs the body on the main thread, which has to be running jobs. The body is expected to end
    /// soon after it is cancelled. Only one body may run at a time.
    ///
    /// - Parameter leftover: a file to remove if the program has to exit immediately.
    /// - Returns: the body's status, or the signal's if that is why the body stopped.
    static func run(
        leftover: String? = nil, _ body: @escaping @Sendable () async -> ExitStatus
    ) async -> ExitStatus {
        // Never freed: a handler may be about to read it.
        let path = leftover.flatMap { strdup($0) }
        seen.leftover.store(UInt(bitPattern: path), ordering: .relaxed)
        let task = Task(executorPreference: MainThread.shared) { await body() }
        running.withLock { $0 = task }
        for number in [SIGINT, SIGTERM] { handle(number) { Interruption.came($0) } }
        let result = await task.value
        for number in [SIGINT, SIGTERM] { Foundation.signal(number, SIG_IGN) }
        running.withLock { $0 = nil }
        let signal = seen.signal.load(ordering: .relaxed)
        return result == .interrupted && signal != 0 ? ExitStatus(ofSignal: signal) : result
    }

    /// Cancels the running task if a signal came. Must be called outside signal handlers, because
    /// it locks.
    static func serve() {
        guard seen.signal.load(ordering: .relaxed) != 0 else { return }
        let task = running.withLock { task in
            defer { task = nil }
            return task
        }
        task?.cancel()
    }

    private static func came(_ number: Int32) {
        if number == SIGINT, Keyboard.isOthers { return }
        let isFirst = seen.signal.compareExchange(
            expected: 0, desired: number, ordering: .relaxed
        ).exchanged
        if isFirst {
            let error = errno
            MainThread.shared.wake()
            errno = error
            return
        }
        if let path = UnsafePointer<CChar>(bitPattern: seen.leftover.load(ordering: .relaxed)) {
            unlink(path)
        }
        _exit(ExitStatus(ofSignal: number).rawValue)
    }

    /// Installs a signal handler, which must not lock or allocate.
    static func handle(_ number: Int32, by handler: @convention(c) (Int32) -> Void) {
        var action = sigaction()
        #if canImport(Darwin)
            action.__sigaction_u.__sa_handler = handler
        #else
            action.__sigaction_handler.sa_handler = handler
        #endif
        action.sa_flags = SA_RESTART
        sigaction(number, &action, nil)
        // The parent process may have left the signal blocked, as Foundation's Process does.
        var numbers = sigset_t()
        sigemptyset(&numbers)
        sigaddset(&numbers, number)
        pthread_sigmask(SIG_UNBLOCK, &numbers, nil)
    }
}
