/// A duration prepared for addition to many instants: calendar months, calendar days, and exact
/// milliseconds, each of either sign.
package struct CalendarSpan: Hashable, Sendable {
    package private(set) var months = 0
    package private(set) var days = 0
    package private(set) var milliseconds: Int64 = 0

    /// The bound of accepted counts: beyond the range of the calendar, and small enough for sums
    /// not to overflow.
    private static let limit = 1_000_000_000_000_000

    package init(days: Int) { self.days = days }

    /// Returns nil if the duration is too long for any calendar (about 100,000 years).
    package init?(_ duration: DurationLiteral, negative: Bool = false) {
        for part in duration.parts {
            guard part.count.magnitude < UInt(Self.limit) else { return nil }
            let count = negative ? -part.count : part.count
            switch part.unit {
            case .year: months += 12 * count
            case .quarter: months += 3 * count
            case .month: months += count
            case .week: days += 7 * count
            case .day: days += count
            case .hour, .minute, .second, .millisecond:
                let (product, overflows) = Int64(count).multipliedReportingOverflow(
                    by: part.unit.exactMilliseconds)
                let (sum, carries) = milliseconds.addingReportingOverflow(product)
                guard !overflows, !carries else { return nil }
                milliseconds = sum
            }
            guard abs(months) <= 1_200_000, abs(days) <= 36_500_000 else { return nil }
        }
    }
}

extension Zone {
    /// Returns an instant moved by a calendar duration, the largest units first.
    ///
    /// Years, quarters and months move the date, limited to the end of the month if the day does
    /// not exist (31 January + 1mo is 28 or 29 February); then weeks and days move it; the local
    /// time of day does not change, except by the rule of `instant(of:)`; hours and shorter units
    /// are then added exactly.
    package func adding(_ span: CalendarSpan, to instant: Instant) -> Instant {
        adding(span, to: instant, showing: localTime(at: instant))
    }

    /// Returns the end of a range, or of a bucket, moved by a calendar duration. The first instant of
    /// a day is moved to the first instant of a day, also where the clocks skip midnight and show
    /// 01:00 at first: ranges of days stay ranges of days.
    package func adding(_ span: CalendarSpan, toBoundary instant: Instant) -> Instant {
        adding(span, to: instant, showing: boundaryTime(at: instant))
    }

    /// Returns the local time of the end of a range or of a bucket: midnight for the first instant of
    /// a day, whatever its clocks show.
    package func boundaryTime(at instant: Instant) -> LocalTime {
        let local = localTime(at: instant)
        return start(of: local.date) == instant ? LocalTime(day: local.day) : local
    }

    private func adding(
        _ span: CalendarSpan, to instant: Instant, showing local: LocalTime
    ) -> Instant {
        guard span.months != 0 || span.days != 0 else {
            return instant.advanced(byMilliseconds: span.milliseconds)
        }
        var day = local.day
        if span.months != 0 { day = CivilDate(day: day).adding(months: span.months).dayNumber }
        let moved = LocalTime(day: day + span.days, millisecondOfDay: local.millisecondOfDay)
        return self.instant(of: moved).advanced(byMilliseconds: span.milliseconds)
    }

    /// Returns the start of the unit that contains an instant, by the zone's local time and
    /// calendar. Weeks start on Monday.
    package func truncating(_ instant: Instant, to unit: TimeUnit) -> Instant {
        let local = localTime(at: instant)
        switch unit {
        case .millisecond:
            return instant
        case .second, .minute, .hour:
            let rest = local.milliseconds.floorModulo(unit.exactMilliseconds)
            let start = instant.advanced(byMilliseconds: -rest)
            if offset(at: start) == offset(at: instant) { return start }
            // Within an hour clocks have been changed by half an hour, and at a minute past
            // midnight by an hour: then no clock showed the start, and the unit begins with the
            // change.
            let written = self.instant(of: LocalTime(milliseconds: local.milliseconds - rest))
            return written <= instant ? written : change(atOrBefore: instant) ?? instant
        case .day:
            return self.instant(of: LocalTime(day: local.day))
        case .week:
            let day = local.day
            return self.instant(of: LocalTime(day: day - CivilDate.weekday(ofDay: day) + 1))
        case .month, .quarter, .year:
            return start(of: local.date.start(of: unit))
        }
    }

    /// Returns the start of the unit `count` units after the one that contains an instant; nil if
    /// that is too far for any calendar.
    package func startOfUnit(
        _ unit: TimeUnit, _ count: Int, from instant: Instant
    ) -> Instant? {
        let start = truncating(instant, to: unit)
        guard count != 0 else { return start }
        let part = DurationLiteral.Part(count, unit)
        guard let span = CalendarSpan(DurationLiteral([part])) else { return nil }
        guard unit.isCalendar else { return adding(span, to: start) }
        // Computed from the date and not from its first instant, which need not be midnight.
        let date = localTime(at: instant).date.start(of: unit)
        return self.start(
            of: CivilDate(day: date.adding(months: span.months).dayNumber + span.days))
    }
}
