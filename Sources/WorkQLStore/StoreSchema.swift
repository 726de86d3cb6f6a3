import GRDB
import WorkQLCatalog

/// The tables of a store.
///
/// Rows stand in one table for each table of the catalog, under its name and with its columns, the
/// way statements see them. `owner` is the cell where rows are told by their time, which is `at` in
/// milliseconds; elsewhere it is the stretch of coverage with which the row came, and `at` is 0.
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
            until INTEGER NOT NULL, fetched INTEGER NOT NULL);
        CREATE INDEX IF NOT EXISTS "workql coverage of cell" ON "workql coverage"(cell, since);
        """

    static func create(_ tables: [Table], in database: Database) throws {
        try database.execute(sql: fixed)
        for table in tables {
            try database.execute(sql: rows(of: table))
            if table.detail != nil { try database.execute(sql: details(of: table)) }
        }
    }

    static func rows(of table: Table) -> String {
        """
        CREATE TABLE IF NOT EXISTS "\(table.name)"(
            owner INTEGER NOT NULL, at INTEGER NOT NULL, \(columns(table, table.listed)));
        CREATE INDEX IF NOT EXISTS "rows of \(table.name)" ON "\(table.name)"(owner, at);
        """
    }

    static func details(of table: Table) -> String {
        """
        CREATE TABLE IF NOT EXISTS "\(table.name) details"(
            scope INTEGER NOT NULL, key TEXT NOT NULL, fetched INTEGER NOT NULL,
            \(columns(table, table.detailed)), UNIQUE(scope, key))
        """
    }

    private static func columns(_ table: Table, _ places: [Int]) -> String {
        places.map { place in
            let column = table.columns[place]
            return "\"\(column.name)\"\(affinity(column.type))"
        }.joined(separator: ", ")
    }

    private static func affinity(_ type: ColumnType) -> String {
        switch type {
        case .text, .json: " TEXT"
        case .integer, .boolean: " INTEGER"
        case .real: " REAL"
        // Seconds, whole or not.
        case .timestamp: ""
        }
    }
}
