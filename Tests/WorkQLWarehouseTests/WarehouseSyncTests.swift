import Foundation
import TestSupport
import Testing
import WorkQLSandbox

/// `workql sync --into postgresql://…` beside a real server.
@Suite struct WarehouseSyncTests {
    private static let people = "userid IN ('lisi', 'wangwu', 'zhangsan')"
    private static let checkins = "SELECT * FROM checkin WHERE \(people) SINCE 40d@d UNTIL 5d@d"
    /// What of a check-in both sides print alike.
    private static let compared = "userid, checkin_type, exception_type, location_title, notes, lat"

    private static func compare(
        _ table: String, _ columns: String, in bench: SyncBench, since: String,
        _ comment: Comment? = nil
    ) async throws {
        let truth = try await bench.fetched("SELECT \(columns) FROM \(table) \(since)")
        #expect(!truth.isEmpty, comment)
        #expect(try bench.database.csv("SELECT \(columns) FROM \(table)") == truth, comment)
    }

    // MARK: Rows

    /// Every table that the demo has, its rows equal to fetching them; then nothing is asked or written
    /// again, also where the local store was lost; and no password is printed.
    @Test(.enabled(if: PostgreSQL.isInstalled))
    func tablesArriveOnce() async throws {
        try await SyncBench.with { bench in
            let tables = [
                "checkin", "screen_capture", "meeting_recording", "corp_recording", "journal",
                "member", "department",
            ]
            let first = try await bench.sync(
                "--since", "12d@d", tables[0], tables[1], tables[2], tables[3], tables[4],
                tables[5], tables[6])
            #expect(first.status == 0, "\(first.errors)")
            #expect(!(first.output + first.errors).contains("s3cret"))
            try await Self.compare("checkin", Self.compared, in: bench, since: "SINCE 12d@d")
            try await Self.compare(
                "screen_capture", "userid, department_id, screen_shot_type, system", in: bench,
                since: "SINCE 12d@d")
            try await Self.compare(
                "meeting_recording", "meeting_record_id, userid, title, state", in: bench,
                since: "SINCE 12d@d")
            try await Self.compare(
                "meeting_recording_file", "meeting_record_id, record_file_id, record_size",
                in: bench, since: "SINCE 12d@d")
            try await Self.compare(
                "corp_recording", "meeting_record_id, subject", in: bench, since: "SINCE 12d@d")
            try await Self.compare("journal", "journaluuid", in: bench, since: "SINCE 12d@d")
            try await Self.compare("member", "userid, name", in: bench, since: "")
            // What stands once stands once, also where two windows brought it.
            let twice = try bench.database.csv(
                "SELECT meeting_record_id FROM corp_recording GROUP BY 1 HAVING count(*) > 1")
            #expect(twice == [])
            let comment = try bench.database.csv(
                "SELECT col_description('checkin'::regclass, 1), obj_description('checkin'::regclass)"
            )
            #expect(comment.first?.contains("用户id") == true, "\(comment)")
            _ = bench.calls()
            let lost = try await bench.sync(
                "--since", "12d@d", "checkin", "meeting_recording", store: "another")
            #expect(lost.status == 0, "\(lost.errors)")
            #expect(bench.calls() == 0)
            #expect(lost.errors.contains("0 rows in 0 ranges written"), "\(lost.errors)")
            try await Self.compare("checkin", Self.compared, in: bench, since: "SINCE 12d@d")
        }
    }

    /// What the service corrects, deletes or tells late replaces what was there.
    @Test(.enabled(if: PostgreSQL.isInstalled))
    func changesArrive() async throws {
        try await SyncBench.with { bench in
            let script = try bench.script("REFRESH \(Self.checkins)")
            let times = try await bench.fetched(
                "SELECT epoch(checkin_time) FROM checkin WHERE userid = 'lisi' "
                    + "SINCE 20d@d UNTIL 10d@d")
            let all = try #require(times.map { Int(Double($0) ?? 0) } as [Int]?)
            var readings = SandboxReadings()
            let removed = SandboxReadings.Correction(
                userid: "lisi", checkinTime: all[0], kind: .removed)
            let late = SandboxReadings.Correction(
                userid: "lisi", checkinTime: all[1], kind: .removed)
            // One is told late, another corrected and a third deleted afterwards.
            readings.corrections = [late]
            bench.server.setReadings(readings)
            #expect(try await bench.sync(script).status == 0)
            let before = try bench.database.csv("SELECT \(Self.compared) FROM checkin")
            readings.corrections = [
                removed, .init(userid: "lisi", checkinTime: all[2], kind: .approved),
            ]
            bench.server.setReadings(readings)
            let second = try await bench.sync(script)
            #expect(second.status == 0, "\(second.errors)")
            let after = try bench.database.csv("SELECT \(Self.compared) FROM checkin")
            #expect(after != before && after.count == before.count)
            try await Self.compare(
                "checkin", Self.compared, in: bench,
                since: "WHERE \(Self.people) SINCE 40d@d UNTIL 5d@d")
            #expect(after.count { $0.contains("补卡") } == 1)
        }
    }

    /// Ranges that overlap what is there replace that part, and what lies in front and behind stays.
    @Test(.enabled(if: PostgreSQL.isInstalled))
    func rangesOverlap() async throws {
        try await SyncBench.with { bench in
            let ranges = [
                "SINCE 30d@d UNTIL 20d@d", "SINCE 26d@d UNTIL 24d@d", "SINCE 35d@d UNTIL 28d@d",
            ]
            for (index, range) in ranges.enumerated() {
                let script = try bench.script(
                    "REFRESH SELECT * FROM checkin WHERE \(Self.people) \(range)")
                let run = try await bench.sync(script, store: "store\(index)")
                #expect(run.status == 0, "\(run.errors)")
            }
            try await Self.compare(
                "checkin", Self.compared, in: bench,
                since: "WHERE \(Self.people) SINCE 35d@d UNTIL 20d@d")
            // No instant of a partition is covered twice, and each row is in its range.
            let wrong = try bench.database.csv(
                """
                SELECT count(*) FROM workql_coverage a JOIN workql_coverage b
                ON a.partition = b.partition AND a.id < b.id
                AND a.since < b.until AND b.since < a.until
                """)
            #expect(wrong == ["0"])
            let strays = try bench.database.csv(
                """
                SELECT count(*) FROM checkin LEFT JOIN workql_coverage v ON v.id = _workql_range
                WHERE v.id IS NULL OR checkin_time < since OR checkin_time >= until
                """)
            #expect(strays == ["0"])
        }
    }

    @Test(.enabled(if: PostgreSQL.isInstalled))
    func partitionsByMonth() async throws {
        try await SyncBench.with { bench in
            let run = try await bench.sync(
                "--partition-by", "month", "--since", "40d@d", "checkin", "corp_recording")
            #expect(run.status == 0, "\(run.errors)")
            try await Self.compare("checkin", Self.compared, in: bench, since: "SINCE 40d@d")
            let parts = try bench.database.csv(
                "SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'checkin'::regclass")
            #expect(parts == ["checkin_2026_07", "checkin_2026_08", "checkin_rest"])
            let plan = try bench.database.csv(
                """
                SELECT count(*) FROM checkin_2026_07
                WHERE checkin_time < '2026-07-01+08' OR checkin_time >= '2026-08-01+08'
                """)
            #expect(plan == ["0"])
        }
    }

    // MARK: Answers of queries

    @Test(.enabled(if: PostgreSQL.isInstalled))
    func answersAreReplacedWhole() async throws {
        try await SyncBench.with { bench in
            func text(_ days: Int) -> String {
                "SELECT userid, date(checkin_time) AS day, count(*) AS 次数, "
                    + "min(time(checkin_time)) AS earliest, avg(lat) AS lat, max(checkin_time) AS last, "
                    + "count(*) > 1 AS many "
                    + "FROM checkin WHERE \(Self.people) SINCE \(days)d@d GROUP BY ALL"
            }
            let first = try await bench.sync(bench.script(text(10) + "; " + text(3)))
            #expect(first.status == 0, "\(first.errors)")
            let columns = "userid, day, 次数, earliest"
            let truth = try await bench.fetched("SELECT \(columns) FROM (\(text(10)))")
            #expect(try bench.database.csv("SELECT \(columns) FROM late") == truth)
            #expect(try bench.database.csv("SELECT count(*) FROM late_2") != ["0"])
            let types = try bench.database.csv(
                "SELECT string_agg(format_type(atttypid, -1), ' ' ORDER BY attnum) "
                    + "FROM pg_attribute WHERE attrelid = 'late'::regclass AND attnum > 0")
            #expect(
                types == [
                    "text date bigint time without time zone double precision "
                        + "timestamp with time zone boolean"
                ])
            // A run that fails leaves the table as it was; the next replaces it.
            bench.server.setFaults([.every(1, .notAuthorised, on: .checkin)])
            let failed = try await bench.sync(bench.script(text(40)))
            #expect(failed.status == 77, "\(failed.errors)")
            #expect(try bench.database.csv("SELECT \(columns) FROM late") == truth)
            bench.server.setFaults([])
            #expect(try await bench.sync(bench.script(text(5))).status == 0)
            let later = try await bench.fetched("SELECT \(columns) FROM (\(text(5)))")
            #expect(try bench.database.csv("SELECT \(columns) FROM late") == later)
        }
    }
}
