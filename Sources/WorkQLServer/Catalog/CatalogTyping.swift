import WorkQLSyntax

// The types and names of the results of a statement of the catalog, derived as in PostgreSQL: from
// the statement, never from values.

extension CatalogScope {
    func type(of expression: Expression) -> ServerType? {
        switch expression.kind {
        case .literal(let literal): type(of: literal)
        case .column(let qualifier, let name): type(of: name, qualifier.last)
        case .parameter(let name): Int(name.text).flatMap { parameters[$0] }
        case .unary(.not, _), .between, .inList, .inQuery, .inParameter, .match, .test, .exists:
            .boolean
        case .unary(_, let operand): type(of: operand)
        case .binary(let op, let left, let right): type(of: op, left, right)
        case .case(_, let branches, let otherwise):
            commonType(branches.map(\.result) + (otherwise.map { [$0] } ?? []))
        case .cast(_, let type), .tryCast(_, let type): Self.type(type)
        case .bounded(_, .integer(let size)): size == .int ? .int4 : .int2
        case .bounded(let value, _): type(of: value)
        case .call(let call): type(of: call)
        case .subquery(let query): columns(of: query).first?.type
        }
    }

    /// Returns the type of values of which one is selected: that of the first, or a wider one where
    /// they are numbers of different sizes.
    private func commonType(_ values: [Expression]) -> ServerType? {
        values.compactMap { type(of: $0) }.reduce(nil, Self.wider)
    }

    private static func wider(_ first: ServerType?, _ second: ServerType) -> ServerType {
        guard let first else { return second }
        let sizes: [ServerType] = [.int2, .int4, .int8, .float8]
        guard let index = sizes.firstIndex(of: first), let other = sizes.firstIndex(of: second)
        else { return first }
        return sizes[max(index, other)]
    }

    private static func type(_ name: TypeName) -> ServerType {
        switch name {
        case .text: .text
        case .integer: .int8
        case .real: .float8
        case .boolean: .boolean
        case .timestamp: .timestamptz
        case .date: .date
        case .time: .time
        case .json: .json
        }
    }

    private func type(of literal: Literal) -> ServerType? {
        switch literal {
        case .null: nil
        case .boolean: .boolean
        case .integer(let value): Int32(exactly: value) == nil ? .int8 : .int4
        case .real: .float8
        case .text, .duration: .text
        case .date: .date
        case .time: .time
        case .timestamp: .timestamptz
        }
    }

    private func type(
        of op: BinaryOperator, _ left: Expression, _ right: Expression
    ) -> ServerType? {
        switch op {
        case .or, .and, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual,
            .isDistinct, .isNotDistinct:
            return .boolean
        case .concatenate:
            let type = type(of: left)
            return type?.isArray == true ? type : .text
        case .jsonGet: return .json
        case .jsonGetText: return .text
        default:
            let types = [type(of: left), type(of: right)]
            if types.contains(.float8) || types.contains(.float4) { return .float8 }
            return types.contains(.int8) ? .int8 : .int4
        }
    }

    private func type(of call: FunctionCall) -> ServerType? {
        var arguments: [Expression] = []
        if case .list(let list) = call.arguments { arguments = list }
        let first = arguments.first
        switch call.name.folded {
        case "array": return first.flatMap { type(of: $0) }?.array ?? .texts
        case "array_of_query", "array_agg": return first.flatMap { type(of: $0) }?.array ?? .texts
        case "array_element":
            return first.flatMap { type(of: $0) }?.elementType ?? .text
        case "array_cast":
            guard arguments.count > 1, case .literal(.text(let element)) = arguments[1].kind else {
                return .texts
            }
            return TypeName(rawValue: element).map { Self.type($0).array } ?? .texts
        case "array_contains", "bool_and", "bool_or", "every": return .boolean
        case "record_field": return .int4
        case "unnest": return first.flatMap { type(of: $0) }?.elementType ?? .text
        case "coalesce", "max", "min", "greatest", "least": return commonType(arguments)
        case "nullif", "first_value", "lag", "lead", "array_append", "array_cat", "array_remove":
            return arguments.lazy.compactMap { self.type(of: $0) }.first
        case "abs", "sum": return first.flatMap { type(of: $0) } == .float8 ? .float8 : .int8
        case "count", "row_number", "rank", "dense_rank", "length", "instr", "octet_length":
            return .int8
        case "avg", "round", "floor", "ceil": return .float8
        case "json_build_object", "jsonb_build_object", "json_agg", "json_build_array", "to_json":
            return .json
        case let name:
            return CatalogFunction.types[name] ?? CatalogFunction.types["pg_" + name] ?? .text
        }
    }

    /// Returns the type of a column, searched in the relation of its qualifier, otherwise in all.
    private func type(of name: Name, _ qualifier: Name?) -> ServerType? {
        let column = name.folded
        if let qualifier = qualifier?.folded {
            if let call = calls[qualifier] { return call[column]?.type }
            let found = tables.lazy.filter { $0.alias == qualifier }
                .compactMap { $0.relation.column(column)?.type }.first
            if let found { return found }
            return columns(ofQuery: qualifier)?.first { $0.name == column }?.type
        }
        if let call = callColumns[column] { return call.type }
        if let found = tables.lazy.compactMap({ $0.relation.column(column)?.type }).first {
            return found
        }
        return queries.keys.sorted().lazy.compactMap { name in
            self.columns(ofQuery: name)?.first { $0.name == column }?.type
        }.first
    }

    /// Returns the columns of a named query; nil if there is none, and while they are being
    /// determined, because a query may refer to itself, or to another query of the same name.
    private func columns(ofQuery name: String) -> [ServerColumn]? {
        if let known = columnsOfQueries[name] { return known }
        guard let entry = queries[name], resolving.insert(name).inserted else { return nil }
        defer { resolving.remove(name) }
        let columns = columns(of: entry, depth: 0)
        columnsOfQueries[name] = columns
        return columns
    }

    // MARK: Columns

    /// Returns the columns of a query's rows. Those that are columns of a table contain their
    /// origin.
    func columns(of query: Query, depth: Int = 0) -> [ServerColumn] {
        // A recursive table refers to itself.
        guard depth < 12 else { return [] }
        return columns(of: query.body, depth: depth)
    }

    private func columns(of body: QueryBody, depth: Int) -> [ServerColumn] {
        switch body {
        case .select(let select): select.items.flatMap { columns(of: $0, select, depth: depth) }
        case .values(let rows):
            (rows.first ?? []).indices.map { index in
                let values = rows.compactMap { $0.indices.contains(index) ? $0[index] : nil }
                return ServerColumn("column\(index + 1)", commonType(values) ?? .text)
            }
        case .combined(_, _, let left, let right):
            zip(columns(of: left, depth: depth), columns(of: right, depth: depth + 1)).map {
                var column = $0
                column.type = Self.wider($0.type, $1.type)
                return column
            }
        case .query(let query): columns(of: query, depth: depth + 1)
        }
    }

    private func columns(
        of item: SelectItem, _ select: Select, depth: Int
    ) -> [ServerColumn] {
        switch item.kind {
        case .expression(let expression, let alias):
            var column = ServerColumn(
                alias?.text ?? outputName(of: expression), type(of: expression) ?? .text)
            if case .column(let qualifier, let name) = expression.kind,
                let found = origin(of: name.folded, qualifier.last?.folded)
            {
                (column.table, column.number) = found
            }
            return [column]
        case .tableStar(let name, _):
            return select.from.flatMap {
                columns(in: $0, of: name.folded, depth: depth)
            }
        case .star: return select.from.flatMap { columns(in: $0, of: nil, depth: depth) }
        }
    }

    /// Returns the columns of a relation in FROM, or of the part of it that has an alias.
    private func columns(
        in relation: Relation, of alias: String?, depth: Int
    ) -> [ServerColumn] {
        func isWanted(_ own: String?) -> Bool { alias == nil || own == alias }
        switch relation.kind {
        case .table(let table, let own, _):
            let name = (own?.name ?? table.name).folded
            guard isWanted(name) else { return [] }
            let isCommon = table.service == nil && isCommonTable(table.name.folded)
            if !isCommon,
                let found = catalogRelation(table.name.folded, table.service?.folded)
            {
                return columns(of: found)
            }
            return columns(ofQuery: table.name.folded) ?? []
        case .query(let query, let own):
            guard isWanted(own?.name.folded) else { return [] }
            return columns(of: (query, own?.columns ?? []), depth: depth)
        case .rows(let call, let own):
            let name = (own?.name ?? call.name).folded
            guard isWanted(name) else { return [] }
            if let relation = tables.first(where: { $0.alias == name })?.relation,
                relation.kind == "f"
            {
                return columns(of: relation)
            }
            return (calls[name] ?? [:]).sorted { $0.value.sql > $1.value.sql }
                .map { ServerColumn($0.key, $0.value.type) }
        case .join(_, let left, let right, let constraint):
            let first = columns(in: left, of: alias, depth: depth)
            let second = columns(in: right, of: alias, depth: depth)
            guard alias == nil, case .using(let names) = constraint else { return first + second }
            // Columns merged by USING appear once, before the others.
            let merged = Set(names.map(\.folded))
            return names.compactMap { name in first.first { $0.name == name.folded } }
                + (first + second).filter { !merged.contains($0.name) }
        case .file: return []
        }
    }

    private func columns(of relation: CatalogRelation) -> [ServerColumn] {
        relation.columns.enumerated().map { index, column in
            ServerColumn(column.name, column.type, table: relation.oid, number: Int16(index + 1))
        }
    }

    private func columns(
        of entry: (query: Query, columns: [Name]), depth: Int
    ) -> [ServerColumn] {
        var columns = columns(of: entry.query, depth: depth + 1)
        for (index, name) in entry.columns.enumerated() where columns.indices.contains(index) {
            columns[index].name = name.text
        }
        return columns
    }

    private func origin(of column: String, _ qualifier: String?) -> (UInt32, Int16)? {
        for (alias, relation) in tables where qualifier == nil || alias == qualifier {
            if let index = relation.columns.firstIndex(where: { $0.name == column }) {
                return (relation.oid, Int16(index + 1))
            }
        }
        return nil
    }

    func aliases(in relation: Relation) -> [String] {
        switch relation.kind {
        case .table(let table, let alias, _): [(alias?.name ?? table.name).folded]
        case .query(_, let alias): alias.map { [$0.name.folded] } ?? []
        case .rows(let call, let alias): [(alias?.name ?? call.name).folded]
        case .join(_, let left, let right, _): aliases(in: left) + aliases(in: right)
        case .file: []
        }
    }

    /// Returns the name that PostgreSQL gives to a column without an alias.
    func outputName(of expression: Expression) -> String {
        switch expression.kind {
        case .column(_, let name): return name.text
        case .call(let call):
            var arguments: [Expression] = []
            if case .list(let list) = call.arguments { arguments = list }
            switch call.name.folded {
            case "array_contains": return "?column?"
            case "array_of_query": return "array"
            case "array_element", "array_cast":
                return arguments.first.map(outputName) ?? "array"
            case "record_field":
                guard arguments.count > 1, case .literal(.text(let name)) = arguments[1].kind else {
                    return "?column?"
                }
                return name
            case let name:
                // A cast has the name of its operand.
                guard CatalogFunction.types[name]?.isName == true, let inner = arguments.first,
                    case .column = inner.kind
                else { return name }
                return outputName(of: inner)
            }
        case .cast(let inner, let type):
            let name = outputName(of: inner)
            return name == "?column?" ? Self.type(type).name(inCatalog: type) : name
        case .bounded(let inner, _): return outputName(of: inner)
        case .case(_, _, let otherwise):
            guard let otherwise, case .column = otherwise.kind else { return "case" }
            return outputName(of: otherwise)
        case .subquery(let query): return columns(of: query).first?.name ?? "?column?"
        case .exists: return "exists"
        case .literal(.boolean): return "bool"
        default: return "?column?"
        }
    }
}

extension ServerType {
    /// Returns the name in pg_type of the type of a cast.
    fileprivate func name(inCatalog type: TypeName) -> String {
        CatalogType.numbered[oid]?.name ?? type.rawValue
    }
}
