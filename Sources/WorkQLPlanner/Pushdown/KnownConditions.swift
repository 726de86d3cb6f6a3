import WorkQLSyntax

/// Conditions without the parts whose values are known before the first call.
///
/// What: `(:user IS NULL OR userid = :user)` becomes `userid = 'lisi'`, and so do
/// `1 = 0 OR userid = 'lisi'`, `(userid = 'lisi') IS TRUE` and a CASE whose conditions are known.
/// Why: a program writes one statement for all its filters, and leaves some of them empty; what
/// remains is pushed down like a condition that is written alone.
/// When not: the statement itself keeps the condition as it is written. Beside NOT, only parts are
/// replaced that are equal also where they are NULL or false.
extension Expression {
    /// Returns a condition that is true for the same rows.
    var withoutKnownParts: Expression { reduced(isPositive: true) }

    /// Whether a condition is known to be true for no row.
    var isNever: Bool {
        switch kind {
        case .literal(.boolean(false)), .literal(.null), .literal(.integer(0)): true
        default: false
        }
    }

    /// - Parameter isPositive: whether it only matters where the condition is true.
    private func reduced(isPositive: Bool) -> Expression {
        switch kind {
        case .binary(let op, _, _) where op == .and || op == .or:
            return reducedChain(op, isPositive: isPositive)
        case .unary(.not, let operand):
            if case .test(let value, .true, negated: true) = operand.kind, isPositive {
                return value.reduced(isPositive: true)
            }
            let inner = operand.reduced(isPositive: false)
            if let truth = inner.knownTruth { return truth.opposite.expression(at: span) }
            return Expression(.unary(.not, inner), span: span)
        case .test(let value, .true, negated: false) where isPositive:
            return value.reduced(isPositive: true)
        case .test(let value, .false, negated: false) where isPositive:
            return Expression(.unary(.not, value), span: span).reduced(isPositive: true)
        case .binary(let op, let left, let right) where op == .equal || op == .isNotDistinct:
            if let truth = right.truthLiteral, isPositive, left.isTruth {
                return (truth ? left : Expression(.unary(.not, left), span: span))
                    .reduced(isPositive: true)
            }
            if let truth = left.truthLiteral, isPositive, right.isTruth {
                return (truth ? right : Expression(.unary(.not, right), span: span))
                    .reduced(isPositive: true)
            }
            return compared
        case .case, .call:
            let value = knownValue
            if isPositive, let condition = value.chosenCondition {
                return condition.reduced(isPositive: true)
            }
            if value.isCase || value == self { return value }
            return value.reduced(isPositive: isPositive)
        default: return compared
        }
    }

    /// The condition that is true where a `coalesce`, `ifnull`, `iif` or CASE of conditions is: the
    /// value where none is met is never true. nil where the form does not show it.
    private var chosenCondition: Expression? {
        func and(_ condition: Expression, _ result: Expression) -> Expression {
            result.truthLiteral == true
                ? condition : Expression(.binary(.and, condition, result), span: span)
        }
        switch kind {
        case .case(nil, let whens, let otherwise):
            guard whens.count == 1, otherwise?.isNever ?? true else { return nil }
            return and(whens[0].condition, whens[0].result)
        case .call(let call):
            guard case .list(let arguments) = call.arguments, call.window == nil,
                call.filter == nil
            else { return nil }
            switch (call.name.folded, arguments.count) {
            case ("coalesce", 2), ("ifnull", 2):
                return arguments[1].isNever ? arguments[0] : nil
            case ("iif", 3):
                return arguments[2].isNever ? and(arguments[0], arguments[1]) : nil
            default: return nil
            }
        default: return nil
        }
    }

    /// Returns a chain of AND or OR, which may be as deep as it is long.
    private func reducedChain(_ op: BinaryOperator, isPositive: Bool) -> Expression {
        var operands: [Expression] = []
        var rest = self
        while case .binary(op, let left, let right) = rest.kind {
            operands.append(right)
            rest = left
        }
        operands.append(rest)
        // AND with TRUE and OR with FALSE change nothing; the opposite determines the whole.
        let neutral: KnownTruth = op == .and ? .true : .false
        var kept: [Expression] = []
        for operand in operands.reversed() {
            let operand = operand.reduced(isPositive: isPositive)
            switch operand.knownTruth {
            case neutral?: continue
            case neutral.opposite?: return neutral.opposite.expression(at: span)
            default: kept.append(operand)
            }
        }
        guard let first = kept.first else { return neutral.expression(at: span) }
        return kept.dropFirst().reduce(first) {
            Expression(.binary(op, $0, $1), span: span)
        }
    }

    /// Returns a comparison with its sides reduced, or its value where that is known.
    private var compared: Expression {
        let inner: Expression
        switch kind {
        // A list may be long.
        case .inList(let value, let items, let negated):
            inner = Expression(.inList(value.knownValue, items, negated: negated), span: span)
        case .binary, .between, .test, .match: inner = mappingChildren(\.knownValue)
        default: return self
        }
        return inner.knownTruth?.expression(at: span) ?? inner
    }

    /// Returns a value with CASE, `iif` and `coalesce` replaced by the part that is known to be
    /// taken.
    private var knownValue: Expression {
        switch kind {
        case .case(nil, let whens, let otherwise):
            var rest: [When] = []
            for when in whens {
                let condition = when.condition.reduced(isPositive: true)
                switch condition.knownTruth {
                case .true? where rest.isEmpty: return when.result.knownValue
                case .false?, .null?: continue
                default: rest.append(When(condition: condition, result: when.result))
                }
            }
            if rest.isEmpty {
                return otherwise?.knownValue ?? Expression(.literal(.null), span: span)
            }
            return Expression(.case(operand: nil, rest, otherwise: otherwise), span: span)
        case .call(let call):
            guard case .list(let arguments) = call.arguments, call.window == nil,
                call.filter == nil, let first = arguments.first
            else { return self }
            switch (call.name.folded, arguments.count) {
            case ("iif", 3):
                switch first.reduced(isPositive: true).knownTruth {
                case nil: return self
                case .true?: return arguments[1].knownValue
                case .false?, .null?: return arguments[2].knownValue
                }
            case (LocalFunction.ignoringCase.rawValue, 1):
                // How a literal is compared is decided by the column beside it.
                let value = first.knownValue
                if value.isKnown { return value }
                var call = call
                call.arguments = .list([value])
                return Expression(.call(call), span: span)
            case ("coalesce", _), ("ifnull", 2):
                let rest = arguments.drop { $0.kind == .literal(.null) }
                guard let taken = rest.first else { return first }
                if rest.count == 1 || taken.isKnown { return taken.knownValue }
                guard rest.count < arguments.count else { return self }
                var call = call
                call.arguments = .list(Array(rest))
                return Expression(.call(call), span: span)
            default: return self
            }
        default: return self
        }
    }

    private var isCase: Bool { if case .case = kind { true } else { false } }

    /// Whether it is a literal with a value.
    private var isKnown: Bool {
        if case .literal(let literal) = kind { literal != .null } else { false }
    }

    private var truthLiteral: Bool? {
        if case .literal(.boolean(let truth)) = kind { truth } else { nil }
    }

    /// Whether it is true, false or NULL, and no other number.
    private var isTruth: Bool {
        switch kind {
        case .binary(let op, _, _): op.isComparison || op == .and || op == .or
        case .unary(.not, _), .between, .inList, .inQuery, .inParameter, .match, .test, .exists:
            true
        case .literal(.boolean), .literal(.null): true
        case .call(let call):
            if case .list(let arguments) = call.arguments, call.window == nil, call.filter == nil,
                ["coalesce", "ifnull"].contains(call.name.folded)
            {
                arguments.allSatisfy(\.isTruth)
            } else {
                false
            }
        default: false
        }
    }

    /// Whether a condition of constants is true; nil where a column or a query determines it.
    private var knownTruth: KnownTruth? {
        switch kind {
        case .literal(.null): return .null
        case .literal(.boolean(let value)): return value ? .true : .false
        case .literal(.integer(let value)): return value != 0 ? .true : .false
        case .literal(.real(let value)): return value != 0 ? .true : .false
        case .test(let value, .null, let negated):
            guard case .literal(let literal) = value.kind else { return nil }
            return (literal == .null) != negated ? .true : .false
        case .test(let value, let truth, let negated):
            guard let known = value.knownTruth else { return nil }
            return (known == (truth == .true ? .true : .false)) != negated ? .true : .false
        case .binary(let op, let left, let right): return left.order(op, right)
        case .between(let value, let low, let high, let negated):
            guard let first = value.order(.greaterOrEqual, low),
                let second = value.order(.lessOrEqual, high), first != .null, second != .null
            else { return nil }
            return (first == .true && second == .true) != negated ? .true : .false
        case .inList(let value, let items, let negated):
            guard case .literal = value.kind else { return nil }
            var isFound = false
            for item in items {
                guard let one = value.order(.equal, item), one != .null else { return nil }
                isFound = isFound || one == .true
            }
            return isFound != negated ? .true : .false
        default: return nil
        }
    }

    /// Returns the result of comparing two literals of one kind; nil for any other values.
    private func order(_ op: BinaryOperator, _ other: Expression) -> KnownTruth? {
        guard case .literal(let left) = kind, case .literal(let right) = other.kind,
            op.isComparison
        else { return nil }
        if left == .null || right == .null {
            switch op {
            case .isDistinct: return left != right ? .true : .false
            case .isNotDistinct: return left == right ? .true : .false
            default: return .null
            }
        }
        let order: Int
        switch (left, right) {
        case (.integer(let one), .integer(let two)): order = one < two ? -1 : one > two ? 1 : 0
        case (.real(let one), .real(let two)): order = one < two ? -1 : one > two ? 1 : 0
        case (.text(let one), .text(let two)):
            // As SQLite compares texts, by their bytes.
            order =
                one.utf8.elementsEqual(two.utf8)
                ? 0 : one.utf8.lexicographicallyPrecedes(two.utf8) ? -1 : 1
        case (.boolean(let one), .boolean(let two)): order = one == two ? 0 : one ? 1 : -1
        default: return nil
        }
        let isTrue: Bool
        switch op {
        case .equal, .isNotDistinct: isTrue = order == 0
        case .notEqual, .isDistinct: isTrue = order != 0
        case .less: isTrue = order < 0
        case .lessOrEqual: isTrue = order <= 0
        case .greater: isTrue = order > 0
        case .greaterOrEqual: isTrue = order >= 0
        default: return nil
        }
        return isTrue ? .true : .false
    }
}

/// The value of a condition without columns.
private enum KnownTruth {
    case `true`, `false`, null

    var opposite: KnownTruth {
        switch self {
        case .true: .false
        case .false: .true
        case .null: .null
        }
    }

    func expression(at span: Span) -> Expression {
        let literal: Literal =
            switch self {
            case .true: .boolean(true)
            case .false: .boolean(false)
            case .null: .null
            }
        return Expression(.literal(literal), span: span)
    }
}
