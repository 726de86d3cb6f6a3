import WorkQLCatalog
import WorkQLPlanner
import WorkQLSyntax

/// What: `userid IN (SELECT …)` becomes `userid IN ('…', …)` when the inner query costs no call.
///
/// Why: the values of a file or a list then go into the batches of the calls, as if they were
/// written out.
///
/// When not: only for a column that some endpoint takes as a key, and only for texts and whole
/// numbers, which are compared as decimal texts; other values are compared differently in a list. A
/// query that makes calls, or that uses names from around it, is not replaced; nor is NOT IN, for
/// which a NULL among the values matters.
struct ConstantFolder {
    /// Returns the values of a query's only column; nil when the query makes calls.
    let values: (Query) -> [Expression]?
    /// Returns the query that LET gave a name to.
    let named: (Name) -> Query?
    /// The types of the columns that are keys.
    private let keys: [Name: ColumnType]
    /// Common tables of the surrounding queries, whose names a free query cannot see.
    private var hidden: Set<Name> = []

    init(
        catalog: Catalog, values: @escaping (Query) -> [Expression]?,
        named: @escaping (Name) -> Query?
    ) {
        self.values = values
        self.named = named
        let columns = catalog.tables.flatMap { table in
            table.endpoint.keys.parameters.compactMap { parameter in
                table.columnIndex(parameter.column).map { table.columns[$0] }
            }
        }
        keys = Dictionary(
            columns.map { (Name($0.name), $0.type) }, uniquingKeysWith: { first, _ in first })
    }

    func replaced(in query: Query) -> Query {
        var inner = self
        inner.hidden.formUnion(query.with.map(\.name))
        var query = query
        query.body = inner.replaced(in: query.body)
        query.with = query.with.map { table in
            var table = table
            table.query = inner.replaced(in: table.query)
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
        case .table, .file, .rows: relation
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
            return list(value, query, at: condition.span) ?? condition
        case .inParameter(let value, let name, negated: false):
            return named(name).flatMap { list(value, $0, at: condition.span) } ?? condition
        default: return condition
        }
    }

    private func list(_ value: Expression, _ query: Query, at span: Span) -> Expression? {
        guard case .column(_, let name) = value.kind, let type = keys[name],
            hidden.isDisjoint(with: query.tables), let values = values(query),
            values.allSatisfy({ $0.isNull || $0.isTextOrNumber }),
            // Next to a file's column of the same name, which may contain numbers, '007' would be
            // 7; and of a number it is no decimal text, of which the binder's note informs.
            !values.contains(where: \.isOtherNumber)
        else { return nil }
        // A number equals a text only if the text is its decimal text.
        let keys = type == .integer ? values.compactMap(\.asNumber) : values
        return Expression(.inList(value, keys, negated: false), span: span)
    }
}

extension Expression {
    fileprivate var isNull: Bool { kind == .literal(.null) }

    fileprivate var isTextOrNumber: Bool {
        switch kind {
        case .literal(.text), .literal(.integer): true
        default: false
        }
    }

    /// Whether it is a text that is read as a number, but is not the decimal text of that number.
    fileprivate var isOtherNumber: Bool {
        guard case .literal(.text(let text)) = kind, let number = NumberText.literal(text) else {
            return false
        }
        if case .integer(let whole) = number { return String(whole) != text }
        return true
    }

    fileprivate var asNumber: Expression? {
        guard case .literal(.text(let text)) = kind else { return self }
        guard let number = Int64(text), String(number) == text else { return nil }
        return Expression(.literal(.integer(number)), span: span)
    }
}

extension Query {
    /// The names of tables that the query uses in FROM, at any depth, except in queries inside
    /// expressions.
    fileprivate var tables: Set<Name> {
        body.tables.union(with.flatMap { $0.query.tables })
    }
}

extension QueryBody {
    fileprivate var tables: Set<Name> {
        switch self {
        case .select(let select): Set(select.from.flatMap(\.tables))
        case .combined(_, _, let left, let right): left.tables.union(right.tables)
        case .query(let query): query.tables
        case .values: []
        }
    }
}

extension Relation {
    fileprivate var tables: Set<Name> {
        switch kind {
        case .table(let table, _, _): [table.name]
        case .file, .rows: []
        case .query(let query, _): query.tables
        case .join(_, let left, let right, _): left.tables.union(right.tables)
        }
    }
}
