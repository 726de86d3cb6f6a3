import WorkQLCatalog
import WorkQLSQLite

/// How stores of older versions become those of today.
enum StoreMigrations {
    /// Each step leads from its place's version to the next; a file that is new has version 0.
    static let steps: [@Sendable ([Table], Connection) throws -> Void] = [
        { _, _ in },
        { tables, database in
            // A file that is new has none of the tables yet.
            let columns = try StoreSchema.columns(of: "workql coverage", in: database)
            guard !columns.isEmpty, !columns.contains("block") else { return }
            try database.run("ALTER TABLE \"workql coverage\" ADD COLUMN rows INTEGER")
            for table in tables where table.isStoredByTime { try order(table, in: database) }
        },
        { tables, database in
            // Scopes knew no secret, so that rows of one app are not told from those of another;
            // and pages had no checksum. Where a program's own closure authorizes there was none.
            guard try database.hasTable("workql coverage") else { return }
            for table in tables where table.endpoint.service.hasSecret {
                try StoreSchema.forgetFetched(of: table.endpoint, in: database)
                for name in [table.storedName, "\(table.storedName) details"]
                where try database.hasTable(name) {
                    try database.run("DELETE FROM \"\(name)\"")
                }
            }
            try database.run("DELETE FROM \"workql page\"; DELETE FROM \"workql call\"")
        },
        // Directories are kept, which an older program would not forget.
        { _, _ in },
        { _, database in
            // Which block has its rows comes with the tables' rows, when they come into blocks.
            let columns = try StoreSchema.columns(of: "workql coverage", in: database)
            guard columns.contains("rows") else { return }
            try database.run(
                """
                ALTER TABLE "workql coverage" DROP COLUMN rows;
                ALTER TABLE "workql coverage" ADD COLUMN block INTEGER;
                ALTER TABLE "workql coverage" ADD COLUMN seal INTEGER NOT NULL DEFAULT 0;
                """)
        },
    ]

    /// Brings the rows of a table into the order of cells and time. Where its columns have changed
    /// too, the rows are no more of use, and go with those columns.
    private static func order(_ table: Table, in database: Connection) throws {
        let names = table.listed.map { table.columns[$0].name }
        guard
            try StoreSchema.columns(of: table.storedName, in: database) == ["owner", "at"] + names
        else { return }
        let listed = names.map { "\"\($0)\"" }.joined(separator: ", ")
        let old = "\(table.storedName) of version 1"
        try database.run(
            """
            ALTER TABLE "\(table.storedName)" RENAME TO "\(old)";
            \(RowTables.ordered(table))
            INSERT INTO "\(table.storedName)"
            SELECT owner, at, row_number() OVER (PARTITION BY owner, at ORDER BY rowid),
                \(listed)
            FROM "\(old)" ORDER BY owner, at;
            DROP TABLE "\(old)";
            """)
    }
}

extension Service {
    /// Whether credentials with a secret say who asks.
    fileprivate var hasSecret: Bool {
        keys.contains(where: \.isSecret)
    }
}
