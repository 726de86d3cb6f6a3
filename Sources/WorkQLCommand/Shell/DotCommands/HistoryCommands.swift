import WorkQL
import WorkQLEditor
import WorkQLOutput
import WorkQLSyntax

// Commands for the history and for leaving the shell.

extension DotCommand {
    static let history: DotCommand = .init(
        name: "history", arguments: "[N|PATTERN]", count: 0...1,
        summary: "list earlier statements",
        explanation: """
            A number lists that many of the last entries (default: 20); a text lists the entries \
            that contain it, ignoring case. Up and Ctrl-R recall them.
            """,
        example: ".history checkin",
        candidates: { _, _ in ["20", "100"] },
        run: { (shell, words) async throws(UserError) in
            // All but the command itself.
            let all = Array((await shell.editor.remembered()).dropLast().enumerated())
            var shown = all.suffix(20)
            if let word = words.first {
                if let count = Int(word) {
                    guard count > 0 else {
                        throw DotCommand.history.wrong(word, "number of entries")
                    }
                    shown = all.suffix(count)
                } else {
                    shown = all.filter { $0.element.lowercased().contains(word.lowercased()) }[...]
                    guard !shown.isEmpty else {
                        throw UserError(
                            .usage, "no history entry contains \"\(word)\"",
                            help: ".history 100 lists the last 100")
                    }
                }
            }
            let width = max(4, "\(all.count)".count)
            try shell.print(
                shown.flatMap { index, text in
                    text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map {
                        let number = $0 == 0 ? "\(index + 1)" : ""
                        let margin = String(repeating: " ", count: width - number.count)
                        return margin + number + "  " + String($1).neutralized
                    }
                })
        })

    static let quit: DotCommand = .init(
        name: "quit",
        summary: "end the shell, like exit and Ctrl-D",
        explanation: "The file of .output is completed first.",
        example: ".quit",
        run: { (shell, _) throws(UserError) in shell.isLeaving = true })
}

extension Shell {
    /// Writes lines to the destination of answers.
    mutating func print(_ lines: [String]) throws(UserError) {
        var output = answers.output(run)
        for line in lines { output.bytes.appendText(line + "\n") }
        try output.flush()
        endAnswer()
    }
}
