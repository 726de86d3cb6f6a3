import Foundation
import TestSupport
import Testing

extension TerminalTests {
    /// The question before expensive plans, beside the progress line and what was typed before.
    @Suite(.serialized) struct QuestionTerminalTests {
        /// The list of people is read first, so that the progress line is there before the question.
        private static let expensive = "SELECT count(*) AS n FROM checkin SINCE 2024-01-01;"
        private static let note = "-- what was typed before the question is discarded"

        private func shell(
            home: String, _ flags: [String] = [], terminal: String = "xterm"
        ) throws -> PseudoTerminal {
            let shell = try PseudoTerminal(
                ["--demo", "--now", "2026-08-08"] + flags,
                environment: ["HOME": home, "TERM": terminal, "NO_COLOR": "1"])
            try shell.expect { $0.last?.hasPrefix("workql>") == true }
            return shell
        }

        private func isAsked(_ screen: [String]) -> Bool {
            screen.last?.hasSuffix("run it? [y/N]") == true
        }

        /// Progress is drawn ten times a second, after 400 ms.
        @Test func theQuestionStays() throws {
            try withFolder { home in
                let terminal = try shell(home: home)
                terminal.type(Self.expensive + "\r")
                try terminal.expect { isAsked($0) }
                usleep(1_500_000)
                #expect(isAsked(terminal.screen), "\(terminal.screen)")
                terminal.type("n")
                try terminal.expect { $0.last?.hasPrefix("workql>") == true }
                #expect(!terminal.sent.contains(Self.note))
            }
        }

        @Test(arguments: ["xterm", "dumb"])
        func whatWasTypedBeforeIsNoAnswer(_ kind: String) throws {
            try withFolder { home in
                let terminal = try shell(
                    home: home, ["--quota", "corp_recording=1/s"], terminal: kind)
                terminal.type("SELECT count(*) AS first FROM corp_recording SINCE 5d;\r")
                usleep(200_000)
                // Enter ends the line that a plain terminal reads.
                terminal.type(Self.expensive + "\ryyy\ry\r")
                try terminal.expect { isAsked($0) }
                usleep(500_000)
                #expect(isAsked(terminal.screen), "\(terminal.screen)")
                #expect(terminal.screen.contains(Self.note))
                terminal.type("n\r")
                try terminal.expect { $0.last?.hasPrefix("workql>") == true }
                #expect(terminal.sent.contains("first"))
                terminal.type("SELECT 7 AS n;\r")
                try terminal.expect { $0.contains { $0.hasSuffix("  7 │") } }
            }
        }
    }
}
