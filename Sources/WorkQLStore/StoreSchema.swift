import WorkQLCatalog
import WorkQLSQLite

/// The tables of a store.
///
/// Rows stand in one table for each table of the catalog, under its name and with its columns, the
/// way statements see them, so that a statement can read them where they are. `owner` is the cell
/// where rows are told by their time, which is `at` in milliseconds; there they stand in the order of
/// the two, because a range of a cell is what is read, and `place` tells those of one instant apart.
/// Elsewhere `owner` is the stretch of coverage with which the row came, and `at` is 0.
///
/// `rows` is how many rows lie in a stretch of coverage; NULL where they have to be counted.
///
/// A directory is what an identity may see of people and departments, each share of it in one sealed
/// page; those of one stamp belong together.
enum StoreSchema {
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
            until INTEGER NOT NULL, fetched INTEGER NOT NULL, rows INTEGER);
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
        CREATE INDEX IF NOT EXISTS "workql coverage of cell" ON "workql coverage"(cell, since);
        """

    static func create(_ tables: [Table], in database: Connection) throws {
        try database.run(fixed)
        for table in tables {
            try renew(table, in: database)
            try database.run(rows(of: table))
            if table.detail != nil { try database.run(details(of: table)) }
        }
    }

    static func rows(of table: Table) -> String {
        guard table.isStoredByTime else { return rowsInAnyOrder(of: table) }
        return """
            CREATE TABLE IF NOT EXISTS "\(table.storedName)"(
                owner INTEGER NOT NULL, at INTEGER NOT NULL, place INTEGER NOT NULL,
                \(columns(table, table.listed)), PRIMARY KEY(owner, at, place)) WITHOUT ROWID;
            \(timelessIndex(of: table))
            """
    }

    /// Rows without a time are few or none, and reading some needs to know which.
    private static func timelessIndex(of table: Table) -> String {
        guard let time = table.storedTime else { return "" }
        return """
            CREATE INDEX IF NOT EXISTS "\(timeless(table))" ON "\(table.storedName)"(owner)
            WHERE "\(time)" IS NULL;
            """
    }

    static func timeless(_ table: Table) -> String { "timeless rows of \(table.storedName)" }

    private static func rowsInAnyOrder(of table: Table) -> String {
        """
        CREATE TABLE IF NOT EXISTS "\(table.storedName)"(
            owner INTEGER NOT NULL, at INTEGER NOT NULL, \(columns(table, table.listed)));
        CREATE INDEX IF NOT EXISTS "rows of \(table.storedName)" ON "\(table.storedName)"(owner, at);
        """
    }

    /// The columns of a table may have changed since its rows were kept, which then can be fetched
    /// again.
    private static func renew(_ table: Table, in database: Connection) throws {
        let kept = try columns(of: table.storedName, in: database)
        if !kept.isEmpty, kept != table.storedColumns {
            try forgetFetched(of: table.endpoint, in: database)
            try database.run("DROP TABLE \"\(table.storedName)\"")
        }
        guard table.detail != nil else { return }
        let details = try columns(of: "\(table.storedName) details", in: database)
        let names = table.detailed.map { table.columns[$0].name }
        if !details.isEmpty, details != ["scope", "key", "fetched"] + names {
            try database.run("DROP TABLE \"\(table.storedName) details\"")
        }
    }

    /// Deletes that anything of an endpoint was fetched, but for the rows.
    static func forgetFetched(of endpoint: Endpoint, in database: Connection) throws {
        let name = endpoint.storedName
        try database.run(
            """
            DELETE FROM "workql coverage" WHERE cell IN (
                SELECT "workql cell".id FROM "workql cell"
                JOIN "workql scope" ON scope = "workql scope".id WHERE endpoint = ?)
            """, [name])
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
        """
        CREATE TABLE IF NOT EXISTS "\(table.storedName) details"(
            scope INTEGER NOT NULL, key TEXT NOT NULL, fetched INTEGER NOT NULL,
            \(columns(table, table.detailed)), UNIQUE(scope, key))
        """
    }

    private static func columns(_ table: Table, _ indices: [Int]) -> String {
        indices.map { index in
            let column = table.columns[index]
            return "\"\(column.name)\" \(column.type.affinity)"
        }.joined(separator: ", ")
    }
}

extension Table {
    /// Whether a part of what was fetched can be told by the rows' time.
    var isStoredByTime: Bool { endpoint.range.column != nil }

    /// The column of that time; nil where the table has none.
    var storedTime: String? {
        endpoint.range.column.flatMap { name in
            listed.contains { columns[$0].name == name } ? name : nil
        }
    }

    /// The columns of a store's table, in their order.
    var storedColumns: [String] {
        (isStoredByTime ? ["owner", "at", "place"] : ["owner", "at"])
            + listed.map { columns[$0].name }
    }
}
