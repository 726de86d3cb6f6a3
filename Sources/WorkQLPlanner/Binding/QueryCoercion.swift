import WorkQLCatalog
import WorkQLSyntax

/// Queries whose columns meet: in set operations, VALUES, recursive tables and `IN (SELECT …)`.
///
/// A literal of a select list takes the type of its column; other columns that need another type
/// are converted in a query around theirs, so that its grouping and order do not change.
extension Binder {
    /// Converts a value and the column of a query that it is compared with to one type.
    func coerced(
        _ value: Bound, with query: Query, of type: ColumnType?
    ) throws(Diagnostic) -> (value: Bound, query: Query, type: ColumnType?) {
        let column = self.column(0, of: query.body, type, at: value.expression.span)
        let (values, common): ([Bound], ColumnType?)
        do throws(Diagnostic) {
            (values, common) = try coerced([value, column], for: .equality)
        } catch {
            throw refusal(error, of: value, beside: query, of: type)
        }
        guard values[1].expression != column.expression else { return (values[0], query, common) }
        if query.body.literal(0) != nil {
            var changed = query
            changed.body = query.body.replacingItems([0: values[1].expression])
            return (values[0], changed, common)
        }
        return (values[0], Query(body: wrapped(query, [values[1].expression])), common)
    }

    /// Returns the refusal of `x IN (SELECT y)` with the cast to write where one of the two is a key:
    /// that of the other.
    private func refusal(
        _ mistake: Diagnostic, of value: Bound, beside query: Query, of type: ColumnType?
    ) -> Diagnostic {
        guard let own = value.type, let type, own != .json, type != .json else { return mistake }
        var mistake = mistake
        if own == .text, isKey(value.expression.keyColumn) {
            var name = "…"
            if case .column(_, let column)? = query.body.item(0)?.kind {
                name = Printer.name(column.text)
            }
            mistake.help = "write IN (SELECT CAST(\(name) AS \(type.castBesideKey.rawValue)) …)"
        } else if type == .text, isOfKeys(query) {
            mistake.help =
                "write CAST(\(value.name ?? "…") AS \(own.castBesideKey.rawValue)) IN (SELECT …)"
        }
        return mistake
    }

    /// Returns the two sides of a set operation with columns of the same types.
    func unified(
        _ left: QueryBody, _ columns: [ResultColumn], _ right: QueryBody, _ others: [ResultColumn],
        at span: Span
    ) throws(Diagnostic) -> (left: QueryBody, right: QueryBody, columns: [ResultColumn]) {
        var types: [ResultColumn] = []
        var changes: (left: [Int: Expression], right: [Int: Expression]) = ([:], [:])
        for index in columns.indices {
            let first = column(index, of: left, columns[index].type, at: left.span ?? span)
            let second = column(index, of: right, others[index].type, at: right.span ?? span)
            let (values, type) = try coerced([first, second], for: .result)
            if values[0].expression != first.expression {
                changes.left[index] = values[0].expression
            }
            if others[index].ignoresCase, !columns[index].ignoresCase {
                // SQLite compares the rows of both sides by the collation of the left one.
                changes.left[index] = ignoringCase(values[0].expression)
            }
            if values[1].expression != second.expression {
                changes.right[index] = values[1].expression
            }
            var result = ResultColumn(name: columns[index].name, type: type)
            result.ignoresCase = columns[index].ignoresCase || others[index].ignoresCase
            result.isWallClock = columns[index].isWallClock && others[index].isWallClock
            result.integerSize =
                type == .integer
                ? .common(columns[index].integerSize, others[index].integerSize) : nil
            result.isPadded = columns[index].isPadded || others[index].isPadded
            if columns[index].texts == others[index].texts { result.texts = columns[index].texts }
            if columns[index].codes == others[index].codes { result.codes = columns[index].codes }
            if columns[index].joined == others[index].joined {
                result.joined = columns[index].joined
            }
            if columns[index].absence == others[index].absence {
                result.absence = columns[index].absence
            }
            if columns[index].holds == others[index].holds { result.holds = columns[index].holds }
            if columns[index].time == others[index].time { result.time = columns[index].time }
            result.hasNull = columns[index].hasNull || others[index].hasNull
            result.asked = columns[index].asked.union(others[index].asked)
            if columns[index].type == others[index].type,
                columns[index].ignoresCase == others[index].ignoresCase
            {
                result.origins = (columns[index].origins + others[index].origins).map { origin in
                    var origin = origin
                    origin.isOnly = false
                    return origin
                }
            }
            types.append(result)
        }
        return (
            replacing(changes.left, in: left, of: columns),
            replacing(changes.right, in: right, of: columns), types
        )
    }

    /// Returns a column of a query as a value: its literal where it is one, else its name in an
    /// enclosing query.
    private func column(
        _ index: Int, of body: QueryBody, _ type: ColumnType?, at span: Span
    ) -> Bound {
        if let item = body.literal(index) { return Bound(expression: item, type: type) }
        return Bound(
            expression: Expression(
                .column(qualifier: [], name: Self.columnName(index)),
                span: body.item(index)?.span ?? span),
            type: type)
    }

    private static func columnName(_ index: Int) -> Name { Name("c\(index + 1)") }

    /// Returns a side of a set operation with some of its columns changed and all of them named:
    /// enclosing queries use the column names of the first side.
    private func replacing(
        _ changes: [Int: Expression], in body: QueryBody, of columns: [ResultColumn]
    ) -> QueryBody {
        guard !changes.isEmpty else { return body }
        if changes.keys.allSatisfy({ body.literal($0) != nil }) {
            return body.replacingItems(changes)
        }
        let literals = changes.filter { body.literal($0.key) != nil }
        let items = columns.indices.map { index -> Expression in
            if literals[index] == nil, let change = changes[index] { return change }
            return Expression(.column(qualifier: [], name: Self.columnName(index)))
        }
        return wrapped(
            Query(body: body.replacingItems(literals)), items, as: columns.map { Name($0.name) })
    }

    /// What: `INTERSECT ALL` and `EXCEPT ALL` become INTERSECT and EXCEPT of two sides that each
    /// number their equal rows.
    /// Why: SQLite has neither; the second of two equal rows must differ from the first.
    /// When not: for UNION ALL, which SQLite has.
    func combinedByNumber(
        _ op: SetOperator, _ left: QueryBody, _ right: QueryBody, _ columns: [ResultColumn]
    ) -> QueryBody {
        let names = columns.indices.map(Self.columnName)
        let cells = names.map { Expression(.column(qualifier: [], name: $0)) }
        let number = Expression(
            .call(
                FunctionCall(
                    name: Name("row_number"), arguments: .list([]),
                    window: Window(partition: cells))))
        func numbered(_ body: QueryBody) -> QueryBody {
            wrapped(Query(body: body), cells + [number], of: names, as: names + [Name("number")])
        }
        let both = QueryBody.combined(op, all: false, numbered(left), numbered(right))
        return wrapped(
            Query(body: both), cells, of: names + [Name("number")],
            as: columns.map { Name($0.name) })
    }

    /// Returns a query around another, of expressions over its columns `c1`, `c2`, ….
    private func wrapped(
        _ query: Query, _ items: [Expression], of columns: [Name]? = nil, as names: [Name]? = nil
    ) -> QueryBody {
        let inner = columns ?? items.indices.map(Self.columnName)
        let source = named(query, inner, called: Name("coerced"), at: Span(0, 0))
        return .select(
            Select(
                items: zip(items, names ?? inner).map { item, name in
                    SelectItem(.expression(item, alias: name))
                }, from: [source]))
    }

    mutating func bindValues(
        _ rows: [[Expression]]
    ) throws(Diagnostic) -> (QueryBody, [ResultColumn]) {
        let width = rows.first?.count ?? 0
        var columns: [[Bound]] = Array(repeating: [], count: width)
        for row in rows {
            guard row.count == width else {
                throw Diagnostic(
                    .columnCount, "a row of \(counted(row.count, "value")) among rows of \(width)",
                    at: row.first?.span ?? Span(0, 0))
            }
            for (index, value) in row.enumerated() {
                columns[index].append(try bind(value, in: .values))
            }
        }
        var bound: [[Expression]] = Array(repeating: [], count: rows.count)
        var results: [ResultColumn] = []
        for (index, values) in columns.enumerated() {
            let (values, type) = try coerced(values, for: .result)
            for (row, value) in values.enumerated() { bound[row].append(value.expression) }
            var column = ResultColumn(
                name: "column\(index + 1)", type: type,
                hasNull: values.contains { $0.expression.kind == .literal(.null) })
            if type == .integer { column.integerSize = integerSize(ofValues: values) }
            results.append(column)
        }
        return (.values(bound), results)
    }
}

extension QueryBody {
    /// Returns the expression of a column that a single expression computes.
    fileprivate func item(_ index: Int) -> Expression? {
        switch self {
        case .select(let select):
            guard select.items.indices.contains(index),
                case .expression(let expression, _) = select.items[index].kind
            else { return nil }
            return expression
        case .values(let rows):
            return rows.count == 1 && rows[0].indices.contains(index) ? rows[0][index] : nil
        case .query(let query):
            return query.limit == nil && query.ordering == nil ? query.body.item(index) : nil
        case .combined: return nil
        }
    }

    fileprivate func literal(_ index: Int) -> Expression? {
        item(index).flatMap { item in
            switch item.kind {
            case .literal, .unary(.negate, _): item
            default: nil
            }
        }
    }

    fileprivate func replacingItems(_ changes: [Int: Expression]) -> QueryBody {
        guard !changes.isEmpty else { return self }
        switch self {
        case .select(var select):
            for (index, expression) in changes {
                guard case .expression(_, let alias) = select.items[index].kind else { continue }
                select.items[index] = SelectItem(
                    .expression(expression, alias: alias), span: select.items[index].span)
            }
            return .select(select)
        case .values(var rows):
            for (index, expression) in changes { rows[0][index] = expression }
            return .values(rows)
        case .query(var query):
            query.body = query.body.replacingItems(changes)
            return .query(query)
        case .combined: return self
        }
    }
}
