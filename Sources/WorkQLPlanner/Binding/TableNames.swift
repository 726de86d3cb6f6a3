package import WorkQLSyntax

extension Query {
    /// The names of all tables in it, including those of queries inside expressions.
    package var tableNames: Set<Name> { leaves.tableNames }

    /// The files that it reads, including those of queries inside expressions.
    package var files: [FileName] {
        leaves.compactMap { if case .file(let file, _) = $0.kind { file } else { nil } }
    }

    /// The scans that a bound query reads.
    var scanIndices: [Int] { tableNames.compactMap { Scan.index($0.text) }.sorted() }

    /// The relations in it that consist of no others.
    fileprivate var leaves: [Relation] {
        var found = with.flatMap(\.query.leaves) + body.leaves
        var expressions = [limit, offset].compactMap(\.self)
        if case .by(let orderings) = ordering { expressions += orderings.map(\.expression) }
        for expression in expressions { found += expression.leaves }
        return found
    }
}

extension [Relation] {
    fileprivate var tableNames: Set<Name> {
        Set(compactMap { if case .table(let table, _, _) = $0.kind { table.name } else { nil } })
    }
}

extension QueryBody {
    fileprivate var leaves: [Relation] {
        switch self {
        case .select(let select): select.leaves
        case .values(let rows): rows.joined().flatMap(\.leaves)
        case .combined(_, _, let left, let right): left.leaves + right.leaves
        case .query(let query): query.leaves
        }
    }
}

extension Select {
    fileprivate var leaves: [Relation] {
        var found = from.flatMap(\.leaves)
        var expressions = [condition, having, qualification].compactMap(\.self)
        for item in items {
            if case .expression(let expression, _) = item.kind { expressions.append(expression) }
        }
        if case .by(let keys) = grouping { expressions += keys }
        if let pivot { expressions += pivot.expressions }
        for expression in expressions { found += expression.leaves }
        return found
    }
}

extension Relation {
    fileprivate var leaves: [Relation] {
        switch kind {
        case .table, .file: return [self]
        case .rows(let call, _):
            guard case .values(let values) = call.arguments else { return [] }
            return values.flatMap(\.leaves)
        case .query(let query, _): return query.leaves
        case .join(_, let left, let right, let constraint):
            let found = left.leaves + right.leaves
            guard case .on(let condition) = constraint else { return found }
            return found + condition.leaves
        }
    }
}

extension Expression {
    var tableNames: Set<Name> { leaves.tableNames }

    fileprivate var leaves: [Relation] {
        var found: [Relation] = []
        switch kind {
        case .inQuery(_, let query, _), .subquery(let query), .exists(let query):
            found = query.leaves
        default: break
        }
        for child in children { found += child.leaves }
        return found
    }
}

extension TableName {
    /// Whether it means the last result, where no query is called so.
    package var isLastResult: Bool { service == nil && name == PlanningContext.lastResult }
}
