package import WorkQLCatalog
package import WorkQLPages
import WorkQLSQLite
package import WorkQLTime

/// The result of one split that was fetched completely.
package struct FetchedSplit: Sendable {
    package var scope: StoreScope
    package var division: PartitionScheme
    /// The fetched intervals of each cell, in milliseconds.
    package var claims: [String: IntervalSet]
    /// When the split was requested, in seconds since 1970.
    package var fetched: Int64
    /// The owners of rows that are being read; they are not deleted.
    package var inUse: Set<Int64>
    /// The column of the key that assigns rows to their cells.
    package var keyColumn: String?
    /// The number of seconds after which an overlapped older interval has not changed any more; nil
    /// if it may have changed at any time.
    package var settlesAfter: Int?

    package init(
        scope: StoreScope, division: PartitionScheme, claims: [String: IntervalSet], fetched: Int64,
        inUse: Set<Int64> = [], keyColumn: String? = nil, settlesAfter: Int? = nil
    ) {
        self.settlesAfter = settlesAfter
        self.scope = scope
        self.division = division
        self.claims = claims
        self.fetched = fetched
        self.inUse = inUse
        self.keyColumn = keyColumn
    }
}

extension Store {
    /// Stores the rows of a split in place of the previous ones, and the coverage of the split.
    ///
    /// - Parameters:
    ///   - tables: all tables of the endpoint.
    ///   - pages: rows of the first table with all its columns except details, and further ones of
    ///     the other tables.
    ///   - calls: the calls whose pages were stored, with the number of pages; these pages are
    ///     deleted.
    package func keep(
        _ split: FetchedSplit, _ tables: [WorkQLCatalog.Table], _ pages: [Page],
        of calls: [(id: Int64, pages: Int)] = []
    ) async throws {
        let claims = split.claims.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
        let blocks = try await encode(split, tables, claims, pages, of: calls)
        try await database.write { database in
            for call in calls {
                // A process that deleted its pages has fetched the same rows.
                let pages = try database.integer(
                    "SELECT pages FROM \"workql call\" WHERE id = ?", [call.id])
                guard let pages, pages >= call.pages else { throw StoreFailure.changed }
                try Self.drop(call: call.id, database)
            }
            try Self.write(blocks, split, tables, claims, database)
        }
        try await mergeSmallBlocks(of: split.scope, tables)
    }

    private func encode(
        _ split: FetchedSplit, _ tables: [WorkQLCatalog.Table],
        _ claims: [(key: String, value: IntervalSet)], _ pages: [Page],
        of calls: [(id: Int64, pages: Int)]
    ) async throws -> [EncodedBlock] {
        var owners: [String: FetchedRows.Claim] = [:]
        for (index, claim) in claims.enumerated() {
            // If parts cannot be distinguished, there is one claim for the whole interval.
            owners[claim.key] = (Int32(index), claim.value)
        }
        var fetched = tables.map { FetchedRows($0, split, owners) }
        func take(_ page: Page) throws {
            for (index, page) in ([page] + page.further).enumerated() {
                try fetched[index].take(page)
            }
        }
        for call in calls {
            for number in 1...call.pages {
                guard
                    let page = try await database.read({
                        try Self.page(number, of: call.id, $0)
                    })
                else { throw StoreFailure.changed }
                try take(page)
            }
        }
        for page in pages { try take(page) }
        var blocks: [EncodedBlock] = []
        for index in fetched.indices { blocks.append(try fetched[index].finish()) }
        return blocks
    }

    private static func write(
        _ blocks: [EncodedBlock], _ split: FetchedSplit, _ tables: [WorkQLCatalog.Table],
        _ claims: [(key: String, value: IntervalSet)], _ database: Connection
    ) throws {
        let scope = try makeID(of: split.scope, in: database)
        var touched: Set<Int64> = []
        var covered: [(cell: StoredPartition, instants: Range<Int64>, id: Int64?)] = []
        var owners: [Int64] = []
        for (key, instants) in claims {
            let cell = try makeCell(key, in: split.scope, id: scope, database)
            if split.division.isByTime {
                owners.append(cell.id)
                for range in instants.ranges {
                    touched.formUnion(try uncover(range, of: cell, isFetched: true, database))
                    covered.append((cell, range, nil))
                }
            } else if let hull = instants.hull {
                touched.formUnion(try supersede(hull, of: cell, split, database))
                // Random, so that a later interval is not taken for an earlier one that was
                // deleted.
                let id = Int64.random(in: 1..<1 << 48)
                owners.append(id)
                covered.append((cell, hull, id))
            }
        }
        let span = covered.reduce(0) { $0 + ($1.instants.upperBound - $1.instants.lowerBound) }
        let block = try insert(blocks, of: scope, owners: owners, span: span, database)
        for (cell, instants, id) in covered {
            try cover(
                instants, of: cell, fetched: split.fetched, block: block, id: id, database)
        }
        try tidy(touched, of: scope, tables, database)
    }

    /// Deletes intervals that a new one replaces, if intervals can only be used as a whole: those
    /// that it contains, and those that it overlaps, unless they are settled: rows deleted at the
    /// service would otherwise reappear with them.
    private static func supersede(
        _ range: Range<Int64>, of cell: StoredPartition, _ split: FetchedSplit,
        _ database: Connection
    ) throws -> Set<Int64> {
        let old = try database.rows(
            """
            SELECT id FROM "workql coverage"
            WHERE cell = ?1 AND since < ?3 AND until > ?2
                AND (since >= ?2 AND until <= ?3 OR ?4 IS NULL
                    OR until > (fetched - ?4) * 1000)
            """, [cell.id, range.lowerBound, range.upperBound, split.settlesAfter]
        ) { $0.integer(0) }
        var touched: Set<Int64> = []
        for id in old where !split.inUse.contains(id) {
            touched.formUnion(try drop(coverage: id, database))
        }
        return touched
    }
}
