package import WorkQLCatalog
package import WorkQLSQLite
import WorkQLTime
import sqlite3

extension Store {
    /// A connection on which `StoredRows` shows rows; nil for the store of a session, which has no
    /// name and so no second connection: its rows come as pages.
    package func readingConnection() throws -> Connection? {
        guard case .file(let path) = location else { return nil }
        let connection = try Connection(reading: path, patience: StoreFile.patience)
        // Rows that are grouped or sorted stay in memory up to so many KiB.
        try connection.run("PRAGMA cache_size = -65536")
        // Pages are read where the system has them, instead of being copied.
        try connection.run("PRAGMA mmap_size = \(1 << 30)")
        return connection
    }
}

/// Shows the stored rows of scans as views over the store's own tables, so that SQLite reads them
/// where they are.
///
/// All that is shown is of one moment, whatever other processes do to the store meanwhile.
package struct StoredRows {
    private let connection: Connection

    package init(on connection: Connection) { self.connection = connection }

    /// Makes a temporary view of a name with the rows of the parts.
    ///
    /// What: a view that goes through the parts, and of each through its range in the store's table.
    /// Why: it costs a statement no more than the table itself does.
    /// When not: a row that has no time, or came with several calls whose rows nothing tells apart,
    /// may be there more than once, and whoever reads pages takes it once; and a part that is not
    /// there any more is for the reader of pages to report.
    ///
    /// - Parameter columns: indices in `table.columns`, none of them a detail.
    /// - Returns: how many rows there are; nil when nothing can be shown.
    package func show(
        _ cached: [CachedRows], of table: WorkQLCatalog.Table, columns: [Int], as name: String
    ) throws -> Int? {
        guard table.isStoredByTime ? table.storedTime != nil : cached.count == 1 else {
            return nil
        }
        if sqlite3_get_autocommit(connection.handle) != 0 { try connection.run("BEGIN") }
        let parts = "temp.\"parts of \(name)\""
        try connection.run(
            """
            CREATE TEMP TABLE "parts of \(name)"(
                owner INTEGER NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL)
            """)
        let length = try insert(cached, into: parts, isByTime: table.isStoredByTime)
        guard let rows = try count(parts, of: table, length: length) else {
            try connection.run("DROP TABLE \(parts)")
            return nil
        }
        let shown = (columns.isEmpty ? table.listed : columns).map { index in
            let column = table.columns[index]
            return "r.\"\(column.name)\"\(column.ignoresCase ? " COLLATE NOCASE" : "")"
                + " AS \"\(column.name)\""
        }
        // CROSS JOIN keeps the order of the two.
        try connection.run(
            """
            CREATE TEMP VIEW "\(name)" AS SELECT \(shown.joined(separator: ", "))
            FROM \(parts) AS p CROSS JOIN main."\(table.storedName)" AS r
            ON r.owner = p.owner AND r.at >= p.since AND r.at < p.until
            """)
        return rows
    }

    /// Ends the moment of which everything was shown. Another begins with what is shown next.
    package func end() throws {
        // Temporary tables that were made since stay.
        if sqlite3_get_autocommit(connection.handle) == 0 { try connection.run("COMMIT") }
    }

    /// - Returns: how many milliseconds they hold together.
    private func insert(
        _ parts: [CachedRows], into table: String, isByTime: Bool
    ) throws -> Int64 {
        let statement = try connection.prepare("INSERT INTO \(table) VALUES (?, ?, ?)")
        defer { sqlite3_finalize(statement) }
        var length: Int64 = 0
        // The windows of a cell touch, and one stretch of it costs one search where many cost many.
        var instants: [Int64: IntervalSet] = [:]
        for part in parts {
            let own = isByTime ? part.instants : IntervalSet(0..<1)
            instants[part.owner] = instants[part.owner].map { $0.union(own) } ?? own
        }
        for (owner, instants) in instants.sorted(by: { $0.key < $1.key }) {
            for range in instants.ranges {
                sqlite3_bind_int64(statement, 1, owner)
                sqlite3_bind_int64(statement, 2, range.lowerBound)
                sqlite3_bind_int64(statement, 3, range.upperBound)
                try connection.check(sqlite3_step(statement), is: SQLITE_DONE)
                sqlite3_reset(statement)
                length += range.upperBound - range.lowerBound
            }
        }
        return length
    }

    /// How many rows the parts hold; nil when not all of them are there, or some rows have no time.
    private func count(
        _ parts: String, of table: WorkQLCatalog.Table, length: Int64
    ) throws -> Int? {
        guard table.isStoredByTime, let time = table.storedTime else {
            return try integers(
                """
                SELECT (SELECT count(*) FROM main."\(table.storedName)" WHERE owner = p.owner)
                FROM \(parts) AS p JOIN main."workql coverage" AS c ON c.id = p.owner
                """, 1)?.first
        }
        let timeless = try integers(
            """
            SELECT EXISTS (SELECT 1 FROM main."\(table.storedName)"
                INDEXED BY "\(StoreSchema.timeless(table))"
                WHERE "\(time)" IS NULL AND owner IN (SELECT owner FROM \(parts)))
            """, 1)
        guard timeless?.first == 0 else { return nil }
        // Stretches of one cell do not overlap. Of one that is read whole it is known how many rows
        // it has.
        let found = try integers(
            """
            SELECT sum(min(p.until, c.until) - max(p.since, c.since)), sum(
                CASE WHEN c.rows IS NOT NULL AND c.since >= p.since AND c.until <= p.until
                THEN c.rows ELSE (
                    SELECT count(*) FROM main."\(table.storedName)" AS r WHERE r.owner = p.owner
                        AND r.at >= max(p.since, c.since) AND r.at < min(p.until, c.until))
                END)
            FROM \(parts) AS p CROSS JOIN main."workql coverage" AS c
            ON c.cell = p.owner AND c.since < p.until AND c.until > p.since
            """, 2)
        guard let found, found[0] == length else { return nil }
        return found[1]
    }

    /// The first row of a query, so many integers; nil when there is no row.
    private func integers(_ sql: String, _ count: Int32) throws -> [Int]? {
        let statement = try connection.prepare(sql)
        defer { sqlite3_finalize(statement) }
        let code = sqlite3_step(statement)
        if code == SQLITE_DONE { return nil }
        try connection.check(code, is: SQLITE_ROW)
        return (0..<count).map { Int(sqlite3_column_int64(statement, $0)) }
    }
}
