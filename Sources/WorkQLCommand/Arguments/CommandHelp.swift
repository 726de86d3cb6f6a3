import WorkQLLanguage
import WorkQLSyntax

/// The text that `--help` prints for a command.
enum CommandHelp {
    private static let width = 80
    /// The column at which the sentences about options begin.
    private static let indent = 26

    /// Ends without a line break.
    static func text(
        of command: Subcommand, _ translation: Translation = Translation()
    ) -> String {
        let language = translation.language
        func sentence(_ english: String) -> String {
            ChinesePlaceholders.worded(translation(english), in: language)
        }
        func usage(_ text: String) -> String {
            ChinesePlaceholders.worded(text, in: language, isUsage: true)
        }
        var parts = [(translation("OVERVIEW: ") + sentence(command.summary)).wrapped(width)]
        parts += command.discussion.map {
            $0.hasPrefix(" ") ? $0 : sentence($0).wrapped(width)
        }
        let calls = self.usage(of: command, translation("USAGE: "))
        parts.append(usage(calls.replacing("[options]", with: translation("[options]"))))
        for (heading, entries) in sections(of: command) where !entries.isEmpty {
            let lines = entries.map { entry(usage($0.usage), sentence($0.summary)) }
            parts.append(
                ([translation(heading.uppercased() + ":")] + lines).joined(separator: "\n"))
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

    private static func usage(of command: Subcommand, _ heading: String) -> String {
        let commands = command.name == nil ? [command] + Subcommand.all : [command]
        let margin = String(repeating: " ", count: heading.displayWidth)
        return commands.enumerated().map { index, command in
            (index == 0 ? heading : margin) + "\(command.title) \(command.usage)"
        }.joined(separator: "\n")
    }

    private static func entry(_ usage: String, _ summary: String) -> String {
        let margin = String(repeating: " ", count: indent)
        let lines = summary.wrapped(width - indent).split(separator: "\n")
            .joined(separator: "\n" + margin)
        let head = "  " + usage
        let width = head.displayWidth
        guard width < indent else { return "\(head)\n\(margin)\(lines)" }
        return head + String(repeating: " ", count: indent - width) + lines
    }
}

extension String {
    /// The text on lines of so many columns, broken at spaces and between Chinese characters. Its
    /// own line breaks count as spaces.
    func wrapped(_ width: Int) -> String {
        split(whereSeparator: \.isWhitespace).joined(separator: " ").lines(ofWidth: width)
            .map { String($0.text) }.joined(separator: "\n")
    }
}
