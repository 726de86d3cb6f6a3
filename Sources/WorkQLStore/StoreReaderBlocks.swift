import WorkQLCatalog
import WorkQLSQLite
import WorkQLTime

/// The blocks that have the rows of a scan, found by the coverage that names them.
extension StoreReader {
    /// The wanted instants of each owner, for each block.
    typealias Named = [Int64: [Int64: IntervalSet]]

    static func blocks(
        byTime parts: [CachedRows], _ database: Connection
    ) throws -> Named {
        var wanted: [Int64: IntervalSet] = [:]
        for part in parts {
            wanted[part.owner] = wanted[part.owner].map { $0.union(part.instants) } ?? part.instants
        }
        // Collected as ranges first: years of splits have thousands, mostly a few for each owner in
        // a block.
        var ranges: [Int64: [(owner: Int64, instants: Range<Int64>)]] = [:]
        let all =
            try Store.isFasterToReadAll(cells: wanted.count, database)
            ? try coverage(of: wanted, database) : nil
        for (owner, instants) in wanted {
            guard let hull = instants.hull else { continue }
            let coverage =
                try all.map { $0[owner] ?? [] } ?? coverage(of: owner, in: hull, database)
            let covered = IntervalSet(coverage.map { $0.instants })
            guard instants == covered || instants.subtracting(covered).isEmpty else {
                throw StoreFailure.changed
            }
            for (range, block) in coverage {
                guard let block else { continue }
                if let only = instants.ranges.first, only == hull, range.clamped(to: only) == range
                {
                    ranges[block, default: []].append((owner, range))
                } else {
                    for part in instants.intersection(IntervalSet(range)).ranges {
                        ranges[block, default: []].append((owner, part))
                    }
                }
            }
        }
        return ranges.mapValues { ranges in
            var named: [Int64: IntervalSet] = [:]
            named.reserveCapacity(ranges.count)
            var start = 0
            // Those of one owner are adjacent.
            while start < ranges.count {
                var end = start + 1
                while end < ranges.count, ranges[end].owner == ranges[start].owner { end += 1 }
                named[ranges[start].owner] = IntervalSet(
                    ranges[start..<end].map { $0.instants })
                start = end
            }
            return named
        }
    }

    private typealias Covered = (instants: Range<Int64>, block: Int64?)

    private static func coverage(
        of owner: Int64, in hull: Range<Int64>, _ database: Connection
    ) throws -> [Covered] {
        try database.rows(
            """
            SELECT since, until, block FROM "workql coverage"
            WHERE cell = ? AND since < ? AND until > ?
            """, [owner, hull.upperBound, hull.lowerBound]
        ) { row in
            let since = row.integer(0)
            return (since..<max(since, row.integer(1)), row.isNull(2) ? nil : row.integer(2))
        }
    }

    /// Returns the coverage of some owners in the hulls of their wanted instants.
    private static func coverage(
        of wanted: [Int64: IntervalSet], _ database: Connection
    ) throws -> [Int64: [Covered]] {
        let hulls = wanted.compactMapValues(\.hull)
        var coverage: [Int64: [Covered]] = Dictionary(minimumCapacity: hulls.count)
        _ = try database.rows("SELECT cell, since, until, block FROM \"workql coverage\"") { row in
            let (cell, since, until) = (row.integer(0), row.integer(1), row.integer(2))
            guard let hull = hulls[cell], since < hull.upperBound, until > hull.lowerBound else {
                return
            }
            coverage[cell, default: []].append(
                (since..<max(since, until), row.isNull(3) ? nil : row.integer(3)))
        }
        return coverage.mapValues { own in
            own.sorted { $0.instants.lowerBound < $1.instants.lowerBound }
        }
    }

    static func blocks(
        byStretch parts: [CachedRows], _ database: Connection
    ) throws -> Named {
        var named: Named = [:]
        for part in parts {
            let coverage = try database.first(
                "SELECT since, until, block FROM \"workql coverage\" WHERE id = ?", [part.owner]
            ) { row in
                (
                    instants: row.integer(0)..<row.integer(1),
                    block: row.isNull(2) ? nil : row.integer(2)
                )
            }
            guard let coverage,
                part.instants.subtracting(IntervalSet(coverage.instants)).isEmpty
            else { throw StoreFailure.changed }
            if let block = coverage.block { named[block, default: [:]][part.owner] = .all }
        }
        return named
    }
}
