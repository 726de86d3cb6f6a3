import Foundation
import TestSupport
import Testing
import WorkQLSandbox

/// Tables and files that are gone: what they had does not count as complete any more.
@Suite struct LostRowsTests {
    private static let since = ["--since", "12d@d"]

    private static func truth(_ bench: SyncBench) async throws -> [String] {
        try await bench.fetched("SELECT userid, notes FROM checkin SINCE 12d@d")
    }

    private static let covered =
        "SELECT min(since) = timestamptz '2026-08-03 00:00+08', count(*) > 0 FROM workql_coverage"

    /// From the store that still has the rows, and from one that asks again.
    @Test(
        .enabled(if: PostgreSQL.isInstalled),
        arguments: [
            "DROP TABLE checkin", "ALTER TABLE checkin RENAME TO elsewhere", "TRUNCATE checkin",
            "DELETE FROM checkin", "DROP TABLE checkin; CREATE TABLE checkin (LIKE kept)",
        ])
    func ofADatabase(_ loss: String) async throws {
        try await SyncBench.with { bench in
            let truth = try await Self.truth(bench)
            for store in ["store", "lost"] {
                #expect(try await bench.sync("--since", "12d@d", "checkin").status == 0)
                _ = bench.database.statement(
                    "CREATE TABLE IF NOT EXISTS kept (LIKE checkin); DROP TABLE IF EXISTS elsewhere"
                )
                _ = bench.database.statement(loss)
                let again = try await bench.sync("--since", "12d@d", "checkin", store: store)
                #expect(again.status == 0, "\(again.errors)")
                #expect(
                    try bench.database.csv("SELECT userid, notes FROM checkin") == truth,
                    "\(loss), \(store): \(again.errors)")
                #expect(try bench.database.csv(Self.covered) == ["t,t"])
            }
            // What a later query does not ask for is not complete.
            _ = bench.database.statement(loss.replacing("RENAME TO elsewhere", with: "RENAME TO b"))
            #expect(try await bench.sync("--since", "3d@d", "checkin").status == 0)
            #expect(
                try bench.database.csv("SELECT min(since) FROM workql_coverage")
                    == ["2026-08-12 00:00:00+08"])
            _ = bench.calls()
            let rest = try await bench.sync("--since", "3d@d", "checkin")
            #expect(rest.errors.contains("0 rows in 0 ranges written"), "\(rest.errors)")
        }
    }

    /// An endpoint's tables belong together: where one is gone, the rows of the other do not stay.
    @Test(.enabled(if: PostgreSQL.isInstalled))
    func oneOfTwoTables() async throws {
        try await SyncBench.with { bench in
            func counts() throws -> [String] {
                try bench.database.csv(
                    "SELECT (SELECT count(*) FROM corp_recording), "
                        + "(SELECT count(*) FROM corp_recording_file), "
                        + "(SELECT sum(row_count) > 0 FROM workql_coverage)")
            }
            #expect(try await bench.sync("--since", "20d@d", "corp_recording").status == 0)
            let whole = try counts()
            #expect(whole[0].hasSuffix(",t") && !whole[0].hasPrefix("0,"), "\(whole)")
            for table in ["corp_recording_file", "corp_recording"] {
                _ = bench.database.statement("DROP TABLE \(table)")
                let again = try await bench.sync("--since", "20d@d", "corp_recording")
                #expect(again.status == 0, "\(again.errors)")
                #expect(try counts() == whole, "\(table)")
            }
        }
    }

    /// Partitions of months: what each of them had, from the store that still has it, and from one that
    /// asks again; what the others have is not asked for again.
    @Test(
        .enabled(if: PostgreSQL.isInstalled),
        arguments: [
            "DROP TABLE checkin_2026_07", "ALTER TABLE checkin DETACH PARTITION checkin_2026_07",
            "ALTER TABLE checkin DETACH PARTITION checkin_2026_07; "
                + "ALTER TABLE checkin_2026_07 RENAME TO archive",
            "TRUNCATE checkin_2026_07", "DELETE FROM checkin_2026_07",
            "DELETE FROM checkin WHERE checkin_time >= '2026-07-01 00:00+08' "
                + "AND checkin_time < '2026-08-01 00:00+08'",
            "DROP TABLE checkin_2026_06, checkin_2026_07",
            "DROP TABLE checkin_2026_05; TRUNCATE checkin_2026_07",
            "DROP TABLE checkin_2026_07, checkin_rest", "DROP TABLE checkin_rest",
            "DROP TABLE checkin_2026_05, checkin_2026_06, checkin_2026_07, checkin_2026_08, "
                + "checkin_rest",
            "ALTER TABLE checkin DETACH PARTITION checkin_2026_07; ALTER TABLE checkin DETACH "
                + "PARTITION checkin_rest",
        ])
    func ofAMonth(_ loss: String) async throws {
        try await SyncBench.with { bench in
            let query =
                "SELECT * FROM checkin WHERE userid IN ('lisi', 'wangwu') "
                + "SINCE 2026-05-20 UNTIL 2026-08-10"
            let truth = try await bench.fetched(
                query.replacing("*", with: "userid, notes"))
            let script = try bench.script(query)
            #expect(try await bench.sync("--partition-by", "month", script).status == 0)
            #expect(try bench.database.csv("SELECT userid, notes FROM checkin") == truth)
            for store in ["store", "lost"] {
                _ = bench.database.statement("DROP TABLE IF EXISTS archive")
                _ = bench.database.statement(loss)
                let calls = bench.calls()
                let again = try await bench.sync(script, store: store)
                #expect(again.status == 0, "\(again.errors)")
                #expect(
                    try bench.database.csv("SELECT userid, notes FROM checkin") == truth,
                    "\(store), \(calls): \(again.errors)")
                #expect(
                    try bench.database.csv(
                        "SELECT count(*) > 0 FROM checkin_rest WHERE checkin_time IS NOT NULL")
                        != ["t"])
                // Coverage is whole and counted, and nothing is left to do.
                #expect(
                    try bench.database.csv(
                        """
                        SELECT sum(until - since) = 2 * interval '82 days',
                            sum(row_count) = (SELECT count(*) FROM checkin) FROM workql_coverage
                        """) == ["t,t"])
                _ = bench.calls()
                let rest = try await bench.sync(script, store: store)
                #expect(rest.errors.contains("0 rows in 0 ranges written"), "\(rest.errors)")
                #expect(bench.calls() == 0)
            }
        }
    }

    /// A month without a record is complete without a partition, and with an empty one.
    @Test(.enabled(if: PostgreSQL.isInstalled))
    func aMonthWithoutRows() async throws {
        try await SyncBench.with { bench in
            let script = try bench.script(
                "SELECT * FROM checkin WHERE userid = 'lisi' SINCE 2026-07-20 UNTIL 2026-08-02")
            #expect(try await bench.sync("--partition-by", "month", script).status == 0)
            #expect(try bench.database.csv("SELECT count(*) > 0 FROM checkin") == ["t"])
            _ = bench.database.statement(
                "DELETE FROM checkin WHERE checkin_time >= '2026-08-01 00:00+08'; UPDATE "
                    + "workql_coverage SET row_count = (SELECT count(*) FROM checkin "
                    + "WHERE _workql_range = id)")
            for loss in ["SELECT", "DROP TABLE IF EXISTS checkin_2026_08"] {
                _ = bench.database.statement(loss)
                let store = loss == "SELECT" ? "store" : "other"
                _ = bench.calls()
                let again = try await bench.sync(script, store: store)
                #expect(again.status == 0 && bench.calls() == 0, "\(again.errors)")
                #expect(again.errors.contains("0 rows in 0 ranges written"), "\(again.errors)")
            }
        }
    }

    /// Recordings, whose ranges are replaced whole, and the table of their files, which alone is
    /// emptied.
    @Test(
        .enabled(if: PostgreSQL.isInstalled),
        arguments: [
            "DROP TABLE corp_recording_2026_07", "TRUNCATE corp_recording_2026_07",
            "ALTER TABLE corp_recording DETACH PARTITION corp_recording_2026_07",
            "TRUNCATE corp_recording_file", "TRUNCATE corp_recording",
            "DELETE FROM corp_recording_file",
        ])
    func ofRecordings(_ loss: String) async throws {
        try await SyncBench.with { bench in
            func rows() throws -> [[String]] {
                try ["corp_recording", "corp_recording_file"].map {
                    try bench.database.csv("SELECT meeting_record_id FROM \($0)")
                }
            }
            let first = try await bench.sync(
                "--partition-by", "month", "--since", "60d@d", "corp_recording")
            #expect(first.status == 0, "\(first.errors)")
            let truth = try rows()
            #expect(truth.allSatisfy { !$0.isEmpty })
            for store in ["store", "lost"] {
                _ = bench.database.statement(loss)
                // A partition that was detached keeps its name, by which no other is detached.
                if store == "store" { #expect(try rows() != truth) }
                let again = try await bench.sync("--since", "60d@d", "corp_recording", store: store)
                #expect(again.status == 0, "\(again.errors)")
                #expect(try rows() == truth, "\(store): \(again.errors)")
                let rest = try await bench.sync("--since", "60d@d", "corp_recording", store: store)
                #expect(rest.errors.contains("0 rows in 0 ranges written"), "\(rest.errors)")
            }
        }
    }

    /// A table without rows that never had any stays complete.
    @Test(.enabled(if: PostgreSQL.isInstalled))
    func anEmptyTableIsComplete() async throws {
        try await SyncBench.with { bench in
            let script = try bench.script(
                "SELECT * FROM checkin WHERE userid = 'lisi' SINCE 2026-08-08 UNTIL 2026-08-09")
            #expect(try await bench.sync(script).status == 0)
            #expect(try bench.database.csv("SELECT count(*) FROM checkin") == ["0"])
            _ = bench.calls()
            let again = try await bench.sync(script, store: "lost")
            #expect(again.status == 0 && bench.calls() == 0, "\(again.errors)")
            #expect(again.errors.contains("0 rows in 0 ranges written"), "\(again.errors)")
        }
    }

    /// The ranges of a result go with its rows.
    @Test(
        .enabled(if: PostgreSQL.isInstalled),
        arguments: ["DROP TABLE late", "TRUNCATE late", "DELETE FROM late"])
    func ofAResult(_ loss: String) async throws {
        try await SyncBench.with { bench in
            func sync(_ range: String) async throws -> CommandRun {
                let script = try bench.script(
                    "SELECT userid, checkin_time FROM checkin WHERE userid = 'lisi' \(range)")
                return try await bench.sync("--range-column", "checkin_time", script)
            }
            #expect(try await sync("SINCE 2026-07-01 UNTIL 2026-08-01").status == 0)
            _ = bench.database.statement(loss)
            let later = try await sync("SINCE 2026-08-01 UNTIL 2026-08-11")
            #expect(later.status == 0, "\(later.errors)")
            #expect(
                try bench.database.csv(
                    "SELECT since, row_count = (SELECT count(*) FROM late) FROM workql_coverage "
                        + "WHERE endpoint = 'result'") == ["2026-08-01 00:00:00+08,t"])
        }
    }

    /// In a folder: a table's folder, a month, a day; of recordings a month; of reports the file of
    /// rows without a time.
    @Test(arguments: [
        ("checkin", ""), ("checkin", "/month=2026-08"),
        ("checkin", "/month=2026-08/2026-08-13.parquet"), ("corp_recording", ""),
        ("corp_recording", "/month=2026-08/2026-08.parquet"),
        ("journal", "/month=unknown/unknown.parquet"),
    ])
    func ofAFolder(_ table: String, _ path: String) async throws {
        try await LakeSyncTests.Bench.with { bench in
            let key = ["checkin": "userid", "journal": "journaluuid"][table] ?? "meeting_record_id"
            func rows() async throws -> [String] {
                try await bench.fetched(
                    "SELECT \(key) FROM '\(bench.lake)/\(table)/*/*.parquet'")
            }
            let truth = try await bench.fetched("SELECT \(key) FROM \(table) SINCE 40d@d")
            for store in ["store", "lost"] {
                #expect(try await bench.sync("--since", "40d@d", table).status == 0)
                #expect(try await rows() == truth)
                try FileManager.default.removeItem(atPath: "\(bench.lake)/\(table)\(path)")
                let again = try await bench.sync("--since", "40d@d", table, store: store)
                #expect(again.status == 0, "\(again.errors)")
                #expect(try await rows() == truth, "\(store): \(again.errors)")
            }
            let rest = try await bench.sync("--since", "40d@d", table)
            #expect(rest.errors.contains("0 rows in 0 ranges written"), "\(rest.errors)")
        }
    }

    /// A file that FORGET has removed is not one that is gone.
    @Test func forgottenFilesAreNotMissing() async throws {
        try await LakeSyncTests.Bench.with { bench in
            let script = try bench.script(
                "SELECT * FROM checkin WHERE userid = 'lisi' SINCE 20d@d UNTIL 5d@d")
            #expect(try await bench.sync(script).status == 0)
            let forget = try await onOwnThread { [environment = bench.environment] in
                try CommandRun(
                    [
                        "--now", SyncBench.now, "--store", "\(bench.folder)/store", "--into",
                        bench.lake, "-c",
                        "FORGET checkin WHERE userid = 'lisi' SINCE 12d@d UNTIL 8d@d",
                    ], environment: environment)
            }
            #expect(forget.status == 0, "\(forget.errors)")
            _ = bench.server.takeRequests()
            let narrow = try bench.script(
                "SELECT * FROM checkin WHERE userid = 'lisi' SINCE 20d@d UNTIL 12d@d")
            let again = try await bench.sync(narrow, store: "other")
            #expect(again.status == 0, "\(again.errors)")
            #expect(bench.server.takeRequests().allSatisfy { $0.endpoint != .checkin })
        }
    }
}
