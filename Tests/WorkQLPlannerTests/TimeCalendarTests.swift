import TestSupport
import Testing
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

@Suite struct TimeCalendarTests {
    @Test(arguments: [
        (1970, 1, 1, 0), (1970, 1, 2, 1), (1969, 12, 31, -1), (2000, 2, 29, 11_016),
        (2000, 3, 1, 11_017), (2026, 8, 1, 20_666), (2100, 12, 31, 47_846), (1, 1, 1, -719_162),
        (0, 2, 29, -719_469),
    ])
    func dayNumbers(_ year: Int, _ month: Int, _ day: Int, _ number: Int) {
        let date = CivilDate(year: year, month: month, day: day)
        #expect(date.dayNumber == number)
        #expect(CivilDate(day: number) == date)
    }

    /// Every day of 1600 ... 2400 follows the one before, by rules implemented separately.
    @Test func everyDayFollowsTheOneBefore() throws {
        var date = CivilDate(year: 1600, month: 1, day: 1)
        var day = date.dayNumber
        var weekday = date.weekday
        while date.year < 2400 {
            try #require(date.exists)
            try #require(CivilDate(day: day) == date)
            try #require(date.dayNumber == day)
            try #require(date.weekday == weekday)
            day += 1
            weekday = weekday % 7 + 1
            let lengths = [31, 0, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            let leap = date.year % 4 == 0 && (date.year % 100 != 0 || date.year % 400 == 0)
            let length = date.month == 2 ? (leap ? 29 : 28) : lengths[date.month - 1]
            date.day += 1
            if date.day > length { (date.month, date.day) = (date.month + 1, 1) }
            if date.month > 12 { (date.year, date.month) = (date.year + 1, 1) }
        }
    }

    @Test func randomDatesRoundTrip() throws {
        var numbers = SplitMix64(seed: 3)
        for _ in 0..<20_000 {
            let year = Int.random(in: -9999...99_999, using: &numbers)
            let month = Int.random(in: 1...12, using: &numbers)
            let length = CivilDate.days(inMonth: month, year: year)
            let date = CivilDate(
                year: year, month: month, day: Int.random(in: 1...length, using: &numbers))
            try #require(CivilDate(day: date.dayNumber) == date)
            let (weekYear, week) = date.isoWeek
            let monday = CivilDate(mondayOfWeek: week, year: weekYear)
            try #require((0..<7).contains(date.dayNumber - monday.dayNumber))
            try #require(monday.weekday == 1)
        }
    }

    @Test(arguments: [
        (2026, 8, 14, 2026, 33), (2026, 1, 1, 2026, 1), (2025, 12, 29, 2026, 1),
        (2026, 12, 31, 2026, 53), (2027, 1, 3, 2026, 53), (2027, 1, 4, 2027, 1),
        (2020, 12, 31, 2020, 53), (2021, 1, 3, 2020, 53), (2024, 2, 29, 2024, 9),
        (2023, 1, 1, 2022, 52),
    ])
    func isoWeeks(_ year: Int, _ month: Int, _ day: Int, _ weekYear: Int, _ week: Int) {
        let read = CivilDate(year: year, month: month, day: day).isoWeek
        #expect(read.year == weekYear)
        #expect(read.week == week)
    }

    @Test func longYears() {
        let long = (2000...2030).filter { CivilDate.weeks(inYear: $0) == 53 }
        #expect(long == [2004, 2009, 2015, 2020, 2026])
    }

    @Test(arguments: [
        (2026, 2, 29, false), (2024, 2, 29, true), (2100, 2, 29, false), (2000, 2, 29, true),
        (2026, 4, 31, false), (2026, 13, 1, false), (2026, 0, 1, false), (2026, 1, 0, false),
    ])
    func existence(_ year: Int, _ month: Int, _ day: Int, _ exists: Bool) {
        #expect(CivilDate(year: year, month: month, day: day).exists == exists)
    }

    @Test func secondsRoundBothWays() {
        #expect(Instant(milliseconds: 1_500).secondsRoundedDown == 1)
        #expect(Instant(milliseconds: 1_500).secondsRoundedUp == 2)
        #expect(Instant(milliseconds: 2_000).secondsRoundedUp == 2)
        #expect(Instant(milliseconds: -1).secondsRoundedDown == -1)
        #expect(Instant(milliseconds: -1).secondsRoundedUp == 0)
        #expect(Instant(milliseconds: -2_000).secondsRoundedDown == -2)
    }

    @Test func rangesAreHalfOpen() {
        func range(_ since: Int64, _ until: Int64) -> TimeRange {
            TimeRange(since: Instant(milliseconds: since), until: Instant(milliseconds: until))
        }
        #expect(range(0, 10).contains(Instant(milliseconds: 0)))
        #expect(!range(0, 10).contains(Instant(milliseconds: 10)))
        #expect(range(5, 5).isEmpty)
        #expect(range(6, 5).milliseconds == 0)
        #expect(range(0, 10).intersection(range(5, 20)) == range(5, 10))
        #expect(range(0, 10).intersection(range(10, 20)).isEmpty)
        #expect(range(.min, .max).milliseconds == .max)
    }

    @Test(arguments: [
        ("second", TimeUnit.second), ("Minutes", .minute), ("min", .minute), ("hour", .hour),
        ("d", .day), ("WEEK", .week), ("month", .month), ("mo", .month), ("quarters", .quarter),
        ("year", .year), ("milliseconds", .millisecond),
    ])
    func unitNames(_ word: String, _ unit: TimeUnit) {
        #expect(TimeUnit(spelled: word) == unit)
    }

    @Test(arguments: ["m", "", "fortnight", "monthss", "mon"])
    func noUnitNames(_ word: String) {
        #expect(TimeUnit(spelled: word) == nil)
    }

    @Test(arguments: TimeUnit.allCases)
    func truncatingTwiceIsTruncatingOnce(_ unit: TimeUnit) throws {
        var numbers = SplitMix64(seed: 5)
        for name in TimeZoneTests.zones {
            let zone = try Zone(identifier: name)
            for _ in 0..<1000 {
                let instant = Instant(
                    milliseconds: Int64.random(in: 0..<4_133_980_800_000, using: &numbers))
                let start = zone.truncating(instant, to: unit)
                try #require(start <= instant)
                try #require(zone.truncating(start, to: unit) == start)
                let end = try #require(zone.startOfUnit(unit, 1, from: instant))
                // An hour part of which is repeated by a clock change is longer than an hour.
                try #require(end > instant || unit == .hour, "\(name) \(instant)")
            }
        }
    }

    @Test func durationsBeyondAnyCalendarAreRefused() {
        #expect(CalendarSpan(DurationLiteral([.init(.max, .year)])) == nil)
        #expect(CalendarSpan(DurationLiteral([.init(100_001, .year)])) == nil)
        #expect(CalendarSpan(DurationLiteral([.init(.max, .millisecond)])) == nil)
        #expect(CalendarSpan(DurationLiteral([.init(999_999_999_999_999, .hour)])) == nil)
        #expect(CalendarSpan(DurationLiteral([.init(100, .year), .init(1, .hour)])) != nil)
    }
}
