import WorkQLSyntax

/// Integer arithmetic that cannot leave 64 bits in silence.
///
/// What: the outermost sum, difference, product, quotient or sign of integers is checked when a row
/// is computed.
/// Why: where a result exceeds 64 bits, SQLite continues with reals, which have 53 bits: digits are
/// lost without a word. PostgreSQL refuses such a result. A real operand makes each result above it
/// a real, so that one check of the outermost operation finds what happened inside.
/// When not: where the operands are so small that no result can leave 64 bits, as in `7 * 86400`,
/// and for a remainder, which is never larger than its operands.
extension Expression {
    /// Returns the result of an operator on two integers.
    static func wholeNumber(
        _ op: BinaryOperator, _ left: Expression, _ right: Expression, at span: Span
    ) -> Expression {
        func with(_ left: Expression, _ right: Expression) -> Expression {
            Expression(.binary(op, left, right), span: span)
        }
        switch op {
        case .add, .subtract, .multiply:
            return with(left.uncheckedNumber, right.uncheckedNumber).checkedNumber
        case .divide:
            // Only -2^63 / -1 leaves the range.
            if let divisor = right.constantNumber, divisor != -1 { return with(left, right) }
            return with(left.uncheckedNumber, right.uncheckedNumber).checkedNumber
        default:
            return with(left, right)
        }
    }

    /// Returns an integer with the other sign.
    static func negated(_ operand: Expression, at span: Span) -> Expression {
        Expression(.unary(.negate, operand.uncheckedNumber), span: span).checkedNumber
    }

    private var checkedNumber: Expression {
        if let largestMagnitude, largestMagnitude < 0x1p62 || exactNumber != nil { return self }
        let written = Expression(.literal(.text(Printer().print(self).clipped)))
        return Expression(.internalCall(.wholeNumber, [self, written]), span: span)
    }

    /// The operation that is checked here; the expression itself where none is.
    var uncheckedNumber: Expression {
        guard case .call(let call) = kind, call.name.folded == LocalFunction.wholeNumber.rawValue,
            case .list(let arguments) = call.arguments
        else { return self }
        return arguments[0]
    }

    /// The value of a constant; nil where it, or a part of it, has more than 64 bits, and for other
    /// expressions.
    private var exactNumber: Int64? {
        switch kind {
        case .literal(.integer(let number)): return number
        case .unary(.negate, let operand):
            return operand.exactNumber.flatMap { $0 == .min ? nil : -$0 }
        case .binary(let op, let left, let right):
            guard let one = left.exactNumber, let other = right.exactNumber else { return nil }
            let (number, overflows) =
                switch op {
                case .add: one.addingReportingOverflow(other)
                case .subtract: one.subtractingReportingOverflow(other)
                case .multiply: one.multipliedReportingOverflow(by: other)
                case .divide: one.dividedReportingOverflow(by: other)
                default: (0, true)
                }
            return overflows ? nil : number
        default: return nil
        }
    }

    /// A bound on the magnitude of an integer and of all that it is computed from; nil where none
    /// is known.
    private var largestMagnitude: Double? {
        switch kind {
        case .literal(.integer(let number)): return Double(number.magnitude)
        case .literal(.boolean): return 1
        case .literal(.null): return 0
        case .unary(.negate, let operand): return operand.largestMagnitude
        case .binary(let op, let left, let right):
            guard let one = left.largestMagnitude, let other = right.largestMagnitude else {
                return nil
            }
            switch op {
            case .add, .subtract: return one + other
            case .multiply: return max(one * other, one, other)
            case .divide, .remainder: return max(one, other)
            default: return nil
            }
        default: return nil
        }
    }
}
