import WorkQLCatalog
import WorkQLSyntax

/// Real arithmetic that cannot become infinite in silence.
///
/// What: a sum, difference, product or quotient of reals is computed by a function, which refuses a
/// result beyond the largest real.
/// Why: SQLite continues with infinity, of which a quotient is 0 and a difference NULL. PostgreSQL
/// refuses such a result.
/// When not: where bounds of the operands show that no result can be so large, as for
/// `(t - u) / 3600.0` and `count(*) * 100.0 / days`; SQLite's operator is faster.
extension Binder {
    func realNumber(
        _ op: BinaryOperator, _ left: Bound, _ right: Bound, at span: Span
    ) -> Expression {
        let plain = Expression(.binary(op, left.expression, right.expression), span: span)
        let (one, other) = (largest(left), largest(right))
        if let largest = Self.largest(op, one, other, by: right, isWhole: right.type == .integer),
            largest < 1e300
        {
            return plain
        }
        let symbol = Expression(.literal(.text(op.symbol)))
        return Expression(
            .internalCall(.realNumber, [symbol, left.expression, right.expression]), span: span)
    }

    private static let largestInteger = 0x1p63
    /// No two instants are further apart, in seconds.
    private static let longest = 1e13

    private func largest(_ value: Bound) -> Double? {
        let own = largest(value.expression)
        switch value.type {
        case .integer?: return min(own ?? Self.largestInteger, Self.largestInteger)
        case .boolean?: return 1
        default: return own
        }
    }

    private static func largest(
        _ op: BinaryOperator, _ one: Double?, _ other: Double?, by divisor: Bound?, isWhole: Bool
    ) -> Double? {
        guard let one, let other else { return nil }
        switch op {
        case .add, .subtract: return one + other
        case .multiply: return one * other
        case .divide:
            if let number = divisor?.expression.constantNumber, number != 0 {
                return one / number.magnitude
            }
            // A quotient by 0 is NULL.
            return isWhole ? one : nil
        default: return nil
        }
    }

    /// Returns a bound on the magnitude of a number; nil where none is known.
    private func largest(_ expression: Expression) -> Double? {
        switch expression.kind {
        case .literal(.integer(let number)): return Double(number.magnitude)
        case .literal(.real(let number)): return number.magnitude
        case .literal(.boolean): return 1
        case .literal(.null): return 0
        case .unary(.negate, let operand): return largest(operand)
        case .cast(let value, _): return largest(value)
        case .column:
            switch sourceColumn(expression)?.type {
            case .integer?: return Self.largestInteger
            case .boolean?: return 1
            case .timestamp?: return Self.longest
            default: return nil
            }
        case .binary(let op, let left, let right):
            return Self.largest(
                op, largest(left), largest(right),
                by: Bound(expression: right, type: nil), isWhole: isWhole(right))
        case .call(let call): return largest(call)
        default: return nil
        }
    }

    private func largest(_ call: FunctionCall) -> Double? {
        switch LocalFunction(rawValue: call.name.folded) {
        case .wholeNumber?: return Self.largestInteger
        case .timestampDifference?, .dateDifference?, .timeDifference?, .timestampAdd?, .midnight?,
            .dateTime?:
            return Self.longest
        case nil: break
        default: return nil
        }
        guard case .list(let arguments) = call.arguments else {
            return call.function?.name == "count" ? Self.largestInteger : nil
        }
        switch call.name.folded {
        case "epoch": return Self.longest
        case "floor", "ceil", "trunc", "round":
            return arguments.first.flatMap { largest($0) }.map { $0 + 1 }
        default: break
        }
        switch call.function?.name {
        case "count"?: return Self.largestInteger
        case "sum"?:
            // A sum of integers that does not fit is refused.
            return arguments.first.flatMap { isWhole($0) ? Self.largestInteger : nil }
        case "avg"?, "min"?, "max"?, "abs"?, "coalesce"?, "nullif"?:
            var bound = 0.0
            for argument in arguments {
                guard let largest = largest(argument) else { return nil }
                bound = max(bound, largest)
            }
            return bound
        default: return nil
        }
    }

    /// Whether it is an integer by its form, so that it is 0 or its magnitude at least 1.
    private func isWhole(_ expression: Expression) -> Bool {
        switch expression.kind {
        case .literal(.integer): return true
        case .column: return sourceColumn(expression)?.type == .integer
        case .call(let call):
            if call.name.folded == LocalFunction.wholeNumber.rawValue { return true }
            switch (call.function?.name, call.arguments) {
            case ("count"?, _): return true
            case ("sum"?, .list(let arguments)), ("nullif"?, .list(let arguments)),
                ("coalesce"?, .list(let arguments)):
                return arguments.allSatisfy(isWhole)
            default: return false
            }
        default: return false
        }
    }
}
