import WorkQLCatalog
import WorkQLSyntax
import WorkQLTime

/// Combines the bound parts of a TIMESERIES or a COMPARE into a plain query.
///
/// What: the SELECT becomes a common table that is also grouped by the number of the bucket; it is
/// joined to the buckets of the range and to all groups, so that each of them appears even without
/// rows; COMPARE adds the same SELECT over an earlier range. HAVING is applied last, since it
/// removes groups, and a removed group is not a group without rows.
/// Why: SQLite then computes all of it, and a scan stays a scan.
/// When not: a SELECT with neither is unchanged.
///
/// The query uses names that no query of a user can use: see `EngineNames`.
struct PeriodRewriter {
    typealias Part = SelectBinder.Result

    let select: Select
    let query: Query
    let current: Part
    /// The SELECT over the earlier range; nil without COMPARE.
    let previous: Part?
    /// The starts of the buckets; empty without TIMESERIES.
    let starts: [Instant]
    /// The number of the earlier bucket that each bucket is compared with, nil for none; nil where
    /// each is compared with the one of its own number.
    let pairs: [Int?]?
    /// The number of FILL for empty buckets and groups, and its type.
    let fill: (value: Expression, type: ColumnType?)?
    /// The columns of the SELECT and of the queries that enclose it.
    let columnsInReach: OwnColumns
    let names: ComparisonNames

    static let current = "period current"
    static let previous = "period previous"
    static let bucket = "period bucket"
    static let group = "period group"

    /// A column of a part's common table.
    enum Cell {
        case key(Int)
        case item(Int)
        case bucket, here, having
        /// The number of the earlier bucket.
        case earlier

        var name: String {
            switch self {
            case .key(let index): "key\(index)"
            case .item(let index): "item\(index)"
            case .bucket: "bucket"
            case .here: "here"
            case .earlier: "earlier"
            case .having: "having"
            }
        }
    }

    var isSeries: Bool { select.timeSeries != nil }
    private var word: String { isSeries ? "TIMESERIES" : "COMPARE" }

    /// The indices of the selected items that contain an aggregate.
    private var aggregated: [Int] = []
    /// Those of the items that depend on the group only, and are shown unchanged.
    private(set) var grouped: [Int] = []
    /// The indices of the grouping expressions that distinguish groups; constants do not.
    private let keyIndices: [Int]

    init(
        _ select: Select, in query: Query, current: Part, previous: Part?, starts: [Instant],
        pairs: [Int?]? = nil, fill: (value: Expression, type: ColumnType?)?,
        columnsInReach: OwnColumns,
        names: ComparisonNames = .english
    ) throws(Diagnostic) {
        self.select = select
        self.query = query
        self.current = current
        self.previous = previous
        self.starts = starts
        self.pairs = pairs
        self.fill = fill
        self.columnsInReach = columnsInReach
        self.names = names
        keyIndices = current.grouping.indices.filter {
            !columnsInReach.areMissing(in: current.grouping[$0])
        }
        for (index, item) in Self.items(of: current).enumerated() {
            if item.first(where: \.isAggregate) != nil {
                aggregated.append(index)
            } else if columnsInReach.areMissing(in: item) {
                continue
            } else if item.first(where: \.isWindow) != nil {
                throw Diagnostic(
                    .misplacedWindow, "OVER with \(word)", at: item.span,
                    help: "put the query into FROM, and OVER into the outer query")
            } else {
                grouped.append(index)
            }
        }
        guard !aggregated.isEmpty else {
            throw Diagnostic(
                select.misshapenPeriods, "\(word) without an aggregate",
                at: select.items.first?.span ?? select.timeSeries?.span ?? Span(0, 0),
                help: "select count(*), or another aggregate")
        }
        if let index = grouped.first, keys.isEmpty {
            throw Diagnostic(
                .notGrouped,
                "\"\(current.columns[index].name)\" is neither grouped by nor inside an aggregate",
                at: Self.items(of: current)[index].span, help: "add GROUP BY ALL")
        }
    }

    /// The expressions that rows are grouped by besides their buckets.
    var keys: [Expression] { keyIndices.map { current.grouping[$0] } }

    private static func items(of part: Part) -> [Expression] {
        part.select.items.compactMap {
            if case .expression(let expression, _) = $0.kind { expression } else { nil }
        }
    }

    /// Whether a part is read both for its groups and for its values.
    var readsTwice: Bool { !keyIndices.isEmpty }

    /// Returns the query, and the columns of its result.
    func rewritten() throws(Diagnostic) -> (query: Query, columns: [ResultColumn]) {
        var with = [table(Self.current, current)]
        if let previous { with.append(table(Self.previous, previous)) }
        var outer = Select(distinct: select.distinct, items: [], from: [source])
        outer.condition = try having()
        let columns = try columns()
        outer.items = columns.map {
            SelectItem(.expression($0.expression, alias: Name($0.column.name)))
        }
        var hidden = select.distinct ? [] : hiddenKeys
        if case .previous = select.timeSeries?.fill, let having = outer.condition {
            (outer, hidden) = choosingLast(outer, having, hidden)
        }
        let order = try PeriodOrdering(
            word: word, names: columns.map(\.column.name), otherNames: columns.map(\.otherNames),
            keys: keyColumns(columns), hidden: hidden
        ).bound(query.ordering)
        return (
            Query(with: with, body: .select(outer), ordering: order), columns.map(\.column)
        )
    }

    // MARK: The parts

    /// Returns a part as a common table: its keys, its items, the number of the bucket, and HAVING.
    private func table(_ name: String, _ part: Part) -> CommonTable {
        let keys = keyIndices.map { part.grouping[$0] }
        var cells: [(Cell, Expression)] = keys.enumerated().map { (.key($0), $1) }
        let items = Self.items(of: part)
        cells += (aggregated + grouped).map { (.item($0), items[$0]) }
        if let bucket = part.bucket { cells.append((.bucket, bucket)) }
        if let having = part.having { cells.append((.having, having)) }
        cells.append((.here, .integer(1)))
        var select = part.select
        select.distinct = false
        select.having = nil
        select.items = cells.map { SelectItem(.expression($1, alias: nil)) }
        select.grouping = .by(keys + (part.bucket.map { [$0] } ?? []))
        return CommonTable(
            name: Name(name), columns: cells.map { Name($0.0.name) },
            query: Query(body: .select(select)))
    }

    func cell(_ cell: Cell, of table: String) -> Expression {
        .name(cell.name, of: table)
    }

    /// Returns a query that applies HAVING after the values are computed, since FILL PREVIOUS can
    /// carry the value of a removed row to the next row.
    private func choosingLast(
        _ select: Select, _ having: Expression, _ hidden: [Expression]
    ) -> (Select, hidden: [Expression]) {
        var all = select
        all.condition = nil
        all.distinct = false
        let expressions = select.items.compactMap { item -> Expression? in
            if case .expression(let expression, _) = item.kind { expression } else { nil }
        }
        let cells =
            expressions.enumerated().map { (Cell.item($0), $1) }
            + hidden.enumerated().map { (Cell.key($0), $1) } + [(Cell.having, having)]
        all.items = cells.map { .item($0.1, $0.0.name) }
        let name = "period all"
        var chosen = select
        chosen.from = [
            Relation(.query(Query(body: .select(all)), alias: TableAlias(Name(name))))
        ]
        chosen.condition = cell(.having, of: name)
        for index in chosen.items.indices {
            guard case .expression(_, let alias) = chosen.items[index].kind else { continue }
            chosen.items[index].kind = .expression(cell(.item(index), of: name), alias: alias)
        }
        return (chosen, hidden.indices.map { cell(.key($0), of: name) })
    }

    // MARK: What is shown

    /// Returns HAVING for the current range's group, or for a group without rows.
    private func having() throws(Diagnostic) -> Expression? {
        guard let having = current.having else { return nil }
        guard let ofNoRows = ofNoRows(having) else {
            throw Diagnostic(
                select.misshapenPeriods, "HAVING with \(word) and a query that uses a column",
                at: having.span,
                help: "put the query into FROM, and the condition into WHERE of the outer query")
        }
        return shown(cell(.having, of: Self.current), in: Self.current, else: ofNoRows)
    }

    /// Returns a value of a part where the part has the group, and another value elsewhere.
    private func shown(
        _ value: Expression, in table: String, else other: Expression
    ) -> Expression {
        // All rows together are one group, even if no row exists.
        guard isSeries || !keyIndices.isEmpty else { return value }
        let isThere = Expression(.test(cell(.here, of: table), .null, negated: true))
        return Expression(
            .case(operand: nil, [When(condition: isThere, result: value)], otherwise: other))
    }

    /// Returns the value of an expression over a group without rows: counts are 0, other aggregates
    /// NULL, and keys are unchanged.
    ///
    /// - Returns: nil where only rows determine it.
    private func ofNoRows(_ expression: Expression) -> Expression? {
        let changed = emptied(expression)
        return columnsInReach.areMissing(in: changed) ? changed : nil
    }

    private func emptied(_ expression: Expression) -> Expression {
        if let index = keys.firstIndex(of: expression) {
            return cell(.key(index), of: Self.group)
        }
        guard case .call(let call) = expression.kind, expression.isAggregate else {
            return expression.mappingChildren(emptied)
        }
        return Expression(.literal(call.function?.ofNoRows ?? .null))
    }

    private struct Shown {
        var expression: Expression
        var column: ResultColumn
        var isKey = false
        /// What ORDER BY may call it besides.
        var otherNames: [String] = []
    }

    private func columns() throws(Diagnostic) -> [Shown] {
        var shown: [Shown] = []
        if isSeries {
            var column = ResultColumn(name: "time", type: .timestamp)
            column.label = "时间"
            shown.append(
                Shown(expression: .name("start", of: Self.bucket), column: column))
        }
        for (index, item) in Self.items(of: current).enumerated() {
            let column = current.columns[index]
            if grouped.contains(index) {
                shown.append(
                    Shown(
                        expression: cell(.item(index), of: Self.group), column: column, isKey: true)
                )
            } else if aggregated.contains(index) {
                shown += values(index, item)
            } else {
                shown.append(Shown(expression: item, column: column, isKey: true))
            }
        }
        return shown
    }

    private func values(_ index: Int, _ item: Expression) -> [Shown] {
        var column = current.columns[index]
        let isNumber = column.type?.isNumber ?? true
        if let fill, isNumber {
            column.type = fill.type == .real ? .real : column.type ?? fill.type
        }
        let now = filled(index, item, as: column.type, in: Self.current)
        guard previous != nil else { return [Shown(expression: now, column: column)] }
        var before = filled(index, item, as: column.type, in: Self.previous)
        if pairs?.contains(nil) ?? false {
            let isPaired = Expression(
                .test(cell(.earlier, of: Self.bucket), .null, negated: true))
            before = Expression(
                .case(
                    operand: nil, [When(condition: isPaired, result: before)],
                    otherwise: Expression(.literal(.null))))
        }
        let change = change(from: before, to: now, of: column.type)
        let percent = Expression.call(
            "round",
            .binary(
                .binary(Expression(.literal(.real(100))), .multiply, change.value), .divide,
                .call("nullif", before, .integer(0))),
            .integer(1))
        func beside(
            _ expression: Expression, _ suffix: KeyPath<ComparisonNames, String>,
            _ type: ColumnType?
        ) -> Shown {
            let name = column.name + names[keyPath: suffix]
            return Shown(
                expression: expression, column: ResultColumn(name: name, type: type),
                otherNames: ComparisonNames.all.map { column.name + $0[keyPath: suffix] })
        }
        return [
            Shown(expression: now, column: column), beside(before, \.previous, column.type),
            beside(change.value, \.change, change.type),
            beside(
                isNumber ? percent : Expression(.literal(.null)), \.percent, isNumber ? .real : nil),
        ]
    }

    /// Returns a value of the type, even where its bucket or group is empty.
    private func filled(
        _ index: Int, _ item: Expression, as type: ColumnType?, in table: String
    ) -> Expression {
        let value = cell(.item(index), of: table)
        switch select.timeSeries?.fill ?? .none {
        case .value:
            guard type?.isNumber ?? true, let fill else { return value }
            func number(_ value: Expression, _ own: ColumnType?) -> Expression {
                type == .real && own == .integer ? Expression(.cast(value, .real)) : value
            }
            // The NULL of rows without values is an answer: only what has no rows is filled.
            return shown(
                number(value, current.columns[index].type), in: table,
                else: number(fill.value, fill.type))
        case .null: return value
        case .previous: return shown(value, in: table, else: carried(value, in: table))
        case .none:
            let ofNoRows = ofNoRows(item) ?? Expression(.literal(.null))
            if ofNoRows.kind == .literal(.null) { return value }
            if item.isCount, isSeries || !keyIndices.isEmpty {
                return .call("coalesce", value, ofNoRows)
            }
            return shown(value, in: table, else: ofNoRows)
        }
    }

    /// Returns the value of the last bucket of the same group that has rows, even if it is NULL: the
    /// values of a filled row are of one bucket.
    private func carried(_ value: Expression, in table: String) -> Expression {
        let isThere = Expression(.test(cell(.here, of: table), .null, negated: true))
        return Expression(
            .call(
                FunctionCall(
                    name: Name(LocalFunction.carried.rawValue), arguments: .list([value, isThere]),
                    window: Window(
                        partition: keys.indices.map { cell(.key($0), of: Self.group) },
                        ordering: [Ordering(cell(.bucket, of: Self.bucket))]))))
    }

    // MARK: Order

    private func keyColumns(_ columns: [Shown]) -> [Int] {
        columns.indices.filter { columns[$0].isKey || isSeries && $0 == 0 }
    }

    /// Keys that are not selected; they order rows that would otherwise be equal.
    private var hiddenKeys: [Expression] {
        keys.indices.filter { !Self.items(of: current).contains(keys[$0]) }
            .map { cell(.key($0), of: Self.group) }
    }
}
