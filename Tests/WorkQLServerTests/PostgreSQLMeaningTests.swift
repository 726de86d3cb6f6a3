import TestSupport
import Testing
import WorkQLSandbox

@testable import WorkQLServer

/// Intervals, times in other zones, privileges and COPY, as PostgreSQL's clients write them.
@Suite struct PostgreSQLMeaningTests {
    private static let interval: UInt32 = 1186

    private static func rows(_ answer: [String]) -> [String] { answer.filter { $0.hasPrefix("D") } }

    @Test(
        "A parameter is an interval where it is cast to one",
        arguments: [
            ("SELECT TIMESTAMPTZ '2026-08-08 00:00:00+08' - $1::interval", "7 days", UInt32(0)),
            ("SELECT TIMESTAMPTZ '2026-08-08 00:00:00+08' - $1::interval", "7 days", 25),
            ("SELECT TIMESTAMPTZ '2026-08-08 00:00:00+08' - $1", "7 days", 1186),
            ("SELECT TIMESTAMPTZ '2026-07-25 00:00:00+08' + CAST($1 AS interval)", "1 week", 0),
            ("SELECT TIMESTAMPTZ '2026-08-08 00:00:00+08' + (-$1::interval)", "168:00:00", 0),
            ("SELECT TIMESTAMPTZ '2026-07-01 00:00:00+08' + $1::interval", "1 mon", 0),
            ("SELECT TIMESTAMPTZ '2026-08-08 00:00:00+08' - make_interval(days => $1)", "7", 0),
            (
                "SELECT TIMESTAMPTZ '2026-08-08 00:00:00+08' - $1 * INTERVAL '1 day'", "7", 23
            ),
        ])
    func parameters(_ text: String, _ value: String, _ type: UInt32) async throws {
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness)
            let answer = try await wire.ask(
                .parse(text, type == 0 ? [] : [type]), .describe(.statement("")), .bind([value]),
                .execute(), .sync)
            #expect(answer.contains("D 2026-08-01 00:00:00+08"), "\(answer)")
            #expect(answer.contains { $0.hasPrefix("T ") && $0.contains(" 1184 ") }, "\(answer)")
        }
    }

    @Test("The type of a parameter that is cast to an interval is described as interval")
    func description() async throws {
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness)
            let messages = try await wire.all([
                .parse("SELECT now() - $1::interval"), .describe(.statement("")), .sync,
            ])
            let types = try #require(messages.first { $0.type == "t" }).body.dropFirst(2)
            #expect(types.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } == Self.interval)
        }
    }

    @Test("A range is derived from an interval that is a parameter, and from make_interval")
    func ranges() async throws {
        for text in [
            "SELECT count(*) FROM checkin WHERE userid = 'lisi' "
                + "AND checkin_time >= now() - $1::interval",
            "SELECT count(*) FROM checkin WHERE userid = 'lisi' AND $1::text IS NOT NULL "
                + "AND checkin_time >= now() - make_interval(days => 3)",
        ] {
            try await Harness.with(try await Harness()) { harness in
                let wire = try Wire(harness)
                let answer = try await wire.ask(.parse(text), .bind(["3 days"]), .execute(), .sync)
                #expect(answer.contains("C SELECT 1"), "\(answer)")
                #expect(harness.server.requests.count { $0.endpoint == .checkin } == 1, "\(text)")
            }
        }
    }

    @Test(
        "make_interval counts its units",
        arguments: [
            ("make_interval(days => 7)", "2026-08-22 00:00:00+08"),
            ("make_interval(0, 1, 0, 7)", "2026-09-22 00:00:00+08"),
            ("make_interval(hours := 2)", ""),
            ("make_interval(hours => 2, mins => 5)", "2026-08-15 02:05:00+08"),
            ("make_interval(secs => 1.5)", "2026-08-15 00:00:01.5+08"),
            ("make_interval(weeks => -1)", "2026-08-08 00:00:00+08"),
            ("make_interval()", "2026-08-15 00:00:00+08"), ("make_interval(moons => 1)", ""),
        ])
    func makeInterval(_ interval: String, _ sum: String) async throws {
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness)
            let answer = try await wire.ask(
                .query("SELECT TIMESTAMPTZ '2026-08-15 00:00:00+08' + \(interval)"))
            if sum.isEmpty {
                #expect(answer.first == "E 42601", "\(answer)")
            } else {
                #expect(Self.rows(answer) == ["D \(sum)"], "\(answer)")
            }
        }
    }

    private static let noon = "TIMESTAMPTZ '2026-08-14 10:00:00+00'"

    @Test(
        "The clock in another zone is a timestamp without a zone, and in the next one an instant",
        arguments: [
            ("\(noon) AT TIME ZONE 'UTC'", "1114", "2026-08-14 10:00:00"),
            ("timezone('America/New_York', \(noon))", "1114", "2026-08-14 06:00:00"),
            ("x FROM (SELECT \(noon) AT TIME ZONE 'UTC' AS x) s", "1114", "2026-08-14 10:00:00"),
            (
                "\(noon) AT TIME ZONE 'UTC' AT TIME ZONE 'Asia/Tokyo'", "1184",
                "2026-08-14 09:00:00+08"
            ),
            ("date_trunc('day', \(noon) AT TIME ZONE 'UTC')", "1114", "2026-08-14 00:00:00"),
            (
                "date_trunc('day', \(noon) AT TIME ZONE 'UTC') + INTERVAL '1 day'", "1114",
                "2026-08-15 00:00:00"
            ),
            ("date_trunc('day', \(noon), 'UTC')", "1184", "2026-08-14 08:00:00+08"),
            (
                "TIMESTAMP '2026-08-14 10:00:00' AT TIME ZONE 'UTC'", "1184",
                "2026-08-14 18:00:00+08"
            ),
            (
                "'2026-08-14 10:00:00'::timestamp AT TIME ZONE 'America/New_York'", "1184",
                "2026-08-14 22:00:00+08"
            ),
            ("(\(noon) AT TIME ZONE 'America/New_York')::date", "1082", "2026-08-14"),
            ("EXTRACT(hour FROM \(noon) AT TIME ZONE 'UTC')", "20", "10"),
        ])
    func zones(_ expression: String, _ type: String, _ value: String) async throws {
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness)
            let answer = try await wire.ask(.query("SELECT \(expression)"))
            #expect(answer.first?.hasSuffix(" \(type) 0") == true, "\(answer)")
            #expect(Self.rows(answer) == ["D \(value)"])
            guard type == "1114" else { return }
            let messages = try await wire.all([
                .parse("SELECT \(expression)"), .bind(results: [1]), .execute(), .sync,
            ])
            let row = try #require(messages.first { $0.type == "D" })
            // The microseconds from 2000, as if the clock were that of UTC.
            let count = row.body.suffix(8).reduce(Int64(0)) { $0 << 8 | Int64($1) }
            let instant = try #require(PostgresTime.read(value + "Z")?.instant)
            #expect(PostgresTime.microseconds(of: instant) == count)
        }
    }

    @Test(
        "Types that do not meet are an error of Parse",
        arguments: [
            ("SELECT $1", [UInt32(999_999)], "E 42704"),
            ("SELECT 1 FROM checkin WHERE checkin_time + userid > $1 SINCE 1d", [], "E 42804"),
        ])
    func parseErrors(_ text: String, _ types: [UInt32], _ error: String) async throws {
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness)
            #expect(try await wire.ask(.parse(text, types)) == [error])
            #expect(harness.server.requests.isEmpty)
        }
    }

    @Test(
        "Privileges are those of who reads, and what does not exist is an error",
        arguments: [
            ("has_table_privilege('checkin', 'select')", "D t"),
            ("has_table_privilege('checkin', 'select, insert')", "D t"),
            ("has_table_privilege('checkin', 'insert')", "D f"),
            ("has_table_privilege('lisa', 'public.checkin', 'SELECT')", "D t"),
            ("has_table_privilege('nobody', 'checkin', 'select')", "E 42704"),
            ("has_table_privilege('nothing', 'select')", "E 42P01"),
            ("has_table_privilege('checkin', 'reading')", "E 22023"),
            ("has_table_privilege(999999::oid, 'select')", "D NULL"),
            ("has_table_privilege('checkin'::regclass, 'select')", "D t"),
            ("has_any_column_privilege('nothing', 'select')", "E 42P01"),
            ("has_column_privilege('checkin', 'userid', 'select')", "D t"),
            ("has_column_privilege('checkin', 'nothing', 'select')", "E 42703"),
            ("has_schema_privilege('public', 'usage')", "D t"),
            ("has_schema_privilege('public', 'create')", "D f"),
            ("has_schema_privilege('nothing', 'usage')", "E 3F000"),
            ("has_database_privilege('workql', 'connect')", "D t"),
            ("has_database_privilege('nothing', 'connect')", "E 3D000"),
            ("has_type_privilege('nothing', 'usage')", "E 42704"),
            ("has_sequence_privilege('nothing', 'usage')", "E 42P01"),
            ("has_tablespace_privilege('nothing', 'create')", "E 42704"),
            ("has_server_privilege('nothing', 'usage')", "E 42704"),
            ("pg_has_role('nobody', 'member')", "E 42704"),
        ])
    func privileges(_ call: String, _ answer: String) async throws {
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness, catalog: TableCatalogHandler())
            let answers = try await wire.ask(.query("SELECT \(call)"))
            #expect(answers.contains(answer), "\(answers)")
        }
    }

    @Test(
        "COPY quotes the columns that FORCE_QUOTE names",
        arguments: [
            ("FORMAT csv, FORCE_QUOTE (b)", "d 1,\"x\"\n"),
            ("FORMAT csv, FORCE_QUOTE *", "d \"1\",\"x\"\n"),
            ("FORMAT csv, FORCE_QUOTE (a, b)", "d \"1\",\"x\"\n"),
            ("FORMAT csv, FORCE_QUOTE (c)", "E 42703"), ("FORCE_QUOTE *", "E 0A000"),
        ])
    func quoted(_ options: String, _ answer: String) async throws {
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness, catalog: TableCatalogHandler())
            let text = "COPY (SELECT 1 AS a, 'x' AS b) TO STDOUT (\(options))"
            let answers = try await wire.ask(.query(text))
            #expect(answers.contains(answer), "\(answers)")
            guard options.hasPrefix("FORMAT"), options.contains("(b)") else { return }
            let old = try await wire.ask(
                .query("COPY (SELECT 1 AS a, 'x' AS b) TO STDOUT CSV FORCE QUOTE b"))
            #expect(old.contains(answer), "\(old)")
        }
    }

    @Test(
        "The pseudo types are those of PostgreSQL",
        .enabled(if: PostgreSQL.isInstalled, "PostgreSQL 15 is not installed"))
    func pseudoTypes() async throws {
        let text = """
            SELECT t.oid, typname, typlen, typbyval, typcategory, typinput, typoutput, typreceive,
            typsend FROM pg_type t WHERE typtype = 'p' ORDER BY t.oid
            """
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness, catalog: TableCatalogHandler())
            let here = try await wire.query(text).filter { $0.type == "D" }.map(\.row)
            try await PostgreSQL.with { postgres in
                let answers = try postgres.answers([text])
                guard case .rows(let rows) = answers[0] else { return #expect(Bool(false)) }
                #expect(here == rows)
            }
        }
    }
}
