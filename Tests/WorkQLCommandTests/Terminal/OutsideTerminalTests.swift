import Foundation
import TestSupport
import Testing

@testable import WorkQLCommand

extension TerminalTests {
    /// Commands that reach outside of the shell, or tell of it.
    @Suite(.serialized) struct OutsideTerminalTests {
        private static let prompt = ShellSession.firstPrompt

        @Test func wordsCommandsAndFolders() throws {
            try withFolder { home in
                try FileManager.default.createDirectory(
                    atPath: home + "/报表", withIntermediateDirectories: false)
                try "n\n7\n".write(
                    toFile: home + "/报表/n.csv", atomically: true, encoding: .utf8)
                let terminal = try ShellSession(home: home, columns: 120, rows: 60).terminal
                try terminal.enter(".print '二  三' four")
                try terminal.expect { $0.contains("二  三 four") }
                try terminal.enter(".shell echo $((6 * 7))")
                try terminal.expect { $0.contains("42") }
                try terminal.enter(".shell exit 3")
                try terminal.expect { $0.contains("-- exit status 3") }
                try terminal.enter(".cd '\(home)/报表'", "SELECT n FROM 'n.csv';")
                try terminal.expect { $0.contains("│       7 │") }
                try terminal.enter(".cd nowhere")
                try terminal.expect { $0.contains { $0.contains("nowhere cannot be entered") } }
                try terminal.enter(".output a.csv", ".cd '\(home)'")
                try terminal.expect { $0.contains { $0.contains("a.csv is being written") } }
                try terminal.enter(".output", ".mode json", ".show")
                try terminal.expect {
                    $0.contains("mode       json") && $0.contains("output     the terminal")
                        && $0.contains("timer      off") && $0.last?.hasPrefix("workql>") == true
                }
            }
        }

        /// Ctrl-C ends the command, and the shell goes on.
        ///
        /// The command is one program that says itself that it runs. Of `echo begun && sleep 60`,
        /// dash catches a Ctrl-C that comes before sleep is there, and waits for sleep's end.
        @Test func controlCIsTheCommands() throws {
            try withFolder { home in
                try "begun\n".write(toFile: home + "/said", atomically: true, encoding: .utf8)
                let terminal = try ShellSession(home: home, rows: 40).terminal
                terminal.type(".shell tail -f '\(home)/said'\r")
                try terminal.expect { $0.contains("begun") }
                terminal.type("\u{03}")
                try terminal.expect { $0.last == Self.prompt }
                try terminal.enter("SELECT 5 AS n;")
                try terminal.expect { $0.contains("│       5 │") }
            }
        }

        @Test func watchingEndsByItself() throws {
            try withFolder { home in
                let terminal = try ShellSession(home: home, rows: 60).terminal
                try terminal.enter("SELECT 1 AS n;")
                terminal.type(".watch 1 2\r")
                try terminal.expect {
                    $0.contains("-- every 1 s, 2 times; Ctrl-C or a key ends it")
                        && terminal.sent.components(separatedBy: "(1 row)").count == 4
                        && $0.last == Self.prompt
                }
                try terminal.enter(".watch 1 none")
                try terminal.expect { $0.contains { $0.contains("is not a number of times") } }
            }
        }
    }
}
