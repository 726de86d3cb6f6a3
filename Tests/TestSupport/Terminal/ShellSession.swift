import Foundation
import Testing

/// A shell on a pseudo-terminal with its own sandbox and home.
package struct ShellSession {
    package let terminal: PseudoTerminal
    package static let firstPrompt =
        "workql>" + String(repeating: " ", count: 52) + "Asia/Shanghai · demo"

    /// Starts the shell and returns when the first prompt appears.
    package init(
        home: String, _ arguments: [String] = [], environment: [String: String] = [:],
        columns: Int = 80, rows: Int = 24
    ) throws {
        let variables = ["HOME": home, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"]
        terminal = try PseudoTerminal(
            ["--demo", "--now", "2026-08-08", "--quiet"] + arguments,
            environment: variables.merging(environment) { $1 }, columns: columns, rows: rows)
        try terminal.expect { $0.last?.hasPrefix("workql>") == true }
    }
}
