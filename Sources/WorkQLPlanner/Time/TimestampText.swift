package import WorkQLCatalog
package import WorkQLSyntax
package import WorkQLTime

/// A string compared with a timestamp, as in `checkin_time >= '2026-08-01'`.
package struct TimestampText: Hashable, Sendable {
    /// The instant that the string means: the start, where it names a whole period.
    package var instant: Instant
    /// The whole period that the string names; nil when it names an instant. A user who writes `=`
    /// or `<=` before `'2026-08-01'` means the day.
    package var period: TimeRange?

    package init(instant: Instant, period: TimeRange? = nil) {
        self.instant = instant
        self.period = period
    }
}

extension TimeContext {
    /// Reads a string as the timestamp it is compared with, in every form that SINCE accepts in
    /// quotes.
    ///
    /// - Throws: when the string is not a time, which is refused and not compared as text, since
    ///   such a comparison is silently never true.
    package func timestamp(
        _ text: String, at span: Span = Span(0, 0)
    ) throws(Diagnostic) -> TimestampText {
        guard let time = try WrittenTime.read(text, at: span) else {
            throw TimeProblem.notATime("'\(text)'", at: span)
        }
        if case .period(let kind) = time.base, time.isBare {
            let range = try range(of: kind, at: span)
            return TimestampText(instant: range.since, period: range)
        }
        return TimestampText(instant: try instant(of: time, at: span))
    }

    /// Returns the instant that a string means, or nil when it is not a time.
    ///
    /// - Parameter isEnd: whether to return the end of a whole period, not its start.
    package func parseTimestamp(_ text: String, isEnd: Bool = false) -> Instant? {
        guard let read = try? timestamp(text) else { return nil }
        return isEnd ? read.period?.until ?? read.instant : read.instant
    }
}

// MARK: Days and times of day

extension TimeContext {
    /// Reads a text that is cast to a date or a time of day and contains both.
    ///
    /// - Returns: nil for any other text.
    package func bothParts(of text: String) -> LocalTime? {
        guard text.trimmingBlanks.utf8.prefix(4).allSatisfy({ (0x30...0x39).contains($0) }),
            (try? date(text)) == nil, let instant = parseTimestamp(text)
        else { return nil }
        return zone.localTime(at: instant)
    }

    /// Reads a string as the day that it is compared with, in every form that SINCE accepts in
    /// quotes and that begins with a day; a whole period means its first day.
    ///
    /// - Throws: when the string is not a day; a time with a clock is not one.
    package func date(
        _ text: String, at span: Span = Span(0, 0)
    ) throws(Diagnostic) -> CivilDate {
        guard let time = try WrittenTime.read(text, at: span) else {
            throw TimeProblem.notADate(text, at: span)
        }
        if case .moment(let date, millisecondOfDay: 0, offset: nil) = time.base, time.isBare {
            return try anyDay(date, at: span)
        }
        if case .zonedDate(let date, _) = time.base, time.isBare {
            return try anyDay(date, at: span)
        }
        guard case .period(let kind) = time.base, time.isBare else {
            throw TimeProblem.notADate(text, at: span)
        }
        if case .date(let date) = kind { return try anyDay(date, at: span) }
        // A day without a year may be one of every year's, as birthdays are.
        if case .monthDay = kind { throw TimeProblem.notADate(text, at: span) }
        if case .monthOfYear = kind { throw TimeProblem.notADate(text, at: span) }
        return zone.localTime(at: try range(of: kind, at: span).since).date
    }

    /// Reads a string such as that of `DATE '2026-08-01'`, which must be exactly one day.
    package func onlyDay(
        _ text: String, at span: Span = Span(0, 0)
    ) throws(Diagnostic) -> CivilDate {
        let read = try? timestamp(text, at: span)
        if let period = read?.period, period.milliseconds > 30 * 3_600_000 {
            throw TimeProblem.notADate(text, at: span)
        }
        return try date(text, at: span)
    }

    /// Reads a string as a date or a time of day, in the form in which pages hold one; nil for a
    /// string that is not one, and for columns of other types.
    package func text(of time: String, as type: ColumnType) -> String? {
        switch type {
        case .date: (try? onlyDay(time))?.isoText
        case .time: (try? timeOfDay(time)).map(TimestampFormat.clock)
        default: nil
        }
    }

    /// Checks a day of the calendar: rosters contain birthdays, which precede the services' times.
    private func anyDay(_ date: CivilDate, at span: Span) throws(Diagnostic) -> CivilDate {
        guard (1...9999).contains(date.year), date.exists else {
            throw TimeProblem.date(date, at: span)
        }
        return date
    }

    /// Returns the day of a point, whose instant must be the first of a day.
    ///
    /// - Throws: when the time does not exist, and when it lies within a day.
    package func day(of point: TimePoint, at span: Span) throws(Diagnostic) -> CivilDate {
        var point = point
        point.span = span
        let instant = try instant(of: point)
        if let (shown, period) = try period(of: point), period.milliseconds > 30 * 3_600_000 {
            throw TimeProblem.notOneDay(shown, from: zone.localTime(at: instant).date, at: span)
        }
        let day = zone.localTime(at: instant).date
        guard zone.start(of: day) == instant else {
            throw TimeProblem.notADate(
                TimestampFormat(.table, zone: zone).string(instant), at: span)
        }
        return day
    }

    /// Returns the whole period that a point names, with its name; nil where it names an instant.
    private func period(
        of point: TimePoint
    ) throws(Diagnostic) -> (shown: String, range: TimeRange)? {
        guard point.snap == nil, point.clock == nil, point.offsets.isEmpty else { return nil }
        switch point.base {
        case .text(let text), .dateTime(let text):
            guard let time = try WrittenTime.read(text, at: point.span), time.isBare,
                case .period(let kind) = time.base
            else { return nil }
            return ("'\(text)'", try range(of: kind, at: point.span))
        case .unit(let unit, let count):
            let kind = Period.Kind.unit(unit, count)
            return ("\(kind)", try range(of: kind, at: point.span))
        default: return nil
        }
    }

    /// Reads a string as a time of day: milliseconds since 00:00 on the clock.
    ///
    /// - Throws: when the string is not a time of day.
    package func timeOfDay(
        _ text: String, at span: Span = Span(0, 0)
    ) throws(Diagnostic) -> Int {
        var scanner = TimeScanner(text)
        guard let clock = try scanner.timeOfDay(at: span), scanner.isAtEnd else {
            throw TimeProblem.notAClock(text, at: span)
        }
        return clock
    }
}

extension TimeScanner {
    /// `9:00`, `09:00:30.250`, `9:00 pm`, `下午3:00`, `9点30分`
    mutating func timeOfDay(at span: Span) throws(Diagnostic) -> Int? {
        var half: Int?
        if take("上午") || take("早上") { half = 0 }
        if half == nil, take("下午") || take("晚上") { half = 12 }
        skipSpaces()
        var read = try clock(at: span)
        if read == nil { read = chineseClock() }
        guard var clock = read else { return nil }
        skipSpaces()
        if half == nil {
            if takeWord("am") { half = 0 } else if takeWord("pm") { half = 12 }
        }
        guard let half else { return clock }
        let hour = clock / 3_600_000
        guard (1...12).contains(hour) || half == 12 && hour > 12 else { return nil }
        if hour <= 12 { clock += (hour % 12 + half - hour) * 3_600_000 }
        return clock
    }

    /// Reads `9点`, `9点半`, `9时30分` or `9点30分15秒`.
    private mutating func chineseClock() -> Int? {
        let start = position
        guard let hour = number(1...2), hour < 24, take("点") || take("时") else {
            position = start
            return nil
        }
        var (minute, second) = (0, 0)
        if take("半") {
            minute = 30
        } else if let read = number(1...2) {
            minute = read
            guard take("分") || isAtEnd else { return nil }
            if let read = number(1...2) {
                second = read
                guard take("秒") || isAtEnd else { return nil }
            }
        } else {
            _ = take("整") || take("钟")
        }
        guard minute < 60, second < 60 else { return nil }
        return ((hour * 60 + minute) * 60 + second) * 1000
    }
}
