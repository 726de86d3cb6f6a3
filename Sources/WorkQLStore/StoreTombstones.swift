package import WorkQLCatalog
import WorkQLSQLite

/// What a store knows of the warehouses into which its records were carried, and what was deleted
/// from it since.
extension Store {
    /// A warehouse into which records of this store were carried.
    package struct Target: Hashable, Sendable {
        /// Tells warehouses apart.
        package var id: String
        /// For people; without secrets.
        package var name: String

        package init(id: String, name: String) {
            self.id = id
            self.name = name
        }
    }

    /// Records a warehouse, before anything is carried into it.
    package func add(_ target: Target) throws {
        try database.write { database in
            try database.run(
                "INSERT OR REPLACE INTO \"workql target\" VALUES (?, ?)",
                [target.id, target.name])
        }
    }

    /// The warehouses that were recorded.
    package func targets() throws -> [Target] {
        try database.write { database in
            try database.rows("SELECT id, name FROM \"workql target\" ORDER BY name") {
                Target(id: $0.text(0), name: $0.text(1))
            }
        }
    }

    /// Removes a warehouse into which nothing was carried.
    package func remove(_ target: Target) throws {
        try database.write { database in
            try database.run("DELETE FROM \"workql target\" WHERE id = ?", [target.id])
        }
    }

    /// The warehouses that still have what was deleted here.
    package func behind() throws -> [Target] {
        try database.write { database in
            try database.rows(
                """
                SELECT id, name FROM "workql target" WHERE EXISTS (
                    SELECT 1 FROM "workql forgotten" WHERE NOT EXISTS (
                        SELECT 1 FROM "workql carried"
                        WHERE forgotten = "workql forgotten".id
                        AND target = "workql target".id))
                ORDER BY name
                """
            ) { Target(id: $0.text(0), name: $0.text(1)) }
        }
    }

    /// What was deleted here and not yet in a warehouse.
    package func tombstones(missingIn target: Target) throws -> [Tombstone] {
        try database.write { database in
            try database.rows(
                """
                SELECT source, column, salt, key, since, until, forgotten FROM "workql forgotten"
                WHERE id NOT IN (SELECT forgotten FROM "workql carried" WHERE target = ?)
                ORDER BY id
                """, [target.id]
            ) { row in
                Tombstone(
                    source: row.text(0), column: row.text(1), salt: row.text(2), key: row.text(3),
                    instants: row.integer(4)..<row.integer(5), forgotten: row.integer(6))
            }
        }
    }

    /// Records that a warehouse has deleted what marks are about.
    package func carried(_ tombstones: [Tombstone], into target: Target) throws {
        try database.write { database in
            for tombstone in tombstones {
                guard let id = try Self.id(of: tombstone, database) else { continue }
                try database.run(
                    "INSERT OR IGNORE INTO \"workql carried\" VALUES (?, ?)", [id, target.id])
            }
        }
    }

    /// Deletes what was deleted elsewhere, as far as this was not done yet, and what was fetched
    /// since then stays.
    ///
    /// - Parameters:
    ///   - tombstones: of one endpoint, from a warehouse.
    ///   - target: that warehouse.
    /// - Returns: the number of deleted rows.
    @discardableResult
    package func apply(
        _ tombstones: [Tombstone], of endpoint: Endpoint, from target: Target
    ) throws -> Int {
        let tables = tables(of: endpoint)
        guard !tables.isEmpty, !tombstones.isEmpty else { return 0 }
        let count = try database.write { database -> Int? in
            let new = try tombstones.filter { try Self.id(of: $0, database) == nil }
            guard !new.isEmpty else { return nil }
            let count = try forget(ForgottenRows.all(of: new, tables), tables, database)
            for tombstone in new {
                let id = try Self.record(tombstone, database)
                try database.run(
                    "INSERT OR IGNORE INTO \"workql carried\" VALUES (?, ?)", [id, target.id])
            }
            return count
        }
        guard let count else { return 0 }
        try vacuum()
        return count
    }

    /// Records what a statement deletes, if there are warehouses that may have it.
    static func record(
        _ rows: ForgottenRows, of table: Table, at now: Int64, _ database: Connection
    ) throws {
        guard try database.integer("SELECT count(*) FROM \"workql target\"") ?? 0 > 0 else {
            return
        }
        // One salt for all, so that each value that is compared is hashed once.
        let salt = try database.first("SELECT salt FROM \"workql forgotten\" LIMIT 1") {
            $0.text(0)
        }
        let marks = rows.tombstones(
            of: table.tombstoneSource, salt: salt ?? Tombstone.newSalt(), at: now)
        for tombstone in marks {
            _ = try record(tombstone, database)
        }
    }

    /// Adds a mark, in place of those of the same rows that it includes.
    private static func record(
        _ tombstone: Tombstone, _ database: Connection
    ) throws -> Int64 {
        let values: [(any Bindable)?] = [
            tombstone.source, tombstone.column, tombstone.salt, tombstone.key,
            tombstone.instants.lowerBound, tombstone.instants.upperBound, tombstone.forgotten,
        ]
        try database.run(
            """
            DELETE FROM "workql forgotten" WHERE source = ? AND column = ? AND salt = ? AND key = ?
            AND since >= ? AND until <= ? AND forgotten <= ?
            """, values)
        try database.run(
            "DELETE FROM \"workql carried\" "
                + "WHERE forgotten NOT IN (SELECT id FROM \"workql forgotten\")")
        try database.run(
            """
            INSERT INTO "workql forgotten" (source, column, salt, key, since, until, forgotten)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """, values)
        return try database.integer("SELECT last_insert_rowid()") ?? 0
    }

    private static func id(of tombstone: Tombstone, _ database: Connection) throws -> Int64? {
        try database.integer(
            """
            SELECT id FROM "workql forgotten" WHERE source = ? AND column = ? AND salt = ?
            AND key = ? AND since <= ? AND until >= ? AND forgotten >= ?
            """,
            [
                tombstone.source, tombstone.column, tombstone.salt, tombstone.key,
                tombstone.instants.lowerBound, tombstone.instants.upperBound, tombstone.forgotten,
            ])
    }
}
