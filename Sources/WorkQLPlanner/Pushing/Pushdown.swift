import WorkQLCatalog
import WorkQLSyntax

/// What a bound condition says about one column, read from its form alone.
///
/// Both answers err to one side only: the values and the bounds hold every row for which the
/// condition is true, and perhaps more. `exact` says that they hold no others.
struct Pushdown {
    let table: Table
    /// What the table is called where the condition stands.
    let name: Name

    struct Values: Equatable {
        var set: Set<Scalar>
        var exact: Bool
    }

    struct Bounds: Equatable {
        /// Included; nil is since ever.
        var since: Instant?
        /// Left out; nil is for ever.
        var until: Instant?
        var exact: Bool
    }

    /// The values of a column under which a condition can be true; nil when it does not limit them.
    ///
    /// `=` and IN with constants give a set; AND keeps what both sides allow; OR needs a set from
    /// both. NULL equals nothing, so it adds no value. Text beside an integer column counts as the
    /// number it spells, as it does to SQLite.
    func values(of column: Int, in condition: Expression) -> Values? {
        switch condition.kind {
        case .literal(.boolean(false)), .literal(.null), .literal(.integer(0)):
            return Values(set: [], exact: true)
        case .binary(.equal, let left, let right):
            if isColumn(left, column), let value = constants([right], for: column) { return value }
            if isColumn(right, column) { return constants([left], for: column) }
            return nil
        case .inList(let value, let items, negated: false) where isColumn(value, column):
            return constants(items, for: column)
        case .binary(.and, let left, let right):
            let first = values(of: column, in: left)
            let second = values(of: column, in: right)
            guard let first, let second else {
                return (first ?? second).map { Values(set: $0.set, exact: false) }
            }
            return Values(
                set: first.set.intersection(second.set), exact: first.exact && second.exact)
        case .binary(.or, let left, let right):
            guard let first = values(of: column, in: left),
                let second = values(of: column, in: right)
            else { return nil }
            return Values(set: first.set.union(second.set), exact: first.exact && second.exact)
        default:
            return nil
        }
    }

    /// The instants of a timestamp column between which a condition can be true; nil when it does
    /// not limit them.
    ///
    /// Several ranges joined by OR become the one range that holds them: a gap costs calls, but no
    /// row.
    func bounds(of column: Int, in condition: Expression) -> Bounds? {
        switch condition.kind {
        case .binary(let op, let left, let right):
            if op == .and {
                return both(bounds(of: column, in: left), bounds(of: column, in: right))
            }
            if op == .or {
                return either(bounds(of: column, in: left), bounds(of: column, in: right))
            }
            if isColumn(left, column), let constant = milliseconds(right) {
                return bounds(op, constant)
            }
            if isColumn(right, column), let constant = milliseconds(left) {
                return op.mirrored.flatMap { bounds($0, constant) }
            }
            return nil
        case .between(let value, let low, let high, negated: false) where isColumn(value, column):
            guard let low = milliseconds(low), let high = milliseconds(high) else { return nil }
            return both(bounds(.greaterOrEqual, low), bounds(.lessOrEqual, high))
        case .inList(let value, let items, negated: false) where isColumn(value, column):
            var hull: Bounds?
            for item in items {
                guard let constant = milliseconds(item) else { return nil }
                let one = bounds(.equal, constant)
                hull = hull == nil ? one : either(hull, one)
            }
            return hull.map { Bounds(since: $0.since, until: $0.until, exact: items.count == 1) }
        default:
            return nil
        }
    }

    /// The name of the values that a column is to be among, and that a query is yet to give.
    func awaited(_ column: Int, in condition: Expression) -> String? {
        guard case .inParameter(let value, let name, negated: false) = condition.kind,
            isColumn(value, column)
        else { return nil }
        return name.text
    }

    /// Whether a condition speaks of a column anywhere.
    func mentions(_ column: Int, in condition: Expression) -> Expression? {
        condition.first { isColumn($0, column) }
    }

    private func isColumn(_ expression: Expression, _ place: Int) -> Bool {
        guard case .column(let qualifier, let column) = expression.kind else { return false }
        // Without a qualifier it is a column that USING merged, which all its tables share.
        return Name(table.columns[place].name) == column
            && (qualifier.isEmpty || qualifier.last == name)
    }

    private func constants(_ items: [Expression], for column: Int) -> Values? {
        let isText = table.columns[column].type != .integer
        var set: Set<Scalar> = []
        for item in items {
            switch item.kind {
            case .literal(.null): continue
            case .literal(.text(let text)):
                if isText {
                    set.insert(.text(text))
                } else if let number = Int64(text) {
                    set.insert(.integer(number))
                } else {
                    return nil
                }
            case .literal(.integer(let number)):
                set.insert(isText ? .text(String(number)) : .integer(number))
            default: return nil
            }
        }
        return Values(set: set, exact: true)
    }

    private func milliseconds(_ expression: Expression) -> Double? {
        switch expression.kind {
        case .literal(.integer(let seconds)) where abs(seconds) < 1 << 40: Double(seconds) * 1000
        case .literal(.real(let seconds)) where abs(seconds) < 1e12: seconds * 1000
        default: nil
        }
    }

    /// A constant between two milliseconds widens the bound, which SQLite then narrows again.
    private func bounds(_ op: BinaryOperator, _ milliseconds: Double) -> Bounds? {
        let near = milliseconds.rounded()
        let whole = abs(near - milliseconds) < 1e-3
        let floor = Int64(whole ? near : milliseconds.rounded(.down))
        let ceiling = Int64(whole ? near : milliseconds.rounded(.up))
        let next = Instant(milliseconds: ceiling + (whole ? 1 : 0))
        switch op {
        case .equal, .isNotDistinct:
            return Bounds(since: Instant(milliseconds: floor), until: next, exact: whole)
        case .greaterOrEqual:
            return Bounds(since: Instant(milliseconds: floor), until: nil, exact: whole)
        case .greater:
            return Bounds(
                since: Instant(milliseconds: floor + (whole ? 1 : 0)), until: nil, exact: whole)
        case .less:
            return Bounds(since: nil, until: Instant(milliseconds: ceiling), exact: whole)
        case .lessOrEqual:
            return Bounds(since: nil, until: next, exact: whole)
        default: return nil
        }
    }

    private func both(_ first: Bounds?, _ second: Bounds?) -> Bounds? {
        guard let first, let second else {
            return (first ?? second).map { Bounds(since: $0.since, until: $0.until, exact: false) }
        }
        return Bounds(
            since: [first.since, second.since].compactMap { $0 }.max(),
            until: [first.until, second.until].compactMap { $0 }.min(),
            exact: first.exact && second.exact)
    }

    private func either(_ first: Bounds?, _ second: Bounds?) -> Bounds? {
        guard let first, let second else { return nil }
        let since = [first.since, second.since].compactMap { $0 }
        let until = [first.until, second.until].compactMap { $0 }
        return Bounds(
            since: since.count == 2 ? since.min() : nil,
            until: until.count == 2 ? until.max() : nil, exact: false)
    }
}

extension BinaryOperator {
    /// The comparison with its sides exchanged.
    var mirrored: BinaryOperator? {
        switch self {
        case .equal, .notEqual, .isDistinct, .isNotDistinct: self
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        default: nil
        }
    }
}

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
