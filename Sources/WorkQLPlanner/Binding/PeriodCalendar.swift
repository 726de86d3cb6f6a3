import WorkQLSyntax

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
        var starts: [Instant] = []
        var next = context.zone.truncating(range.since, to: unit)
        while next < range.until {
            starts.append(next)
            next = context.zone.adding(step, to: next)
            guard starts.count <= 100_000 else {
                throw Diagnostic(
                    .timeSeriesShape, "more than 100000 steps", at: series.span,
                    help: "take a longer step or a shorter range")
            }
        }
        guard !starts.isEmpty else {
            throw Diagnostic(.timeSeriesShape, "TIMESERIES over an empty range", at: series.span)
        }
        return starts
    }

    /// The range that a comparison is made with.
    func earlier(_ comparison: Comparison) throws(Diagnostic) -> TimeRange {
        switch comparison.kind {
        case .previousPeriod:
            return TimeRange(since: previous(range.since), until: range.since)
        case .earlier(let duration):
            let span = try back(duration, comparison)
            return TimeRange(
                since: context.zone.adding(span, to: range.since),
                until: context.zone.adding(span, to: range.until))
        }
    }

    /// The starts of the buckets of that range, one for each of these.
    func shifted(
        _ starts: [Instant], by comparison: Comparison
    ) throws(Diagnostic) -> [Instant] {
        switch comparison.kind {
        case .previousPeriod:
            return starts.map(previous)
        case .earlier(let duration):
            let span = try back(duration, comparison)
            return starts.map { context.zone.adding(span, to: $0) }
        }
    }

    /// An instant as far into the period before: calendar units back where the range is some, whole
    /// days where it is those, and otherwise its exact length.
    private func previous(_ instant: Instant) -> Instant {
        let days =
            context.zone.localTime(at: range.until).day
            - context.zone.localTime(at: range.since).day
        let ends = [range.since, range.until]
        var step: CalendarSpan?
        if case .during(let period) = clause.range, let (count, unit) = period.kind.length {
            step = CalendarSpan(DurationLiteral([.init(count, unit)]), negative: true)
        } else if ends.allSatisfy({ context.zone.truncating($0, to: .day) == $0 }) {
            step = CalendarSpan(DurationLiteral([.init(days, .day)]), negative: true)
        }
        return step.map { context.zone.adding($0, to: instant) }
            ?? instant.advanced(byMilliseconds: -range.milliseconds)
    }

    private func back(
        _ duration: DurationLiteral, _ comparison: Comparison
    ) throws(Diagnostic) -> CalendarSpan {
        guard let span = CalendarSpan(duration, negative: true) else {
            throw Diagnostic(
                .outsideCalendar, "the duration is longer than any calendar", at: comparison.span)
        }
        return span
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
