package import WorkQLSyntax

extension Query {
    /// The names of all tables in it, including those of queries inside expressions.
    package var tableNames: Set<Name> {
        var names = body.tableNames
        for table in with { names.formUnion(table.query.tableNames) }
        for expression in [limit, offset] {
            if let expression { names.formUnion(expression.tableNames) }
        }
        if case .by(let orderings) = ordering {
            for ordering in orderings { names.formUnion(ordering.expression.tableNames) }
        }
        return names
    }

    /// The scans that a bound query reads.
    var scanIndices: [Int] { tableNames.compactMap { Scan.index($0.text) }.sorted() }
}

extension QueryBody {
    fileprivate var tableNames: Set<Name> {
        switch self {
        case .select(let select): return select.tableNames
        case .values(let rows): return Set(rows.joined().flatMap(\.tableNames))
        case .combined(_, _, let left, let right): return left.tableNames.union(right.tableNames)
        case .query(let query): return query.tableNames
        }
    }
}

extension Select {
    fileprivate var tableNames: Set<Name> {
        var names = Set(from.flatMap(\.tableNames))
        var expressions = [condition, having].compactMap { $0 }
        for item in items {
            if case .expression(let expression, _) = item.kind { expressions.append(expression) }
        }
        if case .by(let keys) = grouping { expressions += keys }
        if let pivot { expressions += pivot.expressions }
        for expression in expressions { names.formUnion(expression.tableNames) }
        return names
    }
}

extension Relation {
    fileprivate var tableNames: Set<Name> {
        switch kind {
        case .table(let table, _, _): return [table.name]
        case .file: return []
        case .rows(let call, _):
            guard case .values(let values) = call.arguments else { return [] }
            return Set(values.flatMap(\.tableNames))
        case .query(let query, _): return query.tableNames
        case .join(_, let left, let right, let constraint):
            var names = left.tableNames.union(right.tableNames)
            if case .on(let condition) = constraint { names.formUnion(condition.tableNames) }
            return names
        }
    }
}

extension Expression {
    var tableNames: Set<Name> {
        var names: Set<Name> = []
        switch kind {
        case .inQuery(_, let query, _), .subquery(let query), .exists(let query):
            names = query.tableNames
        default: break
        }
        for child in children { names.formUnion(child.tableNames) }
        return names
    }
}

extension TableName {
    /// Whether it means the last result, where no query is called so.
    package var isLastResult: Bool { service == nil && name == PlanningContext.lastResult }
}
