import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLSQLite
import WorkQLStore

/// Coverage that a disk or a copy has changed, where parts of it are written again: it must not
/// become valid by that.
@Suite struct ChangedCoverageTests {
    private static let user = "userid = 'lisi'"
    /// Makes the earliest interval ten days longer.
    private static let lengthening = """
        UPDATE "workql coverage" SET since = since - 864000000
        WHERE since = (SELECT min(since) FROM "workql coverage")
        """

    /// Expects that rows before the fetched ones are fetched, and all of them.
    private static func expectNothing(
        since: String, until: String, _ harness: Harness, _ comment: Comment
    ) async throws {
        let query = "SELECT * FROM checkin WHERE \(user) SINCE \(since) UNTIL \(until)"
        let found = try await harness.run(query)
        #expect(found.statistics.calls > 0, comment)
        let fresh = try await harness.runWithoutStore(query)
        #expect(!fresh.rows.rows.isEmpty)
        #expect(found.rows.sortedRows == fresh.rows.sortedRows, comment)
    }

    /// A part of the interval is fetched again, or forgotten.
    @Test(arguments: [
        "REFRESH SELECT count(*) FROM checkin WHERE userid = 'lisi' SINCE 40d@d UNTIL 38d@d",
        "FORGET checkin SINCE 40d@d UNTIL 38d@d",
    ])
    func anIntervalIsDivided(statement: String) async throws {
        try await Harness.withStore { harness, path in
            _ = try await harness.run(
                "SELECT count(*) FROM checkin WHERE \(Self.user) SINCE 50d@d UNTIL 30d@d")
            try Connection(writing: path).run(Self.lengthening)
            _ = try await harness.run(statement)
            try await Self.expectNothing(
                since: "60d@d", until: "50d@d", harness, "\(statement)")
            try await Self.expectNothing(
                since: "50d@d", until: "40d@d", harness, "\(statement)")
        }
    }

    /// The block of the interval is merged with others.
    @Test func aBlockIsMerged() async throws {
        try await Harness.withStore { harness, path in
            func count(_ sql: String) throws -> Int64 {
                try Connection(writing: path).integer(sql) ?? 0
            }
            func fetch(_ day: Int) async throws {
                _ = try await harness.run(
                    "SELECT count(*) FROM checkin WHERE \(Self.user) "
                        + "SINCE \(day)d@d UNTIL \(day - 1)d@d")
            }
            let blocks = "SELECT count(DISTINCT id) FROM \"workql block\""
            var first = 80
            try await fetch(first)
            // There may be no rows on the first days.
            while try count(blocks) == 0 {
                first -= 1
                try Connection(writing: path).run("DELETE FROM \"workql coverage\"")
                try await fetch(first)
            }
            try Connection(writing: path).run(Self.lengthening)
            var day = first
            var most: Int64 = 0
            while try count(blocks) >= most, day > 1 {
                most = try count(blocks)
                day -= 1
                try await fetch(day)
            }
            #expect(try count(blocks) < most)
            try await Self.expectNothing(
                since: "\(first + 10)d@d", until: "\(first)d@d", harness, "before \(first)")
        }
    }
}
