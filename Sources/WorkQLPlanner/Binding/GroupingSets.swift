import WorkQLSyntax

/// What: `GROUP BY ROLLUP (a, b)` becomes a UNION ALL of one SELECT for each set of keys, in which
/// the keys of the other sets are NULL, with ORDER BY and LIMIT around it.
/// Why: SQLite groups by one set only. The SELECTs read the rows of the same calls, which are made
/// once.
/// When not: with windows, QUALIFY, TIMESERIES and COMPARE, which would see only the rows of one
/// set.
struct GroupingSets {
    let select: Select
    let sets: [[Expression]]
    private let names: [String]
    private let items: [Expression]

    init(select: Select, sets: [[Expression]]) throws(Diagnostic) {
        self.select = select
        self.sets = sets
        var names: [String] = []
        var items: [Expression] = []
        for item in select.items {
            guard case .expression(let expression, let alias) = item.kind else {
                throw Diagnostic(
                    .notSupported, "* with grouping sets", at: item.span,
                    help: "select the expressions of GROUP BY, and aggregates")
            }
            items.append(expression)
            if case .column(_, let name) = expression.kind, alias == nil {
                names.append(name.text)
            } else {
                names.append(alias?.text ?? Printer().print(expression))
            }
        }
        self.names = names
        self.items = items
        try refuseOthers()
    }

    private func refuseOthers() throws(Diagnostic) {
        if let span = select.timeSeries?.span ?? select.comparison?.span
            ?? select.qualification?.span
        {
            throw Diagnostic(
                .notSupported, "grouping sets with TIMESERIES, COMPARE or QUALIFY", at: span,
                help: "put the query into FROM, and write the clause in the outer query")
        }
        for output in items + [select.having].compactMap(\.self) {
            if let window = output.first(where: \.isWindow) {
                throw Diagnostic(
                    .notSupported, "a window with grouping sets", at: window.span,
                    help: "put the query into FROM, and compute the window in the outer query")
            }
            if let query = output.first(where: \.isQuery) {
                throw Diagnostic(
                    .notSupported, "a query in the select list with grouping sets", at: query.span,
                    help: "put the query into FROM, and join it in the outer query")
            }
        }
    }

    /// Returns the query that replaces the one with the sets.
    func query(for query: Query) throws(Diagnostic) -> Query {
        var outer = Query(
            with: query.with, recursive: query.recursive, body: .values([]), limit: query.limit,
            offset: query.offset, time: nil, timeZone: query.timeZone)
        var hidden: [Expression] = []
        switch query.ordering {
        case .by(let orderings):
            var changed: [Ordering] = []
            for var ordering in orderings {
                if !isOutput(ordering.expression) {
                    guard !select.distinct else {
                        throw Diagnostic(
                            .notGrouped,
                            "ORDER BY of DISTINCT rows by an expression that is not selected",
                            at: ordering.expression.span, help: "add it to the select list")
                    }
                    hidden.append(ordering.expression)
                    ordering.expression = .name(hiddenName(hidden.count)).at(
                        ordering.expression.span)
                }
                changed.append(ordering)
            }
            outer.ordering = .by(changed)
        default: outer.ordering = query.ordering
        }
        if sets.contains([]),
            !(items + hidden).contains(where: { $0.first(where: \.isAggregate) != nil })
        {
            // All rows are one group, even where nothing is aggregated.
            hidden.append(
                Expression(.call(FunctionCall(name: Name("count"), arguments: .star))))
        }
        var body: QueryBody?
        for set in sets {
            let part = QueryBody.select(try part(of: set, hidden, time: query.time))
            body = body.map { .combined(.union, all: true, $0, part) } ?? part
        }
        let union = Query(body: body ?? .values([]))
        let excluded = hidden.indices.map { Name(hiddenName($0 + 1)) }
        let span = select.items.first?.span ?? Span(0, 0)
        outer.body = .select(
            Select(
                distinct: select.distinct,
                items: [SelectItem(.star(StarChange(excluded: excluded)), span: span)],
                from: [
                    Relation(.query(union, alias: TableAlias(Name("grouping sets"))), span: span)
                ]))
        return outer
    }

    private func hiddenName(_ number: Int) -> String { "order \(number)" }

    /// Whether ORDER BY can name it outside the union.
    private func isOutput(_ expression: Expression) -> Bool {
        switch expression.kind {
        case .literal(.integer): true
        case .column(qualifier: [], let name): names.contains { Name($0) == name }
        default: false
        }
    }

    /// Returns the SELECT of one set, in which the keys of other sets are NULL.
    private func part(
        of set: [Expression], _ hidden: [Expression], time: TimeClause?
    ) throws(Diagnostic) -> Select {
        let present = Set(set.flatMap(meanings))
        let missing = Set(sets.flatMap { $0 }.flatMap(meanings)).subtracting(present)
        var part = select
        part.distinct = false
        part.time = select.time ?? time
        part.grouping = .by(set)
        part.items = try zip(items, names).map { pair throws(Diagnostic) -> SelectItem in
            let (item, name) = pair
            let isMissing = mayBeKey(item, name) && missing.contains(.name(name))
            let value = isMissing ? .null(at: item.span) : try reduced(item, missing, present)
            return .item(value, name)
        }
        for (index, expression) in hidden.enumerated() {
            part.items.append(
                .item(try reduced(expression, missing, present), hiddenName(index + 1)))
        }
        part.having = try select.having.map { having throws(Diagnostic) in
            try reduced(having, missing, present)
        }
        return part
    }

    /// Returns a key as it is written, and as what it stands for: the number or the name of an
    /// item.
    private func meanings(of key: Expression) -> [Expression] {
        switch key.kind {
        case .literal(.integer(let number)):
            guard items.indices.contains(Int(clamping: number) - 1) else { return [key] }
            let index = Int(number) - 1
            return [items[index], .name(names[index])]
        case .column(qualifier: [], let name):
            guard
                let index = names.firstIndex(where: { Name($0) == name }),
                mayBeKey(items[index], names[index])
            else { return [key] }
            return [key, items[index]]
        default:
            return [key]
        }
    }

    /// Whether GROUP BY can mean an item by its name. `max(x) AS k` is no key, and
    /// `coalesce(k, '合计') AS k` shows that k is a column of FROM, which comes before an item.
    private func mayBeKey(_ item: Expression, _ name: String) -> Bool {
        if case .column = item.kind { return true }
        let itself = Expression.name(name)
        return item.first { part in
            if case .call(let call) = part.kind, call.name == Name("grouping") { return true }
            return part.isAggregate || part == itself
        } == nil
    }

    private func reduced(
        _ expression: Expression, _ missing: Set<Expression>, _ present: Set<Expression>
    ) throws(Diagnostic) -> Expression {
        var unknown: Expression?
        let reduced = reduced(expression, missing, present, &unknown)
        guard let unknown else { return reduced }
        throw Diagnostic(
            .notGrouped, "grouping() of an expression that is not grouped by", at: unknown.span,
            help: "write an expression of GROUP BY")
    }

    private func reduced(
        _ expression: Expression, _ missing: Set<Expression>, _ present: Set<Expression>,
        _ unknown: inout Expression?
    ) -> Expression {
        if missing.contains(expression) { return .null(at: expression.span) }
        if case .call(let call) = expression.kind {
            if call.name == Name("grouping"), case .list(let keys) = call.arguments,
                !keys.isEmpty
            {
                var bits = 0
                for key in keys {
                    if !missing.contains(key), !present.contains(key) { unknown = key }
                    bits = bits << 1 | (missing.contains(key) ? 1 : 0)
                }
                return Expression.integer(bits).at(expression.span)
            }
            if expression.isAggregate { return expression }
        }
        var inner = unknown
        let mapped = expression.mappingChildren { reduced($0, missing, present, &inner) }
        unknown = inner
        return mapped
    }
}

extension Expression {
    fileprivate static func null(at span: Span) -> Expression {
        Expression(.literal(.null), span: span)
    }

    fileprivate var isQuery: Bool {
        switch kind {
        case .subquery, .exists, .inQuery: true
        default: false
        }
    }
}
