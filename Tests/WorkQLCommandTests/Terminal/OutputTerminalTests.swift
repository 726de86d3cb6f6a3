import Foundation
import TestSupport
import Testing

@testable import WorkQLCommand

extension TerminalTests {
    /// Answers on a terminal.
    @Suite(.serialized) struct OutputTerminalTests {
        private static let many = """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)
            SELECT i FROM n;
            """

        private func pager(_ text: String, in home: String) throws -> String {
            let path = home + "/pager"
            try "#!/bin/sh\n\(text)\n".write(toFile: path, atomically: true, encoding: .utf8)
            chmod(path, 0o700)
            return path
        }

        private func script(_ text: String, in home: String) throws -> String {
            let path = home + "/q.wql"
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            return path
        }

        /// The titles move the cursor, set the title and the clipboard, and change the direction of
        /// writing.
        @Test func titlesOfEscapeSequencesDoNothing() throws {
            let title =
                "\u{1B}[2J\u{1B}[1;1H\u{1B}]0;gone\u{07}\u{1B}]52;c;Z29uZQ==\u{07}\u{9B}31m\u{202E}"
            try withFolder { home in
                let rows = try JSONSerialization.data(
                    withJSONObject: [["title": title], ["title": "周会"]])
                try rows.write(to: URL(filePath: home + "/titles.json"))
                let query = try script("SELECT title FROM 'titles.json'", in: home)
                for format in ["table", "vertical"] {
                    let terminal = try PseudoTerminal(
                        ["--quiet", "-f", format, query],
                        environment: ["HOME": home, "TERM": "xterm", "NO_COLOR": "1"], columns: 100)
                    #expect(terminal.waitForEnd() == 0)
                    #expect(
                        terminal.screen.contains {
                            $0.contains("␛[2J␛[1;1H␛]0;gone␇␛]52;c;Z29uZQ==␇<009B>31m<202E>")
                        })
                    #expect(
                        !terminal.sent.unicodeScalars.contains {
                            ($0.value < 0x20 && !"\r\n".unicodeScalars.contains($0))
                                || (0x7F..<0xA0).contains($0.value) || $0.value == 0x202E
                        })
                }
            }
        }

        /// A file written by the shell begins like one of `-f csv --bom`.
        @Test(arguments: [["--bom"], []]) func shellWritesCSVForExcel(_ flags: [String]) throws {
            try withFolder { home in
                let terminal = try ShellSession(home: home, flags + ["-f", "table"]).terminal
                if flags.isEmpty { try terminal.enter("SET csv_bom = on;") }
                try terminal.enter(
                    ".once ~/a.csv", "SELECT '=1+2' AS v;", ".once ~/b.csv", ".last",
                    "COPY (SELECT '=1+2' AS v) TO '~/c.csv';")
                for name in ["a", "b", "c"] {
                    let bytes = try Data(contentsOf: URL(filePath: "\(home)/\(name).csv"))
                    #expect(String(decoding: bytes, as: UTF8.self) == "\u{FEFF}v\n'=1+2\n")
                }
            }
        }

        @Test func longAnswersAreShownByTheirEnds() throws {
            try withFolder { home in
                let terminal = try PseudoTerminal(
                    ["--quiet", "-c", Self.many], environment: ["HOME": home, "TERM": "xterm"],
                    rows: 20)
                #expect(terminal.waitForEnd() == 0)
                #expect(terminal.screen.contains("│       ⋮ │"))
                #expect(terminal.screen.contains("(100 rows, 88 left out)"))
            }
        }

        @Test func longAnswersGoThroughThePager() throws {
            try withFolder { home in
                let environment = [
                    "HOME": home, "TERM": "xterm", "PATH": "/usr/bin:/bin",
                    "PAGER": try pager("echo charset $LESSCHARSET; sed 's/^/> /'", in: home),
                    "NO_COLOR": "1",
                ]
                let terminal = try PseudoTerminal(
                    ["--quiet", "-c", "SELECT 1 AS n; " + Self.many], environment: environment,
                    rows: 20)
                #expect(terminal.waitForEnd() == 0)
                #expect(terminal.sent.contains("charset utf-8\r\n"))
                // An answer that fits is not paged.
                #expect(terminal.sent.contains("\r\n│       1 │\r\n"))
                for number in 2...100 {
                    let line = String(repeating: " ", count: 7 - "\(number)".count) + "\(number)"
                    #expect(terminal.sent.contains("> │ \(line) │\r\n"))
                }
                #expect(terminal.sent.contains("> (100 rows)\r\n"))
            }
        }

        /// less shows the escapes of colours as text without -R, and its prompt names its keys. The
        /// user's options come last.
        @Test(arguments: [nil, "-S", "FX"])
        func lessShowsColours(_ options: String?) throws {
            try withFolder { home in
                var environment = [
                    "HOME": home, "TERM": "xterm", "PATH": "/usr/bin:/bin",
                    "PAGER": try pager("cat >/dev/null; echo options $LESS.", in: home),
                ]
                environment["LESS"] = options
                let terminal = try PseudoTerminal(
                    ["--quiet", "-c", Self.many], environment: environment, rows: 20)
                #expect(terminal.waitForEnd() == 0)
                let all = (["-R", Pager.prompt] + [options].compactMap(\.self)).joined(
                    separator: " ")
                #expect(terminal.screen.contains("options \(all)."))
            }
        }

        @Test(arguments: [".last", ".last vertical"])
        func theLastAnswerGoesThroughThePager(_ command: String) throws {
            try withFolder { home in
                let environment = [
                    "TERM": "xterm", "PATH": "/usr/bin:/bin", "NO_COLOR": "1",
                    "PAGER": try pager("echo lines $(wc -l)", in: home),
                ]
                let terminal = try ShellSession(home: home, environment: environment).terminal
                terminal.type(Self.many.replacing("\n", with: " ") + "\r")
                try terminal.expect { $0.suffix(2).first?.hasPrefix("lines 10") == true }
                terminal.type(command + "\r")
                try terminal.expect { screen in
                    screen.count { $0.hasPrefix("lines 1") || $0.hasPrefix("lines 2") } == 2
                        && screen.last?.hasPrefix("workql>") == true
                }
            }
        }

        @Test func pagerMayBeLeftEarly() throws {
            try withFolder { home in
                let environment = [
                    "TERM": "xterm", "PATH": "/usr/bin:/bin",
                    "WORKQL_PAGER": try pager("head -2", in: home),
                ]
                // More than the capacity of a pipe, so that the pager exits before the end.
                let query = """
                    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
                    SELECT i FROM n;
                    """
                let terminal = try ShellSession(
                    home: home, ["-f", "csv"], environment: environment
                ).terminal
                terminal.type(query.replacing("\n", with: " ") + "\r")
                try terminal.expect { $0.suffix(3).prefix(2) == ["i", "1"] }
                try terminal.expect(last: [ShellSession.firstPrompt])
                #expect(!terminal.sent.contains("error"))
                terminal.type("SELECT 7 AS n;\r")
                try terminal.expect { $0.suffix(3).prefix(2) == ["n", "7"] }
            }
        }

        @Test func controlCInThePagerKeepsTheShell() throws {
            try withFolder { home in
                let patient =
                    "trap '' INT; cat >/dev/null; echo READY; read x </dev/tty; echo \"$x\""
                let environment = [
                    "TERM": "xterm", "PATH": "/usr/bin:/bin", "PAGER": try pager(patient, in: home),
                ]
                let terminal = try ShellSession(home: home, environment: environment).terminal
                terminal.type(Self.many.replacing("\n", with: " ") + "\r")
                try terminal.expect { $0.last == "READY" }
                terminal.type("\u{03}")
                terminal.type("seen\r")
                try terminal.expect(last: ["seen", ShellSession.firstPrompt])
                #expect(!terminal.sent.contains("interrupted"))
                terminal.type("SET pager = 'off';\r" + Self.many.replacing("\n", with: " ") + "\r")
                try terminal.expect { $0.contains { $0.hasSuffix(" left out)") } }
            }
        }

        /// A second Ctrl-C, which ends the command otherwise, would leave the pager running.
        @Test func controlCIsThePagersOwn() throws {
            let patient = "trap '' INT; cat >/dev/null; echo READY; read x </dev/tty; echo \"$x\""
            try withFolder { home in
                let terminal = try PseudoTerminal(
                    ["--quiet", "-c", Self.many + "SELECT 7 AS n"],
                    environment: [
                        "HOME": home, "TERM": "xterm", "PATH": "/usr/bin:/bin",
                        "PAGER": try pager(patient, in: home),
                    ])
                try terminal.expect { $0.last == "READY" }
                for _ in 0..<3 {
                    terminal.type("\u{03}")
                    usleep(50_000)
                }
                terminal.type("seen\r")
                #expect(terminal.waitForEnd() == 0)
                #expect(terminal.screen.contains("seen"))
                #expect(terminal.screen.contains("│       7 │"))
            }
        }

        @Test func missingPagerIsToldOnce() throws {
            try withFolder { home in
                let terminal = try PseudoTerminal(
                    ["-c", "SELECT 1 AS n; SELECT 2 AS n"],
                    environment: ["HOME": home, "TERM": "xterm", "PAGER": "pgaer"])
                #expect(terminal.waitForEnd() == 0)
                let note = "note: pager pgaer not found; results are not paged"
                #expect(terminal.screen.filter { $0 == note }.count == 1)
                #expect(terminal.screen.contains("│       2 │"))
            }
        }

        /// The quota allows one page of the call per minute.
        @Test(arguments: ["csv", "tsv", "ndjson", "json", "markdown", "vertical"])
        func rowsOfASlowServiceReachAPipeSoon(_ format: String) throws {
            try withFolder { home in
                let process = try CommandRun.process(
                    [
                        "--demo", "--now", "2026-08-08", "--quota", "corp_recording=1/min",
                        "--quiet",
                        "-f", format, "-c", "SELECT * FROM corp_recording SINCE 30d",
                    ], home: home)
                let pipe = Pipe()
                process.standardOutput = pipe
                process.standardError = FileHandle.nullDevice
                try process.run()
                var bytes = Data()
                while bytes.count(where: { $0 == 0x0A }) < 3 {
                    let more = pipe.fileHandleForReading.availableData
                    guard !more.isEmpty else { break }
                    bytes += more
                }
                // Rows have arrived, and it still waits for others.
                #expect(bytes.count(where: { $0 == 0x0A }) >= 3)
                #expect(process.isRunning)
                // Foundation would treat it as running as long as other tests' programs are.
                process.terminate()
            }
        }
    }
}
