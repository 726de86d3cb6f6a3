import Testing

@testable import WorkQLSyntax

/// The syntax of PostgreSQL's clients, and the equivalent statements of the language.
@Suite struct PostgreSQLSyntaxTests {
    private func printed(_ text: String) throws -> String {
        switch Parser.parse(text, dialect: .postgreSQL) {
        case .complete(let statements):
            return statements.map(\.description).joined(separator: "; ")
        case .incomplete(let mistake): return "incomplete: \(mistake.message)"
        case .failed(let mistakes): return "refused: " + mistakes.map(\.message).joined()
        }
    }

    @Test(arguments: [
        ("userid = ANY(ARRAY['a', 'b'])", "userid IN ('a', 'b')"),
        ("userid = ANY ('{a,\"b c\",NULL}'::text[])", "userid IN ('a', 'b c', NULL)"),
        ("n = ANY ('{1,2}'::int4[])", "n IN (1, 2)"),
        ("userid <> ALL (ARRAY['a'])", "userid NOT IN ('a')"),
        ("userid = ANY ($1)", "userid IN $1"),
        ("userid = ANY ($1::text[])", "userid IN $1"),
        ("userid = SOME (SELECT x FROM t)", "userid IN (SELECT x FROM t)"),
        ("n > ALL (ARRAY[1, 2])", "n > 1 AND n > 2"),
        ("n < ANY (ARRAY[]::int[])", "FALSE"),
        ("n = ANY (i.indkey)", "array_contains(i.indkey, n)"),
        ("n <> ALL (i.indkey)", "NOT array_contains(i.indkey, n)"),
        (
            "userid OPERATOR(pg_catalog.~) '^(a)$' COLLATE pg_catalog.default",
            "userid REGEXP '^(a)$'"
        ),
        ("userid !~ '^pg_'", "userid NOT REGEXP '^pg_'"),
        ("userid ~* 'x'", "userid REGEXP '(?i)x'"),
        ("userid ~~ 'a%' AND b !~~* 'c'", "userid LIKE 'a%' AND b NOT ILIKE 'c'"),
        ("userid LIKE 'screen\\_capture'", "userid LIKE 'screen\\_capture' ESCAPE '\\'"),
        ("userid = E'a\\'b\\n\\u00e9\\x41\\101'", "userid = 'a''b\né" + "AA'"),
        ("userid = U&'d\\0061t\\+000061'", "userid = 'data'"),
        ("userid = $$it's$$ AND b = $q$ $$ $q$", "userid = 'it''s' AND b = ' $$ '"),
        ("oid = 'pg_class'::regclass", "oid = regclass('pg_class')"),
        ("oid = '\"Ab\"'::pg_catalog.regclass::oid", "oid = CAST(regclass('\"Ab\"') AS integer)"),
        ("x::\"char\" = 'a'", "CAST(x AS text) = 'a'"),
        ("x::character varying(10) = 'a'::varchar", "CAST(x AS varchar(10)) = 'a'"),
        ("t >= '2026-08-01'::timestamp with time zone", "t >= TIMESTAMP '2026-08-01'"),
        ("t >= CAST('2026-08-01' AS date)", "t >= DATE '2026-08-01'"),
        ("t >= timestamptz '2026-08-01'", "t >= TIMESTAMP '2026-08-01'"),
        ("t >= TIMESTAMP WITHOUT TIME ZONE '2026-08-01'", "t >= TIMESTAMP '2026-08-01'"),
        (
            "CAST(t AS timestamp(3)) > now() + INTERVAL '-7 day'",
            "CAST(t AS timestamp) > now() + -7d"
        ),
        ("t > now() - INTERVAL '1 mon 2 hrs 00:30:00'", "t > now() - 1mo2h1800s"),
        ("t > now() - INTERVAL '7' DAY", "t > now() - 7d"),
        ("t > now() - '90 minutes'::interval", "t > now() - 90min"),
        ("t > localtimestamp(0)", "t > CAST(now() AS timestamp(0))"),
        ("t > current_timestamp(1)", "t > CAST(now() AS timestamp(1))"),
        ("t > current_timestamp(6)", "t > now()"),
        ("t > localtimestamp - '1 day ago'::interval", "t > now() - -1d"),
        (
            "t >= TO_TIMESTAMP('2026-08-01 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.US')",
            "t >= TIMESTAMP '2026-08-01 00:00:00.000000'"
        ),
        ("t >= to_date('2026-08-01', 'YYYY-MM-DD')", "t >= DATE '2026-08-01'"),
        ("EXTRACT(dow FROM t) = 0", "weekday(t) % 7 = 0"),
        ("SUBSTRING(x FROM 1 FOR 3) = 'a'", "substr(x, 1, 3) = 'a'"),
        ("SUBSTRING(x, 1, 1234) = 'a'", "substr(x, 1, 1234) = 'a'"),
        ("trim(both '\"' FROM x) = 'a'", "trim(x, '\"') = 'a'"),
        ("x & 1::smallint = 1", "bitand(x, CAST(1 AS smallint)) = 1"),
        ("x | 1 # ~ 2 = 1", "bitxor(bitor(x, 1), bitnot(2)) = 1"),
        ("x << 1 + 1 > 1 >> 2", "bitshiftleft(x, 1 + 1) > bitshiftright(1, 2)"),
        ("OVERLAY(x PLACING 'a' FROM 2 FOR 3) = 'b'", "overlay(x, 'a', 2, 3) = 'b'"),
        ("x SIMILAR TO 'a(b|c)%'", "x REGEXP '(?s)^(?:a(?:b|c).*)$'"),
        (
            "x NOT SIMILAR TO y ESCAPE '#' AND b",
            "x NOT REGEXP similar_to_escape(y, '#') AND b"
        ),
        (
            "t::timestamp AT TIME ZONE 'UTC' = TIMESTAMPTZ '2026-08-01' AT TIME ZONE 'UTC'",
            "timezone('UTC', timezone(CAST(t AS timestamp))) = "
                + "timezone('UTC', TIMESTAMP '2026-08-01')"
        ),
        ("POSITION('b' IN s) > 0", "instr(s, 'b') > 0"),
        ("pg_catalog.pg_table_is_visible(c.oid)", "pg_table_is_visible(c.oid)"),
        ("\"public\".\"checkin\".\"userid\" = 'a'", "checkin.userid = 'a'"),
        ("workql.public.checkin.userid = 'a'", "checkin.userid = 'a'"),
        ("current_user = CURRENT_CATALOG", "current_user() = current_catalog()"),
        ("(current_schemas(true))[1] = 'a'", "array_element(current_schemas(TRUE), 1) = 'a'"),
        ("(f(x)).n = 1", "record_field(f(x), 'n') = 1"),
        ("UserId = 'A' AND \"UserId\" = 'b'", "userid = 'A' AND UserId = 'b'"),
        ("x = ARRAY(SELECT y FROM t)", "x = array_of_query((SELECT y FROM t))"),
    ])
    func condition(_ written: String, _ meant: String) throws {
        #expect(try printed("SELECT 1 FROM t WHERE \(written)") == "SELECT 1 FROM t WHERE \(meant)")
    }

    @Test(arguments: [
        (
            "SELECT * FROM \"workql\".\"public\".\"checkin\" SINCE 7d COMPARE WITH 1w",
            "SELECT * FROM checkin SINCE 7d COMPARE WITH 1w"
        ),
        ("SELECT * FROM pg_catalog.pg_class c", "SELECT * FROM pg_catalog.pg_class AS c"),
        (
            "SELECT * FROM db.information_schema.tables",
            "SELECT * FROM information_schema.tables"
        ),
        (
            "SELECT s.r FROM pg_catalog.generate_series(1, 2) AS s(r)",
            "SELECT s.r FROM generate_series(1, 2) AS s(r)"
        ),
        (
            "WITH a AS NOT MATERIALIZED (SELECT 1) SELECT * FROM a",
            "WITH a AS (SELECT 1) SELECT * FROM a"
        ),
        ("SELECT a FROM t FETCH FIRST 5 ROWS ONLY", "SELECT a FROM t LIMIT 5"),
        (
            "SELECT DISTINCT ON (a) a, b AS c FROM t ORDER BY 1, c DESC LIMIT 2",
            "SELECT a, b AS c FROM t QUALIFY row_number() OVER (PARTITION BY a ORDER BY a, b DESC) = 1 "
                + "ORDER BY 1, c DESC LIMIT 2"
        ),
        (
            "SELECT k.x FROM t, LATERAL unnest(t.a) WITH ORDINALITY AS k(x, n)",
            "SELECT k.x FROM t, \"unnest with ordinality\"(t.a) AS k(x, n)"
        ),
    ])
    func query(_ written: String, _ meant: String) throws {
        #expect(try printed(written) == meant)
    }

    @Test(arguments: [
        ("SELECT a FROM t NATURAL JOIN u", "NATURAL JOIN is not supported"),
        ("SELECT a FROM t, LATERAL (SELECT 1) AS x", "LATERAL is not supported"),
        (
            "SELECT DISTINCT ON (a) a FROM t QUALIFY b",
            "DISTINCT ON with QUALIFY is not supported"
        ),
        ("SELECT n < ANY (i.indkey) FROM t", "< ANY of rows is not supported"),
        ("SELECT x::money2", "unknown type \"money2\""),
    ])
    func refused(_ written: String, _ message: String) throws {
        #expect(try printed(written) == "refused: \(message)")
    }

    /// Each is an alternative syntax for a construct of the language.
    @Test(arguments: [
        "SELECT 1 WHERE a = ANY (ARRAY['x'])", "SELECT ARRAY[1]", "SELECT 'a'::regclass",
        "SELECT a ~ 'b'", "SELECT a OPERATOR(pg_catalog.=) b", "SELECT $$a$$",
        "SELECT a.b.c.d FROM a", "SELECT DISTINCT ON (a) b FROM t", "SELECT 1 & 2", "SELECT ~1",
        "SELECT 'a' SIMILAR TO 'b'",
    ])
    func isNoPartOfTheLanguage(_ text: String) {
        if case .complete = Parser.parse(text) { Issue.record("\(text) is read") }
    }
}
