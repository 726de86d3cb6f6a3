import WorkQLCatalog
import WorkQLSyntax
import WorkQLTime

/// What a bound condition says about one column, read from its form alone.
///
/// Values err to one side only: they hold every row for which the condition is true, and perhaps
/// more. `exact` says that they hold no others. So do regions, see there.
struct Pushdown {
    let table: Table
    /// What the table is called where the condition stands.
    let name: Name
    /// The zone of the statement's calendar; without it conditions on dates say nothing.
    var zone: Zone?

    struct Values: Equatable {
        var set: Set<Scalar>
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

    /// The name of the values that a column is to be among, and that a query is yet to give.
    func dynamicKeys(_ column: Int, in condition: Expression) -> String? {
        guard case .inParameter(let value, let name, negated: false) = condition.kind,
            isColumn(value, column)
        else { return nil }
        return name.text
    }

    /// Whether a condition speaks of a column anywhere.
    func mentions(_ column: Int, in condition: Expression) -> Expression? {
        condition.first { isColumn($0, column) }
    }

    func isColumn(_ expression: Expression, _ index: Int) -> Bool {
        guard case .column(let qualifier, let column) = expression.kind else { return false }
        // Without a qualifier it is a column that USING merged, which all its tables share.
        return Name(table.columns[index].name) == column
            && (qualifier.isEmpty || qualifier.last == name)
    }

    func constants(_ items: [Expression], for column: Int) -> Values? {
        scalars(items, for: column).map { Values(set: Set($0), exact: true) }
    }

    /// The constants of a list but for NULL, as values of a column's type, each in the one spelling
    /// that stands for all where the column ignores case; nil when another thing is among them.
    func scalars(_ items: [Expression], for column: Int) -> [Scalar]? {
        let isText = table.columns[column].type != .integer
        let ignoresCase = table.columns[column].ignoresCase
        var scalars: [Scalar] = []
        scalars.reserveCapacity(items.count)
        for item in items {
            if case .literal(.null) = item.kind { continue }
            guard let scalar = Self.scalar(item, isText: isText, ignoresCase: ignoresCase) else {
                return nil
            }
            scalars.append(scalar)
        }
        return scalars
    }

    private static func scalar(_ item: Expression, isText: Bool, ignoresCase: Bool) -> Scalar? {
        switch item.kind {
        case .literal(.text(let text)) where isText:
            .text(ignoresCase && text.hasASCIICapitals ? text.ignoringCase : text)
        case .literal(.text(let text)): Int64(text).map { .integer($0) }
        case .literal(.integer(let number)): isText ? .text(String(number)) : .integer(number)
        default: nil
        }
    }
}

extension Pushdown {
    /// Gives out the constants that a condition has beside a column, by `=` and IN, as they are
    /// spelt, and where they stand.
    func literals(
        besides column: Int, in condition: Expression, _ take: (_ value: Scalar, Span) -> Void
    ) {
        func give(_ item: Expression) {
            let isText = table.columns[column].type != .integer
            if let value = Self.scalar(item, isText: isText, ignoresCase: false) {
                take(value, item.span)
            }
        }
        switch condition.kind {
        case .binary(.equal, let left, let right):
            if isColumn(left, column) {
                give(right)
            } else if isColumn(right, column) {
                give(left)
            }
        case .inList(let value, let items, negated: false) where isColumn(value, column):
            for item in items { give(item) }
        case .binary(.and, let left, let right), .binary(.or, let left, let right):
            literals(besides: column, in: left, take)
            literals(besides: column, in: right, take)
        default: break
        }
    }

    /// As which the values of a column that ignores case are written in a condition, by the spelling
    /// that stands for all; only those that differ from it.
    func spellings(of column: Int, in condition: Expression) -> [Scalar: Scalar] {
        guard table.columns[column].ignoresCase else { return [:] }
        var spellings: [Scalar: Scalar] = [:]
        func look(at expression: Expression) {
            switch expression.kind {
            case .literal(.text(let text)):
                guard text.hasASCIICapitals else { return }
                let spelling = Scalar.text(text)
                let other = spellings[spelling.ignoringCase] ?? spelling
                spellings[spelling.ignoringCase] = min(other, spelling)
            // Lists of users can be long.
            case .inList(let value, let items, _):
                look(at: value)
                for item in items { look(at: item) }
            default: for child in expression.children { look(at: child) }
            }
        }
        look(at: condition)
        return spellings
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

    /// The comparison that is true where this one is false, between values that are not NULL.
    var opposite: BinaryOperator? {
        switch self {
        case .equal, .isNotDistinct: .notEqual
        case .notEqual, .isDistinct: .equal
        case .less: .greaterOrEqual
        case .lessOrEqual: .greater
        case .greater: .lessOrEqual
        case .greaterOrEqual: .less
        default: nil
        }
    }
}
