import WorkQLSyntax
import WorkQLTime

extension Binder {
    /// Adds a note on `to_char(t, 'HH24:MM:SS')`, whose MM is the month, and on
    /// `strftime(t, '%Y-%M-%d')`, whose %M is the minute; and on `date_format(t, 'yyyy-MM-dd')`, the
    /// notation of spreadsheets and Java, of which nothing is a field here.
    mutating func noteMinutes(in formatted: Expression) {
        guard case .call(let call) = formatted.kind, let notation = call.notation,
            let pattern = call.pattern, case .list(let arguments) = call.arguments
        else { return }
        let span = arguments[1].span
        if case .literal(.text(let text)) = arguments[1].kind, !pattern.hasFields,
            text.utf8.contains(where: { ($0 | 0x20) &- 0x61 < 26 })
        {
            note(
                Diagnostic(
                    .malformedPattern, "this pattern has no field, and gives all rows one text",
                    at: span, help: "write \(Printer.quoted(notation.pattern(of: text)))"))
        }
        let (minute, month) =
            switch notation {
            case .strftime: ("%M", "%m")
            case .mysql: ("%i", "%m")
            case .toChar: ("MI", "MM")
            }
        if pattern.hasMonthInTime {
            note(
                Diagnostic(
                    .malformedPattern, "this pattern has the month between hours and seconds",
                    at: span, help: "write \(minute) for the minutes"))
        }
        if pattern.hasMinuteInDate {
            note(
                Diagnostic(
                    .malformedPattern, "this pattern has the minutes within the date", at: span,
                    help: "write \(month) for the month"))
        }
    }
}

extension DatePattern.Notation {
    /// Returns `%Y-%m-%d` for `yyyy-MM-dd`, the notation of spreadsheets and of Java.
    fileprivate func pattern(of text: String) -> String {
        let minute = self == .mysql ? "%i" : "%M"
        let fields = [
            ("yyyy", "%Y"), ("YYYY", "%Y"), ("yy", "%y"), ("MM", "%m"), ("dd", "%d"), ("DD", "%d"),
            ("HH24", "%H"), ("HH", "%H"), ("hh", "%H"), ("mm", minute), ("MI", minute),
            ("ss", "%S"), ("SS", "%S"),
        ]
        let pattern = fields.reduce(text) { $0.replacing($1.0, with: $1.1) }
        guard pattern.contains("%") else { return self == .toChar ? "YYYY-MM-DD" : "%Y-%m-%d" }
        return pattern
    }
}
