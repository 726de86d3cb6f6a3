import WorkQLCatalog
import WorkQLSyntax

/// A condition that limits a key column of a table to the values that other scans, or files,
/// contain.
///
/// What: in `checkin c JOIN screen_capture s ON s.userid = c.userid` each table can name the users
/// of the other; `userid IN (SELECT …)` and `userid = (SELECT …)` name those of the inner query, and a
/// correlated `=` inside EXISTS, or inside the query of IN, works in both directions.
/// Why: the side that is fetched first determines the keys to request for the other.
/// When not: as with pushdown, rows of a table are left out only where the condition must be true
/// for every row that is needed; so an outer join filters its nullable side alone, and neither a
/// condition under OR nor NOT IN is a dynamic filter. A column of whole numbers and a column of
/// texts, such as the codes of a file, are compared as decimal texts; a conversion between them is
/// ignored.
struct DynamicFilter {
    /// The key column's index in the table that is filtered.
    var column: Int
    /// The column as it is written in the bound statement.
    var expression: Expression
    /// The condition's index among those of the table; nil for USING, which is not a condition.
    var condition: Int?
    /// The condition as the user wrote it.
    var text: String
    var origin: Origin

    enum Origin: Equatable {
        case scan(Int, column: Name)
        /// A file, a derived or a common table, and an independent query of its rows. The value is
        /// one of its columns, which may be cast.
        case local(Int, column: Name, value: Expression, rows: Query)
        /// An independent query of one column.
        case query(Query)
    }
}

/// A relation of a FROM that is not a scan, as far as dynamic filters need it.
struct LocalSource {
    var name: Name
    /// A query of all its rows; nil when they depend on an enclosing query.
    var all: Query?
    var conditions: [TableReference.Condition] = []
}

/// The LETs in use and the common tables that a query can name.
struct VisibleRelations {
    var hoisted: [CommonTable]
    var commonTables: [Binder.BoundTable]

    /// Returns the query with the common tables that it uses, so that it can be run by itself; nil
    /// when it uses a table that is not known yet, as a recursive table uses itself.
    func closed(_ query: Query) -> Query? {
        let lets = Set(hoisted.map(\.name))
        let reach =
            hoisted.map { ($0.name, Optional($0)) }
            + commonTables.filter { !lets.contains($0.printed) }
            .map { ($0.printed, $0.definition) }
        var names = query.tableNames
        var needed: [CommonTable] = []
        var known: Set<Name> = []
        for (name, definition) in reach.reversed() where names.contains(name) {
            guard let definition, known.insert(name).inserted else { return nil }
            names.formUnion(definition.query.tableNames)
            needed.append(definition)
        }
        guard !query.with.contains(where: { known.contains($0.name) }) else { return nil }
        var query = query
        query.with = needed.reversed() + query.with
        if commonTables.contains(where: \.isRecursive) { query.recursive = true }
        return query
    }
}

extension TableReference {
    /// Returns the reference with the values of dynamic filters in place of their conditions.
    func filtered(by known: [(filter: DynamicFilter, values: [Scalar])]) -> TableReference {
        var pending = self
        for (filter, values) in known {
            let items = values.map { value in
                switch value {
                case .integer(let number): Expression(.literal(.integer(number)))
                case .text(let text): Expression(.literal(.text(text)))
                }
            }
            let list = Expression(.inList(filter.expression, items, negated: false))
            if let index = filter.condition {
                pending.conditions[index].bound = list
            } else {
                pending.conditions.append(Condition(bound: list, text: filter.text))
            }
        }
        return pending
    }
}

extension Binder {
    /// Returns the filters that a condition is for a source of the innermost scope.
    func filters(_ bound: Expression, to index: Int, as condition: Int?, _ text: String)
        -> [(target: KeyTarget, filter: DynamicFilter)]
    {
        typealias Found = (target: KeyTarget, filter: DynamicFilter)
        /// - Parameter origin: the origin of the values, for a column of a type.
        func filters(
            _ targets: [KeyTarget], _ origin: (ColumnType) -> DynamicFilter.Origin?
        ) -> [Found] {
            targets.compactMap { target in
                guard let origin = origin(target.type) else { return nil }
                return (
                    target,
                    DynamicFilter(
                        column: target.column, expression: target.expression,
                        condition: condition, text: text, origin: origin)
                )
            }
        }
        /// - Parameter pairs: columns of a query inside, and what they are equal to.
        func correlated(_ pairs: [(Expression, Expression)]) -> [Found] {
            let sources = correlatedSources[bound.span] ?? []
            return pairs.flatMap { inner, outer -> [Found] in
                let outer = outer.keyColumn
                guard !sources.contains(where: { $0.name == outer.qualifier }) else { return [] }
                return filters(keyTargets(outer, of: index)) { type in
                    origin(inner, of: type, among: sources)
                }
            }
        }
        switch bound.kind {
        case .binary(.equal, let left, let right):
            return [(left, right), (right, left)].flatMap { target, other -> [Found] in
                let other = other.keyColumn
                guard other.qualifier != innermost.sources[index].name else { return [] }
                return filters(keyTargets(target.keyColumn, of: index)) { type in
                    if case .subquery(let query) = other.kind {
                        return values(of: query, at: other.span, for: type)
                    }
                    return origin(other, of: type)
                }
            }
        case .inQuery(let value, let query, negated: false):
            let value = value.keyColumn
            let found = filters(keyTargets(value, of: index)) { type in
                values(of: query, at: bound.span, for: type)
            }
            guard found.isEmpty else { return found }
            guard let item = query.selectedColumn else { return [] }
            return correlated([(item, value)] + query.correlations)
        case .exists(let query): return correlated(query.correlations)
        default: return []
        }
    }

    /// Returns the values of a query that can be run by itself; nil where they depend on the rows
    /// around it, or are not keys.
    private func values(
        of query: Query, at span: Span, for key: ColumnType
    ) -> DynamicFilter.Origin? {
        guard let type = columnQueries[span], key.takesKeys(of: type) else { return nil }
        return reach.closed(query).map { .query($0) }
    }

    /// What: `userid IN (SELECT userid FROM checkin)` limits the users of the inner table to those
    /// of the outer one.
    /// Why: the outer one may be the cheaper one, or the only one that can be fetched by itself.
    /// When not: the inner query must be a plain SELECT of the column, in which each row counts for
    /// itself.
    mutating func feedBack(_ bound: Expression, _ text: String) {
        guard case .inQuery(let value, let query, negated: false) = bound.kind,
            let select = query.plainSelect, select.items.count == 1,
            case .expression(let selected, _) = select.items[0].kind,
            case let item = selected.keyColumn, let column = scanColumn(item, in: query),
            let index = scans[column.scan].keyIndex(of: column.name),
            let origin = origin(value.keyColumn, of: column.type)
        else { return }
        scans[column.scan].filters.append(
            DynamicFilter(
                column: index, expression: item, condition: nil, text: text, origin: origin))
    }

    /// A column of a scan that its endpoint takes as a key.
    struct KeyTarget {
        var scan: Int
        /// The column's index in the scan's table.
        var column: Int
        var type: ColumnType
        /// The column under the name that the scan has in its own SELECT.
        var expression: Expression
        /// The numbers of the common tables between, each of which may be named only once.
        var commonTables: Set<Int> = []
    }

    /// Returns the keys that a column of a source is: its own, or those of scans inside it.
    private func keyTargets(_ expression: Expression, of index: Int) -> [KeyTarget] {
        let source = innermost.sources[index]
        guard case .column(let qualifier, let name) = expression.kind,
            qualifier.last == source.name || qualifier.isEmpty && innermost.merged[name] != nil
        else { return [] }
        func target(_ origin: ColumnOrigin) -> KeyTarget? {
            guard case .column(_, let name) = origin.value.kind,
                let column = scans[origin.scan].keyIndex(of: name)
            else { return nil }
            return KeyTarget(
                scan: origin.scan, column: column,
                type: scans[origin.scan].table.columns[column].type, expression: origin.value,
                commonTables: origin.commonTables)
        }
        if let scan = source.scan {
            return target(ColumnOrigin(scan: scan, value: expression)).map { [$0] } ?? []
        }
        return origins(of: expression, in: source).compactMap(target)
    }

    /// Returns the origin of the values of a qualified column.
    func origin(_ expression: Expression, of type: ColumnType) -> DynamicFilter.Origin? {
        origin(expression, of: type, among: scopes.reversed().lazy.flatMap(\.sources))
    }

    /// - Parameter sources: the sources that may have the column, the nearest first.
    private func origin(
        _ expression: Expression, of type: ColumnType, among sources: some Sequence<Source>
    ) -> DynamicFilter.Origin? {
        // An integer compared with a text is its decimal text; the values are read as that.
        let value = expression.keyColumn
        let (column, cast) = value.withoutCasts
        guard case .column(let qualifier, let name) = column.kind,
            let qualifier = qualifier.last,
            let source = sources.first(where: { $0.name == qualifier }),
            let seen = source.visible.first(where: { $0.name == name }),
            // A column without a type has no value, and no key.
            (cast ?? seen.type).map(type.takesKeys) ?? true
        else { return nil }
        if let scan = source.scan { return cast == nil ? .scan(scan, column: name) : nil }
        // Built only here, since its cost grows with the number of common tables that it depends
        // on.
        return source.local.flatMap { index in
            locals[index].all.flatMap(reach.closed).map {
                .local(index, column: name, value: value, rows: $0)
            }
        }
    }

    /// Whether the only column of a query is a column that its table's endpoint takes as a key.
    func isOfKeys(_ query: Query) -> Bool {
        guard case .expression(let item, _)? = query.plainSelect?.items.first?.kind,
            let column = scanColumn(item.keyColumn, in: query)
        else { return false }
        return scans[column.scan].keyIndex(of: column.name) != nil
    }

    private func scanColumn(
        _ expression: Expression, in query: Query
    ) -> (scan: Int, name: Name, type: ColumnType)? {
        guard case .column(let qualifier, let name) = expression.kind,
            let scan = query.plainSelect?.from.lazy.compactMap({ $0.scan(called: qualifier.last) })
                .first,
            scans.indices.contains(scan), let index = scans[scan].table.columnIndex(name.text)
        else { return nil }
        return (scan, name, scans[scan].table.columns[index].type)
    }

    var reach: VisibleRelations { VisibleRelations(hoisted: hoisted, commonTables: commonTables) }
}

extension TableReference {
    /// Returns the index of a column that the endpoint takes as a key.
    func keyIndex(of name: Name) -> Int? {
        table.endpoint.keys.parameters.first { Name($0.column) == name }
            .flatMap { table.columnIndex($0.column) }
    }
}

extension ColumnType {
    /// Whether values of another type can be keys of this type: a whole number is used as its
    /// decimal text, and a real without a fraction as a whole number.
    func takesKeys(of other: ColumnType) -> Bool {
        self == other || self == .integer && other == .real
            || [self, other].allSatisfy { $0 == .text || $0 == .integer }
    }
}

extension Expression {
    /// The column that has these values, without quoting or conversion for a comparison.
    var keyColumn: Expression {
        switch kind {
        case .cast(let value, .text) where value.isName || value.isSubquery: value
        case .call(let call) where isIgnoringCase:
            if case .list(let list) = call.arguments, let value = list.first {
                value.keyColumn
            } else {
                self
            }
        default: self
        }
    }

    /// What a cast, or several, are made of, and the type of the outermost; nil where there is none.
    fileprivate var withoutCasts: (value: Expression, type: ColumnType?) {
        switch kind {
        case .cast(let value, let type), .tryCast(let value, let type):
            return (value.withoutCasts.value, ColumnType(rawValue: type.rawValue))
        case .call(let call):
            guard
                [LocalFunction.cast, .tryCast].contains(where: { call.name.text == $0.rawValue }),
                case .list(let arguments) = call.arguments, arguments.count == 2,
                case .literal(.text(let type)) = arguments[1].kind
            else { return (self, nil) }
            return (arguments[0].withoutCasts.value, ColumnType(rawValue: type))
        default: return (self, nil)
        }
    }

    fileprivate var isSubquery: Bool {
        if case .subquery = kind { true } else { false }
    }

    var qualifier: Name? {
        if case .column(let qualifier, _) = kind { qualifier.last } else { nil }
    }
}

extension Relation {
    /// Returns the scan that has a name in a FROM.
    fileprivate func scan(called name: Name?) -> Int? {
        switch kind {
        case .table(let table, let alias, _) where alias?.name == name:
            Scan.index(table.name.text)
        case .join(_, let left, let right, _):
            left.scan(called: name) ?? right.scan(called: name)
        default: nil
        }
    }
}

extension Query {
    /// The SELECT, if each of its rows counts for itself.
    fileprivate var plainSelect: Select? {
        guard case .select(let select) = body, limit == nil, offset == nil,
            select.grouping == .by([]), select.having == nil,
            !select.items.contains(where: { item in
                if case .expression(let expression, _) = item.kind {
                    expression.first { $0.isAggregate || $0.isWindow } != nil
                } else {
                    true
                }
            })
        else { return nil }
        return select
    }

    /// The column that the SELECT returns, if each of its rows counts for itself, or for its limit.
    fileprivate var selectedColumn: Expression? {
        guard let items = withoutLimit.plainSelect?.items, items.count == 1,
            case .expression(let item, _) = items[0].kind
        else {
            return nil
        }
        return item.keyColumn
    }

    /// The query of all rows where a limit admits one or more.
    private var withoutLimit: Query {
        var query = self
        if case .literal(.integer(1...))? = limit?.kind { query.limit = nil }
        return query
    }

    /// The pairs of columns that WHERE makes equal, in both orders, since either may be the outer
    /// one. A limit other than 0 changes nothing: rows that it leaves out make the others no keys.
    var correlations: [(Expression, Expression)] {
        (withoutLimit.plainSelect?.condition?.conjuncts ?? []).flatMap {
            conjunct -> [(Expression, Expression)] in
            return if case .binary(.equal, let left, let right) = conjunct.kind {
                [(left, right), (right, left)]
            } else {
                []
            }
        }
    }
}
