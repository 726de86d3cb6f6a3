import WorkQLCatalog
import WorkQLSyntax

/// Binds the clauses of a SELECT in the order in which their names become known.
struct SelectBinder {
    var binder: Binder
    /// The time clause around the SELECT.
    let clause: TimeClause?

    struct Result {
        var select: Select
        var ordering: OrderingClause?
        var columns: [ResultColumn]
    }

    /// An expression of the select list, as SQLite computes it, and the name of its column.
    typealias Item = (expression: Expression, name: String, type: ColumnType?)

    /// - Parameter query: what stands around the SELECT; its ORDER BY sees the SELECT's tables.
    mutating func bind(_ select: Select, around query: Query) throws(Diagnostic) -> Result {
        let clause = select.time ?? query.time ?? clause
        let firstScan = binder.scans.count
        binder.scopes.append(Scope())
        let outerClause = binder.nearestClause
        binder.nearestClause = clause
        defer {
            binder.scopes.removeLast()
            binder.nearestClause = outerClause
        }

        var bound = Select(distinct: select.distinct, items: [])
        for relation in select.from {
            bound.from.append(try binder.bind(relation, inheriting: clause))
        }
        if select.from.count > 1 {
            binder.readTwice(firstScan..<binder.scans.count)
        }
        var items: [Item] = []
        var aliases: [(Name, Scope.Alias)] = []
        for item in select.items {
            let new = try bind(item)
            if case .expression(_, let alias?) = item.kind, let only = new.first {
                aliases.append(
                    (alias, Scope.Alias(expression: only.expression, type: only.type)))
            }
            items += new
        }
        // Aliases become known together: no alias is seen by its neighbours, as in SQL.
        for (name, alias) in aliases { binder.innermost.aliases[name] = alias }

        if let condition = select.condition {
            let expression = try binder.bind(condition, in: .condition).expression
            bound.condition = expression
            binder.attach(expression, condition, to: Array(binder.innermost.sources.indices))
            binder.noteEqualities(expression)
            binder.transfer(expression, condition)
        }
        var grouping = try bindGrouping(select.grouping, items)
        bound.grouping = .by(grouping)
        if let having = select.having {
            bound.having = try binder.bind(having, in: .having).expression
        }
        let ordering = try bindOrdering(query.ordering, items)
        bound.items = items.map {
            SelectItem(.expression($0.expression, alias: Name($0.name)))
        }
        grouping = grouping.map { resolved($0, items) }
        try GroupingCheck(
            grouping: grouping, hasGrouping: select.grouping != .by([]),
            scope: binder.innermost
        ).check(items.map(\.expression), bound.having, ordering)

        return Result(
            select: bound, ordering: ordering.isEmpty ? nil : .by(ordering),
            columns: items.map { ResultColumn(name: $0.name, type: $0.type) })
    }

    private mutating func bind(_ item: SelectItem) throws(Diagnostic) -> [Item] {
        switch item.kind {
        case .expression(let expression, let alias):
            let bound = try binder.bind(expression, in: .selectList)
            let name = alias?.text ?? Self.name(of: expression, bound)
            return [(bound.expression, name, bound.type)]
        case .star(let change):
            guard !binder.innermost.sources.isEmpty else {
                throw Diagnostic(
                    .misplacedStar, "* without a table", at: item.span,
                    help: "add FROM with a table")
            }
            return try expand(
                Array(binder.innermost.sources.indices), change, merges: true, at: item.span)
        case .tableStar(let name, let change):
            let sources = binder.innermost.sources
            guard let source = sources.firstIndex(where: { $0.name == name }) else {
                let near = nearest(name.text, in: sources.map(\.name.text))
                throw Diagnostic(
                    .unknownTable, "unknown table \"\(name.text)\"", at: name.span,
                    meaning: near)
            }
            return try expand([source], change, merges: false, at: item.span)
        }
    }

    /// The columns of sources in order. Those that USING merged stand once, and those that cost a
    /// call a row do not: whoever writes `*` to have a look means no thousand calls.
    private mutating func expand(
        _ sources: [Int], _ change: StarChange, merges: Bool, at span: Span
    ) throws(Diagnostic) -> [Item] {
        var items: [Item] = []
        var merged: Set<Name> = []
        var left: [String] = []
        for place in sources {
            let source = binder.innermost.sources[place]
            for (index, column) in source.columns.enumerated() {
                if change.excluded.contains(column.name) { continue }
                let replacement = change.replaced.first { $0.name == column.name }
                if let replacement {
                    let bound = try binder.bind(replacement.expression, in: .selectList)
                    items.append((bound.expression, column.name.text, bound.type))
                } else if column.isDetail {
                    left.append(column.name.text)
                } else if merges, let type = binder.innermost.merged[column.name] {
                    guard merged.insert(column.name).inserted else { continue }
                    binder.useMerged(column.name, in: binder.innermost)
                    items.append(
                        (
                            Expression(.column(qualifier: [], name: column.name), span: span),
                            column.name.text, type
                        ))
                } else {
                    let bound = binder.use(index, of: source, at: span)
                    items.append((bound.expression, column.name.text, bound.type))
                }
            }
        }
        let known = Set(sources.flatMap { binder.innermost.sources[$0].columns.map(\.name) })
        for name in change.excluded + change.replaced.map(\.name) where !known.contains(name) {
            let near = nearest(name.text, in: known.map(\.text).sorted())
            throw Diagnostic(
                .unknownColumn, "* has no column \"\(name.text)\"", at: name.span,
                meaning: near)
        }
        if let first = left.first {
            binder.note(
                Diagnostic(
                    "* leaves out the columns that cost a call a row: "
                        + left.joined(separator: ", "),
                    at: span, help: "name those that are needed: *, \(first)"))
        }
        guard !items.isEmpty else {
            throw Diagnostic(
                .misplacedStar, "* without any column", at: span, help: "exclude fewer columns")
        }
        return items
    }

    /// A column is called by its own name, whatever its user's spelling; everything else by its
    /// text.
    private static func name(of expression: Expression, _ bound: Binder.Bound) -> String {
        if case .column(_, let name) = bound.expression.kind, case .column = expression.kind {
            return name.text
        }
        return Printer().print(expression)
    }

    private mutating func bindGrouping(
        _ grouping: Grouping, _ items: [Item]
    ) throws(Diagnostic) -> [Expression] {
        switch grouping {
        case .all:
            return items.indices.filter { place in
                items[place].expression.first { $0.isAggregate || $0.isWindow } == nil
            }.map { Expression(.literal(.integer(Int64($0 + 1)))) }
        case .by(let expressions):
            return try expressions.map { expression throws(Diagnostic) in
                try checkOrdinal(expression, items: items.count, in: .grouping)
                return try binder.bind(expression, in: .grouping).expression
            }
        }
    }

    private mutating func bindOrdering(
        _ clause: OrderingClause?, _ items: [Item]
    ) throws(Diagnostic) -> [Ordering] {
        switch clause {
        case nil: return []
        case .all(let descending):
            return items.indices.map {
                Ordering(Expression(.literal(.integer(Int64($0 + 1)))), descending: descending)
            }
        case .by(let orderings):
            return try orderings.map { ordering throws(Diagnostic) in
                try checkOrdinal(ordering.expression, items: items.count, in: .ordering)
                let place = ordering.expression.isName ? Binder.Place.orderingName : .ordering
                var bound = ordering
                bound.expression = try binder.bind(ordering.expression, in: place).expression
                return bound
            }
        }
    }

    /// A number alone means a column of the select list.
    private func checkOrdinal(
        _ expression: Expression, items: Int, in place: Binder.Place
    ) throws(Diagnostic) {
        guard case .literal(.integer(let number)) = expression.kind else { return }
        guard (1...max(items, 1)).contains(Int(clamping: number)) else {
            throw Diagnostic(
                .columnNumber,
                "\(place.clause) \(number) is not one of the "
                    + "\(counted(items, "selected column"))",
                at: expression.span)
        }
    }

    /// What a grouping expression stands for: an ordinal or an alias means a selected expression.
    private func resolved(_ expression: Expression, _ items: [Item]) -> Expression {
        switch expression.kind {
        case .literal(.integer(let number)) where items.indices.contains(Int(number) - 1):
            items[Int(number) - 1].expression
        case .column(qualifier: [], let name):
            binder.innermost.aliases[name]?.expression ?? expression
        default: expression
        }
    }
}

extension Expression {
    var isName: Bool { if case .column = kind { true } else { false } }

    /// Whether this call itself, and not something inside it, is an aggregate over groups.
    var isAggregate: Bool {
        guard case .call(let call) = kind, call.window == nil else { return false }
        let count = if case .list(let list) = call.arguments { list.count } else { 0 }
        return Function.named(call.name.folded, arguments: count)?.kind == .aggregate
    }

    var isWindow: Bool {
        if case .call(let call) = kind { call.window != nil } else { false }
    }
}
