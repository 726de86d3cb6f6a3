package import WorkQLCatalog
import WorkQLSQLite
import sqlite3

extension Store {
    /// Deletes rows together with the knowledge that they were fetched, of every app whose rows there
    /// are, and gives their room back.
    ///
    /// Where rows that go were fetched together with others in one cell, all of the cell goes in that
    /// stretch of time: without them it would be said to hold what it does not.
    ///
    /// - Returns: how many rows went, those of the endpoint's other tables among them.
    package func forget(_ forgetting: Forgetting) throws -> Int {
        if case .directory(let list) = forgetting.table.source {
            return try forgetDirectories(counting: list)
        }
        let tables = tables(of: forgetting.table.endpoint)
        guard !tables.isEmpty else { return 0 }
        let count = try database.write { database in
            let cells = try self.cells(of: forgetting, tables, database)
            var count = 0
            for cell in cells {
                count += try Self.forget(cell, forgetting.instants, tables, database)
            }
            let endpoint = forgetting.table.endpoint.storedName
            try database.run(
                """
                DELETE FROM "workql page" WHERE call IN (
                    SELECT "workql call".id FROM "workql call"
                    JOIN "workql scope" ON scope = "workql scope".id WHERE endpoint = ?)
                """, [endpoint])
            try database.run(
                """
                DELETE FROM "workql call" WHERE scope IN (
                    SELECT id FROM "workql scope" WHERE endpoint = ?)
                """, [endpoint])
            try database.run(
                "DELETE FROM \"workql cell\" WHERE id NOT IN (SELECT cell FROM \"workql coverage\")"
            )
            // By which report a detail is of is not known any more.
            for table in tables where table.detail != nil {
                try database.run("DELETE FROM \"\(table.storedName) details\"")
            }
            return count
        }
        try vacuum()
        return count
    }

    /// Gives the room of what was deleted back, of which nothing is left: deleted rows are overwritten.
    /// Where another process is reading, whoever closes the file last does it.
    func vacuum() throws {
        guard case .file = location else { return }
        try database.use { database in
            try database.run("PRAGMA busy_timeout = 0")
            defer { try? database.run("PRAGMA busy_timeout = \(StoreFile.patience)") }
            do {
                try database.run("VACUUM")
                try database.run("PRAGMA wal_checkpoint(TRUNCATE)")
            } catch let error as SQLiteError where error.isWait {
                return
            }
        }
    }

    private struct Cell: Hashable {
        var id: Int64
        var isByTime: Bool
    }

    private func cells(
        of forgetting: Forgetting, _ tables: [Table], _ database: Connection
    ) throws -> [Cell] {
        let isByTime = forgetting.table.endpoint.range.column != nil
        let rows = try database.rows(
            """
            SELECT "workql cell".id, key, parameters FROM "workql cell"
            JOIN "workql scope" ON scope = "workql scope".id WHERE endpoint = ?
            """, [forgetting.table.endpoint.storedName]
        ) { (id: $0.integer(0), key: $0.text(1), parameters: $0.text(2)) }
        let all = rows.map { Cell(id: $0.id, isByTime: isByTime) }
        guard let (column, values) = forgetting.rows else { return all }
        let name = forgetting.table.columns[column].name
        let isFolded = forgetting.table.columns[column].ignoresCase
        let wanted = Set(values.map { (isFolded ? $0.ignoringCase : $0).description })
        var found: Set<Cell> = []
        for (row, cell) in zip(rows, all) {
            guard
                let index = row.parameters.split(separator: ",").firstIndex(where: { $0 == name })
            else { continue }
            let parts = row.key.split(separator: "\u{1E}", omittingEmptySubsequences: false)
            guard parts.indices.contains(index) else { continue }
            let asked = parts[index].split(separator: "\u{1F}").map(String.init)
            if asked.contains(where: wanted.contains) { found.insert(cell) }
        }
        // And those among whose rows they are.
        for table in tables {
            guard let index = table.columnIndex(name), !table.columns[index].isDetail else {
                continue
            }
            let marks = Array(repeating: "?", count: wanted.count).joined(separator: ", ")
            let owners = try database.rows(
                """
                SELECT DISTINCT owner FROM "\(table.storedName)"
                WHERE \(isFolded ? "lower(\"\(name)\")" : "\"\(name)\"") IN (\(marks))
                """, wanted.map { $0 as any Bindable }
            ) { $0.integer(0) }
            for owner in owners {
                let cell =
                    isByTime
                    ? owner
                    : try database.integer(
                        "SELECT cell FROM \"workql coverage\" WHERE id = ?", [owner])
                if let cell { found.insert(Cell(id: cell, isByTime: isByTime)) }
            }
        }
        return Array(found)
    }

    private static func forget(
        _ cell: Cell, _ instants: Range<Int64>, _ tables: [Table], _ database: Connection
    ) throws -> Int {
        let before = database.totalChanges
        if cell.isByTime {
            var rows = 0
            for table in tables {
                try database.run(
                    "DELETE FROM \"\(table.storedName)\" WHERE owner = ? AND at >= ? AND at < ?",
                    [cell.id, instants.lowerBound, instants.upperBound])
                rows += database.changes
            }
            try uncover(instants, of: cell.id, tables, database)
            return rows
        }
        let stretches = try database.rows(
            """
            SELECT id FROM "workql coverage" WHERE cell = ? AND since < ? AND until > ?
            """, [cell.id, instants.upperBound, instants.lowerBound]
        ) { $0.integer(0) }
        for id in stretches { try drop(coverage: id, tables, database) }
        // Each stretch is one change besides its rows.
        return database.totalChanges - before - stretches.count
    }
}
