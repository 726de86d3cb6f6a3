import WorkQLSyntax
import WorkQLTime

/// The range that a COMPARE compares with, and the buckets of a TIMESERIES in it.
///
/// What: `DURING 2026-03-29 COMPARE WITH 1mo` compares with 28 February, the day to which the first
/// day is moved, and a range of whole days keeps its number of days. With `TIMESERIES 1d` each day
/// is compared with the day that corresponds to it, and 29 March, which none corresponds to, with
/// nothing.
/// Why: months have different lengths. If both ends were moved by themselves, a range would be
/// shortened or empty at the end of a month without a word.
/// When not: whole months and years are compared with whole months and years.
struct EarlierPeriod {
    var range: TimeRange
    /// The distance by which conditions on the time are moved.
    var shift: CalendarSpan
    /// The bounds of the buckets, ascending.
    var bounds: [Instant] = []
    /// The number of the earlier bucket that each bucket is compared with, nil for none; nil where
    /// each is compared with the one of its own number.
    var pairs: [Int?]?
    /// Where the calendar has no such range, or the two differ in length.
    var note: Diagnostic?
}

extension PeriodCalendar {
    /// Returns the earlier range at a distance, with its buckets.
    ///
    /// - Parameter starts: the starts of the buckets; empty without TIMESERIES.
    func earlier(
        _ comparison: Comparison, by step: CalendarSpan, series: TimeSeries?, starts: [Instant]
    ) -> EarlierPeriod {
        let written: String =
            if case .earlier(let duration) = comparison.kind { "\(duration)" } else { "" }
        var found = whole(comparison, by: step, written)
        guard let series, let width = CalendarSpan(series.step) else { return found }
        guard step.months != 0, width.months == 0 else {
            let moved = starts.dropFirst().map { context.zone.adding(step, toBoundary: $0) }
            found.bounds = [found.range.since] + moved + [found.range.until]
            return found
        }
        let isWithinDays =
            width.days == 0 ? width.milliseconds <= 86_400_000 : width == CalendarSpan(days: 1)
        if isWithinDays {
            pairDays(of: starts, by: step, at: comparison.span, in: &found)
        } else {
            pairPositions(of: starts, at: comparison.span, in: &found)
        }
        return found
    }

    private func whole(
        _ comparison: Comparison, by step: CalendarSpan, _ written: String
    ) -> EarlierPeriod {
        let zone = context.zone
        let since = zone.adding(step, toBoundary: range.since)
        var found = EarlierPeriod(
            range: TimeRange(since: since, until: zone.adding(step, toBoundary: range.until)),
            shift: step)
        if case .previousPeriod = comparison.kind {
            found.range.until = range.since
            return found
        }
        let isWholeDays = [range.since, range.until].allSatisfy {
            zone.truncating($0, to: .day) == $0
        }
        guard step.months != 0 else {
            if !isWholeDays, found.range.milliseconds != range.milliseconds, step.days != 0 {
                found.note = note(
                    on: found.range, at: comparison.span,
                    "its length differs, since the clocks change")
            }
            return found
        }
        if step.days == 0, step.milliseconds == 0,
            zone.isStartOfMonth(range.since), zone.isStartOfMonth(range.until)
        {
            return found
        }
        let isMissing = zone.isMissing(range.since, movedBy: step)
        if isWholeDays {
            let last = zone.adding(CalendarSpan(days: -1), toBoundary: range.until)
            found.range.until = zone.adding(
                CalendarSpan(days: 1), toBoundary: zone.adding(step, toBoundary: last))
        }
        let byCalendar = found.range.until
        found.range.until = after(since, asFarAs: range.until, from: range.since)
        if found.range.until > range.since, byCalendar <= range.since {
            found.range.until = range.since
        }
        if isMissing {
            let day = zone.localTime(at: range.since).date.isoText
            found.note = note(
                on: found.range, at: comparison.span, "no day is \(written) before \(day)")
            let days = zone.localTime(at: since).day - zone.localTime(at: range.since).day
            if step.milliseconds == 0 { found.shift = CalendarSpan(days: days) }
        } else if found.range.until == range.since,
            after(since, asFarAs: range.until, from: range.since) > range.since
        {
            found.note = note(
                on: found.range, at: comparison.span,
                "it is shorter, since it ends where the range itself begins")
        } else if found.range.until != byCalendar {
            found.note = note(
                on: found.range, at: comparison.span, "it has the length of the range itself")
        }
        return found
    }

    private func note(on range: TimeRange, at span: Span, _ reason: String) -> Diagnostic {
        // The account line has its length.
        let shown = range.text(in: context.zone).split(separator: " (")[0]
        return Diagnostic("the earlier range is \(shown)", at: span, help: reason)
    }

    /// Returns the time as long after a start as one instant is after another, by the clock.
    private func after(_ start: Instant, asFarAs end: Instant, from origin: Instant) -> Instant {
        let zone = context.zone
        let length =
            zone.boundaryTime(at: end).milliseconds - zone.boundaryTime(at: origin).milliseconds
        return zone.instant(
            of: LocalTime(milliseconds: zone.boundaryTime(at: start).milliseconds + length))
    }

    /// Pairs days, and shorter buckets, with those at the same time of the day that corresponds.
    private func pairDays(
        of starts: [Instant], by step: CalendarSpan, at span: Span,
        in found: inout EarlierPeriod
    ) {
        let zone = context.zone
        var pairs: [Int?] = []
        var bounds: [Instant] = []
        var missing: Instant?
        for (index, start) in starts.enumerated() {
            let begin = max(start, range.since)
            let end = index + 1 < starts.count ? starts[index + 1] : range.until
            let moved = zone.adding(step, toBoundary: start)
            var since = after(moved, asFarAs: begin, from: start)
            let until = after(moved, asFarAs: end, from: start)
            // The clocks can show a time twice.
            if let last = bounds.last, since < last { since = last }
            guard !zone.isMissing(start, movedBy: step), since < until else {
                missing = missing ?? start
                pairs.append(nil)
                continue
            }
            if bounds.last != since { bounds.append(since) }
            pairs.append(bounds.count - 1)
            bounds.append(until)
        }
        let since = bounds.first ?? found.range.since
        found.range = TimeRange(since: since, until: bounds.last ?? since)
        found.shift = step
        found.bounds = bounds
        found.pairs = pairs
        found.note = missing.map { missing in
            note(onMissing: pairs, first: missing, at: span)
        }
    }

    /// Pairs longer buckets, such as weeks, with those as far after the start of the range.
    private func pairPositions(
        of starts: [Instant], at span: Span, in found: inout EarlierPeriod
    ) {
        var pairs: [Int?] = []
        var bounds: [Instant] = [found.range.since]
        var missing: Instant?
        for (index, start) in starts.enumerated() {
            let end = index + 1 < starts.count ? starts[index + 1] : range.until
            let until = min(
                after(found.range.since, asFarAs: end, from: range.since), found.range.until)
            if let last = bounds.last, last < until {
                bounds.append(until)
                pairs.append(bounds.count - 2)
            } else {
                missing = missing ?? start
                pairs.append(nil)
            }
        }
        found.bounds = bounds
        found.pairs = pairs
        found.range.until = bounds.last ?? found.range.until
        if let missing, found.note == nil {
            found.note = note(onMissing: pairs, first: missing, at: span)
        }
    }

    private func note(
        onMissing pairs: [Int?], first: Instant, at span: Span
    ) -> Diagnostic {
        let count = pairs.count { $0 == nil }
        let day = TimestampFormat(.table, zone: context.zone).string(first).prefix(16)
        return Diagnostic(
            "\(count) of \(counted(pairs.count, "bucket")) have no earlier bucket; "
                + "the earlier values are NULL",
            at: span, help: "the first is \(day), since the earlier month has no such day")
    }
}

extension Zone {
    func isStartOfMonth(_ instant: Instant) -> Bool {
        truncating(instant, to: .month) == instant
    }

    /// Whether the month that a span leads to has no day of the number of this one.
    func isMissing(_ instant: Instant, movedBy span: CalendarSpan) -> Bool {
        guard span.months != 0 else { return false }
        let date = localTime(at: instant).date
        return date.adding(months: span.months).day != date.day
    }

    /// Returns an instant moved by a span. One in a day that the month does not have is moved to the
    /// end of that month, so that all days before it are before the result.
    func moving(_ instant: Instant, by span: CalendarSpan) -> Instant {
        guard isMissing(instant, movedBy: span) else { return adding(span, toBoundary: instant) }
        let end = CalendarSpan(days: 1)
        return truncating(adding(end, to: adding(span, to: instant)), to: .day)
    }

    /// Returns the text of a day moved by a span. A day that the month does not have keeps its
    /// number: `2026-02-30` is after all days of the month, and equal to none.
    func textOfDay(_ instant: Instant, movedBy span: CalendarSpan) -> String {
        let text = TimestampFormat(.date, zone: self).string(adding(span, to: instant))
        guard isMissing(instant, movedBy: span), span.days == 0, span.milliseconds == 0 else {
            return text
        }
        return String(text.dropLast(2) + localTime(at: instant).date.isoText.suffix(2))
    }
}
