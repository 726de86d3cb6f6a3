import Foundation
import TestSupport
import Testing

@testable import WorkQLOutput

/// A format is one literal: the documentation of formats is generated from it, or checked against
/// it.
@Suite(.serialized) struct FormatDocumentTests {
    /// Each literal is in the list; names, aliases and extensions identify one format each.
    @Test func everyLiteralIsInTheList() throws {
        let folder = Document.root.appending(path: "Sources/WorkQLOutput")
        let files = FileManager.default.enumerator(atPath: folder.path())?.allObjects as? [String]
        let declared = try (files ?? []).filter { $0.hasSuffix(".swift") }.flatMap { file in
            try String(contentsOf: folder.appending(path: file), encoding: .utf8)
                .matches(of: /public static let (\w+) = OutputFormat\(/).map { String($0.output.1) }
        }
        #expect(declared.sorted() == OutputFormat.names.sorted())
        let spoken = OutputFormat.all.flatMap { [$0.name] + $0.otherNames }
        #expect(Set(spoken).count == spoken.count)
        #expect(spoken.allSatisfy { $0 == $0.lowercased() })
        #expect(Set(OutputFormat.allEndings).count == OutputFormat.allEndings.count)
    }

    @Test func outputHasATable() throws {
        let rows = OutputFormat.all.map { format in
            let content = format.content
            return [format.name, content.null, content.emptyText, content.times, content.remarks]
        }
        let head = ["format", "NULL", "empty text", "times", ""]
        try Document("docs/output.md").hold(Markdown.table(head, rows), in: "formats")
    }

    @Test func outputListsNames() throws {
        let names = OutputFormat.names.map { "`\($0)`" }
        let listed = names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
        let text = try Document("docs/output.md").text()
        #expect(text.contains("`--format " + listed.dropFirst() + ";"))
    }

    @Test func grammarListsEndings() throws {
        let endings = OutputFormat.all.filter { !$0.endings.isEmpty }.map { format in
            let others = format.endings.dropFirst().map { "`.\($0)`" }
            return "`.\(format.endings[0])`"
                + (others.isEmpty ? "" : " (\(others.joined(separator: ", ")))")
        }
        let line = "in the format of its ending: " + endings.joined(separator: ", ") + ";"
        #expect(try Document("grammar.md").text().contains(line))
    }
}
