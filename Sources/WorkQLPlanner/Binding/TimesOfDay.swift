import WorkQLCatalog
import WorkQLSyntax
import WorkQLTime

/// What: a text that is only a time of day, such as '9:00' or '9点', is refused beside a timestamp,
/// with the time of day of the timestamp as the help.
/// Why: it would be that time of today, so that `checkin_time > '9点'` is never true in a range
/// before today, without a word.
/// When not: in SINCE and UNTIL, where a time of day is one of today.
extension Binder {
    func refuseTimesOfDay(_ values: [Bound], for meeting: Meeting) throws(Diagnostic) {
        guard meeting == .equality || meeting == .order else { return }
        for value in values {
            guard case .text(let text)? = value.literal, let clock = clock(text) else { continue }
            let other = values.first { $0.type == .timestamp }
            let name = other?.name ?? "…"
            let date = context.zone.localTime(at: context.now).date.isoText
            throw Diagnostic(
                .notATime, "'\(text)' is a time of day, and \(name) is a date with a time",
                at: value.expression.span,
                help: "compare time(\(name)) with '\(clock)', or write a date too: "
                    + "'\(date) \(clock)'")
        }
    }

    /// Returns the help for a time of day beside a number; nil for other texts.
    func clockHelp(_ text: String) -> String? {
        clock(text).map { clock in
            "compare the time of day with it: time(…) with '\(clock)'; hour(…) is a number such as "
                + "\(Int(clock.prefix(2)) ?? 0)"
        }
    }

    /// Returns a text that is only a time of day in the form `09:00`; nil for other texts.
    private func clock(_ text: String) -> String? {
        guard let clock = try? context.timeOfDay(text) else { return nil }
        let shown = TimestampFormat.clock(clock)
        return shown.hasSuffix(":00") ? String(shown.prefix(5)) : shown
    }
}
