import WorkQLSyntax

/// The text that `--help` prints for a command.
enum CommandHelp {
    private static let width = 80
    /// The column at which the sentences about options begin.
    private static let indent = 26

    /// Returns the help text of a command, without a line break at the end.
    static func text(of command: Subcommand) -> String {
        var parts = [("OVERVIEW: " + command.summary).wrapped(width)]
        parts += command.discussion.map { $0.hasPrefix(" ") ? $0 : $0.wrapped(width) }
        parts.append(usage(of: command))
        for (heading, entries) in sections(of: command) where !entries.isEmpty {
            let lines = entries.map { entry($0.usage, $0.summary) }
            parts.append(([heading.uppercased() + ":"] + lines).joined(separator: "\n"))
        }
        return parts.joined(separator: "\n\n")
    }

    /// Returns the entries below each heading, operands before options.
    static func sections(
        of command: Subcommand
    ) -> [(heading: String, entries: [(usage: String, summary: String)])] {
        CommandOption.Group.allCases.map { group in
            var entries: [(String, String)] = []
            if group == .scripts, let operand = command.operand {
                entries.append(("<\(operand.placeholder)>", operand.summary))
            }
            entries += command.options.filter { $0.group == group }.map { ($0.usage, $0.summary) }
            return (group.rawValue, entries)
        }
    }

    private static func usage(of command: Subcommand) -> String {
        let commands = command.name == nil ? [command] + Subcommand.all : [command]
        return commands.enumerated().map { index, command in
            (index == 0 ? "USAGE: " : "       ") + "\(command.title) \(command.usage)"
        }.joined(separator: "\n")
    }

    private static func entry(_ usage: String, _ summary: String) -> String {
        let margin = String(repeating: " ", count: indent)
        let lines = summary.wrapped(width - indent).split(separator: "\n")
            .joined(separator: "\n" + margin)
        let head = "  " + usage
        guard head.count < indent else { return "\(head)\n\(margin)\(lines)" }
        return head + String(repeating: " ", count: indent - head.count) + lines
    }
}

extension String {
    /// Returns the text broken at spaces into lines of at most `width` columns.
    func wrapped(_ width: Int) -> String {
        var lines: [String] = []
        for word in split(whereSeparator: \.isWhitespace) {
            if let line = lines.last, (line + " " + word).displayWidth <= width {
                lines[lines.count - 1] = line + " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines.joined(separator: "\n")
    }
}
