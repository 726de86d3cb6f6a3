import Foundation
package import Testing

/// tmux as the reference terminal: an independent implementation of the screen.
package final class Tmux {
    private let folder: String
    private var server: pid_t = 0
    private let socket = "workql-\(UInt32.random(in: 0 ... .max))"

    /// Whether tmux is installed.
    package static let isThere = ["/usr/bin/tmux", "/usr/local/bin/tmux", "/opt/homebrew/bin/tmux"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    /// Runs the built `workql` in a window of this size.
    package convenience init(folder: String, _ arguments: [String], columns: Int, rows: Int) throws
    {
        let executable = try CommandRun.executable().path
        try self.init(
            folder: folder, command: ["env", "HOME=\(folder)", executable] + arguments,
            columns: columns, rows: rows)
    }

    package init(folder: String, command: [String], columns: Int, rows: Int) throws {
        self.folder = folder
        try run(["new-session", "-d", "-x", "\(columns)", "-y", "\(rows)"] + command)
        server = pid_t(try run(["display-message", "-p", "#{pid}"]).dropLast()) ?? 0
    }

    // By its process id, because its socket may have been deleted with the folder; and with
    // SIGKILL, because it inherits the mask of a thread, which blocks other signals.
    deinit { if server > 0 { kill(server, SIGKILL) } }

    /// Types text literally.
    package func type(_ text: String) throws {
        // A trailing semicolon would end tmux's command.
        let text = text.hasSuffix(";") ? text.dropLast() + "\\;" : text[...]
        try run(["send-keys", "-l", "--", String(text)])
    }

    /// Presses keys by tmux's names for them.
    package func press(_ keys: String...) throws { try run(["send-keys"] + keys) }

    package func resize(columns: Int, rows: Int) throws {
        try run(["resize-window", "-x", "\(columns)", "-y", "\(rows)"])
    }

    /// - Parameter isBracketed: whether the text is marked as pasted, if the program requests it.
    package func paste(_ text: String, isBracketed: Bool = true) throws {
        let file = folder + "/paste"
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        try run(["load-buffer", file])
        try run(["paste-buffer"] + (isBracketed ? ["-p"] : []))
    }

    /// Returns the rows down to the last one that is not empty, then the cursor's column and row.
    package func screen() throws -> [String] {
        var lines = try run(["capture-pane", "-p"]).components(separatedBy: "\n")
        while lines.last == "" { lines.removeLast() }
        let cursor = try run(["display-message", "-p", "#{cursor_x},#{cursor_y}"])
        return lines + [cursor.trimmingCharacters(in: .newlines)]
    }

    /// Returns the rows that were scrolled off the top, without empty ones at the end.
    package func history() throws -> [String] {
        var lines = try run(["capture-pane", "-p", "-S", "-", "-E", "-1"])
            .components(separatedBy: "\n")
        while lines.last == "" { lines.removeLast() }
        return lines
    }

    /// Waits for exactly this screen.
    package func expect(_ lines: String..., location: SourceLocation = #_sourceLocation) throws {
        try expect(lines, of: { $0 }, location)
    }

    /// Waits for exactly this end of the screen.
    package func expect(last lines: String..., location: SourceLocation = #_sourceLocation) throws {
        // Without the cursor, whose row depends on the rows above.
        try expect(lines, of: { Array($0.dropLast().suffix(lines.count)) }, location)
    }

    private func expect(
        _ lines: [String], of part: ([String]) -> [String], _ location: SourceLocation
    ) throws {
        let end = ContinuousClock.now + .seconds(180)
        var shown = part(try screen())
        while shown != lines, ContinuousClock.now < end {
            usleep(30_000)
            shown = part(try screen())
        }
        try #require(
            shown == lines, "the screen is:\n\(shown.joined(separator: "\n"))",
            sourceLocation: location)
    }

    /// Does not use Foundation's `Process`, which treats a program as running as long as the server
    /// that it leaves behind.
    @discardableResult
    private func run(_ arguments: [String]) throws -> String {
        let program = try #require(Self.isThere)
        let output = folder + "/tmux-output"
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // Descriptors that other tests have open must not be inherited by a server that stays.
        for other: Int32 in 3..<256 { posix_spawn_file_actions_addclose(&actions, other) }
        let words =
            ([program, "-L", socket, "-f", "/dev/null"] + arguments).map { strdup($0) } + [nil]
        let environment = [
            "HOME=\(folder)", "TMUX_TMPDIR=\(folder)", "LC_ALL=C.UTF-8", "TERM=xterm-256color",
            "SHELL=/bin/sh", "PATH=/usr/bin:/bin",
        ]
        let variables = environment.map { strdup($0) } + [nil]
        defer { for copy in words + variables { free(copy) } }
        var process: pid_t = 0
        try #require(posix_spawn(&process, program, &actions, nil, words, variables) == 0)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        try #require(status == 0, "tmux \(arguments.joined(separator: " "))")
        return try String(contentsOfFile: output, encoding: .utf8)
    }
}
