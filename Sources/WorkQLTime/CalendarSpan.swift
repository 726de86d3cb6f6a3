/// A duration made ready to be added to many instants: calendar months, calendar days, and exact
/// milliseconds, each of either sign.
package struct CalendarSpan: Hashable, Sendable {
    package private(set) var months = 0
    package private(set) var days = 0
    package private(set) var milliseconds: Int64 = 0

    /// Counts beyond this are refused: farther than the calendar is kept, and safe to add up.
    private static let limit = 1_000_000_000_000_000

    package init(days: Int) { self.days = days }

    /// Nil when the duration is too long for any calendar (about 100,000 years).
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
    /// An instant moved by a calendar duration, the largest units first.
    ///
    /// Years, quarters and months move the date and keep to the month's end where the day does not
    /// exist (31 January + 1mo is 28 or 29 February); then weeks and days move it; the clock on the
    /// wall stays as it was, by the rule of `instant(of:)`; hours and shorter are then added
    /// exactly.
    package func adding(_ span: CalendarSpan, to instant: Instant) -> Instant {
        guard span.months != 0 || span.days != 0 else {
            return instant.advanced(byMilliseconds: span.milliseconds)
        }
        let local = localTime(at: instant)
        var day = local.day
        if span.months != 0 { day = CivilDate(day: day).adding(months: span.months).dayNumber }
        let moved = LocalTime(day: day + span.days, millisecondOfDay: local.millisecondOfDay)
        return self.instant(of: moved).advanced(byMilliseconds: span.milliseconds)
    }

    /// The start of the unit that holds an instant, as its clock and calendar show it. Weeks start
    /// on Monday.
    package func truncating(_ instant: Instant, to unit: TimeUnit) -> Instant {
        let local = localTime(at: instant)
        switch unit {
        case .millisecond:
            return instant
        case .second, .minute, .hour:
            let rest = local.milliseconds.floorModulo(unit.exactMilliseconds)
            let start = instant.advanced(byMilliseconds: -rest)
            if offset(at: start) == offset(at: instant) { return start }
            // Within an hour clocks have moved by half an hour, and at a minute past midnight by an
            // hour: then no clock showed the start, and the unit begins with the change.
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

    /// The start of the unit so many units after the one that holds an instant; nil when that is
    /// too far for any calendar.
    package func startOfUnit(
        _ unit: TimeUnit, _ count: Int, from instant: Instant
    ) -> Instant? {
        let start = truncating(instant, to: unit)
        guard count != 0 else { return start }
        let part = DurationLiteral.Part(count, unit)
        guard let span = CalendarSpan(DurationLiteral([part])) else { return nil }
        guard unit.isCalendar else { return adding(span, to: start) }
        // From the date and not from its first instant, which need not be midnight.
        let date = localTime(at: instant).date.start(of: unit)
        return self.start(
            of: CivilDate(day: date.adding(months: span.months).dayNumber + span.days))
    }
}
