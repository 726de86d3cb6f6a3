import WorkQLCatalog
import WorkQLSQLite
import WorkQLTime

/// The compaction of blocks: small ones are merged, and those of which only a small part is still
/// read are reduced to it.
///
/// Each block costs its reader a read of its header and of the coverage that refers to it, whatever
/// its size: a year of splits as they were fetched, 2,000 rows each, took four times as long to
/// count as the same rows in blocks of a row group. Blocks of one size class wait until there are
/// many, so that a row is rewritten at most once for each class.
extension Store {
    /// The upper bounds of the size classes, in rows. A block with fewer rows than the last bound
    /// is small. Each class begins where the previous one ends.
    private static let sizeClasses = [512, 4_096, 32_768]
    /// The number of small blocks of a class and a scope that triggers a merge.
    private static let smallBlocks = 32
    /// In the largest class, groups of fewer blocks than this are not merged yet.
    private static let fewBlocks = 4
    /// A merged block covers at most this fraction (1 / 32) of its scope's time, unless it has few
    /// rows.
    private static let parts: Int64 = 32

    /// Merges and reduces blocks after a block was written.
    ///
    /// - Parameter touched: the blocks to which less coverage refers than before.
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
            SELECT id, sum(rows), min(since), max(until) FROM "workql block" WHERE scope = ?
            GROUP BY id HAVING sum(rows) < ? ORDER BY min(since)
            """, [scope, sizeClasses[sizeClasses.count - 1]]
        ) { row in
            SmallBlock(
                id: row.integer(0), rows: Int(row.integer(1)),
                instants: row.integer(2)..<max(row.integer(2), row.integer(3)))
        }
        for (index, limit) in sizeClasses.enumerated() {
            let least = index == 0 ? 0 : sizeClasses[index - 1]
            let ofClass = small.filter { $0.rows >= least && $0.rows < limit }
            guard ofClass.count >= smallBlocks else { continue }
            let isLast = index == sizeClasses.count - 1
            for group in try groups(of: ofClass, of: scope, database)
            where group.count >= (isLast ? fewBlocks : 2) {
                try rewrite(group, of: scope, tables, database)
            }
        }
    }

    private struct SmallBlock {
        var id: Int64
        var rows: Int
        var instants: Range<Int64>
    }

    /// Returns the groups of blocks to merge: neighbours in time up to the rows of a row group, or
    /// up to a fraction of the scope's total time, so that a reader of a short time reads a small
    /// part of the file.
    private static func groups(
        of blocks: [SmallBlock], of scope: Int64, _ database: Connection
    ) throws -> [[Int64]] {
        let all = try database.integer(
            "SELECT max(until) - min(since) FROM \"workql block\" WHERE scope = ? AND rows > 0",
            [scope])
        let maximumSpan = (all ?? 0) / parts
        var groups: [[Int64]] = []
        var rows = 0
        var instants: Range<Int64>?
        for block in blocks {
            let hull = instants.map {
                min(
                    $0.lowerBound, block.instants.lowerBound)..<max(
                        $0.upperBound, block.instants.upperBound)
            }
            let isFull = rows >= BlockEncoder.maximumRows
            let isLong = hull.map { $0.upperBound - $0.lowerBound > maximumSpan } ?? false
            if groups.isEmpty || isFull || isLong && rows >= sizeClasses[1] {
                groups.append([])
                rows = 0
                instants = nil
            }
            groups[groups.count - 1].append(block.id)
            rows += block.rows
            instants = instants == nil ? block.instants : hull
        }
        return groups
    }

    static func span(ofCoverageNaming block: Int64, _ database: Connection) throws -> Int64 {
        try database.integer(
            "SELECT sum(until - since) FROM \"workql coverage\" WHERE block = ?", [block]) ?? 0
    }

    private static func span(of block: Int64, _ database: Connection) throws -> Int64 {
        try database.integer("SELECT max(span) FROM \"workql block\" WHERE id = ?", [block]) ?? 0
    }

    /// Writes the readable rows of some blocks of a scope as one block, and deletes these blocks. A
    /// damaged one is set aside.
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
                // All parts are read before any row is added, because a damaged block contributes
                // nothing.
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
        if isByTime {
            for id in rewritten {
                try database.run("DELETE FROM \"workql coverage\" WHERE block = ?", [id])
            }
            let stretches = coverage.map {
                (cell: $0.cell, instants: $0.instants, fetched: $0.fetched)
            }
            for (cell, stretches) in Dictionary(grouping: stretches, by: \.cell) {
                let stored = try self.cell(cell, database)
                for (_, instants, fetched) in joined(stretches) {
                    try cover(
                        instants, of: stored, fetched: fetched, block: new, id: nil, database)
                }
            }
        } else {
            for (id, cell, instants, fetched) in coverage {
                let seal = try self.cell(cell, database).seal(
                    id: id, instants, fetched: fetched, block: new)
                try database.run(
                    "UPDATE \"workql coverage\" SET block = ?, seal = ? WHERE id = ?",
                    [new, seal, id])
            }
        }
        for id in rewritten {
            try database.run("DELETE FROM \"workql block\" WHERE id = ?", [id])
        }
    }

    private typealias Stretch = (cell: Int64, instants: Range<Int64>, fetched: Int64)

    /// Joins adjacent intervals of one cell; the result counts as fetched when the first of them
    /// was. Joins only intervals fetched within an hour, because rows that may still change are
    /// used for longer if they were fetched later.
    ///
    /// `[1…3, 3…5 fetched a minute later, 7…9]` become `[1…5, 7…9]`.
    private static func joined(_ stretches: [Stretch]) -> [Stretch] {
        var joined: [Stretch] = []
        for next in stretches.sorted(by: { $0.instants.lowerBound < $1.instants.lowerBound }) {
            if let last = joined.last, last.instants.upperBound == next.instants.lowerBound,
                abs(last.fetched - next.fetched) < 3_600
            {
                joined[joined.count - 1] = (
                    last.cell, last.instants.lowerBound..<next.instants.upperBound,
                    min(last.fetched, next.fetched)
                )
            } else {
                joined.append(next)
            }
        }
        return joined
    }
}
