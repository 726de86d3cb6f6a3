package import WorkQLCatalog
import WorkQLSQLite
import WorkQLTime

extension Store {
    /// Deletes rows together with their coverage, for all apps whose rows are stored, and returns
    /// their space. No trace of them remains in the file: blocks that also contain other rows are
    /// rewritten without the deleted ones.
    ///
    /// If deleted rows were fetched together with others in one cell, the whole cell is deleted for
    /// that interval: without these rows its coverage would be wrong.
    ///
    /// - Parameter now: the time in seconds since 1970, if warehouses that have the rows are to
    ///   delete them too.
    /// - Returns: the number of deleted rows, including those of the endpoint's other tables.
    package func forget(_ forgetting: Forgetting, recordingAt now: Int64? = nil) throws -> Int {
        let rows = ForgottenRows(forgetting)
        if case .directory(let list) = forgetting.table.source {
            if let now {
                try database.write { database in
                    try Self.record(rows, of: forgetting.table, at: now, database)
                }
            }
            return try forgetDirectories(counting: list)
        }
        let tables = tables(of: forgetting.table.endpoint)
        guard !tables.isEmpty else { return 0 }
        let count = try database.write { database in
            let count = try forget([rows], tables, database)
            if let now { try Self.record(rows, of: forgetting.table, at: now, database) }
            return count
        }
        try vacuum()
        return count
    }

    /// Deletes rows of an endpoint's tables, without returning their space.
    func forget(
        _ groups: [ForgottenRows], _ tables: [Table], _ database: Connection
    ) throws -> Int {
        var count = 0
        for rows in groups {
            let cells = try self.cells(of: rows, tables, database)
            count += try Self.forget(cells, rows, tables, database)
        }
        try Self.purge(tables, database)
        try StoreSchema.forgetCalls(of: tables[0].endpoint, in: database)
        try database.run(
            "DELETE FROM \"workql cell\" WHERE id NOT IN (SELECT cell FROM \"workql coverage\")")
        // The store no longer knows to which report a detail belongs.
        for table in tables where table.detail != nil {
            try database.run("DELETE FROM \"\(table.storedName) details\"")
        }
        return count
    }

    /// Returns the space of deleted rows to the file system. No trace of them remains, because
    /// deleted rows are overwritten. If another process is reading, the last one to close the file
    /// does this.
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

    private func cells(
        of forgotten: ForgottenRows, _ tables: [Table], _ database: Connection
    ) throws -> Set<Int64> {
        let rows = try database.rows(
            """
            SELECT "workql cell".id, key, parameters FROM "workql cell"
            JOIN "workql scope" ON scope = "workql scope".id WHERE endpoint = ?
            """, [tables[0].endpoint.storedName]
        ) { (id: $0.integer(0), key: $0.text(1), parameters: $0.text(2)) }
        var found = Set(
            rows.filter { forgotten.contains(partition: $0.key, parameters: $0.parameters) }
                .map(\.id))
        guard !forgotten.isAll else { return found }
        // Also the cells that own rows with these values.
        let isByTime = tables[0].isStoredByTime
        for id in try Self.blocks(of: tables[0].endpoint, database) {
            for table in tables {
                guard let index = table.columnIndex(forgotten.column),
                    !table.columns[index].isDetail
                else {
                    continue
                }
                let owners = try Self.owners(
                    in: id, of: table, whose: index, are: forgotten, database)
                if isByTime {
                    found.formUnion(owners)
                } else {
                    for owner in owners {
                        let cell = try database.integer(
                            "SELECT cell FROM \"workql coverage\" WHERE id = ?", [owner])
                        if let cell { found.insert(cell) }
                    }
                }
            }
        }
        return found
    }

    static func blocks(of endpoint: Endpoint, _ database: Connection) throws -> [Int64] {
        try database.rows(
            """
            SELECT DISTINCT id FROM "workql block" WHERE scope IN (
                SELECT id FROM "workql scope" WHERE endpoint = ?)
            """, [endpoint.storedName]
        ) { $0.integer(0) }
    }

    /// Returns the owners of the rows of a block that have one of some values. A damaged block is
    /// set aside.
    private static func owners(
        in id: Int64, of table: Table, whose column: Int, are forgotten: ForgottenRows,
        _ database: Connection
    ) throws -> Set<Int64> {
        do {
            let block = try block(id, of: table, database)
            guard block.rows > 0 else { return [] }
            let wanted = block.wanted(
                try named(id, isByTime: table.isStoredByTime, database))
            let decoder = try BlockDecoder(
                try bytes(of: block, database), table, isUTF8: block.isUTF8)
            var found: Set<Int64> = []
            for group in decoder.groups {
                let owners = try decoder.owners(group, whose: column, are: forgotten, wanted)
                found.formUnion(owners.map { block.owners[$0] })
            }
            return found
        } catch is DamagedBlock {
            try setAside(id, database)
            return []
        }
    }

    /// - Returns: the number of readable rows in the deleted coverage.
    private static func forget(
        _ cells: Set<Int64>, _ forgotten: ForgottenRows, _ tables: [Table], _ database: Connection
    ) throws -> Int {
        let isByTime = tables[0].isStoredByTime
        let instants = forgotten.instants
        let stretches = try cells.sorted().flatMap { cell in
            try database.rows(
                """
                SELECT id, block, since, until FROM "workql coverage"
                WHERE cell = ? AND since < ? AND until > ? AND fetched <= ?
                """, [cell, instants.upperBound, instants.lowerBound, forgotten.latest]
            ) { row in
                (
                    id: row.integer(0), block: row.isNull(1) ? nil : row.integer(1), cell: cell,
                    instants: (row.integer(2)..<row.integer(3)).clamped(to: instants)
                )
            }
        }
        let touched = Set(stretches.compactMap(\.block))
        let before = try touched.reduce(0) { try $0 + rows(in: $1, tables, database) }
        if isByTime {
            for stretch in stretches {
                _ = try uncover(
                    stretch.instants, of: try self.cell(stretch.cell, database), database)
            }
        } else {
            for stretch in stretches { _ = try drop(coverage: stretch.id, database) }
        }
        let after = try touched.reduce(0) { try $0 + rows(in: $1, tables, database) }
        return before - after
    }

    /// Returns the number of readable rows of a block, of all tables together.
    static func rows(
        in id: Int64, _ tables: [Table], _ database: Connection
    ) throws -> Int {
        var count = 0
        do {
            for table in tables {
                let block = try block(id, of: table, database)
                count += try rows(in: block, table, database)
            }
        } catch is DamagedBlock {
            return 0
        }
        return count
    }

    static func rows(
        in block: StoredBlock, _ table: Table, _ database: Connection
    ) throws -> Int {
        // The coverage has the same length as when the block was written.
        if try span(ofCoverageNaming: block.id, database) == block.span { return block.rows }
        guard block.rows > 0 else { return 0 }
        let wanted = block.wanted(
            try named(block.id, isByTime: table.isStoredByTime, database))
        let decoder = try BlockDecoder(
            try bytes(of: block, database), table, isUTF8: block.isUTF8)
        return try decoder.groups.reduce(0) { try $0 + decoder.count($1, wanted) }
    }

    /// Rewrites the blocks of an endpoint that contain rows that are no longer read.
    private static func purge(_ tables: [Table], _ database: Connection) throws {
        for id in try blocks(of: tables[0].endpoint, database) {
            let spans = try database.first(
                "SELECT scope, max(span), min(span) FROM \"workql block\" WHERE id = ?", [id]
            ) { (scope: $0.integer(0), most: $0.integer(1), least: $0.integer(2)) }
            guard let spans else { continue }
            let named = try span(ofCoverageNaming: id, database)
            if named == 0 {
                try dropUnnamed([id], database)
            } else if named != spans.most || named != spans.least {
                try rewrite([id], of: spans.scope, tables, database)
            }
        }
    }
}
