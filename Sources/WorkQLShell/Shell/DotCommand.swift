import WorkQLSyntax

/// A command of the shell itself, which begins with a dot.
///
/// Each is one value; a new one is a literal and its name in the list, from which help and
/// suggestions come.
struct DotCommand: Sendable {
    /// Without its dot.
    var name: String
    /// The words it takes, as help writes them; may be empty.
    var arguments = ""
    /// What it does, without a full stop.
    var summary: String
    var run: @Sendable (_ shell: inout Shell, _ words: [String]) async throws(ShellError) -> Step

    enum Step: Hashable, Sendable {
        case goOn, leave
    }

    static let all: [DotCommand] = [.help, .quit]

    static func named(_ name: String) throws(ShellError) -> DotCommand {
        if let command = all.first(where: { $0.name == name.lowercased() }) { return command }
        let near = nearest(name, in: all.map(\.name))
        throw ShellError(
            .usage, "unknown command \".\(name)\"",
            help: near.map { "did you mean \".\($0)\"?" } ?? ".help lists the commands")
    }
}

extension DotCommand {
    static let quit = DotCommand(name: "quit", summary: "leave, as exit and Ctrl-D do") {
        (_, words) throws(ShellError) in
        try refuse(words, of: "quit")
        return .leave
    }

    static let help = DotCommand(
        name: "help", arguments: "[COMMAND]", summary: "what there is to type"
    ) { (shell, words) throws(ShellError) in
        if let name = words.first {
            let command = try named(name.hasPrefix(".") ? String(name.dropFirst()) : name)
            shell.say(command.line(width: 0) + "\n")
        } else {
            shell.say(helpText)
        }
        return .goOn
    }

    private static func refuse(_ words: [String], of name: String) throws(ShellError) {
        guard let word = words.first else { return }
        throw ShellError(
            .usage, ".\(name) takes no \"\(word)\"", help: "write .\(name) alone")
    }

    private var usage: String { arguments.isEmpty ? ".\(name)" : ".\(name) \(arguments)" }

    private func line(width: Int) -> String {
        let gap = String(repeating: " ", count: max(0, width - usage.displayWidth) + 2)
        return usage + gap + summary
    }

    private static var helpText: String {
        let width = all.reduce(0) { max($0, $1.usage.displayWidth) }
        return """
            A statement ends with a semicolon or an empty line:
              SELECT * FROM checkin WHERE userid = 'lisi' SINCE 7d;
              SHOW TABLES; DESCRIBE checkin; EXPLAIN SELECT …; SET timezone = 'UTC';

            \(all.map { $0.line(width: width) }.joined(separator: "\n"))

            Enter         runs the statement, or begins another line
            Alt-Enter     begins another line wherever the cursor is
            Up, Down      go through the lines, then through earlier statements
            Ctrl-R        searches earlier statements
            Tab           completes; twice, lists
            Ctrl-X Ctrl-E edits in $VISUAL or $EDITOR
            Ctrl-C        gives up the statement or the running query
            Ctrl-Z        stops workql until fg

            """
    }
}
