import Testing
import WorkQLCatalog
import WorkQLSyntax

@testable import WorkQLServer

/// The statements that the catalog answers, the types of the answers, and the statements that it
/// refuses.
@Suite struct CatalogLaneTests {
    private let statementHandler = TableCatalogHandler()

    private func session(visible: Set<String>? = nil) -> SessionFacts {
        SessionFacts(
            user: "lisi", database: "work", processID: 7,
            settings: ["server_version": "15.0 (WorkQL)", "timezone": "Asia/Shanghai"],
            catalog: .builtIn, visibleTables: visible)
    }

    private func answer(
        _ text: String, _ parameters: [ServerParameter] = [], visible: Set<String>? = nil
    ) throws -> CatalogAnswer? {
        try statementHandler.answer(
            text, parameters: parameters, session: session(visible: visible))
    }

    @Test(arguments: [
        ("SELECT 1", true), ("SELECT version()", true), ("SELECT current_schema()", true),
        ("SELECT relname FROM pg_class", true), ("SELECT * FROM information_schema.tables", true),
        ("WITH t AS (SELECT oid FROM pg_catalog.pg_class) SELECT * FROM t", true),
        ("SELECT * FROM generate_series(1, 3)", true),
        ("SELECT * FROM checkin", false), ("SELECT * FROM public.checkin", false),
        ("SELECT date_trunc('day', now())", false), ("SELECT now()", false),
        ("SELECT now() - INTERVAL '7 day'", false), ("SELECT DATE '2026-08-01' + 1", false),
        ("SELECT CAST('2026-08-01' AS date) + 1", false), ("SELECT version(), now()", false),
        ("SELECT pg_postmaster_start_time() < now()", true), ("SELECT * FROM tables", false),
        ("SELECT 1 FROM generate_series(now() - INTERVAL '3 day', now(), INTERVAL '1 h')", false),
        ("SELECT n FROM generate_series(DATE '2026-08-01', DATE '2026-08-03') n", false),
        ("SELECT format('%05d', 42)", false), ("SELECT split_part('a-b-c', '-', -1)", false),
        ("SELECT upper('a')", false), ("SELECT upper(current_user)", false),
        ("SELECT upper(relname) FROM pg_class", true),
        ("SELECT (SELECT max(userid) FROM member)", false), ("SET x = 1", false),
    ])
    func lanes(_ text: String, _ isCatalogs: Bool) throws {
        #expect((try answer(text) != nil) == isCatalogs)
    }

    @Test func bothLanesAtOnceAreRefused() throws {
        let error = #expect(throws: UserError.self) {
            try answer("SELECT 1 FROM pg_class c JOIN checkin k ON k.userid = c.relname")
        }
        #expect(error?.state == "0A000")
    }

    @Test func typesAreKnownWithoutRows() throws {
        let text = """
            SELECT c.oid, c.relname, c.relhasindex, count(*), max(c.relnatts), 'a' || c.relname AS x,
                   c.oid::regclass, i.indkey, ARRAY[1, 2], array_agg(c.relname ORDER BY c.oid),
                   CASE WHEN true THEN c.relkind END, now(), EXISTS (SELECT 1), 3000000000, $1::int8
            FROM pg_class c LEFT JOIN pg_index i ON i.indrelid = c.oid
            WHERE c.relname = $2 AND c.oid = ANY ($3) AND c.relnatts > $4
            GROUP BY 1
            """
        let description = try #require(
            try statementHandler.describe(text, parameters: [], session: session()))
        #expect(
            description.columns.map(\.type) == [
                .oid, .name, .boolean, .int8, .int2, .text, .text, .int2Vector, .int4s, .names,
                .byte, .timestamptz, .boolean, .int8, .int8,
            ])
        #expect(
            description.columns.map(\.name) == [
                "oid", "relname", "relhasindex", "count", "max", "x", "oid", "indkey", "array",
                "array_agg", "case", "now", "exists", "?column?", "int8",
            ])
        #expect(description.columns[1].table == 1259)
        #expect(description.columns[1].number == 2)
        #expect(description.parameters == [.int8, .name, .oids, .int2])
    }

    /// A query that refers to itself, one of its own name, and nested calls end.
    @Test func namesInCirclesEnd() throws {
        let circle = try answer(
            "WITH p AS (SELECT t.a FROM (SELECT relname AS a FROM pg_class LIMIT 1) t) "
                + "SELECT t.* FROM p t")
        #expect(circle?.rows.count == 1)
        let recursive = try answer(
            "WITH RECURSIVE n AS (SELECT 1 AS x UNION SELECT x + 1 FROM n WHERE x < 3) "
                + "SELECT a.x FROM n a, n b, n c, pg_database WHERE b.x = 1 AND c.x = 1 ORDER BY 1")
        #expect(recursive?.rows.count == 3)
        func nest(_ levels: Int) -> String {
            (0..<levels).reduce("'x'") { inner, level in
                level.isMultiple(of: 2) ? "coalesce(\(inner), 'y')" : "concat(\(inner))"
            }
        }
        #expect(try answer("SELECT \(nest(12)) FROM pg_namespace LIMIT 1")?.rows == [[.text("x")]])
        // SQLite parses only a limited depth of nested calls.
        #expect(throws: UserError.self) { try answer("SELECT \(nest(40)) FROM pg_namespace") }
    }

    /// A statement without end does not delay the answers of others for long, and fills no memory.
    @Test func statementsWithoutEndEnd() throws {
        let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT "
        var facts = session(visible: nil)
        facts.mustStop = { true }
        let stopped = #expect(throws: UserError.self) {
            try statementHandler.answer(
                endless + "count(*) FROM n, pg_database", parameters: [], session: facts)
        }
        #expect(stopped?.state == "57014")
        let rows = #expect(throws: UserError.self) {
            try answer(endless + "i FROM n WHERE EXISTS (SELECT 1 FROM pg_database)")
        }
        #expect(rows?.state == "54000")
        #expect(try answer("SELECT 1 AS one")?.rows.count == 1)
    }

    @Test func parametersAreBound() throws {
        let answer = try #require(
            try answer(
                "SELECT relname FROM pg_class WHERE relname = ANY ($1) AND relnatts > $2 ORDER BY 1",
                [
                    ServerParameter(.array([.text("checkin"), .text("journal"), .text("x")])),
                    ServerParameter(.text("3")),
                ]))
        #expect(answer.rows == [[.text("checkin")], [.text("journal")]])
        let other = try #require(
            try self.answer(
                "SELECT relname FROM pg_class WHERE relname = ANY ($1::text[])",
                [ServerParameter(.text("{checkin}"))]))
        #expect(other.rows == [[.text("checkin")]])
    }

    @Test func tablesThatAUserMayNotSeeAreNotThere() throws {
        let text = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        let answer = try #require(try answer(text, visible: ["member"]))
        #expect(answer.rows == [[.text("member")]])
        let error = #expect(throws: UserError.self) {
            try self.answer("SELECT 'checkin'::regclass", visible: ["member"])
        }
        #expect(error?.state == "42P01")
        #expect(try self.answer("SELECT 'checkin'::regclass")?.rows == [[.text("checkin")]])
    }

    @Test func sessionsAreToldApart() throws {
        let first = try #require(
            try answer("SELECT current_user, current_database(), set_config('a.b', 'c', false)"))
        #expect(first.rows == [[.text("lisi"), .text("work"), .text("c")]])
        #expect(first.settings == ["a.b": "c"])
        let other = SessionFacts(
            user: "wang", database: "other", processID: 8, settings: [:], catalog: .builtIn)
        let second = try statementHandler.answer(
            "SELECT user, datname FROM pg_database", parameters: [], session: other)
        #expect(second?.rows == [[.text("wang"), .text("other")]])
        #expect(second?.settings == [:])
    }

    @Test(arguments: [
        ("SELECT nothing FROM pg_class", "42703"), ("SELECT 1 FROM pg_catalog.nothing", "42P01"),
        ("SELECT nothing(oid) FROM pg_class", "42883"),
        ("SELECT current_setting('nothing')", "42704"),
        ("SELECT 'nothing'::regclass", "42P01"),
        ("SELECT upper(unnest(conkey)::text) FROM pg_constraint WHERE unnest(conkey) = 1", "0A000"),
    ])
    func refused(_ text: String, _ state: String) throws {
        let error = #expect(throws: UserError.self) { try answer(text) }
        #expect(error?.state == state)
    }
}
