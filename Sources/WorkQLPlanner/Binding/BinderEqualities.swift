import WorkQLCatalog
import WorkQLSyntax

/// What: a condition of WHERE on one column also applies to a column that is joined to it by `=`.
/// Why: `checkin c JOIN screen_capture s ON c.userid = s.userid WHERE c.userid IN (…)` names the
/// users of both tables, and each call is for those users alone.
/// When not: for conditions of ON, since an outer join keeps rows that fail them. The rows that an
/// outer join fills with NULL need no exception, since only a condition that is false for NULL is
/// ever pushed down.
extension Binder {
    /// Remembers the pairs of columns that a condition makes equal.
    mutating func noteEqualities(_ condition: Expression) {
        for conjunct in condition.conjuncts {
            guard case .binary(.equal, let left, let right) = conjunct.kind,
                left.isQualifiedName, right.isQualifiedName
            else { continue }
            noteEquality(left, right)
        }
    }

    mutating func noteEquality(_ left: Expression, _ right: Expression) {
        innermost.equalities.append((left, right))
        innermost.equalities += keysOfRecord(left, right, asked: true)
        innermost.keysOfRecords += keysOfRecord(left, right, asked: false)
    }

    /// Returns the keys of two tables of one endpoint that are joined by the identity of their
    /// records, such as recordings and their files: see `RecordLink`.
    private func keysOfRecord(
        _ left: Expression, _ right: Expression, asked: Bool
    ) -> [(Expression, Expression)] {
        guard let first = record(left), let second = record(right), first.column == second.column,
            first.table.endpoint.qualifiedName == second.table.endpoint.qualifiedName,
            identifiesRecords(first.column, in: first.table),
            identifiesRecords(first.column, in: second.table)
        else { return [] }
        return first.table.commonKeys(with: second.table, asked: asked).map { name in
            (
                Expression(.column(qualifier: [first.name], name: Name(name)), span: left.span),
                Expression(.column(qualifier: [second.name], name: Name(name)), span: right.span)
            )
        }
    }

    /// Returns the table of the scan that an expression is a column of.
    private func record(_ column: Expression) -> (name: Name, table: Table, column: String)? {
        guard case .column(let qualifier, let name) = column.kind,
            let source = innermost.sources.first(where: { $0.name == qualifier.last }),
            let scan = source.scan
        else { return nil }
        return (source.name, scans[scan].table, name.folded)
    }

    /// Adds the conditions of WHERE to the scans of the columns that are equal to theirs.
    mutating func transfer(_ condition: Expression, _ original: Expression) {
        guard !innermost.equalities.isEmpty else { return }
        var known = zip(condition.conjuncts, original.conjuncts).map { ($0, $1.inShort) }
        var next = 0
        while next < known.count, known.count < 200 {
            let (conjunct, text) = known[next]
            next += 1
            guard let column = conjunct.onlyColumn else { continue }
            for (left, right) in innermost.equalities {
                for (from, to) in [(left, right), (right, left)] where from == column {
                    let moved = conjunct.replacing(from, by: to)
                    guard !known.contains(where: { $0.0 == moved }) else { continue }
                    let reason = "\(text), as \(Printer().print(from)) = \(Printer().print(to))"
                    known.append((moved, reason))
                    attachMoved(moved, reason, to: to)
                }
            }
            for (left, right) in innermost.keysOfRecords {
                for (from, to) in [(left, right), (right, left)] where from == column {
                    let moved = conjunct.replacing(from, by: to)
                    let reason = "\(text), as \(Printer().print(from)) = \(Printer().print(to))"
                    guard let scan = scan(of: to),
                        !heldKeys.contains(where: {
                            $0.scan == scan && $0.conditions.first?.bound == moved
                        })
                    else { continue }
                    let condition = TableReference.Condition(
                        bound: moved, text: reason, isMoved: true)
                    heldKeys.append(
                        HeldConditions(scan: scan, commonTables: [], conditions: [condition]))
                }
            }
        }
    }

    private mutating func attachMoved(_ moved: Expression, _ text: String, to column: Expression) {
        guard let scan = scan(of: column) else { return }
        scans[scan].conditions.append(
            TableReference.Condition(bound: moved, text: text, isMoved: true))
    }

    private func scan(of column: Expression) -> Int? {
        guard case .column(let qualifier, _) = column.kind else { return nil }
        return innermost.sources.first { $0.name == qualifier.last }?.scan
    }
}

extension Expression {
    /// The text of the expression for messages, with only the beginning of a long list.
    var inShort: String {
        let shown = 8
        let printer = Printer(special: { expression in
            guard case .inList(let value, let items, let negated) = expression.kind,
                items.count > shown * 2
            else { return nil }
            let first = items.prefix(shown).map { Printer().print($0) }.joined(separator: ", ")
            let op = negated ? "NOT IN" : "IN"
            return "\(Printer().print(value)) \(op) (\(first), … \(items.count - shown) more)"
        })
        return printer.print(self)
    }

    fileprivate var isQualifiedName: Bool {
        if case .column(let qualifier, _) = kind { !qualifier.isEmpty } else { false }
    }

    /// The only column that an expression uses; nil where it uses several, or a query.
    var onlyColumn: Expression? {
        var found: Expression?
        var isAlone = true
        visit { part in
            switch part.kind {
            case .column:
                if let known = found, known != part { isAlone = false }
                found = part
            case .subquery, .exists, .inQuery: isAlone = false
            default: break
            }
        }
        return isAlone ? found : nil
    }

    private func visit(_ body: (Expression) -> Void) {
        body(self)
        for child in children { child.visit(body) }
    }

    /// Replaces a column in the forms that can be pushed down; other forms are returned unchanged,
    /// since they would not be used.
    func replacing(_ column: Expression, by other: Expression) -> Expression {
        func moved(_ part: Expression) -> Expression {
            part == column
                ? Expression(other.kind, span: part.span) : part.replacing(column, by: other)
        }
        switch kind {
        case .binary(let op, let left, let right):
            return Expression(.binary(op, moved(left), moved(right)), span: span)
        case .inList(let value, let items, let negated):
            return Expression(.inList(moved(value), items, negated: negated), span: span)
        case .between(let value, let low, let high, let negated):
            return Expression(
                .between(moved(value), low: low, high: high, negated: negated), span: span)
        case .match: return mappingChildren(moved)
        default: return self
        }
    }
}
