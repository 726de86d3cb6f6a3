import WorkQLCatalog
import WorkQLSyntax

// unnest(…) and json_each(…)

extension TableFunction {
    static let unnest = TableFunction(
        name: "unnest", signature: "unnest(list)",
        summary: "a row for each element of a list",
        columns: [Column(name: "unnest", type: .text, summary: "the element")],
        rows: .elements)

    static let jsonEach = TableFunction(
        name: "json_each", signature: "json_each(json)",
        summary: "a row for each element of a JSON list, or member of a JSON object",
        columns: [
            Column(name: "key", type: .text, summary: "the name, or the position from 0"),
            Column(name: "value", type: .text, summary: "the value as text"),
            Column(name: "type", type: .text, summary: "the kind of a value, as of json_type"),
            Column(name: "fullkey", type: .text, summary: "the path of the value, as $[0]"),
            Column(name: "path", type: .text, summary: "the path of what the value is in, as $"),
        ],
        rows: .elements)
}

/// What: `checkin c, unnest(c.mediaids) AS m` becomes `scan1 AS c, json_each(c.mediaids) AS m`,
/// with the element as an expression in the place of each `m`.
/// Why: SQLite has no LATERAL, but the argument of a function in FROM may name a column of a table
/// before it. Its json_each returns values of several types, and true as 1.
/// When not: where the argument names no table before it, the call becomes a query of its own,
/// whose column can supply keys like that of any other query.
extension Binder {
    mutating func bindElements(
        of call: TableCall, _ function: TableFunction, _ title: TableAlias, at span: Span
    ) throws(Diagnostic) -> Relation {
        guard case .values(let values) = call.arguments, let value = values.first,
            values.count == 1
        else {
            throw Diagnostic(
                .argumentCount, "\(function.name)() takes one list", at: call.span,
                help: "for example FROM checkin c, \(function.name)(c.mediaids) AS m")
        }
        let outer = outermostUse
        outermostUse = .max
        let list = try bindList(value, of: function)
        let isLateral = outermostUse == scopes.count - 1
        outermostUse = min(outer, outermostUse)
        let relation = Relation(
            .rows(
                TableCall(Name("json_each"), .values([list.expression]), span: call.span),
                alias: TableAlias(title.name)), span: span)
        guard isLateral else {
            let columns = Self.columns(of: function, list.elements, in: title.name)
            return try addElements(columns, of: relation, title, at: span)
        }
        let columns = try renamed(
            Self.columns(of: function, list.elements, in: title.name), title, at: span)
        try addLocal(relation, title.name, columns, standsAlone: false, at: span)
        return relation
    }

    /// Adds a call that names no table before it, as a query.
    private mutating func addElements(
        _ columns: [SourceColumn], of relation: Relation, _ title: TableAlias, at span: Span
    ) throws(Diagnostic) -> Relation {
        let shown = try renamed(columns, title, at: span)
        let select = Select(
            items: columns.map { column in
                SelectItem(
                    .expression(column.computed ?? .name(column.name.text), alias: column.name))
            }, from: [relation])
        let plain = shown.map { column in
            var column = column
            column.computed = nil
            return column
        }
        let query = named(
            Query(body: .select(select)), plain.map(\.name), called: title.name, at: span)
        try addLocal(query, title.name, plain, at: span)
        return query
    }

    /// Binds the argument.
    ///
    /// - Returns: the list as JSON, and the type of its elements if that is known.
    private mutating func bindList(
        _ value: Expression, of function: TableFunction
    ) throws(Diagnostic) -> (expression: Expression, elements: ColumnType?) {
        if case .parameter(let name) = value.kind,
            case .list(let items)? = environment.parameters[name]
        {
            return try list(of: items, at: value.span)
        }
        if case .call(let call) = value.kind, call.name.folded == "json_array",
            case .list(let items) = call.arguments, !items.isEmpty
        {
            var types: Set<ColumnType?> = []
            for item in items { types.insert(try bind(item, in: .values).type) }
            return (try bind(value, in: .values).expression, Self.elements(of: types))
        }
        let bound: Bound
        do throws(Diagnostic) { bound = try bind(value, in: .values) } catch {
            throw behindTables(error, of: function)
        }
        let column = sourceColumn(bound.expression)
        guard bound.type == .json || bound.type == .text || bound.type == nil else {
            throw Diagnostic(
                .typeMismatch,
                "\(function.name)() takes a list, and this is \(bound.type?.phrase ?? "NULL")",
                at: value.span, help: "write a column of JSON, or json_array(x, y)")
        }
        let list = try json(bound)
        guard case .literal(.text(let text)) = list.kind else { return (list, column?.elements) }
        return (list, JSONText.elementType(of: text))
    }

    /// Returns the error of a name in the argument, which means a table before the call.
    private func behindTables(_ mistake: Diagnostic, of function: TableFunction) -> Diagnostic {
        guard mistake.code == .unknownTable || mistake.code == .unknownColumn,
            innermost.sources.isEmpty, scopes.count == 1
        else { return mistake }
        return Diagnostic(
            mistake.code, "no table before \(function.name)() has this column", at: mistake.span,
            help: "write FROM checkin c, \(function.name)(c.mediaids) AS m")
    }

    /// Returns the items of a list parameter as JSON.
    private mutating func list(
        of items: [Expression], at span: Span
    ) throws(Diagnostic) -> (expression: Expression, elements: ColumnType?) {
        var types: Set<ColumnType?> = []
        var values: [Expression] = []
        for item in items {
            let bound = try bind(Expression(item.kind, span: span), in: .values)
            types.insert(bound.type)
            values.append(bound.expression)
        }
        let call = FunctionCall(name: Name("json_array"), arguments: .list(values))
        return (Expression(.call(call), span: span), Self.elements(of: types))
    }

    /// Returns the common type of the elements of a list; nil if they have none.
    private static func elements(of types: Set<ColumnType?>) -> ColumnType? {
        let known = types.subtracting([nil])
        if known == [.integer, .real] { return .real }
        return known.count == 1 ? known.first.flatMap { $0 }?.asElement : nil
    }

    private static func columns(
        of function: TableFunction, _ elements: ColumnType?, in table: Name
    ) -> [SourceColumn] {
        func part(_ name: String) -> Expression { .name(name, of: table.text) }
        func text(_ value: Expression) -> Expression { Expression(.cast(value, .text)) }
        return function.columns.map { column in
            var found = SourceColumn(name: Name(column.name), type: column.type)
            switch column.name {
            case "unnest" where elements == .integer || elements == .real:
                found.type = elements
                found.computed = part("value")
            case "unnest", "value":
                if column.name == "unnest", let elements { found.type = elements }
                found.computed = Self.text(ofElementIn: table.text)
            default: found.computed = text(part(column.name))
            }
            return found
        }
    }

    /// Returns an element as text, as `->>` does: JSON's own words, and a number's own digits where
    /// SQLite has only the nearest real.
    private static func text(ofElementIn table: String) -> Expression {
        let type = Expression.name("type", of: table)
        let value = Expression.name("value", of: table)
        let isWord = Expression(
            .inList(
                type, ["true", "false"].map { Expression(.literal(.text($0))) }, negated: false))
        let isReal = Expression.binary(
            .call("typeof", value), .equal, Expression(.literal(.text("real"))))
        let digits = Expression.binary(
            .name("json", of: table), .jsonGet, .name("fullkey", of: table))
        return Expression(
            .case(
                operand: nil,
                [When(condition: isWord, result: type), When(condition: isReal, result: digits)],
                otherwise: Expression(.cast(value, .text))))
    }

    /// Refuses a call that names a table before it on the right of a join that returns rows without
    /// one.
    func refuseLateral(
        _ relation: Relation, _ bound: Relation, rightOf kind: JoinKind
    ) throws(Diagnostic) {
        guard kind == .right || kind == .full, case .rows(let call, _) = relation.kind,
            case .rows = bound.kind
        else { return }
        throw Diagnostic(
            .notSupported, "\(kind.rawValue) with the elements of a column", at: relation.span,
            help: "write LEFT JOIN \(call.name.text)(…) ON TRUE")
    }
}

extension ColumnType {
    /// The type of a value as an element of a JSON list.
    fileprivate var asElement: ColumnType? {
        switch self {
        case .integer, .real, .json: self
        default: nil
        }
    }
}
