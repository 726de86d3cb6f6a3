// Whole calendar periods: the arguments of DURING and THROUGH.

import WorkQLTime

extension Parser {
    mutating func period(after keyword: Keyword) throws(Diagnostic) -> Period {
        let start = current.start
        let kind = try periodKind(after: keyword)
        return Period(kind, span: span(from: start))
    }

    private mutating func periodKind(after keyword: Keyword) throws(Diagnostic) -> Period.Kind {
        let token = current
        if let time = try chineseTime() {
            if case .start = time.base {
                throw Diagnostic(
                    .instantForPeriod, "an instant where \(keyword.rawValue) takes a period",
                    at: span(from: token.start),
                    help:
                        "write a range such as 本月1日至10日, or SINCE \(text(span(from: token.start)))")
            }
            guard time.clock == nil, case .period(let kind) = time.base else {
                throw Diagnostic(
                    .instantForPeriod, "an instant where \(keyword.rawValue) takes a period",
                    at: span(from: token.start), help: "SINCE and UNTIL take an instant")
            }
            return kind
        }
        switch token.kind {
        case .calendarDate:
            advance()
            return .date(civilDate(token))
        case .week: return try week()
        case .quarter: return try quarter()
        case .string:
            advance()
            return .text(unquoted(token))
        case .parameter:
            defer { advance() }
            return .parameter(nameOfCurrent())
        case .integer:
            if let days = daysFromToday() { return .unit(.day, days) }
            return try monthOrYear(after: keyword)
        case .duration: throw isInstant(try duration(after: ""), from: token.start, keyword)
        case .dateTime:
            throw Diagnostic(
                .instantForPeriod, "an instant where \(keyword.rawValue) takes a period",
                at: token.span,
                help: "SINCE and UNTIL take an instant")
        default: return try namedPeriod(after: keyword)
        }
    }

    private mutating func namedPeriod(after keyword: Keyword) throws(Diagnostic) -> Period.Kind {
        let kind: Period.Kind
        switch current.keyword {
        case .this, .last, .next: return try unitPeriod()
        case .today: kind = .today
        case .yesterday: kind = .yesterday
        case .tomorrow: kind = .tomorrow
        case let word:
            if text(current).lowercased() == "past", [.integer, .duration].contains(peek().kind) {
                return try pastUnits()
            }
            if let day = try dayOfWeek() { return .weekdayOfWeek(day.weekday, day.weeks) }
            if let unit = beforeLast() { return .unit(unit, -2) }
            if let days = daysFromToday() { return .unit(.day, days) }
            if let month = try monthName() { return month.kind }
            if let (day, months) = try dayOfMonth() { return .dayOfMonth(day, months) }
            guard let day = word?.weekday else {
                offer(.period)
                throw unknownTime(
                    "a period", after: keyword, among: TimeWords.days,
                    help: "for example yesterday, last month, 2026-08, 2026-W32 or 2026-08-01")
            }
            kind = .weekday(day)
        }
        advance()
        return kind
    }

    /// Parses `this week`, `next month`, and after LAST also a count: `last 3 months`.
    private mutating func unitPeriod() throws(Diagnostic) -> Period.Kind {
        let start = current
        let steps = start.keyword == .this ? 0 : start.keyword == .last ? -1 : 1
        advance()
        guard at(.integer) || at(.duration) else { return .unit(try unitWord(), steps) }
        guard steps == -1 else {
            throw Diagnostic(
                .malformedInstant, "a count after \(text(start).uppercased())", at: current.span,
                help: "only LAST takes a count: last 3 months")
        }
        let count = current.start
        let duration = try duration(after: "LAST")
        guard duration.parts.count == 1, let part = duration.parts.first else {
            throw Diagnostic(
                .malformedInstant, "several units after LAST", at: span(from: count),
                help: "LAST takes a count and one unit: last 3 months")
        }
        return .last(part.count, part.unit)
    }

    /// Parses `past 3 months`.
    private mutating func pastUnits() throws(Diagnostic) -> Period.Kind {
        advance()
        let count = current.start
        let duration = try duration(after: "PAST")
        guard duration.parts.count == 1, let part = duration.parts.first else {
            throw Diagnostic(
                .malformedInstant, "several units after PAST", at: span(from: count),
                help: "PAST takes a count and one unit: past 3 months")
        }
        return .past(part.count, of: part.unit)
    }

    // MARK: Numbers

    private mutating func monthOrYear(after keyword: Keyword) throws(Diagnostic) -> Period.Kind {
        let token = current
        if let duration = try duration() { throw isInstant(duration, from: token.start, keyword) }
        let run = numberRun()
        if run.isMonth {
            guard (1...12).contains(run.numbers[1]) else {
                throw Diagnostic(
                    .malformedDate, "expected a month from 01 to 12, found \(run.text)",
                    at: run.span)
            }
            for _ in 0..<3 { advance() }
            return .month(year: run.numbers[0], month: run.numbers[1])
        }
        if run.isYear {
            advance()
            return .year(run.numbers[0])
        }
        if run.parts.count == 1, let date = Self.date(of: run.text) {
            throw Diagnostic(
                .malformedDate, "a date without hyphens", at: run.span, writing: date)
        }
        throw run.parts.count > 1
            ? notADate(run)
            : unexpected(
                "a period after \(keyword.rawValue)",
                help: "a year has four digits; a count follows LAST: last 7 days")
    }

    private mutating func week() throws(Diagnostic) -> Period.Kind {
        let token = current
        let digits = numbers(token)
        guard digits.count == 6, (1...53).contains(digits[4...].number) else {
            let week = digits[4...].number
            throw Diagnostic(
                .malformedDate, "expected a week from W01 to W53, found \(text(token))",
                at: token.span,
                help: digits.count == 5 && week > 0
                    ? "write \(text(Span(token.start, token.start + 4)))-W0\(week)" : nil)
        }
        advance()
        return .week(year: digits[..<4].number, week: digits[4...].number)
    }

    private mutating func quarter() throws(Diagnostic) -> Period.Kind {
        let token = current
        let digits = numbers(token)
        guard digits.count == 5, (1...4).contains(digits[4...].number) else {
            throw Diagnostic(
                .malformedDate, "expected a quarter from Q1 to Q4, found \(text(token))",
                at: token.span)
        }
        advance()
        return .quarter(year: digits[..<4].number, quarter: digits[4...].number)
    }

    // MARK: Errors

    /// Returns the error for `DURING 7d`: a duration goes back from now and is not aligned to the
    /// calendar.
    private mutating func isInstant(
        _ duration: DurationLiteral, from start: Int, _ keyword: Keyword
    ) -> Diagnostic {
        _ = take(.ago)
        let word = keyword.rawValue
        let written = "\(duration)"
        let help =
            if duration.parts.count == 1, let part = duration.parts.first {
                "SINCE \(written) is \(part.upToNow); "
                    + "\(word) takes a calendar period: last \(part.inWords)"
            } else {
                "SINCE \(written) reaches up to now; "
                    + "\(word) takes a calendar period, for example last month"
            }
        return Diagnostic(
            .instantForPeriod, "an instant where \(word) takes a period", at: span(from: start),
            help: help)
    }
}

extension DurationLiteral.Part {
    /// Whole phrases, of which other languages have their own.
    fileprivate var upToNow: String {
        if count == 1 {
            return switch unit {
            case .millisecond: "the last 1 millisecond up to now"
            case .second: "the last 1 second up to now"
            case .minute: "the last 1 minute up to now"
            case .hour: "the last 1 hour up to now"
            case .day: "the last 1 day up to now"
            case .week: "the last 1 week up to now"
            case .month: "the last 1 month up to now"
            case .quarter: "the last 1 quarter up to now"
            case .year: "the last 1 year up to now"
            }
        }
        return switch unit {
        case .millisecond: "the last \(count) milliseconds up to now"
        case .second: "the last \(count) seconds up to now"
        case .minute: "the last \(count) minutes up to now"
        case .hour: "the last \(count) hours up to now"
        case .day: "the last \(count) days up to now"
        case .week: "the last \(count) weeks up to now"
        case .month: "the last \(count) months up to now"
        case .quarter: "the last \(count) quarters up to now"
        case .year: "the last \(count) years up to now"
        }
    }
}
