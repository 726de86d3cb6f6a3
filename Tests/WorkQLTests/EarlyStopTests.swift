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

    private static let days = " SINCE 2026-05-01 UNTIL 2026-08-08"

    /// Orders by the time, its max and min, through queries that only select.
    @Test(
        arguments: [
            "SELECT userid FROM (SELECT * FROM checkin WHERE userid = 'lisi') AS a "
                + "ORDER BY checkin_time DESC LIMIT 3",
            "SELECT userid, t FROM (SELECT userid, checkin_time AS t, notes FROM (SELECT * FROM "
                + "checkin WHERE userid = 'lisi') AS a WHERE checkin_type <> 'x') AS b "
                + "WHERE coalesce(notes, '') <> 'y' ORDER BY t DESC LIMIT 3",
            "SELECT t FROM (SELECT checkin_time AS t FROM checkin WHERE userid = 'lisi') AS a "
                + "WHERE t < '2026-06-20' ORDER BY 1 DESC LIMIT 2",
            "SELECT max(t) FROM (SELECT checkin_time AS t FROM checkin WHERE userid = 'lisi') AS a",
            "SELECT min(t) FROM (SELECT t FROM (SELECT checkin_time AS t, checkin_type AS k FROM "
                + "checkin WHERE userid = 'lisi') AS a WHERE k = '下班打卡') AS b",
            "SELECT last(k, t) FROM (SELECT checkin_time AS t, checkin_type AS k FROM checkin "
                + "WHERE userid = 'lisi') AS a",
            "SELECT (SELECT checkin_type FROM checkin WHERE userid = 'lisi' LIMIT 1) IS NOT NULL",
            "SELECT (SELECT checkin_type FROM checkin WHERE userid = 'lisi' "
                + "ORDER BY checkin_time DESC LIMIT 1) AS k, 1",
            "SELECT (SELECT max(checkin_time) FROM checkin WHERE userid = 'lisi') AS t",
            "SELECT (SELECT t FROM (SELECT checkin_time AS t FROM checkin WHERE userid = 'lisi') "
                + "AS a ORDER BY t LIMIT 1) AS t",
            "SELECT 1 WHERE (SELECT userid FROM checkin WHERE userid = 'lisi' LIMIT 1) = 'LISI'",
        ])
    func selectingQueriesStop(_ text: String) async throws {
        let statement = text + Self.days
        let (line, calls) = try await total(statement)
        #expect(line.hasPrefix("total     1 to "), "\(statement): \(line)")
        #expect((1...3).contains(calls), "\(statement)")
        try await Harness.with(try await Harness()) { harness in
            // With every row in the store, SQLite decides alone.
            _ = try await harness.run("SELECT * FROM checkin WHERE userid = 'lisi'" + Self.days)
            let (stored, statistics) = try await harness.run(statement)
            let fresh = try await harness.runAlone(statement)
            #expect(statistics.calls == 0)
            #expect(stored.rows == fresh.rows && !fresh.rows.isEmpty, "\(statement)")
        }
    }

    /// Rows that another order, a group or a condition on other rows decides are all read.
    @Test(
        arguments: [
            "SELECT userid FROM (SELECT DISTINCT userid, checkin_time AS t FROM checkin "
                + "WHERE userid = 'lisi'\(days)) AS a ORDER BY t DESC LIMIT 3",
            "SELECT t FROM (SELECT checkin_time AS t, row_number() OVER () AS n FROM checkin "
                + "WHERE userid = 'lisi'\(days)) AS a ORDER BY t DESC LIMIT 3",
            "SELECT t FROM (SELECT max(checkin_time) AS t FROM checkin WHERE userid = 'lisi'\(days) "
                + "GROUP BY date(checkin_time)) AS a ORDER BY t DESC LIMIT 3",
            "SELECT t FROM (SELECT checkin_time + 1d AS t FROM checkin WHERE userid = 'lisi'\(days)) "
                + "AS a ORDER BY t DESC LIMIT 3",
            "SELECT t FROM (SELECT checkin_time AS t FROM checkin WHERE userid = 'lisi'\(days)) AS a "
                + "WHERE random() >= 0 ORDER BY t DESC LIMIT 3",
        ])
    func othersReadAll(_ text: String) async throws {
        let (line, calls) = try await total(text)
        #expect(line.hasPrefix("total     4 calls"), "\(text): \(line)")
        #expect(calls == 4)
    }

    private static let first = "SELECT userid FROM checkin WHERE userid = 'lisi'\(days)"
    private static let second = "SELECT userid FROM screen_capture WHERE userid = 'sunqi'\(days)"

    /// UNION ALL reads its tables one after the other.
    @Test(
        arguments: [
            ("\(first) UNION ALL \(second) LIMIT 3", 1, 3),
            ("\(second) UNION ALL \(first) LIMIT 3", 1, 3),
            ("(\(first)) UNION ALL (\(second)) LIMIT 2 OFFSET 2", 1, 2),
            ("SELECT upper(userid) FROM (\(first) UNION ALL \(second)) AS u LIMIT 4", 1, 4),
            ("SELECT count(*) FROM (\(first) UNION ALL \(second) LIMIT 5) AS u", 1, 1),
            (
                "SELECT userid FROM (SELECT * FROM checkin WHERE userid = 'lisi'\(days)) AS c "
                    + "UNION ALL \(second) LIMIT 3", 1, 3
            ),
            (
                "SELECT userid FROM meeting_recording WHERE userid = 'lisi' "
                    + "SINCE 30d UNION ALL \(first) UNION ALL \(second) LIMIT 1", 1, 1
            ),
        ])
    func unionsStop(_ text: String, _ most: Int, _ rows: Int) async throws {
        let (line, calls) = try await total(text)
        #expect(line.hasPrefix("total     1 call or more"), "\(text): \(line)")
        #expect(calls <= most, "\(text)")
        try await Harness.with(try await Harness(store: nil)) { harness in
            let (found, _) = try await harness.run(text)
            #expect(found.rows.count == rows, "\(text)")
        }
    }

    /// Where one table has too few rows, the next is read; the rows are those of all.
    @Test func unionsGoOn() async throws {
        try await Harness.with(try await Harness(store: nil)) { harness in
            let all = "\(Self.first) UNION ALL \(Self.second)"
            let (whole, every) = try await harness.run(all)
            let (one, alone) = try await harness.run(Self.first)
            let count = one.rows.count + 2
            let (found, statistics) = try await harness.run("\(all) LIMIT \(count)")
            #expect(found.rows.count == count)
            #expect(found.sortedTexts.filter { $0 == "sunqi" }.count == 2)
            #expect(statistics.calls > alone.calls && statistics.calls < every.calls)
            let (more, _) = try await harness.run("\(all) LIMIT 1000000")
            #expect(more.sortedTexts == whole.sortedTexts)
        }
    }

    /// Orders, groups and equal rows need all tables.
    @Test(
        arguments: [
            "\(first) UNION \(second) LIMIT 3", "\(first) UNION ALL \(second) ORDER BY 1 LIMIT 3",
            "\(first) EXCEPT \(second) LIMIT 3", "\(first) UNION ALL \(second)",
            "SELECT userid, count(*) FROM checkin WHERE userid = 'lisi'\(days) GROUP BY ALL "
                + "UNION ALL SELECT userid, count(*) FROM screen_capture WHERE userid = 'sunqi'"
                + "\(days) GROUP BY ALL LIMIT 1",
        ])
    func otherUnionsReadAll(_ text: String) async throws {
        let (line, calls) = try await total(text)
        #expect(!line.contains("or more") && !line.contains(" to "), "\(text): \(line)")
        #expect(calls >= 12, "\(text)")
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

extension Harness {
    fileprivate func runAlone(
        _ text: String
    ) async throws -> (rows: [[String?]], calls: Int) {
        try await Harness.with(try await Harness(store: nil)) { harness in
            let (rows, statistics) = try await harness.run(text)
            return (rows.rows, statistics.calls)
        }
    }
}

extension CollectingWriter {
    fileprivate var sortedTexts: [String] { rows.compactMap { $0[0] }.sorted() }
}
