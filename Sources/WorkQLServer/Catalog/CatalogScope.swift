import WorkQLPlanner
import WorkQLSyntax

/// The meaning of the names in a statement of the catalog: its relations by their aliases, wherever
/// in the statement they are. PostgreSQL's own names are chosen so that columns of two tables
/// rarely have the same name, so a scope for each query would not resolve any more names.
final class CatalogScope {
    let names: CatalogNames
    /// The relations by their aliases, in the order in which they appear.
    private(set) var tables: [(alias: String, relation: CatalogRelation)] = []
    /// Common tables and queries in FROM, by their names.
    private(set) var queries: [String: (query: Query, columns: [Name])] = [:]
    /// The calls in FROM, by their aliases: the SQL of their columns in SQLite, by the columns'
    /// names.
    private(set) var calls: [String: [String: (sql: String, type: ServerType)]] = [:]
    /// The columns of calls by their unqualified names.
    private(set) var callColumns: [String: (sql: String, type: ServerType)] = [:]
    private(set) var functions: Set<String> = []
    /// The first relation that is not part of the catalog.
    private(set) var other: (name: String, span: Span)?
    private(set) var isCatalog = false
    /// Whether the statement does more than give literals, parameters and facts of the session. In
    /// SQLite values of two types meet without a rule, `'1' = 1` is false, and dates are texts.
    private(set) var computes = false
    /// The types of parameters, as inferred from the statement.
    var parameters: [Int: ServerType] = [:]
    var arrayParameters: Set<Int> = []
    /// The known columns of `queries`; `resolving` contains the queries whose columns are being
    /// determined.
    var columnsOfQueries: [String: [ServerColumn]] = [:]
    var resolving: Set<String> = []
    private var commonNames: Set<String> = []
    private var wanted: [(TableName, TableAlias?)] = []

    init(_ query: Query, names: CatalogNames) {
        self.names = names
        let printer = Printer(
            parentheses: .full,
            special: { [unowned self] in
                self.note($0)
                return nil
            },
            relation: { [unowned self] in
                self.note($0)
                return nil
            })
        noteCommon(query)
        if case .select = query.body {} else { computes = true }
        if !query.with.isEmpty { computes = true }
        _ = printer.print(query)
        for (table, alias) in wanted { resolve(table, alias) }
    }

    private func noteCommon(_ query: Query) {
        for common in query.with {
            commonNames.insert(common.name.folded)
            queries[common.name.folded] = (common.query, common.columns)
            noteCommon(common.query)
        }
    }

    private func note(_ expression: Expression) {
        switch expression.kind {
        case .call(let call):
            functions.insert(call.name.folded)
            if !SessionFacts.isOfSession(call.name.folded) { computes = true }
        case .literal(.date), .literal(.time), .literal(.timestamp), .literal(.duration):
            computes = true
        case .subquery(let query), .exists(let query), .inQuery(_, let query, _):
            computes = true
            noteCommon(query)
        case .parameter(let name): _ = Int(name.text).map { parameters[$0] = parameters[$0] }
        case .literal, .column, .unary(.negate, _): break
        default: computes = true
        }
    }

    private func note(_ relation: Relation) {
        switch relation.kind {
        case .table(let table, let alias, _): wanted.append((table, alias))
        case .query(let query, let alias):
            computes = true
            noteCommon(query)
            if let alias { queries[alias.name.folded] = (query, alias.columns) }
        case .file(let file, _): other = other ?? ("'\(file.path)'", relation.span)
        case .rows(let call, let alias): note(call, alias)
        case .join: break
        }
    }

    private func resolve(_ table: TableName, _ alias: TableAlias?) {
        let name = table.name.folded
        let schema = table.service?.folded
        if schema == nil, commonNames.contains(name) {
            if let alias, let query = queries[name] { queries[alias.name.folded] = query }
            return
        }
        if let relation = catalogRelation(name, schema) {
            isCatalog = true
            let alias = (alias?.name ?? table.name).folded
            if !tables.contains(where: { $0.alias == alias && $0.relation.oid == relation.oid }) {
                tables.append((alias, relation))
            }
        } else if schema == "pg_catalog" || schema == "information_schema" {
            isCatalog = true
            missing = missing ?? "\(schema ?? "").\(name)"
        } else {
            other = other ?? (table.name.text, table.span)
        }
    }

    /// The first relation qualified with one of these schemas that does not exist.
    private(set) var missing: String?

    func isCommonTable(_ name: String) -> Bool { commonNames.contains(name) }

    func catalogRelation(_ name: String, _ schema: String?) -> CatalogRelation? {
        guard let relation = names.relation(name, schema: schema ?? "pg_catalog"),
            relation.schema != "public"
        else { return nil }
        return relation
    }

    /// The name under which a relation of the services is not one of the catalog.
    private func note(_ call: TableCall, _ alias: TableAlias?) {
        let ordinality = " with ordinality"
        var name = call.name.folded
        let isNumbered = name.hasSuffix(ordinality)
        if isNumbered { name = String(name.dropLast(ordinality.count)) }
        functions.insert(name)
        if CatalogFunctionTables.names.contains(name) {
            isCatalog = true
            if let relation = names.relation(name, schema: "pg_catalog") {
                tables.append((alias?.name.folded ?? name, relation))
            }
            return
        }
        let own = alias?.name.folded ?? name
        let quoted = "\"\(own)\""
        if !CatalogTranslator.givesRows(name), let type = CatalogFunction.types[name] {
            // A single row of a single column.
            let column = alias?.columns.first?.folded ?? own
            calls[own] = [column: ("\(quoted).value", type)]
            callColumns.merge(calls[own] ?? [:]) { first, _ in first }
            return
        }
        var columns = alias?.columns.map(\.folded) ?? []
        let usual =
            name == "_pg_expandarray" ? ["x", "n"] : [alias?.name.folded ?? name, "ordinality"]
        columns += usual.dropFirst(columns.count)
        let type: ServerType =
            switch name {
            case "generate_series": .int8
            case "generate_subscripts", "_pg_expandarray": .int4
            default: .text
            }
        var found: [String: (sql: String, type: ServerType)] = [:]
        found[columns[0]] = ("\(quoted).value", type)
        if isNumbered || name == "_pg_expandarray" {
            found[columns[1]] = ("(\(quoted).key + 1)", .int8)
        }
        calls[own] = found
        callColumns.merge(found) { first, _ in first }
    }
}
