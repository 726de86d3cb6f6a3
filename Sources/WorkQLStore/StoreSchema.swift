package import WorkQLCatalog
import WorkQLSQLite

/// The tables of a store.
///
/// Rows are in blocks, one for each split: for each table of the endpoint one Parquet file as a
/// BLOB, empty if the split has no rows of that table. A block never changes. Coverage refers to
/// the block that has the rows of an interval of a cell: an interval that is fetched again refers
/// to another block, so that its rows in the old block are no longer read. An interval without a
/// block has no rows.
///
/// A block lists the owners of its rows: cells if rows are stored by their time, and otherwise the
/// coverage intervals with which they arrived. `since` and `until` are the ends of its rows'
/// instants in milliseconds, and `span` is the total length in milliseconds of the coverage that
/// referred to it when it was written: while the coverage has this length, all of its rows are
/// read.
///
/// Data that a disk or a copy has changed would be taken for rows of the service. So each block has
/// the checksum of its bytes, and each block and each coverage interval a seal over its metadata.
/// `parts` has the checksum of each column of each row group too, so that a statement reads and
/// verifies only the columns that it needs; it is empty in blocks that version 5 wrote.
///
/// A directory is the set of people and departments that an identity may see, each share of it in
/// one sealed page; shares with the same stamp belong together.
///
/// A target is a warehouse into which records were carried. While there is one, what is forgotten
/// leaves a tombstone, and what is carried says which targets have deleted it too.
enum StoreSchema {
    static let block = """
        CREATE TABLE IF NOT EXISTS "workql block"(
            id INTEGER NOT NULL, name TEXT NOT NULL, scope INTEGER NOT NULL, rows INTEGER NOT NULL,
            since INTEGER NOT NULL, until INTEGER NOT NULL, span INTEGER NOT NULL,
            utf8 INTEGER NOT NULL, owners BLOB NOT NULL, checksum INTEGER NOT NULL,
            seal INTEGER NOT NULL, parts BLOB NOT NULL, bytes BLOB NOT NULL,
            PRIMARY KEY(id, name));
        """

    static let fixed = """
        CREATE TABLE IF NOT EXISTS "workql scope"(
            id INTEGER PRIMARY KEY, endpoint TEXT NOT NULL, identity TEXT NOT NULL,
            parameters TEXT NOT NULL, choices TEXT NOT NULL,
            UNIQUE(endpoint, identity, parameters, choices));
        CREATE TABLE IF NOT EXISTS "workql cell"(
            id INTEGER PRIMARY KEY, scope INTEGER NOT NULL, key TEXT NOT NULL,
            UNIQUE(scope, key));
        CREATE TABLE IF NOT EXISTS "workql coverage"(
            id INTEGER PRIMARY KEY, cell INTEGER NOT NULL, since INTEGER NOT NULL,
            until INTEGER NOT NULL, fetched INTEGER NOT NULL, block INTEGER,
            seal INTEGER NOT NULL DEFAULT 0);
        \(block)
        CREATE TABLE IF NOT EXISTS "workql table"(
            name TEXT PRIMARY KEY, columns TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS "workql call"(
            id INTEGER PRIMARY KEY, scope INTEGER NOT NULL, request TEXT NOT NULL,
            pages INTEGER NOT NULL, next TEXT NOT NULL, fetched INTEGER NOT NULL,
            UNIQUE(scope, request));
        CREATE TABLE IF NOT EXISTS "workql page"(
            call INTEGER NOT NULL, number INTEGER NOT NULL, body BLOB NOT NULL,
            PRIMARY KEY(call, number));
        CREATE TABLE IF NOT EXISTS "workql directory"(
            identity TEXT NOT NULL, share TEXT NOT NULL, stamp INTEGER NOT NULL,
            fetched INTEGER NOT NULL, rows INTEGER NOT NULL, body BLOB NOT NULL,
            PRIMARY KEY(identity, share));
        CREATE TABLE IF NOT EXISTS "workql spending"(
            at INTEGER NOT NULL, calls INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS "workql target"(id TEXT PRIMARY KEY, name TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS "workql forgotten"(
            id INTEGER PRIMARY KEY, source TEXT NOT NULL, column TEXT NOT NULL,
            salt TEXT NOT NULL, key TEXT NOT NULL, since INTEGER NOT NULL,
            until INTEGER NOT NULL, forgotten INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS "workql carried"(
            forgotten INTEGER NOT NULL, target TEXT NOT NULL, PRIMARY KEY(forgotten, target));
        CREATE INDEX IF NOT EXISTS "workql coverage of cell" ON "workql coverage"(cell, since);
        CREATE INDEX IF NOT EXISTS "workql coverage of block" ON "workql coverage"(block)
            WHERE block IS NOT NULL;
        """

    static func create(_ tables: [Table], in database: Connection) throws {
        try database.run(fixed)
        var endpoints: Set<String> = []
        for table in tables {
            if endpoints.insert(table.endpoint.storedName).inserted {
                let own = tables.filter { $0.endpoint.storedName == table.endpoint.storedName }
                try RowTables(own).convert(in: database)
            }
            try renew(table, in: database)
            if table.detail != nil { try database.run(details(of: table)) }
        }
    }

    /// Returns whether `create` would change nothing in a store of the current version.
    static func isCurrent(_ tables: [Table], in database: Connection) throws -> Bool {
        let kept = try database.rows("SELECT name, columns FROM \"workql table\"") {
            ($0.text(0), $0.text(1))
        }
        let columns = Dictionary(kept, uniquingKeysWith: { first, _ in first })
        return try tables.allSatisfy { table in
            guard columns[table.storedName] == self.columns(of: table) else { return false }
            guard table.detail != nil else { return true }
            return try self.columns(of: "\(table.storedName) details", in: database)
                == detailColumns(of: table)
        }
    }

    /// Returns the listed columns and their types, by which a change of them is noticed.
    private static func columns(of table: Table) -> String {
        table.listed.map { table.columns[$0] }
            .map { "\($0.name) \($0.type.rawValue)" }.joined(separator: ", ")
    }

    private static func detailColumns(of table: Table) -> [String] {
        ["scope", "key", "fetched"] + table.detailed.map { table.columns[$0].name }
    }

    /// Deletes the rows of a table whose columns have changed since they were stored; they can be
    /// fetched again.
    private static func renew(_ table: Table, in database: Connection) throws {
        let columns = columns(of: table)
        let kept = try database.first(
            "SELECT columns FROM \"workql table\" WHERE name = ?", [table.storedName]
        ) { $0.text(0) }
        if kept != columns {
            if kept != nil { try forgetFetched(of: table.endpoint, in: database) }
            try database.run(
                "INSERT OR REPLACE INTO \"workql table\" VALUES (?, ?)",
                [table.storedName, columns])
        }
        guard table.detail != nil else { return }
        let details = try self.columns(of: "\(table.storedName) details", in: database)
        if !details.isEmpty, details != detailColumns(of: table) {
            try database.run("DROP TABLE \"\(table.storedName) details\"")
        }
    }

    /// Deletes everything fetched of an endpoint, except details.
    static func forgetFetched(of endpoint: Endpoint, in database: Connection) throws {
        let name = endpoint.storedName
        try database.run(
            """
            DELETE FROM "workql coverage" WHERE cell IN (
                SELECT "workql cell".id FROM "workql cell"
                JOIN "workql scope" ON scope = "workql scope".id WHERE endpoint = ?)
            """, [name])
        // A store of an older version does not have this table.
        if try database.hasTable("workql block") {
            try database.run(
                """
                DELETE FROM "workql block" WHERE scope IN (
                    SELECT id FROM "workql scope" WHERE endpoint = ?)
                """, [name])
        }
        try forgetCalls(of: endpoint, in: database)
    }

    /// Deletes the pages of calls that are not complete.
    static func forgetCalls(of endpoint: Endpoint, in database: Connection) throws {
        let name = endpoint.storedName
        try database.run(
            """
            DELETE FROM "workql page" WHERE call IN (
                SELECT "workql call".id FROM "workql call"
                JOIN "workql scope" ON scope = "workql scope".id WHERE endpoint = ?)
            """, [name])
        try database.run(
            """
            DELETE FROM "workql call" WHERE scope IN (
                SELECT id FROM "workql scope" WHERE endpoint = ?)
            """, [name])
    }

    static func columns(of table: String, in database: Connection) throws -> [String] {
        try database.rows("SELECT name FROM pragma_table_info(?)", [table]) { $0.text(0) }
    }

    static func details(of table: Table) -> String {
        let columns = table.detailed.map { index in
            let column = table.columns[index]
            return "\"\(column.name)\" \(column.type.affinity)"
        }
        return """
            CREATE TABLE IF NOT EXISTS "\(table.storedName) details"(
                scope INTEGER NOT NULL, key TEXT NOT NULL, fetched INTEGER NOT NULL,
                \(columns.joined(separator: ", ")), UNIQUE(scope, key))
            """
    }
}

extension Table {
    /// Whether parts of fetched rows can be selected by the rows' time.
    var isStoredByTime: Bool { endpoint.range.column != nil }

    /// The column of that time; nil where the table has none.
    package var storedTime: String? {
        endpoint.range.column.flatMap { name in
            listed.contains { columns[$0].name == name } ? name : nil
        }
    }
}
