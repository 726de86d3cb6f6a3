import Foundation
import TestSupport
import Testing
import WorkQLCatalog
import WorkQLLanguage
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

/// The parts of the documents that are generated from the code. Run serially, because several of
/// them rewrite the same page.
@Suite(.serialized) struct DocumentTests {
    private let readme = Document("README.md")
    private let grammar = Document("grammar.md")

    @Test func tablesInShort() throws {
        try readme.hold(Reference(catalog: .builtIn).overview, in: "tables")
    }

    @Test func tablesInFull() throws {
        try Document("tables.md").hold(Reference(catalog: .builtIn).page)
        try Document("tables.zh-CN.md").hold(Reference(catalog: .builtIn, in: .zh).page)
    }

    @Test func functions() throws {
        try grammar.hold(Reference.functions, in: "functions")
    }

    /// Phrases of the table with the ranges that they denote.
    @Test func phrases() throws {
        let noon = try TimeContext(now: Instant(seconds: 0)).timestamp("2026-08-15 12:00")
        let context = TimeContext(now: noon.instant)
        let rows = try grammar.lines(of: "phrases").dropFirst(2)
        #expect(rows.count >= 80)
        let resolved = try rows.map { row in
            let phrase = try #require(row.split(separator: "`").dropFirst().first)
            let statement = try Harness.statement("SELECT * FROM checkin \(phrase)")
            guard case .query(let query) = statement.kind, case .select(let select) = query.body,
                let clause = select.time
            else {
                throw Diagnostic("no time clause: \(phrase)", at: Span(0, 0))
            }
            let range = try #require(try context.resolve(clause).range)
            return ["`\(phrase)`", range.text(in: context.zone)]
        }
        try grammar.hold(Markdown.table(["phrase", "resolved"], resolved), in: "phrases")
    }

    /// Pages name only files that exist.
    @Test func linksLeadSomewhere() throws {
        let docs = try FileManager.default.contentsOfDirectory(
            atPath: Document.root.appending(path: "docs").path())
        let pages = docs.filter { $0.hasSuffix(".md") }.map { "docs/" + $0 }
        for name in ["README.md", "README.zh-CN.md", "grammar.md", "grammar.zh-CN.md", "tables.md"]
            + ["tables.zh-CN.md"] + pages
        {
            let text = try Document(name).text()
            let folder = Document.root.appending(path: name).deletingLastPathComponent()
            for link in text.matches(of: /\]\(([^)#:]+)(?:#[^)]*)?\)/) {
                let file = folder.appending(path: String(link.output.1))
                #expect(FileManager.default.fileExists(atPath: file.path()), "\(link.output.1)")
            }
        }
    }
}
