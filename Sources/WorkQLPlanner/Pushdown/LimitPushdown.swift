import WorkQLCatalog
import WorkQLSyntax

/// The extent of a scan that its statement reads.
package enum ReadExtent: Hashable, Sendable {
    /// Every row.
    case everything
    /// Enough rows, in any order.
    case anyRows
    /// Rows from one end of time, until the required number of rows that satisfy the conditions
    /// precedes everything unread. The statement marks each row that satisfies them.
    case proven(rows: Int)
}

/// Decides whether a statement can be answered without all rows of its only scan.
///
/// What: LIMIT, EXISTS, ORDER BY with LIMIT on the time that selects the windows, its max and min,
/// and first and last by it; also in the only query that is a value.
/// Why: the calls for the other rows are saved.
/// When not: with several scans, groups, DISTINCT or window functions, where an unread row may
/// change any row of the result; and for a time that does not select the windows, which implies
/// nothing about the rows of other windows.
struct LimitPushdown {
    let pending: TableReference
    let scanName: String

    struct Outcome {
        var query: Query
        var ending = ReadExtent.everything
        var order = TimeOrder.ascending
        /// The maximum number of rows that the reader needs, where any rows will do; nil if
        /// unknown.
        var rowsWanted: Int?
        /// Whether SQLite reads the scan only once, even though the binder assumed more.
        var readsOnce: Bool
    }

    /// - Parameter query: the bound statement, in which the scan is the only one.
    func outcome(of query: Query) -> Outcome {
        var outcome = Outcome(query: query, readsOnce: pending.readsOnce)
        guard case .select(let select) = query.body else { return outcome }
        if let probed = probed(select, in: query) {
            outcome.readsOnce = true
            outcome.ending = probed.ordering == nil ? .anyRows : .everything
            return outcome
        }
        if let (inner, replace) = valued(select, in: query) {
            var pending = pending
            pending.readsOnce = true
            let own = LimitPushdown(pending: pending, scanName: scanName).outcome(of: inner)
            guard own.ending != .everything else { return outcome }
            outcome = own
            outcome.query = replace(own.query)
            return outcome
        }
        guard pending.readsOnce else { return outcome }
        if query.limit != nil, query.ordering == nil, select.isPlain {
            outcome.ending = .anyRows
            outcome.rowsWanted = query.rowsWanted
        } else if query.with.isEmpty,
            let scan = SelectedScan(select, reading: scanName),
            let (rows, order) = ordered(select, in: query, scan)
                ?? extreme(select, in: query, scan),
            let time
        {
            outcome.ending = .proven(rows: rows)
            outcome.order = order
            outcome.query.body = .select(marking(scan, time))
        } else if let (inner, replace) = only(in: query) {
            // LIMIT of the only query that reads the scan.
            let own = self.outcome(of: inner)
            guard own.ending != .everything else { return outcome }
            outcome.query = replace(own.query)
            (outcome.ending, outcome.order) = (own.ending, own.order)
            outcome.rowsWanted = own.rowsWanted
        }
        return outcome
    }

    /// Returns the query in FROM or WITH that reads the scan, by itself or inside, and a function
    /// that returns the statement with another in its place.
    private func only(in query: Query) -> (Query, (Query) -> Query)? {
        for index in query.with.indices where query.with[index].query.scanIndices.count == 1 {
            guard !query.recursive else { return nil }
            return (
                query.with[index].query,
                { inner in
                    var query = query
                    query.with[index].query = inner
                    return query
                }
            )
        }
        guard case .select(let select) = query.body, select.from.count == 1,
            case .query(let inner, let alias) = select.from[0].kind
        else { return nil }
        return (
            inner,
            { inner in
                var (query, select) = (query, select)
                select.from[0].kind = .query(inner, alias: alias)
                query.body = .select(select)
                return query
            }
        )
    }

    /// The column whose instants select the windows, as far as is known.
    private var time: String? {
        pending.table.endpoint.range.column ?? pending.table.endpoint.range.seemingColumn
    }

    /// Returns the query inside the only EXISTS of a SELECT without a FROM, which SQLite runs once
    /// and only up to its first row.
    private func probed(_ select: Select, in query: Query) -> Query? {
        guard query.with.isEmpty, select.from.isEmpty, select.having == nil, query.ordering == nil
        else { return nil }
        let found = (select.expressions + [select.condition].compactMap { $0 }).flatMap(\.queries)
        guard found.count == 1, case .exists(let probed) = found[0].kind,
            probed.with.isEmpty, case .select(let inner) = probed.body, reads(inner),
            inner.isPlain
        else { return nil }
        return probed
    }

    /// Returns the only query that is a value of a SELECT without a FROM, which SQLite runs at most
    /// once, and a function that returns the statement with another in its place.
    private func valued(
        _ select: Select, in query: Query
    ) -> (Query, (Query) -> Query)? {
        guard query.with.isEmpty, select.from.isEmpty, select.having == nil,
            select.grouping == .by([]), query.ordering == nil
        else { return nil }
        let found = (select.expressions + [select.condition].compactMap { $0 }).flatMap(\.queries)
        guard found.count == 1, case .subquery(let value) = found[0].kind, value.with.isEmpty,
            case .select(let inner) = value.body,
            SelectedScan(inner, reading: scanName) != nil
        else { return nil }
        return (
            value,
            { value in
                func replaced(_ expression: Expression) -> Expression {
                    if case .subquery = expression.kind {
                        return Expression(.subquery(value), span: expression.span)
                    }
                    return expression.mappingChildren(replaced)
                }
                var (query, select) = (query, select)
                for index in select.items.indices {
                    guard case .expression(let expression, let alias) = select.items[index].kind
                    else { continue }
                    select.items[index].kind = .expression(replaced(expression), alias: alias)
                }
                select.condition = select.condition.map(replaced)
                query.body = .select(select)
                return query
            }
        )
    }

    /// Whether a SELECT reads only the scan itself.
    private func reads(_ select: Select) -> Bool {
        guard select.from.count == 1, case .table(let table, _, _) = select.from[0].kind else {
            return false
        }
        return table.name == Name(scanName)
    }

    /// Matches `ORDER BY time [DESC], … LIMIT n OFFSET m`. Keys after the time only order rows of
    /// one instant, which are read together. NULLS FIRST, the default of ascending order, would
    /// require every row to be read, unless the time selects the windows, so that every row has
    /// one.
    private func ordered(
        _ select: Select, in query: Query, _ scan: SelectedScan
    ) -> (rows: Int, order: TimeOrder)? {
        guard select.isPlain, !select.distinct,
            case .by(let orderings)? = query.ordering, let first = orderings.first,
            first.nulls != .first,
            first.descending || first.nulls == .last
                || pending.table.endpoint.range.column != nil,
            isTime(meaning(of: first.expression, in: select), scan),
            let limit = query.limit?.count, let offset = query.offset.map(\.count) ?? 0
        else { return nil }
        let (rows, overflows) = limit.addingReportingOverflow(offset)
        return overflows ? nil : (rows, first.descending ? .descending : .ascending)
    }

    /// Matches `max(time)` or `last(x)`, `min(time)` or `first(x)` as the only aggregates: the rows
    /// of one instant determine them, and these are read together.
    private func extreme(
        _ select: Select, in query: Query, _ scan: SelectedScan
    ) -> (rows: Int, order: TimeOrder)? {
        guard select.grouping == .by([]), select.having == nil,
            query.ordering == nil, !select.distinct
        else { return nil }
        let calls = select.expressions.flatMap { $0.all { $0.isAggregate || $0.isWindow } }
        var orders: Set<TimeOrder> = []
        for expression in calls {
            guard case .call(let call) = expression.kind, call.window == nil, call.filter == nil,
                case .list(let arguments) = call.arguments, let last = arguments.last,
                isTime(last, scan)
            else { return nil }
            guard let function = call.function, arguments.count == function.arity.upperBound,
                let end = function.extreme
            else { return nil }
            orders.insert(end)
        }
        guard orders.count == 1, let order = orders.first else { return nil }
        return (1, order)
    }

    /// Returns the item of the select list that a number or a name in ORDER BY means.
    private func meaning(of expression: Expression, in select: Select) -> Expression {
        switch expression.kind {
        case .literal(.integer(let number)):
            let index = Int(clamping: number) - 1
            return select.expressions.indices.contains(index)
                ? select.expressions[index] : expression
        case .column(qualifier: [], let name):
            for item in select.items {
                if case .expression(let selected, alias: name) = item.kind { return selected }
            }
            return expression
        default: return expression
        }
    }

    private func isTime(_ expression: Expression, _ scan: SelectedScan) -> Bool {
        guard let index = time.flatMap(pending.table.columnIndex),
            let expression = scan.meaning(of: expression)
        else { return false }
        return Pushdown(table: pending.table, name: pending.name).isColumn(expression, index)
    }

    /// Returns the statement's SELECT, in which the one that reads the scan marks exactly the rows
    /// that satisfy all conditions: only CASE guarantees an order of evaluation.
    private func marking(_ scan: SelectedScan, _ time: String) -> Select {
        let column = Expression(.column(qualifier: [pending.name], name: Name(time)))
        let mark = Expression(.internalCall(.held, [column]))
        var select = scan.select
        select.condition =
            Expression.all([select.condition].compactMap(\.self) + scan.conditions).map {
                Expression(
                    .case(operand: nil, [When(condition: $0, result: mark)], otherwise: nil))
            } ?? mark
        return scan.replacing(with: select)
    }
}

extension Expression {
    /// A literal number of rows.
    fileprivate var count: Int? {
        if case .literal(.integer(let count)) = kind { Int(exactly: count) } else { nil }
    }

    /// Returns the outermost expressions that satisfy a predicate, from left to right.
    fileprivate func all(where holds: (Expression) -> Bool) -> [Expression] {
        holds(self) ? [self] : children.flatMap { $0.all(where: holds) }
    }

    /// The queries directly inside.
    fileprivate var queries: [Expression] {
        all {
            switch $0.kind {
            case .exists, .subquery, .inQuery: true
            default: false
            }
        }
    }
}

extension Query {
    /// The number of rows that LIMIT and OFFSET read; nil where they are computed.
    var rowsWanted: Int? {
        guard case .literal(.integer(let limit))? = limit?.kind else { return nil }
        guard let offset else { return Int(clamping: limit) }
        guard case .literal(.integer(let skipped)) = offset.kind else { return nil }
        return Int(clamping: limit.addingReportingOverflow(skipped).partialValue)
    }
}
