import TestSupport
import Testing
import WorkQL
import WorkQLSyntax

/// An integer that meets a real is a real from there on, and a text that represents a number is
/// one.
@Suite struct NumberMeetingTests {
    private static let rows = "(VALUES (7, 2.5)) AS v(i, r)"

    /// Each with its rows, without the line of names.
    @Test(
        arguments: [
            ("SELECT a / 2 FROM (VALUES (7), (2.5)) AS v(a)", ["3.5", "1.25"]),
            ("SELECT a / 2 FROM (SELECT 7 AS a UNION ALL SELECT 2.5) AS v", ["3.5", "1.25"]),
            (
                "SELECT a / 2 FROM (SELECT i AS a FROM \(rows) UNION SELECT r FROM \(rows)) AS u",
                ["1.25", "3.5"]
            ),
            (
                "SELECT a / 2 FROM (SELECT r AS a FROM \(rows) UNION ALL SELECT i FROM \(rows)) AS u",
                ["1.25", "3.5"]
            ),
            (
                "SELECT coalesce(i, r) / 2, ifnull(i, r) / 2, iif(TRUE, i, r) / 2 FROM \(rows)",
                ["3.5,3.5,3.5"]
            ),
            ("SELECT CASE WHEN r > 1 THEN i ELSE r END / 2 FROM \(rows)", ["3.5"]),
            (
                "SELECT max(i, r) / 2, min(9, 9.5) / 2, nullif(i, r) / 2 FROM \(rows)",
                ["3.5,4.5,3.5"]
            ),
            ("SELECT lag(r, 1, 7) OVER () / 2 FROM \(rows)", ["3.5"]),
            (
                "SELECT k / 2 FROM (SELECT 7 AS k) AS a FULL JOIN (SELECT 2.5 AS k) AS b USING (k)",
                ["3.5", "1.25"]
            ),
            (
                "SELECT k / 2 FROM (SELECT 7 AS k) AS a JOIN (SELECT 7.0 AS k) AS b USING (k)",
                ["3.5"]
            ),
            ("SELECT coalesce(NULL, i, '1.5') / 2 FROM \(rows)", ["3.5"]),
            ("SELECT a / 2 FROM (VALUES (7), ('1.5')) AS v(a)", ["3.5", "0.75"]),
            ("SELECT coalesce(r, '7') / 2 FROM (VALUES (CAST(NULL AS real))) AS v(r)", ["3.5"]),
            (
                "SELECT typeof(coalesce(i, r)), typeof(coalesce(i, 1)) FROM \(rows)",
                ["real,integer"]
            ),
            // Integers alone stay integers.
            ("SELECT a / 2 FROM (VALUES (7), ('3')) AS v(a)", ["3", "1"]),
            (
                "SELECT coalesce(i, 1) / 2, max(i, '8') / 3, CASE WHEN i = 7.0 THEN i END / 2 FROM \(rows)",
                ["3,2,3"]
            ),
            // Only compared, nothing changes.
            (
                "SELECT i / 2 FROM \(rows) WHERE i IN (7.0, r) AND i BETWEEN r AND 7.5 AND i > r",
                ["3"]
            ),
            // The values that CASE compares are converted with its operand separately.
            (
                """
                SELECT CASE d WHEN t THEN 1 WHEN '2026/8/5' THEN 2 END
                FROM (VALUES (DATE '2026-08-05', TIMESTAMP '2026-08-05 09:00')) AS v(d, t)
                """, ["2"]
            ),
            (
                """
                SELECT CASE i WHEN s THEN 1 WHEN '007' THEN 3 END, CASE s WHEN i THEN 1 ELSE 2 END
                FROM (VALUES (7, '007')) AS v(i, s)
                """, ["3,2"]
            ),
            // A duration is its seconds, like a difference of times.
            ("SELECT 90min / 1h, 2h / 7200, 1h / 7200, typeof(1h)", ["1.5,1.0,0.5,real"]),
            ("SELECT (TIME '09:30' - TIME '08:00') / 1h", ["1.5"]),
            ("SELECT sum(a) / 1h FROM (VALUES (30min), (1h)) AS v(a)", ["1.5"]),
        ]
    ) func numbersMeet(_ statement: String, _ expected: [String]) async throws {
        try await Harness.with(try await Harness()) { harness in
            let (answer, _) = try await harness.run(statement)
            let rows = answer.rows.map { $0.map { $0 ?? "NULL" }.joined(separator: ",") }
            #expect(rows == expected, "\(statement)")
        }
    }

    @Test func durationsOfParametersAreReals() async throws {
        let statements = try Harness.statements("LET day = 9h; SELECT :day / 2h")
        try await Harness.with(try await Harness()) { harness in
            var session = harness.session
            var rows: [[String?]] = []
            for statement in statements {
                rows = try await session.run(statement, into: CollectingWriter()).writer.rows
            }
            #expect(rows == [["4.5"]])
        }
    }

    /// Filled buckets have the same type as the others.
    @Test(
        arguments: [
            ("count(*) AS n", "7.5", "3.75"), ("avg(screen_shot_type) AS n", "7", "3.5"),
            ("count(*) AS n", "7", "3"),
        ]
    ) func filledBucketsAreOfOneType(
        _ item: String, _ fill: String, _ half: String
    ) async throws {
        try await Harness.with(try await Harness()) { harness in
            let (answer, _) = try await harness.run(
                """
                SELECT min(n) / 2, max(n / 2) FILTER (WHERE n = \(fill)) FROM (
                    SELECT \(item) FROM screen_capture WHERE userid = 'lisi' AND FALSE
                    SINCE 2d TIMESERIES 1d FILL \(fill))
                """)
            #expect(answer.rows == [[half, half]])
        }
    }

    /// The columns of a set operation keep their names if a side is wrapped in a computation.
    @Test(
        arguments: [
            "SELECT x FROM (SELECT i AS x FROM (VALUES (1)) AS v(i) UNION ALL SELECT r FROM (VALUES (2.5)) AS w(r))",
            "SELECT x FROM (SELECT d AS x FROM (VALUES (DATE '2026-08-01')) AS v(d) UNION ALL SELECT now())",
            "WITH q AS (SELECT i AS x FROM (VALUES (1)) AS v(i) UNION SELECT s FROM (VALUES ('a')) AS w(s)) SELECT q.x FROM q",
            "SELECT x FROM (SELECT i AS x, 2 AS y FROM (VALUES (1)) AS v(i) EXCEPT SELECT s, 3 FROM (VALUES ('a')) AS w(s)) WHERE y = 2",
            "SELECT u.x FROM (SELECT d AS x FROM (VALUES (DATE '2026-08-01')) AS v(d) INTERSECT SELECT TIMESTAMP '2026-08-01') AS u",
        ]
    ) func setOperationsKeepNames(_ statement: String) async throws {
        try await Harness.with(try await Harness()) { harness in
            let (answer, _) = try await harness.run(statement)
            #expect(!answer.rows.isEmpty)
        }
    }
}
