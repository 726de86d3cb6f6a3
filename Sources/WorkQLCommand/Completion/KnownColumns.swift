import WorkQLCatalog
import WorkQLPlanner
import WorkQLSyntax

/// A column that a statement can name.
struct KnownColumn: Sendable {
    var name: String
    var type: ColumnType?
    var summary = ""
    /// The Chinese term of the service's documentation page.
    var label = ""
    var codes: [Column.Code] = []
    /// The values of a column that can hold several of them, which no single one is equal to.
    var parts: [Column.Code] = []
    /// The kind of object whose ids the values are.
    var holds: Column.Reference?
    /// The attribute of people or departments that the column holds.
    var attribute: Directory.Attribute?

    init(name: String, type: ColumnType? = nil, summary: String = "", label: String = "") {
        self.name = name
        self.type = type
        self.summary = summary
        self.label = label
    }

    init(_ column: Column) {
        self.init(name: column.name, type: column.type, summary: column.summary)
        label = column.label
        codes = column.codes
        parts = column.joined?.codes ?? []
        holds = column.holds
        attribute = column.attribute
    }

    init(_ column: ResultColumn) {
        self.init(name: column.name, type: column.type)
        holds = column.holds
    }
}

/// The columns of the relations in FROM, as far as they can be determined without planning.
struct KnownColumns: Sendable {
    let vocabulary: Vocabulary
    /// The names that LET defines in the text before the statement.
    let earlier: [Name: Query]

    /// The maximum nesting of queries that is followed; names may refer to each other in a circle.
    private static let maxNesting = 12

    /// Returns the name of a relation in the statement.
    static func name(of relation: Relation) -> Name? {
        switch relation.kind {
        case .table(let table, let alias, _): alias?.name ?? table.name
        case .file(_, let alias), .query(_, let alias): alias?.name
        case .rows(let call, let alias): alias?.name ?? call.name
        case .join: nil
        }
    }

    func columns(
        of relation: Relation, with tables: [CommonTable], depth: Int = 0
    ) -> [KnownColumn] {
        guard depth < Self.maxNesting else { return [] }
        switch relation.kind {
        case .table(let name, let alias, _):
            return renamed(columns(of: name, with: tables, depth: depth), alias?.columns ?? [])
        case .file(let file, let alias):
            let columns = vocabulary.fileColumns(file) ?? []
            return renamed(columns.map(KnownColumn.init), alias?.columns ?? [])
        case .rows(let call, let alias):
            guard let function = TableFunction.named(call.name) else { return [] }
            return renamed(
                function.columns.map {
                    KnownColumn(
                        name: $0.name, type: $0.type, summary: $0.summary, label: $0.label)
                },
                function.names(under: alias))
        case .query(let query, let alias):
            return renamed(
                columns(of: query, with: tables, depth: depth + 1), alias?.columns ?? [])
        case .join(_, let left, let right, _):
            return columns(of: left, with: tables, depth: depth + 1)
                + columns(of: right, with: tables, depth: depth + 1)
        }
    }

    private func columns(
        of table: TableName, with tables: [CommonTable], depth: Int
    ) -> [KnownColumn] {
        if table.service == nil {
            if let index = tables.firstIndex(where: { $0.name == table.name }) {
                // A common table sees the ones defined before it, which come after it in this
                // reversed list.
                let found = columns(
                    of: tables[index].query, with: Array(tables[(index + 1)...]), depth: depth + 1)
                return renamed(found, tables[index].columns)
            }
            if let query = earlier[table.name] ?? vocabulary.queries[table.name] {
                return columns(of: query, with: [], depth: depth + 1)
            }
            if table.isLastResult { return vocabulary.lastColumns.map(KnownColumn.init) }
        }
        let found =
            vocabulary.catalog.table(table.name.text, service: table.service?.text)
            ?? vocabulary.catalog.tables.first {
                ChineseNames.ofTable(labelled: $0.label).contains(table.name.text)
            }
        return (found?.columns ?? []).map(KnownColumn.init)
    }

    private func renamed(_ columns: [KnownColumn], _ names: [Name]) -> [KnownColumn] {
        columns.enumerated().map { index, column in
            var column = column
            if index < names.count { column.name = names[index].text }
            return column
        }
    }

    // MARK: Select lists

    private func columns(
        of query: Query, with tables: [CommonTable], depth: Int
    ) -> [KnownColumn] {
        guard depth < Self.maxNesting else { return [] }
        return columns(of: query.body, with: query.with.reversed() + tables, depth: depth)
    }

    private func columns(
        of body: QueryBody, with tables: [CommonTable], depth: Int
    ) -> [KnownColumn] {
        switch body {
        case .select(let select): columns(of: select, with: tables, depth: depth)
        case .values(let rows):
            (rows.first ?? []).indices.map { KnownColumn(name: "column\($0 + 1)") }
        case .combined(_, _, let left, _): columns(of: left, with: tables, depth: depth + 1)
        case .query(let query): columns(of: query, with: tables, depth: depth + 1)
        }
    }

    private func columns(
        of select: Select, with tables: [CommonTable], depth: Int
    ) -> [KnownColumn] {
        let sources = select.from.flatMap(\.parts).map { relation in
            (
                name: Self.name(of: relation),
                columns: columns(of: relation, with: tables, depth: depth + 1)
            )
        }
        return select.items.flatMap { item -> [KnownColumn] in
            switch item.kind {
            case .star(let change): return sources.flatMap(\.columns).without(change.excluded)
            case .tableStar(let table, let change):
                return sources.filter { $0.name == table }.flatMap(\.columns)
                    .without(change.excluded)
            case .expression(let expression, let alias):
                guard case .column(let qualifier, let name) = expression.kind else {
                    return alias.map { [KnownColumn(name: $0.text)] } ?? []
                }
                var column =
                    sources.lazy.filter { qualifier.isEmpty || $0.name == qualifier.last }
                    .flatMap(\.columns).first { Name($0.name) == name }
                    ?? KnownColumn(name: name.text)
                column.name = alias?.text ?? name.text
                return [column]
            }
        }
    }
}

extension Relation {
    /// The relations that a join combines; the relation itself if it is not a join.
    fileprivate var parts: [Relation] {
        if case .join(_, let left, let right, _) = kind { return left.parts + right.parts }
        return [self]
    }
}

extension [KnownColumn] {
    fileprivate func without(_ names: [Name]) -> [KnownColumn] {
        filter { !names.contains(Name($0.name)) }
    }
}
