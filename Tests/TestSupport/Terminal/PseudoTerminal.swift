package import Foundation
package import Testing

/// A terminal with a program in it, driven in the way of a user: keys are typed, Ctrl-C is
/// delivered by the terminal's driver, and the screen is read.
package final class PseudoTerminal {
    private let leader: Int32
    package let process: pid_t
    private let columns: Int
    private let rows: Int
    package private(set) var output: [UInt8] = []

    package struct Failure: Error {
        package var step: String
        package var number = errno
    }

    /// Runs the built `workql`, or another program.
    package init(
        _ arguments: [String], environment: [String: String], columns: Int = 80, rows: Int = 24,
        program: String? = nil
    ) throws {
        self.columns = columns
        self.rows = rows
        leader = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        // These two glibc functions are not in Swift's module of it.
        var (isLocked, number): (Int32, UInt32) = (0, 0)
        guard leader >= 0, ioctl(leader, 0x4004_5431, &isLocked) == 0,
            ioctl(leader, 0x8004_5430, &number) == 0
        else { throw Failure(step: "open") }
        let path = "/dev/pts/\(number)"
        _ = fcntl(leader, F_SETFD, FD_CLOEXEC)
        var size = winsize(
            ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        guard ioctl(leader, UInt(TIOCSWINSZ), &size) == 0 else { throw Failure(step: "size") }

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        // The first terminal that the leader of a session opens becomes its controlling terminal.
        posix_spawn_file_actions_addopen(&actions, 0, path, O_RDWR, 0)
        posix_spawn_file_actions_adddup2(&actions, 0, 1)
        posix_spawn_file_actions_adddup2(&actions, 0, 2)
        ServerProcess.closeOthers(&actions)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        let newSession: Int16 = 0x80
        posix_spawnattr_setflags(&attributes, newSession)
        let executable = try program ?? CommandRun.executable().path
        let words = ([executable] + arguments).map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for copy in words + variables { free(copy) } }
        var process: pid_t = 0
        let problem = posix_spawn(&process, executable, &actions, &attributes, words, variables)
        guard problem == 0 else { throw Failure(step: "spawn", number: problem) }
        self.process = process
    }

    deinit {
        close(leader)
        // It has already exited if the test waited for its end.
        if waitpid(process, nil, WNOHANG) == 0 {
            kill(process, SIGKILL)
            waitpid(process, nil, 0)
        }
    }

    package func type(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(leader, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
            // A program that is busy drawing must be read from, or both sides wait for each other.
            pump(milliseconds: 0)
        }
    }

    /// Types texts, each followed by Enter, when the prompt appears after the output of the
    /// previous one: input typed while something runs is echoed in the middle of its output.
    package func enter(_ texts: String..., location: SourceLocation = #_sourceLocation) throws {
        for text in texts { try awaitPrompt(after: text + "\r", location) }
    }

    /// Types Ctrl-C and waits for the prompt that follows: the terminal may throw away what is typed
    /// before, and `enter` would take this prompt for its own.
    package func interrupt(location: SourceLocation = #_sourceLocation) throws {
        try awaitPrompt(after: "\u{03}", location)
    }

    private func awaitPrompt(after text: String, _ location: SourceLocation) throws {
        let before = prompts
        type(text)
        try expect(location: location) { rows in
            prompts > before
                && (rows.last == "workql>" || rows.last?.hasPrefix("workql>  ") == true)
        }
    }

    /// The number of prompts so far: each one enables bracketed paste.
    package var prompts: Int { sent.components(separatedBy: "\u{1B}[?2004h").count }

    /// Sends pasted text, in the form of terminals with bracketed paste enabled.
    package func paste(_ text: String) {
        type("\u{1B}[200~" + text.replacing("\n", with: "\r") + "\u{1B}[201~")
    }

    /// The rows that are not empty at the end of the screen, without trailing spaces.
    package var screen: [String] {
        var model = ScreenModel(columns: columns, rows: rows)
        model.feed(output)
        return model.text
    }

    package var cursor: (row: Int, column: Int) {
        var model = ScreenModel(columns: columns, rows: rows)
        model.feed(output)
        return (model.row, model.column)
    }

    /// All bytes that were sent to the terminal, as text.
    package var sent: String { String(decoding: output, as: UTF8.self) }

    /// Waits until the screen is as expected; reports its content on a timeout.
    package func expect(
        seconds: Double = 60, location: SourceLocation = #_sourceLocation,
        _ isAsExpected: ([String]) -> Bool
    ) throws {
        let end = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < end {
            if isAsExpected(screen) { return }
            pump(milliseconds: 20)
        }
        let shown = screen.joined(separator: "\n")
        Issue.record("the screen is:\n\(shown)", sourceLocation: location)
        throw Failure(step: "expect")
    }

    /// Waits for exactly these last rows.
    package func expect(
        last rows: [String], location: SourceLocation = #_sourceLocation
    ) throws {
        try expect(location: location) { $0.suffix(rows.count) == rows[...] }
    }

    /// Returns whether a text that has not been sent before is sent within the timeout.
    package func waits(for text: String, seconds: Double) -> Bool {
        let end = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < end {
            if sent.contains(text) { return true }
            pump(milliseconds: 20)
        }
        return false
    }

    /// Returns the exit status; the signal's number plus 128 if it was ended by one.
    package func waitForEnd() -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, WNOHANG) == 0 { pump(milliseconds: 20) }
        pump(milliseconds: 0)
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + status & 0x7F
    }

    private func pump(milliseconds: Int32) {
        var request = pollfd(fd: leader, events: Int16(POLLIN), revents: 0)
        var wait = milliseconds
        while poll(&request, 1, wait) > 0 {
            var bytes = [UInt8](repeating: 0, count: 64 * 1024)
            let count = read(leader, &bytes, bytes.count)
            guard count > 0 else {
                // The program has ended, and poll returns at once; the loop must not spin.
                usleep(1000 * UInt32(max(milliseconds, 0)))
                return
            }
            output += bytes[..<count]
            wait = 0
        }
    }
}
