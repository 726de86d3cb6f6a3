import WorkQLCatalog
import WorkQLSyntax

/// What: `userid IN (SELECT userid FROM member …)` requests the query's values as if they were
/// written out. A query of files, lists or the last result is run while the statement is planned; one
/// of the lists of people runs first, and until its values are known the plan says so.
/// Why: a key's values go into the batches of the calls. The lists of people are short and kept for
/// the session, so that running the query first adds no cost.
/// When not: for a query that requests more than people from a service, that uses names of an
/// enclosing query, or whose values are neither texts nor whole numbers as the key is; for NOT IN,
/// where a NULL among the values is part of the meaning; and for a column that is not a key, where
/// SQLite does as well.
extension Binder {
    /// Returns the condition with the query's values, or with a name for them while they are
    /// unknown; nil where the values are not keys.
    ///
    /// - Parameter written: the value as the statement has it.
    mutating func keys(
        _ value: Bound, _ written: Expression, _ query: Query, at span: Span,
        in clause: ClauseContext
    ) -> Bound? {
        guard isKey(value.expression), !uselessQueries.contains(query) else { return nil }
        let known = plan(of: query)
        if value.type == .integer, let column = known?.columns.first, column.type == .text,
            column.isPadded
        {
            noteNumberBesidePaddedQuery(value)
        }
        guard let plan = known else { return nil }
        if let values = environment.answers[query]
            ?? valuesWithoutCalls(query, plan)
        {
            for note in plan.notes { self.note(note) }
            return oneOf(values, written, of: value.type, at: span, in: clause)
        }
        guard plan.columns.count == 1,
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

    /// Returns the condition `userid = (SELECT …)` with the query's value, if it has at most one and
    /// needs no call; nil for any other condition.
    mutating func key(
        _ left: Expression, _ right: Expression, at span: Span, in clause: ClauseContext
    ) -> Bound? {
        let (value, other): (Expression, Expression)
        switch (left.kind, right.kind) {
        case (.column, .subquery): (value, other) = (left, right)
        case (.subquery, .column): (value, other) = (right, left)
        default: return nil
        }
        guard case .subquery(let query) = other.kind, let bound = try? bind(value, in: clause),
            isKey(bound.expression), let plan = plan(of: query),
            let values = valuesWithoutCalls(query, plan), values.count <= 1
        else { return nil }
        // A query without rows is NULL as a value, and so is what is compared with it.
        let known = values.isEmpty ? [Expression(.literal(.null))] : values
        return oneOf(known, value, of: bound.type, at: span, in: clause)
    }

    /// Returns the plan of a query that can be run by itself; nil for any other query. A LET can be,
    /// and a common table would need what is around it.
    private func plan(of query: Query) -> Plan? {
        let names = query.tableNames
        guard !commonTables.contains(where: { !$0.isLet && names.contains($0.name) }) else {
            return nil
        }
        var environment = environment
        environment.readsValues = true
        let planner = Planner(catalog: catalog, context: context, environment: environment)
        return environment.keyPlans.plan(query, { try? planner.plan(query) })
    }

    /// Returns the texts or whole numbers of a query that makes no call; nil for any other query.
    /// Dates and booleans are not keys, and a text is compared with them as they are.
    private func valuesWithoutCalls(_ query: Query, _ plan: Plan) -> [Expression]? {
        guard plan.scans.isEmpty, plan.columns.count == 1,
            // In a list, ids would no longer ignore case beside texts that do not.
            !plan.columns[0].ignoresCase,
            [nil, .text, .integer].contains(plan.columns[0].type),
            let values = environment.keyPlans.values(
                query, { environment.keysWithoutCalls(plan) }),
            values.allSatisfy({ $0.isNull || $0.isTextOrNumber }),
            // Next to a file's column of the same name, which may contain numbers, '007' would be
            // 7; and of a number it is no decimal text, of which a note informs.
            !values.contains(where: \.isOtherNumber)
        else { return nil }
        return values
    }

    /// Returns the condition that a value is one of a query's values; nil where they cannot be
    /// compared, which is an error of the query as it is written.
    private mutating func oneOf(
        _ values: [Expression], _ value: Expression, of type: ColumnType?, at span: Span,
        in clause: ClauseContext
    ) -> Bound? {
        // A number equals a text only if the text is its decimal text.
        let keys = type == .integer ? values.compactMap(\.asNumber) : values
        var attempt = self
        guard
            let bound = try? attempt.bindIn(value, keys, negated: false, at: span, in: clause)
        else { return nil }
        self = attempt
        return bound
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
    /// When not: UNDER must be the only item of its list, and takes literals: ids, or names, which
    /// mean every department of that name.
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
        var (roots, names): ([Int64], [String]) = ([], [])
        for argument in arguments {
            switch try bind(argument, in: context).expression.kind {
            case .literal(.integer(let id)): roots.append(id)
            case .literal(.text(let name)):
                names.append(name)
                remember(NamedObject(.department, Name(name, span: argument.span)))
            default:
                throw Diagnostic(
                    .typeMismatch, "UNDER takes ids or names that are literals",
                    at: argument.span, help: "write UNDER(2), or UNDER('研发中心')")
            }
        }
        let query = try hierarchy.query(of: table, under: roots, named: names, at: only.span)
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

    /// The number of which it is the decimal text; nil for a text that is none.
    fileprivate var asNumber: Expression? {
        guard case .literal(.text(let text)) = kind else { return self }
        guard let number = Int64(text), String(number) == text else { return nil }
        return Expression(.literal(.integer(number)), span: span)
    }
}

extension Hierarchy {
    /// Returns a query of the ids and the ids of everything below them. UNION drops rows that exist
    /// already, so that a cycle ends.
    fileprivate func query(
        of table: Table, under roots: [Int64], named names: [String], at span: Span
    ) throws(Diagnostic) -> Query {
        let ids = Set(roots).sorted().map { "(\($0))" }.joined(separator: ", ")
        let texts = Set(names).sorted().map { Printer.quoted($0) }.joined(separator: ", ")
        let starts = [
            roots.isEmpty ? nil : "VALUES \(ids)",
            names.isEmpty
                ? nil : "SELECT \(id) FROM \(table.qualifiedName) WHERE \(name) IN (\(texts))",
        ].compactMap(\.self).joined(separator: " UNION ")
        return try Query(
            text: "WITH RECURSIVE under_it(id) AS (\(starts) UNION SELECT t.\(id) "
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
