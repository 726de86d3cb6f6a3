import TestSupport
import Testing
import WorkQL

/// A statement that stops early stores the calls that it made completely.
@Suite struct EarlyStopStoreTests {
    @Test(
        arguments: [
            "SELECT userid FROM screen_capture WHERE userid = 'lisi' SINCE 30d LIMIT 5",
            "SELECT userid FROM checkin WHERE userid = 'lisi' SINCE 20d LIMIT 1",
            "SELECT EXISTS (SELECT 1 FROM checkin WHERE userid = 'lisi' SINCE 20d)",
            "SELECT EXISTS (SELECT 1 FROM screen_capture WHERE userid = 'lisi' SINCE 13d)",
            "SELECT count(*) FROM (SELECT 1 FROM checkin WHERE userid = 'lisi' SINCE 20d LIMIT 3)",
            "SELECT journaluuid FROM journal WHERE creator = 'lisi' SINCE 20d LIMIT 1",
            "SELECT title FROM meeting_recording WHERE userid = 'zhangsan' SINCE 2d LIMIT 1",
        ])
    func wholeCallsAreStored(_ text: String) async throws {
        try await Harness.with(try await Harness()) { harness in
            let first = try await harness.run(text)
            #expect(first.statistics.calls == 1, "\(text)")
            let second = try await harness.run(text)
            #expect(second.statistics.calls == 0, "\(text)")
            #expect(second.rows.rows.count == first.rows.rows.count)
        }
    }

    /// All rows of a call that a LIMIT ended are in the store, and no others count as stored.
    @Test(arguments: [1, 5, 46])
    func laterStatementsReadThem(_ limit: Int) async throws {
        let all = "SELECT * FROM checkin WHERE userid = 'lisi' SINCE 2026-06-01 UNTIL 2026-08-10"
        let expected = try await Harness.with(try await Harness(store: nil)) { harness in
            try await harness.run(all).rows.sortedRows
        }
        try await Harness.with(try await Harness()) { harness in
            let limited = try await harness.run(all + " LIMIT \(limit)")
            let rest = try await harness.run(all)
            #expect(rest.rows.sortedRows == expected)
            #expect(limited.statistics.calls + rest.statistics.calls == 3)
        }
    }

    /// A page of several is kept, and the call continues after it.
    @Test func pagesOfStoppedCallsAreKept() async throws {
        let all = "SELECT time, userid FROM screen_capture SINCE 2026-08-01 UNTIL 2026-08-14"
        let expected = try await Harness.with(try await Harness(store: nil)) { harness in
            let found = try await harness.run(all)
            return (rows: found.rows.sortedRows, calls: found.statistics.calls)
        }
        #expect(expected.calls > 1)
        try await Harness.with(try await Harness()) { harness in
            let limited = try await harness.run(all + " LIMIT 1")
            let rest = try await harness.run(all)
            #expect(rest.rows.sortedRows == expected.rows)
            #expect(limited.statistics.calls + rest.statistics.calls == expected.calls)
        }
    }
}
