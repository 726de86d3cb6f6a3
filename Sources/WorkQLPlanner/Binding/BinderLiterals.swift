import WorkQLCatalog
import WorkQLSyntax
import WorkQLTime

extension Binder {
    func bind(_ literal: Literal, at span: Span) throws(Diagnostic) -> Bound {
        func bound(_ kind: Expression.Kind, _ type: ColumnType?) -> Bound {
            Bound(expression: Expression(kind, span: span), type: type)
        }
        switch literal {
        case .null, .boolean, .integer, .real, .text:
            return bound(.literal(literal), literal.ownType)
        case .date(let text):
            return bound(.literal(.text(try context.onlyDay(text, at: span).isoText)), .date)
        case .time(let text):
            return bound(try self.literal(text, as: .time, at: span), .time)
        case .timestamp(let text):
            return bound(.instant(try context.timestamp(text, at: span).instant), .timestamp)
        case .duration(let duration):
            let seconds = try exactSeconds(of: duration, at: span)
            return bound(seconds, .real)
        }
    }

    func calendarSpan(
        of duration: DurationLiteral, negative: Bool, at span: Span
    ) throws(Diagnostic) -> CalendarSpan {
        guard let amount = CalendarSpan(duration, negative: negative) else {
            throw Diagnostic(.outsideCalendar, "the duration is too long", at: span)
        }
        return amount
    }

    /// Converts a duration that is used as a number to its seconds as a real, like a difference of
    /// timestamps, so that 90min / 1h is 1.5. A day has 24 hours there, and a month has no fixed
    /// length.
    func exactSeconds(
        of duration: DurationLiteral, at span: Span
    ) throws(Diagnostic) -> Expression.Kind {
        let amount = try calendarSpan(of: duration, negative: false, at: span)
        guard amount.months == 0 else {
            throw Diagnostic(
                .typeMismatch, "months and years have no fixed length", at: span,
                help: "compare with days, such as 30d")
        }
        return .literal(
            .real(Double(Int64(amount.days) * 86_400_000 + amount.milliseconds) / 1000))
    }
}

extension Literal {
    /// The type of a literal that is bound as it is; nil for NULL and for those of time.
    var ownType: ColumnType? {
        switch self {
        case .boolean: .boolean
        case .integer: .integer
        case .real: .real
        case .text: .text
        case .null, .duration, .date, .time, .timestamp: nil
        }
    }
}

extension Expression {
    /// The number that is written here, with its signs; nil for anything else.
    var constantNumber: Double? {
        switch kind {
        case .literal(.integer(let number)): Double(number)
        case .literal(.real(let number)): number
        case .unary(.negate, let operand): operand.constantNumber.map { -$0 }
        default: nil
        }
    }

    /// Whether it is arithmetic of numbers alone.
    var isConstantArithmetic: Bool {
        switch kind {
        case .unary(_, let operand): operand.isConstantArithmetic
        case .binary(_, let left, let right):
            left.isConstantArithmetic && right.isConstantArithmetic
        default: constantNumber != nil
        }
    }

    /// The instant of a bound constant; nil for anything else.
    var constantInstant: Instant? {
        switch kind {
        case .literal(.integer(let seconds)) where seconds.magnitude < 1 << 40:
            Instant(seconds: seconds)
        case .literal(.real(let seconds)) where abs(seconds) < 1e12:
            Instant(milliseconds: Int64((seconds * 1000).rounded()))
        default: nil
        }
    }
}
