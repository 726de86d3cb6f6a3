/// What a user may see of a catalog: the tables, their columns, and whose rows.
package struct CatalogRestriction: Hashable, Sendable {
    /// The people whose rows are visible.
    package struct People: Hashable, Sendable {
        /// Their userids, as `ignoringCase` writes them.
        package var userids: Set<String>
        package var departments: Set<Int64>

        package init(userids: Set<String> = [], departments: Set<Int64> = []) {
            self.userids = Set(userids.map(\.ignoringCase))
            self.departments = departments
        }
    }

    /// The names of the hidden tables.
    package var tables: Set<String> = []
    /// The names of the hidden columns, by the names of their tables.
    package var columns: [String: Set<String>] = [:]
    /// nil for the rows of everybody.
    package var people: People?

    package init() {}

    /// The same rows, of all tables and columns.
    package var ofRows: CatalogRestriction {
        var restriction = CatalogRestriction()
        restriction.people = people
        return restriction
    }

    package var isEmpty: Bool { tables.isEmpty && columns.isEmpty && people == nil }
}

/// The rows of a table that a user may see; all others are dropped before anything is computed from
/// them.
package struct RowRestriction: Hashable, Sendable {
    package enum Values: Hashable, Sendable {
        /// Texts as `ignoringCase` writes them.
        case texts(Set<String>)
        case numbers(Set<Int64>)

        package var isEmpty: Bool {
            switch self {
            case .texts(let texts): texts.isEmpty
            case .numbers(let numbers): numbers.isEmpty
            }
        }
    }

    /// The index of the column whose value decides. A row with NULL is not visible.
    package var column: Int
    package var values: Values
}

extension Catalog {
    /// Returns the tables that a user may see. Hidden tables are missing; hidden columns stay in
    /// their places, because rows are stored with them, and have no name in statements.
    ///
    /// If rows are limited to some people, tables without a column of people are missing as well.
    package func restricted(to restriction: CatalogRestriction) -> Catalog {
        guard !restriction.isEmpty else { return self }
        return Catalog(
            tables: tables.compactMap { table in
                guard !restriction.tables.contains(table.name) else { return nil }
                var visible = table
                for name in restriction.columns[table.name] ?? [] {
                    if let index = table.columnIndex(name) { visible.columns[index].hide() }
                }
                guard let people = restriction.people else { return visible }
                guard let rows = table.rows(of: people) else { return nil }
                visible.visibleRows = rows
                return visible
            })
    }
}

extension Table {
    /// The columns that statements may name.
    package var visibleColumns: [Column] { columns.filter { !$0.isHidden } }

    /// Whether a column may be hidden: not one that ranges and keys of requests name.
    package func mayHide(_ column: String) -> Bool {
        column != time && column != endpoint.range.column
            && !endpoint.keys.parameters.contains { $0.column == column }
    }

    /// Returns the rows of some people; nil if rows do not contain whose they are.
    fileprivate func rows(of people: CatalogRestriction.People) -> RowRestriction? {
        if case .directory = source {
            return columns.firstIndex { $0.holds == .department }.map {
                RowRestriction(column: $0, values: .numbers(people.departments))
            }
        }
        guard source.isAnswers else { return nil }
        let persons = columns.indices.filter {
            columns[$0].holds == .person && !columns[$0].isDetail
        }
        // What a row contains comes before what was requested, which is NULL for other requests.
        return (persons.first { columns[$0].source != .asked } ?? persons.first).map {
            RowRestriction(column: $0, values: .texts(people.userids))
        }
    }
}
