import Testing
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

@Suite struct TimeErrorTests {
    static let forms = """
        write a time such as '2026-08-01', '2026-08-01 09:00:30', '2026-08-01T09:00+08:00', \
        '2026-08', '2026-W32', '2026-Q3', '7d', 'yesterday' or 'last month'
        """
    static let reach = "write a time from 1970-01-01 to 2100-12-31"

    @Test(arguments: [
        ("soon", "'soon' is not a time", forms),
        ("", "'' is not a time", forms),
        ("8月1天", "'8月1天' is not a time", "write the year before it: '2026年8月1天'"),
        ("01/08/2026", "'01/08/2026' is not a time", forms),
        ("202608", "'202608' is not a time", forms),
        (
            "20261301", "2026-13-01 does not exist; months are 01 to 12",
            "write a month from 2026-01 to 2026-12"
        ),
        (
            "20260230", "2026-02-30 does not exist; February 2026 has 28 days",
            "write 2026-02-28 for the last day of that month"
        ),
        ("2026-08-01T", "'2026-08-01T' is not a time", forms),
        ("2026-08-01 9", "'2026-08-01 9' is not a time", forms),
        ("2026-08-01 09:00:", "'2026-08-01 09:00:' is not a time", forms),
        ("2026-08-01 09:00 CST", "'2026-08-01 09:00 CST' is not a time", forms),
        ("2026-08/01", "'2026-08/01' is not a time", forms),
        ("7", "'7' is not a time", forms),
        ("7 parsecs", "'7 parsecs' is not a time", forms),
        ("7d@fortnight", "'7d@fortnight' is not a time", forms),
        ("now+", "'now+' is not a time", forms),
        ("last", "'last' is not a time", forms),
        ("5m", "m can mean minutes or months", "write min for minutes or mo for months"),
        ("now-5m", "m can mean minutes or months", "write min for minutes or mo for months"),
        (
            "2026-02-30", "2026-02-30 does not exist; February 2026 has 28 days",
            "write 2026-02-28 for the last day of that month"
        ),
        (
            "2024-02-30 09:00", "2024-02-30 does not exist; February 2024 has 29 days",
            "write 2024-02-29 for the last day of that month"
        ),
        (
            "2026-04-31", "2026-04-31 does not exist; April 2026 has 30 days",
            "write 2026-04-30 for the last day of that month"
        ),
        (
            "2026年8月32日", "2026-08-32 does not exist; August 2026 has 31 days",
            "write 2026-08-31 for the last day of that month"
        ),
        (
            "2026-08-00", "2026-08-00 does not exist; August 2026 has 31 days",
            "write 2026-08-31 for the last day of that month"
        ),
        (
            "2026-13", "2026-13 does not exist; months are 01 to 12",
            "write a month from 2026-01 to 2026-12"
        ),
        (
            "2026-13-01", "2026-13-01 does not exist; months are 01 to 12",
            "write a month from 2026-01 to 2026-12"
        ),
        (
            "2026-W54", "2026-W54 does not exist; 2026 has 53 weeks",
            "write a week from 2026-W01 to 2026-W53"
        ),
        (
            "2025-W53", "2025-W53 does not exist; 2025 has 52 weeks",
            "write a week from 2025-W01 to 2025-W52"
        ),
        (
            "2026-W0", "2026-W00 does not exist; 2026 has 53 weeks",
            "write a week from 2026-W01 to 2026-W53"
        ),
        (
            "2026-Q5", "2026-Q5 does not exist; quarters are Q1 to Q4",
            "write a quarter from 2026-Q1 to 2026-Q4"
        ),
        (
            "2026-08-01 24:00", "24:00 is past the end of a day",
            "write 00:00 of the day after"
        ),
        (
            "2026-08-01 25:00", "25:00 is not a time of day; hours are 00 to 23",
            "write a time from 00:00:00 to 23:59:59"
        ),
        (
            "yesterday at 09:60", "09:60 is not a time of day; minutes are 00 to 59",
            "write a time from 00:00:00 to 23:59:59"
        ),
        (
            "2026-08-01T09:00:60", "09:00:60 is not a time of day; seconds are 00 to 59",
            "write a time from 00:00:00 to 23:59:59"
        ),
        (
            "2026-08-01T09:00+15:00",
            "+15:00 is not the offset of any time zone; offsets reach 14:00",
            "write an offset from -14:00 to +14:00"
        ),
        (
            "2026-08-01T09:00-14:01",
            "-14:01 is not the offset of any time zone; offsets reach 14:00",
            "write an offset from -14:00 to +14:00"
        ),
        (
            "1969-12-31", "1969-12-31 is outside 1970 to 2100; the services have no such time",
            reach
        ),
        (
            "2101-01-01", "2101-01-01 is outside 1970 to 2100; the services have no such time",
            reach
        ),
        ("1969-07", "1969-07 is outside 1970 to 2100; the services have no such time", reach),
        ("2101", "2101 is outside 1970 to 2100; the services have no such time", reach),
        ("0000-W01", "0000-W01 is outside 1970 to 2100; the services have no such time", reach),
        ("100y", "1926-08-14 is outside 1970 to 2100; the services have no such time", reach),
        ("now+100y", "2126-08-14 is outside 1970 to 2100; the services have no such time", reach),
        (
            "last 99 years", "1927-01-01 is outside 1970 to 2100; the services have no such time",
            reach
        ),
        (
            "999999999999d",
            "a time 999999999999d away is outside 1970 to 2100; the services have no such time",
            reach
        ),
        (
            "last 999999999 years",
            "a time 999999999 years away is outside 1970 to 2100; the services have no such time",
            reach
        ),
    ])
    func texts(_ text: String, _ message: String, _ help: String) throws {
        let context = try timeContext("2026-08-14T15:30:45+08:00")
        let expected = Diagnostic(message, at: Span(3, 9), help: help)
        let point = TimePoint(.text(text), span: Span(3, 9))
        #expect(diagnostic { () throws(Diagnostic) in try context.instant(of: point) } == expected)
        #expect(
            diagnostic { () throws(Diagnostic) in try context.timestamp(text, at: Span(3, 9)) }
                == expected)
    }

    @Test(arguments: [
        (
            TimePoint.Base.parameter(Name("since")), "parameter :since has no value",
            "give :since a time such as '2026-08-01' or '7d'"
        ),
        (.dateTime("2026-08-01T9"), "2026-08-01T9 is not a time", forms),
        (
            .date(CivilDate(year: 2026, month: 2, day: 29)),
            "2026-02-29 does not exist; February 2026 has 28 days",
            "write 2026-02-28 for the last day of that month"
        ),
        (
            .date(CivilDate(year: .max, month: 1, day: 1)),
            "9223372036854775807-01-01 is outside 1970 to 2100; the services have no such time",
            reach
        ),
        (
            .ago(DurationLiteral([.init(.max, .millisecond)])),
            "a time 9223372036854775807ms away is outside 1970 to 2100; "
                + "the services have no such time",
            reach
        ),
    ])
    func points(_ base: TimePoint.Base, _ message: String, _ help: String) throws {
        let context = try timeContext("2026-08-14T15:30:45+08:00")
        let point = TimePoint(base, span: Span(3, 9))
        #expect(
            diagnostic { () throws(Diagnostic) in try context.instant(of: point) }
                == Diagnostic(message, at: Span(3, 9), help: help))
    }

    @Test(arguments: [
        ("9am", "'9am' is not a time of day", "write a time such as '09:00' or '18:30:15'"),
        ("09:00pm", "'09:00pm' is not a time of day", "write a time such as '09:00' or '18:30:15'"),
        ("24:00", "24:00 is past the end of a day", "write 00:00 of the day after"),
    ])
    func clocks(_ clock: String, _ message: String, _ help: String) throws {
        let context = try timeContext("2026-08-14T15:30:45+08:00")
        let point = TimePoint(.yesterday, clock: clock, span: Span(3, 9))
        #expect(
            diagnostic { () throws(Diagnostic) in try context.instant(of: point) }
                == Diagnostic(message, at: Span(3, 9), help: help))
    }

    static let periodForms = """
        write a period such as 2026-08-01, 2026-08, 2026-W32, 2026-Q3, 2026, yesterday or \
        last month, or write the range as SINCE and UNTIL
        """

    @Test(arguments: [
        (
            Period.Kind.parameter(Name("month")), "parameter :month has no value",
            "give :month a time such as '2026-08-01' or '7d'"
        ),
        (.text("7d"), "'7d' is an instant and not a whole calendar period", periodForms),
        (
            .text("2026-08-01 09:00"),
            "'2026-08-01 09:00' is an instant and not a whole calendar period", periodForms
        ),
        (
            .text("yesterday@h"), "'yesterday@h' is an instant and not a whole calendar period",
            periodForms
        ),
        (.text("soon"), "'soon' is not a time", forms),
        (
            .month(year: 2026, month: 13), "2026-13 does not exist; months are 01 to 12",
            "write a month from 2026-01 to 2026-12"
        ),
        (.year(12), "0012 is outside 1970 to 2100; the services have no such time", reach),
    ])
    func periods(_ kind: Period.Kind, _ message: String, _ help: String) throws {
        let context = try timeContext("2026-08-14T15:30:45+08:00")
        let period = Period(kind, span: Span(3, 9))
        #expect(
            diagnostic { () throws(Diagnostic) in try context.range(of: period) }
                == Diagnostic(message, at: Span(3, 9), help: help))
    }
}
