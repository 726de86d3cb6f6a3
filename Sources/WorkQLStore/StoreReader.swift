package import WorkQLCatalog
package import WorkQLPages
import WorkQLParquet
import WorkQLSQLite
import WorkQLTime

/// A reader of the rows of one scan from a snapshot, whatever other processes do to them meanwhile.
package final class StoreReader: Sendable {
    /// A table's part of a block, and the part of it to read.
    private struct Part: Sendable {
        var block: StoredBlock
        var wanted: BlockDecoder.Wanted
        /// Has the wanted bytes if they are held in memory.
        var decoder: BlockDecoder
        /// The wanted bytes; nil for all, of a block that is not divided.
        var needed: Set<Int>?
        var isHeld: Bool
        var byteCount: Int
    }

    /// A table to read, and the columns of it.
    package struct Wanted: Sendable {
        package var table: WorkQLCatalog.Table
        /// Indices in `table.columns`, none of them a detail.
        package var columns: [Int]
        /// The subset of them that is only needed to distinguish rows. They are NULL if times
        /// distinguish all rows. With the time itself, its instants are not those of the rows then.
        package var deferred: Set<Int>

        package init(
            _ table: WorkQLCatalog.Table, columns: [Int]? = nil, without deferred: Set<Int> = []
        ) {
            self.table = table
            self.columns = columns ?? table.listed
            self.deferred = deferred
        }
    }

    /// The maximum number of bytes of compressed columns that are held in memory; the others are
    /// read again.
    private static let heldBytes = 64 << 20
    /// The number of blocks that are decoded concurrently.
    private static let sideBySide = 3

    private let snapshot: StoreSnapshot
    /// By the tables' stored names, in order of time.
    private let parts: [String: [Part]]
    private let wanted: [String: Wanted]
    /// The number of bytes of blocks that were read and verified.
    package let byteCount: Int

    /// Finds the blocks and verifies the bytes of all wanted columns, so that no row is delivered
    /// before all of them are known to be correct.
    ///
    /// - Parameter tables: the tables of the endpoint to read.
    /// - Throws: `StoreFailure` if parts no longer exist. Damaged blocks are set aside then, and
    ///   the failure says so.
    package init(
        _ store: Store, _ parts: [CachedRows], of tables: [Wanted]
    ) async throws {
        let snapshot = try await store.snapshot()
        // A store that no other process can open has no snapshot: all of it is held.
        let limit = if case .file = store.location { Self.heldBytes } else { Int.max }
        do {
            self.parts = try await snapshot.read { database in
                try Self.find(parts, of: tables, holding: limit, database)
            }
        } catch let damage as DamagedBlock {
            try await store.database.write { try Store.setAside(damage.id, $0) }
            throw StoreFailure.damaged(store.location)
        }
        self.snapshot = snapshot
        byteCount = self.parts.values.joined().reduce(0) { $0 + $1.byteCount }
        wanted = Dictionary(
            tables.map { ($0.table.storedName, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private static func find(
        _ parts: [CachedRows], of tables: [Wanted], holding limit: Int, _ database: Connection
    ) throws -> [String: [Part]] {
        let isByTime = tables.first?.table.isStoredByTime ?? false
        let named =
            isByTime ? try blocks(byTime: parts, database) : try blocks(byStretch: parts, database)
        var found: [String: [Part]] = [:]
        var room = limit
        for table in tables {
            var own: [Part] = []
            for (id, instants) in named {
                let block = try Store.block(id, of: table.table, database)
                guard block.rows > 0, !isByTime || block.meets(instants) else { continue }
                own.append(try part(of: block, instants, table, room: &room, database))
            }
            found[table.table.storedName] = own.sorted {
                ($0.block.instants.lowerBound, $0.block.id)
                    < ($1.block.instants.lowerBound, $1.block.id)
            }
        }
        return found
    }

    /// Returns the values of a column in the rows of some owners, as texts.
    static func values(
        of column: Int, in parts: [CachedRows], of table: WorkQLCatalog.Table,
        _ database: Connection
    ) throws -> Set<String> {
        let found = try find(
            parts, of: [Wanted(table, columns: [column])], holding: .max, database)
        var values: Set<String> = []
        for part in found[table.storedName] ?? [] {
            for group in part.decoder.groups {
                let page = try part.decoder.page(group, [column], part.wanted)
                guard page.count > 0 else { continue }
                page.columns[0].collect(page.count, into: &values)
            }
        }
        return values
    }

    /// Verifies the wanted bytes of a block, and holds them while there is room.
    private static func part(
        of block: StoredBlock, _ instants: [Int64: IntervalSet], _ table: Wanted,
        room: inout Int, _ database: Connection
    ) throws -> Part {
        let wanted = block.wanted(instants)
        var bytes: BlockBytes
        var needed: Set<Int>?
        var decoder: BlockDecoder
        if block.parts == .none {
            bytes = BlockBytes(try Store.bytes(of: block, database))
            decoder = try BlockDecoder(bytes, table.table, isUTF8: block.isUTF8)
        } else {
            bytes = BlockBytes(size: block.parts.size)
            (decoder, needed) = try Store.reading(block, database) { hold in
                try hold(block.parts.ofMetadata, &bytes)
                let decoder = try BlockDecoder(bytes, table.table, isUTF8: block.isUTF8)
                let parts = block.parts.containing(
                    try decoder.ranges(table.columns, without: table.deferred, wanted)
                ).subtracting(block.parts.ofMetadata)
                try hold(parts, &bytes)
                return (decoder, parts)
            }
        }
        let isHeld = bytes.heldCount <= room
        if isHeld { room -= bytes.heldCount }
        decoder = decoder.reading(isHeld ? bytes : BlockBytes(size: bytes.size))
        return Part(
            block: block, wanted: wanted, decoder: decoder, needed: needed, isHeld: isHeld,
            byteCount: bytes.heldCount)
    }

    /// The wanted instants of each owner, for each block.
    private typealias Named = [Int64: [Int64: IntervalSet]]

    private static func blocks(
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
            let covered = IntervalSet(joining: coverage.lazy.map(\.instants))
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
                    joining: ranges[start..<end].lazy.map(\.instants))
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

    private static func blocks(
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

    /// A limit for readers that need rows from one end of time only.
    package struct Edge: Sendable {
        /// Whether rows are read from the latest on; otherwise from the earliest on.
        package var isNewestFirst: Bool
        /// Returns the time in milliseconds beyond which no row is needed; nil if it is not known
        /// yet.
        package var instant: @Sendable () -> Int64?

        package init(isNewestFirst: Bool, instant: @escaping @Sendable () -> Int64?) {
            self.isNewestFirst = isNewestFirst
            self.instant = instant
        }

        fileprivate func isBehind(_ instants: Range<Int64>) -> Bool {
            guard let edge = instant() else { return false }
            return isNewestFirst ? instants.upperBound <= edge : instants.lowerBound > edge
        }
    }

    /// Delivers the rows of a table with its wanted columns, decoded concurrently, page by page in
    /// the order of blocks.
    ///
    /// - Parameter edge: where reading may end, for tables whose rows are stored by their time.
    package func read(
        _ table: WorkQLCatalog.Table, until edge: Edge? = nil,
        _ deliver: (Page) async throws -> Void
    ) async throws {
        guard let wanted = wanted[table.storedName] else { return }
        var parts = parts[table.storedName] ?? []
        // The first rows mostly prove that no others are needed.
        let sideBySide = edge == nil ? Self.sideBySide : 1
        if let edge, edge.isNewestFirst {
            parts.sort {
                ($0.block.instants.upperBound, $0.block.id)
                    > ($1.block.instants.upperBound, $1.block.id)
            }
        }
        try await withThrowingTaskGroup(of: (Int, [Page]).self) { group in
            var begun = 0
            var done: [Int: [Page]] = [:]
            for next in parts.indices {
                while begun < min(parts.count, next + sideBySide) {
                    let index = begun
                    let part = parts[index]
                    group.addTask { [self] in
                        if let edge, edge.isBehind(part.block.instants) { return (index, []) }
                        return (index, try await pages(of: part, wanted))
                    }
                    begun += 1
                }
                while done[next] == nil, let (index, pages) = try await group.next() {
                    done[index] = pages
                }
                for page in done.removeValue(forKey: next) ?? [] where page.count > 0 {
                    try await deliver(page)
                }
            }
        }
    }

    private func pages(of part: Part, _ wanted: Wanted) async throws -> [Page] {
        let block = part.block
        var decoder = part.decoder
        if !part.isHeld {
            decoder = decoder.reading(
                try await snapshot.read { database in
                    guard let needed = part.needed else {
                        return BlockBytes(try Store.bytes(of: block, database))
                    }
                    var bytes = BlockBytes(size: block.parts.size)
                    try Store.reading(block, database) { hold in try hold(needed, &bytes) }
                    return bytes
                })
        }
        var pages: [Page] = []
        for group in decoder.groups {
            pages.append(
                try decoder.page(
                    group, wanted.columns, without: wanted.deferred, part.wanted))
        }
        return pages
    }
}

extension IntervalSet {
    /// Creates a set from ranges that are mostly ascending and adjacent, as those of one owner.
    fileprivate init(joining ranges: some Sequence<Range<Int64>>) {
        var joined: [Range<Int64>] = []
        for range in ranges {
            if let last = joined.last, last.lowerBound <= range.lowerBound,
                range.lowerBound <= last.upperBound
            {
                joined[joined.count - 1] =
                    last.lowerBound..<Swift.max(last.upperBound, range.upperBound)
            } else {
                joined.append(range)
            }
        }
        self = joined.count == 1 ? IntervalSet(joined[0]) : IntervalSet(joined)
    }
}

extension StoredBlock {
    /// Returns whether any of its rows may be wanted.
    fileprivate func meets(_ instants: [Int64: IntervalSet]) -> Bool {
        let own = IntervalSet(self.instants)
        return owners.contains { owner in
            instants[owner].map { !$0.intersection(own).isEmpty } ?? false
        }
    }
}

extension Vector {
    /// Adds the distinct values of a number of rows, as texts.
    fileprivate func collect(_ count: Int, into values: inout Set<String>) {
        if case .dictionary(let texts) = self {
            // Some entries may belong to rows that are not read.
            var isUsed = [Bool](repeating: false, count: texts.entries.offsets.count - 1)
            for (row, code) in texts.codes.enumerated() where !texts.validity.isNull(row) {
                isUsed[Int(code)] = true
            }
            let entries = Vector.text(texts.entries)
            for entry in isUsed.indices where isUsed[entry] {
                if let text = entries.string(entry) { values.insert(text) }
            }
            return
        }
        for row in 0..<count {
            if let value = scalar(row) { values.insert(value.description) }
        }
    }
}
