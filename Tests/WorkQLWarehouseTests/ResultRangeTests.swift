import Foundation
import TestSupport
import Testing
import WorkQLSandbox

/// Results of queries whose rows are replaced by the range of the query.
@Suite(.enabled(if: PostgreSQL.isInstalled, "PostgreSQL 15 is not installed"))
struct ResultRangeTests {
    private static let people = "userid IN ('lisi', 'wangwu')"
    private static func text(_ range: String, _ condition: String = "TRUE") -> String {
        "SELECT userid, checkin_time, checkin_type FROM checkin WHERE \(people) AND \(condition) "
            + range
    }
    private static let columns = "userid, checkin_time, checkin_type"
    private static let option = ["--range-column", "checkin_time"]
    private static let coverage =
        "SELECT to_char(since, 'MM-DD HH24:MI'), to_char(until, 'MM-DD HH24:MI') FROM "
        + "workql_coverage WHERE endpoint = 'result' AND partition = 'late'"

    @Test("Rows of the range are replaced, and those of other ranges stay")
    func ranges() async throws {
        try await SyncBench.with { bench in
            func sync(_ text: String) async throws -> CommandRun {
                let script = try bench.script(text)
                return try await bench.sync("--range-column", "checkin_time", script)
            }
            func rows() throws -> [String] {
                try bench.database.csv("SELECT \(Self.columns) FROM late")
            }
            func expected(_ range: String) async throws -> [String] {
                let copy = "SELECT \(Self.columns) FROM (\(Self.text(range)))"
                return try await bench.fetched("SELECT count(*) FROM (\(copy))")
            }
            func count() throws -> [String] { try bench.database.csv("SELECT count(*) FROM late") }
            let july = "SINCE 2026-07-01 UNTIL 2026-08-01"
            let first = try await sync(Self.text(july))
            #expect(first.status == 0, "\(first.errors)")
            #expect(try count() == (try await expected(july)))
            #expect(try bench.database.csv(Self.coverage) == ["07-01 00:00,08-01 00:00"])
            // The next range is added.
            #expect(try await sync(Self.text("SINCE 2026-08-01 UNTIL 2026-08-11")).status == 0)
            #expect(try count() == (try await expected("SINCE 2026-07-01 UNTIL 2026-08-11")))
            // A range in the middle is replaced: the rows that the query leaves out now are gone.
            let before = try rows()
            #expect(
                try await sync(Self.text("SINCE 2026-07-20 UNTIL 2026-08-05", "userid = 'lisi'"))
                    .status == 0)
            let kept = try bench.database.csv(
                "SELECT count(*) FROM late WHERE userid = 'wangwu' AND checkin_time >= "
                    + "'2026-07-20 00:00+08' AND checkin_time < '2026-08-05 00:00+08'")
            #expect(kept == ["0"])
            let outside = try bench.database.csv(
                "SELECT count(*) FROM late WHERE userid = 'wangwu'")
            #expect(outside != ["0"])
            #expect(try rows() != before)
            #expect(
                try bench.database.csv(Self.coverage) == [
                    "07-01 00:00,07-20 00:00", "07-20 00:00,08-05 00:00",
                    "08-05 00:00,08-11 00:00",
                ])
            // And whole again, from inside a range that is there.
            #expect(try await sync(Self.text("SINCE 2026-07-10 UNTIL 2026-07-12")).status == 0)
            #expect(
                try bench.database.csv(Self.coverage) == [
                    "07-01 00:00,07-10 00:00", "07-10 00:00,07-12 00:00",
                    "07-12 00:00,07-20 00:00", "07-20 00:00,08-05 00:00",
                    "08-05 00:00,08-11 00:00",
                ])
            #expect(try await sync(Self.text("SINCE 2026-06-30 UNTIL 2026-08-11")).status == 0)
            #expect(try bench.database.csv(Self.coverage) == ["06-30 00:00,08-11 00:00"])
            #expect(try count() == (try await expected("SINCE 2026-06-30 UNTIL 2026-08-11")))
            // A range without rows takes away those that were there.
            #expect(
                try await sync(Self.text("SINCE 2026-08-01 UNTIL 2026-08-11", "userid = 'x'"))
                    .status == 0)
            #expect(try count() == (try await expected("SINCE 2026-06-30 UNTIL 2026-08-01")))
        }
    }

    @Test("Days of a result are dates in the zone of the query")
    func dates() async throws {
        try await SyncBench.with { bench in
            func sync(_ range: String) async throws -> CommandRun {
                let script = try bench.script(
                    "SELECT date(checkin_time) AS day, count(*) AS n FROM checkin "
                        + "WHERE \(Self.people) \(range) GROUP BY ALL")
                return try await bench.sync("--range-column", "day", script)
            }
            #expect(try await sync("SINCE 7d@d").status == 0)
            let first = try bench.database.csv("SELECT day, n FROM late")
            #expect(!first.isEmpty)
            #expect(try await sync("SINCE 3d@d").status == 0)
            #expect(try bench.database.csv("SELECT day, n FROM late") == first)
            // The first day of the range is not whole.
            let refused = try await sync("SINCE 3d")
            #expect(refused.status != 0 && refused.errors.contains("outside the range"))
            #expect(refused.errors.contains("SINCE 7d@d"), "\(refused.errors)")
            #expect(try bench.database.csv("SELECT day, n FROM late") == first)
        }
    }

    @Test("What cannot be replaced by a range is refused, and nothing is changed")
    func refusals() async throws {
        try await SyncBench.with { bench in
            func sync(_ text: String, _ column: String) async throws -> CommandRun {
                let script = try bench.script(text)
                return try await bench.sync("--range-column", column, script)
            }
            let good = Self.text("SINCE 2026-08-01 UNTIL 2026-08-11")
            #expect(try await sync(good, "checkin_time").status == 0)
            let rows = try bench.database.csv("SELECT \(Self.columns) FROM late")
            for (text, column, message, help) in [
                (
                    "SELECT userid, checkin_time - 40d AS checkin_time, checkin_type FROM checkin "
                        + "WHERE \(Self.people) SINCE 2026-08-01 UNTIL 2026-08-11",
                    "checkin_time", "outside the range of the query", "condition on checkin_time"
                ),
                (
                    "SELECT userid, CASE WHEN userid = 'lisi' THEN checkin_time END AS checkin_time, "
                        + "checkin_type FROM checkin WHERE \(Self.people) SINCE 2026-08-01 "
                        + "UNTIL 2026-08-11",
                    "checkin_time", "has NULL in checkin_time", "IS NOT NULL"
                ),
                (good, "nosuch", "has no column nosuch", "userid"),
                (good, "userid", "neither timestamps nor dates", "another column"),
                (
                    "SELECT userid, name FROM member WHERE name <> ''", "name", "has no range",
                    "SINCE"
                ),
                (
                    "SELECT day, n FROM (SELECT date(checkin_time) AS day, count(*) AS n "
                        + "FROM checkin WHERE \(Self.people) SINCE 2026-08-01 UNTIL 2026-08-11 "
                        + "GROUP BY ALL)", "day", "replaced by ranges of checkin_time",
                    "--range-column checkin_time"
                ),
            ] {
                let run = try await sync(text, column)
                #expect(run.status != 0, "\(text)")
                #expect(run.errors.contains(message), "\(run.errors)")
                #expect(run.errors.contains(help), "\(run.errors)")
                #expect(try bench.database.csv("SELECT \(Self.columns) FROM late") == rows)
            }
            // Without the option, the rows of earlier ranges would be lost.
            let whole = try await bench.sync(try bench.script(good))
            #expect(whole.status == 78, "\(whole.errors)")
            #expect(whole.errors.contains("--range-column checkin_time"), "\(whole.errors)")
            #expect(try bench.database.csv("SELECT \(Self.columns) FROM late") == rows)
            // A run that fails leaves the rows and the coverage.
            bench.server.setFaults([.every(1, .notAuthorised, on: .checkin)])
            let failed = try await sync(
                Self.text("SINCE 2026-06-01 UNTIL 2026-08-11"), "checkin_time")
            #expect(failed.status == 77, "\(failed.errors)")
            #expect(try bench.database.csv("SELECT \(Self.columns) FROM late") == rows)
            #expect(try bench.database.csv(Self.coverage) == ["08-01 00:00,08-11 00:00"])
        }
    }

    @Test("A table that was replaced whole begins again by ranges")
    func changing() async throws {
        try await SyncBench.with { bench in
            let script = try bench.script(Self.text("SINCE 2026-07-01 UNTIL 2026-08-11"))
            #expect(try await bench.sync(script).status == 0)
            let later = try bench.script(Self.text("SINCE 2026-08-01 UNTIL 2026-08-11"))
            #expect(try await bench.sync("--range-column", "checkin_time", later).status == 0)
            #expect(
                try bench.database.csv(
                    "SELECT min(checkin_time) >= '2026-08-01 00:00+08' FROM late")
                    == ["t"])
            #expect(try bench.database.csv(Self.coverage) == ["08-01 00:00,08-11 00:00"])
            let forgotten = try await onOwnThread {
                try CommandRun(
                    [
                        "--now", SyncBench.now, "--store", "\(bench.folder)/store", "--into",
                        bench.database.address(), "-c", "FORGET checkin WHERE userid = 'lisi'",
                    ], environment: bench.environment)
            }
            #expect(forgotten.status == 0, "\(forgotten.errors)")
            #expect(
                try bench.database.csv("SELECT DISTINCT userid FROM late") == ["wangwu"])
            #expect(try bench.database.csv(Self.coverage) == [])
        }
    }

    @Test("The option is for databases")
    func usage() async throws {
        try await SyncBench.with { bench in
            let script = try bench.script(Self.text("SINCE 3d"))
            for target in [[], ["--into", "\(bench.folder)/lake"]] {
                let words =
                    ["sync", "--store", "\(bench.folder)/store", "--range-column", "x"] + target
                    + [script]
                let run = try await onOwnThread {
                    try CommandRun(words, environment: bench.environment)
                }
                #expect(run.status == 64 && run.errors.contains("--into postgresql"))
            }
        }
    }
}
