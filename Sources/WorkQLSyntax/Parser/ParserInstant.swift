// Instants: the arguments of SINCE and UNTIL.

import WorkQLTime

extension Parser {
    mutating func instant(after keyword: Keyword) throws(Diagnostic) -> TimePoint {
        let start = current.start
        var point: TimePoint
        if let time = try chineseTime() {
            try refusePeriod(time, from: start, after: keyword)
            point = time.point
        } else {
            point = TimePoint(try base(after: keyword))
        }
        if at(.atSign), point.snap == nil { point.snap = try snap() }
        if point.clock == nil { point.clock = try clock() }
        point.offsets = try offsets()
        if at(.atSign) { try snapBehind(&point) }
        point.span = span(from: start)
        return point
    }

    /// `AT '09:00'`, `AT 9点`, and `9点` by itself behind a day.
    private mutating func clock() throws(Diagnostic) -> String? {
        guard take(.at) else { return try chineseClock() }
        if let clock = try chineseClock() { return clock }
        return try string("a time of day after AT", help: "for example AT '09:00'")
    }

    private mutating func base(after keyword: Keyword) throws(Diagnostic) -> TimePoint.Base {
        let token = current
        switch token.kind {
        case .atSign: return .now
        case .minus:
            advance()
            let duration = try duration(after: "-")
            if at(.ago) {
                throw Diagnostic(
                    .malformedInstant, "both - and ago", at: current.span,
                    help: "write \(duration) ago")
            }
            return .ago(duration)
        case .duration, .integer:
            if let days = daysFromToday() { return .unit(.day, days) }
            guard let duration = try duration() else { throw bareNumber(after: keyword) }
            _ = take(.ago)
            return .ago(duration)
        case .calendarDate:
            advance()
            try refuseLooseClock(after: token)
            return .date(civilDate(token))
        case .dateTime:
            advance()
            return .dateTime(narrowText(token))
        case .week, .quarter: throw isPeriod(text(token), token.span, keyword, day: nil)
        case .string:
            advance()
            return .text(unquoted(token))
        case .parameter:
            defer { advance() }
            return .parameter(nameOfCurrent())
        default: return try namedBase(after: keyword)
        }
    }

    private mutating func namedBase(after keyword: Keyword) throws(Diagnostic) -> TimePoint.Base {
        let base: TimePoint.Base
        switch current.keyword {
        case .now:
            advance()
            if take(.openParen) { try expect(.closeParen, "\")\"") }
            return .now
        case .this, .last, .next: return try unitBase(after: keyword)
        case .today: base = .today
        case .yesterday: base = .yesterday
        case .tomorrow: base = .tomorrow
        case let word:
            if let day = try dayOfWeek() { return .weekdayOfWeek(day.weekday, day.weeks) }
            if let unit = beforeLast() { return .unit(unit, -2) }
            if let days = daysFromToday() { return .unit(.day, days) }
            if let month = try monthName() { return month.point }
            if let (day, months) = try dayOfMonth() { return .dayOfMonth(day, months) }
            guard let day = word?.weekday else {
                offer(.instant)
                throw unknownTime(
                    "an instant", after: keyword, among: TimeWords.instants,
                    help: "for example 7d, yesterday, 2026-08-01 or '2026-08-01 09:00'")
            }
            base = .weekday(day)
        }
        advance()
        return base
    }

    /// Parses `this month`, `last week`: the start of the unit. With a count it is a period.
    private mutating func unitBase(after keyword: Keyword) throws(Diagnostic) -> TimePoint.Base {
        let start = current
        let steps = start.keyword == .this ? 0 : start.keyword == .last ? -1 : 1
        advance()
        guard at(.integer) || at(.duration) else { return .unit(try unitWord(), steps) }
        let duration = try duration(after: text(start).uppercased())
        let span = span(from: start.start)
        throw Diagnostic(
            .periodForInstant, "a period where \(keyword.rawValue) takes an instant", at: span,
            help: keyword == .timestamp || keyword == .date
                ? "write \(duration)"
                : "write DURING \(text(span)), or \(keyword.rawValue) \(duration)")
    }

    // MARK: Snaps and offsets

    private mutating func snap() throws(Diagnostic) -> TimeUnit {
        advance()
        guard at(.word) else {
            throw unexpected("a unit after @", help: "for example @d for midnight")
        }
        let word = text(current)
        guard let unit = TimeUnit(short: word) else {
            let help =
                if let known = TimeUnit(word: word) {
                    "write @\(known.rawValue)"
                } else if word == "m" || word == "M" {
                    "write @min for minutes or @mo for months"
                } else {
                    TimeWords.unitsHelp
                }
            throw Diagnostic(
                .unknownUnit, "unknown unit \"\(word)\" after @", at: current.span, help: help)
        }
        advance()
        return unit
    }

    private mutating func offsets() throws(Diagnostic) -> [TimeOffset] {
        var offsets: [TimeOffset] = []
        while at(.plus) || at(.minus) {
            let negative = at(.minus)
            advance()
            let duration = try duration(after: negative ? "-" : "+")
            offsets.append(TimeOffset(negative: negative, duration: duration))
        }
        return offsets
    }

    /// Parses the snap of `now-7d@d`, which means `7d@d`. An instant snaps before it moves, so
    /// nothing longer can be written this way.
    private mutating func snapBehind(_ point: inout TimePoint) throws(Diagnostic) {
        guard point.base == .now, point.snap == nil, point.clock == nil,
            let offset = point.offsets.first, offset.negative, point.offsets.count == 1
        else {
            let isSecond = point.offsets.isEmpty && point.clock == nil
            throw Diagnostic(
                .malformedInstant, isSecond ? "a second @" : "@ comes too late", at: current.span,
                help: isSecond ? "keep one" : "write @ first, for example @d+9h")
        }
        point.base = .ago(offset.duration)
        point.snap = try snap()
        point.offsets = try offsets()
    }

    // MARK: Errors

    /// Returns the error for a number that is not a duration: a date in another format, a year, or
    /// a number without a unit.
    private mutating func bareNumber(after keyword: Keyword) -> Diagnostic {
        let token = current
        let run = numberRun()
        if run.isMonth { return isPeriod(run.text, run.span, keyword, day: run.text + "-01") }
        if run.isYear, peek().kind != .word {
            return isPeriod(run.text, run.span, keyword, day: run.text + "-01-01")
        }
        if run.parts.count > 1 { return notADate(run) }
        advance()
        return missingUnit(after: token)
    }

    func isPeriod(
        _ period: String, _ span: Span, _ keyword: Keyword, day: String?
    ) -> Diagnostic {
        let fitting = keyword == .until ? "THROUGH" : "DURING"
        let help: String? =
            if keyword == .timestamp || keyword == .date {
                day.map { "write its first day: \($0)" }
            } else {
                "write \(fitting) \(period)" + (day.map { ", or its first day: \($0)" } ?? "")
            }
        return Diagnostic(
            .periodForInstant, "a period where \(keyword.rawValue) takes an instant", at: span,
            help: help)
    }

    /// Refuses `2026-08-01 09:00`, which needs quotes or a T.
    private func refuseLooseClock(after date: Token) throws(Diagnostic) {
        guard at(.integer) else { return }
        var end = current.end
        while end < bytes.count, bytes[end].isDigit || bytes[end] == UInt8(ascii: ":") { end += 1 }
        let clock = text(Span(current.start, end))
        throw Diagnostic(
            .malformedDate, "a time of day without AT after a date", at: Span(current.start, end),
            help: "write \(text(date))T\(clock) or '\(text(date)) \(clock)'")
    }
}
