import TestSupport
import Testing
import WorkQL
import WorkQLSyntax

/// Queries that stand for a value: one row, none, or more than one, which PostgreSQL refuses with
/// 21000.
@Suite struct SubqueryRowTests {
    /// Before each statement: `v` with keys 1, 2, 2 and 3, and `one` with a single row.
    private static let tables = """
        WITH v(k, x) AS (VALUES (1, 10), (2, 20), (2, 21), (3, 30)), one(k) AS (VALUES (2))
        """

    static let statements = [
        // Constant ones, in every clause.
        "SELECT (SELECT x FROM v)",
        "SELECT (SELECT x FROM v WHERE k = 3)",
        "SELECT (SELECT x FROM v WHERE k = 9)",
        "SELECT coalesce((SELECT x FROM v WHERE k = 9), -1)",
        "SELECT (SELECT x FROM v ORDER BY x DESC LIMIT 1)",
        "SELECT (SELECT x FROM v ORDER BY x LIMIT 1 OFFSET 2)",
        "SELECT (SELECT x FROM v ORDER BY x LIMIT 2)",
        "SELECT (SELECT x FROM v WHERE k = 3 ORDER BY x LIMIT 2)",
        "SELECT (SELECT max(x) FROM v)",
        "SELECT (SELECT max(x) FROM v WHERE k = 9)",
        "SELECT (SELECT max(x) FROM v GROUP BY k)",
        "SELECT (SELECT max(x) FROM v GROUP BY k HAVING count(*) > 1)",
        "SELECT (SELECT DISTINCT k FROM v WHERE k = 2)",
        "SELECT (SELECT DISTINCT k FROM v)",
        "SELECT (SELECT 1)",
        "SELECT (VALUES (7))",
        "SELECT (VALUES (7), (8))",
        "SELECT (SELECT 1 UNION SELECT 1)",
        "SELECT (SELECT 1 UNION ALL SELECT 1)",
        "SELECT (WITH w AS (SELECT x FROM v) SELECT x FROM w)",
        "SELECT (WITH w AS (SELECT x FROM v) SELECT min(x) FROM w)",
        "SELECT (SELECT x FROM (SELECT x FROM v LIMIT 1) AS w)",
        "SELECT k FROM v WHERE x = (SELECT x FROM v WHERE k = 2)",
        "SELECT k FROM v WHERE x = (SELECT x FROM v WHERE k = 3)",
        "SELECT k FROM v WHERE x > (SELECT x FROM v WHERE k = 9)",
        "SELECT k FROM v WHERE x BETWEEN (SELECT min(x) FROM v) AND (SELECT x FROM v)",
        "SELECT k FROM v WHERE x IN (1, (SELECT x FROM v WHERE k = 1))",
        "SELECT k FROM v WHERE x IN (1, (SELECT x FROM v WHERE k < 3))",
        "SELECT k FROM v WHERE (SELECT x FROM v) IS NULL",
        "SELECT k, count(*) FROM v GROUP BY k HAVING count(*) > (SELECT k FROM v) ORDER BY k",
        "SELECT k, count(*) FROM v GROUP BY k HAVING count(*) = (SELECT k FROM one) ORDER BY k",
        "SELECT CASE WHEN 1 = 1 THEN (SELECT x FROM v) ELSE 0 END",
        "SELECT CASE (SELECT x FROM v) WHEN 1 THEN 1 END",
        "SELECT v.k FROM v JOIN one ON v.k = (SELECT k FROM v WHERE x < 11) ORDER BY 1",
        "SELECT v.k FROM v JOIN one ON v.k = (SELECT k FROM v) ORDER BY 1",
        "SELECT v.k FROM v JOIN one ON one.k = v.k AND v.x > (SELECT x FROM v w WHERE w.k = 1) "
            + "ORDER BY v.x",
        "SELECT k FROM v ORDER BY (SELECT x FROM v)",
        "SELECT sum((SELECT x FROM v)) FROM one",
        "SELECT (SELECT x FROM v) + 1",
        "SELECT -(SELECT x FROM v WHERE k = 1)",
        "SELECT (SELECT (SELECT x FROM v))",
        "SELECT (SELECT (SELECT x FROM v) LIMIT 1)",
        "SELECT (SELECT max(x) FROM v WHERE x < (SELECT x FROM v WHERE k = 3))",
        // Correlated ones: each row of the outer query for itself.
        "SELECT k, (SELECT x FROM v WHERE v.k = one.k) FROM one",
        "SELECT k, (SELECT x FROM v WHERE v.k = one.k + 1) FROM one",
        "SELECT k, (SELECT x FROM v WHERE v.k = one.k + 7) FROM one",
        "SELECT k, (SELECT x FROM v WHERE v.k = one.k ORDER BY x DESC LIMIT 1) FROM one",
        "SELECT k, (SELECT sum(x) FROM v WHERE v.k = one.k) FROM one",
        "SELECT a.k, a.x, (SELECT b.x FROM v b WHERE b.k = a.k AND b.x > a.x) FROM v a ORDER BY 2",
        "SELECT a.k, (SELECT b.x FROM v b WHERE b.k = a.k) FROM v a WHERE a.k <> 2 ORDER BY 1",
        "SELECT a.k FROM v a WHERE a.x = (SELECT b.x FROM v b WHERE b.k = a.k)",
        "SELECT a.k FROM v a WHERE a.x = (SELECT max(b.x) FROM v b WHERE b.k = a.k) ORDER BY 1",
        "SELECT one.k FROM one JOIN v ON v.x = (SELECT b.x FROM v b WHERE b.k = one.k)",
        "SELECT k, count(*) FROM v a GROUP BY k HAVING (SELECT x FROM v b WHERE b.k = a.k) > 0",
        "SELECT k, (SELECT max(x) FROM v b WHERE b.k = a.k) FROM v a GROUP BY k ORDER BY k",
        "SELECT EXISTS (SELECT x FROM v), 20 IN (SELECT x FROM v)",
        "SELECT k FROM v a WHERE EXISTS (SELECT 1 FROM v b WHERE b.k = a.k AND b.x <> a.x)",
    ]

    @Test(.enabled(if: PostgreSQL.isInstalled, "PostgreSQL 15 is not installed"))
    func sameAsPostgreSQL() async throws {
        let statements = Self.statements.map { Self.tables + " " + $0 }
        let theirs = try await PostgreSQL.with { try $0.answers(statements) }
        try #require(theirs.count == statements.count)
        try await Harness.with(try await Harness()) { harness in
            var refused = 0
            for (statement, theirs) in zip(statements, theirs) {
                switch theirs {
                case .rows(let rows):
                    let ours = try? await harness.run(statement).rows.rows
                    #expect(ours.map(SameCell.rows) == SameCell.rows(rows), "\(statement)")
                case .refused(let state):
                    #expect(state == "21000", "\(statement)")
                    let error = await #expect(throws: UserError.self, "\(statement)") {
                        try await harness.run(statement)
                    }
                    #expect(error?.code == .severalRows, "\(statement)")
                    refused += 1
                }
            }
            #expect(refused > 20)
        }
    }

    /// Rows of services, and keys, which would ask for one person of several.
    @Test(arguments: [
        "SELECT count(*) FROM checkin WHERE userid = (SELECT userid FROM member) SINCE 1d",
        "LET everybody = (SELECT userid FROM member); "
            + "SELECT count(*) FROM checkin WHERE userid = :everybody SINCE 1d",
        "SELECT (SELECT userid FROM checkin WHERE userid = 'lisi' SINCE 7d)",
        "SELECT userid, (SELECT c.notes FROM checkin c WHERE c.userid = s.userid SINCE 7d) "
            + "FROM screen_capture s WHERE userid = 'lisi' SINCE 7d",
        "SELECT count(*) AS n, (SELECT userid FROM member) AS u FROM checkin "
            + "WHERE userid = 'lisi' SINCE 1d COMPARE WITH 1d",
        "SELECT count(*) FROM checkin WHERE userid = 'lisi' SINCE 1d "
            + "HAVING count(*) > (SELECT department_id FROM member)",
    ]) func refusedOfServices(_ script: String) async throws {
        try await Harness.with(try await Harness()) { harness in
            let error = await #expect(throws: UserError.self) {
                var session = harness.session
                for statement in try Harness.statements(script) {
                    _ = try await session.run(statement, into: CollectingWriter())
                }
            }
            #expect(error?.code == .severalRows)
        }
    }
}
