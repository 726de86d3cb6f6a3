import Foundation
import TestSupport
import Testing
import WorkQLLanguage

@testable import WorkQLCommand

extension TerminalTests {
    /// What the shell says to those who read Chinese, beside its answers.
    @Suite(.serialized) struct ChineseShellTests {
        private static let chinese = ["WORKQL_LANGUAGE": "zh", "NO_COLOR": "1"]
        private static let hint = "for Excel, write it with .once --bom, or SET csv_bom = true"

        /// Excel needs a mark for Chinese: who writes CSV without one is told, in Chinese alone.
        @Test func missingMark() throws {
            try withFolder { home in
                let hint = Translation(.zh)(Self.hint)
                let terminal = try ShellSession(
                    home: home, environment: Self.chinese, columns: 120
                ).terminal
                try terminal.enter(".once '\(home)/a.csv'", "SELECT '张三' AS 姓名;")
                try terminal.expect { $0.contains(hint) }
                for others in [
                    [".once --bom '\(home)/b.csv'"], [".once '\(home)/c.json'"],
                    ["SET csv_bom = true;", ".once '\(home)/d.csv'"],
                ] {
                    try terminal.enter("\u{0C}")
                    for line in others { try terminal.enter(line) }
                    try terminal.enter("SELECT '张三' AS 姓名;")
                    #expect(!terminal.screen.contains(hint), "\(others)")
                }
                let english = try ShellSession(home: home, columns: 120).terminal
                try english.enter(".once '\(home)/e.csv'", "SELECT 1 AS n;")
                #expect(!english.screen.contains { $0.contains("csv_bom") })
            }
        }

        /// `.explain` is about the last query, whatever has been described since.
        @Test func explainAfterDescribe() throws {
            try withFolder { home in
                let terminal = try ShellSession(home: home, columns: 150, rows: 60).terminal
                try terminal.enter("DESCRIBE checkin;", "\u{0C}", ".explain")
                try terminal.expect { rows in
                    rows.contains { $0.contains("no statement has been typed yet") }
                }
                try terminal.enter(
                    "SELECT count(*) FROM checkin WHERE userid = 'lisi' SINCE 1d;",
                    "DESCRIBE journal;", "\u{0C}", ".explain")
                try terminal.expect { $0.contains { $0.hasPrefix("scan wecom.checkin: ") } }
                #expect(!terminal.screen.contains { $0.hasPrefix("scan wecom.journal: ") })
            }
        }

        @Test func meaningsOfColumns() throws {
            let zh = try CommandRun(
                "--demo", "--language", "zh", "-f", "csv", "-c", "DESCRIBE checkin")
            #expect(zh.output.contains("checkin_type,text,\"=, IN\",打卡类型,打卡类型,"))
            let en = try CommandRun(
                "--demo", "--language", "en", "-f", "csv", "-c", "DESCRIBE checkin")
            #expect(en.output.hasPrefix("column,type,pushed,description,label,values\n"))
            let lines = zh.output.split(separator: "\n")
            #expect(lines.count == en.output.split(separator: "\n").count)
            for line in lines.dropFirst() {
                let words = EnglishWords.found(in: String(line))
                #expect(words.isEmpty, "\(line): \(words)")
            }
        }

        /// What its user stops is no error.
        @Test func stopped() {
            let message = Message(
                level: .error, text: "interrupted", isOfStop: true)
            #expect(message.text(in: .full, .en) { text, _ in text } == "interrupted")
            let translated = message.translated(by: Translation(.zh))
            #expect(translated.text(in: .full, .zh) { text, _ in text } == "已取消")
            #expect(message.text(in: .short, .en) { text, _ in text } == "error: interrupted")
        }
    }
}
