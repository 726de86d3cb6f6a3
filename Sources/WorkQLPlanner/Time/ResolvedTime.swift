package import WorkQLSyntax
package import WorkQLTime

/// The resolved range of a time clause.
package struct ResolvedTime: Hashable, Sendable {
    /// Included; nil when the clause has no start.
    package var since: Instant?
    /// Excluded; the context's now when the clause has no end.
    package var until: Instant
    /// Whether the clause itself specifies the end of the range.
    package var hasWrittenEnd: Bool
    /// Notes where the writer may have meant another range. They are not errors: the range is
    /// valid.
    package var notes: [Diagnostic]

    package init(
        since: Instant?, until: Instant, hasWrittenEnd: Bool = true, notes: [Diagnostic] = []
    ) {
        self.since = since
        self.until = until
        self.hasWrittenEnd = hasWrittenEnd
        self.notes = notes
    }

    /// nil when the clause has no start. Empty when nothing lies between its ends, as for a range
    /// that begins after now.
    package var range: TimeRange? {
        since.map { TimeRange(since: $0, until: until) }
    }
}

extension TimeContext {
    /// Resolves a clause. SINCE is included; UNTIL is excluded and is now when absent; THROUGH
    /// includes the whole period named; DURING is a whole period.
    ///
    /// - Throws: at the point or period that is not a time, see `instant(of:)`, and at a written
    ///   end that precedes the start.
    package func resolve(_ clause: TimeClause) throws(Diagnostic) -> ResolvedTime {
        switch clause.range {
        case .during(let period):
            let range = try range(of: period)
            return ResolvedTime(since: range.since, until: range.until)
        case .from(let start, let end):
            var since: Instant?
            if let start { since = try instant(of: start) }
            switch end {
            case nil:
                return ResolvedTime(
                    since: since, until: now, hasWrittenEnd: false,
                    notes: noteOnFuture(since, at: clause.span))
            case .until(let point):
                let until = try instant(of: point)
                try requireOrder(since, until, at: point.span)
                var notes = try note(onUntil: point).map { [$0] } ?? []
                // COMPARE makes a clause of one span, whose notes are its own.
                if since == until, start?.span != point.span {
                    notes = [
                        Diagnostic(
                            .emptyRange, "the range is empty: it ends where it begins",
                            at: clause.span)
                    ]
                }
                return ResolvedTime(since: since, until: until, notes: notes)
            case .through(let period):
                let until = try range(of: period).until
                // It includes the second before its end.
                if let since, since >= until {
                    try requireOrder(since, until.advanced(byMilliseconds: -1000), at: period.span)
                }
                return ResolvedTime(since: since, until: until)
            }
        }
    }

    /// Returns a note on a range up to now that begins after now.
    private func noteOnFuture(_ since: Instant?, at span: Span) -> [Diagnostic] {
        guard let since, since >= now else { return [] }
        let format = TimestampFormat(.table, zone: zone)
        return [
            Diagnostic(
                .emptyRange,
                since == now
                    ? "the range is empty: it begins now"
                    : "the range is empty: it begins at \(format.string(since)), after now",
                at: span, help: "write the end of the range after UNTIL, or an earlier start")
        ]
    }

    private func requireOrder(
        _ since: Instant?, _ until: Instant, at span: Span
    ) throws(Diagnostic) {
        guard let since, since > until else { return }
        let format = TimestampFormat(.table, zone: zone)
        throw Diagnostic(
            .emptyRange,
            "the range ends at \(format.string(until)), before it begins at "
                + format.string(since),
            at: span, help: "write the earlier of the two after SINCE")
    }

    /// Returns a note where UNTIL names a day or a longer period that has begun, which many users
    /// mean to include.
    ///
    /// There is no note for `UNTIL today`, `this month` and future periods, which are the way to
    /// exclude the current period.
    private func note(onUntil point: TimePoint) throws(Diagnostic) -> Diagnostic? {
        guard point.snap == nil, point.clock == nil, point.offsets.isEmpty else { return nil }
        let kind: Period.Kind
        var shown: String?
        switch point.base {
        case .yesterday: kind = .yesterday
        case .weekday(let day): kind = .weekday(day)
        case .weekdayOfWeek(let day, let weeks): kind = .weekdayOfWeek(day, weeks)
        case .monthDay(let month, let day): kind = .monthDay(month, day)
        case .monthDayOfYear(let month, let day, let years):
            kind = .monthDayOfYear(month, day, years)
        case .dayOfMonth(let day, let months): kind = .dayOfMonth(day, months)
        case .unit(let unit, let count): kind = .unit(unit, count)
        case .date(let date): kind = .date(date)
        case .text(let text), .dateTime(let text):
            guard let time = try WrittenTime.read(text, at: point.span), time.isBare,
                case .period(let read) = time.base
            else { return nil }
            kind = read
            if case .text = point.base { shown = "'\(text)'" } else { shown = text }
        case .now, .ago, .today, .tomorrow, .parameter: return nil
        }
        guard let (own, unit) = Self.named(kind) else { return nil }
        let name = shown ?? own
        return Diagnostic(
            .bareDate,
            "UNTIL \(name) leaves out \(Self.that(unit)); THROUGH \(name) includes it",
            at: point.span)
    }

    /// Returns the text and the unit of a period; nil for periods without a note.
    private static func named(_ kind: Period.Kind) -> (text: String, unit: TimeUnit)? {
        switch kind {
        case .yesterday: return ("yesterday", .day)
        case .weekday(let day):
            let names = [
                "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
            ]
            return (1...7).contains(day) ? (names[day - 1], .day) : nil
        case .unit(let unit, -2 ... -1): return ("\(kind)", unit)
        case .weekdayOfWeek, .monthDay, .monthDayOfYear, .dayOfMonth: return ("\(kind)", .day)
        case .unit(.day, ...(-3)): return ("\(kind)", .day)
        case .date(let date): return (date.isoText, .day)
        case .month, .monthOfYear, .monthOfYearAway: return ("\(kind)", .month)
        case .week: return ("", .week)
        case .quarter: return ("", .quarter)
        case .year: return ("", .year)
        case .today, .tomorrow, .unit, .last, .past, .text, .parameter: return nil
        }
    }

    /// Whole phrases, of which other languages have their own.
    private static func that(_ unit: TimeUnit) -> String {
        switch unit {
        case .millisecond: "that millisecond"
        case .second: "that second"
        case .minute: "that minute"
        case .hour: "that hour"
        case .day: "that day"
        case .week: "that week"
        case .month: "that month"
        case .quarter: "that quarter"
        case .year: "that year"
        }
    }
}
