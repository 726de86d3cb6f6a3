import Foundation
import Testing

@testable import WorkQLShell

/// Dot commands as they are typed.
@Suite(.serialized) struct DotCommandTerminalTests {
    private static let prompt = ShellSession.firstPrompt

    private func content(_ path: String) -> String? {
        try? String(contentsOfFile: path, encoding: .utf8)
    }

    @Test func formatsHold() throws {
        try withFolder { home in
            let terminal = try ShellSession(home: home).terminal
            terminal.type(".mode csv\r.mode\rSELECT 1 AS n, NULL AS x;\r")
            try terminal.expect {
                $0.suffix(4) == ["workql> SELECT 1 AS n, NULL AS x;", "n,x", "1,", Self.prompt]
                    && $0.contains("mode: csv")
            }
            terminal.type(
                ".mode table\r.nullvalue ∅\r.width 3 -5\rSELECT 'lisi' AS userid, NULL;\r")
            try terminal.expect(
                last: [
                    "┌─────┬───────┐", "│ us… │  NULL │", "├─────┼───────┤", "│ li… │     ∅ │",
                    "└─────┴───────┘", "(1 row)", Self.prompt,
                ])
            terminal.type(".last json\r")
            try terminal.expect(
                last: [
                    "workql> .last json", "[", "{\"userid\":\"lisi\",\"NULL\":null}", "]",
                    Self.prompt,
                ])
            terminal.type(".width\r.nullvalue\r.width 0\r.width\r")
            try terminal.expect {
                $0.contains("width: 3 -5") && $0.contains("nullvalue: \"∅\"")
                    && $0.contains("width: as wide as the cells")
            }
        }
    }

    @Test func answersGoIntoFiles() throws {
        try withFolder { home in
            let terminal = try ShellSession(home: home).terminal
            terminal.type(
                ".once '\(home)/my file.csv'\rSELECT 1 AS n;\rSELECT 2 AS n;\r"
                    + ".output \(home)/all.json\r.once \(home)/none.csv\rSELECT nothing;\r")
            try terminal.expect { $0.contains("\(home)/none.csv is not written") }
            #expect(content(home + "/my file.csv") == "n\n1\n")
            #expect(content(home + "/none.csv") == nil)
            terminal.type("FROM _;\rSELECT x FROM _;\rSELECT n + 1 AS n FROM _;\r")
            try terminal.expect { $0.suffix(8).contains("workql> SELECT n + 1 AS n FROM _;") }
            #expect(content(home + "/all.json") == nil)
            terminal.type(".output\r")
            try terminal.expect {
                $0.suffix(3) == [
                    "\(home)/all.json has 2 answers", "output: the terminal", Self.prompt,
                ]
            }
            #expect(content(home + "/all.json") == "[\n{\"n\":2}\n]\n[\n{\"n\":3}\n]\n")
            terminal.type(".output \(home)/last.csv\r.tables dep%\r.quit\r")
            #expect(terminal.waitForEnd() == 0)
            #expect(content(home + "/last.csv") == "department  部门\n")
        }
    }

    @Test func openFilesAreEndedBySignals() throws {
        try withFolder { home in
            let terminal = try ShellSession(home: home).terminal
            terminal.type(".output \(home)/all.csv\rSELECT 1 AS n;\r.mode\r")
            try terminal.expect { $0.contains("mode: table") }
            kill(terminal.process, SIGTERM)
            #expect(terminal.waitForEnd() == 143)
            #expect(content(home + "/all.csv") == "n\n1\n")
        }
    }

    @Test func timesAreTold() throws {
        try withFolder { home in
            let terminal = try ShellSession(home: home).terminal
            terminal.type(".timer on\rSELECT 1 AS n;\rSELECT count(*) FROM member;\r.timer\r")
            try terminal.expect { $0.contains("timer: on") }
            let lines = terminal.screen.filter { $0.hasPrefix("-- time") }
            try #require(lines.count == 2)
            #expect(lines[0].wholeMatch(of: #/-- time [0-9.]+ m?s, [0-9]+ rows/s/#) != nil)
            #expect(
                lines[1].wholeMatch(
                    of: #/-- time [0-9.]+ m?s, of which [0-9.]+ m?s asking, [0-9]+ rows/s/#) != nil)
        }
    }

    @Test func scriptsAreRead() throws {
        try withFolder { home in
            let folder = home + "/scripts"
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            try "n\n7\n".write(toFile: folder + "/n.csv", atomically: true, encoding: .utf8)
            try "LET m = 1;\nSELECT n FROM 'n.csv';\n\nSELECT n,\n  k FROM 'n.csv';\nSELECT 3;\n"
                .write(toFile: folder + "/a.wql", atomically: true, encoding: .utf8)
            try "SELECT 1;\nSELEC 2;".write(
                toFile: folder + "/b.wql", atomically: true, encoding: .utf8)
            let terminal = try ShellSession(home: home, columns: 120, rows: 60).terminal
            terminal.type(".read ~/scripts/a.wql\r")
            try terminal.expect {
                $0.dropLast().suffix(11) == [
                    "┌───┐", "│ n │", "├───┤", "│ 7 │", "└───┘", "(1 row)",
                    "error[E0402]: unknown column \"k\" in n", " --> \(folder)/a.wql:5:3", "  |",
                    "5 |   k FROM 'n.csv';", "  |   ^",
                ] || $0.contains(" --> \(folder)/a.wql:5:3")
            }
            #expect(!terminal.screen.contains("│ 3 │"))
            terminal.type("SELECT n + :m AS n FROM _;\r")
            try terminal.expect { $0.contains("│ 8 │") }
            terminal.type(".read ~/scripts/b.wql\r")
            try terminal.expect { $0.contains(" --> \(folder)/b.wql:2:1") }
        }
    }

    @Test func statementsAreExplained() throws {
        try withFolder { home in
            let terminal = try ShellSession(home: home, columns: 150, rows: 60).terminal
            terminal.type("SELECT 1 AS n;\r.explain\r")
            try terminal.expect { $0.contains("no calls") }
            terminal.type(".explain SELECT * FROM checkin WHERE userid = 'lisi' SINCE 90d;\r")
            try terminal.expect { $0.contains { $0.hasPrefix("scan wecom.checkin: 4 calls") } }
            terminal.type(".quota\r")
            try terminal.expect { $0.contains { $0.contains("│ endpoint ") } }
        }
    }

    @Test func statementsAreEditedAgain() throws {
        try withFolder { home in
            let editor = home + "/editor"
            try "#!/bin/sh\nsed -i s/2/1/ \"$1\"\n".write(
                toFile: editor, atomically: true, encoding: .utf8)
            chmod(editor, 0o700)
            let terminal = try ShellSession(home: home, environment: ["EDITOR": editor]).terminal
            terminal.type("SELECT\r2 AS n;\r")
            try terminal.expect { $0.contains("│ 2 │") }
            terminal.type(".edit\r")
            try terminal.expect { $0.last?.hasPrefix("   ...> 1 AS n;") == true }
            terminal.type("\r")
            try terminal.expect(
                last: ["┌───┐", "│ n │", "├───┤", "│ 1 │", "└───┘", "(1 row)", Self.prompt])
            let failing = try ShellSession(home: home, environment: ["EDITOR": "false"]).terminal
            failing.type("SELECT 1 AS n;\r.edit\r")
            try failing.expect {
                $0.contains("error[E1004]: editing with false failed: it ended with status 1")
                    && $0.last == Self.prompt
            }
        }
    }

    @Test func historyIsListed() throws {
        try withFolder { home in
            let terminal = try ShellSession(home: home).terminal
            terminal.type("SELECT 1\rAS n;\r.mode csv\r.history\r")
            try terminal.expect(
                last: [
                    "workql> .history", "   1  SELECT 1", "      AS n;", "   2  .mode csv",
                    Self.prompt,
                ])
            terminal.type(".history MODE\r")
            try terminal.expect(last: ["workql> .history MODE", "   2  .mode csv", Self.prompt])
            terminal.type(".history 1\r")
            try terminal.expect(
                last: ["workql> .history 1", "   4  .history MODE", Self.prompt])
        }
    }

    @Test func helpIsFound() throws {
        try withFolder { home in
            let terminal = try ShellSession(home: home, columns: 100, rows: 60).terminal
            terminal.type(".help\r")
            try terminal.expect { lines in
                DotCommand.all.allSatisfy { command in
                    lines.contains { $0.hasPrefix("  \(command.usage) ") }
                }
            }
            terminal.type("\u{0C}.help time\r")
            try terminal.expect { $0.contains("time: ranges, points and series") }
            terminal.type("\u{0C}.help .output\r")
            try terminal.expect { $0.contains(".output [FILE]") }
            terminal.type("\u{0C}.help journal\r")
            try terminal.expect { $0.contains { $0.hasPrefix("journal: ") } }
        }
    }

    @Test func argumentsAreCompleted() throws {
        try withFolder { home in
            let terminal = try ShellSession(home: home).terminal
            terminal.type(".desc\tscreen\t")
            try terminal.expect { $0.last?.hasPrefix("workql> .describe screen_capture ") == true }
            terminal.type("\u{15}.help ti\t\t\t")
            try terminal.expect { $0.last == "time      timer     timezone" }
        }
    }
}
