import Testing
import WorkQLSyntax

/// The exact text of messages; see the files named Refused….
enum Refusals {}

@Suite struct RefusalTests {
    @Test func refusesWithMessage() throws {
        let all = [
            Refusals.times, Refusals.statements, Refusals.expressions, Refusals.lexis,
            Refusals.relations, Refusals.queries, Refusals.scripts, Refusals.habits,
        ]
        for block in try all.flatMap(split) {
            guard case .failed(let mistakes) = Parser.parse(block.source),
                let diagnostic = mistakes.first
            else {
                Issue.record("not refused: \(block.source)")
                continue
            }
            #expect(mistakes.count == 1, "\(block.source)")
            #expect(shown(diagnostic, in: block.source) == block.text)
            expectStyle(of: diagnostic)
        }
    }

    @Test func asksForMore() throws {
        for block in try split(Refusals.stoppedEarly) {
            guard case .incomplete(let diagnostic) = Parser.parse(block.source) else {
                Issue.record("not incomplete: \(block.source)")
                continue
            }
            #expect(shown(diagnostic, in: block.source) == block.text)
            expectStyle(of: diagnostic)
        }
    }

    @Test(arguments: [
        ("SELECT \u{0}", "control character U+0000", Span(7, 8)),
        ("SELECT \u{85}", "control character U+0085", Span(7, 9)),
        ("SELECT 'a\u{1}'", "control character U+0001", Span(9, 10)),
        ("SELECT \"\u{7F}\"", "control character U+007F", Span(8, 9)),
        ("SELECT a\u{200B}", "unexpected character U+200B", Span(8, 11)),
        ("SELECT a\u{202E}b", "unexpected character U+202E", Span(8, 11)),
        ("SELECT \u{301}", "unexpected character U+0301", Span(7, 9)),
        ("SELECT \u{FFFD}", "unexpected character \u{FFFD}", Span(7, 10)),
        ("SELECT \u{E000}", "unexpected character U+E000", Span(7, 10)),
    ]) func refusesCharacters(_ source: String, _ message: String, _ span: Span) {
        let mistake = Diagnostic(.unexpectedCharacter, message, at: span)
        #expect(Parser.parse(source) == .failed([mistake]))
    }

    @Test(arguments: [
        ([0x53, 0xFF], 1), ([0x53, 0xE4, 0xB8], 1), ([0x20, 0xC0, 0x80], 1),
        ([0xE4, 0xB8, 0xAD, 0xED, 0xA0, 0x80], 3), ([0x80], 0),
    ]) func refusesOtherEncodings(_ bytes: [UInt8], _ offset: Int) {
        let mistake = Diagnostic(
            .notUTF8, "the text is not UTF-8", at: Span(offset, offset + 1),
            help: "save the script as UTF-8")
        #expect(Parser.parse(utf8: bytes) == .failed([mistake]))
    }

    @Test func clipsLongWords() {
        let word = String(repeating: "x", count: 100_000)
        for source in [word, "SELECT 1\(word)", "SELECT CAST(a AS \(word))", "SELECT * '\(word)'"] {
            guard case .failed(let mistakes) = Parser.parse(source),
                let diagnostic = mistakes.first
            else {
                Issue.record("not refused")
                continue
            }
            #expect(diagnostic.message.count < 120)
            #expect((diagnostic.help ?? "").count < 200)
        }
    }

    private func split(_ blocks: String) throws -> [(source: String, text: String)] {
        var result: [(String, String)] = []
        var lines: [Substring] = []
        for line in (blocks + "\n").split(separator: "\n", omittingEmptySubsequences: false) {
            guard line.isEmpty else {
                lines.append(line)
                continue
            }
            try #require(lines.count >= 3 && lines[1].hasPrefix("1 | "))
            result.append((String(lines[1].dropFirst(4)), lines.joined(separator: "\n")))
            lines = []
        }
        return result
    }

    private func shown(_ diagnostic: Diagnostic, in source: String) -> String {
        var lines = Excerpt(diagnostic, in: source, named: "-").text().split(separator: "\n")
        lines.removeSubrange(1...2)
        return lines.joined(separator: "\n")
    }

    private func expectStyle(of diagnostic: Diagnostic) {
        for text in [diagnostic.message, diagnostic.help ?? "ok"] {
            let words = text.lowercased().split { !$0.isLetter }
            for banned in ["invalid", "illegal", "unable", "you", "your"] {
                #expect(!words.contains { $0 == banned }, "\(text)")
            }
            #expect(!text.hasSuffix(".") || text.hasSuffix("or ."), "\(text)")
            #expect(!text.contains("\n"), "\(text)")
        }
    }
}
