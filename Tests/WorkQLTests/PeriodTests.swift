import TestSupport
import Testing
import WorkQL
import WorkQLSyntax
import WorkQLTime

/// TIMESERIES and COMPARE with everything that can be combined with them.
@Suite struct PeriodTests {
    private static let users = ["zhangsan", "lisi", "wangwu", "sunqi", "zhaoliu"]
    /// 2026-08-01 and 2026-08-12 00:00 in Shanghai.
    private static let from: Int64 = 1_785_513_600
    private static let until: Int64 = 1_786_464_000

    private static func randomCase(_ dice: inout SplitMix64) -> PeriodOracle.Case {
        let hour = PeriodOracle.hour
        let isAligned = Bool.random(using: &dice)
        // The rows begin a week before every current range.
        let first = from + 7 * 24 * hour
        var one = PeriodOracle.Case(
            since: first + (isAligned ? 24 : 1) * hour * Int64.random(in: 0...2, using: &dice),
            until: first + 72 * hour + (isAligned ? 24 : 1) * hour
                * Int64.random(in: 1...2, using: &dice))
        if Bool.random(using: &dice) {
            one.step = dice.one(of: isAligned ? [6, 12, 24, 48] : [1, 6, 12]) * hour
        }
        if one.step == nil || Bool.random(using: &dice) {
            switch Int.random(in: 0..<(isAligned ? 4 : 3), using: &dice) {
            case 0: (one.comparison, one.shift) = ("1d", 24 * hour)
            case 1: (one.comparison, one.shift) = ("1w", 168 * hour)
            case 2: (one.comparison, one.shift) = ("36h", 36 * hour)
            default:
                (one.comparison, one.shift) = ("PREVIOUS PERIOD", one.until - one.since)
            }
        }
        let keys = [[], ["userid"], ["kind"], ["userid", "kind"], ["department_id"]]
        one.keys = dice.one(of: keys + [["upper(userid)"], ["kind % 2", "userid"]])
        one.selected = one.keys.filter { _ in Bool.random(using: &dice) }
        let values = [
            "count(*)", "sum(size)", "count(*) * 2", "max(kind)", "total(size)",
            "count(DISTINCT userid)", "count(*) FILTER (WHERE kind > 2)", "avg(kind)",
            "CASE WHEN count(*) > 1 THEN 'many' ELSE 'few' END",
        ]
        one.values = (0...Int.random(in: 0...1, using: &dice)).map { _ in dice.one(of: values) }
        if one.shift != nil { one.values.removeAll { $0.hasPrefix("CASE") } }
        if one.values.isEmpty { one.values = ["count(*)"] }
        if Bool.random(using: &dice) {
            one.having = dice.one(of: [
                "count(*) > 2", "count(*) = 0", "v0 > 3", "sum(size) > 20", "max(kind) IS NULL",
                "count(*) > 1 AND count(*) < 6", "NOT count(*) > 2", "coalesce(v0, 0) < 5",
            ])
            if one.values[0].hasPrefix("CASE") { one.having = "count(*) > 2" }
        }
        if Bool.random(using: &dice) {
            let middle = one.since + 12 * hour * Int64.random(in: 0...4, using: &dice)
            one.condition = dice.one(of: [
                "time >= {\(middle)}", "time < {\(middle)}", "{\(middle)} < time",
                "time >= {\(middle)} AND time < {\(middle + 20 * hour)}",
                "time BETWEEN {\(middle)} AND {\(middle + 9 * hour)}",
                "NOT time >= {\(middle)}", "time < {\(middle)} OR kind = 2", "kind > 1",
            ])
        }
        if one.step != nil {
            one.fill = dice.one(of: [nil, nil, "0", "NULL"])
            if one.values.contains(where: { $0.hasPrefix("CASE") }) { one.fill = nil }
            // Buckets by another time column than the range's.
            if Int.random(in: 0..<4, using: &dice) == 0 {
                one.on = dice.one(of: ["time + 1d", "time - 1d"])
            }
        }
        return one
    }

    /// In all combinations, equal to the result of plain SQL over the exported rows.
    @Test func anyCombinationIsThatOfPlainSQL() async throws {
        try await Harness.with(try await Harness()) { harness in
            let oracle = try await PeriodOracle(
                harness, since: Self.from - 7 * PeriodOracle.day,
                until: Self.until + 7 * PeriodOracle.day,
                users: Self.users)
            var dice = SplitMix64(seed: 7)
            var filled = 0
            for _ in 0..<(Soak.isOn ? 10_000 : 250) {
                let one = Self.randomCase(&dice)
                let text = PeriodOracle.statement(one, users: Self.users)
                let (answer, _) = try await harness.run(text)
                let expected = try oracle.rows(one)
                func lines(_ rows: [[String?]]) -> [String] {
                    rows.map { $0.map { $0 ?? "∅" }.joined(separator: "|") }.sorted()
                }
                #expect(
                    lines(answer.rows) == lines(expected), "\(text)\n\(PeriodOracle.plain(one))")
                if !expected.isEmpty { filled += 1 }
                if lines(answer.rows) != lines(expected) { break }
            }
            #expect(filled > 100)
        }
    }

    /// Each with the rows of its answer, without the first line.
    @Test(
        arguments: [
            // Buckets removed by HAVING are not empty ones.
            (
                """
                SELECT count(*) AS n FROM checkin WHERE userid IN ('lisi', 'zhangsan')
                SINCE 2026-08-05 UNTIL 2026-08-10 TIMESERIES 1d HAVING count(*) > 4
                """, ["2026-08-05T00:00:00+08:00,5"]
            ),
            (
                """
                SELECT count(*) AS n FROM checkin WHERE userid IN ('lisi', 'zhangsan')
                SINCE 2026-08-05 UNTIL 2026-08-10 TIMESERIES 1d HAVING n = 0
                """, ["2026-08-08T00:00:00+08:00,0", "2026-08-09T00:00:00+08:00,0"]
            ),
            // A group removed in one range is not empty in the other.
            (
                """
                SELECT userid, count(*) AS n FROM checkin WHERE userid IN ('lisi', 'sunqi', 'zhangsan')
                DURING last week GROUP BY ALL HAVING count(*) > 11 COMPARE WITH 1w
                """, ["lisi,12,11,1,9.1"]
            ),
            // Groups by columns that are not selected.
            (
                """
                SELECT count(*) AS n FROM checkin WHERE userid IN ('lisi', 'sunqi', 'zhangsan')
                DURING last week GROUP BY userid COMPARE WITH 1w
                """, ["12,11,1,9.1", "11,11,0,0.0", "10,10,0,0.0"]
            ),
            // Rows in no bucket.
            (
                """
                SELECT count(*) AS n FROM checkin WHERE userid IN ('lisi', 'zhangsan')
                SINCE 2026-08-12 UNTIL 2026-08-14 TIMESERIES 1d ON DATE '2030-01-01'
                """, ["2026-08-12T00:00:00+08:00,0", "2026-08-13T00:00:00+08:00,0"]
            ),
            (
                """
                SELECT count(DISTINCT s.time) AS n
                FROM screen_capture AS s SINCE 2026-08-10 UNTIL 2026-08-15
                LEFT JOIN checkin AS c ON c.userid = s.userid
                WHERE s.userid = 'lisi' SINCE 2026-08-11 UNTIL 2026-08-12 TIMESERIES 1d
                """, ["2026-08-11T00:00:00+08:00,7"]
            ),
            // A condition on the time is shifted with the range.
            (
                """
                SELECT count(*) AS n FROM screen_capture WHERE time >= '2026-08-10' AND time < '2026-08-13'
                SINCE 2026-08-01 COMPARE WITH 1w
                """, ["356,334,22,6.6"]
            ),
            (
                """
                SELECT count(*) AS n FROM screen_capture WHERE date(time) BETWEEN '2026-08-10' AND '2026-08-12'
                SINCE 2026-08-01 COMPARE WITH 1w
                """, ["356,334,22,6.6"]
            ),
            (
                """
                SELECT count(*) FILTER (WHERE time < '2026-08-13') AS n FROM screen_capture
                SINCE 2026-08-10 COMPARE WITH 1w
                """, ["356,334,22,6.6"]
            ),
            // Operands of set operations.
            (
                """
                SELECT 1 AS n, 2 AS p, 3 AS d, 4.0 AS s UNION ALL
                SELECT count(*) FROM screen_capture SINCE 2026-08-10 UNTIL 2026-08-13 COMPARE WITH 1w
                """, ["1,2,3,4.0", "356,334,22,6.6"]
            ),
            (
                """
                SELECT count(*) AS n FROM screen_capture SINCE 2026-08-10 UNTIL 2026-08-12 TIMESERIES 1d
                EXCEPT SELECT TIMESTAMP '2026-08-10', 111
                """, ["2026-08-11T00:00:00+08:00,126"]
            ),
            // The last value of the same key, whether shown or not.
            (
                """
                SELECT max(checkin_time) AS last FROM checkin WHERE userid = 'lisi'
                SINCE 2026-08-07 UNTIL 2026-08-10 TIMESERIES 1d FILL PREVIOUS HAVING count(*) = 0
                """,
                [
                    "2026-08-08T00:00:00+08:00,2026-08-07T22:41:47+08:00",
                    "2026-08-09T00:00:00+08:00,2026-08-07T22:41:47+08:00",
                ]
            ),
            // Without FILL, counts are 0. FILL 0 of a time is refused: types.wql.
            (
                """
                SELECT min(checkin_time) AS first, count(*) AS n FROM checkin WHERE userid = 'lisi'
                SINCE 2026-08-08 UNTIL 2026-08-09 TIMESERIES 1d
                """, ["2026-08-08T00:00:00+08:00,,0"]
            ),
            // Rows that are not from a service's table; the range determines the buckets.
            (
                """
                SELECT count(*) AS n FROM (VALUES (DATE '2026-08-01'), (DATE '2026-08-03'), (NULL)) AS v(d)
                TIMESERIES 1d ON d SINCE 2026-08-01 UNTIL 2026-08-04
                """,
                [
                    "2026-08-01T00:00:00+08:00,1", "2026-08-02T00:00:00+08:00,0",
                    "2026-08-03T00:00:00+08:00,1",
                ]
            ),
            (
                """
                SELECT max(n) AS n FROM (VALUES (TIMESTAMP '2026-08-01 10:00', 1),
                    (TIMESTAMP '2026-08-01 13:00', 2), (TIMESTAMP '2026-08-02 00:00', 9)) AS v(t, n)
                TIMESERIES 12h ON t DURING 2026-08-01 COMPARE WITH 12h
                """,
                ["2026-08-01T00:00:00+08:00,1,,,", "2026-08-01T12:00:00+08:00,2,1,1,100.0"]
            ),
            // Times have a difference, texts do not.
            (
                """
                SELECT min(userid) AS u, max(time) AS t FROM screen_capture WHERE userid = 'lisi'
                SINCE 2026-08-10 UNTIL 2026-08-13 COMPARE WITH 1w
                """,
                ["lisi,lisi,,,2026-08-12T12:00:00+08:00,2026-08-05T14:10:24+08:00,596976.0,"]
            ),
        ] as [(String, [String])])
    func partsStandSideBySide(_ text: String, _ rows: [String]) async throws {
        try await Harness.with(try await Harness()) { harness in
            let (answer, _) = try await harness.run(text)
            #expect(Array(answer.lines.dropFirst()) == rows)
        }
    }
}
