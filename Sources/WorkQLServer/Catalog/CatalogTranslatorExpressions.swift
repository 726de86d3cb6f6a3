import WorkQLSyntax

extension CatalogTranslator {
    /// Returns the translation of an expression to SQLite; nil if it is the same there.
    func special(_ expression: Expression) -> String? {
        switch expression.kind {
        case .literal(.date(let text)), .literal(.time(let text)), .literal(.timestamp(let text)):
            return Printer.quoted(text)
        case .literal(.duration(let duration)): return Printer.quoted("\(duration)")
        case .column(let qualifier, let name): return column(qualifier.last?.folded, name.folded)
        case .parameter(let name): return "?\(name.text)"
        case .inParameter(let left, let name, let negated):
            if let number = Int(name.text) {
                scope.arrayParameters.insert(number)
                scope.parameters[number] = scope.type(of: left)?.array ?? .texts
            }
            return "(\(sql(left)) \(negated ? "NOT IN" : "IN") "
                + "(SELECT value FROM json_each(pg_array(?\(name.text)))))"
        case .binary(let op, let left, let right): return binary(op, left, right)
        case .inList(let left, let items, _):
            for item in items { learn(item, beside: left) }
            return nil
        case .match(let op, let value, let pattern, let escape, let negated):
            learn(pattern, as: .text)
            let (value, pattern) = (text(value), sql(pattern))
            let call =
                op == .regexp
                ? "pg_regexp(\(value), \(pattern))"
                : "pg_like(\(value), \(pattern), \(escape.map { sql($0) } ?? "NULL"), "
                    + "\(op == .ilike ? 1 : 0))"
            return negated ? "(NOT \(call))" : call
        case .cast(let value, let type): return cast(value, type)
        case .bounded(let value, .characters(let count)):
            return "substr(\(sql(value)), 1, \(count))"
        case .bounded(let value, .digits(_, let scale)):
            return "round(\(sql(value)), \(scale))"
        case .bounded(let value, .fraction), .bounded(let value, .binary),
            .bounded(let value, .integer):
            return sql(value)
        case .call(let call): return self.call(call)
        case .subquery(let query): return "(\(sql(query)))"
        case .exists(let query): return "(EXISTS (\(sql(query))))"
        case .inQuery(let value, let query, let negated):
            return "(\(sql(value)) \(negated ? "NOT IN" : "IN") (\(sql(query))))"
        default: return nil
        }
    }

    private func column(_ qualifier: String?, _ name: String) -> String? {
        if let qualifier {
            if let call = scope.calls[qualifier] { return call[name]?.sql }
            if let relation = scope.tables.first(where: { $0.alias == qualifier })?.relation,
                relation.column(name) == nil
            {
                switch name {
                case "tableoid": return String(relation.oid)
                case "xmin", "cmin", "xmax", "cmax": return "1"
                default: return nil
                }
            }
            return nil
        }
        return scope.callColumns[name]?.sql
    }

    /// Infers the type of a parameter from the value it is combined with.
    private func learn(_ expression: Expression, beside other: Expression) {
        if let type = scope.type(of: other) { learn(expression, as: type.isName ? .oid : type) }
    }

    func learn(_ expression: Expression, as type: ServerType) {
        guard case .parameter(let name) = expression.kind, let number = Int(name.text),
            scope.parameters[number] == nil
        else { return }
        scope.parameters[number] = type
    }

    private func binary(
        _ op: BinaryOperator, _ left: Expression, _ right: Expression
    ) -> String? {
        learn(left, beside: right)
        learn(right, beside: left)
        if op == .concatenate {
            if scope.type(of: left)?.isArray == true || scope.type(of: right)?.isArray == true {
                let isElement = scope.type(of: right)?.isArray != true
                return "\(isElement ? "array_append" : "array_cat")(\(sql(left)), \(sql(right)))"
            }
            return "(\(text(left)) || \(text(right)))"
        }
        // A text compared with a boolean is one of its spellings.
        for (value, other) in [(left, right), (right, left)]
        where op.spelling == "=" || op.spelling == "<>" {
            guard case .literal(.text(let word)) = value.kind, scope.type(of: other) == .boolean
            else { continue }
            return "(\(sql(other)) \(op.spelling) pg_bool(\(Printer.quoted(word))))"
        }
        return nil
    }

    /// Returns a value as PostgreSQL writes it in a text.
    private func text(_ value: Expression) -> String {
        let sql = sql(value)
        guard let type = scope.type(of: value) else { return sql }
        if type == .boolean {
            return "(CASE WHEN \(sql) THEN 'true' WHEN NOT \(sql) THEN 'false' END)"
        }
        if type.isArray { return "pg_array_text(\(sql))" }
        if let kind = CatalogTranslator.kind(of: type) {
            return "workql_name_of('\(kind)', \(sql))"
        }
        return sql
    }

    /// Returns the function that resolves an OID of the type to a name; nil for other types.
    static func kind(of type: ServerType) -> String? { type.isName ? type.name : nil }

    private func cast(_ value: Expression, _ type: TypeName) -> String {
        switch type {
        case .integer: learn(value, as: .int8)
        case .boolean: learn(value, as: .boolean)
        case .real: learn(value, as: .float8)
        case .timestamp: learn(value, as: .timestamptz)
        case .date: learn(value, as: .date)
        default: learn(value, as: .text)
        }
        return switch type {
        case .text: "CAST(\(text(value)) AS TEXT)"
        // SQLite's own CAST converts a text that is not a number to 0 without an error.
        case .integer: "pg_integer(\(sql(value)))"
        case .real: "pg_real(\(sql(value)))"
        case .boolean:
            scope.type(of: value) == .boolean ? sql(value) : "pg_bool(\(sql(value)))"
        default: sql(value)
        }
    }

    // MARK: Calls

    /// Functions that have PostgreSQL's meaning in SQLite.
    static let shared: Set<String> = [
        "coalesce", "nullif", "max", "min", "count", "sum", "avg", "abs", "round", "lower",
        "upper", "length", "substr", "replace", "trim", "ltrim", "rtrim", "instr", "row_number",
        "rank", "dense_rank", "first_value", "last_value", "lag", "lead", "ntile", "floor", "ceil",
        // Programs write it between quotes, where it is no word of the language.
        "octet_length", "sign", "mod", "substring",
    ]

    /// Returns whether the catalog has a function of a name.
    static func has(_ name: String) -> Bool {
        shared.contains(name) || CatalogFunction.types[name] != nil || rewritten.contains(name)
            || CatalogFunctionTables.names.contains(name)
    }

    /// Functions that are rewritten.
    private static let rewritten: Set<String> = [
        "array", "array_of_query", "array_contains", "array_element", "array_cast", "array_agg",
        "string_agg", "json_agg", "record_field", "bool_and", "bool_or", "every", "format", "left",
        "right", "greatest", "least", "json_build_object", "jsonb_build_object",
        "json_build_array", "to_json", "bitand", "bitor", "bitxor", "bitshiftleft",
        "bitshiftright", "bitnot", "workql_element", "workql_record", "workql_each",
    ]

    private func call(_ call: FunctionCall) -> String? {
        let name = call.name.folded
        var arguments: [Expression] = []
        if case .list(let list) = call.arguments { arguments = list }
        guard arguments.count >= Self.leastArguments[name] ?? 0 else { return unknown(call) }
        if name == "workql_element" {
            return "pg_element(\(sql(arrayOf: arguments[0])), \(sql(arguments[1])))"
        }
        if CatalogTranslator.givesRows(call) {
            fail(
                UserError(
                    state: "0A000", "set-returning functions are not allowed here",
                    help: "write \(name)() in FROM or in the select list"))
            return "NULL"
        }
        // Arguments are translated only when needed; otherwise nested calls would be translated
        // twice at each level.
        if Self.shared.contains(name) { return nil }
        lazy var values = arguments.map { sql($0) }
        func plain(_ name: String, _ values: [String]) -> String {
            "\(name)(\(values.joined(separator: ", ")))\(filter(call))"
        }
        switch name {
        case "array": return plain("json_array", values)
        case "array_of_query":
            guard case .subquery(let query)? = arguments.first?.kind else { return nil }
            return "(WITH workql_list(v) AS (\(sql(query))) "
                + "SELECT json_group_array(v) FROM workql_list)"
        case "array_contains" where values.count == 2:
            return "(\(values[1]) IN (SELECT value FROM json_each(\(values[0]))))"
        case "array_element" where values.count == 2:
            return "pg_element(\(values[0]), \(values[1]) - \(firstIndex(of: arguments[0])))"
        case "workql_record": return "json_object('x', \(values[0]), 'n', \(values[1]) + 1)"
        case "record_field": return "json_extract(\(values[0]), '$.' || \(values[1]))"
        case "array_cast":
            let type = scope.type(of: Expression(.call(call))) ?? .texts
            if let value = arguments.first { learn(value, as: type) }
            return "pg_array(\(values[0]))"
        case "array_agg", "json_agg", "string_agg": return collect(call, name, arguments)
        case "bool_and", "every": return plain("min", values)
        case "bool_or": return plain("max", values)
        case "greatest", "least":
            // NULL is ignored, whereas SQLite's own functions would return it.
            let rows = values.map { "SELECT \($0) AS v" }.joined(separator: " UNION ALL ")
            return "(SELECT \(name == "greatest" ? "max" : "min")(v) FROM (\(rows)))"
        case "format": return plain("pg_format", arguments.map { text($0) })
        case "left", "right": return plain("pg_\(name)", values)
        case "concat", "concat_ws": return plain(name, arguments.map { text($0) })
        case "json_build_object", "jsonb_build_object":
            return plain("json_object", arguments.map(json))
        case "json_build_array": return plain("json_array", arguments.map(json))
        case "to_json": return arguments.first.map(json)
        case "bitand": return "(\(values[0]) & \(values[1]))"
        case "bitor": return "(\(values[0]) | \(values[1]))"
        case "bitxor":
            return "((\(values[0]) | \(values[1])) - (\(values[0]) & \(values[1])))"
        case "bitshiftleft": return "(\(values[0]) << \(values[1]))"
        case "bitshiftright": return "(\(values[0]) >> \(values[1]))"
        case "bitnot": return "(~ \(values[0]))"
        case "array_upper", "array_lower":
            return plain(
                name, Array((values + ["1"]).prefix(2)) + [firstIndex(of: arguments[0])])
        case _ where CatalogFunction.types[name] != nil: return plain("\"\(name)\"", values)
        default: return unknown(call)
        }
    }

    /// The least numbers of arguments of the functions that are rewritten.
    private static let leastArguments: [String: Int] = [
        "bitand": 2, "bitor": 2, "bitxor": 2, "bitshiftleft": 2, "bitshiftright": 2, "bitnot": 1,
        "array_upper": 1, "array_lower": 1, "array_cast": 1, "record_field": 2, "greatest": 1,
        "least": 1, "workql_element": 2, "workql_record": 2, "generate_series": 2,
        "generate_subscripts": 1, "unnest": 1, "_pg_expandarray": 1,
    ]

    private func unknown(_ call: FunctionCall) -> String {
        fail(
            UserError(
                state: "42883", "function \(call.name.folded)() does not exist",
                at: call.name.span.start))
        return "NULL"
    }

    private func filter(_ call: FunctionCall) -> String {
        call.filter.map { " FILTER (WHERE \(sql($0)))" } ?? ""
    }

    private func collect(
        _ call: FunctionCall, _ name: String, _ arguments: [Expression]
    ) -> String {
        var how = (name == "string_agg" ? "s" : "a") + (call.distinct ? "d" : "-")
        for ordering in call.ordering {
            let nullsFirst = ordering.nulls.map { $0 == .first } ?? ordering.descending
            how += (ordering.descending ? "z" : "a") + (nullsFirst ? "f" : "l")
        }
        let separator = arguments.count > 1 ? sql(arguments[1]) : "NULL"
        let value = arguments.first.map { name == "string_agg" ? text($0) : sql($0) } ?? "NULL"
        let keys = call.ordering.map { ", " + sql($0.expression) }.joined()
        return "\(CatalogAggregate.name)('\(how)', \(separator), \(value)\(keys))\(filter(call))"
    }

    /// Returns a value as a part of JSON.
    private func json(_ value: Expression) -> String {
        let sql = sql(value)
        switch scope.type(of: value) {
        case .boolean?:
            return "json(CASE WHEN \(sql) THEN 'true' WHEN NOT \(sql) THEN 'false' ELSE 'null' END)"
        case let type? where type.isArray || type == .json: return "json(\(sql))"
        default: return sql
        }
    }
}
