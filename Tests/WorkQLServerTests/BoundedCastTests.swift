import Foundation
import TestSupport
import Testing

@testable import WorkQLServer

/// Casts to types with a bound, here and in PostgreSQL.
@Suite struct BoundedCastTests {
    /// Texts that are cut.
    private static let texts = [
        "'abcdef'::varchar(3)", "'ab'::varchar(3)", "''::varchar(3)", "NULL::varchar(3)",
        "CAST('打卡时间异常' AS varchar(2))", "'a打b卡'::character varying(3)", "'😀x😀'::varchar(2)",
        "12345::varchar(3)", "(-12345)::varchar(3)", "true::varchar(2)", "12.5::varchar(3)",
        "'  a'::varchar(2)", "'a  '::varchar(2)", "date '2026-08-15'::varchar(7)",
        "upper('abcdef')::varchar(2)", "'abcdef'::varchar(3)::varchar(2)",
        "'abcdef'::varchar(2)::varchar(4)", "CAST('abc' AS char(1))", "'abc'::char",
        "'abc'::character", "left('abc', 2)::varchar(1) || 'z'", "length('abcdef'::varchar(4))",
        "'abcdef'::varchar(3) = 'abc'", "'abc'::text::varchar(10485760)",
        "a::varchar(2) FROM (VALUES ('lisi'), ('王五六'), (NULL)) x(a) ORDER BY 1 NULLS FIRST",
        "count(*) FROM (VALUES ('lisi'), ('list')) x(a) GROUP BY a::varchar(3)",
        "coalesce(NULL::varchar(2), 'abc'::varchar(2))",
        "CASE WHEN 1 = 1 THEN 'abc'::varchar(1) END",
    ]
    /// Numbers that are rounded.
    private static let numbers = [
        "2.675::numeric(10,2)", "(-2.675)::numeric(10,2)", "1.005::numeric(10,2)",
        "2.5::numeric(5)", "(-2.5)::numeric(5,0)", "0.5::numeric(1)", "1234567.895::decimal(10,2)",
        "CAST('1.2345' AS numeric(6,3))", "CAST('1e3' AS numeric(6,1))", "7::numeric(10,2)",
        "CAST(7 AS numeric(10,2)) / 2", "NULL::numeric(10,2)", "9.994::numeric(3,2)",
        "99.94::numeric(3,1)", "0::numeric(1,1)", "0.05::numeric(1,1)", "(-0.04)::numeric(1,1)",
        "1250::numeric(4,-2)", "1249::numeric(4,-2)", "(-1250)::numeric(4,-2)",
        "0.00125::numeric(2,4)", "123456789012345::numeric(15)", "0.1::float8::numeric(20,1)",
        "1e15::float8::numeric(20,2)", "2.675::float8::numeric(10,2)", "5::dec(3,1)",
        "CAST('  42.55 ' AS numeric(3,1))", "1.5::float(10)", "1.5::float(53)",
        "a::numeric(6,1) FROM (VALUES (0.25), (0.35), (-0.45), (NULL)) x(a) ORDER BY 1 NULLS FIRST",
    ]
    /// Times that are rounded.
    private static let times = [
        "'2026-08-01 09:00:00.5'::timestamp(0)", "'2026-08-01 09:00:00.499'::timestamp(0)",
        "CAST('2026-08-01 23:59:59.95' AS timestamp(1))", "'2026-12-31 23:59:59.5'::timestamp(0)",
        "'1999-12-31 23:59:59.5'::timestamp(0)",
        "'2026-08-01 09:00:00.125'::timestamp(2)", "'2026-08-01 09:00:00.123'::timestamp(3)",
        "'2026-08-01 09:00:00.123'::timestamp(6)", "NULL::timestamp(0)",
        "t::timestamp(0) FROM (VALUES (timestamp '2026-08-01 09:00:00.5'), (NULL)) x(t) ORDER BY 1 "
            + "NULLS FIRST",
        "'09:00:00.5'::time(0)", "'09:00:00.499'::time(0)", "CAST('09:00:00.05' AS time(1))",
        "'23:59:59.4'::time(0)", "NULL::time(0)", "'09:00:00.123'::time(3)",
        "a::time::time(0) FROM (VALUES ('08:30:00.75'), ('08:30:00.25')) x(a) ORDER BY 1",
    ]
    /// Integers of fewer than 64 bits.
    private static let integers = [
        "32767::smallint", "(-32768)::smallint", "'12'::int2", "CAST(' 7 ' AS smallint)",
        "2147483647::int4", "(-2147483648)::int", "'2147483647'::int", "NULL::smallint",
        "true::int", "5::smallint = 5", "32767::smallint + 1", "9223372036854775807::int8",
        "a::int2 FROM (VALUES (1), (-9), (NULL)) x(a) ORDER BY 1 NULLS FIRST",
        "a::text::int2 FROM (VALUES (1), (NULL)) x(a) ORDER BY 1 NULLS FIRST",
        "count(*)::int FROM (VALUES (1), (2)) x(a)", "5 = ANY ('{5,6}'::int4[])",
        "sum(a::smallint) FROM (VALUES (32767), (32767)) x(a)",
    ]
    /// What PostgreSQL refuses.
    private static let refused = [
        "32768::smallint", "(-32769)::int2", "'32768'::smallint", "2147483648::int",
        "(-2147483649)::int4", "'2147483648'::int", "1e10::float8::int4",
        "a::smallint FROM (VALUES (1), (32768)) x(a)", "(a * 2)::int2 FROM (VALUES (20000)) x(a)",
        "sum(a)::int FROM (VALUES (2147483647), (1)) x(a)",
        "a::text::int4 FROM (VALUES (9e9)) x(a)",
        "'a'::varchar(0)", "'a'::varchar(-1)", "'a'::varchar(10485761)", "'a'::varchar(1,2)",
        "1::numeric(0)", "1::numeric(1001)", "1::numeric(2,2)", "1000::numeric(3)",
        "99.95::numeric(3,1)", "(-1000)::numeric(3,0)", "0.1::numeric(2,4)",
        "1::numeric(5,1001)", "1::numeric(1,2,3)", "'x'::text(3)", "1::int(3)",
        "1::bigint(11)", "date '2026-08-01'::date(3)", "true::boolean(1)", "'a'::varchar(x)",
        "'a'::varchar()", "1.5::float(0)", "1.5::float(54)", "'{}'::json(3)",
        "'2026-08-01 09:00'::timestamp(-1)",
    ]
    /// What PostgreSQL takes, and is refused here with the words to write.
    private static let unsupported = [
        ("'ab'::char(5)", "varchar(5)"), ("CAST('ab' AS character(5))", "varchar(5)"),
        ("'ab'::bpchar(2)", "varchar(2)"), ("'23:59:59.6'::time(0)", "TRY_CAST"),
        ("ARRAY['abc']::varchar(2)[]", "without the parentheses"),
    ]

    private static func run(
        _ host: String, _ port: Int?, _ statement: String
    ) throws -> (isRefused: Bool, output: String) {
        let run = try ServerClientTests.run(
            "psql",
            ["-XAtq", "-v", "ON_ERROR_STOP=1", "-P", "null=NULL", "-h", host]
                + (port.map { ["-p", "\($0)", "-U", "lisa", "-d", "workql"] }
                    ?? ["-U", "postgres", "-d", "postgres"]) + ["-c", statement])
        return (run.status != 0, run.output)
    }

    @Test(
        "Values are those of PostgreSQL, or refused",
        .enabled(if: PostgreSQL.isInstalled, "PostgreSQL 15 is not installed"))
    func values() async throws {
        try await ServerClientTests.serving { port, _ in
            try await PostgreSQL.with { postgres in
                try await onOwnThread {
                    func compare(_ statement: String) throws {
                        let here = try Self.run("127.0.0.1", port, statement)
                        let there = try Self.run(postgres.socketFolder, nil, statement)
                        #expect(!there.isRefused, "\(statement): \(there.output)")
                        // Timestamps are instants here, and printed with their offset.
                        #expect(
                            here.output.replacing("+08", with: "") == there.output,
                            "\(statement)")
                    }
                    for value in Self.texts + Self.integers { try compare("SELECT \(value)") }
                    // Digits after the point are not printed as those of numeric.
                    for value in Self.numbers {
                        let parts = value.split(separator: " FROM ", maxSplits: 1)
                        let rest = parts.count > 1 ? " FROM \(parts[1])" : ""
                        try compare("SELECT (\(parts[0]))::float8\(rest)")
                    }
                    for value in Self.times { try compare("SELECT \(value)") }
                    for value in Self.refused {
                        let there = try Self.run(
                            postgres.socketFolder, nil, "SELECT \(value)")
                        #expect(there.isRefused, "\(value)")
                        let here = try Self.run("127.0.0.1", port, "SELECT \(value)")
                        #expect(here.isRefused, "\(value): \(here.output)")
                    }
                    for (value, help) in Self.unsupported {
                        let here = try Self.run("127.0.0.1", port, "SELECT \(value)")
                        #expect(here.isRefused && here.output.contains(help), "\(here.output)")
                    }
                }
            }
        }
    }
}
