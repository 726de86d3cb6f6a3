import Dispatch
import Foundation
import Synchronization
import WorkQL
import WorkQLEditor
import WorkQLOutput

/// The program that shows one answer screen by screen, started once the answer is longer than the
/// screen.
final class Pager: OutputPager {
    /// For the system's shell.
    let command: String
    private let environment: [String: String]
    /// The lines that fit above a prompt.
    private let room: Int
    private let state = Mutex(State())
    /// Is called before the program gets the screen.
    private let willStart: @Sendable () -> Void
    /// Is called when it ends before all was shown.
    private let wasLeft: @Sendable () -> Void
    /// Entered for as long as the program runs.
    private let running = DispatchGroup()

    private struct State {
        /// The end that answers are written to; nil before the start and after the end.
        var pipe: Int32?
        var hasFailed = false
        var isLeft = false
    }

    init(
        command: String, terminal: TerminalTraits, environment: [String: String],
        willStart: @escaping @Sendable () -> Void = {},
        wasLeft: @escaping @Sendable () -> Void = {}
    ) {
        self.command = command
        self.willStart = willStart
        self.wasLeft = wasLeft
        self.environment = environment
        room = terminal.rows - 1
    }

    var isRunning: Bool { state.withLock { $0.pipe != nil } }

    /// Whether the user left it before all was shown, so that nothing failed.
    var isLeft: Bool { state.withLock { $0.isLeft } }

    func leave() { state.withLock { $0.isLeft = true } }

    /// Where bytes go: to the program, which is started for them if need be; nowhere yet while they
    /// fit on the screen; or to the terminal itself where no program can be started.
    func descriptor(for bytes: [UInt8], instead terminal: Int32) -> Int32? {
        state.withLock { state in
            if state.hasFailed { return terminal }
            if let pipe = state.pipe { return pipe }
            guard bytes.lazy.filter({ $0 == 0x0A }).count > room else { return nil }
            guard start(&state) else {
                state.hasFailed = true
                return terminal
            }
            return state.pipe
        }
    }

    /// There is no more to show.
    func close() {
        state.withLock { state in
            guard let pipe = state.pipe else { return }
            Foundation.close(pipe)
            state.pipe = nil
        }
    }

    /// Waits until the user has left it.
    func end() async {
        close()
        await withCheckedContinuation { continuation in
            running.notify(queue: .global()) { continuation.resume() }
        }
    }

    /// Waits for the program's end, on a thread that may block as long as a user reads.
    private func watch(_ process: pid_t) {
        running.enter()
        DispatchQueue(label: "workql.pager").async { [self] in
            // Whether it is there no more is all that counts.
            _ = try? ShellCommand.wait(for: process)
            Interruption.leaveKeyboard(toOthers: false)
            let isEarly = state.withLock { state in
                if state.pipe != nil { state.isLeft = true }
                return state.isLeft
            }
            if isEarly { wasLeft() }
            running.leave()
        }
    }

    private func start(_ state: inout State) -> Bool {
        willStart()
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { return false }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { Foundation.close(ends[0]) }
        // Answers are UTF-8 whatever the locale is, by which less would judge them.
        let charset = ["LESSCHARSET": "utf-8"].merging(
            ChildEnvironment.withoutNetwork(environment)
        ) { $1 }
        let process: pid_t
        do {
            process = try ShellCommand(command, environment: charset).start(input: ends[0])
        } catch {
            Foundation.close(ends[1])
            return false
        }
        state.pipe = ends[1]
        Interruption.leaveKeyboard(toOthers: true)
        watch(process)
        return true
    }
}
