import Foundation
import Synchronization

/// Turns Ctrl-C and SIGTERM into the cancellation of what runs.
///
/// The first signal cancels and waits, so that connections are closed and files removed. A second
/// one ends the program at once.
enum Interruption {
    /// What handlers of signals see, which may lock and allocate nothing.
    private struct Seen: ~Copyable {
        /// The first signal that came; 0 before it.
        let signal = Atomic<Int32>(0)
        /// A file to be removed when the program has to end at once; NULL for none.
        let leftover = Atomic<UInt>(0)
        /// Whether Ctrl-C is meant for another program, which has the keyboard.
        let isOthers = Atomic(false)
    }

    private static let seen = Seen()
    /// What the first signal cancels; nil once it has.
    private static let running = Mutex<Task<ExitStatus, Never>?>(nil)

    /// From now on.
    static func leaveKeyboard(toOthers isOthers: Bool) {
        seen.isOthers.store(isOthers, ordering: .relaxed)
    }

    /// Runs the body on the main thread, which has to be running jobs. The body is expected to end
    /// soon after it is cancelled. One at a time.
    ///
    /// - Parameter leftover: a file to be removed when the program has to end at once.
    /// - Returns: the body's status, or the signal's where that is why the body stopped.
    static func run(
        leftover: String? = nil, _ body: @escaping @Sendable () async -> ExitStatus
    ) async -> ExitStatus {
        // Never freed: a handler may be about to read it.
        let path = leftover.flatMap { strdup($0) }
        seen.leftover.store(UInt(bitPattern: path), ordering: .relaxed)
        let task = Task(executorPreference: MainThread.shared) { await body() }
        running.withLock { $0 = task }
        for number in [SIGINT, SIGTERM] { handle(number) }
        let result = await task.value
        for number in [SIGINT, SIGTERM] { Foundation.signal(number, SIG_IGN) }
        running.withLock { $0 = nil }
        let signal = seen.signal.load(ordering: .relaxed)
        return result == .interrupted && signal != 0 ? ExitStatus(ofSignal: signal) : result
    }

    /// Cancels what runs if a signal came. To be called where more than a handler may do can be done.
    static func serve() {
        guard seen.signal.load(ordering: .relaxed) != 0 else { return }
        let task = running.withLock { task in
            defer { task = nil }
            return task
        }
        task?.cancel()
    }

    private static func came(_ number: Int32) {
        if number == SIGINT, seen.isOthers.load(ordering: .relaxed) { return }
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

    private static func handle(_ number: Int32) {
        let handler: @convention(c) (Int32) -> Void = { Interruption.came($0) }
        var action = sigaction()
        #if canImport(Darwin)
            action.__sigaction_u.__sa_handler = handler
        #else
            action.__sigaction_handler.sa_handler = handler
        #endif
        action.sa_flags = SA_RESTART
        sigaction(number, &action, nil)
        // Whoever started this process may have left it blocked, as Foundation's Process does.
        var numbers = sigset_t()
        sigemptyset(&numbers)
        sigaddset(&numbers, number)
        pthread_sigmask(SIG_UNBLOCK, &numbers, nil)
    }
}
