import Foundation
import TestSupport
import Testing

@testable import WorkQLServer

/// Operators, functions and clauses that PostgreSQL's users and tools write, here and there: the
/// same values, and the same refusals.
@Suite struct PostgreSQLExpressionTests {
    /// An expression, and what PostgreSQL is asked where it has another spelling.
    struct Case {
        var here: String
        var there: String

        init(_ here: String, _ there: String? = nil) {
            self.here = here
            self.there = there ?? here
        }

        /// An array, which is a JSON list here.
        static func list(_ array: String) -> Case { Case(array, "array_to_json(\(array))") }
    }

    static let least = "(-9223372036854775808)::bigint"
    static let greatest = "9223372036854775807::bigint"

    private static var bits: [Case] {
        let values = ["0", "1", "-1", "5", "-6", "255", "NULL", least, greatest]
            .map { $0.hasSuffix("bigint") ? $0 : "(\($0))::bigint" }
        var cases = values.map { Case("~ \($0)") }
        for first in values {
            for op in ["&", "|", "#"] { cases += values.map { Case("\(first) \(op) \($0)") } }
            for count in ["0", "1", "7", "31", "63", "64", "NULL::int"] {
                cases += ["<<", ">>"].map { Case("\(first) \($0) \(count)") }
            }
        }
        return cases
            + [
                "1 + 2 & 3", "6 | 1 & 3", "6 # 3 | 8", "~ 1 + 2", "- ~ 5 + 1", "~ 5 & 3",
                "2 << 1 + 1",
                "1 << 2 < 5", "7 & 3 = 3", "7 & 3 || 'a'", "5 | 2 IN (7)", "~ ~ 7", "5 & -3",
                "a & 1 FROM (VALUES (1), (NULL), (-2)) x(a) ORDER BY 1 NULLS FIRST LIMIT 1",
            ].map { Case($0) }
    }

    private static var times: [Case] {
        var cases: [Case] = []
        let sources = [
            "2026-08-14 10:07:31.25", "2026-01-01 00:00:00", "1970-01-01 08:00:00",
            "2025-12-31 23:50",
        ]
        for length in [
            "15 minutes", "1 hour", "1 day", "7 days", "1.5 seconds", "250 milliseconds",
        ] {
            for source in sources {
                for origin in ["2026-01-01", "2001-01-01 00:02:30"] {
                    cases.append(
                        Case(
                            "date_bin('\(length)', timestamptz '\(source)', timestamptz '\(origin)')"
                        ))
                }
            }
        }
        let written = [
            "date_bin(interval '15 min', timestamp '2026-08-14 10:07', timestamp '2026-01-01')",
            "date_bin('1 hour', t, timestamptz '2026-01-01') FROM (VALUES "
                + "(timestamptz '2026-08-14 10:07:31')) x(t)",
            "date_bin('1 hour', NULL::timestamptz, timestamptz '2026-01-01')",
            "date_bin('1 hour', timestamptz '2026-08-14 10:07' AT TIME ZONE 'UTC', "
                + "timestamp '2026-01-01 00:30')",
            "make_timestamp(2026, 8, 14, 10, 7, 31.25)", "make_timestamp(2026, 2, 28, 23, 59, 60)",
            "make_timestamp(2026, 12, 31, 24, 0, 0)", "make_timestamp(2024, 2, 29, 0, 0, 0)",
            "make_timestamp(1, 1, 1, 0, 0, 0)", "make_timestamp(NULL, 8, 14, 10, 7, 31)",
            "make_timestamp(y, 8, 14, 10, 7, 31) FROM (VALUES (2026)) x(y)",
            "make_timestamptz(2026, 8, 14, 10, 7, 31)",
            "make_timestamptz(2026, 8, 14, 10, 7, 31, 'UTC')",
            "make_timestamptz(2026, 7, 1, 0, 0, 0, 'America/New_York')",
            "make_timestamptz(2026, m, 1, 0, 0, 0, 'America/New_York') FROM (VALUES (1)) x(m)",
            "make_timestamptz(2026, 7, 1, 0, 0, 0, NULL)",
            "make_time(9, 30, 0)", "make_time(0, 0, 0)", "make_time(23, 59, 59.25)",
            "make_time(9, 59, 60)", "make_time(NULL, 0, 0)",
            "make_time(h, 5, 0.5) FROM (VALUES (7)) x(h)",
            "timestamp '2026-08-14 10:00' AT TIME ZONE 'UTC'",
            "timestamp '2026-08-14 10:00' AT TIME ZONE 'America/New_York'",
            "timestamp without time zone '2026-08-14 10:00' AT TIME ZONE 'Asia/Tokyo'",
            "(timestamp '2026-08-14 10:00') AT TIME ZONE 'UTC'",
            "'2026-08-14 10:00'::timestamp AT TIME ZONE 'UTC'",
            "CAST('2026-08-14 10:00' AS timestamp) AT TIME ZONE 'UTC'",
            "(timestamptz '2026-08-14 10:00+00')::timestamp AT TIME ZONE 'UTC'",
            "timestamptz '2026-08-14 10:00' AT TIME ZONE 'UTC'",
            "timestamptz '2026-08-14 10:00+02' AT TIME ZONE 'America/New_York'",
            "timestamp with time zone '2026-08-14 10:00+00' AT TIME ZONE 'UTC'",
            "'2026-08-14 10:00+00'::timestamptz AT TIME ZONE 'UTC'",
            "timestamptz '2026-08-14 10:00+00' AT TIME ZONE 'UTC' AT TIME ZONE 'Asia/Tokyo'",
            "make_timestamp(2026, 8, 14, 10, 0, 0) AT TIME ZONE 'UTC'",
            "date_trunc('day', timestamptz '2026-08-14 20:00+00' AT TIME ZONE 'UTC')",
            "date_trunc('hour', timestamptz '2026-03-08 07:30+00' AT TIME ZONE 'America/New_York')",
            "date_trunc('week', timestamptz '2026-08-14 20:00+00' AT TIME ZONE 'America/New_York')",
            "date_trunc('month', t AT TIME ZONE 'UTC') FROM "
                + "(VALUES (timestamptz '2026-08-01 02:00+08')) x(t)",
            "date_trunc('year', NULL::timestamptz AT TIME ZONE 'UTC')",
            "date_trunc('day', timestamptz '2026-08-14 20:00+00', 'UTC')",
            "date_trunc('day', timestamptz '2026-08-14 20:00+00', 'America/New_York')",
            "date_trunc('month', t, 'UTC') FROM (VALUES (timestamptz '2026-08-01 02:00+08')) x(t)",
            "date_trunc('week', timestamptz '2026-08-14 20:00+00' AT TIME ZONE 'UTC' "
                + "+ interval '1 day') + interval '-1 day'",
            "timestamptz '2026-08-14 20:00+00' AT TIME ZONE 'UTC' + interval '1 month 90 minutes'",
            "timestamptz '2026-08-31 20:00+00' AT TIME ZONE 'UTC' - interval '6 months'",
            "(timestamptz '2026-08-14 20:00+00' AT TIME ZONE 'UTC' + interval '1 day')::date",
            "extract(hour FROM date_trunc('hour', timestamptz '2026-08-14 20:30+00' "
                + "AT TIME ZONE 'UTC'))",
            "date_trunc('day', timestamptz '2026-08-14 20:00+00' AT TIME ZONE 'UTC') "
                + "AT TIME ZONE 'UTC'",
            "timezone('UTC', timestamptz '2026-08-14 10:00')",
            "'2026-08-03 10:00'::date", "DATE '2026-08-03 10:00'", "'2026-08-03T10:00:00Z'::date",
            "CAST('2026-08-03 23:59:59.5-11' AS date)", "'2026-08-03 10:00'::time",
            "TIME '2026-08-03 10:00:01.25'", "'2026-08-03 10:00:01+02'::time",
        ]
        return cases + written.map { Case($0) }
    }

    private static var numbers: [Case] {
        var cases: [Case] = []
        for value in ["-1", "0", "0.5", "4.99", "5", "9.999", "10", "11", "NULL::float8", "-1e300"]
        {
            for bounds in ["0, 10", "10, 0", "-2.5, 7.25", "5, 6"] {
                cases.append(Case("width_bucket(\(value), \(bounds), 5)"))
            }
        }
        return cases
            + [
                "width_bucket(5::float8, 0::float8, 10::float8, 2147483646)",
                "width_bucket(35, 0, NULL, 5)", "width_bucket(0::float8, -1e300, 1e300, 4)",
                "pg_typeof(now())", "pg_typeof(1)", "pg_typeof(10000000000)", "pg_typeof(true)",
                "pg_typeof(date '2026-08-01')", "pg_typeof(time '09:00')", "pg_typeof('{}'::json)",
                "pg_typeof(NULL)", "pg_typeof(1 = 1)", "pg_typeof(count(*)) FROM (VALUES (1)) x(a)",
                "pg_typeof(lower('a'))", "pg_typeof(sqrt(2::float8))",
                "pg_typeof(now() AT TIME ZONE 'UTC')",
                "pg_typeof(date_trunc('day', now() AT TIME ZONE 'UTC'))",
                "pg_typeof(timestamp '2026-08-01' AT TIME ZONE 'UTC')",
                "pg_typeof(date_trunc('day', now()))",
                "pg_typeof(make_timestamptz(2026, 8, 1, 0, 0, 0))",
                "pg_typeof(date_bin('1 hour', now(), timestamptz '2026-01-01'))",
                "pg_typeof(make_time(9, 0, 0))", "pg_typeof(1::bigint & 3)",
                "pg_typeof(now() AT TIME ZONE 'UTC' + interval '1 day')",
            ].map { Case($0) }
    }

    private static var texts: [Case] {
        var cases: [Case] = []
        for text in ["'abcdef'", "''", "'𠮷野家'", "NULL::text"] {
            for new in ["'xy'", "''", "'𠮷'"] {
                cases += ["1", "2", "4", "9"].map {
                    Case("overlay(\(text) placing \(new) from \($0))")
                }
                cases += ["2 for 1", "2 for 0", "3 for 9", "4 for -2"].map {
                    Case("overlay(\(text) placing \(new) from \($0))")
                }
            }
        }
        // A pattern gives its first group, or what it finds as a whole.
        cases += [
            "'a12b' FROM '[0-9]+'", "'a12b' FROM '([a-z])([0-9]+)'", "'abc' FROM '[0-9]+'",
            "'a(b' FROM '\\(b'", "'a(b' FROM '[(]b'", "'aXb' FROM '(?:X)b'", "'abc' FROM 'x*'",
            "'a12b', '[0-9]+'", "NULL::text FROM '[0-9]+'", "'a1b2' FROM 2",
            "'abcdef' FROM 2 FOR 3",
            "a FROM '[^-]+$') FROM (VALUES ('x-y'), ('-')) v(a",
        ].map { Case("substring(\($0))") }
        cases += ["overlay('abc', 'x', 2)", "overlay('abc', 'x', 2, 2)", "overlay('abc', NULL, 2)"]
            .map { Case($0) }
        let splits = [
            ("'a, b ,c'", "'\\s*,\\s*'"), ("'abc'", "''"), ("''", "','"), ("'a'", "'a'"),
            ("'aXbxc'", "'x'"), ("'𠮷1野22家'", "'[0-9]+'"), ("NULL::text", "','"), ("'a'", "NULL"),
            ("',a,,b,'", "','"), ("'𠮷野'", "''"), ("'a1b'", "'[0-9]*'"), ("'abc'", "'z'"),
        ]
        cases += splits.map { .list("regexp_split_to_array(\($0), \($1))") }
        cases.append(.list("regexp_split_to_array('aXbxc', 'x', 'i')"))
        let patterns = [
            "abc", "a%", "%b%", "_", "a_c", "(b|c)", "%(b|d)%", "", "%", "a.c", "a\\%", "a\\.c",
            "[a-c]+",
            "[^x]*", "a{3}", "(ab)*c", "𠮷_", "%野%", "a|abc", "^abc$", "a$c", "\\d+", "[\\d]",
            "a+b?c",
        ]
        for pattern in patterns {
            for text in ["abc", "a%", "a.c", "𠮷野", "", "a\nc", "12"] {
                let text = text == "a\nc" ? "E'a\\nc'" : "'\(text)'"
                cases.append(Case("\(text) SIMILAR TO '\(pattern)'"))
            }
        }
        return cases
            + [
                "'a%' SIMILAR TO 'a#%' ESCAPE '#'", "'ab' SIMILAR TO 'a#%' ESCAPE '#'",
                "'a\\b' SIMILAR TO 'a\\b' ESCAPE ''", "'abc' NOT SIMILAR TO '%b%'",
                "NULL SIMILAR TO 'a'", "'a' SIMILAR TO NULL", "'a' SIMILAR TO 'a' ESCAPE NULL",
                "a SIMILAR TO p FROM (VALUES ('abc', '%(b|d)%')) x(a, p)",
                "a SIMILAR TO p ESCAPE '#' FROM (VALUES ('a%', 'a#%')) x(a, p)",
                "'abc' SIMILAR TO 'a' || '%'", "NOT 'abc' SIMILAR TO 'b%'",
                "'ab' SIMILAR TO 'a%' AND 'b' SIMILAR TO '_'",
                "count(*) FROM (VALUES ('ab'), ('b'), (NULL)) x(a) WHERE a SIMILAR TO '(a|b)+'",
            ].map { Case($0) }
    }

    private static let rows =
        "(VALUES ('b', 2, 1.5), ('a', 1, 2.5), ('a', 3, 0.5), ('c', 2, NULL), "
        + "('𠮷', -1, -0.25), ('', 5, 1.25)) x(s, n, r)"

    private static var lists: [Case] {
        var cases = [
            "s ORDER BY n, s", "n ORDER BY s DESC, n", "DISTINCT s", "DISTINCT n",
            "DISTINCT n ORDER BY n DESC", "s ORDER BY r NULLS FIRST, s", "r ORDER BY n DESC, s",
            "r ORDER BY r DESC NULLS LAST, n, s", "n > 1 ORDER BY s, n",
            "DISTINCT s ORDER BY s DESC",
            "DISTINCT nullif(n, 2)", "nullif(s, 'a') ORDER BY s, n",
        ].map {
            Case("array_agg(\($0)) FROM \(rows)", "array_to_json(array_agg(\($0))) FROM \(rows)")
        }
        cases.append(
            Case(
                "array_agg(s ORDER BY n, s) FILTER (WHERE n > 1) FROM \(rows)",
                "array_to_json(array_agg(s ORDER BY n, s) FILTER (WHERE n > 1)) FROM \(rows)"))
        func first(_ select: String) -> Case {
            Case("string_agg(v::text, ',' ORDER BY v) FROM (\(select)) y")
        }
        return cases + [
            first("SELECT DISTINCT ON (s) s || n AS v FROM \(rows) ORDER BY s, n"),
            first("SELECT DISTINCT ON (s) s || n AS v FROM \(rows) ORDER BY s, n DESC"),
            first("SELECT DISTINCT ON (n) s || n AS v FROM \(rows) ORDER BY n, s"),
            first("SELECT DISTINCT ON (n) s || n AS v FROM \(rows) ORDER BY n DESC, s DESC"),
            first("SELECT DISTINCT ON (s, n) s || n AS v FROM \(rows) ORDER BY s, n"),
            first("SELECT DISTINCT ON (1) n AS v FROM \(rows)"),
            first("SELECT DISTINCT ON (v) n AS v, s FROM \(rows) ORDER BY v, s DESC"),
            first("SELECT DISTINCT ON (n % 2) n AS v FROM \(rows) ORDER BY n % 2, n DESC"),
            first("SELECT DISTINCT ON (s) n AS v FROM \(rows) WHERE n > 1 ORDER BY s, n LIMIT 2"),
            first("SELECT DISTINCT ON (1) s AS v, n FROM \(rows) ORDER BY 1, 2 DESC OFFSET 1"),
            first(
                "SELECT DISTINCT ON (count(*)) s || count(*) AS v FROM \(rows) GROUP BY s "
                    + "ORDER BY count(*), s"),
            first(
                "SELECT DISTINCT ON (s) sum(n) OVER (PARTITION BY s) AS v FROM \(rows) "
                    + "ORDER BY s, n"),
            first("(SELECT DISTINCT ON (s) s AS v FROM \(rows) ORDER BY s) UNION ALL SELECT 'z'"),
            first("SELECT DISTINCT ON (s) s AS v FROM \(rows) UNION ALL SELECT 'z'"),
            Case("count(*) FROM (SELECT DISTINCT ON (s) * FROM \(rows)) y"),
        ]
    }

    private static var types: [Case] {
        let modifiers = [
            1043: [14, 4, -1, 5], 1042: [14, -1, 5], 1700: [655_366, 655_364, 4, -1, 131_075],
            1114: [3, 0, -1], 1184: [3, 0, -1], 1083: [2, -1], 1266: [2, -1],
            1186: [-1, 2_147_418_115],
            23: [-1, 5], 1082: [-1, 3], 25: [-1, 9], 1015: [14, -1], 1231: [655_366, -1],
            1115: [3, -1], 18: [-1], 16: [-1], 1187: [2_147_418_115],
        ]
        var cases: [Case] = []
        for (oid, numbers) in modifiers.sorted(by: { $0.key < $1.key }) {
            cases += numbers.map { Case("format_type(\(oid), \($0))") }
            cases.append(Case("format_type(\(oid), NULL)"))
        }
        // The fields of an interval.
        for fields in [4, 2, 8, 1024, 2048, 4096, 6, 1032, 3080, 7176, 7168, 6144, 3072] {
            cases.append(Case("format_type(1186, \(fields << 16 | 0xFFFF))"))
            cases.append(Case("format_type(1186, \(fields << 16 | 3))"))
        }
        return cases + [Case("format_type(NULL, 5)"), Case("format_type(0, NULL)")]
    }

    /// What PostgreSQL refuses, and the engine with it.
    private static let refused = [
        "1.5::float8 & 2", "'a' & 1", "~ 1.5::float8", "1 << 1.5::float8", "~ 'a'::text",
        "date_bin('0 seconds', now(), now())", "date_bin('-1 hour', now(), now())",
        "date_bin('1 month', now(), now())", "date_bin('abc', now(), now())",
        "make_timestamp(2026, 2, 29, 0, 0, 0)", "make_timestamp(2026, 13, 1, 0, 0, 0)",
        "make_timestamp(2026, 8, 1, 25, 0, 0)", "make_timestamp(2026, 8, 1, 24, 0, 1)",
        "make_timestamp(2026, 8, 1, 0, 60, 0)", "make_timestamp(2026, 8, 1, 0, 0, 61)",
        "make_timestamp(2026, 8, 1, 0, 0, -1)", "make_timestamp(0, 8, 1, 0, 0, 0)",
        "make_timestamptz(2026, 8, 1, 0, 0, 0, 'Mars')", "make_time(25, 0, 0)",
        "make_time(1, -1, 0)",
        "make_timestamp(y, 2, 30, 0, 0, 0) FROM (VALUES (2026)) x(y)",
        "width_bucket(5, 1, 1, 5)", "width_bucket(5, 0, 10, 0)", "width_bucket(5, 0, 10, -1)",
        "width_bucket(5, 0, 'Infinity'::float8, 5)", "width_bucket(1, 0, 10, 2147483648)",
        "overlay('abc' placing 'x' from 0)", "overlay('abc' placing 'x' from -1)",
        "overlay('abc' placing 'x')", "'a' SIMILAR TO 'a' ESCAPE '##'", "'a' SIMILAR TO '('",
        "regexp_split_to_array('a', '(')", "regexp_split_to_array('a', 'a', 'g')",
        "format_type(1186, 3)", "format_type(1186, 393215)", "DISTINCT ON () 1", "DISTINCT ON 1",
        "array_agg(DISTINCT a ORDER BY) FROM (VALUES (1)) x(a)",
        "date_trunc('day', now(), 'Mars')", "date_trunc('days of', now() AT TIME ZONE 'UTC')",
    ]

    /// What PostgreSQL takes, and is refused here with the words to write.
    private static let unsupported = [
        ("DISTINCT ON (1) * FROM (VALUES (1, 2)) x(a, b) ORDER BY 1", "column's name"),
        ("date_bin(i, now(), now()) FROM (VALUES (interval '1 hour')) x(i)", ""),
        ("make_time(24, 0, 0)", ""),
    ]

    /// Returns the values that psql prints, by the numbers of the expressions.
    private static func values(
        of expressions: [String], _ arguments: [String]
    ) throws -> [Int: String] {
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent("workql-\(UUID().uuidString).sql").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        let zone = "SET TIME ZONE 'Asia/Shanghai';\n"
        let script = expressions.enumerated().map {
            "\\echo <\($0)>\nSELECT \($1);\n"
        }.joined()
        try (zone + script).write(toFile: file, atomically: true, encoding: .utf8)
        let run = try ServerClientTests.run(
            "psql", ["-XAtq", "-P", "null=NULL", "-f", file] + arguments)
        var values: [Int: String] = [:]
        var number: Int?
        for line in run.output.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("<"), line.hasSuffix(">"), let next = Int(line.dropFirst().dropLast())
            {
                number = next
            } else if line.hasPrefix("psql:") || line.hasPrefix("DETAIL") || line.hasPrefix("HINT")
            {
                if !line.contains("NOTICE:"), !line.contains("WARNING:") { number = nil }
            } else if let known = number {
                // Timestamps are instants here, and printed with their offset.
                values[known] = String(line).replacing("+08", with: "")
                number = nil
            }
        }
        return values
    }

    @Test(
        "Values are those of PostgreSQL, or refused",
        .enabled(if: PostgreSQL.isInstalled, "PostgreSQL 15 is not installed"))
    func values() async throws {
        let cases = Self.bits + Self.times + Self.numbers + Self.texts + Self.lists + Self.types
        #expect(cases.count > 600)
        let refused = Self.refused + Self.unsupported.map(\.0)
        try await ServerClientTests.serving { port, _ in
            try await PostgreSQL.with { postgres in
                try await onOwnThread {
                    let own = ["-h", "127.0.0.1", "-p", "\(port)", "-U", "lisa", "workql"]
                    let other = ["-h", postgres.socketFolder, "-U", "postgres", "postgres"]
                    let here = try Self.values(of: cases.map(\.here) + refused, own)
                    let there = try Self.values(of: cases.map(\.there) + refused, other)
                    for (number, compared) in cases.enumerated() {
                        #expect(
                            here[number] == there[number] && there[number] != nil,
                            "\(compared.here): \(compared.there)")
                    }
                    for (index, expression) in refused.enumerated() {
                        let number = cases.count + index
                        #expect(here[number] == nil, "\(expression)")
                        #expect(
                            (there[number] == nil) == (index < Self.refused.count), "\(expression)")
                    }
                    for (expression, help) in Self.unsupported where !help.isEmpty {
                        let run = try ServerClientTests.run(
                            "psql", ["-XAtq", "-c", "SELECT \(expression)"] + own)
                        #expect(run.output.contains(help), "\(run.output)")
                    }
                }
            }
        }
    }
}
