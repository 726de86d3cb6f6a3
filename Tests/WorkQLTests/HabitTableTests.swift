import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLSyntax

/// Expressions that users of DuckDB, PostgreSQL and MySQL type from habit, one a line of
/// `Habits/expressions.tsv`: each has the value of DuckDB 1.4 or PostgreSQL 15, or an error that
/// names the correct form.
@Suite struct HabitTableTests {
    private struct Line {
        var expression: String
        var value: String
        var peer: String
    }

    private static func lines() throws -> [Line] {
        let path = "Tests/WorkQLTests/Habits/expressions.tsv"
        let text = try String(contentsOf: Document.root.appending(path: path), encoding: .utf8)
        return text.split(separator: "\n").dropFirst().map { line in
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(
                String.init)
            return Line(expression: cells[0], value: cells[1], peer: cells[2])
        }
    }

    /// The rows of the aggregates.
    private static let rows =
        "WITH v(k, x) AS (VALUES ('a', 1), ('a', 2), ('a', 2), ('b', 10), ('c', NULL)) "

    @Test func valuesAreThePeers() async throws {
        let lines = try Self.lines()
        #expect(lines.count >= 77 + 150)
        var table: [[String]] = []
        try await Harness.with(try await Harness()) { harness in
            for line in lines {
                let statement = Self.rows + "SELECT " + line.expression + " AS value"
                let code = "`" + line.expression.replacing("|", with: "\\|") + "`"
                do {
                    let (rows, _) = try await harness.run(statement)
                    let value = (rows.rows.first?.first ?? nil) ?? "NULL"
                    #expect(
                        Self.isSame(value, line.value),
                        "\(line.expression) is \(value), and \(line.peer) has \(line.value)")
                    let shown = value.isEmpty ? "" : "`\(value.replacing("|", with: "\\|"))`"
                    table.append([code, shown, line.peer])
                } catch {
                    #expect(line.peer.isEmpty, "\(line.expression): \(error)")
                    let help = Self.help(of: error)
                    #expect(help != nil, "\(line.expression) has no help: \(error)")
                    table.append([code, (help ?? "").replacing("|", with: "\\|"), ""])
                }
            }
        }
        try Document("grammar.md").hold(
            Markdown.table(["expression", "value, or what to write", "as in"], table),
            in: "habits")
    }

    private static func isSame(_ value: String, _ expected: String) -> Bool {
        if value == expected { return true }
        guard let first = Double(value), let second = Double(expected) else { return false }
        return abs(first - second) <= 1e-9 * max(1, abs(second))
    }

    private static func help(of error: any Error) -> String? {
        (error as? UserError)?.help ?? (error as? Diagnostic)?.help
    }
}
