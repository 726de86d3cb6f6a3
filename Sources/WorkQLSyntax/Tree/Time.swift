package import WorkQLTime

/// `+9h`, `-90min`
package struct TimeOffset: Hashable, Sendable {
    package var negative: Bool
    package var duration: DurationLiteral

    package init(negative: Bool, duration: DurationLiteral) {
        self.negative = negative
        self.duration = duration
    }
}

/// An instant as it is written: a base, then `@unit`, then `AT 'hh:mm'`, then offsets, applied in
/// this order.
package struct TimePoint: Sendable {
    package var base: Base
    /// `@d`: back to the start of the unit.
    package var snap: TimeUnit?
    /// `AT '09:00'`: the text between the quotes.
    package var clock: String?
    package var offsets: [TimeOffset]
    package var span: Span

    package enum Base: Hashable, Sendable {
        case now
        /// `7d`, `7 days ago`, `-7d`
        case ago(DurationLiteral)
        case today, yesterday, tomorrow
        /// The most recent such day, today included; 1 is Monday.
        case weekday(Int)
        /// `friday of last week`: the day, and the week as so many from this one.
        case weekdayOfWeek(Int, Int)
        /// `this month`, `last week`, `week before last`: the unit's start, so many units from this
        /// one.
        case unit(TimeUnit, Int)
        /// `2026-08-01`
        case date(CivilDate)
        /// `august 15`, of this year
        case monthDay(Int, Int)
        /// `august 15 of last year`: the year as so many from this one.
        case monthDayOfYear(Int, Int, Int)
        /// `day 15 of last month`: the month as so many from this one.
        case dayOfMonth(Int, Int)
        /// `2026-08-01T09:00+08:00`: as written, read by the resolver.
        case dateTime(String)
        /// `'2026-08-01 09:00'`
        case text(String)
        /// `:since`
        case parameter(Name)
    }

    package init(
        _ base: Base, snap: TimeUnit? = nil, clock: String? = nil, offsets: [TimeOffset] = [],
        span: Span = Span(0, 0)
    ) {
        self.base = base
        self.snap = snap
        self.clock = clock
        self.offsets = offsets
        self.span = span
    }
}

extension TimePoint: Hashable {
    package static func == (left: TimePoint, right: TimePoint) -> Bool {
        left.base == right.base && left.snap == right.snap && left.clock == right.clock
            && left.offsets == right.offsets
    }
    package func hash(into hasher: inout Hasher) {
        hasher.combine(base)
        hasher.combine(snap)
        hasher.combine(clock)
        hasher.combine(offsets)
    }
}

/// A whole calendar period, as it is written after DURING and THROUGH.
package struct Period: Sendable {
    package var kind: Kind
    package var span: Span

    package enum Kind: Hashable, Sendable {
        case today, yesterday, tomorrow
        case weekday(Int)
        /// `friday of last week`: the day, and the week as so many from this one.
        case weekdayOfWeek(Int, Int)
        /// `this week` is 0, `last month` is -1, `next month` is 1, `week before last` is -2, and of
        /// days alone `3 days before today` is -3.
        case unit(TimeUnit, Int)
        /// `last 3 months`: the whole units before the current one.
        case last(Int, TimeUnit)
        /// `past 3 months`: the whole days before today, from the day that is so many units ago. Of
        /// weeks and shorter units it is ``last(_:_:)``.
        case past(Int, TimeUnit)
        case date(CivilDate)
        /// `august 15`, of this year
        case monthDay(Int, Int)
        /// `august 15 of last year`: the year as so many from this one.
        case monthDayOfYear(Int, Int, Int)
        /// `day 15 of last month`: the month as so many from this one.
        case dayOfMonth(Int, Int)
        /// `august`, of this year
        case monthOfYear(Int)
        /// `august of last year`
        case monthOfYearAway(Int, Int)
        /// `2026-08`
        case month(year: Int, month: Int)
        /// `2026-W32`, the week of ISO 8601.
        case week(year: Int, week: Int)
        /// `2026-Q3`
        case quarter(year: Int, quarter: Int)
        /// `2026`
        case year(Int)
        /// `'2026-08'`: any of the written forms above between quotes.
        case text(String)
        case parameter(Name)
    }

    package init(_ kind: Kind, span: Span = Span(0, 0)) {
        self.kind = kind
        self.span = span
    }
}

extension Period: Hashable {
    package static func == (left: Period, right: Period) -> Bool { left.kind == right.kind }
    package func hash(into hasher: inout Hasher) { hasher.combine(kind) }
}

/// `SINCE … UNTIL …`, `SINCE … THROUGH …`, `DURING …`
package struct TimeClause: Sendable {
    package var range: Range
    package var span: Span

    package enum Range: Hashable, Sendable {
        /// At least one of the two is not nil.
        case from(TimePoint?, End?)
        case during(Period)
    }

    package enum End: Hashable, Sendable {
        /// An instant, exclusive.
        case until(TimePoint)
        /// The whole unit, inclusive.
        case through(Period)
    }

    package init(_ range: Range, span: Span = Span(0, 0)) {
        self.range = range
        self.span = span
    }
}

extension TimeClause: Hashable {
    package static func == (left: TimeClause, right: TimeClause) -> Bool {
        left.range == right.range
    }
    package func hash(into hasher: inout Hasher) { hasher.combine(range) }
}
