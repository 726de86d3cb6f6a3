import WorkQLCatalog
import WorkQLSyntax
import WorkQLTime

/// Conditions that the local database evaluates while the statement is planned.
///
/// What: `length('abc') = 4` is known to be false before the first call, and in
/// `userid IN (SELECT …) AND userid <> 'lisi'` lisi is not requested.
/// Why: the planner knows how constants are compared, but not what functions return; the database
/// knows both, so that a plan has no call that the run would not make.
/// When not: for functions that return another value each time, for conditions that read a query,
/// and for those that cannot be evaluated, whose error belongs to the run.
extension PlanningContext {
    /// The maximum number of keys that a condition is evaluated for.
    private static let maximumKeys = 5000
    private static let maximumParts = 64

    /// Returns a condition with its parts that are the same for every row replaced by their values.
    func evaluated(_ condition: Expression, in zone: Zone) -> Expression {
        switch condition.kind {
        case .binary(let op, _, _) where op == .and || op == .or:
            // A chain may be as deep as it is long.
            var operands: [Expression] = []
            var rest = condition
            while case .binary(op, let left, let right) = rest.kind {
                operands.append(right)
                rest = left
            }
            let first = evaluated(rest, in: zone)
            return operands.reversed().reduce(first) {
                Expression(
                    .binary(op, $0, evaluated($1, in: zone)), span: condition.span)
            }
        case .unary(.not, let operand):
            return Expression(.unary(.not, evaluated(operand, in: zone)), span: condition.span)
        case .literal, .column, .parameter, .inQuery, .inParameter, .exists, .subquery:
            return condition
        default:
            guard condition.isComputedFromColumns(atMost: Self.maximumParts),
                condition.first(where: \.isName) == nil,
                !condition.withoutKnownParts.isLiteral,
                let value = values([condition], in: zone)?.first
            else { return condition }
            return value.truth.map { Expression(.literal($0), span: condition.span) } ?? condition
        }
    }

    /// Returns those of a column's values for which a condition on it alone is true; nil where that
    /// is not known, or where the condition may be true for NULL, which an outer join puts in place
    /// of a row that is left out.
    func values(
        _ items: [Expression], of column: (Expression) -> Bool, ignoringCase: Bool,
        with condition: Expression, in zone: Zone
    ) -> [Expression]? {
        guard items.count <= Self.maximumKeys,
            condition.isComputedFromColumns(atMost: Self.maximumParts)
        else { return nil }
        func replaced(_ part: Expression, by value: Expression) -> Expression {
            guard column(part) else { return part.mappingChildren { replaced($0, by: value) } }
            // A column has its collation, and a literal none.
            return ignoringCase ? Expression(.internalCall(.ignoringCase, [value])) : value
        }
        let all = [Expression(.literal(.null))] + items
        guard let truths = values(all.map { replaced(condition, by: $0) }, in: zone),
            truths.count == all.count, truths[0].truth != .boolean(true)
        else { return nil }
        return zip(items, truths.dropFirst()).filter { $1.truth == .boolean(true) }.map(\.0)
    }

    /// Returns the values of expressions without columns.
    private func values(_ expressions: [Expression], in zone: Zone) -> [Expression]? {
        let query = Query(body: .values(expressions.map { [$0] }))
        return keyPlans.values(query) {
            keysWithoutCalls(
                Plan(
                    scans: [], order: [], files: [], buckets: [], statement: query,
                    columns: [ResultColumn(name: "value", type: nil)], zone: zone, notes: []))
        }
    }
}

extension Expression {
    /// The value of a condition that was evaluated; nil for a value that is not a condition's.
    fileprivate var truth: Literal? {
        switch kind {
        case .literal(.null): .null
        case .literal(.boolean(let value)): .boolean(value)
        case .literal(.integer(let value)): .boolean(value != 0)
        case .literal(.real(let value)): .boolean(value != 0)
        default: nil
        }
    }

    /// Whether a condition on an id is the same for all spellings of the id: `userid <> 'lisi'`,
    /// `userid LIKE 'z%'`.
    func ignoresCase(of column: (Expression) -> Bool) -> Bool {
        func isPlain(_ value: Expression) -> Bool { value.isLiteral || column(value.keyColumn) }
        switch kind {
        case .binary(let op, let left, let right):
            if op == .and || op == .or {
                return left.ignoresCase(of: column) && right.ignoresCase(of: column)
            }
            return op.isComparison && isPlain(left) && isPlain(right)
        case .unary(.not, let operand): return operand.ignoresCase(of: column)
        case .inList(let value, let items, _):
            return isPlain(value) && items.allSatisfy(isPlain)
        case .between(let value, let low, let high, _):
            return [value, low, high].allSatisfy(isPlain)
        case .match(let op, let value, let pattern, _, _):
            return op != .regexp && isPlain(value) && pattern.isLiteral
        case .literal: return true
        default: return false
        }
    }
}

extension Pushdown {
    /// Returns the conditions with lists of keys that leave out the keys for which another condition
    /// is not true.
    ///
    /// When not: where rows may have an id in another spelling than the list, and the condition
    /// depends on it.
    func narrowed(_ conjuncts: [Expression], in environment: PlanningContext) -> [Expression] {
        var conjuncts = conjuncts
        for parameter in table.endpoint.keys.parameters {
            guard let column = table.columnIndex(parameter.column) else { continue }
            for index in conjuncts.indices {
                guard case .inList(let value, let items, false) = conjuncts[index].kind,
                    isColumn(value.keyColumn, column), items.allSatisfy(\.isLiteral)
                else { continue }
                let kept = narrowed(items, of: column, by: conjuncts, in: environment)
                guard kept.count < items.count else { continue }
                conjuncts[index] = Expression(
                    .inList(value, kept, negated: false), span: conjuncts[index].span)
            }
        }
        return conjuncts
    }

    /// Returns the keys for which all conditions on them alone are true.
    func narrowed(
        _ items: [Expression], of column: Int, by conjuncts: [Expression],
        in environment: PlanningContext
    ) -> [Expression] {
        guard let zone else { return items }
        let ignoresCase = table.columns[column].ignoresCase
        // Rows have a value that the request sent as it was sent.
        let mayDiffer = ignoresCase && table.columns[column].source != .asked
        var items = items
        for conjunct in conjuncts where !items.isEmpty {
            // A list of keys is what is narrowed; reading another costs as much as planning it.
            if case .inList(let value, _, false) = conjunct.kind,
                isColumn(value.keyColumn, column)
            {
                continue
            }
            guard mentions(column, in: conjunct) != nil, values(of: column, in: conjunct) == nil,
                conjunct.first(where: { $0.isName && !isColumn($0, column) }) == nil,
                !mayDiffer || conjunct.ignoresCase(of: { isColumn($0, column) })
            else { continue }
            items =
                environment.values(
                    items, of: { isColumn($0, column) }, ignoringCase: ignoresCase, with: conjunct,
                    in: zone) ?? items
        }
        return items
    }
}
