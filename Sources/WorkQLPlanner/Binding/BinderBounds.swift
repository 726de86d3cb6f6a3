import WorkQLPages
import WorkQLSyntax
package import WorkQLTime

extension Binder {
    /// Binds a cast to a type with a bound: as in PostgreSQL, a text is cut, a number and a time
    /// are rounded, and a number that has too many digits, or is out of range, is an error.
    mutating func bindBounded(
        _ value: Expression, _ limit: TypeBound, at span: Span, in context: ClauseContext
    ) throws(Diagnostic) -> Bound {
        let bound = try bind(value, in: context)
        let orNull = if case .tryCast = value.kind { true } else { false }
        func with(_ kind: Expression.Kind) -> Bound {
            Bound(expression: Expression(kind, span: span), type: bound.type)
        }
        try check(limit, at: span)
        func number(_ value: Int) -> Expression {
            Expression(.literal(.integer(Int64(value))), span: span)
        }
        switch limit {
        case .characters(let count):
            // A constant stays one, so that a condition on it is pushed down.
            if case .cast(let inner, .text) = bound.expression.kind,
                case .literal(.text(let text)) = inner.kind
            {
                let start = String(String.UnicodeScalarView(text.unicodeScalars.prefix(count)))
                return with(.cast(Expression(.literal(.text(start)), span: span), .text))
            }
            let arguments = [bound.expression, number(1), number(count)]
            return with(.call(FunctionCall(name: Name("substr"), arguments: .list(arguments))))
        case .digits(let precision, let scale):
            return with(
                .internalCall(
                    .boundedNumber,
                    [bound.expression, number(precision), number(scale), number(orNull ? 1 : 0)]))
        case .integer(let size):
            let range = size.range
            givenSizes[span] = .some(size)
            // A constant stays one, so that a condition on it is pushed down.
            var constant = bound.expression
            if case .cast(let inner, .integer) = constant.kind { constant = inner }
            if case .literal(.integer(let number)) = constant.kind, range.contains(number) {
                return with(constant.kind)
            }
            let ends = [range.lowerBound, range.upperBound].map { end in
                Expression(.literal(.integer(end)), span: span)
            }
            let name = Expression(.literal(.text(limit.text)), span: span)
            return with(
                .internalCall(
                    .boundedInteger,
                    [bound.expression, name] + ends + [number(orNull ? 1 : 0)]))
        case .binary: return with(bound.expression.kind)
        case .fraction(let digits, _):
            if bound.type == .timestamp, let instant = bound.expression.constantInstant {
                return with(.instant(instant.rounded(toDigits: digits)))
            }
            return with(
                .internalCall(
                    .roundedTime, [bound.expression, number(digits), number(orNull ? 1 : 0)]))
        }
    }

    /// - Throws: for numbers that PostgreSQL does not take either.
    private func check(_ limit: TypeBound, at span: Span) throws(Diagnostic) {
        func check(_ number: Int, _ range: ClosedRange<Int>, _ name: String) throws(Diagnostic) {
            guard !range.contains(number) else { return }
            throw Diagnostic(
                .unknownType,
                "\(limit.text) is out of range: \(name) is \(range.lowerBound) to \(range.upperBound)",
                at: span)
        }
        switch limit {
        case .characters(let count): try check(count, 1...10_485_760, "n")
        case .digits(let precision, let scale):
            try check(precision, 1...1000, "p")
            try check(scale, -1000...1000, "s")
        case .binary(let digits): try check(digits, 1...53, "n")
        case .fraction, .integer: break
        }
    }
}

extension Instant {
    /// Returns the instant with a number of digits of a fraction of a second, 0 to 3; halves are
    /// rounded away from the year 2000, as in PostgreSQL.
    package func rounded(toDigits digits: Int) -> Instant {
        let unit: Int64 = [1000, 100, 10, 1][min(max(digits, 0), 3)]
        let start: Int64 = 946_684_800_000
        let distance = milliseconds - start
        let whole = (distance.magnitude + UInt64(unit) / 2) / UInt64(unit) * UInt64(unit)
        return Instant(milliseconds: start + (distance < 0 ? -Int64(whole) : Int64(whole)))
    }
}
