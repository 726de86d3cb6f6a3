import TestSupport
import Testing
import WorkQL

/// Conditions on the time under COMPARE, in every syntax: the earlier value is that of the same
/// condition some time before.
@Suite struct PeriodConditionTests {
    /// The condition with `{…}` around a timestamp and `[…]` around a day, and the same a week before.
    private static let conditions = [
        "time > {2026-08-11 00:00}", "{2026-08-11 00:00} <= time", "NOT time < {2026-08-11 12:00}",
        "time + 9h > {2026-08-12 00:00}", "time - 1d >= {2026-08-10 00:00}",
        "time + 3600 > {2026-08-11 00:00}", "1800 + time > {2026-08-11 00:00}",
        "date(time) >= [2026-08-11]", "date(time) + 1 > [2026-08-11]",
        "date(time + 9h) IN ([2026-08-11], [2026-08-13])",
        "date(time) - 1w BETWEEN [2026-08-04] AND [2026-08-05]",
        "date_trunc('day', time) = {2026-08-11 00:00}",
        "date_trunc('day', time + 9h) = {2026-08-12 00:00}",
        "{2026-08-15 12:00} - time < 3d", "time - {2026-08-10 00:00} > 86400",
        "time - {2026-08-10 00:00} BETWEEN 86400 AND 200000",
        "[2026-08-15] - date(time) <= 3", "date(time) - [2026-08-10] IN (1, 3)",
        "time > (SELECT {2026-08-11 00:00})", "date(time) > (SELECT [2026-08-11])",
        "time > (SELECT max(t) FROM (VALUES ({2026-08-10 09:00}), ({2026-08-11 00:00})) AS v(t)) - 1h",
        "CASE WHEN time > {2026-08-11 00:00} THEN screen_shot_type > 2 ELSE FALSE END",
        "(time > {2026-08-13 00:00} OR date(time) = [2026-08-10]) IS TRUE",
        // The time inside of functions and of CASE.
        "date_diff('day', time, {2026-08-15 00:00}) <= 3",
        "date_diff('day', [2026-08-12], time) >= 0",
        "date_diff('hour', time, {2026-08-14 00:00}) < 30",
        "coalesce(time, {2026-08-15 00:00}) >= {2026-08-12 00:00}",
        "ifnull(time, {2026-08-15 00:00}) >= {2026-08-12 00:00}",
        "nullif(time, {2026-08-12 00:00}) >= {2026-08-12 00:00}",
        "greatest(time, {2026-08-11 00:00}) >= {2026-08-12 00:00}",
        "least(time, {2026-08-13 00:00}) >= {2026-08-12 00:00}",
        "max(time, {2026-08-10 00:00}) < {2026-08-12 00:00}",
        "iif(userid < 'm', time, {2026-08-10 00:00}) >= {2026-08-12 00:00}",
        "CASE WHEN userid < 'm' THEN time ELSE {2026-08-13 00:00} END >= {2026-08-12 00:00}",
        "CASE date(time) WHEN [2026-08-11] THEN TRUE ELSE FALSE END",
        "CASE date(time) WHEN [2026-08-11] THEN 1 WHEN [2026-08-13] THEN 2 ELSE 0 END > 0",
        "iif(time > {2026-08-12 00:00}, 1, 0) = 1",
        "time > CASE WHEN userid = 'lisi' THEN {2026-08-11 00:00} ELSE {2026-08-13 00:00} END",
        "time > CASE WHEN userid = 'lisi' THEN time - 1d ELSE {2026-08-13 00:00} END",
        "{2026-08-12 00:00} BETWEEN time - 1d AND time + 1d",
        "{2026-08-12 00:00} IN (date_trunc('day', time), date_trunc('day', time - 1d))",
        "round(({2026-08-15 00:00} - time) / 86400, 6) <= 3",
        "abs(time - {2026-08-12 00:00}) < 86400",
        "epoch_ms(time) >= epoch_ms({2026-08-12 00:00})",
        "epoch(coalesce(time, {2026-08-15 00:00})) >= epoch({2026-08-12 00:00})",
        "make_date(year(time), month(time), day(time)) >= [2026-08-12]",
        "strftime(time, '%Y%m%d') >= strftime([2026-08-12], '%Y%m%d')",
        "timezone('UTC', time) >= timezone('UTC', {2026-08-12 00:00})",
    ]

    private static func written(_ condition: String, weeksBefore weeks: Int) -> String {
        var text = condition
        for day in 10...15 {
            let moved = day - 7 * weeks
            let name = "2026-08-" + (moved < 10 ? "0" : "") + "\(moved)"
            text = text.replacing("{2026-08-\(day) ", with: "TIMESTAMP '\(name) ")
                .replacing("[2026-08-\(day)]", with: "DATE '\(name)'")
        }
        for day in 4...5 {
            let moved = day - 7 * weeks
            let name = moved > 0 ? "2026-08-0\(moved)" : "2026-07-\(31 + moved)"
            text = text.replacing("[2026-08-0\(day)]", with: "DATE '\(name)'")
        }
        return text.replacing("}", with: "'")
    }

    private static let start =
        "SELECT count(*) AS n FROM screen_capture WHERE userid IN "
        + "('lisi', 'zhangsan', 'sunqi', 'wangwu', 'zhaoliu') AND "

    @Test func everyConditionIsMoved() async throws {
        try await Harness.with(try await Harness()) { harness in
            var (some, all) = (0, 0)
            for condition in Self.conditions {
                let now = Self.written(condition, weeksBefore: 0)
                let before = Self.written(condition, weeksBefore: 1)
                let compared = try await harness.run(
                    Self.start + now + " SINCE 2026-08-09 UNTIL 2026-08-15 COMPARE WITH 1w")
                let one = try await harness.run(
                    Self.start + now + " SINCE 2026-08-09 UNTIL 2026-08-15")
                let two = try await harness.run(
                    Self.start + before + " SINCE 2026-08-02 UNTIL 2026-08-08")
                let row = compared.rows.rows[0]
                #expect(row[0] == one.rows.rows[0][0], "\(condition)")
                #expect(row[1] == two.rows.rows[0][0], "\(condition)")
                all += 1
                if row[0] != "0", row[1] != "0" { some += 1 }
            }
            #expect(some == all)
        }
    }

    /// A condition on a part of the time, and the same a month before.
    @Test(
        arguments: [
            ("year(time) = 2026 AND month(time) = 8", "year(time) = 2026 AND month(time) = 7"),
            ("month(time) IN (8, 9)", "month(time) IN (7, 8)"),
            ("month(date(time)) BETWEEN 8 AND 9", "month(date(time)) BETWEEN 7 AND 8"),
            ("date_part('month', time) = 8", "date_part('month', time) = 7"),
            ("extract(month FROM time) = 8", "extract(month FROM time) = 7"),
            ("year(time) * 100 + month(time) = 202608", "year(time) * 100 + month(time) = 202607"),
            ("monthname(time) = 'August'", "monthname(time) = 'July'"),
            ("last_day(time) = '2026-08-31'", "last_day(time) = '2026-07-31'"),
            ("strftime('%Y-%m', time) = '2026-08'", "strftime('%Y-%m', time) = '2026-07'"),
            ("date_format(time, '%m') = '08'", "date_format(time, '%m') = '07'"),
            ("to_char(time, 'YYYY-MM') = '2026-08'", "to_char(time, 'YYYY-MM') = '2026-07'"),
            ("substr(date(time), 1, 7) = '2026-08'", "substr(date(time), 1, 7) = '2026-07'"),
            ("left(time, 7) = '2026-08'", "left(time, 7) = '2026-07'"),
            ("time || '' > '2026-08-05'", "time || '' > '2026-07-05'"),
            ("date(time) LIKE '2026-08-1%'", "date(time) LIKE '2026-07-1%'"),
            ("date(time)::text ILIKE '2026-08%'", "date(time)::text ILIKE '2026-07%'"),
            ("date(time) REGEXP '^2026-08-0'", "date(time) REGEXP '^2026-07-0'"),
            ("starts_with(date(time), '2026-08')", "starts_with(date(time), '2026-07')"),
            ("epoch(time) > 1785600000", "epoch(time) > 1782921600"),
            ("epoch_ms(time) >= 1785859200000", "epoch_ms(time) >= 1783180800000"),
            (
                "strftime(time, '%Y%m%d')::int >= 20260805",
                "strftime(time, '%Y%m%d')::int >= 20260705"
            ),
            (
                "year(time) * 10000 + month(time) * 100 + day(time) >= 20260805",
                "year(time) * 10000 + month(time) * 100 + day(time) >= 20260705"
            ),
            (
                "make_date(year(time), month(time), day(time)) >= '2026-08-05'",
                "make_date(year(time), month(time), day(time)) >= '2026-07-05'"
            ),
            (
                "(time AT TIME ZONE 'Asia/Shanghai') >= '2026-08-05'",
                "(time AT TIME ZONE 'Asia/Shanghai') >= '2026-07-05'"
            ),
            (
                "coalesce(month(time), 0) = 8 AND day(time) < 6",
                "coalesce(month(time), 0) = 7 AND day(time) < 6"
            ),
            // Conditions that recur in each month do not change.
            ("hour(time) < 12", "hour(time) < 12"), ("day(time) < 6", "day(time) < 6"),
            ("weekday(time) = 2", "weekday(time) = 2"),
            ("time(time) < '12:00'", "time(time) < '12:00'"),
            ("strftime('%H', time) < '12'", "strftime('%H', time) < '12'"),
            ("substr(time, 12, 5) < '12:00'", "substr(time, 12, 5) < '12:00'"),
            ("date(time) LIKE '%-11'", "date(time) LIKE '%-11'"),
        ] as [(String, String)]
    ) func partsAreMoved(_ now: String, _ before: String) async throws {
        try await Harness.with(try await Harness()) { harness in
            let start = "SELECT count(*) AS n FROM screen_capture WHERE userid = 'lisi' AND "
            let (compared, _) = try await harness.run(
                start + now + " SINCE 2026-08-01 UNTIL 2026-08-15 COMPARE WITH 1mo")
            let (one, _) = try await harness.run(
                start + now + " SINCE 2026-08-01 UNTIL 2026-08-15")
            let (two, _) = try await harness.run(
                start + before + " SINCE 2026-07-01 UNTIL 2026-07-15")
            #expect(compared.rows[0][0] == one.rows[0][0])
            #expect(compared.rows[0][1] == two.rows[0][0])
            #expect(one.rows[0][0] != "0" && two.rows[0][0] != "0")
        }
    }

    /// Days belong to dates where the condition names their month; alone they recur.
    @Test(
        arguments: [
            ("month(time) = 8 AND day(time) >= 11", "month(time) = 8 AND day(time) >= 4"),
            (
                "strftime(time, '%m') = '08' AND day(time) IN (11, 12)",
                "strftime(time, '%m') = '08' AND day(time) IN (4, 5)"
            ),
            ("day(time) >= 5", "day(time) >= 5"),
        ])
    func daysBelongToMonths(_ now: String, _ before: String) async throws {
        try await Harness.with(try await Harness()) { harness in
            let start = "SELECT count(*) AS n FROM screen_capture WHERE userid = 'lisi' AND "
            let (compared, _) = try await harness.run(
                start + now + " SINCE 2026-08-09 UNTIL 2026-08-15 COMPARE WITH 1w")
            let (one, _) = try await harness.run(
                start + now + " SINCE 2026-08-09 UNTIL 2026-08-15")
            let (two, _) = try await harness.run(
                start + before + " SINCE 2026-08-02 UNTIL 2026-08-08")
            #expect(compared.rows[0][0] == one.rows[0][0])
            #expect(compared.rows[0][1] == two.rows[0][0])
            #expect(one.rows[0][0] != "0" && two.rows[0][0] != "0")
        }
    }

    /// Only the moved range changes the result of a subquery, and values are not conditions.
    @Test(
        arguments: [
            (
                "SELECT count(*) AS n FROM screen_capture WHERE userid = 'lisi' "
                    + "AND time >= (SELECT max(time) FROM screen_capture WHERE userid = 'lisi') - 1d "
                    + "SINCE 2026-08-09 UNTIL 2026-08-15 COMPARE WITH 1w",
                "SELECT count(*) FROM screen_capture WHERE userid = 'lisi' "
                    + "AND time >= (SELECT max(time) FROM screen_capture WHERE userid = 'lisi') - 1d "
                    + "SINCE 2026-08-02 UNTIL 2026-08-08"
            ),
            (
                "SELECT max(now() - time) AS n FROM screen_capture WHERE userid = 'lisi' "
                    + "SINCE 2026-08-09 UNTIL 2026-08-15 COMPARE WITH 1w",
                "SELECT max(now() - time) FROM screen_capture WHERE userid = 'lisi' "
                    + "SINCE 2026-08-02 UNTIL 2026-08-08"
            ),
            (
                "SELECT count(*) AS n FROM screen_capture WHERE userid = 'lisi' AND weekday(time) = 2 "
                    + "SINCE 2026-08-09 UNTIL 2026-08-15 COMPARE WITH 1w",
                "SELECT count(*) FROM screen_capture WHERE userid = 'lisi' AND weekday(time) = 2 "
                    + "SINCE 2026-08-02 UNTIL 2026-08-08"
            ),
        ]
    ) func rangesMoveOnce(_ compared: String, _ before: String) async throws {
        try await Harness.with(try await Harness()) { harness in
            let (answer, _) = try await harness.run(compared)
            let (plain, _) = try await harness.run(before)
            #expect(answer.rows[0][1] == plain.rows[0][0])
            #expect(plain.rows[0][0] != "0")
        }
    }
}
