import WorkQLSyntax
import WorkQLTime

/// The starts of the buckets of a TIMESERIES, and the earlier range of a COMPARE.
struct PeriodCalendar {
    let context: TimeContext
    let clause: TimeClause
    /// The resolved clause.
    let range: TimeRange

    /// Returns the starts of the buckets that cover the range: the first begins at a whole unit of
    /// the calendar in the zone.
    func starts(of series: TimeSeries) throws(Diagnostic) -> [Instant] {
        guard let step = CalendarSpan(series.step), let unit = series.step.parts.first?.unit,
            step.months > 0 || step.days > 0 || step.milliseconds > 0
        else {
            throw Diagnostic(
                .timeSeriesShape, "a step of no length", at: series.span,
                help: "write TIMESERIES 1d")
        }
        let zone = context.zone
        let first = zone.truncating(range.since, to: unit)
        let clock = zone.boundaryTime(at: first)
        var starts: [Instant] = []
        var next = first
        var steps: Int64 = 0
        while next < range.until {
            // Clocks that change by half an hour would leave all later hours at half past.
            let start = step.isHour ? zone.truncating(next, to: .hour) : next
            // A step to a time that the clocks skip can give a start that is not later than the
            // previous one.
            if starts.last.map({ $0 < start }) ?? true { starts.append(start) }
            steps += 1
            guard steps <= 100_000 else {
                throw Diagnostic(
                    .timeSeriesShape, "more than 100000 steps", at: series.span,
                    help: "take a longer step or a shorter range")
            }
            if step.keepsToClock {
                let moved = clock.milliseconds + steps * step.milliseconds
                next = zone.instant(of: LocalTime(milliseconds: moved))
            } else {
                next = zone.adding(step, toBoundary: next)
            }
        }
        guard !starts.isEmpty else {
            throw Diagnostic(.timeSeriesShape, "TIMESERIES over an empty range", at: series.span)
        }
        return starts
    }

    /// Returns the distance from the range to the earlier one. A duration is moved by the calendar.
    /// The previous period is moved by the same number of calendar units where the range consists
    /// of such units, by whole days where it consists of days, and otherwise by its exact length.
    func step(of comparison: Comparison) throws(Diagnostic) -> CalendarSpan {
        guard let span = CalendarSpan(distance(of: comparison), negative: true) else {
            throw Diagnostic(
                .outsideCalendar, "the duration is too long", at: comparison.span)
        }
        if span == CalendarSpan(days: 0) {
            throw Diagnostic(
                .comparisonShape,
                comparison.kind == .previousPeriod
                    ? "an empty range has no previous period"
                    : "COMPARE WITH a duration of no length",
                at: comparison.span, help: "write COMPARE WITH 1w")
        }
        return span
    }

    private func distance(of comparison: Comparison) -> DurationLiteral {
        switch comparison.kind {
        case .earlier(let written): return written
        case .previousPeriod:
            let zone = context.zone
            let ends = [range.since, range.until]
            let first = zone.localTime(at: range.since)
            let end = zone.localTime(at: range.until)
            if case .during(let period) = clause.range, let (count, unit) = period.kind.length {
                return DurationLiteral([.init(count, unit)])
            } else if ends.allSatisfy(zone.isStartOfMonth), !range.isEmpty {
                let months = 12 * (end.date.year - first.date.year)
                return DurationLiteral([
                    .init(months + end.date.month - first.date.month, .month)
                ])
            } else if ends.allSatisfy({ zone.truncating($0, to: .day) == $0 }) {
                return DurationLiteral([.init(end.day - first.day, .day)])
            } else {
                return DurationLiteral([.init(Int(range.milliseconds), .millisecond)])
            }
        }
    }

    /// Returns the note on a range that is not over yet, of which the earlier one has all the time.
    func unfinished(_ comparison: Comparison) -> Diagnostic? {
        guard range.until > context.now, range.since < context.now else { return nil }
        let end = TimestampFormat(.table, zone: context.zone).string(range.until)
        return Diagnostic(
            "the range ends after now, at \(end), and the earlier range is a whole one",
            at: comparison.span,
            help: "write SINCE \(start) COMPARE WITH \(distance(of: comparison)) for equal lengths")
    }

    /// The beginning of the range as SINCE takes it.
    private var start: String {
        switch clause.range {
        case .from(let since?, _): return "\(since)"
        case .during(let period):
            switch period.kind {
            case .today, .unit: return "\(period)"
            default: break
            }
        case .from(nil, _): break
        }
        let zone = context.zone
        return zone.truncating(range.since, to: .day) == range.since
            ? zone.localTime(at: range.since).date.isoText
            : Printer.quoted(TimestampFormat(.table, zone: zone).string(range.since))
    }
}

extension CalendarSpan {
    fileprivate var isHour: Bool { months == 0 && days == 0 && milliseconds == 3_600_000 }

    /// Whether its steps begin at the same times of each day, even when the clocks change: it is
    /// longer than an hour and divides a day. Shorter steps are exact, since both occurrences of an
    /// hour that the clocks show twice have buckets.
    fileprivate var keepsToClock: Bool {
        months == 0 && days == 0 && milliseconds > 3_600_000
            && 86_400_000 % milliseconds == 0
    }
}

extension Period.Kind {
    /// The length of the period as a number of units; nil where it must be resolved first.
    fileprivate var length: (Int, TimeUnit)? {
        switch self {
        case .today, .yesterday, .tomorrow, .weekday, .weekdayOfWeek, .date, .monthDay,
            .monthDayOfYear, .dayOfMonth:
            (1, .day)
        case .unit(let unit, _): (1, unit)
        case .last(let count, let unit), .past(let count, let unit): (count, unit)
        case .month, .monthOfYear, .monthOfYearAway: (1, .month)
        case .week: (1, .week)
        case .quarter: (1, .quarter)
        case .year: (1, .year)
        case .text, .parameter: nil
        }
    }
}
