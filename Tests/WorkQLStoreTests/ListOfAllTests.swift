import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLAPI
import WorkQLCatalog
import WorkQLSandbox
import WorkQLStore
import WorkQLSyntax

/// A stored list that was fetched without keys answers for those whose rows it has.
@Suite struct ListOfAllTests {
    private static let range = "SINCE 12d@d UNTIL today"
    private static let all = "SELECT * FROM screen_capture \(range)"

    private static func check(
        _ harness: Harness, _ query: String, calls: Int = 0
    ) async throws {
        let (rows, statistics) = try await harness.run(query)
        let fresh = try await harness.runWithoutStore(query)
        #expect(statistics.calls == calls, "\(query)")
        #expect(rows.sortedRows == fresh.rows.sortedRows, "\(query)")
        #expect(!rows.rows.isEmpty, "\(query)")
    }

    @Test(arguments: [
        "SELECT * FROM screen_capture WHERE userid = 'lisi' \(range)",
        "SELECT * FROM screen_capture WHERE userid = 'LISI' \(range)",
        "SELECT * FROM screen_capture WHERE userid IN ('lisi', 'zhangsan') \(range)",
        "SELECT count(*) FROM screen_capture WHERE userid = 'lisi' \(range)",
        "SELECT system, count(*) FROM screen_capture WHERE userid = 'lisi' \(range) GROUP BY ALL",
        "SELECT screen_shot_content FROM screen_capture WHERE userid = 'lisi' \(range)",
        "SELECT time, userid FROM screen_capture WHERE userid = 'lisi' \(range) "
            + "ORDER BY time DESC, 2 LIMIT 3",
        "SELECT max(time) FROM screen_capture WHERE userid = 'lisi' \(range)",
        "SELECT * FROM screen_capture WHERE userid = 'lisi' SINCE 9d@d UNTIL 2d@d",
        "SELECT a.time FROM screen_capture a JOIN screen_capture b ON a.userid = b.userid "
            + "AND a.time = b.time WHERE a.userid = 'lisi' AND b.userid = 'lisi' \(range)",
        "SELECT userid, time FROM screen_capture WHERE userid IN (SELECT * FROM (VALUES ('lisi'), "
            + "('zhangsan'))) \(range)",
        "SELECT * FROM screen_capture WHERE userid = 'lisi' AND screen_shot_type = 4 \(range)",
        "SELECT * FROM screen_capture WHERE userid = 'lisi' AND system LIKE 'i%' \(range)",
    ])
    func noCallIsNeeded(_ query: String) async throws {
        try await Harness.with(try await Harness()) { harness in
            _ = try await harness.run(Self.all)
            try await Self.check(harness, query)
            #expect(harness.server.violations.isEmpty)
        }
    }

    /// The rest of a longer range is fetched for the person alone.
    @Test func theRestIsFetched() async throws {
        try await Harness.with(try await Harness()) { harness in
            _ = try await harness.run(Self.all)
            let longer =
                "SELECT * FROM screen_capture WHERE userid = 'lisi' SINCE 20d@d UNTIL today"
            try await Self.check(harness, longer, calls: 1)
            try await Self.check(harness, longer)
            // Now some of these rows are stored for the person, and others for all.
            try await Self.check(
                harness, longer.replacing("= 'lisi'", with: "IN ('lisi', 'zhangsan')"), calls: 1)
        }
    }

    /// A row that both have is given once.
    @Test func bothHaveTheRows() async throws {
        try await Harness.with(try await Harness()) { harness in
            let mine = "SELECT * FROM screen_capture WHERE userid = 'lisi'"
            _ = try await harness.run("\(mine) SINCE 10d@d UNTIL 4d@d")
            _ = try await harness.run(Self.all)
            try await Self.check(harness, "\(mine) \(Self.range)")
            try await Self.check(harness, "\(mine) SINCE 11d@d UNTIL 8d@d")
            try await Self.check(
                harness,
                "SELECT * FROM screen_capture WHERE userid IN ('lisi', 'zhangsan') \(Self.range)")
        }
    }

    /// An app is not shown everybody, so that a list of all tells nothing about those without rows.
    @Test func whoWasNotShownIsAskedFor() async throws {
        var readings = SandboxReadings()
        readings.screenCaptureOutOfScope = .refused
        try await Harness.with(try await Harness(readings: readings)) { harness in
            let shown = Set(try await harness.run(Self.all).rows.rows.compactMap { $0[1] })
            let hidden = try #require(harness.company.people.first { !$0.isVisible }).userid
            for name in [hidden, "nobody-of-this-name"] {
                #expect(!shown.contains(name))
                let (rows, statistics) = try await harness.run(
                    "SELECT * FROM screen_capture WHERE userid IN ('lisi', '\(name)') \(Self.range)"
                )
                #expect(statistics.calls > 0)
                #expect(statistics.refused == [name])
                #expect(!rows.rows.isEmpty)
            }
        }
    }

    /// Only the part of the list that is used shows who is in it.
    @Test func rowsOfOtherDaysShowNothing() async throws {
        try await Harness.with(try await Harness()) { harness in
            let rows = try await harness.run(Self.all).rows.rows
            let days = Dictionary(grouping: rows) { ($0[0] ?? "").prefix(10) }
            let people = Set(rows.compactMap { $0[1] })
            let found = days.lazy.compactMap { day, rows in
                people.subtracting(rows.compactMap { $0[1] }).min().map { (day, $0) }
            }.first
            let (day, absent) = try #require(found)
            let query = "SELECT * FROM screen_capture WHERE userid = '\(absent)' DURING \(day)"
            #expect(try await harness.run(query).statistics.calls == 1)
            #expect(try await harness.run(query).statistics.calls == 0)
        }
    }

    @Test func forgottenRowsAreAskedForAgain() async throws {
        for forget in [
            "FORGET screen_capture WHERE userid = 'lisi'", "FORGET screen_capture",
            "FORGET screen_capture SINCE 3d@d UNTIL today",
        ] {
            try await Harness.with(try await Harness()) { harness in
                let mine = "SELECT * FROM screen_capture WHERE userid = 'lisi' \(Self.range)"
                _ = try await harness.run(Self.all)
                try await Self.check(harness, mine)
                _ = try await harness.run(forget)
                try await Self.check(harness, mine, calls: 1)
            }
        }
    }

    /// Stored rows are used no longer than those of a person's own.
    @Test func ageAndRefreshAreRespected() async throws {
        try await Harness.with(try await Harness()) { harness in
            let mine = "SELECT * FROM screen_capture WHERE userid = 'lisi' \(Self.range)"
            _ = try await harness.run(Self.all)
            #expect(try await harness.run("REFRESH \(mine)").statistics.calls == 1)
            #expect(try await harness.run(mine).statistics.calls == 0)
        }
        try await Harness.with(try await Harness()) { harness in
            let mine = "SELECT * FROM screen_capture WHERE userid = 'lisi' \(Self.range)"
            _ = try await harness.run(Self.all)
            // The last three days may still change.
            harness.clock.advance(by: .seconds(3_600))
            #expect(try await harness.run(mine).statistics.calls == 1)
            var session = harness.session
            session.options.isOffline = true
            harness.clock.advance(by: .seconds(90 * 86_400))
            let outcome = try await session.run(
                try Harness.statement(mine.replacing("'lisi'", with: "'zhangsan'")),
                into: CollectingWriter())
            #expect(outcome.shortfall == nil)
            #expect(outcome.statistics?.calls == 0)
            #expect(!outcome.writer.rows.isEmpty)
        }
    }

    /// Where the rows of each key are carried elsewhere, each key is fetched.
    @Test func keysAreFetchedWhereTheirRowsAreCarried() async throws {
        try await Harness.with(try await Harness()) { harness in
            _ = try await harness.run(Self.all)
            var session = harness.session
            session.options.fetchesEachKey = true
            let mine = "SELECT * FROM screen_capture WHERE userid = 'lisi' \(Self.range)"
            let outcome = try await session.run(
                try Harness.statement(mine), into: CollectingWriter())
            #expect(outcome.statistics?.calls == 1)
        }
    }

    /// Lists whose rows do not have the key answer nothing.
    @Test func otherListsAnswerNothing() async throws {
        try await Harness.with(try await Harness()) { harness in
            _ = try await harness.run("SELECT * FROM journal SINCE 3d@d UNTIL today")
            let mine =
                "SELECT journaluuid FROM journal WHERE creator = 'lisi' SINCE 3d@d UNTIL today"
            #expect(try await harness.run(mine).statistics.calls > 0)
            _ = try await harness.run(Self.all)
            let department = "SELECT * FROM screen_capture WHERE department_id = 2 \(Self.range)"
            let (rows, _) = try await harness.run(department)
            let fresh = try await harness.runWithoutStore(department)
            #expect(rows.sortedRows == fresh.rows.sortedRows)
        }
    }
}
