import Foundation
import TestSupport
import Testing
import WorkQLLanguage
import WorkQLSandbox
import WorkQLSyntax

@testable import WorkQL
@testable import WorkQLCommand

/// The reference of the language is correct: its statements run on the sandbox, and its errors are
/// those that are printed. Run serially, because several tests write the page.
@Suite(.serialized) struct GrammarTests {
    /// The folder of the files that statements name.
    private static let folder = Document.root.appending(path: "examples").path()

    private static let pages = ["grammar.md", "grammar.zh-CN.md"]

    @Test(arguments: pages) func blocksRun(_ page: String) async throws {
        let blocks = try Document(page).blocks()
        try await Harness.with(try await Harness()) { harness in
            for block in blocks where block.kind == "wql" {
                var session = harness.session
                session.enter(folder: Self.folder)
                session.keepsAnswers = true
                guard case .complete(let statements) = Parser.parse(block.text) else {
                    Issue.record("refused: \(block.text)")
                    continue
                }
                #expect(!statements.isEmpty)
                for statement in statements {
                    do {
                        _ = try await session.run(statement, into: CollectingWriter())
                    } catch {
                        Issue.record("\(statement): \(error)")
                    }
                }
            }
            #expect(harness.server.violations.isEmpty)
        }
        #expect(blocks.count { $0.kind == "wql" } >= 10)
    }

    @Test(arguments: pages) func errorsAreShown(_ name: String) async throws {
        let page = Document(name)
        let blocks = try page.blocks()
        var text = try page.text()
        var count = 0
        try await Harness.with(try await Harness()) { harness in
            for (index, block) in blocks.enumerated() where block.kind == "wql error" {
                count += 1
                let next = try #require(blocks.dropFirst(index + 1).first)
                #expect(next.kind == "text")
                let message = await message(
                    for: block.text, on: harness, in: name.contains("zh") ? .zh : .en)
                let statement = "```wql error\n\(block.text)\n```"
                let start = try #require(text.range(of: statement)).upperBound
                let shown = try #require(text[start...].range(of: "```text\n\(next.text)\n```"))
                text.replaceSubrange(shown, with: "```text\n\(message)\n```")
            }
        }
        #expect(count >= 4)
        try page.hold(text)
    }

    @Test func codesAreListed() throws {
        let rows = DiagnosticCode.all.map { "| `\($0.rawValue)` | \($0.title) |" }
        try Document("grammar.md").hold(
            ["| Code | Kind of mistake |", "|---|---|"] + rows, in: "codes")
    }

    @Test func settingsAreListed() throws {
        let rows = Setting.all.map { setting in
            let given = [setting.option?.name, setting.variable].compactMap(\.self)
            return [
                "`\(setting.name)`", setting.takes, setting.text(in: SettingValues()) ?? "NULL",
                given.map { "`\($0)`" }.joined(separator: ", "), setting.summary,
            ]
        }
        try Document("grammar.md").hold(
            Markdown.table(["Setting", "Takes", "Default", "Also given by", "Meaning"], rows),
            in: "settings")
    }

    @Test func fileOptionsAreListed() throws {
        let rows = FileOption.all.map { option in
            let families = option.families.map(\.rawValue).joined(separator: ", ")
            return "| `\(option.kind.rawValue)` | \(option.shape.rawValue) | `\(option.example)` "
                + "| \(families) | \(option.summary) |"
        }
        try Document("grammar.md").hold(
            ["| Option | Value | For example | Files | What it says |", "|---|---|---|---|---|"]
                + rows,
            in: "file options")
    }

    @Test func copyOptionsAreListed() throws {
        let rows = CopyOption.all.map {
            "| `\($0.kind.rawValue)` | `\($0.example)` | \($0.summary) |"
        }
        try Document("grammar.md").hold(
            ["| Option | For example | What it says |", "|---|---|---|"] + rows,
            in: "copy options")
    }

    /// Each kind of block is one that a test knows.
    @Test(arguments: pages) func kindsOfBlocks(_ page: String) throws {
        let kinds = Set(try Document(page).blocks().map(\.kind))
        #expect(kinds.subtracting(["wql", "wql error", "text", "ebnf"]) == [])
    }

    private func message(
        for text: String, on harness: Harness, in language: Language
    ) async -> String {
        var session = harness.session
        session.enter(folder: Self.folder)
        session.keepsAnswers = true
        let mistakes: [Diagnostic]
        switch Parser.parse(text) {
        case .failed(let found): mistakes = found
        case .incomplete(let found): mistakes = [found]
        case .complete(let statements):
            do throws(UserError) {
                for statement in statements {
                    _ = try await session.run(statement, into: CollectingWriter())
                }
                return "not refused: \(text)"
            } catch {
                guard let span = error.span else {
                    let head = "error[\(error.code.rawValue)]: \(error.message)"
                    return ([head] + (error.help.map { ["  = help: \($0)"] } ?? []))
                        .joined(separator: "\n")
                }
                mistakes = [Diagnostic(error.code, error.message, at: span, help: error.help)]
            }
        }
        guard language == .zh else {
            return mistakes.map { Excerpt($0, in: text, named: "-").text() }
                .joined(separator: "\n")
        }
        // As the command shows them: names as the statement writes them.
        let (translation, names) = (Translation(.zh), WrittenNames(in: text))
        func shown(_ english: String) -> String { names.applied(to: translation(english)) }
        return mistakes.map { mistake in
            Excerpt(mistake, in: text, named: "-")
                .saying(shown(mistake.message), help: mistake.help.map(shown))
                .text(label: "错误", help: "帮助", colon: "：", columns: nil)
        }.joined(separator: "\n")
    }
}
