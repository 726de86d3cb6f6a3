import GRDB
package import WorkQLCatalog

/// What a store holds of one table.
package struct StoreContents: Sendable {
    package var table: String
    package var rows: Int
    /// How many keys, or lists of keys, it was asked by.
    package var cells: Int
    /// What was fetched lies in this range of milliseconds, with gaps perhaps; nil for nothing.
    package var instants: Range<Int64>?
    /// When the oldest of it was fetched, in seconds since 1970.
    package var fetched: Int64?
    /// The room of its rows in bytes; nil where SQLite does not tell.
    package var bytes: Int?
}

extension Store {
    /// The earliest instant of which anything of an endpoint was fetched, in milliseconds; nil when
    /// nothing was. Looks at what was fetched, and not at rows.
    package func earliest(of endpoint: Endpoint) throws -> Int64? {
        try database.read { database in
            try Int64.fetchOne(
                database.cachedStatement(
                    sql: """
                        SELECT min(since) FROM "workql coverage"
                        JOIN "workql cell" ON cell = "workql cell".id
                        JOIN "workql scope" ON scope = "workql scope".id WHERE endpoint = ?
                        """), arguments: [endpoint.storedName])
        }
    }

    /// One for each table of which anything was fetched.
    package func contents() throws -> [StoreContents] {
        try database.read { database in
            try tables.compactMap { table in
                let row = try Row.fetchOne(
                    database,
                    sql: """
                        SELECT count(DISTINCT cell), min(since), max(until), min(fetched)
                        FROM "workql coverage" WHERE cell IN (
                            SELECT "workql cell".id FROM "workql cell"
                            JOIN "workql scope" ON scope = "workql scope".id WHERE endpoint = ?)
                        """, arguments: [table.endpoint.storedName])
                guard let row, let since = row[1] as Int64?, let until = row[2] as Int64? else {
                    return nil
                }
                let rows = try Int.fetchOne(
                    database, sql: "SELECT count(*) FROM \"\(table.storedName)\"")
                let bytes = try? Int.fetchOne(
                    database, sql: "SELECT sum(pgsize) FROM dbstat WHERE name IN (?, ?)",
                    arguments: [table.storedName, "rows of \(table.storedName)"])
                return StoreContents(
                    table: table.name, rows: rows ?? 0, cells: row[0], instants: since..<until,
                    fetched: row[3], bytes: bytes)
            }
        }
    }
}
