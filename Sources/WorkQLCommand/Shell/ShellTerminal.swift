import Foundation
import WorkQLEditor

/// The terminal that the shell talks on.
struct ShellTerminal: Sendable {
    let line: TerminalLine
    let isColored: Bool
    /// Whether its cursor cannot be moved, so that lines are edited by the terminal itself.
    let isPlain: Bool

    /// Nil where nobody could be talked with: standard input is no terminal, or neither output is
    /// one.
    init?(_ environment: [String: String]) throws(ShellError) {
        guard isatty(STDIN_FILENO) == 1 else { return nil }
        // Answers that go into a pipe leave the other output for talking.
        guard let output = [STDOUT_FILENO, STDERR_FILENO].first(where: { isatty($0) == 1 }) else {
            return nil
        }
        do {
            line = try TerminalLine(input: STDIN_FILENO, output: output)
        } catch {
            throw ShellError(error)
        }
        let kind = environment["TERM"] ?? ""
        isPlain = kind.isEmpty || kind == "dumb"
        isColored = !isPlain && (environment["NO_COLOR"] ?? "").isEmpty
    }
}
