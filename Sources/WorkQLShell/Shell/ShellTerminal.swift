import Foundation

/// The terminal that the shell talks on.
struct ShellTerminal: Sendable {
    let line: TerminalLine
    let isColored: Bool

    /// Nil where there is no terminal that lines can be edited on: standard input is another thing,
    /// or both outputs are, or the terminal cannot move its cursor.
    init?(_ environment: [String: String]) throws(ShellError) {
        guard isatty(STDIN_FILENO) == 1, let kind = environment["TERM"], !kind.isEmpty,
            kind != "dumb"
        else { return nil }
        // Answers that go into a pipe leave the other output for talking.
        guard let output = [STDOUT_FILENO, STDERR_FILENO].first(where: { isatty($0) == 1 }) else {
            return nil
        }
        line = try TerminalLine(input: STDIN_FILENO, output: output)
        isColored = (environment["NO_COLOR"] ?? "").isEmpty
    }
}
