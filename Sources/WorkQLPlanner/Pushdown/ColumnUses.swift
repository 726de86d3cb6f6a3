import WorkQLCatalog
import WorkQLSyntax

/// What a statement computes of single columns of its table.
///
/// What: for each column that a statement only uses in expressions of no other column, the
/// outermost of these expressions.
/// Why: two values of which these expressions are equal are one value to the statement. The list of
/// ids in a condition then no longer divides the rows of a day by id.
/// When not: for a column that is used by itself, such as one that rows are grouped by; and for
/// expressions whose result does not only depend on the column.
struct ColumnUses {
    let table: Table
    /// The name of the table in the statement.
    let name: Name
    /// In the order of first use.
    private(set) var expressions: [Int: [Expression]] = [:]
    private var whole: Set<Int> = []

    init(table: Table, name: Name) {
        self.table = table
        self.name = name
    }

    /// All columns that are used.
    var all: Set<Int> { whole.union(expressions.keys) }

    /// The columns that an expression depends on.
    private enum Reach: Equatable {
        case none
        case one(Int)
        /// Several columns, or something else than columns.
        case more

        func joined(_ other: Reach) -> Reach {
            if self == .none || self == other { return other }
            return other == .none ? self : .more
        }
    }

    mutating func note(_ expression: Expression) {
        add(expression, reaching: reach(of: expression))
    }

    private mutating func add(_ expression: Expression, reaching reach: Reach) {
        guard case .one(let column) = reach else { return }
        if expression.isName {
            whole.insert(column)
        } else if !(expressions[column] ?? []).contains(expression) {
            expressions[column, default: []].append(expression)
        }
    }

    /// Returns what an expression depends on. Of one that depends on more than a column, the
    /// expressions directly inside are added.
    private mutating func reach(of expression: Expression) -> Reach {
        if case .column = expression.kind {
            return table.column(expression, of: name).map { .one($0) } ?? .more
        }
        var parts: [(expression: Expression, reach: Reach)] = []
        func examine(_ part: Expression, _ uses: inout ColumnUses) {
            if case .literal = part.kind { return }
            parts.append((part, uses.reach(of: part)))
        }
        if case .inList(let value, let items, _) = expression.kind {
            // A list may be long, and is not copied for the search.
            examine(value, &self)
            for item in items { examine(item, &self) }
        } else {
            for child in expression.children { examine(child, &self) }
        }
        let own: Reach = expression.dependsOnItsPartsAlone ? .none : .more
        let reach = parts.reduce(own) { $0.joined($1.reach) }
        if reach == .more {
            for part in parts { add(part.expression, reaching: part.reach) }
        }
        return reach
    }

    /// Returns, for each column of whose values only such expressions are used, the query of them.
    ///
    /// - Parameter bounds: the columns of instants whose intervals are known. Their buckets and
    ///   dates differ in nearly all intervals.
    func queries(
        of scan: Scan, besides bounds: [Int: PartialAggregate.InstantBounds]
    ) -> [Int: Query] {
        var queries: [Int: Query] = [:]
        for (column, expressions) in expressions where !whole.contains(column) {
            if bounds[column] != nil, expressions.allSatisfy(isOfIntervals) { continue }
            let values = TableName(name: Name(PartialAggregate.values(of: column, in: scan)))
            var select = Select(
                items: expressions.map { SelectItem(.expression($0, alias: nil)) })
            select.from = [Relation(.table(values, alias: TableAlias(name), time: nil))]
            queries[column] = Query(body: .select(select))
        }
        return queries
    }

    private func isOfIntervals(_ expression: Expression) -> Bool {
        guard case .call(let call) = expression.kind, case .list(let list) = call.arguments,
            let first = list.first, first.isName
        else { return false }
        return [LocalFunction.bucket.rawValue, "date"].contains(call.name.folded)
    }
}

extension Expression {
    /// Whether equal values of the expressions directly inside always give the same value, for one
    /// row by itself.
    fileprivate var dependsOnItsPartsAlone: Bool {
        switch kind {
        case .subquery, .exists, .inQuery, .parameter, .inParameter: false
        case .call(let call): call.dependsOnItsPartsAlone
        default: true
        }
    }
}

extension FunctionCall {
    fileprivate var dependsOnItsPartsAlone: Bool {
        guard window == nil, filter == nil, ordering.isEmpty, !distinct, case .list = arguments
        else { return false }
        if let local = LocalFunction(rawValue: name.folded) { return local.isOfOneRow }
        let functions =
            function.map { [$0] } ?? Function.all.filter { $0.sqlName == name.folded }
        return isDeterministic && !functions.isEmpty
            && functions.allSatisfy { $0.kind == .scalar }
    }
}

extension LocalFunction {
    /// Whether its result depends only on its arguments, which are of one row.
    fileprivate var isOfOneRow: Bool {
        switch self {
        case .joined, .joinedInWindow, .listed, .carried, .meanOfParts, .onlyRow, .held: false
        default: true
        }
    }
}
