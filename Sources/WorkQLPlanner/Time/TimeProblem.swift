import WorkQLSyntax
import WorkQLTime

/// The messages of all errors in times.
enum TimeProblem {
    static let years = 1970...2100

    static func notADate(_ text: String, at span: Span) -> Diagnostic {
        Diagnostic(
            .notATime, "'\(text)' is not a date", at: span,
            help: yearHelp(text)
                ?? "write a date such as '2026-08-01', '2026/8/1', '20260801' or '2026年8月1日'")
    }

    static func notOneDay(_ shown: String, from first: CivilDate, at span: Span) -> Diagnostic {
        Diagnostic(
            .notATime, "\(shown) is longer than a day", at: span,
            help: "write its first day, \(first.isoText), or declare the parameter as TEXT for all "
                + "of it in DURING")
    }

    /// A day or month that has no year and of this year has not come yet: the last may be meant.
    static func ahead(
        _ kind: Period.Kind, of date: CivilDate, _ shown: some StringProtocol, at span: Span
    ) -> Diagnostic {
        let earlier = "\(date.year - 1)" + shown.dropFirst(4)
        var found = Diagnostic(
            .malformedDate, "\(kind) of \(date.year) is in the future", at: span,
            help: "write \(earlier), or \(shown) for the next one")
        found.fix = Diagnostic.Fix(earlier, replacing: span)
        return found
    }

    /// A month and a day mean another day each year.
    private static func yearHelp(_ shown: String) -> String? {
        guard shown.contains("月"), !shown.contains("年") else { return nil }
        let bare = shown.filter { $0 != "'" }
        return "write the year before it: '2026年\(bare)'"
    }

    static func notATime(_ shown: String, at span: Span) -> Diagnostic {
        if let help = yearHelp(shown) {
            return Diagnostic(
                .notATime, "\(shown) is not a time", at: span, help: help)
        }
        return Diagnostic(
            .notATime, "\(shown) is not a time", at: span,
            help: """
                write a time such as '2026-08-01', '2026-08-01 09:00:30', \
                '2026-08-01T09:00+08:00', '2026-08', '2026-W32', '2026-Q3', '7d', 'yesterday' \
                or 'last month'
                """)
    }

    static func notAPeriod(_ shown: String, at span: Span) -> Diagnostic {
        Diagnostic(
            .instantForPeriod, "\(shown) is an instant and not a whole calendar period", at: span,
            help: """
                write a period such as 2026-08-01, 2026-08, 2026-W32, 2026-Q3, 2026, yesterday or \
                last month, or write the range as SINCE and UNTIL
                """)
    }

    static func outOfReach(_ shown: String, at span: Span) -> Diagnostic {
        Diagnostic(
            .outsideCalendar, "\(shown) is outside 1970 to 2100; the services have no such time",
            at: span,
            help: "write a time from 1970-01-01 to 2100-12-31")
    }

    static func parameter(_ name: Name, at span: Span) -> Diagnostic {
        Diagnostic(
            .missingParameter, "parameter \(name.asParameter) has no value", at: span,
            help: "give \(name.asParameter) a time such as '2026-08-01' or '7d'")
    }

    static func ambiguousUnit(at span: Span) -> Diagnostic {
        Diagnostic(
            .ambiguousUnit, "m can mean minutes or months", at: span,
            help: "write min for minutes or mo for months")
    }

    static func date(_ date: CivilDate, at span: Span) -> Diagnostic {
        let shown = "\(date)"
        guard (1...12).contains(date.month) else {
            return month(shown, year: date.year, at: span)
        }
        let length = CivilDate.days(inMonth: date.month, year: date.year)
        let month = name(ofMonth: date.month, date.year)
        let last = CivilDate(year: date.year, month: date.month, day: length)
        return Diagnostic(
            .outsideCalendar, "\(shown) does not exist; \(month) has \(length) days", at: span,
            help: "write \(last.isoText) for the last day of that month")
    }

    static func month(year: Int, month: Int, at span: Span) -> Diagnostic {
        self.month("\(year.padded(4))-\(month.padded(2))", year: year, at: span)
    }

    private static func month(_ shown: String, year: Int, at span: Span) -> Diagnostic {
        Diagnostic(
            .outsideCalendar, "\(shown) does not exist; months are 01 to 12", at: span,
            help: "write a month from \(year)-01 to \(year)-12")
    }

    static func week(year: Int, week: Int, at span: Span) -> Diagnostic {
        let last = CivilDate.weeks(inYear: year)
        return Diagnostic(
            .outsideCalendar,
            "\(year)-W\(week.padded(2)) does not exist; \(year) has \(last) weeks",
            at: span,
            help: "write a week from \(year)-W01 to \(year)-W\(last)")
    }

    static func quarter(year: Int, quarter: Int, at span: Span) -> Diagnostic {
        Diagnostic(
            .outsideCalendar, "\(year)-Q\(quarter) does not exist; quarters are Q1 to Q4", at: span,
            help: "write a quarter from \(year)-Q1 to \(year)-Q4")
    }

    static func clock(_ shown: String, hour: Int, minute: Int, at span: Span) -> Diagnostic {
        if hour == 24 {
            return Diagnostic(
                .outsideCalendar, "\(shown) is past the end of a day", at: span,
                help: "write 00:00 of the day after")
        }
        let rule =
            if hour > 24 {
                "hours are 00 to 23"
            } else if minute > 59 {
                "minutes are 00 to 59"
            } else {
                "seconds are 00 to 59"
            }
        return Diagnostic(
            .outsideCalendar, "\(shown) is not a time of day; \(rule)", at: span,
            help: "write a time from 00:00:00 to 23:59:59")
    }

    static func notAClock(_ text: String, at span: Span) -> Diagnostic {
        Diagnostic(
            .notATime, "'\(text)' is not a time of day", at: span,
            help: "write a time such as '09:00' or '18:30:15'")
    }

    static func offset(_ shown: String, at span: Span) -> Diagnostic {
        Diagnostic(
            .unknownTimeZone, "\(shown) is not the offset of any time zone; offsets reach 14:00",
            at: span,
            help: "write an offset from -14:00 to +14:00")
    }

    /// Whole phrases, of which other languages have their own.
    private static func name(ofMonth month: Int, _ year: Int) -> String {
        switch month {
        case 1: "January \(year)"
        case 2: "February \(year)"
        case 3: "March \(year)"
        case 4: "April \(year)"
        case 5: "May \(year)"
        case 6: "June \(year)"
        case 7: "July \(year)"
        case 8: "August \(year)"
        case 9: "September \(year)"
        case 10: "October \(year)"
        case 11: "November \(year)"
        default: "December \(year)"
        }
    }
}

extension CivilDate {
    /// - Throws: when the date does not exist, or lies outside 1970 ... 2100.
    func requireToExist(at span: Span) throws(Diagnostic) {
        guard TimeProblem.years.contains(year) else {
            throw TimeProblem.outOfReach("\(self)", at: span)
        }
        guard exists else { throw TimeProblem.date(self, at: span) }
    }
}
