import WorkQLCatalog
import WorkQLSyntax

/// Rewrites TIMESERIES and COMPARE into plain queries.
///
/// What: the SELECT becomes a common table `current`, grouped by the number of the bucket as well;
/// the buckets of the range stand beside it, so that each appears, whatever happened in it; COMPARE
/// adds `previous`, the same SELECT over an earlier range.
/// Why: SQLite then does all of it, and a scan stays a scan.
/// When not: a SELECT with neither stays as it is.
struct PeriodRewriter {
    let select: Select
    let query: Query
    let context: TimeContext
    let catalog: Catalog
    /// The clause that holds for the SELECT, resolved.
    let clause: TimeClause
    let range: TimeRange

    /// The starts of the buckets of `current` and of `previous`, for the engine's bucket function.
    private(set) var buckets: [[Instant]] = []
    private let firstBuckets: Int

    private var keys: [(expression: Expression, name: String)] = []
    private var values: [(expression: Expression, name: String)] = []
    /// For each item whether it is a key, and its place among its kind.
    private var order: [(isKey: Bool, place: Int)] = []

    /// - Parameter known: how many lists of buckets the statement has already.
    init(
        _ select: Select, in query: Query, context: TimeContext, catalog: Catalog,
        clause: TimeClause, range: TimeRange, bucketsKnown known: Int
    ) throws(Diagnostic) {
        self.select = select
        self.query = query
        self.context = context
        self.catalog = catalog
        self.clause = clause
        self.range = range
        firstBuckets = known
        for item in select.items {
            guard case .expression(let expression, let alias) = item.kind else {
                throw Diagnostic(
                    .timeSeriesShape, "* with \(word)", at: item.span,
                    help: "select aggregates: count(*)")
            }
            let name = alias?.text ?? expression.columnName ?? Printer().print(expression)
            if expression.first(where: \.isAggregate) == nil {
                order.append((true, keys.count))
                keys.append((expression, name))
            } else {
                order.append((false, values.count))
                values.append((expression, name))
            }
        }
        guard !values.isEmpty else {
            throw Diagnostic(
                .timeSeriesShape, "\(word) without an aggregate",
                at: select.items.first?.span ?? clause.span,
                help: "select count(*), or another aggregate")
        }
        if !keys.isEmpty, select.grouping == .by([]) {
            throw Diagnostic(
                .notGrouped, "\"\(keys[0].name)\" is neither grouped by nor inside an aggregate",
                at: keys[0].expression.span, help: "add GROUP BY ALL")
        }
        if let series = select.timeSeries { buckets.append(try calendar.starts(of: series)) }
    }

    private var word: String { select.timeSeries == nil ? "COMPARE" : "TIMESERIES" }

    /// The query that says the same in plain words.
    mutating func rewritten() throws(Diagnostic) -> Query {
        var with = [CommonTable(name: Name("current"), query: try part(clause, bucket: 0))]
        if let comparison = select.comparison {
            let earlier = try calendar.earlier(comparison)
            if let starts = buckets.first {
                buckets.append(try calendar.shifted(starts, by: comparison))
            }
            let clause = TimeClause(earlier, span: comparison.span)
            with.append(
                CommonTable(name: Name("previous"), query: try part(clause, bucket: 1)))
        }
        var from: Relation
        if select.timeSeries != nil {
            from = try bucketTable()
            if !keys.isEmpty {
                from = from.joined(.cross, groups(), on: nil)
            }
            from = from.joined(.left, .table("current", as: "c"), on: matching("c", "g"))
            if select.comparison != nil {
                from = from.joined(.left, .table("previous", as: "p"), on: matching("p", "g"))
            }
        } else {
            from = Relation.table("current", as: "c")
            let same = Expression.all(
                keys.indices.map {
                    .binary(.name("k\($0)", of: "c"), .isNotDistinct, .name("k\($0)", of: "p"))
                })
            from = from.joined(
                keys.isEmpty ? .cross : .full, .table("previous", as: "p"), on: same)
        }
        return Query(
            with: with, body: .select(Select(items: items, from: [from])), ordering: try ordering(),
            limit: query.limit, offset: query.offset)
    }

    /// The SELECT over one range, its columns under names of ours.
    private func part(_ clause: TimeClause, bucket: Int) throws(Diagnostic) -> Query {
        var part = select
        part.timeSeries = nil
        part.comparison = nil
        part.time = clause
        part.items = keys.enumerated().map { .item($1.expression, "k\($0)") }
        part.items += values.enumerated().map { .item($1.expression, "v\($0)") }
        var grouping: [Expression] =
            switch select.grouping {
            case .all: keys.map(\.expression)
            case .by(let expressions):
                try expressions.map { expression throws(Diagnostic) in
                    try ungroupedOrdinal(expression)
                }
            }
        if let series = select.timeSeries {
            let time = if let column = series.column { column } else { try time(of: series) }
            let number = Expression.call(
                LocalFunction.bucket.rawValue, time.at(series.span),
                .integer(firstBuckets + bucket))
            part.items.insert(.item(number, "i"), at: 0)
            grouping.insert(number, at: 0)
        }
        part.grouping = .by(grouping)
        return Query(body: .select(part))
    }

    /// A number in GROUP BY counts the written select list, and an alias names an item of it.
    private func ungroupedOrdinal(_ expression: Expression) throws(Diagnostic) -> Expression {
        switch expression.kind {
        case .literal(.integer(let number)):
            guard order.indices.contains(Int(clamping: number) - 1) else {
                throw Diagnostic(
                    .columnNumber,
                    "GROUP BY \(number) is not one of the "
                        + "\(counted(order.count, "selected column"))",
                    at: expression.span)
            }
            let item = order[Int(number) - 1]
            return item.isKey ? keys[item.place].expression : values[item.place].expression
        case .column(qualifier: [], let name):
            return keys.first { Name($0.name) == name }?.expression ?? expression
        default: return expression
        }
    }

    private func time(of series: TimeSeries) throws(Diagnostic) -> Expression {
        for relation in select.from {
            guard let (name, title) = relation.firstTable,
                let table = catalog.table(name.name.text, service: name.service?.text),
                let time = table.time
            else { continue }
            return .name(time, of: title.text)
        }
        throw Diagnostic(
            .timeSeriesShape, "TIMESERIES without a time", at: series.span,
            help: "write TIMESERIES 1d ON its_time")
    }

    // MARK: The answer's columns

    private var items: [SelectItem] {
        var items: [SelectItem] = []
        if select.timeSeries != nil { items.append(.item(.name("t", of: "b"), "time")) }
        for (isKey, place) in order {
            if isKey {
                items.append(.item(key(place), keys[place].name))
            } else {
                items += columns(of: place)
            }
        }
        return items
    }

    private func key(_ place: Int) -> Expression {
        if select.timeSeries != nil { return .name("k\(place)", of: "g") }
        return .call("coalesce", .name("k\(place)", of: "c"), .name("k\(place)", of: "p"))
    }

    private func columns(of place: Int) -> [SelectItem] {
        let name = values[place].name
        let now = filled(place, "c")
        guard select.comparison != nil else { return [.item(now, name)] }
        let before = filled(place, "p")
        let change = Expression.binary(now, .subtract, before)
        let percent = Expression.call(
            "round",
            .binary(
                .binary(Expression(.literal(.real(100))), .multiply, change), .divide,
                .call("nullif", before, .integer(0))),
            .integer(1))
        return [
            .item(now, name), .item(before, "\(name)_prev"), .item(change, "\(name)_delta"),
            .item(percent, "\(name)_pct"),
        ]
    }

    /// A value where its bucket or group is empty.
    private func filled(_ place: Int, _ table: String) -> Expression {
        let value = Expression.name("v\(place)", of: table)
        let span = values[place].expression.span
        switch select.timeSeries?.fill ?? .none {
        case .value(let fill): return .call("coalesce", value, fill)
        case .null: return value
        case .previous: return .call("coalesce", value, previous(place, table)).at(span)
        case .none:
            return values[place].expression.isCount ? .call("coalesce", value, .integer(0)) : value
        }
    }

    /// The last value of the same group in an earlier bucket.
    private func previous(_ place: Int, _ table: String) -> Expression {
        var conditions = [
            Expression.binary(.name("i", of: "e"), .less, .name("i", of: "b")),
            Expression(.test(.name("v\(place)", of: "e"), .null, negated: true)),
        ]
        conditions += keys.indices.map {
            .binary(.name("k\($0)", of: "e"), .isNotDistinct, .name("k\($0)", of: "g"))
        }
        let source = Relation.table(table == "c" ? "current" : "previous", as: "e")
        let search = Select(
            items: [.item(.name("v\(place)", of: "e"), "v")], from: [source],
            condition: .all(conditions))
        return Expression(
            .subquery(
                Query(
                    body: .select(search),
                    ordering: .by([Ordering(.name("i", of: "e"), descending: true)]),
                    limit: .integer(1))))
    }

    private func matching(_ table: String, _ groups: String) -> Expression? {
        .all(
            [.binary(.name("i", of: table), .equal, .name("i", of: "b"))]
                + keys.indices.map {
                    .binary(.name("k\($0)", of: table), .isNotDistinct, .name("k\($0)", of: groups))
                })
    }

    private func bucketTable() throws(Diagnostic) -> Relation {
        let format = TimestampFormat(.rfc3339, zone: .utc)
        let rows = (buckets.first ?? []).enumerated().map { place, start in
            [Expression.integer(place), Expression(.literal(.timestamp(format.string(start))))]
        }
        let alias = TableAlias(Name("b"), columns: [Name("i"), Name("t")])
        return Relation(.query(Query(body: .values(rows)), alias: alias))
    }

    /// Every group there is in either range.
    private func groups() -> Relation {
        func part(_ table: String) -> QueryBody {
            .select(
                Select(
                    distinct: true,
                    items: keys.indices.map { .item(.name("k\($0)", of: "x"), "k\($0)") },
                    from: [.table(table, as: "x")]))
        }
        let body: QueryBody =
            select.comparison == nil
            ? part("current") : .combined(.union, all: false, part("current"), part("previous"))
        return Relation(.query(Query(body: body), alias: TableAlias(Name("g"))))
    }

    private func ordering() throws(Diagnostic) -> OrderingClause? {
        let first = select.timeSeries == nil ? 0 : 1
        guard case .by(let orderings) = query.ordering else {
            if let all = query.ordering { return all }
            return .by(
                (0..<first + order.prefix { $0.isKey }.count).map {
                    Ordering(.integer($0 + 1))
                })
        }
        let names = items.map { item in
            if case .expression(_, let alias?) = item.kind { alias } else { Name("") }
        }
        return .by(
            try orderings.map { ordering throws(Diagnostic) in
                var bound = ordering
                let place: Int? =
                    switch ordering.expression.kind {
                    case .literal(.integer(let number)): Int(number)
                    default:
                        names.firstIndex(of: Name(Printer().print(ordering.expression)))
                            .map { $0 + 1 }
                    }
                guard let place else {
                    throw Diagnostic(
                        .unknownColumn, "ORDER BY with \(word) takes columns of the result",
                        at: ordering.expression.span,
                        help: "there are " + names.map(\.text).joined(separator: ", "))
                }
                bound.expression = Expression.integer(place).at(ordering.expression.span)
                return bound
            })
    }

    private var calendar: PeriodCalendar {
        PeriodCalendar(context: context, clause: clause, range: range)
    }
}

extension Expression {
    /// What a column is called by itself, without its table.
    fileprivate var columnName: String? {
        if case .column(_, let name) = kind { name.text } else { nil }
    }
}
