import Foundation
import Testing
import WorkQL
import WorkQLSandbox
import WorkQLSyntax

/// The reference of the language is true: its statements run on the sandbox, its errors are those
/// that are shown.
@Suite struct GrammarTests {
    /// Where the files are that statements name.
    private static let folder = Document.root.appending(path: "examples").path()

    @Test func blocksRun() async throws {
        let blocks = try Document("grammar.md").blocks()
        try await Harness.with(try await Harness()) { harness in
            for block in blocks where block.kind == "wql" {
                var session = harness.session
                session.enter(folder: Self.folder)
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
        #expect(blocks.count { $0.kind == "wql" } >= 25)
    }

    @Test func errorsAreShown() async throws {
        let blocks = try Document("grammar.md").blocks()
        var count = 0
        try await Harness.with(try await Harness()) { harness in
            for (place, block) in blocks.enumerated() where block.kind == "wql error" {
                count += 1
                let next = try #require(blocks.dropFirst(place + 1).first)
                #expect(next.kind == "text")
                #expect(await message(for: block.text, on: harness) == next.text)
            }
        }
        #expect(count >= 20)
    }

    /// Each kind of block is one that a test knows.
    @Test func kindsOfBlocks() throws {
        let kinds = Set(try Document("grammar.md").blocks().map(\.kind))
        #expect(kinds.subtracting(["wql", "wql error", "text", "ebnf"]) == [])
    }

    private func message(for text: String, on harness: Harness) async -> String {
        let error: QueryError
        do {
            var session = harness.session
            session.enter(folder: Self.folder)
            for statement in try Harness.statements(text) {
                _ = try await session.run(statement, into: CollectingWriter())
            }
            return "not refused: \(text)"
        } catch let thrown as QueryError {
            error = thrown
        } catch let thrown as Diagnostic {
            error = QueryError(thrown)
        } catch {
            return "\(error)"
        }
        guard let span = error.span else {
            return (["error: \(error.message)"] + (error.help.map { ["  = help: \($0)"] } ?? []))
                .joined(separator: "\n")
        }
        return Excerpt(Diagnostic(error.message, at: span, help: error.help), in: text, named: "-")
            .text()
    }
}
