import WorkQLPlanner
import WorkQLSyntax

/// Translates a statement of the catalog to SQLite's SQL.
///
/// Most of it is printed unchanged. Constructs that SQLite does not have become calls of functions
/// of the database, arrays become JSON texts, and functions that return rows become json_each.
final class CatalogTranslator {
    let scope: CatalogScope
    /// The first construct that cannot be expressed in SQLite.
    private(set) var problem: UserError?
    private var rowsOfCalls = 0

    init(_ scope: CatalogScope) { self.scope = scope }

    func fail(_ error: UserError) { problem = problem ?? error }

    private var printer: Printer {
        Printer(
            parentheses: .full, quotesEveryName: true, special: { self.special($0) },
            relation: { self.relation($0) })
    }

    func sql(_ expression: Expression) -> String {
        special(expression) ?? "(" + printer.print(expression) + ")"
    }

    func sql(_ query: Query) -> String { printer.print(prepared(query)) }

    // MARK: Queries

    private func prepared(_ query: Query) -> Query {
        var query = query
        for index in query.with.indices {
            query.with[index].query = prepared(query.with[index].query)
        }
        query.body = prepared(query.body)
        query.limit = query.limit.map { count($0, of: "LIMIT") }
        query.offset = query.offset.map { count($0, of: "OFFSET") }
        if case .by(let orderings)? = query.ordering {
            let items = Self.items(of: query.body)
            query.ordering = .by(orderings.map { prepared($0, items) })
        }
        return query
    }

    /// Converts the number of rows of LIMIT or OFFSET as PostgreSQL does: SQLite would read a negative
    /// one as none.
    private func count(_ value: Expression, of clause: String) -> Expression {
        if case .literal(.integer(0...)) = value.kind { return value }
        let column = value.first(where: { if case .column = $0.kind { true } else { false } })
        if let column {
            fail(
                UserError(
                    state: "42P10", "LIMIT and OFFSET take a constant", at: column.span.start))
        }
        learn(value, as: .int8)
        if let type = scope.type(of: value), type.affinity == "TEXT" || type == .boolean,
            !value.isQuotedText
        {
            fail(
                UserError(
                    state: "42804", "\(clause) takes a number of rows, and this is \(type.name)",
                    at: value.span.start))
        }
        let name = Expression(.literal(.text(clause)))
        return Expression(Self.call("workql_row_count", [value, name]), span: value.span)
    }

    private func prepared(_ body: QueryBody) -> QueryBody {
        switch body {
        case .select(let select): .select(prepared(select))
        case .values: body
        case .combined(let op, let all, let left, let right):
            .combined(op, all: all, prepared(left), prepared(right))
        case .query(let query): .query(prepared(query))
        }
    }

    private static func items(of body: QueryBody) -> [SelectItem] {
        switch body {
        case .select(let select): select.items
        case .combined(_, _, let left, _): items(of: left)
        case .query(let query): items(of: query.body)
        case .values: []
        }
    }

    /// Applies PostgreSQL's rules: a name in ORDER BY refers to a column of the answer first, and
    /// NULL comes last.
    private func prepared(_ ordering: Ordering, _ items: [SelectItem]) -> Ordering {
        var ordering = ordering
        if ordering.nulls == nil { ordering.nulls = ordering.descending ? .first : .last }
        guard case .column(let qualifier, let name) = ordering.expression.kind, qualifier.isEmpty
        else { return ordering }
        for (index, item) in items.enumerated() {
            guard case .expression(let expression, let alias) = item.kind else { break }
            let written = alias?.folded ?? Name.fold(scope.outputName(of: expression))
            if written == name.folded {
                ordering.expression = Expression(.literal(.integer(Int64(index + 1))))
                break
            }
        }
        return ordering
    }

    /// Rewrites a SELECT whose items return rows to read them from one more relation. If there are
    /// several such items, the further ones are looked up by the row number of the first one.
    private func prepared(_ select: Select) -> Select {
        var select = select
        spellOutStars(of: &select)
        var first: String?
        for index in select.items.indices {
            guard case .expression(let expression, let alias) = select.items[index].kind else {
                continue
            }
            let name = alias ?? Name(scope.outputName(of: expression))
            let replaced = expression.replacing { inner in
                guard case .call(let call) = inner.kind, Self.givesRows(call) else { return nil }
                let array = Expression.Kind.call(call)
                let value: Expression
                if let first {
                    let key = Expression(.column(qualifier: [Name(first)], name: Name("key")))
                    value = Expression(Self.call("workql_element", [Expression(array), key]))
                } else {
                    self.rowsOfCalls += 1
                    let own = "workql_rows_\(self.rowsOfCalls)"
                    first = own
                    select.from.append(
                        Relation(
                            .rows(
                                TableCall(Name("workql_each"), .values([Expression(array)])),
                                alias: TableAlias(Name(own)))))
                    value = Expression(.column(qualifier: [Name(own)], name: Name("value")))
                }
                guard call.name.folded == "_pg_expandarray", let first else { return value }
                let key = Expression(.column(qualifier: [Name(first)], name: Name("key")))
                return Expression(Self.call("workql_record", [value, key]))
            }
            if let replaced {
                select.items[index].kind = .expression(replaced, alias: name)
            } else if alias == nil {
                select.items[index].kind = .expression(expression, alias: name)
            }
        }
        return select
    }

    /// Expands `*` if there is a call in FROM, because its relation has more columns in SQLite.
    private func spellOutStars(of select: inout Select) {
        let calls = select.from.flatMap { scope.aliases(in: $0) }
            .filter { scope.calls[$0] != nil }
        guard !calls.isEmpty else { return }
        select.items = select.items.flatMap { item -> [SelectItem] in
            let aliases: [String]
            switch item.kind {
            case .star: aliases = select.from.flatMap { scope.aliases(in: $0) }
            case .tableStar(let name, _): aliases = [name.folded]
            case .expression: return [item]
            }
            return aliases.flatMap { alias -> [SelectItem] in
                guard let columns = scope.calls[alias] else {
                    return [SelectItem(.tableStar(Name(alias), StarChange()))]
                }
                return columns.sorted { $0.value.sql > $1.value.sql }.map { name, _ in
                    SelectItem(
                        .expression(
                            Expression(.column(qualifier: [Name(alias)], name: Name(name))),
                            alias: Name(name)))
                }
            }
        }
    }

    static func givesRows(_ call: FunctionCall) -> Bool { givesRows(call.name.folded) }

    static func givesRows(_ name: String) -> Bool {
        [
            "unnest", "generate_series", "generate_subscripts", "_pg_expandarray",
            "regexp_split_to_table",
        ].contains(name)
    }

    static func call(_ name: String, _ arguments: [Expression]) -> Expression.Kind {
        .call(FunctionCall(name: Name(name), arguments: .list(arguments)))
    }

    // MARK: Relations

    private func quoted(_ name: String) -> String {
        "\"" + name.replacing("\"", with: "\"\"") + "\""
    }

    private func alias(_ alias: TableAlias?, of text: String) -> String {
        guard let alias else { return text }
        let name = quoted(alias.name.text)
        guard !alias.columns.isEmpty else { return "\(text) AS \(name)" }
        let columns = alias.columns.map { quoted($0.text) }.joined(separator: ", ")
        return "(WITH \(name)(\(columns)) AS (SELECT * FROM \(text)) SELECT * FROM \(name))"
            + " AS \(name)"
    }

    private func relation(_ relation: Relation) -> String? {
        switch relation.kind {
        case .table(let table, let alias, _):
            guard
                let found = scope.catalogRelation(table.name.folded, table.service?.folded),
                table.service != nil || scope.queries[table.name.folded] == nil
            else { return nil }
            return self.alias(alias, of: "\(found.schema).\(quoted(found.name))")
        case .query(let query, let alias): return self.alias(alias, of: "(\(sql(query)))")
        case .rows(let call, let alias):
            let name = call.name.folded.replacing(" with ordinality", with: "")
            let own = quoted((alias?.name.text ?? name))
            guard case .values(let values) = call.arguments else { return nil }
            if CatalogFunctionTables.names.contains(name) {
                return self.alias(alias, of: "pg_catalog.\(quoted(name))")
            }
            if name == "workql_each", let array = values.first {
                return "json_each(\(sql(arrayOf: array))) AS \(own)"
            }
            let array = Expression(Self.call(name, values))
            guard Self.givesRows(name) else {
                guard CatalogFunction.types[name] != nil else {
                    fail(UserError(state: "42883", "function \(name)() does not exist"))
                    return nil
                }
                return "(SELECT \(sql(array)) AS value) AS \(own)"
            }
            return "json_each(\(sql(arrayOf: array))) AS \(own)"
        case .file, .join: return nil
        }
    }

    /// Returns a call that returns rows, as an array of them.
    func sql(arrayOf expression: Expression) -> String {
        guard case .call(let call) = expression.kind, case .list(let arguments) = call.arguments
        else { return sql(expression) }
        var values = arguments.map { sql($0) }
        if call.name.folded == "generate_subscripts" {
            if values.count == 1 { values.append("1") }
            values = Array(values.prefix(2)) + [arguments.first.map(firstIndex) ?? "1"]
        }
        return "\(quoted(call.name.folded))(\(values.joined(separator: ", ")))"
    }

    func firstIndex(of array: Expression) -> String {
        scope.type(of: array)?.isVector == true ? "0" : "1"
    }
}

extension Expression {
    fileprivate var isQuotedText: Bool {
        switch kind {
        case .literal(.text), .literal(.null), .parameter: true
        default: false
        }
    }

    /// Returns the expression with some of its parts replaced; nil if none is. Nested queries are
    /// not changed.
    func replacing(_ change: (Expression) -> Expression?) -> Expression? {
        if let changed = change(self) { return changed }
        var isChanged = false
        func part(_ expression: Expression) -> Expression {
            guard let changed = expression.replacing(change) else { return expression }
            isChanged = true
            return changed
        }
        let kind: Kind
        switch self.kind {
        case .unary(let op, let operand): kind = .unary(op, part(operand))
        case .binary(let op, let left, let right): kind = .binary(op, part(left), part(right))
        case .cast(let value, let type): kind = .cast(part(value), type)
        case .bounded(let value, let bound): kind = .bounded(part(value), bound)
        case .call(var call):
            if case .list(let list) = call.arguments { call.arguments = .list(list.map(part)) }
            kind = .call(call)
        case .case(let operand, let branches, let otherwise):
            kind = .case(
                operand: operand.map(part),
                branches.map { When(condition: part($0.condition), result: part($0.result)) },
                otherwise: otherwise.map(part))
        default: return nil
        }
        return isChanged ? Expression(kind, span: span) : nil
    }
}
