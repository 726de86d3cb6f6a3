import TestSupport
import Testing
import WorkQLSandbox

/// A condition around a query finds the rows that it finds among all rows of the query: with a LIMIT
/// inside, which no condition passes, the answer is the same.
@Suite struct NestedConditionTests {
    private static let queries = [
        "SELECT userid AS k, exception_type AS v, checkin_time AS t FROM checkin",
        "SELECT DISTINCT userid AS k, exception_type AS v, date(checkin_time) AS t FROM checkin",
        "SELECT userid AS k, count(*) AS v, max(checkin_time) AS t FROM checkin GROUP BY userid",
        """
        SELECT userid AS k, count(*) AS v, date(checkin_time) AS t FROM checkin GROUP BY 1, 3
        HAVING userid <> 'wangwu'
        """,
        """
        SELECT userid AS k, rank() OVER (PARTITION BY userid ORDER BY checkin_time) AS v,
        checkin_time AS t FROM checkin
        """,
        """
        SELECT userid AS k, rank() OVER (PARTITION BY date(checkin_time) ORDER BY checkin_time) AS v,
        checkin_time AS t FROM checkin
        """,
        """
        SELECT userid AS k, checkin_type AS v, checkin_time AS t FROM checkin
        QUALIFY row_number() OVER (PARTITION BY userid ORDER BY checkin_time) = 1
        """,
        """
        SELECT userid AS k, 'c' AS v, checkin_time AS t FROM checkin
        UNION ALL SELECT userid, 's', time FROM screen_capture
        """,
        """
        SELECT userid AS k, exception_type AS v, NULL AS t FROM checkin
        EXCEPT SELECT userid, '', NULL FROM screen_capture
        """,
        """
        SELECT coalesce(s.userid, 'lisi') AS k, m.name AS v, s.time AS t
        FROM member AS m LEFT JOIN screen_capture AS s ON s.userid = m.userid
        """,
        """
        SELECT s.userid AS k, c.userid AS v, s.time AS t
        FROM checkin AS c FULL JOIN screen_capture AS s
        ON s.userid = c.userid AND date(s.time) = date(c.checkin_time)
        """,
        """
        SELECT c.userid AS k, count(s.userid) AS v, min(c.checkin_time) AS t
        FROM checkin AS c LEFT JOIN screen_capture AS s ON s.userid = c.userid GROUP BY 1
        """,
        """
        SELECT userid AS k, checkin_time AS v, checkin_time AS t FROM checkin AS c
        WHERE NOT EXISTS (SELECT 1 FROM screen_capture AS s WHERE s.userid = c.userid)
        """,
        """
        SELECT upper(userid) AS k, (SELECT max(name) FROM member AS m WHERE m.userid = c.userid) AS v,
        checkin_time AS t FROM checkin AS c
        """,
        """
        SELECT userid AS k, sum(n) AS v, max(d) AS t FROM
        (SELECT userid, date(checkin_time) AS d, count(*) AS n FROM checkin GROUP BY 1, 2) AS y
        GROUP BY userid
        """,
        """
        SELECT a.k AS k, b.k AS v, a.t AS t FROM (SELECT userid AS k, checkin_time AS t FROM checkin) AS a
        JOIN (SELECT userid AS k, checkin_time AS t FROM checkin) AS b ON a.t = b.t
        """,
    ]

    private static let conditions = [
        "k = 'lisi'", "k IN ('lisi', 'zhangsan', 'nobody')", "k = 'LISI'",
        "k = 'lisi' OR k = 'wangwu'",
        "k > 'w'", "NOT k = 'lisi'", "k IS NULL", "k IS NULL OR k = 'lisi'",
        "k = 'lisi' AND v IS NOT NULL",
        "k IS DISTINCT FROM 'lisi'", "NOT k IS NOT DISTINCT FROM 'lisi'",
        "k IS NOT DISTINCT FROM 'lisi'",
        "k = 'lisi' AND t >= '2026-08-13'", "coalesce(k, 'lisi') = 'lisi'",
        "lower(k) = 'lisi'", "upper(k) IN ('LISI', 'nobody')", "lower(k) = 'LISI'",
        "k IN (SELECT userid FROM member WHERE name IN ('张三', '李四'))",
        "CASE WHEN k = 'lisi' THEN v IS NULL ELSE k = 'wangwu' END",
    ]

    @Test func aroundQueries() async throws {
        try await check { query, condition in
            "SELECT * FROM (\(query)) AS q WHERE \(condition) SINCE 4d"
        }
    }

    @Test func aroundCommonTables() async throws {
        try await check(each: 3) { query, condition in
            "WITH q AS (\(query)) SELECT x.k, x.v, x.t FROM q AS x WHERE \(condition) SINCE 4d"
        }
    }

    @Test func ofJoinedQueries() async throws {
        try await check(each: 2) { query, condition in
            """
            SELECT m.userid, q.k, q.v, q.t FROM (SELECT userid FROM member) AS m
            LEFT JOIN (\(query)) AS q ON q.k = m.userid AND \(condition) SINCE 4d
            """
        }
    }

    private static let qualified = [
        """
        SELECT userid AS k, exception_type AS v, checkin_time AS t FROM checkin
        QUALIFY row_number() OVER (PARTITION BY userid ORDER BY checkin_time) <= 2
        """,
        """
        SELECT userid AS k, count(*) OVER () AS v, checkin_time AS t FROM checkin
        QUALIFY row_number() OVER (PARTITION BY userid ORDER BY checkin_time) <= 2
        """,
        """
        SELECT userid AS k, checkin_type AS v, checkin_time AS t FROM checkin
        QUALIFY rank() OVER (PARTITION BY checkin_type, userid ORDER BY checkin_time) <= 2
        """,
        """
        SELECT s.userid AS k, m.userid AS v, s.time AS t
        FROM (SELECT DISTINCT userid FROM member) AS m
        LEFT JOIN screen_capture AS s ON s.userid = m.userid
        QUALIFY row_number() OVER (PARTITION BY s.userid ORDER BY s.time, m.userid) <= 2
        """,
        """
        SELECT m.userid AS k, s.userid AS v, s.time AS t
        FROM (SELECT DISTINCT userid FROM member) AS m
        LEFT JOIN screen_capture AS s ON s.userid = m.userid
        QUALIFY row_number() OVER (PARTITION BY m.userid ORDER BY s.time) <= 2
        """,
        """
        SELECT userid AS k, count(*) AS v, date(checkin_time) AS t FROM checkin GROUP BY 1, 3
        QUALIFY rank() OVER (PARTITION BY userid ORDER BY count(*)) = 1
        """,
        """
        SELECT DISTINCT userid AS k, max(lat) OVER w AS v, NULL AS t FROM checkin
        WINDOW w AS (PARTITION BY userid) QUALIFY count(*) OVER w > 1
        """,
    ]

    /// Conditions of QUALIFY on the columns by which its windows are partitioned.
    @Test func besideWindows() async throws {
        try await Harness.with(try await Harness()) { harness in
            var found = 0
            for query in Self.qualified {
                for condition in Self.conditions {
                    if query.contains("NULL AS t"), condition.contains("t >=") { continue }
                    if condition.contains("SELECT") { continue }
                    let text = "\(query) AND (\(condition)) SINCE 4d"
                    let whole =
                        "SELECT * FROM (\(query) LIMIT 999999) AS q WHERE \(condition) SINCE 4d"
                    let expected = try await rows(whole, harness)
                    let actual = try await rows(text, harness)
                    #expect(actual == expected, "\(text)")
                    found += actual.count
                }
            }
            #expect(found > 100)
            #expect(harness.server.violations.isEmpty)
        }
    }

    /// The store keeps what the first statements fetch, so that the others only choose from it.
    private func check(
        each step: Int = 1, _ statement: (_ query: String, _ condition: String) -> String
    ) async throws {
        try await Harness.with(try await Harness()) { harness in
            var (found, number) = (0, 0)
            for query in Self.queries {
                for condition in Self.conditions {
                    number += 1
                    if query.contains("NULL AS t"), condition.contains("t >=") { continue }
                    if number % step != 0 { continue }
                    let text = statement(query, condition)
                    let whole = statement("SELECT * FROM (\(query)) AS w LIMIT 999999", condition)
                    let expected = try await rows(whole, harness)
                    let actual = try await rows(text, harness)
                    #expect(actual == expected, "\(text)")
                    found += actual.count
                }
            }
            #expect(found > 500)
            #expect(harness.server.violations.isEmpty)
        }
    }

    private func rows(_ text: String, _ harness: Harness) async throws -> [String] {
        try await harness.run(text).rows.rows.map { row in
            row.map { $0 ?? "NULL" }.joined(separator: "|")
        }.sorted()
    }
}
