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
    }

    /// The maximum number of bytes of compressed blocks that are held in memory; the others are
    /// read again.
    private static let heldBytes = 64 << 20
    /// The number of blocks that are decoded concurrently.
    private static let sideBySide = 3

    private let moment: StoreMoment
    /// By the tables' stored names, in order of time.
    private let parts: [String: [Part]]
    private let held: [String: [Int64: [UInt8]]]

    /// Finds the blocks and verifies all their bytes, so that no row is delivered before all of
    /// them are known to be correct.
    ///
    /// - Parameter tables: the tables of the endpoint to read.
    /// - Throws: `StoreFailure` if parts no longer exist. Damaged blocks are set aside then, and
    ///   the failure says so.
    package init(
        _ store: Store, _ parts: [CachedRows], of tables: [WorkQLCatalog.Table]
    ) async throws {
        let moment = try await store.moment()
        // A store that no other process can open has no snapshot: all of it is held.
        let limit = if case .file = store.location { Self.heldBytes } else { Int.max }
        do {
            let found = try await moment.read { database in
                try Self.find(parts, of: tables, holding: limit, database)
            }
            (self.parts, held) = found
        } catch let damage as DamagedBlock {
            try await store.database.write { try Store.setAside(damage.id, $0) }
            throw StoreFailure.damaged(store.location)
        }
        self.moment = moment
    }

    private static func find(
        _ parts: [CachedRows], of tables: [WorkQLCatalog.Table], holding limit: Int,
        _ database: Connection
    ) throws -> (parts: [String: [Part]], held: [String: [Int64: [UInt8]]]) {
        let isByTime = tables.first?.isStoredByTime ?? false
        let named =
            isByTime ? try blocks(byTime: parts, database) : try blocks(byStretch: parts, database)
        var found: [String: [Part]] = [:]
        var held: [String: [Int64: [UInt8]]] = [:]
        var room = limit
        for table in tables {
            var own: [Part] = []
            for (id, instants) in named {
                let block = try Store.block(id, of: table, database)
                guard block.rows > 0 else { continue }
                let wanted = block.wanted(instants)
                if isByTime, !block.meets(instants) { continue }
                let bytes = try Store.bytes(of: block, database)
                if bytes.count <= room {
                    room -= bytes.count
                    held[table.storedName, default: [:]][id] = bytes
                }
                own.append(Part(block: block, wanted: wanted))
            }
            found[table.storedName] = own.sorted {
                ($0.block.instants.lowerBound, $0.block.id)
                    < ($1.block.instants.lowerBound, $1.block.id)
            }
        }
        return (found, held)
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
        var named: Named = [:]
        for (owner, instants) in wanted {
            guard let hull = instants.hull else { continue }
            let coverage = try database.rows(
                """
                SELECT since, until, block FROM "workql coverage"
                WHERE cell = ? AND since < ? AND until > ?
                """, [owner, hull.upperBound, hull.lowerBound]
            ) { row in
                (
                    instants: row.integer(0)..<row.integer(1),
                    block: row.isNull(2) ? nil : row.integer(2)
                )
            }
            guard instants.subtracting(IntervalSet(coverage.map(\.instants))).isEmpty else {
                throw StoreFailure.changed
            }
            for (range, block) in coverage {
                guard let block else { continue }
                let own = instants.intersection(IntervalSet(range))
                guard !own.isEmpty else { continue }
                let known = named[block, default: [:]][owner] ?? .empty
                named[block, default: [:]][owner] = known.union(own)
            }
        }
        return named
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

    /// Delivers the rows of a table, decoded concurrently, page by page in the order of blocks.
    ///
    /// - Parameters:
    ///   - columns: indices in `table.columns`, none of them a detail.
    ///   - deferred: the subset of them that is only needed to distinguish rows. They are NULL if
    ///     times distinguish all rows.
    ///   - edge: where reading may end, for tables whose rows are stored by their time.
    package func read(
        _ table: WorkQLCatalog.Table, columns: [Int], without deferred: Set<Int> = [],
        until edge: Edge? = nil, _ deliver: (Page) async throws -> Void
    ) async throws {
        var parts = parts[table.storedName] ?? []
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
                while begun < min(parts.count, next + Self.sideBySide) {
                    let index = begun
                    let part = parts[index]
                    group.addTask { [self] in
                        if let edge, edge.isBehind(part.block.instants) { return (index, []) }
                        return (index, try await pages(of: part, table, columns, deferred))
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

    private func pages(
        of part: Part, _ table: WorkQLCatalog.Table, _ columns: [Int], _ deferred: Set<Int>
    ) async throws -> [Page] {
        let block = part.block
        let bytes: [UInt8]
        if let own = held[table.storedName]?[block.id] {
            bytes = own
        } else {
            bytes = try await moment.read { try Store.bytes(of: block, $0) }
        }
        let decoder = try BlockDecoder(bytes, table, isUTF8: block.isUTF8)
        var pages: [Page] = []
        for group in decoder.groups {
            pages.append(try decoder.page(group, columns, without: deferred, part.wanted))
        }
        return pages
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
