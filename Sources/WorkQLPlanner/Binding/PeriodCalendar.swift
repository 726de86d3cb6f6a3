import WorkQLSyntax
import WorkQLTime

/// Where the buckets of a TIMESERIES begin, and which range a COMPARE looks back to.
struct PeriodCalendar {
    let context: TimeContext
    let clause: TimeClause
    /// The clause resolved.
    let range: TimeRange

    /// The starts of the buckets that hold the range: the first begins at a whole unit of the
    /// calendar in the zone.
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
        let clock = zone.localTime(at: first)
        var starts: [Instant] = []
        var next = first
        var steps: Int64 = 0
        while next < range.until {
            // Of times that the clocks skip, the next may come before.
            if starts.last.map({ $0 < next }) ?? true { starts.append(next) }
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
                next = zone.adding(step, to: next)
            }
        }
        guard !starts.isEmpty else {
            throw Diagnostic(.timeSeriesShape, "TIMESERIES over an empty range", at: series.span)
        }
        return starts
    }

    /// How far a comparison looks back: by the calendar for a duration, and for the period before
    /// as many calendar units where the range is some, whole days where it is those, and otherwise
    /// its exact length.
    func step(of comparison: Comparison) throws(Diagnostic) -> CalendarSpan {
        let duration: DurationLiteral
        switch comparison.kind {
        case .earlier(let written): duration = written
        case .previousPeriod:
            let ends = [range.since, range.until]
            if case .during(let period) = clause.range, let (count, unit) = period.kind.length {
                duration = DurationLiteral([.init(count, unit)])
            } else if ends.allSatisfy({ context.zone.truncating($0, to: .day) == $0 }) {
                let days =
                    context.zone.localTime(at: range.until).day
                    - context.zone.localTime(at: range.since).day
                duration = DurationLiteral([.init(days, .day)])
            } else {
                duration = DurationLiteral([.init(Int(range.milliseconds), .millisecond)])
            }
        }
        guard let span = CalendarSpan(duration, negative: true) else {
            throw Diagnostic(
                .outsideCalendar, "the duration is too long", at: comparison.span)
        }
        return span
    }

    /// The range that a comparison is made with.
    func earlier(_ comparison: Comparison, by step: CalendarSpan) -> TimeRange {
        let since = context.zone.adding(step, to: range.since)
        switch comparison.kind {
        case .previousPeriod: return TimeRange(since: since, until: range.since)
        case .earlier:
            return TimeRange(
                since: since, until: context.zone.adding(step, to: range.until))
        }
    }
}

extension CalendarSpan {
    /// Whether steps of it begin at the same times of each day, whatever the clocks do: those of two
    /// hours and more that a day is made of. Shorter ones are exact, since of an hour that the
    /// clocks show twice both have buckets.
    fileprivate var keepsToClock: Bool {
        months == 0 && days == 0 && milliseconds > 3_600_000
            && 86_400_000 % milliseconds == 0
    }
}

extension Period.Kind {
    /// How many of which unit the period is; nil where only its resolution tells.
    fileprivate var length: (Int, TimeUnit)? {
        switch self {
        case .today, .yesterday, .tomorrow, .weekday, .date: (1, .day)
        case .unit(let unit, _): (1, unit)
        case .last(let count, let unit): (count, unit)
        case .month: (1, .month)
        case .week: (1, .week)
        case .quarter: (1, .quarter)
        case .year: (1, .year)
        case .text, .parameter: nil
        }
    }
}
