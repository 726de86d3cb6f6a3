import Foundation
import WorkQLEditor
import WorkQLSyntax

/// The terminal that the shell uses for its dialogue.
struct ShellTerminal: Sendable {
    let line: TerminalLine
    let isColored: Bool
    /// Whether its cursor cannot be moved, so that the terminal itself edits lines.
    let isPlain: Bool

    /// Returns nil if no dialogue is possible: standard input is not a terminal, or neither output
    /// is one.
    init?(_ environment: [String: String]) throws(UserError) {
        guard isatty(STDIN_FILENO) == 1 else { return nil }
        // If answers go into a pipe, the other output is used for the dialogue.
        guard let output = [STDOUT_FILENO, STDERR_FILENO].first(where: { isatty($0) == 1 }) else {
            return nil
        }
        line = try TerminalLine(input: STDIN_FILENO, output: output)
        let kind = environment["TERM"] ?? ""
        isPlain = kind.isEmpty || kind == "dumb"
        isColored = !isPlain && (environment["NO_COLOR"] ?? "").isEmpty
    }
}
