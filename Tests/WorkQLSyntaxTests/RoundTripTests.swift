import Testing
import WorkQLSyntax

@Suite struct RoundTripTests {
    @Test func printsCanonically() throws {
        for entry in Corpus.statements {
            let statement = try onlyStatement(entry.source)
            #expect(statement.description == entry.printed, "\(entry.source)")
            #expect(try onlyStatement(entry.printed) == statement, "\(entry.source)")
        }
    }

    /// The examples of the first sketch of the grammar, except those that it postpones.
    @Test func readsTheSketch() throws {
        for source in Corpus.sketched {
            guard case .complete(let statements) = Parser.parse(source) else {
                Issue.record("refused: \(source)")
                continue
            }
            #expect(Parser.parse(Printer().print(statements)) == .complete(statements))
        }
    }

    @Test func readsScripts() throws {
        let source = ";; SELECT 1; SELECT 2 -- two\n; DESCRIBE t ;;"
        guard case .complete(let statements) = Parser.parse(source) else {
            Issue.record("refused")
            return
        }
        #expect(statements.map(\.description) == ["SELECT 1", "SELECT 2", "DESCRIBE t"])
        #expect(
            statements.map { String(source.utf8.prefix($0.span.end).dropFirst($0.span.start))! }
                == ["SELECT 1", "SELECT 2", "DESCRIBE t"])
        #expect(Parser.parse("") == .complete([]))
        #expect(Parser.parse(" -- nothing") == .complete([]))
    }
}

func onlyStatement(_ source: String) throws -> Statement {
    switch Parser.parse(source) {
    case .complete(let statements):
        try #require(statements.count == 1)
        return statements[0]
    case .incomplete(let diagnostic): throw diagnostic
    case .failed(let mistakes): throw try #require(mistakes.first)
    }
}
