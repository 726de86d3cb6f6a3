import Foundation
import TestSupport
import Testing
import WorkQLSyntax

@testable import WorkQLCommand

extension TerminalTests {
    /// What is shown to those who have chosen Chinese, on narrow and wide terminals and in other
    /// charsets.
    @Suite(.serialized) struct ChineseScreenTests {
        private static let texts = [
            ".help", ".help cost", ".help mode", ".tables", ".show",
            "SHOW SETTINGS;", "SHOW QUOTA;", "DESCRIBE screen_capture;", "DESCRIBE 打卡记录;",
            "EXPLAIN SELECT count(*) FROM screen_capture DURING 上周;",
            "SELECT 截屏内容的类型 AS 类型, count(*) AS 次数 FROM 截屏 DURING 上周 GROUP BY ALL COMPARE WITH 上期;",
            "SELECT count(*) AS 次数 FROM 截屏 DURING 上周 TIMESERIES 每天;",
            "SELECT usrid FROM checkin SINCE 7天;", "SELECT 用户 FROM 打卡记录 DURING 月底;",
            "SELECT userid, time FROM screen_capture DURING 昨天;",
        ]

        @Test(arguments: [40, 80, 200]) func screens(_ columns: Int) throws {
            try withFolder { home in
                let terminal = try ShellSession(
                    home: home, environment: ["WORKQL_LANGUAGE": "zh", "NO_COLOR": "1"],
                    columns: columns, rows: 100
                ).terminal
                for text in Self.texts {
                    try terminal.enter(text)
                    for row in terminal.screen where row.hasPrefix("│") {
                        #expect(row.hasSuffix("│"), "\(text)")
                        #expect(row.displayWidth <= columns, "\(text)")
                    }
                }
                #expect(!terminal.sent.contains("\u{FFFD}"))
                terminal.type("\u{04}")
                #expect(terminal.waitForEnd() == 0)
            }
        }

        /// At no width that breaks lines.
        @Test(arguments: texts) func noEnglish(_ text: String) throws {
            let run =
                text.hasPrefix(".")
                ? try shell(text)
                : try CommandRun(
                    "--demo", "--now", "2026-08-08", "--language", "zh", "-c", text)
            for line in (run.output + run.errors).split(separator: "\n") {
                // The statement, as SQLite runs it and as it was written.
                guard !line.contains(#/^(本地 |\d+ \|| *\|)/#) else { continue }
                #expect(EnglishWords.found(in: String(line)).isEmpty, "\(line)")
            }
            #expect((run.output + run.errors).contains(#/[一-龥]/#))
        }

        /// Commands of the shell have a terminal, here a very wide one.
        private func shell(_ text: String) throws -> CommandRun {
            try withFolder { home in
                let terminal = try ShellSession(
                    home: home, environment: ["WORKQL_LANGUAGE": "zh", "NO_COLOR": "1"],
                    columns: 250, rows: 100
                ).terminal
                try terminal.enter(text)
                let rows = terminal.screen.filter { !$0.hasPrefix("workql>") }
                terminal.type("\u{04}")
                return CommandRun(
                    status: terminal.waitForEnd(), output: rows.joined(separator: "\n"), errors: "")
            }
        }

        /// What the editor itself shows, and descriptions of functions.
        @Test func theEditorSpeaksChinese() throws {
            try withFolder { home in
                let terminal = try ShellSession(
                    home: home, environment: ["WORKQL_LANGUAGE": "zh", "NO_COLOR": "1"], rows: 40
                ).terminal
                terminal.type("SELECT * FROM checkin WHERE checkin_type = \t\t")
                try terminal.expect { $0.contains { $0.contains("'上班打卡' ") } }
                try terminal.interrupt()
                terminal.type("\u{12}nothing")
                try terminal.expect { $0.contains { $0.hasPrefix("没有更早的语句含有：nothing") } }
                // The first ends the search.
                terminal.type("\u{03}")
                try terminal.expect { $0.last?.hasPrefix("workql>") == true }
                try terminal.interrupt()
                try terminal.enter(".functions md5")
                terminal.type("\u{04}")
                #expect(terminal.screen.contains { $0.hasPrefix("md5(s)  MD5 摘要") })
            }
        }

        /// A terminal that shows UTF-8 as other characters gets none.
        @Test(arguments: ["zh_CN.GBK", "zh_CN.GB18030", "zh_CN"])
        func otherCharsets(_ locale: String) throws {
            try withFolder { home in
                for statement in [
                    "SELECT count(*) AS n FROM screen_capture SINCE 7d",
                    "SELECT usrid FROM checkin",
                ] {
                    let terminal = try PseudoTerminal(
                        ["--demo", "--language", "zh", "-c", statement],
                        environment: [
                            "HOME": home, "TERM": "xterm", "LANG": locale, "NO_COLOR": "1",
                        ])
                    _ = terminal.waitForEnd()
                    let shown = terminal.sent
                    #expect(!shown.isEmpty)
                    #expect(!shown.utf8.contains { $0 >= 0x80 }, "\(shown)")
                }
            }
            let help = try CommandRun("--help", environment: ["LANG": locale])
            #expect(!help.output.utf8.contains { $0 >= 0x80 })
        }

        /// Answers are converted: their bytes in UTF-8 would be other characters.
        @Test(arguments: ["zh_CN.GBK", "zh_CN.GB18030", "zh_CN"])
        func answersInOtherCharsets(_ locale: String) throws {
            try withFolder { home in
                let terminal = try PseudoTerminal(
                    ["--demo", "-c", "SELECT name FROM member WHERE userid = 'zhangsan'"],
                    environment: ["HOME": home, "TERM": "xterm", "LANG": locale, "NO_COLOR": "1"])
                #expect(terminal.waitForEnd() == 0)
                // 张三 in GBK.
                let bytes: [UInt8] = [0xD5, 0xC5, 0xC8, 0xFD]
                #expect(terminal.output.firstRange(of: bytes) != nil, "\(terminal.sent)")
                #expect(String(validating: terminal.output, as: UTF8.self) == nil)
            }
        }

        /// A charset without Chinese shows the numbers of its characters.
        @Test func answersInLatin() throws {
            try withFolder { home in
                let terminal = try PseudoTerminal(
                    ["--demo", "-c", "SELECT name FROM member WHERE userid = 'zhangsan'"],
                    environment: [
                        "HOME": home, "TERM": "xterm", "LANG": "de_DE.ISO8859-1", "NO_COLOR": "1",
                    ])
                #expect(terminal.waitForEnd() == 0)
                #expect(terminal.sent.contains("\\u{5F20}\\u{4E09}"), "\(terminal.sent)")
            }
        }

        /// A locale that names no charset is spoken to in the language that was asked for.
        @Test func plainLocale() throws {
            let asked = try CommandRun(
                "--demo", "--language", "zh", "-c", "SELECT usrid FROM checkin",
                environment: ["LC_ALL": "C"])
            #expect(asked.errors.contains("中没有列 \"usrid\""))
            let plain = try CommandRun(
                "--demo", "-c", "SELECT usrid FROM checkin", environment: ["LC_ALL": "C"])
            #expect(plain.errors.hasPrefix("error[E0402]: unknown column"))
        }
    }
}
