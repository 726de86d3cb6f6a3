import WorkQLCatalog
import WorkQLSyntax
import WorkQLTime

extension Pushdown {
    /// Returns the region of a key column and a time column in which a condition can be true,
    /// derived from its form alone.
    ///
    /// What: comparisons of either column with constants, BETWEEN and IN, combined by AND, OR and
    /// NOT to any depth.
    /// Why: instants that no key needs require no call.
    /// When not: a comparison with anything but a constant, or of anything but the column itself,
    /// implies nothing.
    ///
    /// NULL makes a comparison neither true nor false, so NOT is carried inward to the comparisons,
    /// where its meaning is simple, and is never applied to a region.
    ///
    /// - Parameters:
    ///   - key: the index of the key column; nil when only time counts.
    ///   - time: the index of the time column; nil when only keys count.
    ///   - isFalse: whether the condition must be false instead of true.
    func region(
        of condition: Expression, key: Int?, time: Int?, isFalse: Bool = false
    ) -> Region {
        switch condition.kind {
        case .literal(.null): return .nothing
        case .literal(.boolean(let value)): return value != isFalse ? .everything : .nothing
        case .literal(.integer(let value)):
            return (value != 0) != isFalse ? .everything : .nothing
        case .unary(.not, let operand):
            return region(of: operand, key: key, time: time, isFalse: !isFalse)
        case .binary(let op, _, _) where op == .and || op == .or:
            return region(ofAll: op, condition, key: key, time: time, isFalse: isFalse)
        case .binary(let op, let left, let right):
            guard let op = isFalse ? op.opposite : op else { return .unknown }
            return comparison(op, left, right, key: key, time: time)
                ?? op.mirrored.flatMap { comparison($0, right, left, key: key, time: time) }
                ?? .unknown
        case .between(let value, let low, let high, let negated):
            guard let time,
                isColumn(value, time) || isDay(value, of: time) || grows(value, with: time)
            else { return .unknown }
            let ops: (low: BinaryOperator, high: BinaryOperator) =
                negated == isFalse ? (.greaterOrEqual, .lessOrEqual) : (.less, .greater)
            guard var region = comparison(ops.low, value, low, key: nil, time: time),
                let other = comparison(ops.high, value, high, key: nil, time: time)
            else { return .unknown }
            if negated == isFalse {
                region.formIntersection(other)
            } else {
                region.formUnion(other)
            }
            return region
        case .inList(let value, let items, let negated):
            if let time, isColumn(value, time) {
                return list(items, isIn: negated == isFalse) { instants($0, $1) }
            }
            if let time, isDay(value, of: time) {
                return list(items, isIn: negated == isFalse) { days($0, $1) }
            }
            if let key, isColumn(value, key) {
                // Lists of users can be long, and need not be evaluated item by item.
                if negated == isFalse, let values = scalars(items, for: key) {
                    var keys = [Scalar: IntervalSet](minimumCapacity: values.count)
                    for value in values { keys[value] = .all }
                    return Region(rest: .empty, keys: keys, isExact: true)
                }
                return list(items, isIn: negated == isFalse) { keys($0, $1, of: key) }
            }
            if let key, negated == isFalse, isFolded(value, key) {
                return list(items, isIn: true) { keys($0, $1, of: key)?.asInexact }
            }
            if let time, grows(value, with: time) {
                return list(items, isIn: negated == isFalse) { implied($0, value, $1, time: time) }
            }
            return .unknown
        default:
            return .unknown
        }
    }

    /// Returns the region of any number of conditions that are all joined by AND, or all by OR: a
    /// chain of them is a tree as deep as the chain is long.
    private func region(
        ofAll op: BinaryOperator, _ condition: Expression, key: Int?, time: Int?, isFalse: Bool
    ) -> Region {
        var operands: [Expression] = []
        var rest = condition
        while case .binary(op, let left, let right) = rest.kind {
            operands.append(right)
            rest = left
        }
        var region = region(of: rest, key: key, time: time, isFalse: isFalse)
        for (index, operand) in operands.reversed().enumerated() {
            if index % 256 == 255 { region.simplify() }
            let next = self.region(of: operand, key: key, time: time, isFalse: isFalse)
            if (op == .and) != isFalse {
                region.formIntersection(next)
            } else {
                region.formUnion(next)
            }
        }
        region.simplify()
        return region
    }

    /// Returns the region of a comparison whose left side is one of the columns; nil for any other.
    private func comparison(
        _ op: BinaryOperator, _ left: Expression, _ right: Expression, key: Int?, time: Int?
    ) -> Region? {
        if let time, isColumn(left, time) { return instants(op, right) }
        if let time, isDay(left, of: time) { return days(op, right) }
        if let key, isColumn(left, key) { return keys(op, right, of: key) }
        // `<>` is true for a value in other letters as well.
        if let key, op == .equal, isFolded(left, key) {
            return keys(op, right, of: key).map(\.asInexact)
        }
        if let time { return implied(op, left, right, time: time) }
        return nil
    }

    /// Returns the region of IN as the comparisons that it stands for: a NULL in the list makes NOT
    /// IN never true.
    private func list(
        _ items: [Expression], isIn: Bool,
        _ comparison: (BinaryOperator, Expression) -> Region?
    ) -> Region {
        var region = isIn ? Region.nothing : .everything
        for (index, item) in items.enumerated() {
            guard let one = comparison(isIn ? .equal : .notEqual, item) else { return .unknown }
            if isIn { region.formUnion(one) } else { region.formIntersection(one) }
            if index % 256 == 255 { region.simplify() }
        }
        region.simplify()
        return region
    }

    private func keys(_ op: BinaryOperator, _ constant: Expression, of column: Int) -> Region? {
        if case .literal(.null) = constant.kind, op == .equal || op == .notEqual { return .nothing }
        guard let values = constants([constant], for: column)?.set, let value = values.first else {
            return nil
        }
        switch op {
        case .equal, .isNotDistinct: return Region(rest: .empty, keys: [value: .all], isExact: true)
        case .notEqual: return Region(rest: .all, keys: [value: .empty], isExact: true)
        default: return nil
        }
    }

    /// Returns the region of a comparison of the time column. A constant between two milliseconds
    /// widens the region, which SQLite narrows again.
    private func instants(_ op: BinaryOperator, _ constant: Expression) -> Region? {
        if case .literal(.null) = constant.kind, op != .isDistinct, op != .isNotDistinct {
            return .nothing
        }
        guard let milliseconds = milliseconds(constant) else { return nil }
        let near = milliseconds.rounded()
        let isWhole = abs(near - milliseconds) < 1e-3
        let floor = Int64(isWhole ? near : milliseconds.rounded(.down))
        let ceiling = Int64(isWhole ? near : milliseconds.rounded(.up))
        let next = ceiling + (isWhole ? 1 : 0)
        let set: IntervalSet
        switch op {
        case .equal, .isNotDistinct: set = IntervalSet(floor..<next)
        case .notEqual:
            set = isWhole ? IntervalSet(floor..<next).complement : .all
        case .greaterOrEqual: set = IntervalSet(floor..<(.max))
        case .greater: set = IntervalSet((isWhole ? next : floor)..<(.max))
        case .less: set = IntervalSet(.min..<ceiling)
        case .lessOrEqual: set = IntervalSet(.min..<next)
        default: return nil
        }
        return Region(rest: set, isExact: isWhole)
    }

    /// Whether an expression is the day of a time column: `date(t)`.
    private func isDay(_ expression: Expression, of time: Int) -> Bool {
        guard zone != nil, case .call(let call) = expression.kind, call.name.folded == "date",
            case .list(let arguments) = call.arguments, arguments.count == 1
        else { return false }
        return isColumn(arguments[0], time)
    }

    /// Returns the instants whose day satisfies a comparison with a date. Where clocks change
    /// around midnight a day may begin twice, so that the region is widened there, and SQLite
    /// decides.
    private func days(_ op: BinaryOperator, _ constant: Expression) -> Region? {
        if case .literal(.null) = constant.kind, op != .isDistinct, op != .isNotDistinct {
            return .nothing
        }
        guard let zone, case .literal(.text(let text)) = constant.kind,
            let date = CivilDate(canonical: text)
        else { return nil }
        let start = zone.start(of: date)
        let end = zone.start(of: CivilDate(day: date.dayNumber + 1))
        let margin: Int64 = 3 * 3_600_000
        let isPlain = [start, end].allSatisfy { edge in
            zone.offset(at: Instant(milliseconds: edge.milliseconds - margin))
                == zone.offset(at: Instant(milliseconds: edge.milliseconds + margin))
        }
        let slack = isPlain ? 0 : margin
        let (low, high) = (start.milliseconds, end.milliseconds)
        let set: IntervalSet
        switch op {
        case .equal, .isNotDistinct: set = IntervalSet(low - slack..<high + slack)
        case .notEqual:
            set = isPlain ? IntervalSet(low..<high).complement : .all
        case .greaterOrEqual: set = IntervalSet(low - slack..<(.max))
        case .greater: set = IntervalSet(high - slack..<(.max))
        case .less: set = IntervalSet(.min..<low + slack)
        case .lessOrEqual: set = IntervalSet(.min..<high + slack)
        default: return nil
        }
        return Region(rest: set, isExact: isPlain)
    }

    private func milliseconds(_ expression: Expression) -> Double? {
        switch expression.kind {
        case .literal(.integer(let seconds)) where seconds.magnitude < 1 << 40:
            Double(seconds) * 1000
        case .literal(.real(let seconds)) where abs(seconds) < 1e12: seconds * 1000
        default: nil
        }
    }
}
