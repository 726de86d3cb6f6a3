import Foundation
import TestSupport
import Testing

@testable import WorkQLCommand

extension TerminalTests {
    /// Input that does not end the shell.
    @Suite(.serialized) struct StayingTests {
        private static let prompt = ShellSession.firstPrompt
        private static let csv = ["-f", "csv"]

        /// Expects the shell to answer a statement.
        private func expectAnswer(
            _ terminal: PseudoTerminal, location: SourceLocation = #_sourceLocation
        ) throws {
            terminal.type("SELECT 40 + 2 AS there;\r")
            try terminal.expect(location: location) {
                $0.dropLast().suffix(2) == ["there", "42"] && $0.last?.hasPrefix("workql>") == true
            }
        }

        @Test func enterOnAnEmptyPromptBeginsAnother() throws {
            try withFolder { home in
                let terminal = try ShellSession(home: home, Self.csv).terminal
                for keys in [
                    "\r", "\n", "\r\r\r", " \r", "\u{3000}\r", "\u{1B}[200~\r\u{1B}[201~\r",
                ] {
                    let prompts = terminal.prompts
                    terminal.type(keys)
                    try terminal.expect { _ in terminal.prompts > prompts }
                }
                try expectAnswer(terminal)
                terminal.type("\r.quit\r")
                #expect(terminal.waitForEnd() == 0)
            }
        }

        @Test(arguments: ["emacs", "vi"]) func enterInBothKeyMaps(_ keys: String) throws {
            try withFolder { home in
                try "bind -\(keys.prefix(1))\nbind ^T ed-newline\n".write(
                    toFile: home + "/.editrc", atomically: true, encoding: .utf8)
                let terminal = try ShellSession(home: home, Self.csv).terminal
                terminal.type("\r\r")
                // libedit's own command for Enter, without text and with a statement.
                terminal.type("\u{14}")
                terminal.type("SELECT 7 AS n;\u{14}")
                try terminal.expect { $0.dropLast().suffix(2) == ["n", "7"] }
                try expectAnswer(terminal)
            }
        }

        @Test func blankLinesOfAnUnmarkedPaste() throws {
            try withFolder { home in
                let terminal = try ShellSession(home: home, Self.csv).terminal
                terminal.type("\r\rSELECT 1 AS a;\r\r\r-- a comment\r\r SELECT 2 AS b;\r\r")
                try terminal.expect { $0.contains("a") && $0.contains("b") && $0.contains("2") }
                try expectAnswer(terminal)
            }
        }

        @Test func enterWhileAQueryRuns() throws {
            try withFolder { home in
                let terminal = try ShellSession(
                    home: home,
                    Self.csv + ["--quota", "corp_recording=1/s"]
                ).terminal
                terminal.type("SELECT count(*) AS n FROM corp_recording SINCE 5d;\r")
                usleep(200_000)
                terminal.type("\r\r\rSELECT 5 AS typed_ahead;\r\r")
                try terminal.expect { $0.contains("typed_ahead") && $0.contains("5") }
                try expectAnswer(terminal)
            }
        }

        /// The byte of Ctrl-Space, which a terminal that delivers lines also makes of a Ctrl-D typed
        /// ahead, does nothing.
        @Test func controlSpaceDoesNotEnd() throws {
            try withFolder { home in
                let terminal = try ShellSession(home: home, Self.csv).terminal
                terminal.type("\u{00}")
                try expectAnswer(terminal)
                terminal.type("\u{00}")
                try expectAnswer(terminal)
            }
        }

        @Test func interruptionsOfEmptyPrompts() throws {
            try withFolder { home in
                let terminal = try ShellSession(home: home, Self.csv).terminal
                for _ in 0..<5 { terminal.type("\u{03}\r\u{03}\u{03}\r") }
                try expectAnswer(terminal)
            }
        }

        @Test func commentsAroundTheSemicolonEndAStatement() throws {
            try withFolder { home in
                let terminal = try ShellSession(home: home, Self.csv).terminal
                for text in [
                    "SELECT 1 AS a -- c\r ;", "SELECT 1 AS a /* x */;", "SELECT 1 AS a; -- done",
                    "SELECT 1 AS a /* ; */ ； /* y */", "SELECT 1 AS a -- ;\r/* z\r */ ;",
                ] {
                    let prompts = terminal.prompts
                    terminal.type(text + "\r")
                    try terminal.expect {
                        terminal.prompts > prompts && $0.dropLast().suffix(2) == ["a", "1"]
                    }
                }
            }
        }

        @Test func pastedDotCommandsRunAmongStatements() throws {
            try withFolder { home in
                let terminal = try ShellSession(home: home).terminal
                terminal.paste(
                    """
                    .mode csv
                    SELECT 1 AS a; -- one
                    .nullvalue '
                    """)
                terminal.type("\r")
                try terminal.expect { $0.contains { $0.contains("the quote before") } }
                #expect(terminal.screen.contains("a"))
                terminal.paste("SELECT 1 AS a;\n  .mode json\nSELECT 2\nAS b;\n.mode csv\n")
                terminal.type("\r")
                try terminal.expect { $0.contains(#"{"b":2}"#) }
                try expectAnswer(terminal)
            }
        }

        @Test(arguments: ["dumb", ""]) func plainTerminalsGetAPlainPrompt(_ kind: String) throws {
            try withFolder { home in
                let terminal = try PseudoTerminal(
                    ["--demo", "-f", "csv", "--quiet"], environment: ["HOME": home, "TERM": kind])
                try terminal.expect { $0.last == "workql>" }
                terminal.type("\r")
                try terminal.expect { $0.filter { $0 == "workql>" }.count == 2 }
                terminal.type("SELECT 1 AS a;\r")
                try terminal.expect { $0.suffix(3) == ["a", "1", "workql>"] }
                for line in ["SELECT", "'打卡' AS b -- c"] {
                    terminal.type(line + "\r")
                    try terminal.expect {
                        $0.last == "   ...>" && $0.dropLast().last?.hasSuffix(line) == true
                    }
                }
                terminal.type(";\r")
                try terminal.expect { $0.suffix(3) == ["b", "打卡", "workql>"] }
                terminal.type(".mode json\r")
                try terminal.expect { $0.suffix(2) == ["workql> .mode json", "workql>"] }
                terminal.type("SELECT 2 AS c;\r")
                try terminal.expect { $0.suffix(4) == ["[", #"{"c":2}"#, "]", "workql>"] }
                terminal.type("SELECT (\r")
                try terminal.expect { $0.last == "   ...>" }
                terminal.type("\u{03}")
                try terminal.expect { $0.last == "workql>" }
                terminal.type(".history 2\r")
                try terminal.expect { $0.contains { $0.hasSuffix("SELECT 2 AS c;") } }
                // Neither colours nor other sequences.
                #expect(!terminal.sent.contains("\u{1B}"))
                terminal.type("\u{04}")
                #expect(terminal.waitForEnd() == 0)
            }
        }

        @Test func plainTerminalsAskBeforeExpensivePlans() throws {
            try withFolder { home in
                let terminal = try PseudoTerminal(
                    [
                        "--demo", "--now", "2026-08-08", "--quiet", "--quota",
                        "corp_recording=1/min",
                    ], environment: ["HOME": home, "TERM": "dumb"])
                try terminal.expect { $0.last == "workql>" }
                for answer in ["\r", "n\r", "\u{03}"] {
                    terminal.type("SELECT count(*) AS n FROM corp_recording SINCE 93d;\r")
                    try terminal.expect { $0.last?.hasSuffix("run it? [y/N]") == true }
                    terminal.type(answer)
                    try terminal.expect { $0.last == "workql>" }
                }
            }
        }
    }
}
