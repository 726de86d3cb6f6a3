import WorkQLCatalog
import WorkQLSyntax

/// What: `userid IN (SELECT userid FROM member …)` requests the query's values as if they were
/// written out; until they are known the plan says so.
/// Why: a key's values go into the batches of the calls. The lists of people are short and kept for
/// the session, so that running the query first adds no cost.
/// When not: for a query that requests more than people from a service, that uses names of an
/// enclosing query, or whose values are neither texts nor whole numbers as the key is; for NOT IN,
/// where a NULL among the values is part of the meaning; and for a column that is not a key, where
/// SQLite does as well.
extension Binder {
    /// Returns the condition with the query's values, or with a name for them while they are
    /// unknown.
    mutating func keys(_ value: Bound, _ query: Query, at span: Span) -> Bound? {
        let names = query.tableNames
        guard isKey(value.expression), !commonTables.contains(where: { names.contains($0.name) })
        else { return nil }
        let planner = Planner(catalog: catalog, context: context, environment: environment)
        let known = environment.keyPlans.plan(query, { try? planner.plan(query) })
        if value.type == .integer, let column = known?.columns.first, column.type == .text,
            column.isPadded
        {
            noteNumberBesidePaddedQuery(value)
        }
        if let values = environment.answers[query] {
            return Bound(
                expression: Expression(
                    .inList(value.expression, values, negated: false), span: span),
                type: .boolean)
        }
        guard let plan = known, plan.columns.count == 1,
            let type = plan.columns[0].type, type != .real,
            value.type?.takesKeys(of: type) ?? false,
            !plan.scans.isEmpty,
            plan.scans.allSatisfy({ !$0.table.source.isAnswers })
        else { return nil }
        let index: Int
        if let known = subplans.firstIndex(where: { $0.query == query }) {
            index = known
        } else {
            index = subplans.count
            subplans.append(Subplan(query: query, plan: plan))
        }
        let name = Name(Subplan.name(index))
        return Bound(
            expression: Expression(
                .inParameter(value.expression, name, negated: false), span: span),
            type: .boolean)
    }

    /// Whether it is a column that its table's endpoint takes as a key.
    func isKey(_ expression: Expression) -> Bool {
        guard case .column(let qualifier, let name) = expression.kind,
            let scan = innermost.sources.first(where: { $0.name == qualifier.last })?.scan
        else { return false }
        return scans[scan].table.endpoint.keys.parameters.contains { $0.column == name.folded }
    }

    static let under = Name("under")

    /// What: `department_id IN UNDER(2)` means the department and all departments below it, at any
    /// depth.
    /// Why: people are counted in the lowest department they belong to, and queried by any
    /// department.
    /// When not: UNDER must be the only item of its list, and takes literal ids.
    mutating func bindUnder(
        _ value: Expression, _ items: [Expression], negated: Bool, at span: Span,
        in context: ClauseContext
    ) throws(Diagnostic) -> Bound? {
        guard let call = items.lazy.compactMap(\.under).first else { return nil }
        guard items.count == 1, let only = items.first else {
            throw Diagnostic(
                .callShape, "UNDER among other values", at: call.name.span,
                help: "write x IN UNDER(2, 5), or x IN UNDER(2) OR x IN (…)")
        }
        guard let table = catalog.tables.first(where: { $0.hierarchy != nil }),
            let hierarchy = table.hierarchy
        else { throw Diagnostic(.callShape, "no table has a hierarchy", at: only.span) }
        let bound = try bind(value, in: context)
        if let type = bound.type, type != .integer {
            throw Diagnostic(
                .typeMismatch,
                "UNDER gives ids of the table \(table.name), and this is \(type.phrase)",
                at: value.span)
        }
        guard case .list(let arguments) = call.arguments, !arguments.isEmpty else {
            throw Diagnostic(
                .argumentCount, "UNDER without an id", at: only.span, help: "write UNDER(2)")
        }
        let roots = try arguments.map { argument throws(Diagnostic) in
            guard case .literal(.integer(let id)) = try bind(argument, in: context).expression.kind
            else {
                throw Diagnostic(
                    .typeMismatch, "UNDER takes ids, which are whole numbers", at: argument.span,
                    help: "write UNDER(2), or UNDER(2, 5)")
            }
            return id
        }
        let query = try hierarchy.query(of: table, under: roots, at: only.span)
        return try bind(
            Expression(.inQuery(value, query, negated: negated), span: span), in: context)
    }
}

extension Expression {
    /// The expression's call of UNDER; nil for everything else.
    fileprivate var under: FunctionCall? {
        if case .call(let call) = kind, call.name == Binder.under { call } else { nil }
    }
}

extension Hierarchy {
    /// Returns a query of the ids and the ids of everything below them. UNION drops rows that exist
    /// already, so that a cycle ends.
    fileprivate func query(
        of table: Table, under roots: [Int64], at span: Span
    ) throws(Diagnostic) -> Query {
        let ids = Set(roots).sorted().map { "(\($0))" }.joined(separator: ", ")
        return try Query(
            text: "WITH RECURSIVE under_it(id) AS (VALUES \(ids) UNION SELECT t.\(id) "
                + "FROM \(table.qualifiedName) AS t JOIN under_it ON t.\(parent) = under_it.id) "
                + "SELECT id FROM under_it", at: span)
    }
}

extension ColumnReference {
    /// Returns the query of the column's values.
    func query(at span: Span) throws(Diagnostic) -> Query {
        try Query(text: "SELECT \(column) FROM \(table)", at: span)
    }
}

extension Query {
    /// Parses a query that is written in the source code and not by the user.
    fileprivate init(text: String, at span: Span) throws(Diagnostic) {
        guard case .complete(let statements) = Parser.parse(text),
            case .query(let query)? = statements.first?.kind
        else { throw Diagnostic(.notComputed, "a query that cannot be read: \(text)", at: span) }
        self = query
    }
}
