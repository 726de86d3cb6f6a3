import Foundation
import TestSupport
import Testing

@testable import WorkQLCommand

extension TerminalTests {
    /// State that outlives a shell: saved queries, and the file that it reads at its start.
    @Suite(.serialized) struct SavedQueryTerminalTests {
        private static let prompt = ShellSession.firstPrompt

        private func queries(_ home: String) -> String { home + "/.local/share/workql/queries" }

        @Test func queriesAreSavedAndRun() throws {
            try withFolder { home in
                let terminal = try ShellSession(home: home, ["-f", "csv"], columns: 160, rows: 60)
                    .terminal
                try terminal.enter(
                    ".save late", "LET n = 3; LET names = ('a', 'b');",
                    "LET rows = (SELECT :n AS n);", "SELECT n, 'a' IN :names AS is_in FROM rows;",
                    ".save late", ".save late", ".save doctor", ".save --replace late")
                try terminal.expect { $0.contains("error[E1203]: workql doctor is a command") }
                let path = queries(home) + "/late.wql"
                try terminal.expect {
                    $0.filter { $0 == "saved in \(path)" }.count == 2
                        && $0.contains("error[E1203]: no statement has been typed yet")
                        && $0.contains("error[E1203]: the query late already exists")
                        && $0.contains("  = help: .save --replace late replaces it")
                }
                #expect(
                    try String(contentsOfFile: path, encoding: .utf8) == """
                        PARAM n INT = 3;
                        LET rows = (SELECT :n AS n);
                        PARAM names LIST = ('a', 'b');
                        SELECT n, 'a' IN :names AS is_in FROM rows;

                        """)
                let other = try ShellSession(home: home, ["-f", "csv"], columns: 160, rows: 60)
                    .terminal
                try other.enter(".run late n=7 names=b", ".run late", ".run lat", ".run late m=1")
                try other.expect {
                    $0.contains("7,false") && $0.contains("3,true")
                        && $0.contains("  = help: did you mean late?")
                        && $0.contains("  = help: there are n and names")
                }
                try other.enter(".queries")
                try other.expect { $0.contains("late  [n] [names]") }
                // A name, then its parameters without a value.
                other.type(".run \tn=1 \t")
                try other.expect { $0.last?.hasPrefix("workql> .run late n=1 names=") == true }
            }
        }

        @Test func whatItNeedsIsSavedWithIt() throws {
            try withFolder { home in
                try "n\n42\n".write(
                    toFile: home + "/roster.csv", atomically: true, encoding: .utf8)
                let here = FileManager.default.currentDirectoryPath
                let up = here.split(separator: "/").map { _ in ".." }.joined(separator: "/")
                let relative = up + home + "/roster.csv"
                let terminal = try ShellSession(home: home, ["-f", "csv"], columns: 160, rows: 60)
                    .terminal
                try terminal.enter("SELECT n FROM '\(relative)';", ".save a1", ".run a1")
                try terminal.expect { $0.filter { $0 == "42" }.count == 2 }
                let text = try String(contentsOfFile: queries(home) + "/a1.wql", encoding: .utf8)
                #expect(text == "SELECT n FROM '\(here)/\(relative)';\n")
            }
        }

        /// A parameter that the statement uses without a declaration is declared when it is saved.
        @Test func parametersOfASavedStatementAreAskedFor() throws {
            try withFolder { home in
                let terminal = try ShellSession(home: home, ["-f", "csv"]).terminal
                try terminal.enter("SAVE who AS SELECT :n + 1 AS m, :谁 AS name;")
                terminal.type(".run who n=7\r")
                try terminal.expect { $0.last?.hasPrefix("谁 (ANY):") == true }
                terminal.type("张三\r")
                try terminal.expect { $0.contains("8,张三") && $0.last == Self.prompt }
                try terminal.enter("RUN who n = 1, 谁 = '李四';")
                try terminal.expect { $0.contains("2,李四") }
            }
        }

        @Test func missingParametersAreAskedFor() throws {
            try withFolder { home in
                let folder = queries(home)
                try FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: true)
                try "-- Who\nPARAM 部门 TEXT, n INT = 2, since TIMESTAMP;\nSELECT :部门 AS d, :n AS n;"
                    .write(toFile: folder + "/who.wql", atomically: true, encoding: .utf8)
                let terminal = try ShellSession(home: home, ["-f", "csv"]).terminal
                try terminal.enter(".queries wh")
                try terminal.expect { $0.contains("who  部门 [n] since  Who") }
                terminal.type(".run who since=7d\r")
                try terminal.expect { $0.last?.hasPrefix("部门 (TEXT):") == true }
                terminal.type("财务部\r")
                try terminal.expect { $0.contains("财务部,2") && $0.last == Self.prompt }
                // Ctrl-C abandons it.
                terminal.type(".read \(folder)/who.wql 部门=一\r")
                try terminal.expect { $0.last?.hasPrefix("since (TIMESTAMP):") == true }
                terminal.type("\u{03}")
                try terminal.expect { $0.last == Self.prompt && !$0.contains("一,2") }
                let run = try PseudoTerminal(
                    ["--demo", "-f", "csv", "--quiet", "who", "-p", "since=7d"],
                    environment: ["HOME": home, "TERM": "xterm", "LC_ALL": "C.UTF-8"], columns: 80,
                    rows: 24)
                try run.expect { $0.last?.hasPrefix("部门 (TEXT):") == true }
                run.type("销售\n")
                try run.expect { $0.contains("销售,2") }
                #expect(run.waitForEnd() == 0)
            }
        }

        @Test func startsWithAFileOfItsUsers() throws {
            try withFolder { home in
                let folder = home + "/.config/workql"
                try FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: true)
                let path = folder + "/workqlrc"
                try """
                -- how I like it
                .mode csv
                SET timezone = 'UTC';
                .nothing
                SELECT missing;
                LET five = 5;
                """.write(toFile: path, atomically: true, encoding: .utf8)
                let terminal = try ShellSession(home: home, columns: 200).terminal
                try terminal.enter("SELECT :five AS n;")
                try terminal.expect {
                    $0.contains("error[E1203]: unknown command \".nothing\"")
                        && $0.contains(" --> \(path):4") && $0.contains(" --> \(path):5:8")
                        && $0.suffix(3).prefix(2) == ["n", "5"]
                        && $0.last?.hasSuffix("UTC · demo") == true
                }
                let without = try ShellSession(home: home, ["--no-rc"]).terminal
                try without.enter(".mode")
                try without.expect { $0.contains("mode: table") }
                // A mistake in its text runs nothing, and the shell continues.
                try "SELEC 1;".write(toFile: path, atomically: true, encoding: .utf8)
                let broken = try ShellSession(home: home, columns: 200).terminal
                try broken.expect {
                    $0.contains(" --> \(path):1:1") && $0.last?.hasPrefix("workql>") == true
                }
            }
        }

        @Test func changesAreTakenBack() throws {
            try withFolder { home in
                let terminal = try ShellSession(home: home).terminal
                terminal.type("SELECT 姓名 FROM roster\u{15}")
                try terminal.expect { $0.last == Self.prompt }
                terminal.type("\u{1F}")
                try terminal.expect { $0.last?.hasPrefix("workql> SELECT 姓名 FROM roster") == true }
                terminal.type("\u{18}\u{15}\u{1F}\u{1F}x")
                try terminal.expect { $0.last?.hasPrefix("workql> x  ") == true }
            }
        }
    }
}
