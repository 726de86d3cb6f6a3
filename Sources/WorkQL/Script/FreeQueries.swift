import WorkQLPlanner
import WorkQLSyntax

/// What: `userid IN (SELECT …)` becomes `userid IN ('…', …)` when the inner query costs no call.
/// Why: the values of a file or a list then go into the batches of the calls, as if they were
/// written out.
/// When not: a query that asks a service, or that uses names from around it, stays as it is; so does
/// NOT IN, for which a NULL among the values matters.
struct FreeQueries {
    /// The values of a query's one column; nil when it is not free.
    let values: (Query) -> [Expression]?
    /// The query that LET gave a name to.
    let named: (Name) -> Query?

    func replaced(in query: Query) -> Query {
        var query = query
        query.body = replaced(in: query.body)
        query.with = query.with.map { table in
            var table = table
            table.query = replaced(in: table.query)
            return table
        }
        return query
    }

    private func replaced(in body: QueryBody) -> QueryBody {
        switch body {
        case .select(let select):
            var select = select
            select.condition = select.condition.map(replaced)
            select.from = select.from.map(replaced)
            return .select(select)
        case .combined(let op, let all, let left, let right):
            return .combined(op, all: all, replaced(in: left), replaced(in: right))
        case .query(let query): return .query(replaced(in: query))
        case .values: return body
        }
    }

    private func replaced(in relation: Relation) -> Relation {
        switch relation.kind {
        case .query(let query, let alias):
            Relation(.query(replaced(in: query), alias: alias), span: relation.span)
        case .join(let kind, let left, let right, let constraint):
            Relation(
                .join(kind, replaced(in: left), replaced(in: right), constraint),
                span: relation.span)
        case .table, .file: relation
        }
    }

    private func replaced(in condition: Expression) -> Expression {
        switch condition.kind {
        case .binary(.and, let left, let right):
            return Expression(
                .binary(.and, replaced(in: left), replaced(in: right)), span: condition.span)
        case .binary(.or, let left, let right):
            return Expression(
                .binary(.or, replaced(in: left), replaced(in: right)), span: condition.span)
        case .inQuery(let value, let query, negated: false):
            guard let values = values(query.query) else { return condition }
            return Expression(.inList(value, values, negated: false), span: condition.span)
        case .inParameter(let value, let name, negated: false):
            guard let query = named(name), let values = values(query) else { return condition }
            return Expression(.inList(value, values, negated: false), span: condition.span)
        default: return condition
        }
    }
}
