package import WorkQLSyntax

/// A string compared with a timestamp, as in `checkin_time >= '2026-08-01'`.
package struct TimestampText: Hashable, Sendable {
    /// The instant that the string stands for: the start, where it names a whole period.
    package var instant: Instant
    /// The whole period that the string names, nil when it names an instant: `'2026-08-01'` means a
    /// day to whoever writes `=` or `<=` before it.
    package var period: TimeRange?

    package init(instant: Instant, period: TimeRange? = nil) {
        self.instant = instant
        self.period = period
    }
}

extension TimeContext {
    /// Reads a string as the timestamp it is compared with, in every form that SINCE takes between
    /// quotes.
    ///
    /// - Throws: when the string is no time, which is refused and not compared as text, since such
    ///   a comparison is silently never true.
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

    /// The instant that a string stands for, or nil when it is no time.
    ///
    /// - Parameter isEnd: take the end of a whole period and not its start.
    package func parseTimestamp(_ text: String, isEnd: Bool = false) -> Instant? {
        guard let read = try? timestamp(text) else { return nil }
        return isEnd ? read.period?.until ?? read.instant : read.instant
    }
}
