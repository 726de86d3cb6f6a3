import TestSupport
import Testing
import WorkQL
import WorkQLSyntax
import WorkQLTime

/// The earlier range of COMPARE at the ends of months and around leap days, against counts of each
/// day that were read by themselves.
@Suite struct EarlierRangeTests {
    /// The counts of one person, by date.
    private static func counts(
        _ harness: Harness, since: String, until: String
    ) async throws -> [String: Int] {
        let (rows, _) = try await harness.run(
            "SELECT date(time) AS d, count(*) AS n FROM screen_capture WHERE userid = 'lisi' "
                + "SINCE \(since) UNTIL \(until) GROUP BY ALL")
        return Dictionary(
            uniqueKeysWithValues: rows.rows.map { ($0[0] ?? "", Int($0[1] ?? "") ?? 0) })
    }

    private static func sum(_ counts: [String: Int], _ since: Int, _ until: Int) -> Int {
        (since..<max(since, until)).reduce(0) {
            $0 + (counts[CivilDate(day: $1).isoText] ?? 0)
        }
    }

    /// The day of the same number some months before; nil if the month has none.
    private static func counterpart(_ day: Int, _ months: Int) -> Int? {
        let date = CivilDate(day: day)
        let first = CivilDate(year: date.year, month: date.month, day: 1).adding(months: -months)
        let moved = CivilDate(year: first.year, month: first.month, day: date.day)
        let next = first.adding(months: 1).dayNumber
        return moved.dayNumber < next ? moved.dayNumber : nil
    }

    /// The last day that a day may be moved to.
    private static func clamped(_ day: Int, _ months: Int) -> Int {
        var day = day
        while counterpart(day, months) == nil { day -= 1 }
        return counterpart(day, months) ?? day
    }

    private static func isFirst(_ day: Int) -> Bool { CivilDate(day: day).day == 1 }

    /// The earlier range by the rules of the grammar.
    private static func earlier(_ since: Int, _ until: Int, _ months: Int) -> (Int, Int) {
        let start = clamped(since, months)
        if isFirst(since), isFirst(until) { return (start, clamped(until, months)) }
        let end = start + until - since
        return (start, clamped(until - 1, months) + 1 <= since ? min(end, since) : end)
    }

    @Test func anyRangeOfDaysIsComparedWithTheDaysThatCorrespond() async throws {
        try await Harness.with(try await Harness(now: "2024-06-15T12:00:00+08:00")) { harness in
            let counts = try await Self.counts(harness, since: "2022-12-01", until: "2024-06-01")
            var dice = SplitMix64(seed: 29)
            let base = CivilDate(year: 2024, month: 1, day: 25).dayNumber
            var (clamps, nulls) = (0, 0)
            for _ in 0..<(Soak.isOn ? 2_000 : 60) {
                var since = base + Int.random(in: 0...66, using: &dice)
                if Bool.random(using: &dice) {
                    since = dice.one(of: [base + 35, base + 65, base + 66])
                }
                let until = since + Int.random(in: 1...34, using: &dice)
                let months = dice.one(of: [1, 1, 2, 12])
                let range =
                    "SINCE \(CivilDate(day: since).isoText) UNTIL \(CivilDate(day: until).isoText)"
                let distance = months == 12 ? "1y" : "\(months)mo"
                let start = "SELECT count(*) AS n FROM screen_capture WHERE userid = 'lisi' "
                let (one, _) = try await harness.run(
                    start + range + " COMPARE WITH \(distance)")
                let (first, end) = Self.earlier(since, until, months)
                #expect(
                    one.rows[0][1] == "\(Self.sum(counts, first, end))", "\(range) \(distance)")
                if Self.counterpart(since, months) == nil { clamps += 1 }

                let (days, _) = try await harness.run(
                    start + range + " TIMESERIES 1d COMPARE WITH \(distance)")
                #expect(days.rows.count == until - since)
                for (index, row) in days.rows.enumerated() {
                    let found = Self.counterpart(since + index, months)
                    let expected = found.map { "\(counts[CivilDate(day: $0).isoText] ?? 0)" }
                    #expect(row[2] == expected, "\(range) \(distance) \(row)")
                    if expected == nil { nulls += 1 }
                }
            }
            #expect(clamps > 2 && nulls > 10)
        }
    }

    /// Each with the statement that finds the earlier value by itself, and the words of the note.
    @Test(
        arguments: [
            ("2024-02-29T12:00", "DURING yesterday", "1y", "DURING 2023-02-28", nil),
            ("2024-02-29T12:00", "DURING today", "1y", "DURING 2023-02-28", "1y before 2024-02-29"),
            ("2026-08-15T12:00", "DURING 2026-03-28", "1mo", "DURING 2026-02-28", nil),
            (
                "2026-08-15T12:00", "SINCE 2026-03-28 UNTIL 2026-03-29", "1mo",
                "DURING 2026-02-28", nil
            ),
            (
                "2026-08-15T12:00", "DURING 2026-03-31", "1mo", "DURING 2026-02-28",
                "1mo before 2026-03-31"
            ),
            (
                "2026-08-15T12:00", "SINCE 2026-03-29 THROUGH 2026-03-30", "1mo",
                "SINCE 2026-02-28 UNTIL 2026-03-02", "1mo before 2026-03-29"
            ),
            (
                "2026-03-31T12:00", "SINCE 24h", "1mo",
                "SINCE 2026-02-28T12:00 UNTIL 2026-03-01T12:00", "1mo before 2026-03-30"
            ),
            (
                "2026-03-31T12:00", "SINCE 2d", "1mo",
                "SINCE 2026-02-28T12:00 UNTIL 2026-03-02T12:00", "1mo before 2026-03-29"
            ),
            (
                "2024-03-01T12:00", "DURING last 7 days", "1y",
                "SINCE 2023-02-23 UNTIL 2023-03-02", "the length of the range itself"
            ),
            (
                "2026-08-15T12:00", "SINCE 2026-03-30T18:00 UNTIL 2026-03-31T06:00", "1mo",
                "SINCE 2026-02-28T18:00 UNTIL 2026-03-01T06:00", "1mo before 2026-03-30"
            ),
            // Whole months and years are compared with whole ones.
            ("2026-08-15T12:00", "DURING 2026-03", "1mo", "DURING 2026-02", nil),
            ("2026-08-15T12:00", "DURING 2026-02", "1mo", "DURING 2026-01", nil),
            ("2026-08-15T12:00", "DURING 2026-Q1", "1q", "DURING 2025-Q4", nil),
            ("2024-03-15T12:00", "DURING last month", "1y", "DURING 2023-02", nil),
            // A month to date on its last day does not reach into itself.
            (
                "2026-03-31T12:00", "SINCE 2026-03-01", "1mo", "DURING 2026-02",
                "it ends where the range itself begins"
            ),
            (
                "2026-08-15T12:00", "SINCE 2026-08-01", "1mo",
                "SINCE 2026-07-01 UNTIL 2026-07-15T12:00", nil
            ),
        ] as [(String, String, String, String, String?)])
    func endsOfMonths(
        _ now: String, _ range: String, _ distance: String, _ earlier: String, _ note: String?
    ) async throws {
        try await Harness.with(try await Harness(now: now + ":00+08:00")) { harness in
            let start = "SELECT count(*) AS n FROM screen_capture "
            var session = harness.session
            let outcome = try await session.run(
                try Harness.statement(start + range + " COMPARE WITH " + distance),
                into: CollectingWriter())
            let (plain, _) = try await harness.run(start + earlier)
            #expect(outcome.writer.rows[0][1] == plain.rows[0][0])
            #expect(plain.rows[0][0] != "0")
            let helps = outcome.notes.filter { $0.message.hasPrefix("the earlier range") }
                .map { $0.help ?? "" }
            #expect(helps.count == (note == nil ? 0 : 1))
            if let note { #expect(helps.first?.contains(note) == true, "\(helps)") }
        }
    }

    /// A condition on a day that the earlier month does not have is true of none of its days.
    @Test(
        arguments: [
            ("time >= '2026-03-28' AND time < '2026-03-29'", "DURING 2026-02-28"),
            ("date(time) = '2026-03-28'", "DURING 2026-02-28"),
            ("date(time) = '2026-03-30'", nil),
            ("time >= '2026-03-30'", nil),
            ("date(time) IN ('2026-03-01', '2026-03-31')", "DURING 2026-02-01"),
            ("time < '2026-03-31'", "DURING 2026-02"),
            ("date(time) <= '2026-03-30'", "DURING 2026-02"),
            (
                "date(time) BETWEEN '2026-03-27' AND '2026-03-31'",
                "SINCE 2026-02-27 UNTIL 2026-03-01"
            ),
        ] as [(String, String?)])
    func conditionsAtEndsOfMonths(_ condition: String, _ earlier: String?) async throws {
        try await Harness.with(try await Harness()) { harness in
            let start = "SELECT count(*) AS n FROM screen_capture WHERE department_id IN (2, 3, 6)"
            let (one, _) = try await harness.run(
                start + " AND \(condition) DURING 2026-03 COMPARE WITH 1mo")
            var expected = "0"
            if let earlier {
                expected = try await harness.run(start + " " + earlier).rows.rows[0][0] ?? ""
                #expect(expected != "0")
            }
            #expect(one.rows[0][1] == expected)
        }
    }

    /// PREVIOUS PERIOD of a month is the month before, however the month is written.
    @Test(
        arguments: [
            "DURING 2026-03", "DURING '2026-03'", "DURING march",
            "SINCE 2026-03-01 UNTIL 2026-04-01",
            "SINCE 2026-03-01 THROUGH 2026-03", "SINCE '2026-03-01' THROUGH 2026-03-31",
        ])
    func previousMonths(_ range: String) async throws {
        try await Harness.with(try await Harness()) { harness in
            let start = "SELECT count(*) AS n FROM screen_capture WHERE userid = 'lisi' "
            let (one, _) = try await harness.run(start + range + " COMPARE WITH PREVIOUS PERIOD")
            let (plain, _) = try await harness.run(start + "DURING 2026-02")
            #expect(one.rows[0][1] == plain.rows[0][0])
            let (days, _) = try await harness.run(
                start + range + " TIMESERIES 1d COMPARE WITH PREVIOUS PERIOD")
            #expect(days.rows.suffix(3).map { $0[2] } == [nil, nil, nil])
            #expect(days.rows[27][2] != nil)
        }
    }

    /// Other buckets than days, and values other than counts.
    @Test(
        arguments: [
            // Weeks: as far after the start of the range.
            ("TIMESERIES 1w", "count(*)", [], 5),
            ("TIMESERIES 12h", "count(*)", [56, 57, 58, 59, 60, 61], 62),
            ("TIMESERIES 1d FILL 0", "count(*)", [28, 29, 30], 31),
            ("TIMESERIES 1d FILL PREVIOUS", "max(time)", [28, 29, 30], 31),
            ("TIMESERIES 1d FILL NULL", "max(screen_shot_type)", nil, 31),
            ("TIMESERIES 1d", "total(screen_shot_type)", [28, 29, 30], 31),
            ("TIMESERIES 1mo", "count(*)", [], 1),
        ] as [(String, String, [Int]?, Int)])
    func bucketsWithoutACounterpart(
        _ series: String, _ value: String, _ missing: [Int]?, _ count: Int
    ) async throws {
        try await Harness.with(try await Harness()) { harness in
            let (answer, _) = try await harness.run(
                "SELECT \(value) AS n FROM screen_capture WHERE department_id IN (2, 3, 6) "
                    + "DURING 2026-03 \(series) COMPARE WITH 1mo")
            #expect(answer.rows.count == count || series.hasSuffix("1w"))
            let nulls = answer.rows.indices.filter { answer.rows[$0][2] == nil }
            if let missing, !series.hasSuffix("1w") { #expect(nulls == missing) }
            if missing == nil { #expect(nulls.suffix(3) == [28, 29, 30]) }
        }
    }

    @Test(arguments: ["0d", "0h", "0mo", "0d0h", "0s"])
    func noDistanceIsRefused(_ distance: String) async throws {
        try await Harness.with(try await Harness()) { harness in
            let text = "SELECT count(*) FROM screen_capture DURING 2026-08-10 COMPARE WITH "
            do {
                _ = try await harness.run(text + distance)
                Issue.record("\(distance) is accepted")
            } catch let error as UserError {
                #expect(error.code == .comparisonShape)
            }
        }
    }
}
