import WorkQLCatalog
import WorkQLSyntax
import WorkQLTime

/// Makes SQLite read rows that are equal in the columns it needs as one row, with their number and
/// with values computed of their other columns.
///
/// What: a statement of groups, counts, extremes, sums of integers, means, and distinct values over
/// one scan, in the query itself or in one of its WITH. Its counts then add up the numbers of rows,
/// and its aggregates the computed values. Instants of which only the bucket, the date, the hour or
/// a side of an instant matters are equal within the whole interval. Values of which only results
/// of expressions matter are equal if these are (`ColumnUses`).
/// Why: most rows are equal in the two or three columns that such a statement needs, and SQLite
/// takes longer to sort each row into its group than it takes to decode the row.
/// When not: where rows are shown one by one; for sums of real numbers, which depend on the order
/// of addition, while a mean is computed of an exact sum; for what depends on the order of rows;
/// where a reader may stop early; where a random value is drawn for each row; and with nested
/// queries, whose aggregates may belong to the enclosing query.
struct PartialAggregation {
    let scan: Scan
    let buckets: [[Instant]]
    let zone: Zone

    /// Returns the statement for rows that represent several; nil where it cannot be rewritten.
    func folded(_ query: Query) -> PartialAggregate? {
        if let folded = foldedBody(query) { return folded }
        for index in query.with.indices {
            guard var folded = foldedBody(query.with[index].query) else { continue }
            var whole = query
            whole.with[index].query = folded.query
            folded.query = whole
            return folded
        }
        return nil
    }

    private func foldedBody(_ query: Query) -> PartialAggregate? {
        guard query.with.isEmpty || query.body.isSelect, case .select(var select) = query.body,
            select.from.count == 1, case .table(let table, let alias, _) = select.from[0].kind,
            table.name == Name(scan.name), case .by(let grouping) = select.grouping
        else { return nil }
        var ordering: [Ordering] = []
        switch query.ordering {
        case .by(let orderings): ordering = orderings
        case .all: return nil
        case nil: break
        }
        var outputs: [Expression] = []
        for item in select.items {
            guard case .expression(let expression, _) = item.kind else { return nil }
            outputs.append(expression)
        }
        outputs += [select.having].compactMap { $0 } + ordering.map(\.expression)
        let others = grouping + [select.condition].compactMap { $0 }
        let isGrouped =
            select.distinct || !grouping.isEmpty
            || outputs.contains { $0.first(where: \.isAggregate) != nil }
        guard isGrouped else { return nil }
        let rewriter = PartialRewriter(table: scan.table, name: alias?.name ?? table.name)
        guard
            !outputs.contains(where: { $0.first(where: rewriter.dependsOnRows) != nil }),
            !others.contains(where: { other in
                other.first(besidesLiterals: true) {
                    $0.isAggregate || rewriter.dependsOnRows($0)
                } != nil
            })
        else { return nil }
        select.items = select.items.map { item in
            guard case .expression(let expression, let alias) = item.kind else { return item }
            return SelectItem(
                .expression(rewriter.rewritten(expression), alias: alias), span: item.span)
        }
        select.having = select.having.map { rewriter.rewritten($0) }
        var folded = query
        folded.body = .select(select)
        folded.ordering = query.ordering.map { _ in
            .by(
                ordering.map {
                    Ordering(
                        rewriter.rewritten($0.expression), descending: $0.descending,
                        nulls: $0.nulls)
                })
        }
        var times = TimeUses(table: scan.table, name: rewriter.name, buckets: buckets)
        var columns = ColumnUses(table: scan.table, name: rewriter.name)
        for expression in outputs.map(rewriter.rewritten) + others {
            times.note(expression)
            columns.note(expression)
        }
        let bounds = times.bounds(range: scan.range, zone: zone)
        return PartialAggregate(
            query: folded, columns: columns.all, partials: rewriter.partials, bounds: bounds,
            values: columns.queries(of: scan, besides: bounds))
    }
}

extension QueryBody {
    fileprivate var isSelect: Bool { if case .select = self { true } else { false } }
}

/// Replaces aggregates over rows by the values computed of the rows that each row represents.
///
/// A class, because a closure over a structure copies the structure for each part of an expression,
/// and a list of ids has ten thousand parts.
private final class PartialRewriter {
    let table: Table
    /// The name of the scan in the statement.
    let name: Name
    private(set) var partials: [PartialAggregate.Partial] = []

    init(table: Table, name: Name) {
        self.table = table
        self.name = name
    }

    /// Whether its value changes when equal rows are combined, and cannot be computed otherwise.
    func dependsOnRows(_ part: Expression) -> Bool {
        switch part.kind {
        case .subquery, .exists, .inQuery: return true
        case .call(let call) where part.isAggregate:
            if call.distinct || call.function?.combination != nil { return false }
            return operations(of: call) == nil
        // It is computed anew for each row.
        case .call(let call) where !call.isDeterministic: return true
        default: return part.isWindow
        }
    }

    /// Returns the column of an aggregate and the values to compute of it; nil where the aggregate
    /// needs rows that are equal in its argument.
    private func operations(
        of call: FunctionCall
    ) -> (column: Int, operations: [PartialAggregate.Partial.Operation])? {
        guard !call.distinct, call.ordering.isEmpty, case .list(let list) = call.arguments,
            list.count == 1,
            let column = table.column(list[0], of: name)
        else { return nil }
        let type = table.columns[column].type
        switch (call.function?.name, type) {
        case ("count", _): return (column, [.count])
        case ("min", .integer), ("min", .real), ("min", .timestamp): return (column, [.least])
        case ("max", .integer), ("max", .real), ("max", .timestamp): return (column, [.greatest])
        case ("sum", .integer): return (column, [.sum])
        case ("avg", .integer): return (column, [.sum, .count])
        case ("avg", .real): return (column, [.exactSum, .count])
        default: return nil
        }
    }

    private func partial(
        _ operation: PartialAggregate.Partial.Operation, _ column: Int
    ) -> Expression {
        let partial = PartialAggregate.Partial(operation: operation, column: column)
        let index = partials.firstIndex(of: partial) ?? partials.count
        if index == partials.count { partials.append(partial) }
        return hidden(PartialAggregate.name(index))
    }

    private func hidden(_ column: String) -> Expression {
        Expression(.column(qualifier: [name], name: Name(column)))
    }

    func rewritten(_ expression: Expression) -> Expression {
        guard expression.first(where: \.isAggregate) != nil else { return expression }
        return rewrittenParts(expression)
    }

    private func rewrittenParts(_ expression: Expression) -> Expression {
        guard case .call(let call) = expression.kind, expression.isAggregate, !call.distinct else {
            var children: [Expression] = []
            _ = expression.mappingChildren { child in
                children.append(child)
                return child
            }
            guard !children.isEmpty else { return expression }
            var changed = children.map { rewrittenParts($0) }[...]
            return expression.mappingChildren { _ in changed.removeFirst() }
        }
        func aggregate(_ name: String, _ value: Expression) -> Expression {
            Expression(
                .call(
                    FunctionCall(name: Name(name), arguments: .list([value]), filter: call.filter)))
        }
        func count(_ value: Expression) -> Expression {
            .call("coalesce", aggregate("sum", value), .integer(0))
        }
        if let (column, operations) = operations(of: call) {
            let values = operations.map { partial($0, column) }
            let result: Expression =
                switch operations {
                case [.count]: count(values[0])
                case [.least]: aggregate("min", values[0])
                case [.greatest]: aggregate("max", values[0])
                case [.sum]: aggregate("sum", values[0])
                default:
                    Expression(
                        .call(
                            FunctionCall(
                                name: Name(LocalFunction.meanOfParts.rawValue),
                                arguments: .list(values), filter: call.filter)))
                }
            return result.at(expression.span)
        }
        guard expression.isCount else { return expression }
        var added = hidden(Scan.alike)
        if case .list(let list) = call.arguments, let value = list.first {
            let isThere = Expression(.test(value, .null, negated: true))
            added = Expression(
                .case(operand: nil, [When(condition: isThere, result: added)], otherwise: nil))
        }
        return count(added).at(expression.span)
    }
}
