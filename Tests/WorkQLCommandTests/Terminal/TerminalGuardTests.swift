import Foundation
import TestSupport
import Testing
import WorkQLSyntax

@testable import WorkQLCommand
@testable import WorkQLOutput

extension TerminalTests {
    /// Control sequences do not reach a terminal in any format, and reach files unchanged.
    @Suite(.serialized) struct TerminalGuardTests {
        private static let title =
            "\u{1B}[2J\u{1B}]0;gone\u{07}\u{9B}31m\u{202E}\u{200B}\u{7F}\u{2066}\u{FEFF}周会"

        @Test(arguments: ["csv", "tsv", "json", "ndjson"])
        func cellsDoNotActOnTheTerminal(_ format: String) throws {
            try withFolder { home in
                let rows = try JSONSerialization.data(withJSONObject: [
                    ["title": Self.title, "x\u{1B}[1m": "y"]
                ])
                try rows.write(to: URL(filePath: home + "/titles.json"))
                let query = "SELECT * FROM 'titles.json'"
                let script = home + "/q.wql"
                try query.write(toFile: script, atomically: true, encoding: .utf8)
                let terminal = try PseudoTerminal(
                    ["--quiet", "-f", format, script],
                    environment: ["HOME": home, "TERM": "xterm", "NO_COLOR": "1"], columns: 200)
                #expect(terminal.waitForEnd() == 0)
                #expect(terminal.sent.contains("周会"))
                #expect(terminal.sent.contains(format.contains("json") ? #"\u202e"# : "<202E>"))
                #expect(
                    !terminal.sent.unicodeScalars.contains {
                        $0.affectsSurroundings && !"\r\n\t".unicodeScalars.contains($0)
                    })
                // In a file they are unchanged, or escaped by JSON as usual.
                let run = try CommandRun("--quiet", "-f", format, script)
                #expect(run.output.contains("\u{202E}\u{200B}"))
                #expect(run.output.contains(format.contains("json") ? #"\u001b"# : "\u{1B}[2J"))
            }
        }

        @Test func messagesForProgramsDoNotEither() throws {
            let run = try CommandRun(
                "--error-format", "json", "-c", "SELECT \"a\u{202E}b\u{200B}\" FROM checkin")
            #expect(run.errors.contains(#"a\u202eb\u200b"#))
            #expect(!run.errors.unicodeScalars.contains { $0.affectsSurroundings && $0 != "\n" })
            let fields =
                try JSONSerialization.jsonObject(
                    with: Data(run.errors.split(separator: "\n")[0].utf8)) as? [String: Any]
            #expect((fields?["message"] as? String)?.contains("\u{202E}") == true)
        }

        @Test func textsWithoutThemStay() {
            for text in ["a,b\n\"c\td\"\n", "打卡，“早”\n", "\u{1F468}\u{200D}\u{1F469}"] {
                for one in [TerminalGuard.pictures, .escapes] {
                    #expect(one.guarded(Array(text.utf8)) == Array(text.utf8))
                }
            }
        }
    }
}
