package import WorkQLCatalog
package import WorkQLStore

/// Rows that a warehouse deletes.
package struct WarehouseForgetting: Sendable {
    /// Those of one endpoint, or one table that no endpoint fetches.
    package var tables: [WorkQLCatalog.Table]
    package var rows: [ForgottenRows]
    /// What the warehouse keeps of it.
    package var tombstones: [Tombstone]

    /// What tombstones are about, an endpoint at a time; those of unknown tables are left out.
    package static func all(
        of tombstones: [Tombstone], _ catalog: Catalog
    ) -> [WarehouseForgetting] {
        Dictionary(grouping: tombstones, by: \.source).sorted { $0.key < $1.key }.compactMap {
            (source, tombstones) in
            let tables = catalog.tables.filter { $0.tombstoneSource == source }
            guard !tables.isEmpty else { return nil }
            return WarehouseForgetting(
                tables: tables, rows: ForgottenRows.all(of: tombstones, tables),
                tombstones: tombstones)
        }
    }

    /// All rows of an endpoint before an instant, of which no tombstone is left.
    package init(_ tables: [WorkQLCatalog.Table], before end: Int64) {
        self.tables = tables
        rows = [ForgottenRows(until: end)]
        tombstones = []
    }

    init(
        tables: [WorkQLCatalog.Table], rows: [ForgottenRows], tombstones: [Tombstone]
    ) {
        self.tables = tables
        self.rows = rows
        self.tombstones = tombstones
    }

    /// Whether its rows come in ranges that coverage has.
    var isOfEndpoint: Bool { tables[0].source.isAnswers }
    var isByTime: Bool { tables[0].endpoint.range.column != nil }
    var isRetention: Bool { tombstones.isEmpty }

    /// The columns whose values the rows have, ascending.
    var columns: [String] { Set(rows.map(\.column)).subtracting([""]).sorted() }
}

/// What a warehouse deleted.
package struct WarehouseDeletion: Equatable, Sendable {
    package var ranges = 0
    package var rows = 0
    /// Tables of answers that had some of the rows.
    package var answers: Set<String> = []
    /// Tables of answers that do not have the column.
    package var others: Set<String> = []

    package init() {}

    package mutating func add(_ other: WarehouseDeletion) {
        ranges += other.ranges
        rows += other.rows
        answers.formUnion(other.answers)
        others.formUnion(other.others)
    }
}

extension WarehouseAddress {
    /// By which a store remembers that it was carried there.
    package var target: Store.Target {
        Store.Target(id: identity, name: shown)
    }
}

/// As whom a range was fetched, and by which keys: `identity parameters choices`.
func parameters(ofScope scope: String) -> String {
    let parts = scope.split(separator: " ", omittingEmptySubsequences: false)
    return parts.count > 1 ? String(parts[1]) : ""
}
