import Foundation
import TestSupport
import Testing

@testable import WorkQLCommand

extension TerminalTests {
    /// The ownership of the screen while a pager or another program shows rows.
    @Suite(.serialized) struct PagerScreenTests {
        /// The quota allows one page in two seconds.
        private static let slow = ["--quota", "corp_recording=1/2s"]
        private static let slowQuery = "SELECT meeting_record_id FROM corp_recording SINCE 10d"

        private func program(_ text: String, _ name: String, in home: String) throws -> String {
            let path = home + "/" + name
            try "#!/bin/sh\n\(text)\n".write(toFile: path, atomically: true, encoding: .utf8)
            chmod(path, 0o700)
            return path
        }

        private func terminal(
            _ arguments: [String], pager: String, home: String
        ) throws -> PseudoTerminal {
            try PseudoTerminal(
                ["--demo", "--now", "2026-08-08"] + Self.slow + arguments,
                environment: [
                    "HOME": home, "TERM": "xterm", "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin",
                    "WORKQL_PAGER": pager, "NO_COLOR": "1",
                ], rows: 12)
        }

        @Test(arguments: ["csv", "ndjson", "vertical"])
        func progressStaysAwayFromThePager(_ format: String) throws {
            try withFolder { home in
                let pager = try program("echo PAGER; cat", "pager", in: home)
                let terminal = try terminal(
                    ["-f", format, "-c", Self.slowQuery], pager: pager, home: home)
                #expect(terminal.waitForEnd() == 0)
                let parts = terminal.sent.components(separatedBy: "PAGER")
                try #require(parts.count == 2)
                // While it waited for the rest, which took seconds, nothing was drawn.
                #expect(!parts[1].contains("\u{1B}"))
                #expect(!parts[1].contains(" of 3 calls"))
                #expect(parts[1].contains("-- "))
            }
        }

        @Test func progressStaysAwayFromAPipe() throws {
            try withFolder { home in
                // The reader of the pipe writes to the same terminal, as less does.
                let executable = try CommandRun.executable().path
                let script = try program(
                    "\(executable) --demo --now 2026-08-08 --quota corp_recording=1/2s -f csv"
                        + " -c '\(Self.slowQuery)' | { read first; echo PAGER; cat; }",
                    "pipeline", in: home)
                let terminal = try PseudoTerminal(
                    [],
                    environment: [
                        "HOME": home, "TERM": "xterm", "PATH": "/usr/bin:/bin", "NO_COLOR": "1",
                    ],
                    program: script)
                #expect(terminal.waitForEnd() == 0)
                let parts = terminal.sent.components(separatedBy: "PAGER")
                try #require(parts.count == 2)
                #expect(!parts[1].contains("\u{1B}"))
                #expect(parts[1].contains("-- "))
            }
        }

        /// The range is shown, and the prompt returns before the service has sent the rest.
        @Test func accountIsShownHoweverThePagerWasLeft() throws {
            try withFolder { home in
                let pager = try program("head -3; echo LEFT", "pager", in: home)
                let terminal = try terminal(["-f", "csv"], pager: pager, home: home)
                try terminal.expect { $0.last?.hasPrefix("workql>") == true }
                terminal.type(Self.slowQuery + ";\r")
                try terminal.expect { $0.contains("LEFT") }
                try terminal.expect { rows in
                    // The line of the account is broken at the terminal's width.
                    rows.contains { $0.contains("-- stopped after") }
                        && rows.map { $0.trimmingCharacters(in: .whitespaces) }
                            .joined(separator: " ").contains(
                                "corp_recording 2026-07-29 00:00 → 2026-08-08 00:00")
                        && rows.last?.hasPrefix("workql>") == true
                }
                terminal.type("SELECT 40 + 2 AS there;\r")
                try terminal.expect { $0.contains("42") }
            }
        }

        /// A table is complete before any of it is shown, and so is its summary.
        @Test func tableLeftEarlyHasItsAccount() throws {
            try withFolder { home in
                let pager = try program("head -3", "pager", in: home)
                let terminal = try terminal(
                    ["-c", Self.slowQuery, "-c", "SELECT 40 + 2 AS there"], pager: pager, home: home
                )
                #expect(terminal.waitForEnd() == 0)
                #expect(terminal.sent.contains("corp_recording 2026-07-29 00:00"))
                #expect(terminal.sent.contains("42"))
            }
        }
    }
}
