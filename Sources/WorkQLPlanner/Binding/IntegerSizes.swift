import WorkQLSyntax

// The sizes of integers that are known without any value: those of written numbers and of casts to
// smaller types. The engine computes all integers with 64 bits; PostgreSQL's clients read the type
// of a column, which is that of four bytes where its values are written numbers.

extension Binder {
    /// Returns the smallest type of PostgreSQL that contains a column of such values; nil for one of
    /// 64 bits.
    ///
    /// What: written numbers, casts, and what selects one of several values, such as CASE. Why: the
    /// type of `SELECT 1` is the same with and without other columns beside it. When not: results of
    /// arithmetic and functions, which may leave the size of their operands, and parameters, whose
    /// values say nothing about the next ones.
    func integerSize(_ expression: Expression) -> IntegerSize? {
        // What the planner writes itself has no span.
        if expression.span != Span(0, 0), let known = givenSizes[expression.span] { return known }
        switch expression.kind {
        case .literal(.integer(let number)):
            return IntegerSize.int.range.contains(number) ? .int : nil
        case .unary(.negate, let operand):
            guard case .literal(.integer(let number)) = operand.kind else { return nil }
            return IntegerSize.int.range.contains(-number) ? .int : nil
        case .case(_, let whens, let otherwise):
            return commonSize(whens.map(\.result) + [otherwise].compactMap(\.self))
        case .subquery(let query):
            // Names inside are those of its own tables.
            guard case .select(let select) = query.body, select.items.count == 1,
                case .expression(let value, _) = select.items[0].kind,
                value.first(where: \.isName) == nil
            else { return nil }
            return integerSize(value)
        case .call(let call):
            guard case .list(let arguments) = call.arguments else { return nil }
            switch call.name.text {
            case "coalesce", "ifnull", "max", "min", "greatest", "least":
                return commonSize(arguments)
            case "nullif": return arguments.first.flatMap(integerSize)
            case LocalFunction.boundedInteger.rawValue:
                guard arguments.count > 1, case .literal(.text(let name)) = arguments[1].kind
                else { return nil }
                return IntegerSize(rawValue: name)
            default: return nil
            }
        default: return sourceColumn(expression)?.integerSize
        }
    }

    /// Returns the size of values of which a column contains some; NULL is of every size.
    private func commonSize(_ values: [Expression]) -> IntegerSize? {
        let known = values.filter {
            $0.kind != .literal(.null) || givenSizes[$0.span] != nil
        }
        let sizes = known.compactMap(integerSize)
        guard sizes.count == known.count else { return nil }
        return sizes.max { $0.range.upperBound < $1.range.upperBound }
    }

    /// Returns the size of the values of a row list's column.
    func integerSize(ofValues values: [Bound]) -> IntegerSize? {
        commonSize(values.map(\.expression))
    }
}

extension IntegerSize {
    /// Returns the size of columns of a set operation.
    static func common(_ left: IntegerSize?, _ right: IntegerSize?) -> IntegerSize? {
        guard let left, let right else { return nil }
        return left.range.upperBound < right.range.upperBound ? right : left
    }
}
