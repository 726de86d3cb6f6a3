import Foundation
import TestSupport
import Testing

@testable import WorkQLCommand
@testable import WorkQLOutput

extension TerminalTests {
    /// Dot commands as they are typed.
    @Suite(.serialized) struct DotCommandTerminalTests {
        private static let prompt = ShellSession.firstPrompt

        private func content(_ path: String) -> String? {
            try? String(contentsOfFile: path, encoding: .utf8)
        }

        @Test func formatsHold() throws {
            try withFolder { home in
                let terminal = try ShellSession(home: home).terminal
                try terminal.enter(".mode csv", ".mode", "SELECT 1 AS n, NULL AS x;")
                try terminal.expect {
                    $0.suffix(4) == ["workql> SELECT 1 AS n, NULL AS x;", "n,x", "1,", Self.prompt]
                        && $0.contains("mode: csv")
                }
                try terminal.enter(
                    ".mode table", ".nullvalue ∅", ".width 3 -5", "SELECT 'lisi' AS userid, NULL;")
                try terminal.expect(
                    last: [
                        "┌─────┬───────┐", "│ us… │  NULL │", "│     │       │", "├─────┼───────┤",
                        "│ li… │     ∅ │", "└─────┴───────┘", "(1 row)", Self.prompt,
                    ])
                try terminal.enter(".last json")
                try terminal.expect(
                    last: [
                        "workql> .last json", "[", "{\"userid\":\"lisi\",\"NULL\":null}", "]",
                        Self.prompt,
                    ])
                try terminal.enter(".width", ".nullvalue", ".width 0", ".width")
                try terminal.expect {
                    $0.contains("width: 3 -5") && $0.contains("nullvalue: \"∅\"")
                        && $0.contains("width: as wide as the cells")
                }
            }
        }

        /// Describes any source of FROM, files by their extension; a table may be preceded by its
        /// service.
        @Test func describesFilesAndTables() throws {
            try withFolder { home in
                for ending in ["csv", "txt"] {
                    try "name,部门\nlisi,1\n".write(
                        toFile: "\(home)/it's.\(ending)", atomically: true, encoding: .utf8)
                }
                let terminal = try ShellSession(home: home, ["-f", "csv"], rows: 60).terminal
                for ending in ["csv", "txt"] {
                    try terminal.enter(".describe \"\(home)/it's.\(ending)\"")
                    try terminal.expect { $0.contains { $0.hasPrefix("部门,integer") } }
                    try terminal.enter("\u{0C}")
                }
                try terminal.enter(".describe wecom.department")
                try terminal.expect { $0.contains { $0.hasPrefix("department_id,integer") } }
                try terminal.enter(".describe wecom.nothing")
                try terminal.expect {
                    $0.contains { $0.contains("1 | DESCRIBE wecom.nothing") }
                }
            }
        }

        /// A sheet is named by where its rows came from, also after queries of the last result.
        @Test(.enabled(if: Openpyxl.isThere, "openpyxl is not installed"))
        func sheetsOfLastResults() throws {
            try withFolder { home in
                try "n\n1\n2\n".write(
                    toFile: home + "/迟到.csv", atomically: true, encoding: .utf8)
                let terminal = try ShellSession(home: home, rows: 60).terminal
                let queries = [
                    ("FROM '\(home)/迟到.csv';", "迟到"), ("SELECT n FROM _ WHERE n > 1;", "迟到"),
                    ("SELECT department_id FROM department LIMIT 1;", "department"),
                    ("SELECT 1 AS n;", "Sheet1"),
                ]
                for (index, (query, name)) in queries.enumerated() {
                    let path = "\(home)/\(index).xlsx"
                    try terminal.enter(query, ".once \(path)", ".last")
                    try terminal.expect { $0.contains("the result is in \(path)") }
                    let sheets = try Openpyxl.run(
                        "import openpyxl; print(openpyxl.load_workbook('\(path)').sheetnames)")
                    #expect(sheets == "['\(name)']\n", "\(query)")
                    try terminal.enter("\u{0C}")
                }
            }
        }

        @Test func answersGoIntoFiles() throws {
            try withFolder { home in
                let terminal = try ShellSession(home: home).terminal
                try terminal.enter(
                    ".once '\(home)/my file.csv'", "SELECT 1 AS n;", "SELECT 2 AS n;",
                    ".output \(home)/all.ndjson", ".once \(home)/none.csv", "SELECT nothing;")
                // The line may be longer than the screen is wide, which loses a space at its edge.
                let said = "the file \(home)/none.csv is not written".filter { $0 != " " }
                try terminal.expect { $0.joined().filter { $0 != " " }.contains(said) }
                #expect(content(home + "/my file.csv") == "n\n1\n")
                #expect(content(home + "/none.csv") == nil)
                try terminal.enter("FROM _;", "SELECT x FROM _;", "SELECT n + 1 AS n FROM _;")
                try terminal.expect { $0.suffix(8).contains("workql> SELECT n + 1 AS n FROM _;") }
                #expect(content(home + "/all.ndjson") == nil)
                try terminal.enter(".output")
                try terminal.expect {
                    $0.suffix(3) == [
                        "\(home)/all.ndjson has 2 results", "output: the terminal", Self.prompt,
                    ]
                }
                #expect(content(home + "/all.ndjson") == "{\"n\":2}\n{\"n\":3}\n")
                try terminal.enter(".output \(home)/last.csv", ".tables dep%")
                terminal.type(".quit\r")
                #expect(terminal.waitForEnd() == 0)
                #expect(content(home + "/last.csv") == "department  部门\n")
            }
        }

        @Test func openFilesAreEndedBySignals() throws {
            try withFolder { home in
                let terminal = try ShellSession(home: home).terminal
                try terminal.enter(".output \(home)/all.csv", "SELECT 1 AS n;", ".mode")
                try terminal.expect { $0.contains("mode: table") }
                kill(terminal.process, SIGTERM)
                #expect(terminal.waitForEnd() == 143)
                #expect(content(home + "/all.csv") == "n\n1\n")
            }
        }

        @Test func timesAreTold() throws {
            try withFolder { home in
                let terminal = try ShellSession(home: home).terminal
                try terminal.enter(
                    ".timer on", "SELECT 1 AS n;", "SELECT count(*) FROM member;", ".timer")
                try terminal.expect { $0.contains("timer: on") }
                let lines = terminal.screen.filter { $0.hasPrefix("-- time") }
                try #require(lines.count == 2)
                #expect(lines[0].wholeMatch(of: #/-- time [0-9.]+ m?s, [0-9]+ rows/s/#) != nil)
                #expect(
                    lines[1].wholeMatch(
                        of: #/-- time [0-9.]+ m?s, of which [0-9.]+ m?s in calls, [0-9]+ rows/s/#)
                        != nil)
            }
        }

        @Test func scriptsAreRead() throws {
            try withFolder { home in
                let folder = home + "/scripts"
                try FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: true)
                try "n\n7\n".write(toFile: folder + "/n.csv", atomically: true, encoding: .utf8)
                try
                    "LET m = 1;\nSELECT n FROM 'n.csv';\n\nSELECT n,\n  k FROM 'n.csv';\nSELECT 3;\n"
                    .write(toFile: folder + "/a.wql", atomically: true, encoding: .utf8)
                try "SELECT 1;\nSELEC 2;".write(
                    toFile: folder + "/b.wql", atomically: true, encoding: .utf8)
                let terminal = try ShellSession(home: home, columns: 120, rows: 60).terminal
                try terminal.enter(".read ~/scripts/a.wql")
                try terminal.expect {
                    $0.dropLast().suffix(9) == [
                        "│       7 │", "└─────────┘", "(1 row)",
                        "error[E0402]: unknown column \"k\" in n",
                        " --> \(folder)/a.wql:5:3", "  |", "5 |   k FROM 'n.csv';", "  |   ^",
                        "  = help: there are n",
                    ]
                }
                try terminal.enter("SELECT n + :m AS n FROM _;")
                try terminal.expect { $0.contains("│       8 │") }
                try terminal.enter(".read ~/scripts/b.wql")
                try terminal.expect { $0.contains(" --> \(folder)/b.wql:2:1") }
            }
        }

        @Test func statementsAreExplained() throws {
            try withFolder { home in
                let terminal = try ShellSession(home: home, columns: 150, rows: 60).terminal
                try terminal.enter("SELECT 1 AS n;", ".explain")
                try terminal.expect { $0.contains("no calls") }
                try terminal.enter(
                    ".explain SELECT * FROM checkin WHERE userid = 'lisi' SINCE 90d;")
                try terminal.expect { $0.contains { $0.hasPrefix("scan wecom.checkin: 4 calls") } }
                try terminal.enter(".quota")
                try terminal.expect { $0.contains { $0.contains("│ endpoint ") } }
            }
        }

        @Test func statementsAreEditedAgain() throws {
            try withFolder { home in
                let editor = home + "/editor"
                try "#!/bin/sh\nsed -i s/2/1/ \"$1\"\n".write(
                    toFile: editor, atomically: true, encoding: .utf8)
                chmod(editor, 0o700)
                let terminal = try ShellSession(home: home, environment: ["EDITOR": editor])
                    .terminal
                try terminal.enter("SELECT\r2 AS n;")
                try terminal.expect { $0.contains("│       2 │") }
                terminal.type(".edit\r")
                try terminal.expect { $0.last?.hasPrefix("   ...> 1 AS n;") == true }
                terminal.type("\r")
                try terminal.expect(
                    last: ["├─────────┤", "│       1 │", "└─────────┘", "(1 row)", Self.prompt])
                let failing = try ShellSession(home: home, environment: ["EDITOR": "false"])
                    .terminal
                try failing.enter("SELECT 1 AS n;")
                failing.type(".edit\r")
                try failing.expect {
                    $0.contains("error[E1004]: editing with false failed: it ended with status 1")
                        && $0.last == Self.prompt
                }
            }
        }

        @Test func historyIsListed() throws {
            try withFolder { home in
                let terminal = try ShellSession(home: home).terminal
                try terminal.enter("SELECT 1\rAS n;", ".mode csv", ".history")
                try terminal.expect(
                    last: [
                        "workql> .history", "   1  SELECT 1", "      AS n;", "   2  .mode csv",
                        Self.prompt,
                    ])
                try terminal.enter(".history MODE")
                try terminal.expect(last: ["workql> .history MODE", "   2  .mode csv", Self.prompt])
                try terminal.enter(".history 1")
                try terminal.expect(
                    last: ["workql> .history 1", "   4  .history MODE", Self.prompt])
            }
        }

        @Test func helpIsFound() throws {
            try withFolder { home in
                let terminal = try ShellSession(home: home, columns: 100, rows: 60).terminal
                try terminal.enter(".help")
                try terminal.expect { lines in
                    DotCommand.all.allSatisfy { command in
                        lines.contains { $0.hasPrefix("  \(command.usage) ") }
                    }
                }
                try terminal.enter("\u{0C}.help time")
                try terminal.expect { $0.contains("time: ranges, points and series") }
                try terminal.enter("\u{0C}.help .output")
                try terminal.expect { $0.contains(".output [--bom] [FILE]") }
                try terminal.enter("\u{0C}.help journal")
                try terminal.expect { $0.contains { $0.hasPrefix("journal: ") } }
            }
        }

        @Test func argumentsAreCompleted() throws {
            try withFolder { home in
                let terminal = try ShellSession(home: home).terminal
                terminal.type(".desc\tscreen\t")
                try terminal.expect {
                    $0.last?.hasPrefix("workql> .describe screen_capture ") == true
                }
                terminal.type("\u{15}.help ti\t\t\t")
                try terminal.expect {
                    Set(($0.last ?? "").split(separator: " "))
                        == ["time", "time_to_sec", "timer", "timezone"]
                }
            }
        }
    }
}
