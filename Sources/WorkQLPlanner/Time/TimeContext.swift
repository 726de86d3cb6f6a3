package import WorkQLSyntax
package import WorkQLTime

/// The reference for written times: the script's now, and the zone of the calendar.
///
/// Nothing here reads the clock or the host's zone, so that a query resolved twice has the same
/// range.
package struct TimeContext: Hashable, Sendable {
    package var now: Instant
    package var zone: Zone

    package init(now: Instant, zone: Zone = .shanghai) {
        self.now = now
        self.zone = zone
    }

    /// Returns the instant of a point. A period such as `last month` or `2026-08-01` means its
    /// start.
    ///
    /// A literal with an offset of its own is read with that offset; everything else in the zone.
    /// Days, weeks, months, quarters and years are counted in the calendar, hours and shorter units
    /// exactly.
    ///
    /// - Throws: at the point's span, when the time does not exist, when it lies outside 1970 to
    ///   2100, and when it is a parameter, which has to be replaced by its value before.
    package func instant(of point: TimePoint) throws(Diagnostic) -> Instant {
        let span = point.span
        let base: WrittenTime.Base
        switch point.base {
        case .today: base = .period(.today)
        case .yesterday: base = .period(.yesterday)
        case .tomorrow: base = .period(.tomorrow)
        case .weekday(let day): base = .period(.weekday(day))
        case .weekdayOfWeek(let day, let weeks): base = .period(.weekdayOfWeek(day, weeks))
        case .monthDay(let month, let day): base = .period(.monthDay(month, day))
        case .monthDayOfYear(let month, let day, let years):
            base = .period(.monthDayOfYear(month, day, years))
        case .dayOfMonth(let day, let months): base = .period(.dayOfMonth(day, months))
        case .unit(let unit, let count): base = .period(.unit(unit, count))
        case .date(let date): base = .period(.date(date))
        case .now, .ago, .dateTime, .text, .parameter: base = .point(point.base)
        }
        var time = WrittenTime(base: base, snap: point.snap, offsets: point.offsets)
        if let text = point.clock {
            var scanner = TimeScanner(text)
            let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
            let read = isASCII ? try scanner.clock(at: span) : try scanner.timeOfDay(at: span)
            guard let clock = read, scanner.isAtEnd else {
                throw TimeProblem.notAClock(text, at: span)
            }
            time.clock = clock
        }
        return try instant(of: time, at: span)
    }

    /// Returns the whole calendar period, from its first instant to the first instant of the next.
    ///
    /// It is not cut off where it extends beyond now.
    ///
    /// - Throws: at the period's span, as `instant(of:)` does, and when a text names an instant.
    package func range(of period: Period) throws(Diagnostic) -> TimeRange {
        try range(of: period.kind, at: period.span)
    }

    /// Applies the base, then the snap, then the clock, then the offsets.
    func instant(of time: WrittenTime, at span: Span) throws(Diagnostic) -> Instant {
        var instant = try start(of: time.base, at: span)
        if let unit = time.snap { instant = zone.truncating(instant, to: unit) }
        if let clock = time.clock {
            let day = zone.localTime(at: instant).day
            instant = zone.instant(of: LocalTime(day: day, millisecondOfDay: clock))
        }
        for offset in time.offsets {
            instant = try moved(
                instant, by: offset.duration, negative: offset.negative, at: span)
        }
        return instant
    }

    private func start(of base: WrittenTime.Base, at span: Span) throws(Diagnostic) -> Instant {
        switch base {
        case .period(let kind):
            return try range(of: kind, at: span).since
        case .moment(let date, let millisecond, let offset):
            try date.requireToExist(at: span)
            let local = LocalTime(date, millisecondOfDay: millisecond)
            guard let offset else { return zone.instant(of: local) }
            return Zone(offsetMinutes: offset).instant(of: local)
        case .zonedDate(let date, let offset):
            try date.requireToExist(at: span)
            return Zone(offsetMinutes: offset).instant(of: LocalTime(date, millisecondOfDay: 0))
        case .point(.ago(let duration)):
            return try moved(now, by: duration, negative: true, at: span)
        case .point(.dateTime(let text)):
            return try instant(ofText: text, shown: text, at: span)
        case .point(.text(let text)):
            return try instant(ofText: text, shown: "'\(text)'", at: span)
        case .point(.parameter(let name)):
            throw TimeProblem.parameter(name, at: span)
        case .point:
            return now
        }
    }

    private func instant(
        ofText text: String, shown: String, at span: Span
    ) throws(Diagnostic) -> Instant {
        guard let time = try WrittenTime.read(text, at: span) else {
            throw TimeProblem.notATime(shown, at: span)
        }
        return try instant(of: time, at: span)
    }

    private func moved(
        _ instant: Instant, by duration: DurationLiteral, negative: Bool, at span: Span
    ) throws(Diagnostic) -> Instant {
        guard let step = CalendarSpan(duration, negative: negative) else {
            throw TimeProblem.outOfReach("a time \(duration) away", at: span)
        }
        let result = zone.adding(step, toBoundary: instant)
        try requireInReach(result, at: span)
        return result
    }

    func range(of kind: Period.Kind, at span: Span) throws(Diagnostic) -> TimeRange {
        let today = zone.localTime(at: now).day
        switch kind {
        case .today: return whole(.day, from: CivilDate(day: today))
        case .yesterday: return whole(.day, from: CivilDate(day: today - 1))
        case .tomorrow: return whole(.day, from: CivilDate(day: today + 1))
        case .weekday(let weekday):
            let since = (CivilDate.weekday(ofDay: today) - weekday).floorModulo(7)
            return whole(.day, from: CivilDate(day: today - since))
        case .weekdayOfWeek(let weekday, let weeks):
            let monday = today - CivilDate.weekday(ofDay: today) + 1
            return whole(.day, from: CivilDate(day: monday + 7 * weeks + weekday - 1))
        case .unit(let unit, let count):
            return try units(unit, from: count, until: count + 1, at: span)
        case .last(let count, let unit):
            return try units(unit, from: -count, until: 0, at: span)
        case .past(let count, let unit):
            let duration = DurationLiteral([DurationLiteral.Part(count, unit)])
            let since = try moved(now, by: duration, negative: true, at: span)
            return TimeRange(
                since: zone.start(of: CivilDate(day: zone.localTime(at: since).day)),
                until: zone.start(of: CivilDate(day: today)))
        case .date(let date):
            try date.requireToExist(at: span)
            return whole(.day, from: date)
        case .monthDay(let month, let day):
            let date = CivilDate(year: CivilDate(day: today).year, month: month, day: day)
            try date.requireToExist(at: span)
            guard date.dayNumber <= today else {
                throw TimeProblem.ahead(kind, of: date, "\(date)", at: span)
            }
            return whole(.day, from: date)
        case .monthOfYear(let month):
            let now = CivilDate(day: today)
            guard month <= now.month else {
                let date = CivilDate(year: now.year, month: month, day: 1)
                throw (1...12).contains(month)
                    ? TimeProblem.ahead(kind, of: date, "\(date)".prefix(7), at: span)
                    : TimeProblem.month(year: now.year, month: month, at: span)
            }
            return try range(of: .month(year: now.year, month: month), at: span)
        case .monthOfYearAway(let month, let years):
            let year = CivilDate(day: today).year + years
            return try range(of: .month(year: year, month: month), at: span)
        case .monthDayOfYear(let month, let day, let years):
            let year = CivilDate(day: today).year + years
            return try range(of: .date(CivilDate(year: year, month: month, day: day)), at: span)
        case .dayOfMonth(let day, let months):
            let now = CivilDate(day: today)
            var date = CivilDate(year: now.year, month: now.month, day: 1).adding(months: months)
            date.day = day
            return try range(of: .date(date), at: span)
        case .month(let year, let month):
            try requireInReach(year, "-\(month.padded(2))", at: span)
            guard (1...12).contains(month) else {
                throw TimeProblem.month(year: year, month: month, at: span)
            }
            return whole(.month, from: CivilDate(year: year, month: month, day: 1))
        case .week(let year, let week):
            try requireInReach(year, "-W\(week.padded(2))", at: span)
            guard (1...CivilDate.weeks(inYear: year)).contains(week) else {
                throw TimeProblem.week(year: year, week: week, at: span)
            }
            return whole(.week, from: CivilDate(mondayOfWeek: week, year: year))
        case .quarter(let year, let quarter):
            try requireInReach(year, "-Q\(quarter)", at: span)
            guard (1...4).contains(quarter) else {
                throw TimeProblem.quarter(year: year, quarter: quarter, at: span)
            }
            return whole(.quarter, from: CivilDate(year: year, month: quarter * 3 - 2, day: 1))
        case .year(let year):
            try requireInReach(year, "", at: span)
            return whole(.year, from: CivilDate(year: year, month: 1, day: 1))
        case .text(let text):
            guard let time = try WrittenTime.read(text, at: span) else {
                throw TimeProblem.notATime("'\(text)'", at: span)
            }
            guard case .period(let kind) = time.base, time.isBare else {
                throw TimeProblem.notAPeriod("'\(text)'", at: span)
            }
            return try range(of: kind, at: span)
        case .parameter(let name):
            throw TimeProblem.parameter(name, at: span)
        }
    }

    /// Returns one unit from the date that starts it.
    private func whole(_ unit: TimeUnit, from date: CivilDate) -> TimeRange {
        let end: CivilDate =
            switch unit {
            case .week: CivilDate(day: date.dayNumber + 7)
            case .month: date.adding(months: 1)
            case .quarter: date.adding(months: 3)
            case .year: date.adding(months: 12)
            default: CivilDate(day: date.dayNumber + 1)
            }
        return TimeRange(since: zone.start(of: date), until: zone.start(of: end))
    }

    /// Returns units counted from the current one, which is 0.
    private func units(
        _ unit: TimeUnit, from first: Int, until end: Int, at span: Span
    ) throws(Diagnostic) -> TimeRange {
        guard let since = zone.startOfUnit(unit, first, from: now),
            let until = zone.startOfUnit(unit, end, from: now)
        else {
            throw TimeProblem.outOfReach(
                Self.distance(max(first.magnitude, end.magnitude), unit), at: span)
        }
        try requireInReach(since, at: span)
        return TimeRange(since: since, until: until)
    }

    /// Whole phrases, of which other languages have their own.
    private static func distance(_ count: UInt, _ unit: TimeUnit) -> String {
        switch unit {
        case .millisecond: "a time \(count) milliseconds away"
        case .second: "a time \(count) seconds away"
        case .minute: "a time \(count) minutes away"
        case .hour: "a time \(count) hours away"
        case .day: "a time \(count) days away"
        case .week: "a time \(count) weeks away"
        case .month: "a time \(count) months away"
        case .quarter: "a time \(count) quarters away"
        case .year: "a time \(count) years away"
        }
    }

    private func requireInReach(
        _ year: Int, _ rest: String, at span: Span
    ) throws(Diagnostic) {
        guard TimeProblem.years.contains(year) else {
            throw TimeProblem.outOfReach(year.padded(4) + rest, at: span)
        }
    }

    /// Checks the range with a margin of 14 hours, so that the result does not depend on the zone.
    private func requireInReach(_ instant: Instant, at span: Span) throws(Diagnostic) {
        let margin: Int64 = 14 * 3_600_000
        let end: Int64 = 4_133_980_800_000
        guard (-margin...end + margin).contains(instant.milliseconds) else {
            throw TimeProblem.outOfReach(zone.localTime(at: instant).date.isoText, at: span)
        }
    }
}
