import WorkQLCatalog
import WorkQLSQLite
import WorkQLTime

/// Blocks that are rewritten: small ones as one, and those of which little is read without the
/// rest.
extension Store {
    /// So few rows make a block a small one, and so many small ones of a scope become larger ones.
    private static let smallRows = 4_096
    private static let smallBlocks = 32

    /// What remains to be done after a block was written.
    ///
    /// - Parameter touched: the blocks that speak for less than before.
    static func tidy(
        _ touched: Set<Int64>, of scope: Int64, _ tables: [Table], _ database: Connection
    ) throws {
        try dropUnnamed(touched, database)
        for id in touched
        where try span(ofCoverageNaming: id, database) * 2 < span(of: id, database) {
            try rewrite([id], of: scope, tables, database)
        }
        let small = try database.rows(
            """
            SELECT id FROM "workql block" WHERE scope = ? GROUP BY id HAVING sum(rows) < ?
            ORDER BY min(since)
            """, [scope, smallRows]
        ) { $0.integer(0) }
        guard small.count >= smallBlocks else { return }
        // Blocks of one time together, so that others can be left out by theirs.
        for start in stride(from: 0, to: small.count, by: 16) {
            let some = Array(small[start..<min(start + 16, small.count)])
            try rewrite(some, of: scope, tables, database)
        }
    }

    static func span(ofCoverageNaming block: Int64, _ database: Connection) throws -> Int64 {
        try database.integer(
            "SELECT sum(until - since) FROM \"workql coverage\" WHERE block = ?", [block]) ?? 0
    }

    private static func span(of block: Int64, _ database: Connection) throws -> Int64 {
        try database.integer("SELECT max(span) FROM \"workql block\" WHERE id = ?", [block]) ?? 0
    }

    /// Writes what is read of some blocks of a scope as one, and takes them away. One that is damaged
    /// is set aside.
    static func rewrite(
        _ ids: [Int64], of scope: Int64, _ tables: [Table], _ database: Connection
    ) throws {
        let isByTime = tables.first?.isStoredByTime ?? false
        var encoders = tables.map { BlockEncoder($0) }
        var owners: [Int64] = []
        var indices: [Int64: Int32] = [:]
        var rewritten: [Int64] = []
        for id in ids {
            do {
                let wanted = try named(id, isByTime: isByTime, database)
                // Both are read before anything is taken, for a damaged one gives nothing.
                let parts = try tables.map { table in
                    let block = try block(id, of: table, database)
                    return (block: block, bytes: try bytes(of: block, database))
                }
                for index in tables.indices where parts[index].block.rows > 0 {
                    let block = parts[index].block
                    let decoder = try BlockDecoder(
                        parts[index].bytes, tables[index], isUTF8: block.isUTF8)
                    for group in decoder.groups {
                        let rows = try decoder.rows(group, block.wanted(wanted))
                        var added: [(row: Int, owner: Int32, at: Int64)] = []
                        for row in 0..<rows.page.count {
                            let owner = block.owners[Int(rows.owners[row])]
                            if indices[owner] == nil {
                                indices[owner] = Int32(owners.count)
                                owners.append(owner)
                            }
                            added.append((row, indices[owner] ?? 0, rows.instants[row]))
                        }
                        try encoders[index].add(rows.page, added)
                    }
                }
                rewritten.append(id)
            } catch is DamagedBlock {
                try setAside(id, database)
            }
        }
        var blocks: [EncodedBlock] = []
        for index in encoders.indices { blocks.append(try encoders[index].finish()) }
        let coverage = try rewritten.flatMap { id in
            try database.rows(
                "SELECT id, cell, since, until, fetched FROM \"workql coverage\" WHERE block = ?",
                [id]
            ) { row in
                (
                    id: row.integer(0), cell: row.integer(1),
                    instants: row.integer(2)..<row.integer(3), fetched: row.integer(4)
                )
            }
        }
        let span = coverage.reduce(0) { $0 + ($1.instants.upperBound - $1.instants.lowerBound) }
        let new = try insert(blocks, of: scope, owners: owners, span: span, database)
        for (id, cell, instants, fetched) in coverage {
            let seal = try self.cell(cell, database).seal(
                id: isByTime ? 0 : id, instants, fetched: fetched, block: new)
            try database.run(
                "UPDATE \"workql coverage\" SET block = ?, seal = ? WHERE id = ?", [new, seal, id])
        }
        for id in rewritten {
            try database.run("DELETE FROM \"workql block\" WHERE id = ?", [id])
        }
    }
}
