import WorkQLCatalog
import WorkQLSyntax

extension Binder {
    func bind(_ literal: Literal, at span: Span, hint: ColumnType?) throws(Diagnostic) -> Bound {
        func bound(_ kind: Expression.Kind, _ type: ColumnType?) -> Bound {
            Bound(expression: Expression(kind, span: span), type: type)
        }
        switch literal {
        case .null: return bound(.literal(literal), nil)
        case .boolean: return bound(.literal(literal), .boolean)
        case .integer: return bound(.literal(literal), .integer)
        case .real: return bound(.literal(literal), .real)
        case .text(let text):
            guard hint == .timestamp else { return bound(.literal(literal), .text) }
            return bound(.instant(try context.timestamp(text, at: span).instant), .timestamp)
        case .date(let text):
            return bound(.instant(try day(of: text, at: span)), .timestamp)
        case .timestamp(let text):
            return bound(.instant(try context.timestamp(text, at: span).instant), .timestamp)
        case .duration(let duration):
            let seconds = try exactSeconds(of: duration, at: span)
            return bound(seconds, .real)
        }
    }

    /// `t + 1d12h`: a constant moves now, a column moves when it is read.
    func shift(
        _ value: Bound, by duration: DurationLiteral, negative: Bool, durationSpan: Span,
        at span: Span
    ) throws(Diagnostic) -> Bound {
        guard value.type == .timestamp else {
            let seconds = try exactSeconds(of: duration, at: durationSpan)
            return Bound(
                expression: Expression(
                    .binary(
                        negative ? .subtract : .add, value.expression,
                        Expression(seconds, span: durationSpan)), span: span),
                type: value.type)
        }
        let amount = try calendarSpan(of: duration, negative: negative, at: durationSpan)
        if let instant = value.expression.constantInstant {
            let moved = context.zone.adding(amount, to: instant)
            return Bound(expression: Expression(.instant(moved), span: span), type: .timestamp)
        }
        let arguments = [Int64(amount.months), Int64(amount.days), amount.milliseconds].map {
            Expression(.literal(.integer($0)), span: durationSpan)
        }
        return Bound(
            expression: Expression(
                .internalCall(.timestampAdd, [value.expression] + arguments), span: span),
            type: .timestamp)
    }

    private func calendarSpan(
        of duration: DurationLiteral, negative: Bool, at span: Span
    ) throws(Diagnostic) -> CalendarSpan {
        guard let amount = CalendarSpan(duration, negative: negative) else {
            throw Diagnostic(.outsideCalendar, "the duration is longer than any calendar", at: span)
        }
        return amount
    }

    /// `DATE '2026-08-01'`: the start of the day in the zone, and nothing but a day.
    private func day(of text: String, at span: Span) throws(Diagnostic) -> Instant {
        let read = try context.timestamp(text, at: span)
        guard let period = read.period, period.milliseconds < 48 * 3_600_000,
            context.zone.truncating(read.instant, to: .day) == read.instant
        else {
            throw Diagnostic(
                .malformedDate, "'\(text)' is no date", at: span, help: "write DATE '2026-08-01'")
        }
        return read.instant
    }

    /// A duration that stands for a number is its seconds, as a difference of timestamps is; a day
    /// is 24 hours there, and a month has no length.
    private func exactSeconds(
        of duration: DurationLiteral, at span: Span
    ) throws(Diagnostic) -> Expression.Kind {
        let amount = try calendarSpan(of: duration, negative: false, at: span)
        guard amount.months == 0 else {
            throw Diagnostic(
                .typeMismatch, "months and years have no fixed length", at: span,
                help: "compare with days, such as 30d")
        }
        return .instant(
            Instant(milliseconds: Int64(amount.days) * 86_400_000 + amount.milliseconds))
    }
}

extension Expression {
    /// The instant that a bound constant is.
    var constantInstant: Instant? {
        switch kind {
        case .literal(.integer(let seconds)) where abs(seconds) < 1 << 40:
            Instant(seconds: seconds)
        case .literal(.real(let seconds)) where abs(seconds) < 1e12:
            Instant(milliseconds: Int64((seconds * 1000).rounded()))
        default: nil
        }
    }
}
