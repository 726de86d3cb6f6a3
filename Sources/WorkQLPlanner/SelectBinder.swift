import WorkQLCatalog
import WorkQLSyntax

/// A SELECT with every name resolved, as SQLite will compute it.
struct BoundSelect {
    var distinct: Bool
    /// What is selected and under which name.
    var items: [(expression: Expression, name: String)]
    var condition: Expression?
    var grouping: [Expression]
    var having: Expression?
    var ordering: [Ordering]
    var limit: Expression?
    var offset: Expression?

    var resultColumns: [ResultColumn]
    /// The places of the table's columns that are needed.
    var columns: Set<Int>
    /// Whether the first rows that come are the first rows of the answer, and not all are wanted.
    var stopsEarly: Bool
    var notes: [Diagnostic]
}

/// Binds the clauses of a SELECT in the order in which their names become known.
struct SelectBinder {
    var binder: Binder

    mutating func bind(_ select: Select) throws(Diagnostic) -> BoundSelect {
        var items: [(expression: Expression, name: String)] = []
        var resultColumns: [ResultColumn] = []
        for item in select.items {
            for (bound, name) in try bind(item) {
                items.append((bound.expression, name))
                resultColumns.append(ResultColumn(name: name, type: bound.type))
            }
        }
        bindAliases(select.items, to: items, resultColumns)

        var condition: Expression?
        if let clause = select.condition {
            condition = try binder.bind(clause, in: .condition).expression
        }
        var grouping: [Expression] = []
        for expression in select.grouping {
            try checkOrdinal(expression, items: items.count, in: .grouping)
            grouping.append(try binder.bind(expression, in: .grouping).expression)
        }
        var having: Expression?
        if let clause = select.having { having = try binder.bind(clause, in: .having).expression }
        var ordering: [Ordering] = []
        for order in select.ordering {
            try checkOrdinal(order.expression, items: items.count, in: .ordering)
            let place = order.expression.isName ? Binder.Place.orderingName : .ordering
            ordering.append(
                Ordering(
                    try binder.bind(order.expression, in: place).expression,
                    descending: order.descending))
        }
        var limit: Expression?
        if let clause = select.limit { limit = try bindCount(clause) }
        var offset: Expression?
        if let clause = select.offset { offset = try bindCount(clause) }

        let outputs = items.map(\.expression) + (having.map { [$0] } ?? [])
        let aggregates = (outputs + ordering.map(\.expression)).contains {
            $0.first(where: \.isAggregate) != nil
        }
        return BoundSelect(
            distinct: select.distinct, items: items, condition: condition, grouping: grouping,
            having: having, ordering: ordering, limit: limit, offset: offset,
            resultColumns: resultColumns, columns: binder.columns,
            stopsEarly: limit != nil && grouping.isEmpty && ordering.isEmpty && !aggregates,
            notes: binder.notes)
    }

    /// Aliases become known together, after the list: no alias is seen by its neighbours, as in SQL.
    private mutating func bindAliases(
        _ written: [SelectItem], to items: [(expression: Expression, name: String)],
        _ columns: [ResultColumn]
    ) {
        let stars = written.reduce(0) { count, item in
            if case .expression = item.kind { count } else { count + 1 }
        }
        // Stars widen the list by as many columns as the table has, less their own places.
        let widened = stars == 0 ? 0 : (items.count - (written.count - stars)) / stars
        var place = 0
        for item in written {
            guard case .expression(_, let alias) = item.kind else {
                place += widened
                continue
            }
            if let alias {
                binder.scope.aliases[alias] = Scope.Alias(
                    type: columns[place].type,
                    isAggregate: items[place].expression.first(where: \.isAggregate) != nil)
            }
            place += 1
        }
    }

    private mutating func bind(
        _ item: SelectItem
    ) throws(Diagnostic) -> [(Binder.Bound, String)] {
        switch item.kind {
        case .expression(let expression, let alias):
            let bound = try binder.bind(expression, in: .selectList)
            return [(bound, alias?.text ?? Self.name(of: expression, bound))]
        case .tableStar(let name) where name != binder.scope.tableName:
            throw Diagnostic("unknown table \"\(name.text)\"", at: name.span)
        case .star, .tableStar:
            guard let table = binder.scope.table else {
                throw Diagnostic(
                    "* without a table", at: item.span, help: "add FROM with a table")
            }
            return table.columns.enumerated().map { place, column in
                binder.use(column: place)
                let name = Name(column.name, span: item.span)
                let expression = Expression(
                    .column(qualifier: [binder.scope.tableName], name: name), span: item.span)
                return (Binder.Bound(expression: expression, type: column.type), column.name)
            }
        }
    }

    /// A column is called by its own name, whatever its user's spelling; everything else by its
    /// text.
    private static func name(of expression: Expression, _ bound: Binder.Bound) -> String {
        if case .column(_, let name) = bound.expression.kind, case .column = expression.kind {
            return name.text
        }
        return Printer().print(expression)
    }

    /// A number alone means a column of the select list.
    private func checkOrdinal(
        _ expression: Expression, items: Int, in place: Binder.Place
    ) throws(Diagnostic) {
        guard case .literal(.integer(let number)) = expression.kind else { return }
        guard (1...max(items, 1)).contains(Int(clamping: number)) else {
            throw Diagnostic(
                "\(place.clause) \(number) is not one of the \(items) selected columns",
                at: expression.span)
        }
    }

    private mutating func bindCount(_ expression: Expression) throws(Diagnostic) -> Expression {
        let bound = try binder.bind(expression, in: .limit).expression
        if let column = bound.first(where: \.isName) {
            throw Diagnostic("LIMIT and OFFSET take a constant", at: column.span)
        }
        switch bound.kind {
        case .literal(.integer(let count)) where count >= 0: return bound
        case .literal, .unary(.negate, _):
            throw Diagnostic(
                "LIMIT and OFFSET take a whole number of rows, 0 or more", at: expression.span)
        default: return bound
        }
    }
}

extension Expression {
    var isName: Bool { if case .column = kind { true } else { false } }

    /// Whether this call itself, and not something inside it, is an aggregate.
    var isAggregate: Bool {
        guard case .call(let call) = kind else { return false }
        let count = if case .list(let list) = call.arguments { list.count } else { 0 }
        return Function.named(call.name.folded, arguments: count)?.aggregate ?? false
    }
}
