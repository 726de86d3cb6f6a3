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
        var parts = [(translation("OVERVIEW: ") + translation(command.summary)).wrapped(width)]
        parts += command.discussion.map {
            $0.hasPrefix(" ") ? $0 : translation($0).wrapped(width)
        }
        parts.append(usage(of: command, translation("USAGE: ")))
        for (heading, entries) in sections(of: command) where !entries.isEmpty {
            let lines = entries.map { entry($0.usage, translation($0.summary)) }
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
        guard head.count < indent else { return "\(head)\n\(margin)\(lines)" }
        return head + String(repeating: " ", count: indent - head.count) + lines
    }
}

extension String {
    /// The text on lines of so many columns, broken at spaces and between Chinese characters.
    func wrapped(_ width: Int) -> String {
        var lines: [String] = []
        for word in split(whereSeparator: \.isWhitespace) {
            for (index, piece) in word.unbreakable.enumerated() {
                let space = index == 0 ? " " : ""
                if let line = lines.last, (line + space + piece).displayWidth <= width {
                    lines[lines.count - 1] = line + space + piece
                } else {
                    lines.append(String(piece))
                }
            }
        }
        return lines.joined(separator: "\n")
    }
}

extension Substring {
    /// The pieces between which a line may end. Marks such as ， do not begin a line, and （ does not
    /// end one.
    fileprivate var unbreakable: [Substring] {
        var pieces: [Substring] = []
        var start = startIndex
        var previous: Character?
        for index in indices {
            let character = self[index]
            if let previous, index > start,
                previous.isChinese || character.isChinese || previous.endsPiece,
                !character.endsPiece, !"（《“".contains(previous)
            {
                pieces.append(self[start..<index])
                start = index
            }
            previous = character
        }
        return pieces + [self[start...]]
    }
}

extension Character {
    fileprivate var isChinese: Bool { unicodeScalars.first?.properties.isIdeographic == true }
    fileprivate var endsPiece: Bool { "，。、；：）？！》”".contains(self) }
}
