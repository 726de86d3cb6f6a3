import Foundation
import TestSupport
import Testing
import WorkQLLanguage

@testable import WorkQLCommand

extension TerminalTests {
    /// What the shell says to those who read Chinese, beside its answers.
    @Suite(.serialized) struct ChineseShellTests {
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
