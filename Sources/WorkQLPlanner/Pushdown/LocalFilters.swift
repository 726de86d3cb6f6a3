import WorkQLCatalog
import WorkQLSyntax

/// The conditions on the columns that a local table filters by.
///
/// What: the values of `=` and IN, and the bounds of comparisons and BETWEEN, of conditions that
/// must all be true.
/// Why: the source of the rows can leave most of them out, or use an index.
/// When not: for a condition of any other form, or between values of different kinds, whose rows
/// only SQLite filters. The filters admit every row for which the conditions are true.
struct LocalFilters {
    let table: Table
    let pushdown: Pushdown

    private struct Restriction {
        var values: Set<Value>?
        var bounds = LocalBounds()
    }

    /// - Parameter conditions: conditions that must all be true.
    /// - Returns: a filter for each column that a condition restricts, and the indices of these
    ///   conditions.
    func filters(_ conditions: [Expression]) -> (filters: [LocalFilter], told: Set<Int>) {
        var told: Set<Int> = []
        let filters = (table.source.local?.filters ?? []).compactMap { name -> LocalFilter? in
            guard let column = table.columnIndex(name), !table.columns[column].ignoresCase else {
                return nil
            }
            var all = Restriction()
            for (index, condition) in conditions.enumerated() {
                guard let one = restriction(of: column, condition) else { continue }
                told.insert(index)
                if let values = one.values {
                    all.values = all.values.map { $0.intersection(values) } ?? values
                }
                all.bounds.narrow(by: one.bounds)
            }
            let isBound = all.bounds != LocalBounds()
            guard all.values != nil || isBound else { return nil }
            return LocalFilter(
                column: name, values: all.values.map(Array.init),
                bounds: isBound ? all.bounds : nil)
        }
        return (filters, told)
    }

    private func restriction(of column: Int, _ condition: Expression) -> Restriction? {
        switch condition.kind {
        case .binary(let op, let left, let right):
            if pushdown.isColumn(left, column), let value = constant(right, of: column) {
                return comparison(op, value)
            }
            guard pushdown.isColumn(right, column), let mirrored = op.mirrored,
                let value = constant(left, of: column)
            else { return nil }
            return comparison(mirrored, value)
        case .inList(let value, let items, negated: false) where pushdown.isColumn(value, column):
            var values: Set<Value> = []
            for item in items {
                guard let value = constant(item, of: column) else { return nil }
                values.insert(value)
            }
            return Restriction(values: values)
        case .between(let value, let low, let high, negated: false)
        where pushdown.isColumn(value, column):
            guard let low = constant(low, of: column), let high = constant(high, of: column) else {
                return nil
            }
            return Restriction(
                bounds: LocalBounds(
                    lower: .init(low, isIncluded: true), upper: .init(high, isIncluded: true)))
        default: return nil
        }
    }

    private func comparison(_ op: BinaryOperator, _ value: Value) -> Restriction? {
        switch op {
        case .equal: Restriction(values: [value])
        case .less: Restriction(bounds: LocalBounds(upper: .init(value, isIncluded: false)))
        case .lessOrEqual: Restriction(bounds: LocalBounds(upper: .init(value, isIncluded: true)))
        case .greater: Restriction(bounds: LocalBounds(lower: .init(value, isIncluded: false)))
        case .greaterOrEqual:
            Restriction(bounds: LocalBounds(lower: .init(value, isIncluded: true)))
        default: nil
        }
    }

    /// Returns the constant as a value of the column; nil where SQLite would convert one of them
    /// for the comparison, or where the two cannot be equal.
    private func constant(_ expression: Expression, of column: Int) -> Value? {
        guard case .literal(let literal) = expression.kind else { return nil }
        switch (table.columns[column].type, literal) {
        case (.text, .text(let text)): return .text(text)
        case (.integer, .integer(let number)): return .integer(number)
        case (.integer, .real(let number)): return Int64(exactly: number).map { .integer($0) }
        // A row has no infinite number; as a value it would be NULL.
        case (.real, .real(let number)) where number.isFinite: return .real(number)
        // Above this limit a whole number may become a different one as a double.
        case (.real, .integer(let number)) where number.magnitude <= 1 << 53:
            return .real(Double(number))
        case (.boolean, .boolean(let value)): return .boolean(value)
        case (.timestamp, .integer(let seconds)) where seconds.magnitude < 1 << 40:
            return Value(.timestamp(seconds * 1000))
        case (.timestamp, .real(let seconds)):
            let milliseconds = seconds * 1000
            guard abs(milliseconds) < 1e15, let whole = Int64(exactly: milliseconds.rounded()),
                abs(milliseconds - milliseconds.rounded()) < 1e-3
            else { return nil }
            return Value(.timestamp(whole))
        default: return nil
        }
    }
}

extension LocalBounds {
    /// Keeps the narrower of two bounds on each side.
    fileprivate mutating func narrow(by other: LocalBounds) {
        lower = Self.narrower(lower, other.lower) { $0 > $1 }
        upper = Self.narrower(upper, other.upper) { $0 < $1 }
    }

    private static func narrower(
        _ first: Bound?, _ second: Bound?, _ isNarrower: (Value, Value) -> Bool
    ) -> Bound? {
        guard let first, let second else { return first ?? second }
        if isNarrower(second.value, first.value) { return second }
        if isNarrower(first.value, second.value) { return first }
        return first.isIncluded ? second : first
    }
}

extension Value {
    /// Compares values of one kind in SQLite's order; values of different kinds are unordered.
    fileprivate static func < (first: Value, second: Value) -> Bool {
        switch (first.storage, second.storage) {
        case (.integer(let first), .integer(let second)): first < second
        case (.timestamp(let first), .timestamp(let second)): first < second
        case (.text(let first), .text(let second)):
            first.utf8.lexicographicallyPrecedes(second.utf8)
        case (.real(let first), .real(let second)): first < second
        default: false
        }
    }

    fileprivate static func > (first: Value, second: Value) -> Bool { second < first }

    /// The value in EXPLAIN.
    var explained: String {
        switch storage {
        case .text(let text), .json(let text), .date(let text), .time(let text): "'\(text)'"
        case .timestamp(let milliseconds): String(Double(milliseconds) / 1000)
        case .null, .integer, .real, .boolean, .duration, .list: description
        }
    }
}
