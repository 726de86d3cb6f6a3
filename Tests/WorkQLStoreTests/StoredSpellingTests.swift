import TestSupport
import Testing
import WorkQL
import WorkQLSandbox
import WorkQLSyntax

/// Userids ignore case in the store, and answers do not depend on the spelling that was asked for
/// first.
@Suite struct StoredSpellingTests {
    private static let range = "SINCE 20d@d UNTIL today"

    private static let queries = [
        "SELECT * FROM checkin WHERE userid = 'NAME' \(range)",
        "SELECT * FROM screen_capture WHERE userid = 'NAME' \(range)",
        "SELECT * FROM meeting_recording WHERE userid = 'NAME' \(range)",
        "SELECT * FROM meeting_recording_file WHERE userid = 'NAME' \(range)",
        "SELECT * FROM journal WHERE creator = 'NAME' \(range)",
        "SELECT creator, submitter, report_time FROM journal WHERE creator = 'NAME' \(range)",
        "SELECT userid, count(*) FROM meeting_recording WHERE userid IN ('NAME', 'wangwu') \(range) "
            + "GROUP BY ALL",
        "SELECT DISTINCT creator FROM journal WHERE creator = 'NAME' \(range)",
        "SELECT max(userid) FROM meeting_recording WHERE userid = 'NAME' \(range)",
        "SELECT upper(userid), userid || '!' FROM meeting_recording WHERE userid = 'NAME' \(range)",
    ]

    private static let spellings = ["ZhangSan", "zhangsan", "ZHANGSAN", "zhangSan"]

    /// Each spelling after each other has the rows of a session that asks for everything itself.
    @Test(arguments: queries)
    func anySpellingFindsTheRows(_ query: String) async throws {
        for first in Self.spellings.prefix(2) {
            try await Harness.with(try await Harness()) { harness in
                let made = try await harness.run(query.replacing("NAME", with: first))
                #expect(made.statistics.calls > 0)
                for spelling in Self.spellings {
                    let text = query.replacing("NAME", with: spelling)
                    let (rows, statistics) = try await harness.run(text)
                    let fresh = try await harness.runWithoutStore(text)
                    #expect(statistics.calls == 0, "\(first), then \(text)")
                    #expect(rows.sortedRows == fresh.rows.sortedRows, "\(first), then \(text)")
                    #expect(!rows.rows.isEmpty)
                }
                #expect(harness.server.violations.isEmpty)
            }
        }
    }

    /// Some of the rows from the store, some from calls.
    @Test(arguments: queries)
    func fetchedAndStoredRowsAreSpeltAlike(_ query: String) async throws {
        try await Harness.with(try await Harness()) { harness in
            let earlier = query.replacing("20d@d UNTIL today", with: "20d@d UNTIL 9d@d")
            _ = try await harness.run(earlier.replacing("NAME", with: "ZHANGSAN"))
            let text = query.replacing("NAME", with: "zhangSan")
            let found = try await harness.run(text).rows
            let fresh = try await harness.runWithoutStore(text).rows
            #expect(found.sortedRows == fresh.sortedRows)
        }
    }

    @Test(arguments: queries.prefix(5))
    func anySpellingIsForgotten(_ query: String) async throws {
        try await Harness.with(try await Harness()) { harness in
            _ = try await harness.run(query.replacing("NAME", with: "ZhangSan"))
            let words = query.split(separator: " ")
            let gone = try await harness.run(
                "FORGET \(words[3]) WHERE \(words[5]) = 'ZHANGsan'"
            ).rows.rows
            #expect(gone != [["0"]])
            let again = try await harness.run(query.replacing("NAME", with: "zhangsan"))
            #expect(again.statistics.calls > 0)
        }
    }
}
