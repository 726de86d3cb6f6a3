package import WorkQLCatalog
import WorkQLSQLite

/// The people and departments that apps may see, each share of a directory in one page.
extension Store {
    /// - Parameter freshness: determines how long the lists are used.
    /// - Returns: the shares whose seals are valid and that belong together.
    package func directory(
        of identity: String, age: StoreAgeLimit, freshness: FreshnessPolicy
    ) throws -> [DirectoryRecord] {
        guard !age.usesNothing else { return [] }
        return try database.read { database in
            try database.rows(
                "SELECT share, stamp, fetched, body FROM \"workql directory\" WHERE identity = ?",
                [identity]
            ) { row -> DirectoryRecord? in
                guard let share = Directory.Share(rawValue: row.text(0)),
                    age.uses(row.integer(2), freshness: freshness),
                    let page = PageCodec.opened(row.bytes(3))
                else { return nil }
                return DirectoryRecord(
                    share: share,
                    stamp: DirectoryRecord.Stamp(id: row.integer(1), fetched: row.integer(2)),
                    page: page)
            }.compactMap(\.self)
        }
    }

    /// Stores a share, which replaces the present one. A new list of departments replaces all
    /// shares; a share that belongs to another list of departments than the present one is not
    /// stored.
    package func keep(_ record: DirectoryRecord, of identity: String) async throws {
        let body = PageCodec.sealed(record.page)
        try await database.write { database in
            if record.share == .visibility {
                try database.run(
                    "DELETE FROM \"workql directory\" WHERE identity = ?", [identity])
            } else {
                let stamp = try database.integer(
                    "SELECT stamp FROM \"workql directory\" WHERE identity = ? AND share = ?",
                    [identity, Directory.Share.visibility.rawValue])
                guard stamp == record.stamp.id else { return }
            }
            let rows =
                record.share == .visibility ? record.page.further.first?.count : record.page.count
            try database.run(
                "INSERT OR REPLACE INTO \"workql directory\" VALUES (?, ?, ?, ?, ?, ?)",
                [
                    identity, record.share.rawValue, record.stamp.id, record.stamp.fetched,
                    rows ?? 0, body,
                ])
        }
    }

    /// Deletes the directories of all apps that were fetched before a time, in seconds since 1970.
    ///
    /// - Returns: the number of deleted rows of a list.
    package func forgetDirectories(
        fetchedBefore time: Int64 = .max, counting list: Directory.List
    ) throws -> Int {
        let rows = try database.write { database -> Int? in
            let lists = try database.integer(
                "SELECT count(*) FROM \"workql directory\" WHERE fetched < ?", [time])
            guard let lists, lists > 0 else { return nil }
            let rows = try database.integer(
                "SELECT sum(rows) FROM \"workql directory\" WHERE share = ? AND fetched < ?",
                [list.share.rawValue, time])
            try database.run("DELETE FROM \"workql directory\" WHERE fetched < ?", [time])
            return Int(rows ?? 0)
        }
        guard let rows else { return 0 }
        try vacuum()
        return rows
    }

    /// Returns the stored contents of a list of people; nil if there are none.
    static func contents(
        of list: Directory.List, named table: String, _ database: Connection
    ) throws -> StoreContents? {
        try database.first(
            """
            SELECT count(*), sum(rows), min(fetched), sum(length(body))
            FROM "workql directory" WHERE share = ? HAVING count(*) > 0
            """, [list.share.rawValue]
        ) { row in
            StoreContents(
                table: table, rows: Int(row.integer(1)), cells: Int(row.integer(0)), instants: nil,
                fetched: row.integer(2), bytes: Int(row.integer(3)))
        }
    }
}

extension Directory.List {
    /// The share that has one row for each row of the list.
    fileprivate var share: Directory.Share {
        switch self {
        case .members: .members
        case .departments: .visibility
        }
    }
}
