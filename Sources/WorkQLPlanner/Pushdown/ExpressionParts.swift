package import WorkQLSyntax

extension Expression {
    /// The conditions that must all be true, from left to right.
    var conjuncts: [Expression] {
        var result: [Expression] = []
        var rest = self
        while case .binary(.and, let left, let right) = rest.kind {
            result.append(contentsOf: right.conjuncts.reversed())
            rest = left
        }
        result.append(rest)
        return result.reversed()
    }

    /// The expressions directly inside this one, from left to right; queries are not entered.
    var children: [Expression] {
        switch kind {
        case .literal, .column, .parameter: []
        case .unary(_, let operand): [operand]
        case .binary(_, let left, let right): [left, right]
        case .between(let value, let low, let high, _): [value, low, high]
        case .inList(let value, let items, _): [value] + items
        case .match(_, let value, let pattern, let escape, _):
            [value, pattern] + (escape.map { [$0] } ?? [])
        case .inQuery(let value, _, _), .inParameter(let value, _, _): [value]
        case .subquery, .exists: []
        case .test(let value, _, _): [value]
        case .case(let operand, let whens, let otherwise):
            (operand.map { [$0] } ?? []) + whens.flatMap { [$0.condition, $0.result] }
                + (otherwise.map { [$0] } ?? [])
        case .cast(let value, _), .tryCast(let value, _), .bounded(let value, _): [value]
        case .call(let call): call.parts
        }
    }

    /// Returns the same expression with each of its `children` replaced by the result of `change`.
    func mappingChildren(_ change: (Expression) -> Expression) -> Expression {
        let kind: Kind =
            switch kind {
            case .literal, .column, .parameter, .subquery, .exists: kind
            case .unary(let op, let operand): .unary(op, change(operand))
            case .binary(let op, let left, let right): .binary(op, change(left), change(right))
            case .between(let value, let low, let high, let negated):
                .between(change(value), low: change(low), high: change(high), negated: negated)
            case .inList(let value, let items, let negated):
                .inList(change(value), items.map(change), negated: negated)
            case .match(let op, let value, let pattern, let escape, let negated):
                .match(
                    op, change(value), pattern: change(pattern), escape: escape.map(change),
                    negated: negated)
            case .inQuery(let value, let query, let negated):
                .inQuery(change(value), query, negated: negated)
            case .inParameter(let value, let name, let negated):
                .inParameter(change(value), name, negated: negated)
            case .test(let value, let truth, let negated):
                .test(change(value), truth, negated: negated)
            case .case(let operand, let whens, let otherwise):
                .case(
                    operand: operand.map(change),
                    whens.map { When(condition: change($0.condition), result: change($0.result)) },
                    otherwise: otherwise.map(change))
            case .cast(let value, let type): .cast(change(value), type)
            case .tryCast(let value, let type): .tryCast(change(value), type)
            case .bounded(let value, let bound): .bounded(change(value), bound)
            case .call(let call): .call(call.mappingParts(change))
            }
        return Expression(kind, span: span)
    }

    /// Returns the first expression that satisfies a predicate, itself included and outermost
    /// first.
    ///
    /// - Parameter besidesLiterals: whether no literal satisfies it.
    package func first(
        besidesLiterals: Bool = false, where holds: (Expression) -> Bool
    ) -> Expression? {
        if holds(self) { return self }
        func first(among expressions: [Expression]) -> Expression? {
            for child in expressions {
                // Nothing is inside a literal.
                if child.isLiteral {
                    if !besidesLiterals, holds(child) { return child }
                } else if let found = child.first(besidesLiterals: besidesLiterals, where: holds) {
                    return found
                }
            }
            return nil
        }
        // A list may be long, and is not copied for the search.
        if case .inList(let value, let items, _) = kind {
            return value.first(besidesLiterals: besidesLiterals, where: holds)
                ?? first(among: items)
        }
        return first(among: children)
    }

    var isLiteral: Bool { if case .literal = kind { true } else { false } }
}

extension FunctionCall {
    /// The expressions directly inside a call.
    fileprivate var parts: [Expression] {
        var parts: [Expression] = if case .list(let list) = arguments { list } else { [] }
        parts += ordering.map(\.expression)
        if let filter { parts.append(filter) }
        guard let window else { return parts }
        parts += window.partition + window.ordering.map(\.expression)
        for bound in [window.frame?.start, window.frame?.end] {
            switch bound {
            case .preceding(let count)?, .following(let count)?: parts.append(count)
            default: break
            }
        }
        return parts
    }

    fileprivate func mappingParts(_ change: (Expression) -> Expression) -> FunctionCall {
        var call = self
        if case .list(let list) = arguments { call.arguments = .list(list.map(change)) }
        call.ordering = ordering.map {
            Ordering(change($0.expression), descending: $0.descending, nulls: $0.nulls)
        }
        call.filter = filter.map(change)
        call.window?.partition = window?.partition.map(change) ?? []
        call.window?.ordering =
            window?.ordering.map {
                Ordering(change($0.expression), descending: $0.descending, nulls: $0.nulls)
            } ?? []
        if let frame = window?.frame {
            call.window?.frame = Window.Frame(
                unit: frame.unit, start: frame.start.mapping(change), end: frame.end.mapping(change)
            )
        }
        return call
    }
}

extension Window.Frame.Bound {
    fileprivate func mapping(_ change: (Expression) -> Expression) -> Self {
        switch self {
        case .preceding(let count): .preceding(change(count))
        case .following(let count): .following(change(count))
        case .unboundedPreceding, .currentRow, .unboundedFollowing: self
        }
    }
}
