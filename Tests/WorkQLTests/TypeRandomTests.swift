import TestSupport
import Testing
import WorkQL
import WorkQLSyntax

/// Random queries over typed rows: the rows of PostgreSQL, or a refusal; never other rows.
@Suite struct TypeRandomTests {
    @Test(.enabled(if: PostgreSQL.isInstalled, "PostgreSQL 15 is not installed"))
    func sameRowsAsPostgreSQL() async throws {
        var queries = TypedQueries(seed: 15)
        let statements = (0..<(Soak.isOn ? 20_000 : 400)).map { _ in queries.statement() }
        let others = try await PostgreSQL.with { server in
            try server.answers(statements.map { TypedQueries.theirs($0) })
        }
        try #require(others.count == statements.count)
        try await Harness.with(try await Harness()) { harness in
            var (same, refused) = (0, 0)
            for (statement, other) in zip(statements, others) {
                let rows: [[String?]]
                do {
                    rows = try await harness.run(TypedQueries.ours(statement)).rows.rows
                } catch let error as UserError {
                    #expect(error.code != .notComputed, "\(statement): \(error.message)")
                    refused += 1
                    continue
                } catch is Diagnostic {
                    refused += 1
                    continue
                }
                guard case .rows(let theirs) = other else { continue }
                same += 1
                #expect(SameCell.rows(rows) == SameCell.rows(theirs), "\(statement)")
            }
            #expect(same > statements.count / 6, "\(same) answered by both, \(refused) refused")
        }
    }
}

/// Statements over two tables of every type, in a notation that is translated for each side.
struct TypedQueries {
    private var random: SplitMix64

    /// The types of most values in a statement, so that not all statements are refused.
    private var focus: [String] = []

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    private static let names = "id, s, i, r, b, t, d, c"

    private static let rows: [(id: Int, cells: [String?])] = [
        (1, ["'7'", "7", "7.5", "TRUE", "2026-08-05 09:00", "2026-08-05", "09:00"]),
        (2, ["'007'", "-3", "-0.25", "FALSE", "2026-08-05 00:00", "2026-08-06", "00:00"]),
        (3, ["'x'", "0", "0.0", nil, "2026-08-06 23:59:59.5", "2026-08-05", "23:59:59.5"]),
        (4, [nil, nil, nil, "TRUE", nil, nil, nil]),
        (5, ["'2026-08-05'", "20260805", "7.0", "FALSE", "2026-08-06 00:00", nil, "09:00"]),
        (6, ["''", "7", nil, "TRUE", "2025-12-31 23:30", "2024-02-29", "12:30"]),
    ]

    private static func table(_ types: [String], timestamp: String) -> String {
        rows.map { id, cells in
            let values = zip(cells, types).enumerated().map { index, pair in
                let (cell, type) = pair
                guard let cell else { return "CAST(NULL AS \(type))" }
                switch index {
                case 0: return "CAST(\(cell) AS \(type))"
                case 4: return "\(timestamp) '\(cell)'"
                case 5: return "DATE '\(cell)'"
                case 6: return "TIME '\(cell)'"
                default: return "CAST(\(cell) AS \(type))"
                }
            }
            return "(\(id), \(values.joined(separator: ", ")))"
        }.joined(separator: ", ")
    }

    static func ours(_ statement: String) -> String {
        let types = ["text", "integer", "real", "boolean", "timestamp", "date", "time"]
        return "WITH v(\(names)) AS (VALUES \(table(types, timestamp: "TIMESTAMP"))) " + statement
    }

    static func theirs(_ statement: String) -> String {
        let types = ["text", "bigint", "float8", "boolean", "timestamptz", "date", "time"]
        let text = statement.replacing("::timestamp", with: "::timestamptz")
            .replacing("::real", with: "::float8").replacing("::integer", with: "::bigint")
        return "WITH v(\(names)) AS (VALUES \(table(types, timestamp: "TIMESTAMPTZ"))) " + text
    }

    // MARK: Statements

    private mutating func number(_ range: ClosedRange<Int>) -> Int {
        Int.random(in: range, using: &random)
    }

    private mutating func pick<Value>(_ values: [Value]) -> Value {
        values[number(0...values.count - 1)]
    }

    mutating func statement() -> String {
        focus = pick([
            ["s", "i", "'7'"], ["i", "r", "7", "'7'", "7.5"], ["b", "TRUE", "'true'"],
            ["t", "d", "'2026-08-05'"], ["d", "DATE '2026-08-05'", "'20260805'"],
            ["c", "TIME '12:30'", "'09:00'"],
        ])
        let first = value(depth: 2, of: "x")
        switch number(0...10) {
        case 10:
            let names = "FROM v AS x"
            return "SELECT k, (k / 2) FROM (SELECT \(leaf(of: "x")) AS k \(names) "
                + "\(pick(["UNION ALL", "UNION", "EXCEPT"])) "
                + "SELECT \(value(depth: 1, of: "x")) \(names)) AS u"
        case 0:
            return
                "SELECT \(first) FROM v AS x \(pick(["UNION", "UNION ALL", "INTERSECT", "EXCEPT"])) "
                + "SELECT \(value(depth: 1, of: "x")) FROM v AS x"
        case 1:
            let columns = [pick(Self.columns), pick(Self.columns)]
            let other = number(0...1) == 0 ? columns[0] : columns[1]
            return "SELECT a.id, b.id FROM v AS a \(pick(["JOIN", "LEFT JOIN"])) v AS b "
                + "ON a.\(columns[0]) \(pick(["=", "<", "IS NOT DISTINCT FROM"])) b.\(other)"
        case 2:
            return
                "SELECT a.n, b.m, k FROM (SELECT id AS n, \(pick(Self.columns)) AS k FROM v) AS a "
                + "\(pick(["JOIN", "LEFT JOIN", "FULL JOIN"])) "
                + "(SELECT id AS m, \(pick(Self.columns)) AS k FROM v) AS b USING (k)"
        case 3:
            let key = pick(["d", "b", "c", "i"])
            return "SELECT x.\(key), count(*), \(pick(["min", "max", "count"]))(\(first)) "
                + "FROM v AS x GROUP BY x.\(key)"
        case 4:
            return "SELECT x.id FROM v AS x WHERE \(leaf(of: "x")) "
                + "\(pick(["IN", "NOT IN"])) (SELECT \(value(depth: 1, of: "y")) FROM v AS y)"
        default:
            return "SELECT x.id, \(first) FROM v AS x WHERE \(condition(depth: 1, of: "x"))"
        }
    }

    private static let columns = ["s", "i", "r", "b", "t", "d", "c"]
    private static let constants = [
        "'7'", "7", "0", "1", "7.5", "'2026-08-05'", "'09:00'", "'true'", "NULL",
        "DATE '2026-08-05'", "TIME '12:30'", "TRUE", "'2026-08-05 09:00:00+08'", "'20260805'",
    ]

    private mutating func leaf(of table: String) -> String {
        if number(0...9) < 8 {
            let leaf = pick(focus)
            return leaf.count == 1 && leaf != "7" ? "\(table).\(leaf)" : leaf
        }
        return number(0...3) == 0 ? pick(Self.constants) : "\(table).\(pick(Self.columns))"
    }

    private mutating func value(depth: Int, of table: String) -> String {
        guard depth > 0 else { return leaf(of: table) }
        func inner(_ queries: inout TypedQueries) -> String {
            queries.value(depth: depth - 1, of: table)
        }
        switch number(0...13) {
        case 0: return "coalesce(\(inner(&self)), \(leaf(of: table)))"
        case 1: return "nullif(\(inner(&self)), \(leaf(of: table)))"
        case 2:
            return "CASE WHEN \(condition(depth: depth - 1, of: table)) THEN \(inner(&self)) "
                + "ELSE \(leaf(of: table)) END"
        case 3:
            return "CASE \(leaf(of: table)) WHEN \(leaf(of: table)) THEN \(leaf(of: table)) "
                + "WHEN \(pick(Self.constants)) THEN \(leaf(of: table)) END"
        case 4: return "(\(inner(&self)) - \(leaf(of: table)))"
        case 5:
            // A text with a time is a date or a time of day here, and a duration in PostgreSQL.
            let other = leaf(of: table)
            return "(\(inner(&self)) + \(other.hasPrefix("'") ? "7" : other))"
        case 6: return "\(table).t::\(pick(["date", "time"]))"
        case 7: return "\(table).d::\(pick(["timestamp", "text", "date"]))"
        case 8: return "\(table).i::\(pick(["text", "real"]))"
        case 9: return "(\(condition(depth: depth - 1, of: table)))"
        case 10: return "(SELECT \(pick(["min", "max"]))(z.\(pick(Self.columns))) FROM v AS z)"
        // Times and reals have a different text form in PostgreSQL.
        case 11: return "(\(table).s || \(table).\(pick(["s", "i", "b", "d"]))::text)"
        case 12: return "(\(inner(&self)) / 2)"
        default: return leaf(of: table)
        }
    }

    private mutating func condition(depth: Int, of table: String) -> String {
        let one = value(depth: depth, of: table)
        switch number(0...8) {
        case 0: return "\(one) IN (\(leaf(of: table)), \(pick(Self.constants)))"
        case 1: return "\(one) NOT IN (\(leaf(of: table)), \(leaf(of: table)))"
        case 2: return "\(one) BETWEEN \(leaf(of: table)) AND \(leaf(of: table))"
        case 3: return "\(one) IS DISTINCT FROM \(leaf(of: table))"
        case 4: return "\(one) IS NULL"
        case 5: return "NOT (\(one) = \(leaf(of: table)))"
        case 6: return "\(one) = \(leaf(of: table)) OR \(leaf(of: table)) < \(leaf(of: table))"
        default: return "\(one) \(pick(["=", "<>", "<", ">=", ">"])) \(leaf(of: table))"
        }
    }
}
