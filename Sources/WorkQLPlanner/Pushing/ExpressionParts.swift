import WorkQLSyntax

extension Expression {
    /// The conditions that all have to hold, from left to right.
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

    /// The expressions directly inside this one, from left to right; queries are worlds of their
    /// own.
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
        case .cast(let value, _): [value]
        case .call(let call): call.parts
        }
    }

    /// The first expression, itself included and outermost first, of which something holds.
    func first(where holds: (Expression) -> Bool) -> Expression? {
        if holds(self) { return self }
        for child in children {
            if let found = child.first(where: holds) { return found }
        }
        return nil
    }
}

extension FunctionCall {
    /// The expressions directly inside a call.
    fileprivate var parts: [Expression] {
        var parts: [Expression] = if case .list(let list) = arguments { list } else { [] }
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
}
