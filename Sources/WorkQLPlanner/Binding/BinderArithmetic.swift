import WorkQLCatalog
import WorkQLSyntax
package import WorkQLTime

/// Sums, differences and products of numbers, and of times with what can be added to them.
///
/// A difference of timestamps or of times of day is a number of seconds; a difference of dates is a
/// number of days. The sum of a date and a time of day is a timestamp. Operations without a
/// meaning, such as a sum of two times, are refused.
extension Binder {
    /// Binds the operands, and what they are in functions of their own: a chain of operators calls
    /// itself once for each, and everything in here takes its stack.
    mutating func bindArithmetic(
        _ op: BinaryOperator, _ left: Expression, _ right: Expression, at span: Span,
        in context: ClauseContext
    ) throws(Diagnostic) -> Bound {
        if op == .add, let time = try bindSinceEpoch(left, right, at: span, in: context) {
            return time
        }
        if op == .add || op == .subtract,
            let shifted = try bindShift(op, left, right, at: span, in: context)
        {
            return shifted
        }
        let first = try bind(left, in: context)
        let second = try bind(right, in: context)
        return try arithmetic(op, (left, first), (right, second), at: span, in: context)
    }

    /// Binds `t + 1d`; nil where neither operand is a duration.
    private mutating func bindShift(
        _ op: BinaryOperator, _ left: Expression, _ right: Expression, at span: Span,
        in context: ClauseContext
    ) throws(Diagnostic) -> Bound? {
        if let duration = duration(right) {
            return try shift(
                try bind(left, in: context), by: duration.length,
                negative: (op == .subtract) != duration.isNegative,
                durationSpan: right.span, at: span)
        }
        if op == .add, let duration = duration(left) {
            return try shift(
                try bind(right, in: context), by: duration.length,
                negative: duration.isNegative, durationSpan: left.span, at: span)
        }
        return nil
    }

    private mutating func arithmetic(
        _ op: BinaryOperator, _ left: (written: Expression, bound: Bound),
        _ right: (written: Expression, bound: Bound), at span: Span, in context: ClauseContext
    ) throws(Diagnostic) -> Bound {
        var first = left.bound
        var second = right.bound
        if op == .add || op == .subtract {
            first = try operand(first, beside: second, of: op)
            second = try operand(second, beside: first, of: op)
            if let times = try bindTimes(op, first, second, at: span) { return times }
        }
        first = try number(first, as: op.symbol)
        second = try number(second, as: op.symbol)
        if let null = absent(op, first, second, at: span) { return null }
        let type: ColumnType? =
            switch (first.type, second.type) {
            case (nil, nil): nil
            case (.real?, _), (_, .real?): .real
            default: .integer
            }
        if op == .divide, context.clause == ClauseContext.selectList.clause {
            noteWholeQuotient(first, second, of: left.written, right.written, at: span)
        }
        // SQLite's operator cuts both operands to integers.
        if op == .remainder, type == .real {
            let call = Expression.call("mod", first.expression, second.expression)
            return Bound(expression: Expression(call.kind, span: span), type: .real)
        }
        if type == .integer {
            return Bound(
                expression: .wholeNumber(op, first.expression, second.expression, at: span),
                type: type)
        }
        if type == .real {
            return Bound(expression: realNumber(op, first, second, at: span), type: type)
        }
        return Bound(
            expression: Expression(.binary(op, first.expression, second.expression), span: span),
            type: type)
    }

    /// Adds a note on `sum(x) / count(*)` of integers, a share or a mean that has no fraction.
    private mutating func noteWholeQuotient(
        _ first: Bound, _ second: Bound, of left: Expression, _ right: Expression, at span: Span
    ) {
        guard first.isWholeTotal, second.isWholeTotal else { return }
        let quotient = Printer().print(.binary(left, .divide, right))
        let written =
            quotient.utf8.count > 60
            ? "x * 1.0 / y"
            : Printer().print(
                .binary(
                    .binary(left, .multiply, Expression(.literal(.real(1)))), .divide, right))
        note(
            Diagnostic(
                "the quotient of two integers has no fraction: 1 / 2 is 0", at: span,
                help: "write \(written)"))
    }

    /// Returns the duration that an operand is, directly or as the value of a parameter, with or
    /// without a minus sign.
    func duration(
        _ expression: Expression
    ) -> (length: DurationLiteral, isNegative: Bool)? {
        var kind = expression.kind
        var isNegative = false
        if case .unary(.negate, let operand) = kind {
            kind = operand.kind
            isNegative = true
        }
        var value: Expression.Kind?
        switch kind {
        case .parameter(let name):
            if case .literal(let literal)? = environment.parameters[name] { value = literal.kind }
        case .call(let call): value = call.castToInterval.flatMap(interval)
        case .binary(.multiply, let left, let right):
            return product(left, right).map { ($0.length, $0.isNegative != isNegative) }
        default: break
        }
        if let value {
            kind = value
            if case .unary(.negate, let operand) = kind {
                kind = operand.kind
                isNegative.toggle()
            }
        }
        if case .literal(.duration(let duration)) = kind { return (duration, isNegative) }
        return nil
    }

    /// Converts a literal text to a date or time where it is subtracted from, or added to, one.
    private func operand(
        _ value: Bound, beside other: Bound, of op: BinaryOperator
    ) throws(Diagnostic) -> Bound {
        guard case .text(let text)? = value.literal, let type = other.type else { return value }
        // As a time, '5 minutes' is that long before now, which is not meant here.
        if type.isTime, DurationLiteral(text) != nil { throw notMoved(type, by: value) }
        switch (op, type) {
        case (.subtract, .timestamp), (.subtract, .date), (.subtract, .time):
            return try coerced(value, to: type, for: .result)
        case (.add, .date): return try coerced(value, to: .time, for: .result)
        case (.add, .time): return try coerced(value, to: .date, for: .result)
        default: return value
        }
    }

    /// Binds a sum or a difference that has a time as an operand; returns nil where none has.
    private func bindTimes(
        _ op: BinaryOperator, _ first: Bound, _ second: Bound, at span: Span
    ) throws(Diagnostic) -> Bound? {
        func with(_ kind: Expression.Kind, _ type: ColumnType) -> Bound {
            Bound(expression: Expression(kind, span: span), type: type)
        }
        func call(_ function: LocalFunction, _ arguments: [Expression], _ type: ColumnType) -> Bound
        {
            with(.internalCall(function, arguments), type)
        }
        let (one, other) = (first.expression, second.expression)
        switch (op, first.type, second.type) {
        case (.subtract, .timestamp?, .timestamp?), (.subtract, .timestamp?, .date?),
            (.subtract, .date?, .timestamp?):
            // Seconds as a real, whatever the service's precision, so that / 3600 keeps minutes.
            let from = try coerced(first, to: .timestamp, for: .result).expression
            let to = try coerced(second, to: .timestamp, for: .result).expression
            return call(.timestampDifference, [from, to], .real)
        case (.subtract, .date?, .date?): return call(.dateDifference, [one, other], .integer)
        case (.subtract, .time?, .time?): return call(.timeDifference, [one, other], .real)
        case (.add, .date?, .time?): return call(.dateTime, [one, other], .timestamp)
        case (.add, .time?, .date?): return call(.dateTime, [other, one], .timestamp)
        case (_, .timestamp?, let type?) where type.isNumber,
            (.add, let type?, .timestamp?) where type.isNumber:
            return try timestamp(
                Expression(.binary(op, one, other), span: span),
                movedBy: first.type == .timestamp ? other : one)
        case (_, .date?, .integer?):
            let days = op == .add ? other : negated(other)
            return date(first, months: .integer(0), days: days, at: span)
        case (.add, .integer?, .date?):
            return date(second, months: .integer(0), days: one, at: span)
        case (_, let type?, nil) where type.isTime:
            return absent(op, first, second, at: span) ?? with(.binary(op, one, other), type)
        case (.add, nil, let type?) where type.isTime:
            return absent(op, first, second, at: span) ?? with(.binary(op, one, other), type)
        case (.subtract, nil, .date?):
            return absent(op, first, second, at: span) ?? with(.binary(op, one, other), .integer)
        case (.subtract, nil, let type?) where type.isTime:
            return absent(op, first, second, at: span) ?? with(.binary(op, one, other), .real)
        case (_, let type?, let right) where type.isTime:
            if right == .text { throw notMoved(type, by: second) }
            throw noSum(op, type, right, at: span)
        case (_, let left, let type?) where type.isTime:
            throw noSum(op, left, type, at: span)
        default: return nil
        }
    }

    /// What: a constant NULL for arithmetic with one, which like any other takes the type of what it
    /// meets.
    /// Why: `NULL - d` may be a number of days or a date, and `coalesce(d - NULL, 5)` and
    /// `coalesce(d - NULL, d)` both have an answer.
    /// When not: aggregates and windows determine how many rows there are, and queries have rows of
    /// their own, even beside NULL.
    private func absent(
        _ op: BinaryOperator, _ first: Bound, _ second: Bound, at span: Span
    ) -> Bound? {
        let operands = [first, second]
        guard operands.contains(where: \.isNull),
            !operands.contains(where: { $0.expression.first(where: \.determinesRows) != nil })
        else { return nil }
        return Bound(expression: Expression(.literal(.null), span: span), type: nil)
    }

    /// Returns a timestamp moved by a number of seconds. A number that is not a constant may move it
    /// out of the calendar, which is checked when it is known.
    private func timestamp(
        _ moved: Expression, movedBy seconds: Expression
    ) throws(Diagnostic) -> Bound {
        if let number = seconds.constantNumber, number.magnitude > 3e11 {
            throw Diagnostic(
                .outsideCalendar, "the duration is too long", at: seconds.span,
                help: "a number added to a timestamp is seconds")
        }
        guard !seconds.isConstantArithmetic else {
            return Bound(expression: moved, type: .timestamp)
        }
        let type = Expression(.literal(.text(ColumnType.timestamp.rawValue)))
        return Bound(
            expression: Expression(.internalCall(.cast, [moved, type]), span: moved.span),
            type: .timestamp)
    }

    private func noSum(
        _ op: BinaryOperator, _ left: ColumnType?, _ right: ColumnType?, at span: Span
    ) -> Diagnostic {
        if op == .add, left == .timestamp, right == .timestamp {
            return Diagnostic(.typeMismatch, "two timestamps cannot be added", at: span)
        }
        let (one, two) = (left?.phrase ?? "NULL", right?.phrase ?? "NULL")
        let help =
            left == .time || right == .time
            ? "add a duration: c + 90min"
            : left == .date || right == .date ? "add days: d + 7, or d + 1mo" : "write t + 90min"
        return Diagnostic(
            .typeMismatch,
            op == .add
                ? "\(one) and \(two) cannot be added"
                : "\(two) cannot be subtracted from \(one)",
            at: span, help: help)
    }

    private func negated(_ number: Expression) -> Expression {
        if case .literal(.integer(let value)) = number.kind, value > .min {
            return Expression(.literal(.integer(-value)), span: number.span)
        }
        return Expression(.unary(.negate, number), span: number.span)
    }

    /// Returns a date moved by months and days; a constant is moved during binding.
    private func date(
        _ date: Bound, months: Expression, days: Expression, at span: Span
    ) -> Bound {
        if case .literal(.text(let text)) = date.expression.kind,
            case .literal(.integer(let months)) = months.kind,
            case .literal(.integer(let days)) = days.kind,
            let moved = CivilDate(canonical: text)?.adding(months: months, days: days)
        {
            return Bound(
                expression: Expression(.literal(.text(moved.isoText)), span: span), type: .date)
        }
        return Bound(
            expression: Expression(
                .internalCall(.dateAdd, [date.expression, months, days]), span: span),
            type: .date)
    }

    /// Binds `t + 1d12h`: a constant is moved during binding, a column when it is read.
    private func shift(
        _ value: Bound, by duration: DurationLiteral, negative: Bool, durationSpan: Span,
        at span: Span
    ) throws(Diagnostic) -> Bound {
        func number(_ value: Int64) -> Expression {
            Expression(.literal(.integer(value)), span: durationSpan)
        }
        var value = value
        if case .text? = value.literal { value = try coerced(value, to: .timestamp, for: .result) }
        if value.type == .text, isWallClock(value.expression) {
            let amount = try calendarSpan(of: duration, negative: negative, at: durationSpan)
            return moved(value, by: amount, at: span)
        }
        switch value.type {
        case .date?:
            let amount = try calendarSpan(of: duration, negative: negative, at: durationSpan)
            if amount.milliseconds == 0 {
                return date(
                    value, months: number(Int64(amount.months)), days: number(Int64(amount.days)),
                    at: span)
            }
            value = try coerced(value, to: .timestamp, for: .result)
        case .time?:
            let amount = try calendarSpan(of: duration, negative: negative, at: durationSpan)
            return Bound(
                expression: Expression(
                    .internalCall(
                        .timeAdd, [value.expression, number(amount.milliseconds)]), span: span),
                type: .time)
        case .timestamp?: break
        default:
            let other = try self.number(value, as: negative ? "-" : "+")
            let seconds = Expression(
                try exactSeconds(of: duration, at: durationSpan), span: durationSpan)
            return Bound(
                expression: Expression(
                    .binary(negative ? .subtract : .add, other.expression, seconds), span: span),
                type: .real)
        }
        let amount = try calendarSpan(of: duration, negative: negative, at: durationSpan)
        if let instant = value.expression.constantInstant {
            let moved = context.zone.adding(amount, to: instant)
            guard moved.isInCalendar else {
                throw Diagnostic(.outsideCalendar, "the duration is too long", at: durationSpan)
            }
            return Bound(expression: Expression(.instant(moved), span: span), type: .timestamp)
        }
        let arguments = [
            number(Int64(amount.months)), number(Int64(amount.days)), number(amount.milliseconds),
        ]
        return Bound(
            expression: Expression(
                .internalCall(.timestampAdd, [value.expression] + arguments), span: span),
            type: .timestamp)
    }
}

extension ColumnType {
    var isTime: Bool { self == .timestamp || self == .date || self == .time }
}

extension CivilDate {
    /// Returns the same day of the month after a number of months, or the last day of that month
    /// where it is shorter, moved by a number of days; nil where the result is outside the
    /// calendar's range.
    package func adding(months: Int64, days: Int64) -> CivilDate? {
        guard months.magnitude < 1 << 20, days.magnitude < 1 << 24 else { return nil }
        let moved = CivilDate(day: adding(months: Int(months)).dayNumber + Int(days))
        return Self.years.contains(moved.year) ? moved : nil
    }
}

extension Expression {
    /// Whether it is an aggregate, a window or a query.
    fileprivate var determinesRows: Bool {
        if isAggregate || isWindow { return true }
        return switch kind {
        case .subquery, .exists, .inQuery: true
        default: false
        }
    }
}

extension Binder.Bound {
    fileprivate var isNull: Bool {
        if type == nil, case .literal(.null) = expression.kind { true } else { false }
    }

    /// Whether it is a count, or a sum of integers, of a group or a window.
    fileprivate var isWholeTotal: Bool {
        guard type == .integer else { return false }
        var expression = expression
        if case .call(let call) = expression.kind, call.function?.name == "nullif",
            case .list(let arguments) = call.arguments, let value = arguments.first
        {
            expression = value
        }
        guard expression.isAggregate || expression.isWindow,
            case .call(let call) = expression.kind
        else { return false }
        return ["count", "sum"].contains(call.function?.name)
    }
}
