import Synchronization
import WorkQLCatalog
import WorkQLSQLite

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
    /// A merged block that is no longer small covers at most this fraction (1 / 8) of its scope's
    /// time.
    private static let parts: Int64 = 8

    /// Reduces blocks after a block was written.
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
    }

    /// Merges small blocks of a scope, one group of them after the other, unless this process is
    /// doing so already. A group that another process changes meanwhile stays as it is; the next
    /// split that is stored looks again.
    func mergeSmallBlocks(of scope: StoreScope, _ tables: [Table]) async throws {
        let isOther = isMerging.withLock { isMerging in
            defer { isMerging = true }
            return isMerging
        }
        if isOther { return }
        defer { isMerging.withLock { $0 = false } }
        while true {
            let next = try await database.read { database -> (scope: Int64, Rewriting)? in
                guard let scope = try Self.id(of: scope, in: database),
                    let group = try Self.nextGroup(of: scope, database)
                else { return nil }
                return (scope, try Rewriting(group, tables, database))
            }
            guard let (scope, rewriting) = next else { return }
            let encoded = try rewriting.encoded()
            let isDone = try await database.write { database in
                for id in rewriting.damaged { try Self.setAside(id, database) }
                guard try rewriting.isCurrent(database) else { return false }
                try rewriting.replace(by: encoded, of: scope, database)
                return true
            }
            if !isDone { return }
        }
    }

    /// Returns the first group of blocks to merge; nil if there is none.
    private static func nextGroup(
        of scope: Int64, _ database: Connection
    ) throws -> [Int64]? {
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
            // Those of the largest class are merged once, into blocks that are no longer small.
            let isLast = index == sizeClasses.count - 1
            let group = try groups(of: ofClass, of: scope, database).first { group in
                group.ids.count > 1 && (!isLast || group.rows >= limit)
            }
            if let group { return group.ids }
        }
        return nil
    }

    private struct SmallBlock {
        var id: Int64
        var rows: Int
        var instants: Range<Int64>
    }

    /// Returns the groups of blocks to merge: neighbours in time up to the rows of a row group, or
    /// up to a fraction of the scope's total time, so that a reader of a short time reads a small
    /// part of the file. A block that is still small is read as quickly whatever time it covers.
    private static func groups(
        of blocks: [SmallBlock], of scope: Int64, _ database: Connection
    ) throws -> [(ids: [Int64], rows: Int)] {
        let all = try database.integer(
            "SELECT max(until) - min(since) FROM \"workql block\" WHERE scope = ? AND rows > 0",
            [scope])
        let maximumSpan = (all ?? 0) / parts
        var groups: [(ids: [Int64], rows: Int)] = []
        var instants: Range<Int64>?
        for block in blocks {
            let hull = instants.map {
                min(
                    $0.lowerBound, block.instants.lowerBound)..<max(
                        $0.upperBound, block.instants.upperBound)
            }
            let rows = groups.last?.rows ?? 0
            let isFull = rows >= BlockEncoder.maximumRows
            let isLong = hull.map { $0.upperBound - $0.lowerBound > maximumSpan } ?? false
            if groups.isEmpty || isFull || isLong && rows >= sizeClasses[sizeClasses.count - 1] {
                groups.append(([], 0))
                instants = nil
            }
            groups[groups.count - 1].ids.append(block.id)
            groups[groups.count - 1].rows += block.rows
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
        let rewriting = try Rewriting(ids, tables, database)
        for id in rewriting.damaged { try setAside(id, database) }
        try rewriting.replace(by: try rewriting.encoded(), of: scope, database)
    }
}
