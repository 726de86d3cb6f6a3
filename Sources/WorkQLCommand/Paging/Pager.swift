import Dispatch
import Foundation
import Synchronization
import WorkQL
import WorkQLEditor
import WorkQLOutput

/// The program that shows one answer screen by screen, started once the answer is longer than the
/// screen.
final class Pager: OutputPager {
    /// The command line for the system's shell.
    let command: String
    private let environment: [String: String]
    /// The number of lines that fit above a prompt.
    private let room: Int
    private let state = Mutex(State())
    /// Called before the program gets the screen.
    private let willStart: @Sendable () -> Void
    /// Called if the program ends before everything was shown.
    private let wasLeft: @Sendable () -> Void
    /// Entered while the program runs.
    private let running = DispatchGroup()

    private struct State {
        /// The write end of the pipe; nil before the start and after the end.
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

    /// Whether the user left the program before everything was shown, so that nothing failed.
    var isLeft: Bool { state.withLock { $0.isLeft } }

    func leave() { state.withLock { $0.isLeft = true } }

    /// Returns the descriptor to write bytes to: the program's, which is started if necessary; nil
    /// while they fit on the screen; or the terminal's if no program can be started.
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

    /// Closes the pipe, after everything was written.
    func close() {
        state.withLock { state in
            guard let pipe = state.pipe else { return }
            Foundation.close(pipe)
            state.pipe = nil
        }
    }

    /// Waits until the user has left the program.
    func end() async {
        close()
        await withCheckedContinuation { continuation in
            running.notify(queue: .global()) { continuation.resume() }
        }
    }

    /// Waits for the program to end, on a thread that may block for as long as the user reads.
    private func watch(_ process: pid_t) {
        running.enter()
        DispatchQueue(label: "workql.pager").async { [self] in
            // It only matters that the program has ended.
            _ = try? ShellCommand.wait(for: process)
            let isEarly = state.withLock { state in
                if state.pipe != nil { state.isLeft = true }
                return state.isLeft
            }
            if isEarly { wasLeft() }
            running.leave()
        }
    }

    /// The option of less for its short prompt, in the language of prompts: `?e` and the dot enclose
    /// what only the last screen shows, and the dollar sign ends the option. It is ASCII in any
    /// language, because less prints the other characters of a prompt byte by byte (version 590).
    static let prompt = "-Ps?e(END) .space next page, q quit, h help$"

    private func start(_ state: inout State) -> Bool {
        willStart()
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { return false }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { Foundation.close(ends[0]) }
        // Answers are UTF-8 in any locale, but less determines the charset from the locale. It shows
        // colours only with -R, which the user's own options may turn off again.
        var charset = ["LESSCHARSET": "utf-8"].merging(
            ChildEnvironment.withoutNetwork(environment)
        ) { $1 }
        // The user's own prompt follows and takes precedence.
        charset["LESS"] = ["-R", Self.prompt, charset["LESS"] ?? ""].filter { !$0.isEmpty }
            .joined(separator: " ")
        let process: pid_t
        do {
            process = try ShellCommand(command, environment: charset).start(input: ends[0])
        } catch {
            Foundation.close(ends[1])
            return false
        }
        state.pipe = ends[1]
        watch(process)
        return true
    }
}
