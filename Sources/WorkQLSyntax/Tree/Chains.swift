// Equality of trees that may be as high as they are long.
//
// A chain such as `a OR b OR c` descends along the first operands. Comparing and hashing follow it
// in a loop, so that only other nesting uses stack.

extension Expression: Hashable {
    package static func == (left: Expression, right: Expression) -> Bool {
        var left = left.kind
        var right = right.kind
        while let (first, rest) = left.chain, let (otherFirst, otherRest) = right.chain {
            guard rest == otherRest else { return false }
            left = first.kind
            right = otherFirst.kind
        }
        return left == right
    }

    package func hash(into hasher: inout Hasher) {
        var kind = kind
        while let (first, rest) = kind.chain {
            hasher.combine(rest)
            kind = first.kind
        }
        hasher.combine(kind)
    }
}

extension Expression.Kind {
    /// The operation on the first operand of a chain.
    fileprivate enum Link: Hashable {
        case binary(BinaryOperator, Expression)
        case test(Truth, negated: Bool)
        case cast(TypeName)
        case bounded(TypeBound)
        case inList([Expression], negated: Bool)
        case inParameter(Name, negated: Bool)
    }

    /// The first operand, and the rest; nil for expressions that do not form chains.
    fileprivate var chain: (first: Expression, rest: Link)? {
        switch self {
        case .binary(let `operator`, let left, let right): (left, .binary(`operator`, right))
        case .test(let operand, let truth, let negated): (operand, .test(truth, negated: negated))
        case .cast(let operand, let type): (operand, .cast(type))
        case .bounded(let operand, let bound): (operand, .bounded(bound))
        case .inList(let operand, let items, let negated):
            (operand, .inList(items, negated: negated))
        case .inParameter(let operand, let name, let negated):
            (operand, .inParameter(name, negated: negated))
        default: nil
        }
    }
}

extension Relation: Hashable {
    package static func == (left: Relation, right: Relation) -> Bool {
        var left = left.kind
        var right = right.kind
        while case .join(let kind, let first, let second, let constraint) = left,
            case .join(let otherKind, let otherFirst, let otherSecond, let otherConstraint) = right
        {
            guard kind == otherKind, second == otherSecond, constraint == otherConstraint else {
                return false
            }
            left = first.kind
            right = otherFirst.kind
        }
        return left == right
    }

    package func hash(into hasher: inout Hasher) {
        var kind = kind
        while case .join(let join, let first, let second, let constraint) = kind {
            hasher.combine(join)
            hasher.combine(second)
            hasher.combine(constraint)
            kind = first.kind
        }
        hasher.combine(kind)
    }
}

extension QueryBody: Hashable {
    package static func == (left: QueryBody, right: QueryBody) -> Bool {
        var left = left
        var right = right
        while case .combined(let `operator`, let all, let first, let second) = left,
            case .combined(let otherOperator, let otherAll, let otherFirst, let otherSecond) = right
        {
            guard `operator` == otherOperator, all == otherAll, second == otherSecond else {
                return false
            }
            left = first
            right = otherFirst
        }
        return switch (left, right) {
        case (.select(let left), .select(let right)): left == right
        case (.values(let left), .values(let right)): left == right
        case (.query(let left), .query(let right)): left == right
        default: false
        }
    }

    package func hash(into hasher: inout Hasher) {
        var body = self
        while case .combined(let `operator`, let all, let first, let second) = body {
            hasher.combine(`operator`)
            hasher.combine(all)
            hasher.combine(second)
            body = first
        }
        switch body {
        case .select(let select): hasher.combine(select)
        case .values(let rows): hasher.combine(rows)
        case .query(let query): hasher.combine(query)
        case .combined: break
        }
    }
}
