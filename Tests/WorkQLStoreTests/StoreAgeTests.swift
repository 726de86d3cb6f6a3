import TestSupport
import Testing
import WorkQL
import WorkQLAPI
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSandbox

/// Rows that may still change are fetched again after their freshness expires, and settled rows
/// never.
@Suite struct StoreAgeTests {
    private static let recent = "SELECT * FROM checkin WHERE userid = 'lisi' SINCE 5d@d UNTIL today"
    private static let old =
        "SELECT * FROM checkin WHERE userid = 'lisi' SINCE 60d@d UNTIL 40d@d"

    /// Removes one check-in of each range and corrects another.
    private static func correct(_ harness: Harness) {
        var readings = SandboxReadings()
        for days in [4, 50] {
            let end = 1_786_723_200 - (days - 3) * 86_400
            let rows = harness.company.checkins(
                userids: ["lisi"], from: end - 3 * 86_400, until: end)
            readings.corrections += [
                .init(userid: "lisi", checkinTime: rows[0].checkinTime, kind: .removed),
                .init(userid: "lisi", checkinTime: rows[1].checkinTime, kind: .approved),
            ]
        }
        harness.server.setReadings(readings)
    }

    private static func notes(_ rows: CollectingWriter) -> Int {
        rows.sorted(["notes"]).count { $0 == "补卡" }
    }

    @Test func changesAppearAfterTheirTime() async throws {
        try await Harness.with(try await Harness()) { harness in
            let first = try await harness.run(Self.recent).rows
            let settled = try await harness.run(Self.old).rows
            Self.correct(harness)
            harness.clock.advance(by: .seconds(590))
            let again = try await harness.run(Self.recent)
            #expect(again.statistics.calls == 0)
            #expect(again.rows.rows == first.rows)
            harness.clock.advance(by: .seconds(20))
            let later = try await harness.run(Self.recent)
            #expect(later.statistics.calls == 1)
            #expect(later.rows.rows.count == first.rows.count - 1)
            #expect(Self.notes(later.rows) == 1)
            #expect(try await harness.run(Self.recent).rows.rows == later.rows.rows)
            // The range of forty days ago is settled.
            let kept = try await harness.run(Self.old)
            #expect(kept.statistics.calls == 0)
            #expect(kept.rows.rows == settled.rows)
            // Of a range with both kinds only the rest is requested, in one call.
            harness.clock.advance(by: .seconds(700))
            let both = try await harness.run(
                "SELECT * FROM checkin WHERE userid = 'lisi' SINCE 59d@d UNTIL today")
            #expect(both.statistics.calls == 2)
        }
    }

    @Test func refreshAsksForEverything() async throws {
        try await Harness.with(try await Harness()) { harness in
            for query in [Self.recent, Self.old] {
                harness.server.setReadings(SandboxReadings())
                let first = try await harness.run(query).rows
                Self.correct(harness)
                let fresh = try await harness.run("REFRESH " + query)
                #expect(fresh.statistics.calls == 1)
                #expect(fresh.statistics.asOf == nil)
                #expect(fresh.rows.rows.count == first.rows.count - 1)
                #expect(Self.notes(fresh.rows) == 1)
                // The new rows replace the old ones.
                let again = try await harness.run(query)
                #expect(again.statistics.calls == 0)
                #expect(again.rows.sortedRows == fresh.rows.sortedRows)
            }
        }
    }

    @Test func ageIsASetting() async throws {
        try await Harness.with(try await Harness()) { harness in
            var session = harness.session
            func calls(_ text: String) async throws -> Int {
                let statement = try Harness.statement(text)
                let outcome = try await session.run(statement, into: CollectingWriter())
                return outcome.statistics?.calls ?? 0
            }
            #expect(try await calls(Self.recent) == 1)
            #expect(try await calls(Self.recent) == 0)
            _ = try await calls("SET max_age = 0")
            harness.clock.advance(by: .seconds(1))
            #expect(try await calls(Self.recent) == 1)
            _ = try await calls("SET max_age = 1d")
            harness.clock.advance(by: .seconds(80_000))
            #expect(try await calls(Self.recent) == 0)
            _ = try await calls("RESET max_age")
            #expect(try await calls(Self.recent) == 1)
            #expect(try await calls(Self.old) == 1)
            _ = try await calls("SET max_age = 0")
            harness.clock.advance(by: .seconds(80_000))
            #expect(try await calls(Self.old) == 0)
        }
    }

    /// A link is valid for six hours, even if the recording is settled.
    @Test func linksExpire() async throws {
        try await Harness.with(try await Harness()) { harness in
            func calls(_ column: String) async throws -> Int {
                try await harness.run(
                    "SELECT \(column) FROM corp_recording_file SINCE 40d@d UNTIL 39d@d"
                ).statistics.calls
            }
            let first = try await calls("download_address")
            #expect(first > 0)
            #expect(try await calls("download_address") == 0)
            harness.clock.advance(by: .seconds(7 * 3_600))
            #expect(try await calls("record_size") == 0)
            #expect(try await calls("download_address") == first)
        }
    }

    /// The contents of a report are requested once, and again after their freshness expires.
    @Test func detailsAreKept() async throws {
        try await Harness.with(try await Harness()) { harness in
            func query(_ columns: String, _ days: Int) -> String {
                "SELECT journaluuid, \(columns) FROM journal WHERE creator = 'lisi' "
                    + "SINCE \(days)d@d UNTIL 8d@d"
            }
            let first = try await harness.run(query("report_time", 21))
            #expect(first.statistics.calls == 1 + first.statistics.rows)
            #expect(first.statistics.rows > 2)
            let others = try await harness.run(query("submitter, contents", 21))
            #expect(others.statistics.calls == 0)
            let more = try await harness.run(query("report_time, contents", 28))
            let fresh = try await harness.runWithoutStore(query("report_time, contents", 28))
            #expect(more.rows.sortedRows == fresh.rows.sortedRows)
            #expect(more.statistics.calls == 1 + more.statistics.rows - first.statistics.rows)
            harness.clock.advance(by: .seconds(7 * 3_600))
            let later = try await harness.run(query("report_time", 28))
            #expect(later.statistics.calls == more.statistics.rows)
        }
    }
}
