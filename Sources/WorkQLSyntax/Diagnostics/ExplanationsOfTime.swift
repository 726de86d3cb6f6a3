// The language of time: E03.

extension Explanation {
    static let ofTime: [Explanation] = [
        Explanation(
            .bareDate, "a date without quotes in an expression",
            """
            In an expression 2026-08-01 would be a subtraction, so it is refused. A date there is \
            DATE '2026-08-01', an instant TIMESTAMP '2026-08-01 09:00'. Time ranges take dates \
            without quotes.
            """,
            wrong: "SELECT * FROM checkin WHERE checkin_time >= 2026-08-01",
            right: "SELECT * FROM checkin SINCE 2026-08-01"),
        Explanation(
            .ambiguousUnit, "a bare m",
            "A bare m could be minutes or months. Minutes are min, months are mo.",
            wrong: "SELECT * FROM checkin SINCE 30m", right: "SELECT * FROM checkin SINCE 30min"),
        Explanation(
            .unknownUnit, "a unit of time that does not exist",
            """
            The units are ms, s, min, h, d, w, mo, q and y. Written out after a space they are \
            millisecond, second, minute, hour, day, week, month, quarter and year, with or without \
            an s. A name that begins with a digit must be in double quotes.
            """,
            wrong: "SELECT * FROM checkin SINCE 7days", right: "SELECT * FROM checkin SINCE 7d"),
        Explanation(
            .missingUnit, "a number where a duration is needed",
            "A duration is a count with its unit, glued together or written out: 7d or 7 days.",
            wrong: "SELECT * FROM checkin SINCE 7 d", right: "SELECT * FROM checkin SINCE 7d"),
        Explanation(
            .periodForInstant, "a period where an instant is needed",
            """
            SINCE and UNTIL take one point of time. A month, a week or a year is a range of its own: \
            DURING takes it whole, THROUGH takes it as the last that still belongs to the range.
            """,
            wrong: "SELECT * FROM checkin SINCE 2026-08",
            right: "SELECT * FROM checkin DURING 2026-08"),
        Explanation(
            .instantForPeriod, "an instant where a period is needed",
            """
            DURING and THROUGH take whole periods of the calendar: yesterday, last month, \
            2026-W32. A duration such as 7d goes back from now and does not follow the calendar: \
            that is SINCE 7d.
            """,
            wrong: "SELECT * FROM checkin DURING 7d",
            right: "SELECT * FROM checkin DURING last 7 days"),
        Explanation(
            .malformedDate, "a date in another shape",
            """
            Dates are written 2026-08-01, with two digits for month and day; instants \
            2026-08-01T09:00 or '2026-08-01 09:00'. Months are 2026-08, weeks 2026-W32, quarters \
            2026-Q3.
            """,
            wrong: "SELECT * FROM checkin SINCE 2026/8/1",
            right: "SELECT * FROM checkin SINCE 2026-08-01"),
        Explanation(
            .malformedInstant, "the parts of an instant in another order",
            """
            An instant is a base, then @unit to go back to the start of the unit, then AT with a \
            time of day, then + or - with durations; each of the first three at most once.
            """,
            wrong: "SELECT * FROM checkin SINCE now+1d@d",
            right: "SELECT * FROM checkin SINCE @d+1d"),
        Explanation(
            .conflictingRange, "two time ranges for one SELECT",
            "A SELECT has one time range: SINCE with UNTIL or THROUGH, one of these alone, or "
                + "DURING. The parts are adjacent, SINCE first.",
            wrong: "SELECT * FROM checkin DURING today SINCE 1d",
            right: "SELECT * FROM checkin SINCE 1d"),
        Explanation(
            .unknownTimeZone, "a time zone that does not exist",
            "Zones are named as in the IANA database, or given as an offset.",
            wrong: "SELECT * FROM checkin SINCE 7d WITH TIMEZONE 'Beijing'",
            right: "SELECT * FROM checkin SINCE 7d WITH TIMEZONE 'Asia/Shanghai'"),
        Explanation(
            .outsideCalendar, "a date or a time of day that does not exist",
            """
            The date or the time of day is written correctly but does not exist, or the date is \
            outside the years of the services, 1970 to 2100. Results of arithmetic are within the \
            years 0001 to 9999.
            """,
            wrong: "SELECT * FROM checkin SINCE 2026-02-30",
            right: "SELECT * FROM checkin SINCE 2026-02-28"),
        Explanation(
            .emptyRange, "a range that ends before it begins",
            "Nothing can be in such a range. 1d is one day ago: it is later than 2d.",
            wrong: "SELECT * FROM checkin SINCE 1d UNTIL 2d",
            right: "SELECT * FROM checkin SINCE 2d UNTIL 1d"),
    ]
}
