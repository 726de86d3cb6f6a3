import Foundation
import Synchronization
import WorkQLEditor
import WorkQLSyntax
import WorkQLTime

/// The handling of signals in the shell: Ctrl-C cancels the line or the query but never the shell,
/// SIGTERM and a closed terminal end the shell, and a new size or a resumption redraws the line.
///
/// A signal is handled on a thread of its own, which a busy machine may run late. What a Ctrl-C is
/// meant for is therefore decided when it is pressed, by the signal handler: nothing if another
/// program has the keyboard, otherwise the prompt that was shown last and its statements. A Ctrl-C
/// that is handled after the next prompt cancels nothing.
final class ShellSignals: Sendable {
    /// A signal as the handler writes it to the pipe.
    struct Received {
        /// The signal's number; 0 ends the thread.
        var number: Int32
        /// The prompt that had been shown last when the signal came.
        var prompt: Int32
    }

    /// The state that signal handlers access; they must not lock or allocate.
    private struct Seen: ~Copyable {
        /// The end of the pipe to write to; -1 before the start.
        let pipe = Atomic<Int32>(-1)
        /// The number of prompts shown so far.
        let prompt = Atomic<Int32>(0)
    }

    private static let seen = Seen()

    private struct State {
        var isEnding = false
        /// Whether Ctrl-C was pressed since the last check.
        var isInterrupted = false
        /// Cancels the running task; nil while a line is read.
        var cancel: (@Sendable () -> Void)?
    }

    private static let ending = [SIGINT, SIGTERM, SIGHUP]
    private static let redrawing = [SIGWINCH, SIGCONT]

    private let line: TerminalLine
    private let state = Mutex(State())

    init(_ line: TerminalLine) { self.line = line }

    var isEnding: Bool { state.withLock { $0.isEnding } }

    /// Whether a task runs that Ctrl-C may cancel.
    var hasTask: Bool { state.withLock { $0.cancel != nil } }

    /// The number of the prompt that was shown last.
    var prompt: Int32 { Self.seen.prompt.load(ordering: .sequentiallyConsistent) }

    /// Begins a prompt; Ctrl-C pressed before is forgotten.
    func beginPrompt() {
        state.withLock { state in
            state.isInterrupted = false
            Self.seen.prompt.add(1, ordering: .sequentiallyConsistent)
        }
    }

    /// Returns whether Ctrl-C was pressed since the last call, even if the task had already
    /// finished.
    func takeInterruption() -> Bool {
        state.withLock { state in
            defer { state.isInterrupted = false }
            return state.isInterrupted
        }
    }

    /// Starts to handle signals. Only one shell of a process may.
    func start() throws(UserError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw UserError(
                .configuration, "a pipe cannot be created: \(systemMessage(errno))",
                help: "raise the limit of open files: ulimit -n")
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        // A handler must not wait; a full pipe has enough signals already.
        _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
        Self.seen.pipe.store(ends[1], ordering: .sequentiallyConsistent)
        let reading = ends[0]
        Thread.detachNewThread { [self] in
            while let signal = Self.next(from: reading) { receive(signal) }
            close(reading)
        }
        for number in Self.ending + Self.redrawing {
            Interruption.handle(number) { ShellSignals.came($0) }
        }
    }

    func stop() {
        for number in Self.ending { signal(number, SIG_IGN) }
        for number in Self.redrawing { signal(number, SIG_DFL) }
        Self.write(Received(number: 0, prompt: 0))
    }

    /// Waits for a task that Ctrl-C may cancel.
    func value<Value: Sendable>(of task: Task<Value, Never>) async -> Value {
        let isEnding = state.withLock { state in
            state.cancel = { task.cancel() }
            return state.isEnding
        }
        if isEnding { task.cancel() }
        defer { state.withLock { $0.cancel = nil } }
        return await task.value
    }

    func receive(_ signal: Received) {
        switch signal.number {
        case SIGWINCH: line.ring { _ in }
        case SIGCONT: line.ring { $0.isContinued = true }
        case SIGINT:
            let (isLate, cancel) = state.withLock { state in
                let isLate = signal.prompt != prompt
                if !isLate { state.isInterrupted = true }
                return (isLate, state.cancel)
            }
            if isLate { return }
            if let cancel {
                cancel()
            } else {
                line.ring { $0.isInterrupted = true }
            }
        default:
            let cancel = state.withLock { state in
                state.isEnding = true
                return state.cancel
            }
            cancel?()
            line.ring { $0.isEnding = true }
        }
    }

    private static func came(_ number: Int32) {
        if number == SIGINT, Keyboard.isOthers { return }
        let error = errno
        write(Received(number: number, prompt: seen.prompt.load(ordering: .sequentiallyConsistent)))
        errno = error
    }

    private static func write(_ signal: Received) {
        var signal = signal
        let pipe = seen.pipe.load(ordering: .sequentiallyConsistent)
        // So few bytes are written whole or not at all.
        _ = Foundation.write(pipe, &signal, MemoryLayout<Received>.size)
    }

    /// Waits for a signal; returns nil at the end.
    private static func next(from pipe: Int32) -> Received? {
        var signal = Received(number: 0, prompt: 0)
        while read(pipe, &signal, MemoryLayout<Received>.size) < 0 {
            guard errno == EINTR else { return nil }
        }
        return signal.number == 0 ? nil : signal
    }
}
