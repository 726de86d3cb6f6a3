import Foundation
import TestSupport
import Testing
import WorkQLSyntax

@testable import WorkQLCommand

extension TerminalTests {
    /// `.watch` and the ways in which it ends.
    @Suite(.serialized) struct WatchTerminalTests {
        private static let prompt = ShellSession.firstPrompt

        /// The number of runs so far: each result replaces the one before.
        private func stamps(_ terminal: PseudoTerminal) -> Int {
            terminal.sent.matches(of: #/-- \d{4}-\d\d-\d\d \d\d:\d\d:\d\d/#).count
        }

        @Test func watchingEndsByKeyAndByControlC() throws {
            try withFolder { home in
                let terminal = try ShellSession(home: home, rows: 60).terminal
                try terminal.enter("SELECT 1 AS n;")
                terminal.type(".watch 1\r")
                try terminal.expect { _ in stamps(terminal) == 2 }
                #expect(terminal.screen.count { $0.hasPrefix("-- 2") } == 1)
                #expect(terminal.screen.contains("-- every 1 s; Ctrl-C or a key ends it"))
                // The key is not part of the next statement, nor are the bytes that it sends after
                // Escape.
                terminal.type("\u{1B}[A")
                try terminal.expect { $0.last == Self.prompt }
                try terminal.enter("SELECT 5 AS n;")
                try terminal.expect { $0.contains("│       5 │") && $0.last == Self.prompt }
                terminal.type(".watch 1\r")
                try terminal.expect { _ in stamps(terminal) >= 4 }
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
                try terminal.expect { $0.contains("interrupted") }
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

        /// What is left of a quota is in the prompt once it is less than a fifth.
        @Test func promptShowsAScarceQuota() throws {
            try withFolder { home in
                let quotas = ["--quota", "corp_recording=6/min", "--quota", "checkin=600/min"]
                let terminal = try ShellSession(home: home, quotas, columns: 100, rows: 60).terminal
                func call() throws {
                    try terminal.enter("REFRESH SELECT count(*) AS n FROM corp_recording SINCE 1d;")
                }
                for _ in 1...4 { try call() }
                #expect(terminal.screen.last?.contains("corp_recording") == false)
                try call()
                #expect(terminal.screen.last?.contains("corp_recording 1/6 · Asia/") == true)
                try call()
                #expect(terminal.screen.last?.contains("corp_recording 0/6 · Asia/") == true)
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

        @Test func changedCellsAreMarked() throws {
            try withFolder { home in
                let file = home + "/n.csv"
                func write(_ rows: String...) throws {
                    let text = "k,n\n" + rows.map { $0 + "\n" }.joined()
                    try text.write(toFile: file, atomically: true, encoding: .utf8)
                }
                for (variables, isMarked) in [([:], true), (["NO_COLOR": "1"], false)] {
                    try write("a,1", "b,2")
                    let terminal = try ShellSession(
                        home: home, environment: variables, rows: 30
                    ).terminal
                    try terminal.enter(
                        "SELECT k, sum(n) AS n FROM '\(file)' GROUP BY k ORDER BY 2;")
                    terminal.type(".watch 1\r")
                    try terminal.expect { _ in stamps(terminal) == 1 }
                    try write("a,3", "b,2", "c,7")
                    try terminal.expect { $0.contains("│ c    │       7 │") }
                    #expect(terminal.sent.contains("\u{1B}[7m3\u{1B}[0m") == isMarked)
                    #expect(terminal.sent.contains("\u{1B}[7mc\u{1B}[0m") == isMarked)
                    #expect(!terminal.sent.contains("\u{1B}[7m2"))
                    #expect(!terminal.sent.contains("\u{1B}[7mb"))
                    terminal.type("\u{03}")
                    try terminal.expect { $0.last?.hasPrefix("workql>") == true }
                }
            }
        }

        @Test func endsAtFewRows() throws {
            try withFolder { home in
                let file = home + "/n.csv"
                try "n\n1\n2\n".write(toFile: file, atomically: true, encoding: .utf8)
                let terminal = try ShellSession(home: home, columns: 120, rows: 40).terminal
                try terminal.enter("SELECT n FROM '\(file)';")
                terminal.type(".watch i=1 min_rows 2\r")
                try terminal.expect { _ in stamps(terminal) == 2 }
                try "n\n1\n".write(toFile: file, atomically: true, encoding: .utf8)
                try terminal.expect {
                    $0.contains("-- ended: the result has 1 row")
                        && $0.last?.hasPrefix("workql>") == true
                }
            }
        }

        /// Results of a file or a pipe follow one another.
        @Test func nothingIsClearedElsewhere() throws {
            try withFolder { home in
                let terminal = try ShellSession(home: home, rows: 40).terminal
                try terminal.enter("SELECT 1 AS n;", ".output ~/a.md", ".watch 1 c=2", ".output")
                #expect(!terminal.sent.contains("\u{1B}[H\u{1B}[J"))
                #expect(
                    try String(contentsOfFile: home + "/a.md", encoding: .utf8)
                        == "| n |\n| ---: |\n| 1 |\n\n| n |\n| ---: |\n| 1 |\n")
                #expect(terminal.screen.count { $0.hasPrefix("-- 2") } == 2)
            }
        }

        @Test(
            arguments: [
                ("5", 5.0, nil, nil), ("5 3", 5, 3, nil), ("count 3", 2, 3, nil),
                ("1 min_rows 4", 1, nil, 4), ("i=30 c=10 m=1", 30, 10, 1),
                ("min_rows 1 COUNT 2 interval 1.5", 1.5, 2, 1), ("", 2, nil, nil),
            ] as [(String, Double, Int?, Int?)])
        func options(text: String, seconds: Double, count: Int?, rows: Int?) throws {
            let options = try WatchOptions(text.split(separator: " ").map(String.init))
            #expect(options.seconds == seconds)
            #expect(options.count == count)
            #expect(options.minRows == rows)
        }

        @Test(arguments: [
            ("0", "\"0\" is not a number of seconds"), ("x", "\"x\" is not a number of seconds"),
            ("count", "\"count\" has no value"), ("c=", "\"c\" has no value"),
            ("count 0", "\"0\" is not a number of times"),
            ("m=-1", "\"-1\" is not a number of rows"), ("1 2 3", ".watch takes no \"3\""),
            ("nan", "\"nan\" is not a number of seconds"),
        ]) func mistakes(text: String, message: String) {
            let failure = #expect(throws: UserError.self) {
                try WatchOptions(text.split(separator: " ").map(String.init))
            }
            #expect(failure?.message == message)
        }
    }
}
