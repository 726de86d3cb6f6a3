import WorkQLCatalog
import WorkQLSyntax

/// Binds the clauses of a SELECT in the order in which their names become known.
struct SelectBinder {
    var binder: Binder
    /// The enclosing time clause.
    let clause: TimeClause?
    /// The buckets, for a part of a TIMESERIES, which is also grouped by the number of the bucket.
    var bucket: Bucket?
    /// Whether it is a part of a TIMESERIES or of a COMPARE.
    var isPeriod = false

    /// The assignment of rows to the buckets of a list.
    struct Bucket {
        var series: TimeSeries
        var list: Int
    }

    struct Result {
        var select: Select
        var ordering: OrderingClause?
        var columns: [ResultColumn]
        /// The grouping expressions, with numbers and aliases replaced by what they stand for.
        var grouping: [Expression] = []
        /// The number of the bucket, which is not one of the columns.
        var bucket: Expression?
        /// HAVING with aliases replaced by what they stand for.
        var having: Expression?
        /// QUALIFY with aliases replaced by what they stand for.
        var qualification: Expression?
        /// The SELECT's own tables.
        var scope = Scope()
    }

    /// An expression of the select list, as SQLite computes it, and the name of its column.
    typealias Item = (expression: Expression, name: String, type: ColumnType?)

    /// - Parameter query: the query that contains the SELECT; its ORDER BY sees the SELECT's
    ///   tables.
    mutating func bind(_ select: Select, around query: Query) throws(Diagnostic) -> Result {
        let clause = select.time ?? query.time ?? clause
        let firstScan = binder.scans.count
        let mark = binder.scanMark
        binder.scopes.append(Scope())
        let outerClause = binder.nearestClause
        binder.nearestClause = clause
        defer {
            binder.lastScope = binder.scopes.removeLast()
            binder.nearestClause = outerClause
        }

        var bound = Select(distinct: select.distinct, items: [])
        for relation in select.withoutNeedlessFullJoins {
            bound.from.append(try binder.bind(relation, inheriting: clause))
        }
        let tables = firstScan..<binder.scans.count
        if select.from.count > 1 { binder.readTwice(since: mark) }
        try binder.define(select.windows)
        var items: [Item] = []
        var aliases: [(Name, Scope.Alias)] = []
        for item in select.items {
            let new = try bind(item).map { item -> Item in
                (item.expression.moved(in: binder), item.name, item.type)
            }
            if case .expression(_, let alias?) = item.kind, let only = new.first {
                aliases.append(
                    (alias, Scope.Alias(expression: only.expression, type: only.type)))
            }
            items += new
        }
        guard items.count <= 2000 else {
            throw Diagnostic(
                .chainTooLong, "a SELECT of \(items.count) columns; the limit is 2000",
                at: select.items.last?.span ?? Span(0, 0), help: "exclude some: * EXCLUDE (…)")
        }
        if select.distinct { for item in items { binder.computeFromShown(item.expression) } }
        // Aliases become visible together: no item of the select list sees another's alias, as in
        // SQL.
        for (name, alias) in aliases { binder.innermost.aliases[name] = alias }
        for item in items {
            let alias = binder.innermost.aliases[Name(item.name)]
            if let alias, alias.expression != item.expression {
                binder.innermost.repeatedAliases.insert(Name(item.name))
            }
        }

        if let condition = select.condition {
            let (expression, evaluated) = try binder.bindFilter(condition, of: tables)
            bound.condition = expression
            binder.noteUnmovedDays(in: expression)
            binder.attach(
                evaluated, condition, to: Array(binder.innermost.sources.indices),
                isOfInnerJoins: !binder.innermost.hasOuterJoin)
            binder.noteEqualities(expression)
            binder.transfer(expression, condition)
        }
        var grouping = try bindGrouping(select.grouping, items)
        bound.grouping = .by(grouping)
        if let having = select.having {
            bound.having = try binder.bindCondition(having, in: .having).moved(in: binder)
        }
        let qualification = try select.qualification.map { condition throws(Diagnostic) in
            try bindQualification(condition, items)
        }
        var ordering = try bindOrdering(query.ordering, items)
        if qualification != nil {
            for index in ordering.indices {
                ordering[index].expression = withoutAliases(ordering[index].expression)
                    .moved(in: binder)
            }
        }
        bound.items = items.map {
            SelectItem(.expression($0.expression, alias: Name($0.name)))
        }
        grouping = grouping.map { resolved($0, items) }
        if !isPeriod, let bound = bound.having, let written = select.having {
            binder.attachToRows(withoutAliases(bound), written, by: grouping)
        }
        try GroupingCheck(
            grouping: grouping, hasGrouping: select.grouping != .by([]), isSeries: bucket != nil,
            scope: binder.innermost, place: select.clausePlace.offset
        ).check(
            items.map(\.expression) + (qualification.map { [$0] } ?? []), bound.having, ordering)
        // A condition may be a list of thousands, and is not copied for a single table.
        if binder.innermost.sources.count > 1 {
            binder.noteRepeatedPeople(bound, where: bound.condition.map(withoutAliases))
        }
        let number: Expression? = if let bucket { try bind(bucket) } else { nil }
        var result = Result(
            select: bound, ordering: ordering.isEmpty ? nil : .by(ordering),
            columns: items.map { item in
                var column = ResultColumn(name: item.name, type: item.type)
                column.ignoresCase = binder.ignoresCase(item.expression)
                column.isPadded = binder.isPadded(item.expression)
                column.isWallClock = binder.isWallClock(item.expression)
                if item.type == .integer {
                    column.integerSize = binder.integerSize(item.expression)
                }
                column.holds = binder.reference(of: item.expression)
                column.takeValues(of: binder.sourceColumn(item.expression))
                column.time = binder.tableTime(item.expression)
                column.isGroupKey = grouping.contains(item.expression)
                column.label = binder.label(of: item.expression, named: item.name)
                column.hasNull = select.condition == nil && binder.hasNull(item.expression)
                return column
            },
            grouping: grouping, bucket: number,
            having: bound.having.map(withoutAliases), qualification: qualification,
            scope: binder.innermost)
        attachQualification(of: result, written: select.qualification)
        addOrigins(to: &result)
        return result
    }

    private mutating func bindQualification(
        _ condition: Expression, _ items: [Item]
    ) throws(Diagnostic) -> Expression {
        let bound = withoutAliases(try binder.bindCondition(condition, in: .qualification))
            .moved(in: binder)
        guard (items.map(\.expression) + [bound]).contains(where: { $0.hasWindow }) else {
            throw Diagnostic(
                .misplacedWindow, "QUALIFY without a window function", at: condition.span,
                help: "put the condition into WHERE, or into HAVING if it is about groups")
        }
        return bound
    }

    private mutating func bind(_ bucket: Bucket) throws(Diagnostic) -> Expression {
        let series = bucket.series
        var time: Binder.Bound
        if let column = series.column {
            time = try binder.bind(column, in: .grouping)
        } else {
            time = try timeOfFirstTable(for: series)
        }
        if time.type == .date { time = try binder.coerced(time, to: .timestamp, for: .equality) }
        if let type = time.type, type != .timestamp {
            throw Diagnostic(
                .typeMismatch, "TIMESERIES takes a timestamp, and this is \(type.phrase)",
                at: series.column?.span ?? series.span)
        }
        return Expression(
            .internalCall(.bucket, [time.expression, .integer(bucket.list)]), span: series.span)
    }

    private mutating func timeOfFirstTable(
        for series: TimeSeries
    ) throws(Diagnostic) -> Binder.Bound {
        for source in binder.innermost.sources {
            guard let scan = source.scan, let time = binder.scans[scan].table.time,
                let column = source.index(of: Name(time))
            else { continue }
            return binder.use(column, of: source, at: series.span)
        }
        throw Diagnostic(
            .timeSeriesShape, "TIMESERIES without a time", at: series.span,
            help: "write TIMESERIES 1d ON its_time")
    }

    /// Replaces aliases by their expressions, since the select list cannot use its own aliases.
    private func withoutAliases(_ expression: Expression) -> Expression {
        if case .column(qualifier: [], let name) = expression.kind,
            binder.innermost.merged[name] == nil, let alias = binder.innermost.aliases[name]
        {
            return alias.expression
        }
        return expression.mappingChildren(withoutAliases)
    }

    private mutating func bind(_ item: SelectItem) throws(Diagnostic) -> [Item] {
        switch item.kind {
        case .expression(let expression, let alias):
            binder.shownItem = expression.isName ? expression.span : nil
            let bound = try binder.bind(expression, in: .selectList)
            binder.shownItem = nil
            let name =
                alias?.text ?? binder.innermost.writtenLabel(expression)
                ?? Self.name(of: expression, bound)
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
            let named = sources.firstIndex { $0.name == name }
            guard let source = named ?? sources.firstIndex(where: { $0.isCalled(name) }) else {
                let near = nearest(name.text, in: sources.map(\.name.text))
                throw Diagnostic(
                    .unknownTable, "unknown table \"\(name.text)\"", at: name.span,
                    meaning: near)
            }
            return try expand([source], change, merges: false, at: item.span)
        }
    }

    /// Returns the columns of sources in order. Columns that USING merged occur once. Columns that
    /// cost a call for each row are left out: a user who writes `*` to look at a table does not
    /// want a thousand calls.
    private mutating func expand(
        _ sources: [Int], _ change: StarChange, merges: Bool, at span: Span
    ) throws(Diagnostic) -> [Item] {
        var change = change
        change.excluded = try binder.innermost.columnNames(change.excluded)
        for index in change.replaced.indices {
            let names = try binder.innermost.columnNames([change.replaced[index].name])
            change.replaced[index].name = names.first ?? change.replaced[index].name
        }
        var items: [Item] = []
        var merged: Set<Name> = []
        var left: [String] = []
        for position in sources {
            let source = binder.innermost.sources[position]
            for (index, column) in source.columns.enumerated() {
                if column.isHidden || change.excluded.contains(column.name) { continue }
                let replacement = change.replaced.first { $0.name == column.name }
                if let replacement {
                    if merges, binder.innermost.merged[column.name] != nil,
                        !merged.insert(column.name).inserted
                    {
                        continue
                    }
                    let bound = try binder.bind(replacement.expression, in: .selectList)
                    items.append((bound.expression, column.name.text, bound.type))
                } else if column.isDetail {
                    left.append(column.name.text)
                } else if merges, let shared = binder.innermost.merged[column.name] {
                    guard merged.insert(column.name).inserted else { continue }
                    binder.useMerged(column.name, in: binder.innermost)
                    items.append(
                        (shared.expression(column.name, at: span), column.name.text, shared.type))
                } else {
                    let bound = binder.use(index, of: source, at: span)
                    items.append((bound.expression, column.name.text, bound.type))
                }
            }
        }
        let known = Set(sources.flatMap { binder.innermost.sources[$0].visible.map(\.name) })
        for name in change.excluded + change.replaced.map(\.name) where !known.contains(name) {
            let near = nearest(name.text, in: known.map(\.text).sorted())
            throw Diagnostic(
                .unknownColumn, "* has no column \"\(name.text)\"", at: name.span,
                meaning: near)
        }
        if let first = left.first {
            binder.note(
                Diagnostic(
                    "* leaves out the columns that cost one call per row: "
                        + left.joined(separator: ", "),
                    at: span, help: "name those that are needed: *, \(first)"))
        }
        guard !items.isEmpty else {
            throw Diagnostic(
                .misplacedStar, "* without any column", at: span, help: "exclude fewer columns")
        }
        return items
    }

    /// Returns the name of a column: for a column its own name, however the user spelt it; for any
    /// other expression its text.
    private static func name(of expression: Expression, _ bound: Binder.Bound) -> String {
        if case .column(_, let written) = expression.kind {
            guard case .column(_, let name) = bound.expression.kind else { return written.text }
            return name.text
        }
        return Printer().print(expression)
    }

    private mutating func bindGrouping(
        _ grouping: Grouping, _ items: [Item]
    ) throws(Diagnostic) -> [Expression] {
        switch grouping {
        case .all:
            let groups = items.indices.filter { index in
                items[index].expression.first { $0.isAggregate || $0.isWindow } == nil
            }
            for index in groups { binder.computeFromShown(items[index].expression) }
            return groups.map { Expression(.literal(.integer(Int64($0 + 1)))) }
        case .sets(let sets):
            throw Diagnostic(
                .notSupported, "GROUPING SETS with TIMESERIES or COMPARE",
                at: sets.first?.first?.span ?? Span(0, 0),
                help: "write a UNION ALL of one query for each grouping")
        case .by(let expressions):
            return try expressions.map { expression throws(Diagnostic) in
                try checkOrdinal(expression, items: items.count, in: .grouping)
                if case .literal(.integer(let number)) = expression.kind,
                    case let item = items[Int(number) - 1],
                    let aggregate = item.expression.first(where: { $0.isAggregate || $0.isWindow })
                {
                    throw Diagnostic(
                        aggregate.isWindow ? .misplacedWindow : .misplacedAggregate,
                        "GROUP BY \(number) means \(item.name), which is computed from groups",
                        at: expression.span, help: "write the number of another column")
                }
                compute(from: expression, among: items)
                return try binder.bind(expression, in: .grouping).expression.moved(in: binder)
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
                compute(from: ordering.expression, among: items)
                let index =
                    ordering.expression.isName ? Binder.ClauseContext.orderingName : .ordering
                var bound = ordering
                bound.expression = try binder.bind(ordering.expression, in: index).expression
                return bound
            }
        }
    }
}
