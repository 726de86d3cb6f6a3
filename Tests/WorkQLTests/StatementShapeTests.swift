import TestSupport
import Testing
import WorkQL
import WorkQLSyntax

/// The meaning of names, and the expressions allowed with groups.
@Suite struct StatementShapeTests {
    /// Runs a text in which `{a}` and `{b}` are replaced by files.
    private static func run(_ text: String) async throws -> [String] {
        let folder = try FileFolder()
        try folder.write(Array("id,dept,days\n1,a,2\n2,a,3\n3,b,4\n".utf8), "a.csv")
        try folder.write(Array("head,dept,days\n1,x,1\n3,y,5\n".utf8), "b.csv")
        let text = text.replacing("{a}", with: "'\(folder.path)/a.csv' a")
            .replacing("{b}", with: "'\(folder.path)/b.csv' b")
            .replacing("{c}", with: "'\(folder.path)/a.csv' c")
        return try await Harness.with(try await Harness()) { harness in
            var session = harness.session
            var lines: [String] = []
            for statement in try Harness.statements(text) {
                let outcome = try await session.run(statement, into: CollectingWriter())
                lines = outcome.writer.lines
            }
            return lines
        }
    }

    @Test(arguments: [
        // Correlated by a column that is not grouped.
        "SELECT a.id, (SELECT sum(a.days) FROM {b}) FROM {a}",
        "SELECT dept, (SELECT count(*) FROM {b} WHERE b.head = a.id) FROM {a} GROUP BY dept",
        "SELECT dept, count(*) FROM {a} GROUP BY dept HAVING (SELECT count(*) FROM {b} WHERE b.head = a.id) > 0",
        "SELECT dept FROM {a} GROUP BY dept ORDER BY (SELECT max(days) FROM {b} WHERE b.head = a.id)",
        "SELECT dept, EXISTS (SELECT 1 FROM {b} WHERE b.head = a.id) FROM {a} GROUP BY dept",
        "SELECT dept, 1 IN (SELECT b.days + a.days FROM {b}) FROM {a} GROUP BY dept",
        "SELECT dept, (SELECT sum(b.days + a.days) FROM {b}) FROM {a} GROUP BY dept",
        "SELECT dept, (SELECT n FROM (SELECT a.id AS n) q) FROM {a} GROUP BY dept",
        "SELECT count(*), (SELECT a.id) FROM {a}",
        "SELECT dept FROM {a} HAVING dept = 'a'",
    ])
    func ungroupedColumnsAreRefused(_ text: String) async throws {
        let error = await #expect(throws: UserError.self) { try await Self.run(text) }
        #expect(error?.code == .notGrouped)
        #expect(error?.span != nil)
    }

    @Test(
        arguments: [
            (
                "SELECT dept, (SELECT count(*) FROM {b} WHERE b.head > length(a.dept)) FROM {a} GROUP BY dept",
                ["a,1", "b,1"]
            ),
            (
                "SELECT dept, (SELECT max(a.days) FROM {b} LIMIT 1) FROM {a} GROUP BY dept",
                ["a,3", "b,4"]
            ),
            ("SELECT (SELECT sum(a.days) FROM {b} LIMIT 1) FROM {a}", ["9"]),
            ("SELECT (SELECT sum(b.days) FROM {b}) FROM {a} LIMIT 1", ["6"]),
            (
                "SELECT dept, (SELECT count(*) FROM {a} WHERE a.id > 1) FROM {a} GROUP BY dept",
                ["a,2", "b,2"]
            ),
            (
                "SELECT a.id, (SELECT b.days FROM {b} WHERE b.head = a.id) FROM {a} ORDER BY 1",
                ["1,1", "2,", "3,5"]
            ),
            (
                "SELECT upper(dept), (SELECT count(*) FROM {b} WHERE b.dept > upper(a.dept)) FROM {a} GROUP BY upper(dept)",
                ["A,2", "B,2"]
            ),
            // Columns of one name.
            (
                "SELECT * FROM (SELECT a.*, b.* FROM {a} JOIN {b} ON b.head = a.id) ORDER BY 1",
                ["1,a,2,1,x,1", "3,b,4,3,y,5"]
            ),
            (
                "WITH q AS (SELECT a.*, b.* FROM {a} JOIN {b} ON b.head = a.id) SELECT * EXCLUDE (days) FROM q",
                ["1,a,1,x", "3,b,3,y"]
            ),
            (
                "WITH q AS (SELECT a.*, b.* FROM {a} JOIN {b} ON b.head = a.id) SELECT t.u FROM q AS t(p, q, r, s, u, v)",
                ["x", "y"]
            ),
            ("LET q = (SELECT 1 AS x, 2 AS x); SELECT * FROM q", ["1,2"]),
            ("SELECT * REPLACE (1 AS dept) FROM {a} JOIN {c} USING (dept) LIMIT 1", ["1,1,2,1,2"]),
            // A LET in several places.
            ("LET x = (SELECT 1 AS n); SELECT n FROM x UNION ALL SELECT n + 1 FROM x", ["1", "2"]),
            (
                "LET x = (SELECT 1 AS n); LET y = (SELECT n + 1 AS n FROM x); SELECT x.n, y.n FROM y, x",
                ["1,2"]
            ),
            (
                """
                LET x = (SELECT 1 AS n); LET y = (SELECT n + 1 AS n FROM x);
                WITH w AS (SELECT 5 AS n) SELECT n FROM w UNION ALL SELECT n FROM y
                UNION ALL SELECT n FROM w UNION ALL SELECT n FROM x
                """, ["5", "2", "5", "1"]
            ),
            (
                "LET x = (SELECT 1 AS n); SELECT (SELECT n FROM x), n FROM x WHERE n IN (SELECT n FROM x)",
                ["1,1"]
            ),
            (
                "LET x = (SELECT 1 AS n); SELECT * FROM (SELECT n FROM x) p JOIN (SELECT n FROM x) q USING (n)",
                ["1"]
            ),
            // Names that the engine uses as well.
            (
                """
                WITH scan0 AS (SELECT 'lisi' AS userid)
                SELECT count(*) FROM scan0 JOIN checkin USING (userid) SINCE 2026-08-13 UNTIL 2026-08-14
                """, ["2"]
            ),
            (
                "WITH file0 AS (SELECT 7 AS id) SELECT file0.id, a.id FROM file0, {a} LIMIT 1",
                ["7,1"]
            ),
            (
                """
                WITH current AS (SELECT 'lisi' AS userid), previous AS (SELECT 1 AS x)
                SELECT count(*) FROM current JOIN checkin USING (userid) CROSS JOIN previous
                SINCE 2026-08-13 UNTIL 2026-08-14 COMPARE WITH 1d
                """, ["2,2,0,0.0"]
            ),
            (
                """
                WITH "period current" AS (SELECT 'lisi' AS userid), "period bucket" AS (SELECT 1 AS x)
                SELECT count(*) FROM "period current" JOIN checkin USING (userid)
                CROSS JOIN "period bucket" SINCE 2026-08-13 UNTIL 2026-08-14 TIMESERIES 1d
                """, ["2026-08-13T00:00:00+08:00,2"]
            ),
            (
                "WITH \"r named\" AS (SELECT 2 AS x) SELECT y FROM (SELECT x FROM \"r named\") AS r(y)",
                ["2"]
            ),
            (
                """
                LET z = (SELECT 1 AS x);
                WITH "let z" AS (SELECT 2 AS x), "last result" AS (SELECT 3 AS x), values1 AS (SELECT 4 AS x),
                "user scan0" AS (SELECT 5 AS x), scan0 AS (SELECT 6 AS x)
                SELECT z.x, l.x, r.x, v.x, u.x, s.x FROM z, "let z" l, "last result" r, values1 v,
                "user scan0" u, scan0 s
                """, ["1,2,3,4,5,6"]
            ),
            ("SELECT * FROM (SELECT 1 AS x) AS \"query 2\", (SELECT 2 AS y)", ["1,2"]),
            // Tables without a used column.
            ("SELECT (SELECT count(*) FROM department), count(*) FROM {a}", ["10,3"]),
            ("SELECT count(*) FROM department x, department y", ["100"]),
            ("SELECT count(*) FROM {a} CROSS JOIN department", ["30"]),
            ("SELECT count(*) FROM {a} WHERE EXISTS (SELECT 1 FROM member)", ["3"]),
            (
                "SELECT count(*) > 0 FROM member CROSS JOIN screen_capture SINCE 2026-08-13 UNTIL 2026-08-14",
                ["true"]
            ),
        ] as [(String, [String])])
    func answers(_ text: String, _ rows: [String]) async throws {
        #expect(try await Array(Self.run(text).dropFirst()) == rows)
    }

    @Test(arguments: [
        ("SELECT dept FROM (SELECT a.*, b.* FROM {a}, {b})", DiagnosticCode.ambiguousName),
        ("SELECT q.dept FROM (SELECT a.*, b.* FROM {a}, {b}) q", .ambiguousName),
        ("WITH q AS (SELECT 1 AS x, 2 AS X) SELECT x FROM q", .ambiguousName),
        ("LET q = (SELECT 1 AS x, 2 AS x); SELECT 1 FROM q WHERE x = 1", .ambiguousName),
        (
            "SELECT 1 FROM (SELECT 1 AS x, 2 AS x) q JOIN (SELECT 1 AS x) r USING (x)",
            .ambiguousName
        ),
        ("WITH a AS (SELECT 1), a AS (SELECT 2) SELECT * FROM a", .duplicateName),
        ("SELECT 1 FROM {a}, {b} LEFT JOIN {c} ON c.id = a.id", .unknownTable),
        ("SELECT 1 FROM {a}, {b} JOIN {c} ON EXISTS (SELECT 1 WHERE a.id = c.id)", .unknownTable),
        ("SELECT workql_bucket(1, 0)", .unknownFunction),
        ("SELECT \"workql_carried\"(1)", .unknownFunction),
        ("SELECT 1 FROM screen_capture SINCE 2026-09-01 UNTIL 2026-08-01", .emptyRange),
        ("SELECT 1 FROM screen_capture SINCE 1d UNTIL 2d", .emptyRange),
        ("SELECT 1 FROM screen_capture SINCE today UNTIL yesterday", .emptyRange),
        ("SELECT 1 FROM screen_capture SINCE 2026-09-01 THROUGH 2026-07", .emptyRange),
        (
            "SELECT 1 FROM screen_capture SINCE '2026-08-02 09:00' UNTIL '2026-08-02 08:59'",
            .emptyRange
        ),
    ])
    func mistakes(_ text: String, _ code: DiagnosticCode) async throws {
        let error = await #expect(throws: UserError.self) { try await Self.run(text) }
        #expect(error?.code == code)
        #expect(error?.span != nil)
    }

    @Test func tooManyTablesAndColumnsAreRefused() async throws {
        let tables = (0...64).map { "(SELECT 1) t\($0)" }.joined(separator: ", ")
        let columns = (0...2000).map { "\($0)" }.joined(separator: ", ")
        for text in ["SELECT 1 FROM \(tables)", "SELECT \(columns)"] {
            let error = await #expect(throws: UserError.self) { try await Self.run(text) }
            #expect(error?.code == .chainTooLong)
            #expect(error?.span != nil)
        }
    }
}
