import Foundation
import TestSupport
import Testing

/// Partitions by month, which a table keeps, whatever later runs are told.
@Suite(.enabled(if: PostgreSQL.isInstalled, "PostgreSQL 15 is not installed"))
struct MonthPartitionTests {
    private static func text(_ range: String) -> String {
        "SELECT * FROM checkin WHERE userid IN ('lisi', 'wangwu') \(range)"
    }

    private static func sync(
        _ range: String, _ bench: SyncBench, isByMonth: Bool
    ) async throws {
        let script = try bench.script(text(range))
        let run =
            isByMonth
            ? try await bench.sync("--partition-by", "month", script) : try await bench.sync(script)
        #expect(run.status == 0, "\(run.errors)")
    }

    private static let partitions =
        "SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'checkin'::regclass"

    @Test func runsWithoutTheOptionMakePartitions() async throws {
        try await SyncBench.with { bench in
            try await Self.sync("SINCE 2026-07-01 UNTIL 2026-08-01", bench, isByMonth: true)
            try await Self.sync("SINCE 2026-06-01 UNTIL 2026-07-01", bench, isByMonth: false)
            try await Self.sync("SINCE 2026-08-01 UNTIL 2026-08-15", bench, isByMonth: false)
            try await Self.sync("SINCE 2026-05-20 UNTIL 2026-08-15", bench, isByMonth: true)
            #expect(
                try bench.database.csv(Self.partitions) == [
                    "checkin_2026_05", "checkin_2026_06", "checkin_2026_07", "checkin_2026_08",
                    "checkin_rest",
                ])
            #expect(try bench.database.csv("SELECT count(*) FROM checkin_rest") == ["0"])
            let truth = try await bench.fetched(
                Self.text("SINCE 2026-05-20 UNTIL 2026-08-15").replacing("*", with: "userid, notes")
            )
            #expect(try bench.database.csv("SELECT userid, notes FROM checkin") == truth)
        }
    }

    /// Rows of a month that an earlier version has put among those without a time move out of them.
    @Test func rowsMoveOutOfTheRest() async throws {
        try await SyncBench.with { bench in
            try await Self.sync("SINCE 2026-07-01 UNTIL 2026-08-01", bench, isByMonth: true)
            let before = try bench.database.csv("SELECT userid, checkin_time FROM checkin")
            _ = bench.database.statement(
                "ALTER TABLE checkin DETACH PARTITION checkin_2026_07; "
                    + "INSERT INTO checkin SELECT * FROM checkin_2026_07; DROP TABLE checkin_2026_07"
            )
            #expect(try bench.database.csv("SELECT count(*) FROM checkin_rest") != ["0"])
            for range in [
                "SINCE 2026-07-01 UNTIL 2026-07-20", "SINCE 2026-07-10 UNTIL 2026-08-01",
            ] {
                let script = try bench.script("REFRESH " + Self.text(range))
                let run = try await bench.sync(script)
                #expect(run.status == 0, "\(run.errors)")
                #expect(
                    try bench.database.csv("SELECT userid, checkin_time FROM checkin") == before)
                #expect(try bench.database.csv("SELECT count(*) FROM checkin_rest") == ["0"])
            }
        }
    }

    /// A table that was made without partitions stays so, and one that is partitioned otherwise too.
    @Test func otherTablesStay() async throws {
        try await SyncBench.with { bench in
            try await Self.sync("SINCE 2026-07-01 UNTIL 2026-08-01", bench, isByMonth: false)
            #expect(try bench.database.csv(Self.partitions) == [])
            _ = bench.database.statement(
                """
                ALTER TABLE checkin RENAME TO old; CREATE TABLE checkin (LIKE old INCLUDING ALL)
                PARTITION BY LIST (userid); CREATE TABLE checkin_all PARTITION OF checkin DEFAULT;
                INSERT INTO checkin SELECT * FROM old
                """)
            try await Self.sync("SINCE 2026-06-01 UNTIL 2026-08-10", bench, isByMonth: false)
            #expect(try bench.database.csv(Self.partitions) == ["checkin_all"])
        }
    }
}
