import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLSyntax

/// Every pair of types in every context in which two values are combined: the answer is
/// PostgreSQL's, or the statement is refused, with the message in the golden file.
@Suite struct TypeMatrixTests {
    /// A value of a type: a column of one row, or a constant as written.
    private struct Sample {
        var name: String
        /// The column, or the constant.
        var text: String
        /// Its value in PostgreSQL, for a column.
        var value: String?
        /// The value in WorkQL, if it is written differently.
        var own: String?
    }

    private static let samples = [
        Sample(name: "text", text: "s", value: "'7'::text", own: "'7'"),
        Sample(name: "integer", text: "i", value: "7::integer", own: "7"),
        Sample(name: "real", text: "r", value: "7.5::float8", own: "7.5"),
        Sample(name: "boolean", text: "b", value: "TRUE"),
        Sample(
            name: "timestamp", text: "t", value: "TIMESTAMPTZ '2026-08-05 00:00:00.250'",
            own: "TIMESTAMP '2026-08-05 00:00:00.250'"),
        Sample(name: "date", text: "d", value: "DATE '2026-08-05'"),
        Sample(name: "time", text: "c", value: "TIME '09:00'"),
        Sample(name: "json", text: "j", value: "'[1]'::jsonb", own: "json('[1]')"),
        Sample(name: "NULL", text: "NULL"),
        Sample(name: "'7'", text: "'7'"),
        Sample(name: "'2026-08-05'", text: "'2026-08-05'"),
        Sample(name: "'09:00'", text: "'09:00'"),
        Sample(name: "'true'", text: "'true'"),
        Sample(name: "'x'", text: "'x'"),
    ]

    /// The two spellings of a context; A and B are placeholders for the two values.
    private static let indices: [(own: String, other: String?)] = [
        ("A = B", nil), ("A <> B", nil), ("A < B", nil), ("A >= B", nil),
        ("A IS DISTINCT FROM B", nil), ("A IN (B)", nil), ("A NOT IN (B, A)", nil),
        ("A IN (SELECT B FROM v)", nil), ("A NOT IN (SELECT B FROM v)", nil),
        ("A BETWEEN B AND B", nil), ("A = (SELECT B FROM v)", nil),
        ("CASE WHEN 1 = 1 THEN A ELSE B END", nil), ("CASE WHEN 1 = 2 THEN A ELSE B END", nil),
        ("CASE A WHEN B THEN 1 ELSE 0 END", nil), ("coalesce(A, B)", nil), ("coalesce(B, A)", nil),
        ("nullif(A, B)", nil),
        ("max(A, B)", "CASE WHEN A IS NULL OR B IS NULL THEN NULL ELSE greatest(A, B) END"),
        ("min(A, B)", "CASE WHEN A IS NULL OR B IS NULL THEN NULL ELSE least(A, B) END"),
        ("iif(1 = 1, B, A)", "CASE WHEN 1 = 1 THEN B ELSE A END"),
        ("lag(A, 1, B) OVER ()", nil), ("A + B", nil), ("A - B", nil), ("A * B", nil),
    ]

    private static let queries = [
        "SELECT A FROM v UNION ALL SELECT B FROM v", "SELECT A FROM v UNION SELECT B FROM v",
        "SELECT A FROM v INTERSECT SELECT B FROM v", "SELECT A FROM v EXCEPT SELECT B FROM v",
        "SELECT count(*) FROM (SELECT A AS k FROM v) AS x JOIN (SELECT B AS k FROM v) AS y USING (k)",
        "SELECT count(*) FROM (SELECT A AS k FROM v) AS x JOIN (SELECT B AS l FROM v) AS y ON k = l",
    ]

    /// Returns whether WorkQL answers although PostgreSQL refuses, by a rule stated in grammar.md.
    private static func isOurs(_ one: String, _ other: String, _ index: String) -> Bool {
        let pair: Set = [one, other]
        // An integer with a text is its digits, for equality and in one column.
        if pair == ["integer", "text"] { return true }
        // Columns of literals alone take the type with which they are combined in an outer query,
        // and so does a literal after CASE.
        if index.contains("SELECT ") || index.hasPrefix("CASE A"),
            pair.contains(where: { $0.hasPrefix("'") || $0 == "NULL" })
        {
            return true
        }
        // A boolean is a number in arithmetic, and a number with a timestamp is seconds.
        if index == "A + B", pair == ["date", "'09:00'"] || pair == ["time", "'2026-08-05'"] {
            return true
        }
        let isArithmetic = ["A + B", "A - B", "A * B"].contains(index)
        if isArithmetic, pair.contains("boolean") || pair.contains("'7'") || pair.contains("NULL") {
            return true
        }
        if isArithmetic, pair.contains("timestamp"),
            pair.contains("integer") || pair.contains("real")
        {
            return true
        }
        return pair == ["'7'"] || pair == ["'7'", "json"] || pair == ["'true'", "json"]
    }

    private struct Cell {
        var title: String
        var own: String
        var other: String
        var isOurs: Bool
    }

    private static let cells: [Cell] = {
        let own =
            "WITH v(s, i, r, b, t, d, c, j) AS (VALUES ("
            + samples.compactMap { $0.value == nil ? nil : $0.own ?? $0.value }
            .joined(separator: ", ") + ")) "
        let other =
            "WITH v(s, i, r, b, t, d, c, j) AS (VALUES ("
            + samples.compactMap(\.value).joined(separator: ", ") + ")) "
        var cells: [Cell] = []
        for (ours, theirs) in indices.map({ ("SELECT \($0.own) FROM v", $0.other) })
            + queries.map({ ($0, nil) })
        {
            for one in samples {
                for two in samples where one.value != nil || two.value != nil {
                    func filled(_ text: String) -> String {
                        text.replacing(/\bA\b/, with: one.text).replacing(/\bB\b/, with: two.text)
                    }
                    let index =
                        ours.hasSuffix(" FROM v") && ours.hasPrefix("SELECT ")
                            && !queries.contains(ours)
                        ? String(ours.dropFirst(7).dropLast(7)) : ours
                    let their = theirs.map { "SELECT \($0) FROM v" } ?? ours
                    let title = index.replacing(/\bA\b/, with: one.name)
                        .replacing(/\bB\b/, with: two.name)
                    cells.append(
                        Cell(
                            title: title, own: own + filled(ours), other: other + filled(their),
                            isOurs: isOurs(one.name, two.name, index)))
                }
            }
        }
        return cells
    }()

    private static let golden = GoldenScript.folder.appending(path: "types-matrix.txt")

    private func ownAnswers() async throws -> [Result<[[String?]], Diagnostic>] {
        try await Harness.with(try await Harness()) { harness in
            var answers: [Result<[[String?]], Diagnostic>] = []
            for cell in Self.cells {
                do {
                    answers.append(.success(try await harness.run(cell.own).rows.rows))
                } catch let error as UserError {
                    answers.append(
                        .failure(Diagnostic("\(error.message)", at: Span(0, 0), help: error.help)))
                } catch let error as Diagnostic {
                    answers.append(.failure(error))
                }
            }
            return answers
        }
    }

    @Test func everyCellIsAsTheFileHasIt() async throws {
        let lines = zip(Self.cells, try await ownAnswers()).map { cell, answer in
            switch answer {
            case .success(let rows):
                let text = rows.map { $0.map { $0 ?? "NULL" }.joined(separator: ",") }
                    .joined(separator: " | ")
                return "\(cell.title): \(text)"
            case .failure(let refusal):
                let help = refusal.help.map { " (\($0.prefix(60)))" } ?? ""
                return "\(cell.title): refused, \(refusal.message)\(help)"
            }
        }
        let text = lines.joined(separator: "\n") + "\n"
        if GoldenFile.rewrites {
            try text.write(to: Self.golden, atomically: true, encoding: .utf8)
        }
        let expected = try String(contentsOf: Self.golden, encoding: .utf8)
            .split(separator: "\n").map(String.init)
        #expect(expected.count == lines.count)
        for (line, wanted) in zip(lines, expected) { #expect(line == wanted) }
    }

    @Test(.enabled(if: PostgreSQL.isInstalled, "PostgreSQL 15 is not installed"))
    func everyAnswerIsPostgreSQLs() async throws {
        let own = try await ownAnswers()
        let others = try await PostgreSQL.with { try $0.answers(Self.cells.map(\.other)) }
        try #require(others.count == own.count)
        var (same, ours) = (0, 0)
        for (cell, (answer, other)) in zip(Self.cells, zip(own, others)) {
            guard case .success(let rows) = answer else { continue }
            switch other {
            case .rows(let theirs):
                same += 1
                #expect(SameCell.rows(rows) == SameCell.rows(theirs), "\(cell.title)")
            case .refused(let state):
                ours += 1
                #expect(
                    cell.isOurs, "\(cell.title): \(rows), which PostgreSQL refuses with \(state)")
            }
        }
        #expect(same > 500)
        #expect(ours < same / 2)
    }
}
