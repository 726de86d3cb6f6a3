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
    private let tables: FromTables

    init(select: Select, sets: [[Expression]], from tables: FromTables) throws(Diagnostic) {
        self.select = select
        self.sets = sets
        self.tables = tables
        var names: [String] = []
        var items: [Expression] = []
        for item in select.items {
            guard case .expression(let expression, let alias) = item.kind else {
                throw Diagnostic(
                    .notSupported, "* with grouping sets", at: item.span,
                    help: "select the expressions of GROUP BY, and aggregates")
            }
            items.append(tables.unqualified(expression))
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
        let present = Set(set.map(meaning))
        let missing = Set(sets.joined().map(meaning)).subtracting(present)
        let reduction = Reduction(present: present, missing: missing, sets: self)
        var part = select
        part.distinct = false
        part.time = select.time ?? time
        part.grouping = .by(set)
        part.items = try items.indices.map { index throws(Diagnostic) -> SelectItem in
            let item = items[index]
            let value =
                missing.contains(.item(index))
                ? .null(at: item.span) : try reduction.reduced(item)
            return .item(value, names[index])
        }
        for (index, expression) in hidden.enumerated() {
            part.items.append(
                .item(
                    try reduction.reduced(tables.unqualified(expression)),
                    hiddenName(index + 1)))
        }
        part.having = try select.having.map { having throws(Diagnostic) in
            try reduction.reduced(tables.unqualified(having))
        }
        return part
    }

    /// What a key stands for.
    private enum Meaning: Hashable {
        case expression(Expression)
        /// An item of the select list that is a literal. The same literal elsewhere is no key.
        case item(Int)
    }

    /// Returns what a key stands for: an expression of columns of FROM, or the item of which it is
    /// the number or the name. As in every GROUP BY, a column of FROM comes before an item of its
    /// name.
    private func meaning(of key: Expression) -> Meaning {
        var index: Int?
        switch key.kind {
        case .literal(.integer(let number)):
            index = Int(clamping: number) - 1
        case .column(qualifier: [], let name) where !tables.have(name):
            index = names.firstIndex { Name($0) == name }
        default: break
        }
        guard let index, items.indices.contains(index) else {
            return .expression(tables.unqualified(key))
        }
        if case .literal = items[index].kind { return .item(index) }
        return .expression(items[index])
    }

    /// The expressions of one of the SELECTs.
    private struct Reduction {
        let present: Set<Meaning>
        let missing: Set<Meaning>
        let sets: GroupingSets

        /// Returns an expression in which the missing keys are NULL. A key is replaced or left as a
        /// whole: in the set of `month(d)` alone, the `d` in it has its value.
        func reduced(_ expression: Expression) throws(Diagnostic) -> Expression {
            let isMissing = missing.contains(.expression(expression))
            if isMissing { return .null(at: expression.span) }
            var unknown: Expression?
            let reduced = reduced(expression, &unknown)
            guard let unknown else { return reduced }
            throw Diagnostic(
                .notGrouped, "grouping() of an expression that is not grouped by", at: unknown.span,
                help: "write an expression of GROUP BY")
        }

        private func reduced(
            _ expression: Expression, _ unknown: inout Expression?
        ) -> Expression {
            let key = Meaning.expression(expression)
            if present.contains(key) { return expression }
            if missing.contains(key) { return sets.tables.null(like: expression) }
            if case .call(let call) = expression.kind {
                if call.name == Name("grouping"), case .list(let keys) = call.arguments,
                    !keys.isEmpty
                {
                    var bits = 0
                    for key in keys {
                        let meaning = sets.meaning(of: key)
                        if !missing.contains(meaning), !present.contains(meaning) { unknown = key }
                        bits = bits << 1 | (missing.contains(meaning) ? 1 : 0)
                    }
                    return Expression.integer(bits).at(expression.span)
                }
                if expression.isAggregate { return expression }
            }
            var inner = unknown
            let mapped = expression.mappingChildren { reduced($0, &inner) }
            unknown = inner
            return mapped
        }
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
