import WorkQLSyntax

/// Lets SQLite read rows that are alike in the columns it needs as one row, with their number.
///
/// What: a statement of groups, counts, extremes and distinct values over one scan, whose counts
/// then add up those numbers. Why: of a page's rows most are alike in the two or three columns that
/// such a statement needs, and to sort each of them into its group takes SQLite longer than to decode
/// it. When not: where rows are shown one by one; for sums and means, which of real numbers depend on
/// how they are added; for what depends on the order of rows; where a reader may stop early; and with
/// queries inside, of which an aggregate may belong to the one around.
struct PartialAggregation {
    let scanName: String

    /// The statement for rows that stand for several; nil when not.
    func folded(_ query: Query) -> Query? {
        guard case .select(var select) = query.body, select.from.count == 1,
            case .table(let table, let alias, _) = select.from[0].kind,
            table.name == Name(scanName)
        else { return nil }
        guard case .by(let grouping) = select.grouping else { return nil }
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
        guard isGrouped, !(outputs + others).contains(where: dependsOnRows) else { return nil }

        let weight = Expression(
            .column(qualifier: [alias?.name ?? table.name], name: Name(Scan.alike)))
        select.items = select.items.map { item in
            guard case .expression(let expression, let alias) = item.kind else { return item }
            return SelectItem(
                .expression(expression.adding(weight), alias: alias), span: item.span)
        }
        select.having = select.having?.adding(weight)
        var folded = query
        folded.body = .select(select)
        folded.ordering = query.ordering.map { _ in
            .by(
                ordering.map {
                    Ordering(
                        $0.expression.adding(weight), descending: $0.descending, nulls: $0.nulls)
                })
        }
        return folded
    }

    /// Whether it is another value when alike rows are put together, and not a count.
    private func dependsOnRows(_ expression: Expression) -> Bool {
        expression.first { part in
            switch part.kind {
            case .subquery, .exists, .inQuery: return true
            case .call(let call) where part.isAggregate:
                return !call.distinct && call.function?.combination == nil
            default: return part.isWindow
            }
        } != nil
    }
}

extension Expression {
    /// With numbers of rows added up where rows were counted.
    fileprivate func adding(_ weight: Expression) -> Expression {
        guard case .call(let call) = kind, isCount, !call.distinct else {
            return mappingChildren { $0.adding(weight) }
        }
        var added = weight
        if case .list(let list) = call.arguments, let value = list.first {
            let isThere = Expression(.test(value, .null, negated: true))
            added = Expression(
                .case(
                    operand: nil, [When(condition: isThere, result: weight)], otherwise: nil))
        }
        let sum = Expression(
            .call(FunctionCall(name: Name("sum"), arguments: .list([added]), filter: call.filter)))
        return .call("coalesce", sum, .integer(0)).at(span)
    }
}
