import Testing
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

/// Points, periods and clauses in the form of the tree.
@Suite struct TimeContextTests {
    /// A Friday.
    let now = "2026-08-14T15:30:45+08:00"

    @Test(arguments: [
        (TimePoint(.now), "2026-08-14T15:30:45+08:00"),
        (TimePoint(.ago(DurationLiteral([.init(7, .day)]))), "2026-08-07T15:30:45+08:00"),
        (
            TimePoint(.ago(DurationLiteral([.init(7, .day)])), snap: .day),
            "2026-08-07T00:00:00+08:00"
        ),
        (TimePoint(.today), "2026-08-14T00:00:00+08:00"),
        (TimePoint(.tomorrow), "2026-08-15T00:00:00+08:00"),
        (TimePoint(.yesterday, clock: "09:00"), "2026-08-13T09:00:00+08:00"),
        (
            TimePoint(
                .yesterday, clock: "09:00",
                offsets: [TimeOffset(negative: true, duration: DurationLiteral([.init(1, .day)]))]),
            "2026-08-12T09:00:00+08:00"
        ),
        (TimePoint(.weekday(1)), "2026-08-10T00:00:00+08:00"),
        (TimePoint(.weekday(5)), "2026-08-14T00:00:00+08:00"),
        (TimePoint(.unit(.month, -1)), "2026-07-01T00:00:00+08:00"),
        (TimePoint(.date(CivilDate(year: 2026, month: 8, day: 1))), "2026-08-01T00:00:00+08:00"),
        (TimePoint(.dateTime("2026-08-01T09:00+09:00")), "2026-08-01T08:00:00+08:00"),
        (TimePoint(.dateTime("2026-08-01T09:00")), "2026-08-01T09:00:00+08:00"),
        (TimePoint(.text("2026-08-01 09:00")), "2026-08-01T09:00:00+08:00"),
        (TimePoint(.text("7d@d+9h"), snap: .month), "2026-08-01T00:00:00+08:00"),
    ])
    func points(_ point: TimePoint, _ expected: String) throws {
        let context = try timeContext(now)
        #expect(rfc3339(try context.instant(of: point), context.zone) == expected)
    }

    @Test(arguments: [
        (Period.Kind.today, "2026-08-14", "2026-08-15"),
        (.yesterday, "2026-08-13", "2026-08-14"),
        (.tomorrow, "2026-08-15", "2026-08-16"),
        (.weekday(7), "2026-08-09", "2026-08-10"),
        (.weekday(5), "2026-08-14", "2026-08-15"),
        (.unit(.week, 0), "2026-08-10", "2026-08-17"),
        (.unit(.week, -1), "2026-08-03", "2026-08-10"),
        (.unit(.month, 0), "2026-08-01", "2026-09-01"),
        (.unit(.month, -1), "2026-07-01", "2026-08-01"),
        (.unit(.month, 1), "2026-09-01", "2026-10-01"),
        (.unit(.quarter, 0), "2026-07-01", "2026-10-01"),
        (.unit(.year, -1), "2025-01-01", "2026-01-01"),
        (.last(3, .month), "2026-05-01", "2026-08-01"),
        (.last(7, .day), "2026-08-07", "2026-08-14"),
        (.last(2, .week), "2026-07-27", "2026-08-10"),
        (.last(2, .quarter), "2026-01-01", "2026-07-01"),
        (.last(1, .year), "2025-01-01", "2026-01-01"),
        (.date(CivilDate(year: 2026, month: 8, day: 31)), "2026-08-31", "2026-09-01"),
        (.month(year: 2024, month: 2), "2024-02-01", "2024-03-01"),
        (.month(year: 2026, month: 12), "2026-12-01", "2027-01-01"),
        (.week(year: 2026, week: 32), "2026-08-03", "2026-08-10"),
        (.week(year: 2026, week: 53), "2026-12-28", "2027-01-04"),
        (.week(year: 2026, week: 1), "2025-12-29", "2026-01-05"),
        (.quarter(year: 2026, quarter: 4), "2026-10-01", "2027-01-01"),
        (.year(2026), "2026-01-01", "2027-01-01"),
        (.year(2100), "2100-01-01", "2101-01-01"),
        (.text("2026-08"), "2026-08-01", "2026-09-01"),
        (.text("2026年8月"), "2026-08-01", "2026-09-01"),
        (.text("2026年8月1日"), "2026-08-01", "2026-08-02"),
        (.text("last 3 months"), "2026-05-01", "2026-08-01"),
        (.text("Yesterday"), "2026-08-13", "2026-08-14"),
    ])
    func periods(_ kind: Period.Kind, _ since: String, _ until: String) throws {
        let context = try timeContext(now)
        let range = try context.range(of: Period(kind))
        #expect(rfc3339(range.since, context.zone) == since + "T00:00:00+08:00")
        #expect(rfc3339(range.until, context.zone) == until + "T00:00:00+08:00")
    }

    @Test func aPeriodShorterThanADay() throws {
        let context = try timeContext(now)
        let range = try context.range(of: Period(.last(3, .hour)))
        #expect(rfc3339(range.since, context.zone) == "2026-08-14T12:00:00+08:00")
        #expect(rfc3339(range.until, context.zone) == "2026-08-14T15:00:00+08:00")
    }

    @Test func daysAreAsLongAsTheZoneMakesThem() throws {
        let newYork = try timeContext("2026-08-14T15:30:45Z", "America/New_York")
        func hours(_ text: String) throws -> Int64 {
            try newYork.range(of: Period(.text(text))).milliseconds / 3_600_000
        }
        #expect(try hours("2026-03-08") == 23)
        #expect(try hours("2026-11-01") == 25)
        #expect(try hours("2026-W10") == 167)

        let apia = try timeContext("2012-01-02T12:00Z", "Pacific/Apia")
        #expect(try apia.range(of: Period(.text("2011-12-30"))).isEmpty)
    }

    @Test func sinceAloneEndsNow() throws {
        let context = try timeContext(now)
        let point = TimePoint(.ago(DurationLiteral([.init(7, .day)])))
        let resolved = try context.resolve(TimeClause(.from(point, nil)))
        #expect(resolved.until == context.now)
        #expect(!resolved.hasWrittenEnd)
        #expect(resolved.notes.isEmpty)
        #expect(resolved.range?.milliseconds == 604_800_000)
    }

    @Test func untilAloneHasNoStart() throws {
        let context = try timeContext(now)
        let resolved = try context.resolve(TimeClause(.from(nil, .until(TimePoint(.today)))))
        #expect(resolved.since == nil)
        #expect(resolved.range == nil)
        #expect(resolved.hasWrittenEnd)
        #expect(resolved.notes.isEmpty)
    }

    @Test func throughIncludesTheDay() throws {
        let context = try timeContext(now)
        let clause = TimeClause(
            .from(
                TimePoint(.date(CivilDate(year: 2026, month: 8, day: 1))),
                .through(Period(.date(CivilDate(year: 2026, month: 8, day: 31))))))
        let resolved = try context.resolve(clause)
        #expect(rfc3339(resolved.until, context.zone) == "2026-09-01T00:00:00+08:00")
        #expect(resolved.notes.isEmpty)
    }

    @Test func duringStaysWholeInTheFuture() throws {
        let context = try timeContext(now)
        let resolved = try context.resolve(TimeClause(.during(Period(.unit(.month, 0)))))
        #expect(rfc3339(resolved.until, context.zone) == "2026-09-01T00:00:00+08:00")
        #expect(resolved.hasWrittenEnd)
    }

    @Test func aRangeThatEndsBeforeItStartsIsRefused() throws {
        let context = try timeContext(now)
        func ago(_ days: Int) -> TimePoint { TimePoint(.ago(DurationLiteral([.init(days, .day)]))) }
        let error = try #require(throws: Diagnostic.self) {
            try context.resolve(TimeClause(.from(ago(1), .until(ago(2)))))
        }
        #expect(error.code == .emptyRange)
        let empty = try context.resolve(TimeClause(.from(ago(1), .until(ago(1)))))
        #expect(empty.range?.isEmpty == true)
        let ahead = try context.resolve(TimeClause(.from(TimePoint(.tomorrow), nil)))
        #expect(ahead.range?.isEmpty == true)
    }

    @Test(arguments: [
        (
            TimePoint.Base.date(CivilDate(year: 2026, month: 8, day: 31)),
            "UNTIL 2026-08-31 leaves out that day; THROUGH 2026-08-31 includes it"
        ),
        (
            .text("2026-08-31"),
            "UNTIL '2026-08-31' leaves out that day; THROUGH '2026-08-31' includes it"
        ),
        (.text("2026-08"), "UNTIL '2026-08' leaves out that month; THROUGH '2026-08' includes it"),
        (
            .text("2026-W32"),
            "UNTIL '2026-W32' leaves out that week; THROUGH '2026-W32' includes it"
        ),
        (.yesterday, "UNTIL yesterday leaves out that day; THROUGH yesterday includes it"),
        (.weekday(1), "UNTIL monday leaves out that day; THROUGH monday includes it"),
        (
            .unit(.month, -1),
            "UNTIL last month leaves out that month; THROUGH last month includes it"
        ),
    ])
    func untilAPeriodEarnsANote(_ base: TimePoint.Base, _ note: String) throws {
        let clause = TimeClause(.from(nil, .until(TimePoint(base, span: Span(6, 16)))))
        let resolved = try timeContext(now).resolve(clause)
        #expect(resolved.notes == [Diagnostic(.bareDate, note, at: Span(6, 16))])
    }

    @Test(arguments: [
        TimePoint(.now), TimePoint(.today), TimePoint(.tomorrow), TimePoint(.unit(.month, 0)),
        TimePoint(.unit(.week, 1)), TimePoint(.yesterday, clock: "09:00"),
        TimePoint(.text("2026-08-31 09:00")), TimePoint(.text("yesterday at 09:00")),
        TimePoint(.dateTime("2026-08-31T00:00")), TimePoint(.unit(.month, -1), snap: .week),
    ])
    func untilAnInstantEarnsNone(_ point: TimePoint) throws {
        let resolved = try timeContext(now).resolve(TimeClause(.from(nil, .until(point))))
        #expect(resolved.notes.isEmpty)
    }

    @Test func stringsBesideTimestamps() throws {
        let context = try timeContext(now)
        let day = try context.timestamp("2026-08-01")
        #expect(day.period?.since == day.instant)
        #expect(day.period?.milliseconds == 86_400_000)
        #expect(try context.timestamp("2026-08-01 00:00").period == nil)
        #expect(try context.timestamp("2026-08-01 00:00").instant == day.instant)
        #expect(context.parseTimestamp("2026-08-01", isEnd: true) == day.period?.until)
        #expect(context.parseTimestamp("2026-08-01 00:00", isEnd: true) == day.instant)
        #expect(context.parseTimestamp("zhangsan") == nil)
        #expect(context.parseTimestamp("") == nil)
        #expect(context.parseTimestamp("2026-02-30") == nil)
    }
}
