import Foundation
import TestSupport
import Testing

@testable import WorkQLCommand

extension TerminalTests {
    /// `.watch` and the ways in which it ends.
    @Suite(.serialized) struct WatchTerminalTests {
        private static let prompt = ShellSession.firstPrompt

        private func stamps(_ terminal: PseudoTerminal) -> Int {
            terminal.screen.count { $0.contains(#/^-- \d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/#) }
        }

        @Test func watchingEndsByKeyAndByControlC() throws {
            try withFolder { home in
                let terminal = try ShellSession(home: home, rows: 60).terminal
                try terminal.enter("SELECT 1 AS n;")
                terminal.type(".watch 1\r")
                try terminal.expect { _ in stamps(terminal) == 2 }
                #expect(terminal.screen.contains("-- every 1 s; Ctrl-C or a key ends it"))
                // The key is not part of the next statement, nor are the bytes that it sends after
                // Escape.
                terminal.type("\u{1B}[A")
                try terminal.expect { $0.last == Self.prompt }
                try terminal.enter("SELECT 5 AS n;")
                try terminal.expect { $0.contains("│       5 │") && $0.last == Self.prompt }
                terminal.type(".watch 1\r")
                try terminal.expect { $0.count { $0 == "│       5 │" } >= 3 }
                terminal.type("\u{03}")
                try terminal.expect { $0.last == Self.prompt }
                try terminal.enter("SELECT 6 AS n;")
                try terminal.expect(
                    last: [
                        "┌─────────┐", "│       n │", "│ integer │", "├─────────┤", "│       6 │",
                        "└─────────┘", "(1 row)", Self.prompt,
                    ])
            }
        }

        @Test func watchingEndsWithTheQuery() throws {
            try withFolder { home in
                let slow = ["--quota", "corp_recording=1/min", "--verbose"]
                let terminal = try ShellSession(home: home, slow, columns: 100, rows: 60).terminal
                try terminal.enter("SET confirm_seconds = NULL;", ".explain SELECT 1")
                terminal.type("SELECT count(*) AS n FROM corp_recording SINCE 93d;\r")
                try terminal.expect { $0.joined().contains("corp/records") }
                terminal.type("\u{03}")
                try terminal.expect { $0.contains("error: interrupted") }
                // The quota is used up: nothing is sent before it allows another call.
                terminal.type(".watch 1\r")
                try terminal.expect {
                    $0.contains { $0.hasPrefix("-- the quotas have room for it in ") }
                }
                #expect(stamps(terminal) == 0)
                terminal.type("\u{03}")
                try terminal.expect { $0.last?.hasPrefix("workql>") == true }
                try terminal.enter("SELECT 1 AS n;")
                try terminal.expect { $0.suffix(4).contains("│       1 │") }
            }
        }

        @Test func watchingEndsByAnError() throws {
            try withFolder { home in
                let file = home + "/n.csv"
                try "n\n1\n".write(toFile: file, atomically: true, encoding: .utf8)
                let terminal = try ShellSession(home: home, columns: 120, rows: 60).terminal
                try terminal.enter("SELECT n FROM '\(file)';")
                terminal.type(".watch 1\r")
                try terminal.expect { _ in stamps(terminal) == 1 }
                // A file is read again each time.
                try "n\n2\n".write(toFile: file, atomically: true, encoding: .utf8)
                try terminal.expect { $0.contains("│       2 │") }
                try FileManager.default.removeItem(atPath: file)
                try terminal.expect {
                    $0.contains { $0.hasPrefix("error[E1001]") }
                        && $0.last?.hasPrefix("workql>") == true
                }
            }
        }
    }
}
