import WorkQLCatalog
import WorkQLSyntax
import WorkQLTime

/// The facts about one column that a bound condition implies, derived from its form alone.
///
/// Values err to one side only: they include every row for which the condition is true, and perhaps
/// more. `exact` means that they include no others. The same is true of regions, see `Region`.
struct Pushdown {
    let table: Table
    /// The name of the table where the condition is written.
    let name: Name
    /// The zone of the statement's calendar; without it conditions on dates imply nothing.
    var zone: Zone?

    struct Values: Equatable {
        var set: Set<Scalar>
        var exact: Bool
    }

    /// Returns the values of a column for which a condition can be true; nil when it does not limit
    /// them.
    ///
    /// `=` and IN with constants give a set; AND keeps what both sides allow; OR needs a set from
    /// both. NULL equals nothing, so it adds no value. A text compared with an integer column
    /// counts as the number it spells, as in SQLite.
    func values(of column: Int, in condition: Expression) -> Values? {
        switch condition.kind {
        case .literal(.boolean(false)), .literal(.null), .literal(.integer(0)):
            return Values(set: [], exact: true)
        case .binary(.equal, let left, let right):
            if isColumn(left, column), let value = constants([right], for: column) { return value }
            if isColumn(right, column) { return constants([left], for: column) }
            if isFolded(left, column) { return within(constants([right], for: column)) }
            if isFolded(right, column) { return within(constants([left], for: column)) }
            return nil
        case .inList(let value, let items, negated: false) where isColumn(value, column):
            return constants(items, for: column)
        case .inList(let value, let items, negated: false) where isFolded(value, column):
            return within(constants(items, for: column))
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

    /// Returns the name of the values that limit a column, if they come from a query yet to be run.
    /// Beside OR, the other side has to give values too.
    func dynamicKeys(_ column: Int, in condition: Expression) -> String? {
        switch condition.kind {
        case .inParameter(let value, let name, negated: false):
            return isColumn(value, column) ? name.text : nil
        case .binary(.or, let left, let right):
            let (first, second) = (dynamicKeys(column, in: left), dynamicKeys(column, in: right))
            guard let name = first ?? second,
                first != nil || values(of: column, in: left) != nil,
                second != nil || values(of: column, in: right) != nil
            else { return nil }
            return name
        default: return nil
        }
    }

    /// Returns the first occurrence of a column in a condition; nil where it does not occur.
    func mentions(_ column: Int, in condition: Expression) -> Expression? {
        condition.first { isColumn($0, column) }
    }

    func isColumn(_ expression: Expression, _ index: Int) -> Bool {
        guard case .column(let qualifier, let column) = expression.kind else { return false }
        // An unqualified name is a column that USING merged, which all its tables share.
        return Name(table.columns[index].name) == column
            && (qualifier.isEmpty || qualifier.last == name)
    }

    /// Whether an expression is the column in lower or upper case.
    ///
    /// What: `lower(userid) = 'lisi'` is true only for values that `userid = 'lisi'` is true for.
    /// Why: users write it where they do not know that userids ignore case.
    /// When not: for columns that distinguish case, and for texts that may have other letters than
    /// those of ASCII, some of which become letters of ASCII. Userids have none.
    func isFolded(_ expression: Expression, _ column: Int) -> Bool {
        guard table.columns[column].ignoresCase, table.columns[column].holds == .person,
            case .call(let call) = expression.kind,
            ["lower", "upper"].contains(call.name.folded), call.window == nil,
            case .list(let arguments) = call.arguments, arguments.count == 1
        else { return false }
        return isColumn(arguments[0], column)
    }

    private func within(_ values: Values?) -> Values? {
        values.map { Values(set: $0.set, exact: false) }
    }

    func constants(_ items: [Expression], for column: Int) -> Values? {
        scalars(items, for: column).map { Values(set: Set($0), exact: true) }
    }

    /// Returns the constants of a list, except NULL, as values of a column's type; where the column
    /// ignores case, in the spelling that represents all others. nil when the list has other items.
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
    /// Passes the constants that a condition compares with a column, by `=` and IN, to a closure,
    /// as they are spelt and with their spans.
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

    /// Returns the spellings in a condition of the values of a column that ignores case, keyed by
    /// the spelling that represents all others; only those that differ from it.
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
    /// The comparison with its sides exchanged; nil for other operators.
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

    /// The comparison that is true where this one is false; nil for other operators.
    ///
    /// `IS DISTINCT FROM` is true for NULL, and no rows are left out for it: an outer join would give
    /// a NULL in place of each.
    var opposite: BinaryOperator? {
        switch self {
        case .equal: .notEqual
        case .isNotDistinct: .isDistinct
        case .notEqual, .isDistinct: .equal
        case .less: .greaterOrEqual
        case .lessOrEqual: .greater
        case .greater: .lessOrEqual
        case .greaterOrEqual: .less
        default: nil
        }
    }
}
