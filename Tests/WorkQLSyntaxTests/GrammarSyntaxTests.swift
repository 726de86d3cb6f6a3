import Foundation
import Testing
import WorkQLSyntax

/// The reference is correct: its statements parse, and its errors are those of the parser.
@Suite struct GrammarSyntaxTests {
    private struct Block {
        var kind: String
        var text: String
    }

    private func page() throws -> String {
        let tests = URL(filePath: #filePath).deletingLastPathComponent()
        return try String(contentsOf: tests.appending(path: "../../grammar.md"), encoding: .utf8)
    }

    private func blocks() throws -> [Block] {
        var blocks: [Block] = []
        var lines: [Substring] = []
        var kind: String?
        for line in try page().split(separator: "\n", omittingEmptySubsequences: false) {
            if !line.hasPrefix("```") {
                lines.append(line)
            } else if let open = kind {
                blocks.append(Block(kind: open, text: lines.joined(separator: "\n")))
                kind = nil
            } else {
                kind = String(line.dropFirst(3))
                lines = []
            }
        }
        #expect(kind == nil)
        return blocks
    }

    @Test func statementsParse() throws {
        let statements = try blocks().filter { $0.kind == "wql" }
        #expect(statements.count >= 7)
        for block in statements {
            guard case .complete(let statements) = Parser.parse(block.text) else {
                Issue.record("refused: \(block.text)")
                continue
            }
            #expect(!statements.isEmpty)
            #expect(Parser.parse(Printer().print(statements)) == .complete(statements))
        }
    }

    @Test func errorsAreShown() throws {
        let blocks = try blocks()
        #expect(blocks.contains { $0.kind == "wql error" })
        for (index, block) in blocks.enumerated() where block.kind == "wql error" {
            // A statement that parses is refused later; the tests that run the page check this.
            guard case .failed(let mistakes) = Parser.parse(block.text) else { continue }
            let expected = try #require(blocks.dropFirst(index + 1).first)
            #expect(expected.kind == "text")
            let shown = mistakes.map { Excerpt($0, in: block.text, named: "-").text() }
            #expect(shown.joined(separator: "\n") == expected.text)
        }
    }

    /// The phrases in the tables of instants and of periods.
    @Test func phrasesParse() throws {
        var clause: String?
        var count = 0
        for line in try page().split(separator: "\n") {
            if line.hasPrefix("#") {
                clause =
                    line == "### Time points" ? "SINCE" : line == "### Periods" ? "DURING" : nil
            }
            guard let clause, line.hasPrefix("| `") else { continue }
            let cell = line.dropFirst(2).prefix { $0 != "|" }
            for phrase in cell.split(separator: "`").map(String.init)
            where phrase.contains(where: \.isLetter) || phrase.contains(where: \.isNumber) {
                count += 1
                #expect(throws: Never.self, "\(phrase)") {
                    try onlyStatement("SELECT * FROM t \(clause) \(phrase)")
                }
            }
        }
        #expect(count > 40)
    }

    /// The list of reserved words is complete.
    @Test func reservedWordsAreListed() throws {
        let line = try #require(
            try page().split(separator: "\n").first { $0.hasPrefix("`ALL AND AS") })
        for word in line.split(whereSeparator: { $0 == "`" || $0 == " " }) {
            #expect(Printer.name(String(word)) == "\"\(word)\"")
        }
        #expect(line.split(separator: " ").count == 53)
    }
}
