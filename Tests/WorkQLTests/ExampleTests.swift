import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLSandbox
import WorkQLSyntax

@testable import WorkQLOutput

/// On the sandbox, the output of every script of `examples/` is the one stored with these tests.
/// With WORKQL_REWRITE=1 the answers are rewritten.
@Suite struct ExampleTests {
    private static let folder = Document.root.appending(path: "examples")
    private static let answers = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Examples")

    static let names: [String] = {
        let files = try? FileManager.default.contentsOfDirectory(atPath: folder.path())
        return (files ?? []).filter { $0.hasSuffix(".wql") }.map { String($0.dropLast(4)) }.sorted()
    }()

    @Test func thereAreExamples() { #expect(Self.names.count >= 25) }

    @Test(arguments: names) func answers(_ name: String) async throws {
        let url = Self.folder.appending(path: "\(name).wql")
        let text = try String(contentsOf: url, encoding: .utf8)
        let statements = try Harness.statements(text)
        #expect(text.hasPrefix("-- "), "says what it asks")
        #expect(text.split(separator: "\n").count <= 25, "is short")
        let (table, rows) = try await Harness.with(try await Harness()) { harness in
            var session = harness.session
            session.enter(folder: Self.folder.path())
            var output = Output.memory
            var rows = 0
            for statement in statements {
                let outcome = try await session.run(statement, into: TableWriter(output))
                #expect(outcome.notes.isEmpty)
                output = outcome.writer.output
                rows += outcome.statistics?.rows ?? 0
            }
            #expect(harness.server.violations.isEmpty)
            return (String(decoding: output.bytes, as: UTF8.self), rows)
        }
        #expect(rows > 0)
        let answer = Self.answers.appending(path: "\(name).txt")
        if GoldenFile.rewrites {
            try table.write(to: answer, atomically: true, encoding: .utf8)
        } else {
            #expect(try String(contentsOf: answer, encoding: .utf8) == table)
        }
    }
}
