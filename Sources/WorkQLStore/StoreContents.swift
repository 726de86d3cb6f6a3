package import WorkQLCatalog
import WorkQLSQLite

/// The contents of a store for one table.
package struct StoreContents: Sendable {
    package var table: String
    package var rows: Int
    /// The number of keys, or lists of keys, by which it was fetched.
    package var cells: Int
    /// The range of milliseconds that contains everything fetched, possibly with gaps; nil if
    /// nothing was fetched.
    package var instants: Range<Int64>?
    /// When the oldest part was fetched, in seconds since 1970.
    package var fetched: Int64?
    /// The size of its rows in bytes.
    package var bytes: Int
}

extension Store {
    /// Returns the earliest instant of the coverage of an endpoint, in milliseconds; nil if nothing
    /// was fetched. Reads only the coverage, not the rows.
    package func earliest(of endpoint: Endpoint) throws -> Int64? {
        try database.read { database in
            try database.integer(
                """
                SELECT min(since) FROM "workql coverage"
                JOIN "workql cell" ON cell = "workql cell".id
                JOIN "workql scope" ON scope = "workql scope".id WHERE endpoint = ?
                """, [endpoint.storedName])
        }
    }

    /// Returns the number of readable rows in a table's blocks; a damaged block counts as 0.
    private static func rows(of table: WorkQLCatalog.Table, _ database: Connection) throws -> Int {
        try blocks(of: table.endpoint, database).reduce(0) { count, id in
            do {
                return try count + rows(in: try block(id, of: table, database), table, database)
            } catch is DamagedBlock {
                return count
            }
        }
    }

    /// Returns an element for each table of which anything was fetched.
    package func contents() throws -> [StoreContents] {
        try database.read { database in
            try catalog.tables.compactMap { table in
                if case .directory(let list) = table.source {
                    return try Self.contents(of: list, named: table.name, database)
                }
                guard table.source.isAnswers else { return nil }
                let found = try database.first(
                    """
                    SELECT count(DISTINCT cell), min(since), max(until), min(fetched)
                    FROM "workql coverage" WHERE cell IN (
                        SELECT "workql cell".id FROM "workql cell"
                        JOIN "workql scope" ON scope = "workql scope".id WHERE endpoint = ?)
                    """, [table.endpoint.storedName]
                ) { row in
                    row.isNull(1)
                        ? nil
                        : (
                            cells: Int(row.integer(0)), instants: row.integer(1)..<row.integer(2),
                            fetched: row.integer(3)
                        )
                }
                guard let found else { return nil }
                let bytes = try database.integer(
                    "SELECT sum(length(bytes)) FROM \"workql block\" WHERE name = ?",
                    [table.storedName])
                return StoreContents(
                    table: table.name, rows: try Self.rows(of: table, database),
                    cells: found.cells, instants: found.instants, fetched: found.fetched,
                    bytes: Int(bytes ?? 0))
            }
        }
    }
}
