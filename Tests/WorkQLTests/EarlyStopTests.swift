import TestSupport
import Testing
import WorkQL

/// What EXPLAIN says about the calls of statements that may stop early, or that need none.
@Suite struct EarlyStopTests {
    private func total(_ text: String) async throws -> (line: String, calls: Int) {
        try await Harness.with(try await Harness(store: nil)) { harness in
            let (plan, _) = try await harness.run("EXPLAIN " + text)
            let line = plan.rows.compactMap { $0[0] }.first { $0.hasPrefix("total") } ?? ""
            let (_, statistics) = try await harness.run(text)
            return (line, statistics.calls)
        }
    }

    private static let range = " SINCE 2026-07-01 UNTIL 2026-08-08"

    /// Answers of an unknown number of pages have no greatest number of calls.
    @Test(
        arguments: [
            "SELECT * FROM corp_recording\(range) ORDER BY media_start_time DESC LIMIT 5",
            "SELECT userid FROM screen_capture WHERE screen_shot_content = 'zzz'\(range) LIMIT 1",
            "SELECT * FROM screen_capture\(range) ORDER BY time DESC LIMIT 500",
            "SELECT max(time) FROM screen_capture WHERE screen_shot_content = 'zzz'\(range)",
            "SELECT EXISTS (SELECT 1 FROM screen_capture WHERE screen_shot_content = 'zzz'\(range))",
        ])
    func furtherPagesHaveNoLimit(_ text: String) async throws {
        let (line, calls) = try await total(text)
        #expect(line.contains(" or more, lower bound"), "\(line)")
        #expect(!line.contains(" to "), "\(line)")
        #expect(calls >= 1)
    }

    /// Answers of one page have one.
    @Test func windowsOfOnePageHaveALimit() async throws {
        let (line, calls) = try await total(
            "SELECT userid FROM checkin WHERE userid = 'lisi'\(Self.range) LIMIT 1")
        #expect(line.hasPrefix("total     1 to 2 calls"), "\(line)")
        #expect((1...2).contains(calls))
    }

    /// Conditions that leave no value of a column exclude every row.
    @Test(
        arguments: [
            "SELECT count(*) FROM screen_capture WHERE screen_shot_content = 'a' "
                + "AND screen_shot_content = 'b'\(range)",
            "SELECT count(*) FROM screen_capture WHERE screen_shot_content IN ('a', 'c') "
                + "AND (screen_shot_content = 'b' OR screen_shot_content = 'd')\(range)",
            "SELECT count(*) FROM corp_recording WHERE userid = 'zhangsan' AND userid = 'lisi'"
                + range,
            "SELECT count(*) FROM checkin WHERE notes = 'x' AND notes IN ('y', 'z')\(range)",
            "SELECT count(*) FROM checkin WHERE notes = NULL\(range)",
            "SELECT count(*) FROM screen_capture WHERE screen_shot_type = 1 "
                + "AND screen_shot_type = 2\(range)",
        ])
    func contradictionsNeedNoCall(_ text: String) async throws {
        let (line, calls) = try await total(text)
        #expect(line.hasPrefix("total     0 calls"), "\(line)")
        #expect(calls == 0)
    }

    /// LIMIT, max and the like inside of the only query that reads a table.
    @Test(
        arguments: [
            ("SELECT userid FROM screen_capture\(range) LIMIT 3", "SELECT * FROM (?)"),
            ("SELECT userid FROM screen_capture\(range) LIMIT 3", "SELECT count(*) FROM (?) AS t"),
            (
                "SELECT userid FROM screen_capture\(range) LIMIT 3",
                "WITH t AS (?) SELECT upper(userid) FROM t"
            ),
            (
                "SELECT userid, time FROM screen_capture\(range) ORDER BY time DESC LIMIT 3",
                "SELECT userid FROM (?) AS t WHERE userid <> ''"
            ),
            ("SELECT max(time) AS t FROM screen_capture\(range)", "SELECT date(t) FROM (?) AS m"),
            ("SELECT max(time) AS t FROM screen_capture\(range)", "WITH m AS (?) SELECT t FROM m"),
        ])
    func limitsInsideStop(_ inner: String, _ around: String) async throws {
        try await Harness.with(try await Harness(store: nil)) { harness in
            let (rows, alone) = try await harness.run(inner)
            let (nested, statistics) = try await harness.run(around.replacing("?", with: inner))
            #expect(statistics.calls == alone.calls)
            #expect(nested.rows.count == (around.contains("count") ? 1 : rows.rows.count))
            let (_, all) = try await harness.run(
                "SELECT count(DISTINCT userid), max(screen_shot_content) FROM screen_capture"
                    + Self.range)
            #expect(statistics.calls < all.calls)
        }
    }

    /// The rows of a query inside that are counted are not cut by a LIMIT outside.
    @Test func limitsOutsideCutNothingInside() async throws {
        try await Harness.with(try await Harness(store: nil)) { harness in
            let (rows, _) = try await harness.run(
                "SELECT count(*) FROM (SELECT * FROM screen_capture\(Self.range) LIMIT 5) AS t "
                    + "LIMIT 1")
            #expect(rows.rows == [["5"]])
        }
    }
}
