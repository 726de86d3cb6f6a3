import WorkQLCatalog
import WorkQLSQLite

/// The migrations of stores of older versions to the current one.
enum StoreMigrations {
    /// The step at each index migrates from that version to the next; a new file has version 0.
    static let steps: [@Sendable ([Table], Connection) throws -> Void] = [
        { _, _ in },
        { tables, database in
            // A new file has none of the tables yet.
            let columns = try StoreSchema.columns(of: "workql coverage", in: database)
            guard !columns.isEmpty, !columns.contains("block") else { return }
            try database.run("ALTER TABLE \"workql coverage\" ADD COLUMN rows INTEGER")
            for table in tables where table.isStoredByTime { try order(table, in: database) }
        },
        { tables, database in
            // Scopes did not include the secret, so that rows of one app could not be distinguished
            // from those of another; and pages had no checksum. Endpoints authorized by a closure
            // of the embedding program had no secret.
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
        // Directories are stored now, which an older program would not delete.
        { _, _ in },
        { _, database in
            // The reference to the block of an interval is written when the tables' rows are
            // converted into blocks.
            let columns = try StoreSchema.columns(of: "workql coverage", in: database)
            guard columns.contains("rows") else { return }
            try database.run(
                """
                ALTER TABLE "workql coverage" DROP COLUMN rows;
                ALTER TABLE "workql coverage" ADD COLUMN block INTEGER;
                ALTER TABLE "workql coverage" ADD COLUMN seal INTEGER NOT NULL DEFAULT 0;
                """)
        },
        { _, database in
            // The parts come before the bytes, which SQLite reads up to the last column wanted.
            let columns = try StoreSchema.columns(of: "workql block", in: database)
            guard !columns.isEmpty, !columns.contains("parts") else { return }
            let names = columns.joined(separator: ", ")
            try database.run(
                """
                ALTER TABLE "workql block" RENAME TO "workql block of version 5";
                \(StoreSchema.block)
                INSERT INTO "workql block"(\(names), parts)
                SELECT \(names), x'' FROM "workql block of version 5";
                DROP TABLE "workql block of version 5";
                """)
        },
    ]

    /// Reorders the rows of a table by cell and time. If its columns have changed too, the rows are
    /// of no use any more, and are deleted with those columns.
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
    /// Whether the credentials include a secret.
    fileprivate var hasSecret: Bool {
        keys.contains(where: \.isSecret)
    }
}
