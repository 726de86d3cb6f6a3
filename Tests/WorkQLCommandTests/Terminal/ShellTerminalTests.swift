import Foundation
import TestSupport
import Testing

@testable import WorkQLCommand
@testable import WorkQLEditor

extension TerminalTests {
    /// The built command on a terminal.
    @Suite(.serialized) struct ShellTerminalTests {
        private static let prompt = ShellSession.firstPrompt
        private static let one = [
            "┌─────────┐", "│       n │", "│ integer │", "├─────────┤", "│       1 │",
            "└─────────┘",
            "(1 row)", prompt,
        ]
        /// Requires at least four windows, of which the quota allows one per minute.
        private static let slow = ["--quota", "corp_recording=1/min"]
        /// The prompt once the call is made.
        private static let scarce =
            "workql>" + String(repeating: " ", count: 31)
            + "corp_recording 0/1 · Asia/Shanghai · demo"
        private static let slowQuery = "SELECT count(*) AS n FROM corp_recording SINCE 93d;"

        private static let question = "3 calls at least, 2 min 0 s at the quota; run it? [y/N]"

        @Test func statementsRunInOneSession() throws {
            try withFolder { home in
                let terminal = try ShellSession(home: home).terminal
                terminal.type("LET n = 1;\rSELECT\r:n AS n\r;\r")
                try terminal.expect(
                    last: ["workql> LET n = 1;", "workql> SELECT", "   ...> :n AS n", "   ...> ;"]
                        + Self.one)
                terminal.type("SET timezone = 'UTC'\r")
                try terminal.expect { $0.last?.hasSuffix(" UTC · demo") == true }
                terminal.type("SELECT 1 AS n FROM\r;\r")
                try terminal.expect { $0.contains { $0.hasPrefix("error[E0201]: expected") } }
                terminal.type(".quit\r")
                #expect(terminal.waitForEnd() == 0)
            }
        }

        @Test func bannerHasThreeLinesAndQuestionsNobody() throws {
            try withFolder { home in
                let terminal = try PseudoTerminal(
                    ["--demo"], environment: ["HOME": home, "TERM": "xterm", "NO_COLOR": "1"])
                try terminal.expect { $0.count == 4 }
                #expect(
                    terminal.screen == [
                        "\(Workql.version), asking the sandbox",
                        "End a statement with ; and press Enter. .tables lists the tables.",
                        ".help lists commands and topics, .help cost explains one, .quit or Ctrl-D exits.",
                        Self.prompt,
                    ])
                // It queries neither the cursor's position nor the terminal's name, and sets no
                // colour.
                #expect(!terminal.sent.contains(#/\u{1B}\[[0-9>=]*[cnm]/#))
                terminal.type("\u{04}")
                #expect(terminal.waitForEnd() == 0)
            }
        }

        @Test func controlCGivesUpTheLine() throws {
            try withFolder { home in
                let terminal = try ShellSession(home: home).terminal
                terminal.type("SELECT 打")
                try terminal.expect { $0.last?.hasPrefix("workql> SELECT 打") == true }
                terminal.type("\u{03}")
                try terminal.expect(last: ["workql> SELECT 打^C", Self.prompt])
                terminal.type("SELECT (\r1 +\r")
                try terminal.expect { $0.last == "   ...>" }
                // Sent in the way of other programs.
                kill(terminal.process, SIGINT)
                try terminal.expect(
                    last: ["workql> SELECT (", "   ...> 1 +", "   ...> ^C", Self.prompt])
                terminal.type("SELECT 1 AS n;\r")
                try terminal.expect(last: ["workql> SELECT 1 AS n;"] + Self.one)
            }
        }

        @Test func controlCGivesUpTheQueryAlone() throws {
            try withFolder { home in
                let terminal = try ShellSession(home: home, Self.slow + ["--verbose"]).terminal
                terminal.type("SET confirm_seconds = NULL;\r" + Self.slowQuery + "\r")
                // The first request is logged, so the second one waits.
                try terminal.expect { $0.joined().contains("corp/records") }
                terminal.type("\u{03}")
                try terminal.expect(last: ["interrupted", Self.scarce])
                terminal.type("SELECT 1 AS n;\r")
                try terminal.expect(
                    last: ["workql> SELECT 1 AS n;"] + Self.one.dropLast() + [Self.scarce])
                terminal.type("\u{04}")
                #expect(terminal.waitForEnd() == 0)
            }
        }

        @Test func dearPlansAreAskedAbout() throws {
            try withFolder { home in
                let terminal = try ShellSession(home: home, Self.slow).terminal
                // Enter, Escape, Ctrl-C and n mean no; other keys are not accepted.
                for (keys, shown) in [
                    ("\r", " n"), ("\u{1B}", " n"), ("\u{03}", " ^C"), ("xn", " n"),
                ] {
                    terminal.type(Self.slowQuery + "\r")
                    try terminal.expect { $0.last == Self.question }
                    terminal.type(keys)
                    try terminal.expect(
                        last: [
                            "workql> " + Self.slowQuery, Self.question + shown, "not run",
                            "  = help: change the thresholds with SET confirm_calls and confirm_seconds",
                            Self.prompt,
                        ])
                }
                terminal.type(".mode csv\rSHOW QUOTA;\r")
                // Nothing was sent.
                try terminal.expect {
                    $0.last == Self.prompt && $0.contains("v1/corp/records,1 call in 60 s,0,1,")
                }
                terminal.type(".mode table\r")
                terminal.type(Self.slowQuery + "\r")
                try terminal.expect { $0.last == Self.question }
                kill(terminal.process, SIGINT)
                try terminal.expect { $0.contains(Self.question + " ^C") && $0.last == Self.prompt }
                terminal.type("SELECT 1 AS n;\r")
                try terminal.expect(last: ["workql> SELECT 1 AS n;"] + Self.one)
            }
        }

        @Test func progressIsShownWhileItRuns() throws {
            try withFolder { home in
                let terminal = try PseudoTerminal(
                    ["--demo", "--now", "2026-08-08"] + Self.slow,
                    environment: ["HOME": home, "TERM": "xterm", "LC_ALL": "C.UTF-8"])
                try terminal.expect { $0.last?.hasPrefix("workql>") == true }
                terminal.type(Self.slowQuery + "\r")
                try terminal.expect { $0.last == Self.question }
                terminal.type("y")
                let line =
                    #/1 of 3 calls · \d+ rows · waiting for the quota until \d\d:\d\d:\d\d · .*/#
                try terminal.expect { $0.last?.wholeMatch(of: line) != nil }
                terminal.type("\u{03}")
                try terminal.expect { $0.suffix(2) == ["interrupted", Self.scarce] }
                #expect(!terminal.screen.contains { $0.contains("waiting for the quota") })
                // A short one shows none.
                let sent = terminal.sent.count
                terminal.type("SELECT 1 AS n;\r")
                try terminal.expect { $0.contains("(1 row)") && $0.last == Self.scarce }
                #expect(!terminal.sent.dropFirst(sent).contains("of 0 calls"))
            }
        }

        @Test func progressIsLeftOutWhereItIsNotWanted() throws {
            try withFolder { home in
                for arguments in [["--no-progress"], ["--quiet"], ["--error-format", "json"]] {
                    let terminal = try PseudoTerminal(
                        ["--demo", "--now", "2026-08-08", "-c", Self.slowQuery] + Self.slow
                            + arguments,
                        environment: ["HOME": home, "TERM": "xterm"])
                    // Longer than the delay after which a line would be drawn.
                    usleep(1_500_000)
                    kill(terminal.process, SIGINT)
                    #expect(terminal.waitForEnd() == 130)
                    #expect(!terminal.sent.contains("of 3 calls"))
                }
            }
        }

        @Test func endsWithItsTerminalAndBySignal() throws {
            try withFolder { home in
                let terminal = try ShellSession(home: home, Self.slow).terminal
                terminal.type("SELECT 1")
                kill(terminal.process, SIGTERM)
                #expect(terminal.waitForEnd() == 143)
                let busy = try ShellSession(home: home, Self.slow).terminal
                busy.type(Self.slowQuery + "\r")
                try busy.expect { $0.last == Self.question }
                busy.type("y")
                try busy.expect { $0.last == Self.question + " y" }
                kill(busy.process, SIGHUP)
                #expect(busy.waitForEnd() == 143)
            }
        }

        @Test func controlDLeavesOnlyWithoutText() throws {
            try withFolder { home in
                let terminal = try ShellSession(home: home).terminal
                terminal.type("ab\u{01}\u{04}")
                try terminal.expect { $0.last?.hasPrefix("workql> b ") == true }
                terminal.type("\u{04}\u{04}")
                #expect(terminal.waitForEnd() == 0)
            }
        }

        @Test func pastedScriptIsOneText() throws {
            try withFolder { home in
                let terminal = try ShellSession(home: home).terminal
                let lines = (1...200).map { "  \($0) AS c\($0)\($0 < 200 ? "," : ";")" }
                terminal.paste("SELECT\n" + lines.joined(separator: "\n"))
                try terminal.expect(last: lines.suffix(24).map { "   ...> \($0)" })
                // The table is wider than the screen; its contents are tested elsewhere.
                terminal.type("\r")
                try terminal.expect { $0.dropLast().last == "(1 row)" }
                terminal.type("\u{1B}[A")
                try terminal.expect(last: lines.suffix(24).map { "   ...> \($0)" })
                terminal.type("\u{03}")
                let history = try String(
                    contentsOfFile: home + "/.local/state/workql/history", encoding: .utf8)
                #expect(history.split(separator: "\n").count == 1)
                #expect(HistoryFile.text(of: history).split(separator: "\n").count == 201)
            }
        }

        /// A terminal without bracketed paste types pasted text.
        @Test func unmarkedPasteIsTyped() throws {
            try withFolder { home in
                let terminal = try ShellSession(home: home).terminal
                let lines = (1...100).map { "  '第\($0)行' AS c\($0)," }
                terminal.type("SELECT\r" + lines.joined(separator: "\r") + "\r1 AS z;")
                try terminal.expect(
                    last: lines.suffix(22).map { "   ...> \($0)" } + ["   ...> 1 AS z;"])
            }
        }

        @Test func statementsAreRecalledAcrossRestarts() throws {
            try withFolder { home in
                let first = try ShellSession(home: home).terminal
                first.type("SELECT 1\rAS n;\r")
                try first.expect(last: Self.one)
                first.type("SELECT 'my password' AS n;\r")
                try first.expect { $0.joined().contains("│ my password │") }
                first.type(".quit\r")
                #expect(first.waitForEnd() == 0)

                let second = try ShellSession(home: home).terminal
                second.type("draft\u{1B}[A")
                try second.expect { $0.last?.hasPrefix("workql> .quit") == true }
                second.type("\u{1B}[A")
                try second.expect {
                    $0.last == "   ...> AS n;"
                        && $0.dropLast().last?.hasPrefix("workql> SELECT 1 ") == true
                }
                second.type("\u{1B}[B\u{1B}[B")
                try second.expect { $0.last?.hasPrefix("workql> draft ") == true }
                second.type("\u{15}\u{12}sele")
                try second.expect { $0.last == "search: sele" }
                second.type("\r")
                try second.expect(last: ["workql> SELECT 1", "   ...> AS n;"] + Self.one)
                let path = home + "/.local/state/workql/history"
                #expect(
                    try String(contentsOfFile: path, encoding: .utf8).contains("password") == false)
                let attributes = try FileManager.default.attributesOfItem(atPath: path)
                #expect(attributes[.posixPermissions] as? Int == 0o600)
            }
        }

        @Test func tabCompletesAndLists() throws {
            try withFolder { home in
                let terminal = try ShellSession(home: home).terminal
                terminal.type("sel\t1 AS n UN\t")
                try terminal.expect { $0.last?.hasPrefix("workql> select 1 AS n UN ") == true }
                terminal.type("\t")
                try terminal.expect { $0.last == "UNTIL  UNION" }
                terminal.type("\u{7F}\u{7F};\r")
                try terminal.expect(last: ["workql> select 1 AS n ;"] + Self.one)
            }
        }

        @Test func textIsEditedElsewhere() throws {
            try withFolder { home in
                let editor = home + "/editor"
                try "#!/bin/sh\nsed -i.old s/2/1/ \"$1\"\n".write(
                    toFile: editor, atomically: true, encoding: .utf8)
                chmod(editor, 0o700)
                let terminal = try ShellSession(home: home, environment: ["EDITOR": editor])
                    .terminal
                terminal.type("SELECT 2 AS n;\u{18}\u{05}")
                try terminal.expect { $0.last?.hasPrefix("workql> SELECT 1 AS n; ") == true }
                terminal.type("\r")
                try terminal.expect(last: ["workql> SELECT 1 AS n;"] + Self.one)

                let failing = try ShellSession(home: home, environment: ["EDITOR": "false"])
                    .terminal
                failing.type("SELECT 1 AS n;\u{18}\u{05}")
                try failing.expect {
                    $0.contains("error[E1004]: editing with false failed: it ended with status 1")
                        && $0.last?.hasPrefix("workql> SELECT 1 AS n; ") == true
                }
            }
        }

        @Test func editrcIsObeyed() throws {
            try withFolder { home in
                try "# vi\nbind -v\nbind ^T workql-line-start\n".write(
                    toFile: home + "/.editrc", atomically: true, encoding: .utf8)
                // The locale is not UTF-8, but Chinese can still be edited.
                let terminal = try ShellSession(home: home, environment: ["LC_ALL": "C"]).terminal
                terminal.type("SELECT '打卡' AS n, 2")
                try terminal.expect { $0.last?.hasPrefix("workql> SELECT '打卡' AS n, 2 ") == true }
                terminal.type("\u{1B}")
                usleep(200_000)
                terminal.type("0x")
                try terminal.expect { $0.last?.hasPrefix("workql> ELECT '打卡' AS n, 2 ") == true }
                terminal.type("iS\u{1B}[D\u{14}-")
                try terminal.expect { $0.last?.hasPrefix("workql> -SELECT '打卡' AS n, 2 ") == true }
            }
        }

        @Test func historyThatCannotBeKeptIsSaidOnce() throws {
            try withFolder { home in
                try "".write(toFile: home + "/.local", atomically: true, encoding: .utf8)
                let terminal = try ShellSession(home: home).terminal
                terminal.type("SELECT 1 AS n;\rSELECT 1 AS n;\r")
                try terminal.expect { $0.filter { $0 == "(1 row)" }.count == 2 }
                #expect(
                    terminal.screen.filter { $0.hasPrefix("warning: the history cannot be saved") }
                        .count == 1)
            }
        }

        @Test func outputFileNeedsAScript() throws {
            try withFolder { home in
                let terminal = try PseudoTerminal(
                    ["--demo", "-o", "late.csv"], environment: ["HOME": home, "TERM": "xterm"])
                #expect(terminal.waitForEnd() == 64)
                #expect(
                    terminal.screen.first
                        == "error[E1203]: -o requires a script or -c")
            }
        }
    }
}
