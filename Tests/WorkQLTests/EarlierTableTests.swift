import TestSupport
import Testing
import WorkQL
import WorkQLSyntax

/// Common tables and queries in FROM under COMPARE: the earlier value is that of the same query
/// over the earlier range.
@Suite struct EarlierTableTests {
    /// A statement with its range at `{}`, and `[…]` around days of the current range.
    @Test(
        arguments: [
            "WITH w AS (SELECT userid FROM screen_capture WHERE userid = 'lisi') "
                + "SELECT count(*) AS n FROM w {}",
            "WITH w AS (SELECT userid FROM screen_capture) SELECT count(*) AS n FROM screen_capture "
                + "WHERE userid IN (SELECT userid FROM w WHERE userid < 'm') {}",
            "WITH a AS (SELECT userid FROM screen_capture WHERE userid = 'lisi'), "
                + "b AS (SELECT * FROM a) SELECT count(*) AS n FROM b {}",
            "WITH a AS (SELECT userid FROM screen_capture WHERE userid = 'lisi'), "
                + "b AS (SELECT count(*) AS n FROM a) SELECT max(x.n + y.n) AS n FROM b x, b y {}",
            "WITH w AS (SELECT userid, count(*) AS k FROM screen_capture GROUP BY userid) "
                + "SELECT sum(k) AS n FROM checkin c JOIN w ON w.userid = c.userid "
                + "WHERE c.userid IN ('lisi', 'zhangsan') {}",
            "WITH RECURSIVE r AS (SELECT 1 AS i, count(*) AS k FROM screen_capture "
                + "WHERE userid = 'lisi' UNION ALL SELECT i + 1, k FROM r WHERE i < 3) "
                + "SELECT sum(k) AS n FROM r {}",
            "WITH d AS (SELECT count(*) AS k FROM workdays()) "
                + "SELECT max(d.k) * count(*) AS n FROM screen_capture, d WHERE userid = 'lisi' {}",
            "WITH w AS (SELECT time FROM screen_capture WHERE userid = 'lisi') "
                + "SELECT count(*) AS n FROM w WHERE time >= [2026-08-11] {}",
            "WITH w AS (SELECT date(time) AS d FROM screen_capture WHERE userid = 'lisi') "
                + "SELECT count(*) AS n FROM w WHERE d BETWEEN [2026-08-11] AND [2026-08-12] {}",
            "WITH w AS (SELECT userid FROM screen_capture WHERE userid = 'lisi' "
                + "AND time >= [2026-08-11]) SELECT count(*) AS n FROM w {}",
            "SELECT count(*) AS n FROM (SELECT time FROM screen_capture WHERE userid = 'lisi') AS w "
                + "WHERE w.time >= [2026-08-11] AND w.time < [2026-08-13] {}",
            "SELECT count(*) AS n FROM (SELECT userid, max(time) AS last FROM screen_capture "
                + "GROUP BY userid) AS w WHERE last >= [2026-08-13] {}",
            "SELECT sum(k) AS n FROM (SELECT count(*) AS k FROM screen_capture "
                + "WHERE userid = 'lisi' TIMESERIES 1d) AS w WHERE time >= [2026-08-11] {}",
            "SELECT count(*) AS n FROM (SELECT time FROM screen_capture WHERE userid = 'lisi' "
                + "UNION ALL SELECT time FROM screen_capture WHERE userid = 'sunqi') AS w "
                + "WHERE time >= [2026-08-11] {}",
            // The days of the range are moved with it.
            "SELECT count(*) AS n FROM days() d JOIN screen_capture s ON date(s.time) = d.date "
                + "WHERE s.userid = 'lisi' AND d.date >= [2026-08-11] {}",
            "SELECT count(*) AS n FROM screen_capture WHERE userid = 'lisi' "
                + "AND date(time) IN (SELECT date FROM days() WHERE date >= [2026-08-11]) {}",
            "SELECT count(*) AS n FROM screen_capture s WHERE userid = 'lisi' AND EXISTS "
                + "(SELECT 1 FROM days() d WHERE d.date = date(s.time) AND d.date > [2026-08-11]) {}",
            "SELECT count(*) AS n FROM workdays() d, screen_capture s WHERE s.userid = 'lisi' "
                + "AND date(s.time) = d.date AND d.date < [2026-08-13] {}",
            "WITH d AS (SELECT date FROM days()) SELECT count(*) AS n FROM screen_capture s "
                + "JOIN d ON date(s.time) = d.date WHERE userid = 'lisi' AND d.date <> [2026-08-12] {}",
            "SELECT count(*) AS n FROM (SELECT coalesce(time, time) AS t FROM screen_capture "
                + "WHERE userid = 'lisi') AS w WHERE t >= [2026-08-11] {}",
            // A range of its own is not moved.
            "WITH w AS (SELECT userid FROM screen_capture WHERE userid = 'lisi' DURING 2026-08-10) "
                + "SELECT count(*) AS n FROM w, screen_capture s WHERE s.userid = 'sunqi' {}",
        ])
    func tablesAreMoved(_ text: String) async throws {
        try await Harness.with(try await Harness()) { harness in
            func written(_ range: String, weeksBefore weeks: Int) -> String {
                var text = text.replacing("{}", with: range)
                for day in 10...13 {
                    let moved = day - 7 * weeks
                    let name = "2026-08-" + (moved < 10 ? "0" : "") + "\(moved)"
                    text = text.replacing("[2026-08-\(day)]", with: "'\(name)'")
                }
                return text
            }
            let now = "SINCE 2026-08-08 UNTIL 2026-08-15"
            let (compared, _) = try await harness.run(
                written(now + " COMPARE WITH 1w", weeksBefore: 0))
            let (one, _) = try await harness.run(written(now, weeksBefore: 0))
            let (two, _) = try await harness.run(
                written("SINCE 2026-08-01 UNTIL 2026-08-08", weeksBefore: 1))
            #expect(compared.rows[0][0] == one.rows[0][0])
            #expect(compared.rows[0][1] == two.rows[0][0])
            #expect(one.rows[0][0] != "0" && two.rows[0][0] != "0")
        }
    }

    /// Days of a range of their own stay, and a note says so where they leave out earlier days.
    @Test(
        arguments: [
            ("date(time) IN (SELECT date FROM days(2026-08-11, 2026-08-12))", true),
            (
                "EXISTS (SELECT 1 FROM days(2026-08-11, 2026-08-12) d WHERE d.date = date(time))",
                true
            ),
            ("date(time) IN (SELECT date FROM workdays(2026-08-11, 2026-08-12))", true),
            ("date(time) IN (SELECT date FROM workdays(2026))", false),
            ("date(time) IN (SELECT date FROM days())", false),
            (
                "date(time) IN (WITH e AS (SELECT date FROM days(2026-08-11, 2026-08-12)) "
                    + "SELECT date FROM e)", true
            ),
            ("date(time) IN (SELECT date FROM d)", true),
            ("date(time) IN (SELECT date FROM f)", true),
            ("EXISTS (SELECT 1 FROM w WHERE w.date = date(time))", true),
            ("date(time) IN (SELECT date FROM y)", false),
            ("date(time) IN (SELECT date FROM m)", false),
        ])
    func daysWithARangeOfTheirOwnStay(_ condition: String, _ isNoted: Bool) async throws {
        try await Harness.with(try await Harness()) { harness in
            var session = harness.session
            let outcome = try await session.run(
                try Harness.statement(
                    "WITH d AS (SELECT date FROM days(2026-08-11, 2026-08-12)), "
                        + "f AS (SELECT date FROM d WHERE date IS NOT NULL), "
                        + "w AS (SELECT date FROM workdays(2026-08-11, 2026-08-12)), "
                        + "y AS (SELECT date FROM days(2026)), m AS (SELECT date FROM days()) "
                        + "SELECT count(*) AS n FROM screen_capture WHERE userid = 'lisi' "
                        + "AND \(condition) SINCE 2026-08-08 UNTIL 2026-08-15 COMPARE WITH 1w"),
                into: CollectingWriter())
            let notes = outcome.notes.filter { $0.message.contains("a range of its own") }
            #expect(notes.count == (isNoted ? 1 : 0))
        }
    }

    @Test func bucketsOfACommonTableAreMoved() async throws {
        try await Harness.with(try await Harness()) { harness in
            let (compared, _) = try await harness.run(
                "WITH w AS (SELECT time FROM screen_capture) SELECT count(*) AS n FROM w "
                    + "TIMESERIES 1d ON w.time DURING last week COMPARE WITH 4w")
            let (plain, _) = try await harness.run(
                "SELECT count(*) AS n FROM screen_capture TIMESERIES 1d "
                    + "DURING last week COMPARE WITH 4w")
            #expect(compared.rows == plain.rows)
            #expect(plain.rows.contains { $0[2] != "0" })
        }
    }

    /// A COMPARE inside a common table that another COMPARE moves.
    @Test func comparisonsNest() async throws {
        try await Harness.with(try await Harness()) { harness in
            let (nested, _) = try await harness.run(
                "WITH a AS (SELECT userid FROM screen_capture WHERE userid = 'lisi'), "
                    + "b AS (SELECT count(*) AS k FROM a COMPARE WITH 1d) "
                    + "SELECT max(k) AS n, max(k_prev) AS p FROM b "
                    + "DURING 2026-08-13 COMPARE WITH 1w")
            var plain: [String?] = []
            for day in ["13", "06", "12", "05"] {
                let (rows, _) = try await harness.run(
                    "SELECT count(*) FROM screen_capture WHERE userid = 'lisi' "
                        + "DURING 2026-08-\(day)")
                plain.append(rows.rows[0][0])
            }
            #expect([0, 1, 4, 5].map { nested.rows[0][$0] } == plain)
        }
    }
}
