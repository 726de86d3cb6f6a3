import Testing
import WorkQLSyntax

/// Queries as printed for SQLite, and the parts that callers can replace.
@Suite struct PrinterQueryTests {
    private func query(_ source: String) throws -> Query {
        guard case .query(let query) = try onlyStatement(source).kind else {
            throw Diagnostic("no query", at: Span(0, 0))
        }
        return query
    }

    @Test(arguments: [
        // Set operations have equal precedence in SQLite, and take no parentheses.
        (
            "SELECT 1 UNION SELECT 2 INTERSECT SELECT 3 EXCEPT SELECT 4",
            "SELECT 1 UNION SELECT * FROM (SELECT 2 INTERSECT SELECT 3) EXCEPT SELECT 4"
        ),
        (
            "(SELECT 1 UNION SELECT 2) INTERSECT SELECT 3",
            "SELECT 1 UNION SELECT 2 INTERSECT SELECT 3"
        ),
        (
            "(SELECT 1 LIMIT 1) UNION ALL (SELECT 2 UNION SELECT 3) ORDER BY 1 NULLS LAST",
            "SELECT * FROM (SELECT 1 LIMIT 1) UNION ALL SELECT * FROM (SELECT 2 UNION SELECT 3)"
                + " ORDER BY 1 NULLS LAST"
        ),
        // VALUES takes no ORDER BY.
        ("VALUES (2), (1) ORDER BY 1", "SELECT * FROM (VALUES (2), (1)) ORDER BY 1"),
        (
            "SELECT 0 UNION VALUES (2), (1) LIMIT 1",
            "SELECT 0 UNION SELECT * FROM (VALUES (2), (1)) LIMIT 1"
        ),
        ("VALUES (1) UNION SELECT 2 ORDER BY 1", "VALUES (1) UNION SELECT 2 ORDER BY 1"),
        // Columns can be named only in a WITH.
        (
            "SELECT * FROM (VALUES (1, 2)) AS v(x, y)",
            "SELECT * FROM (WITH v(x, y) AS (SELECT * FROM (VALUES (1, 2))) SELECT * FROM v) AS v"
        ),
        // The comma is a join.
        (
            "SELECT * FROM a, b RIGHT JOIN c USING (x), d",
            "SELECT * FROM a, (b RIGHT JOIN c USING (x)), d"
        ),
        (
            "SELECT * FROM a FULL JOIN (b CROSS JOIN c) ON a.x = b.x AND b.y",
            "SELECT * FROM a FULL JOIN (b CROSS JOIN c) ON (a.x = b.x) AND b.y"
        ),
        (
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) FROM n LIMIT ALL OFFSET 1",
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT * FROM n"
                + " LIMIT -1 OFFSET 1"
        ),
        (
            "SELECT sum(a) FILTER (WHERE b > 1) OVER (PARTITION BY c ORDER BY d DESC ROWS 1 PRECEDING)",
            "SELECT sum(a) FILTER (WHERE b > 1) OVER (PARTITION BY c ORDER BY d DESC ROWS 1 PRECEDING)"
        ),
        (
            "SELECT a IN (SELECT 1 WHERE b = c OR d), NOT EXISTS (FROM t)",
            "SELECT a IN (SELECT 1 WHERE (b = c) OR d), NOT EXISTS (SELECT * FROM t)"
        ),
        ("SELECT a->'x'->>'y' || z", "SELECT ((a -> 'x') ->> 'y') || z"),
        // Constructs that SQLite does not have were rewritten before.
        (
            "SELECT * EXCLUDE (a) FROM t SINCE 7d TIMESERIES 1d FILL 0 GROUP BY ALL"
                + " COMPARE WITH 1w ORDER BY ALL WITH TIMEZONE 'UTC'",
            "SELECT * FROM t"
        ),
        ("SELECT * FROM a SINCE 7d JOIN b USING (x)", "SELECT * FROM a JOIN b USING (x)"),
    ]) func printsForSQLite(_ source: String, _ expected: String) throws {
        #expect(Printer(parentheses: .full).print(try query(source)) == expected)
    }

    @Test func quotesEveryNameButThoseOfFunctions() throws {
        let printer = Printer(quotesEveryName: true)
        let source =
            "WITH a(b) AS (FROM s.t AS x(y)) SELECT a.*, max(b) AS c FROM a JOIN d USING (e)"
        #expect(
            printer.print(try query(source))
                == #"WITH "a"("b") AS (SELECT * FROM "s"."t" AS "x"("y")) "#
                + #"SELECT "a".*, max("b") AS "c" FROM "a" JOIN "d" USING ("e")"#)
    }

    @Test func asksForRelationsFirst() throws {
        let printer = Printer(
            parentheses: .full,
            special: { if case .parameter(let name) = $0.kind { "?\(name.text)" } else { nil } },
            relation: { relation in
                switch relation.kind {
                case .table(let table, _, _) where table.name == Name("checkin"): "scan0 AS c"
                case .join(.full, _, _, _): "joined"
                default: nil
                }
            })
        let source = """
            WITH w AS (FROM checkin SINCE 7d)
            SELECT * FROM w, Checkin JOIN (SELECT * FROM checkin WHERE a IN (FROM checkin)) ON b = :c,
                (x FULL JOIN y USING (z)) JOIN v USING (z), t
            """
        #expect(
            printer.print(try query(source))
                == "WITH w AS (SELECT * FROM scan0 AS c) SELECT * FROM w, (scan0 AS c JOIN"
                + " (SELECT * FROM scan0 AS c WHERE a IN (SELECT * FROM scan0 AS c)) ON b = ?c),"
                + " (joined JOIN v USING (z)), t")
    }

    /// Trees that the parser never produces are still printed so that they parse to the same tree.
    @Test func printsWhatNobodyWrote() throws {
        let select = try query("SELECT a FROM t")
        var query = Query(body: select.body, time: TimeClause(.during(Period(.today))))
        #expect(query.description == "(SELECT a FROM t) DURING today")
        query = Query(
            body: .query(Query(body: select.body, limit: Expression(.literal(.integer(1))))))
        #expect(query.description == "(SELECT a FROM t LIMIT 1)")
    }
}
