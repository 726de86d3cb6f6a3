import Testing
import WorkQLSyntax

/// Statements beyond the select core: each is read, and reads the same again when printed.
@Suite struct DialectTests {
    @Test(arguments: [
        "FROM checkin SINCE 7d",
        "FROM checkin SINCE 7d@d UNTIL today SELECT userid, checkin_time,",
        "FROM checkin SELECT userid SINCE 7d@d",
        "SELECT userid, count() AS n FROM checkin SINCE 1mo@mo GROUP BY ALL ORDER BY n DESC LIMIT 20",
        "SELECT * EXCLUDE (notes, mediaids) FROM checkin DURING last month",
        "SELECT * EXCLUDE notes REPLACE (lower(userid) AS userid, 1 AS lat) FROM checkin",
        "SELECT c.* EXCLUDE (a,) FROM checkin c",
        "SELECT count(*) FROM checkin TIMESERIES 1d FILL 0 SINCE 30d@d",
        "SELECT count(*) FROM checkin SINCE 30d TIMESERIES 1d ON checkin_time FILL PREVIOUS",
        "SELECT avg(d) FROM meeting SINCE 7d COMPARE WITH 1w ORDER BY ALL DESC",
        "SELECT avg(d) FROM meeting DURING last week TIMESERIES 1d COMPARE WITH PREVIOUS PERIOD",
        "SELECT dept, count(DISTINCT userid) FILTER (WHERE late) FROM checkin JOIN user USING (userid)",
        "SELECT * FROM a SINCE 7d JOIN b SINCE 1d ON a.x = b.x SINCE 9d",
        "SELECT * FROM a LEFT OUTER JOIN b ON a.x = b.x RIGHT JOIN c USING (x) FULL JOIN d USING (x)",
        "SELECT * FROM a CROSS JOIN b, c AS d, (a JOIN b USING (x))",
        "SELECT * FROM 'roster.csv' AS r(userid, name) JOIN checkin USING (userid)",
        "SELECT * FROM (SELECT 1 AS a) AS t(b) WHERE b IN (SELECT 1 UNION ALL SELECT 2)",
        "SELECT (SELECT max(x) FROM b), EXISTS (FROM c), NOT EXISTS (SELECT 1) FROM a",
        "WITH a AS (FROM checkin SINCE 7d), b(x) AS (SELECT 1) SELECT * FROM a, b LIMIT ALL",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9) SELECT * FROM n",
        "SELECT 1 UNION SELECT 2 INTERSECT SELECT 3 EXCEPT SELECT 4 ORDER BY 1 LIMIT 2",
        "(SELECT 1 LIMIT 1) UNION ALL (SELECT 2 ORDER BY 1)",
        "VALUES (1, 'a'), (2, 'b') ORDER BY 1",
        "SELECT * FROM (VALUES (1), (2)) AS v(n)",
        "SELECT row_number() OVER (PARTITION BY a ORDER BY b DESC NULLS LAST) FROM t",
        "SELECT sum(x) OVER (ORDER BY t ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) FROM t",
        "SELECT sum(x) OVER (RANGE UNBOUNDED PRECEDING), count(*) OVER () FROM t",
        "SELECT a::int, raw->>'errcode', raw->'a'->0, -a::text FROM t ORDER BY a NULLS FIRST",
        "SELECT * FROM t WHERE a ILIKE '%x%' AND b NOT REGEXP '^y' AND c IN :ids AND d NOT IN :ids",
        "PARAM s DURATION = 7d, day TIME = yesterday AT '09:00', ids LIST = ('a', 'b'), dept INT",
        "LET late = (SELECT userid FROM checkin SINCE :since)",
        "LET ids = ('zhangsan', 'lisi')",
        "LET x = (1 + 2) * 3",
        "SET timezone = 'Asia/Tokyo'",
        "SET max_calls TO 20",
        "RESET timezone",
        "SHOW SETTINGS",
        "COPY (FROM checkin SINCE 7d) TO 'out.csv'",
        "EXPLAIN CALLS SELECT 1", "EXPLAIN ANALYZE SELECT 1", "SHOW QUOTA",
        "EXPLAIN WITH a AS (SELECT 1) FROM a",
        "SELECT DISTINCT a FROM t, u,",
    ])
    func isReadAndPrinted(_ source: String) throws {
        let statement = try onlyStatement(source)
        let printed = Printer().print(statement)
        #expect(try onlyStatement(printed) == statement, "\(printed)")
        #expect(Printer().print(try onlyStatement(printed)) == printed)
    }

    @Test(arguments: [
        ("SELECT * FROM a JOIN b", "expected ON or USING, found the end of the text"),
        ("SELECT * FROM a JOIN b WHERE x", "JOIN without a condition"),
        ("SELECT * FROM a NATURAL JOIN b", "NATURAL JOIN is no part of WorkQL"),
        ("SELECT * FROM a CROSS JOIN b ON x", "CROSS JOIN with ON"),
        ("SELECT sum(x) OVER w FROM t", "a named window is not supported"),
        ("SELECT 1 UNION 2", "expected SELECT after UNION, found 2"),
        ("WITH a AS SELECT 1", "expected \"(\" after AS, found SELECT"),
        ("SELECT * FROM t TIMESERIES day", "expected a step after TIMESERIES, found \"day\""),
        ("SELECT * FROM t COMPARE WITH PREVIOUS", "expected PERIOD, found the end of the text"),
        ("PARAM days", "expected a type after days, found the end of the text"),
        ("PARAM days DURATOIN", "unknown type \"DURATOIN\" of a parameter"),
        ("PARAM n INT = 'a'", "the default is no INT"),
        ("LET a", "expected \"=\", found the end of the text"),
        ("COPY checkin TO 'x.csv'", "expected a query in parentheses, found \"checkin\""),
        (
            "SELECT a ORDER BY a NULLS",
            "expected FIRST or LAST after NULLS, found the end of the text"
        ),
        ("SELECT lower(SELECT 1)", "a query as an argument"),
        ("SELECT * FROM (SELECT 1", "expected \")\", found the end of the text"),
    ])
    func isRefused(_ source: String, _ message: String) {
        switch Parser.parse(source) {
        case .complete: Issue.record("read: \(source)")
        case .failed(let diagnostic), .incomplete(let diagnostic):
            #expect(diagnostic.message == message)
        }
    }

    @Test func longChainsAreRefused() {
        for (part, joint) in [("a", " JOIN a USING (x) "), ("SELECT 1", " UNION ")] {
            let start = part == "a" ? "SELECT * FROM a" : part
            let chain = start + String(repeating: joint + (part == "a" ? "" : part), count: 5000)
            guard case .failed(let diagnostic) = Parser.parse(chain) else {
                Issue.record("read")
                continue
            }
            #expect(diagnostic.message.hasPrefix("more than 200"))
        }
    }

    @Test func deepQueriesAreRefused() {
        for opening in [
            "SELECT * FROM (", "(", "SELECT (", "WITH a AS (", "SELECT * FROM (a JOIN (",
        ] {
            let source = String(repeating: opening, count: 100_000)
            if case .complete = Parser.parse(source) { Issue.record("read: \(opening)") }
        }
    }
}
