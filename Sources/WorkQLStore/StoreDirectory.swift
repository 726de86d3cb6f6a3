package import WorkQLCatalog
import WorkQLSQLite

/// Whom apps may see, each share of a directory in one page.
extension Store {
    /// - Parameter freshness: for how long the lists are used.
    /// - Returns: the shares that are as they were kept, and belong together.
    package func directory(
        of identity: String, age: StoreAge, freshness: FreshnessPolicy
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

    /// Keeps a share in the place of the one that is there. A new list of departments takes the place
    /// of all shares; what belongs to another list than the one that is there is not kept.
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

    /// Deletes the directories of every app that were fetched before a time, in seconds since 1970.
    ///
    /// - Returns: how many rows of a list went.
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

    /// What there is of a list of people; nil for nothing.
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
    /// The share that has a row for each of its rows.
    fileprivate var share: Directory.Share {
        switch self {
        case .members: .members
        case .departments: .visibility
        }
    }
}
