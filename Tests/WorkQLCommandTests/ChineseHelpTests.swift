import Foundation
import TestSupport
import Testing
import WorkQLLanguage
import WorkQLSyntax

@testable import WorkQLCommand

/// All help of the command and of its shell in Chinese, and at the widths of terminals.
///
/// `Golden/help.zh.txt` has every page. With WORKQL_REWRITE=1 it is written again.
@Suite struct ChineseHelpTests {
    private static let golden = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Golden/help.zh.txt")

    private static func pages(_ translation: Translation) -> [(name: String, text: String)] {
        let commands = ([.workql] + Subcommand.all).map {
            ("\($0.title) --help", CommandHelp.text(of: $0, translation))
        }
        let topics = HelpTopic.all.map { (".help \($0.name)", $0.text(translation)) }
        let dots = DotCommand.all.map { (".help .\($0.name)", $0.page(translation)) }
        return commands + [(".help", DotCommand.overview(translation))] + topics + dots
    }

    @Test func pages() throws {
        let pages = Self.pages(Translation(.zh))
        let text = pages.map { "=== \($0.name)\n\($0.text)\n" }.joined(separator: "\n")
        if GoldenFile.rewrites {
            try FileManager.default.createDirectory(
                at: Self.golden.deletingLastPathComponent(), withIntermediateDirectories: true)
            return try text.write(to: Self.golden, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: Self.golden, encoding: .utf8) == text)
    }

    /// Sentences are in Chinese, and words of English in them are names, values or what is typed.
    @Test func noEnglish() {
        for (name, page) in Self.pages(Translation(.zh)) {
            for line in page.split(separator: "\n")
            where !line.contains(#/SELECT|FROM|LET |PARAM /#) {
                let words = EnglishWords.found(in: String(line))
                #expect(words.isEmpty, "\(name): \(line)")
            }
        }
    }

    @Test(arguments: [40, 80, 200], [Language.en, .zh])
    func fits(_ columns: Int, _ language: Language) {
        for (name, page) in Self.pages(Translation(language)) {
            for line in page.fitted(to: columns).split(separator: "\n") {
                let isOneWord = !line.drop { $0 == " " }.contains(" ")
                #expect(line.displayWidth <= columns || isOneWord, "\(name): \(line)")
            }
            // Nothing is lost but spaces.
            let (before, after) =
                (page, page.fitted(to: columns))
                as (String, String)
            #expect(before.filter { !$0.isWhitespace } == after.filter { !$0.isWhitespace })
        }
    }
}

/// Errors on terminals of several widths.
@Suite struct LineBreakTests {
    private static let source =
        "SELECT 用户，count(*) AS 迟到次数 FROM 打卡记录 WHERE 异常类型 LIKE '%时间异常%' GROUP BY 用户"

    private func error(_ columns: Int?, _ language: Language) -> [Substring] {
        let span = Self.source.utf8.count - "用户".utf8.count
        let diagnostic = Diagnostic(
            .unexpectedWord, "unknown column \"用户\" in checkin",
            at: Span(span, Self.source.utf8.count),
            help: "statements begin with SELECT, FROM, WITH, EXPLAIN, DESCRIBE, SHOW, SET or LET")
        let excerpt = Excerpt(diagnostic, in: Self.source, named: "late.wql")
        let message = Message(
            level: .error, code: diagnostic.code, text: diagnostic.message, help: diagnostic.help,
            source: .excerpt(excerpt, file: "late.wql"))
        return message.translated(by: Translation(language))
            .text(in: .full, language, columns: columns) { text, _ in text }
            .split(separator: "\n", omittingEmptySubsequences: false)
    }

    @Test(arguments: [40, 80, 200], [Language.en, .zh])
    func errorsFit(_ columns: Int, _ language: Language) throws {
        let lines = error(columns, language)
        for line in lines { #expect(line.displayWidth <= columns, "\(line)") }
        // The carets are under the words, wherever the line of source is cut.
        let number = try #require(lines.firstIndex { $0.hasPrefix("1 | ") })
        let (text, carets) = (lines[number], lines[number + 1])
        let before = carets.prefix { $0 != "^" }.count
        #expect(text.hasSuffix("用户") && carets.hasSuffix("^^^^"))
        #expect(before + 4 == text.displayWidth)
    }

    @Test func nothingIsBrokenWithoutATerminal() {
        #expect(error(nil, .en).count == 6)
        #expect(error(nil, .zh).count == 6)
    }

    @Test(arguments: [
        ("a bb ccc dddd", 8, "a bb ccc\n  dddd"),
        ("名字  这里是一段很长的说明文字", 20, "名字  这里是一段很长\n      的说明文字"),
        ("  .tables   列出所有表，以及命名的查询", 24, "  .tables   列出所有表，\n            以及命名的查\n            询"),
        ("/a/path/longer/than/the/line", 20, "/a/path/longer/than/the/line"),
        ("句子到此为止刚好二十列，再来", 24, "句子到此为止刚好二十列，\n  再来"), ("", 40, ""),
    ])
    func lines(_ text: String, _ columns: Int, _ expected: String) {
        #expect(
            columns < 20
                ? text.broken(at: columns, indent: 2) == expected
                : text.fitted(to: columns) == expected, "\(text.fitted(to: columns))")
    }
}
