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
        /// nil until its bytes are verified.
        var verified: Verified?
    }

    /// The wanted bytes of a part, which are as they were written.
    private struct Verified: Sendable {
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

    private let store: Store
    private let snapshot: StoreSnapshot
    /// By the tables' stored names, in order of time.
    private let parts: [String: [Part]]
    private let wanted: [String: Wanted]
    /// The number of bytes of blocks that were read and verified before the first row.
    package let byteCount: Int

    /// Finds the blocks and verifies the bytes of all wanted columns, so that no row is delivered
    /// before all of them are known to be correct.
    ///
    /// - Parameters:
    ///   - tables: the tables of the endpoint to read.
    ///   - readsAll: whether all of the parts are read. A reader that may end at an edge verifies
    ///     each block when it reads it: of a statement that wants the latest rows no other rows are
    ///     read, and it shows none before it has read all that it wants.
    /// - Throws: `StoreFailure` if parts no longer exist. Damaged blocks are set aside then, and
    ///   the failure says so.
    package init(
        _ store: Store, _ parts: [CachedRows], of tables: [Wanted], readsAll: Bool = true
    ) async throws {
        let snapshot = try await store.snapshot()
        // A store that no other process can open has no snapshot: all of it is held.
        let isAlone = store.location == .session
        let limit = isAlone ? Int.max : Self.heldBytes
        self.parts = try await Self.settingAsideDamage(of: store) {
            try await snapshot.read { database in
                try Self.find(
                    parts, of: tables, verifying: readsAll || isAlone, holding: limit, database)
            }
        }
        self.snapshot = snapshot
        self.store = store
        byteCount = self.parts.values.joined().reduce(0) { $0 + ($1.verified?.byteCount ?? 0) }
        wanted = Dictionary(
            tables.map { ($0.table.storedName, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private static func settingAsideDamage<Value: Sendable>(
        of store: Store, _ body: () async throws -> Value
    ) async throws -> Value {
        do { return try await body() } catch let damage as DamagedBlock {
            try await store.database.write { try Store.setAside(damage.id, $0) }
            throw StoreFailure.damaged(store.location)
        }
    }

    private static func find(
        _ parts: [CachedRows], of tables: [Wanted], verifying isVerified: Bool,
        holding limit: Int, _ database: Connection
    ) throws -> [String: [Part]] {
        let isByTime = tables.first?.table.isStoredByTime ?? false
        let named =
            isByTime ? try blocks(byTime: parts, database) : try blocks(byStretch: parts, database)
        var found: [String: [Part]] = [:]
        var room = limit
        for table in tables {
            var own: [Part] = []
            let fields = BlockDecoder.fields(table.columns, of: table.table)
            for (id, instants) in named {
                let block = try Store.block(id, of: table.table, database)
                guard block.rows > 0, !isByTime || block.meets(instants) else { continue }
                var part = Part(block: block, wanted: block.wanted(instants))
                if isVerified {
                    part.verified = try verified(
                        part, table, fields, like: own.last?.verified?.decoder, room: &room,
                        database)
                }
                own.append(part)
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
            parts, of: [Wanted(table, columns: [column])], verifying: true, holding: .max,
            database)
        var values: Set<String> = []
        for part in found[table.storedName] ?? [] {
            guard let decoder = part.verified?.decoder else { continue }
            for group in decoder.groups {
                let page = try decoder.page(group, [column], part.wanted)
                guard page.count > 0 else { continue }
                page.columns[0].collect(page.count, into: &values)
            }
        }
        return values
    }

    /// Verifies the wanted bytes of a block, and holds them while there is room.
    ///
    /// - Parameters:
    ///   - fields: the fields that may be needed.
    ///   - known: a decoder of another block of the table.
    private static func verified(
        _ part: Part, _ table: Wanted, _ fields: Set<String>, like known: BlockDecoder?,
        room: inout Int, _ database: Connection
    ) throws -> Verified {
        let block = part.block
        var bytes: BlockBytes
        var needed: Set<Int>?
        var decoder: BlockDecoder
        if block.parts == .none {
            bytes = BlockBytes(try Store.bytes(of: block, database))
            decoder = try BlockDecoder(
                bytes, table.table, isUTF8: block.isUTF8, fields: fields, like: known)
        } else {
            bytes = BlockBytes(size: block.parts.size)
            (decoder, needed) = try Store.reading(block, database) { hold in
                try hold(block.parts.ofMetadata, &bytes)
                let decoder = try BlockDecoder(
                    bytes, table.table, isUTF8: block.isUTF8, fields: fields, like: known)
                let parts = block.parts.containing(
                    try decoder.ranges(table.columns, without: table.deferred, part.wanted)
                ).subtracting(block.parts.ofMetadata)
                try hold(parts, &bytes)
                return (decoder, parts)
            }
        }
        let isHeld = bytes.heldCount <= room
        if isHeld { room -= bytes.heldCount }
        decoder = decoder.reading(isHeld ? bytes : BlockBytes(size: bytes.size))
        return Verified(
            decoder: decoder, needed: needed, isHeld: isHeld, byteCount: bytes.heldCount)
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
        let decoder = try await Self.settingAsideDamage(of: store) {
            try await self.decoder(of: part, wanted)
        }
        var pages: [Page] = []
        for group in decoder.groups {
            pages.append(
                try decoder.page(
                    group, wanted.columns, without: wanted.deferred, part.wanted))
        }
        return pages
    }

    /// Returns the decoder of a part, with the wanted bytes.
    private func decoder(of part: Part, _ wanted: Wanted) async throws -> BlockDecoder {
        let block = part.block
        guard let verified = part.verified else {
            return try await snapshot.read { database in
                var room = Int.max
                return try Self.verified(
                    part, wanted, BlockDecoder.fields(wanted.columns, of: wanted.table),
                    like: nil, room: &room, database
                ).decoder
            }
        }
        if verified.isHeld { return verified.decoder }
        return verified.decoder.reading(
            try await snapshot.read { database in
                guard let needed = verified.needed else {
                    return BlockBytes(try Store.bytes(of: block, database))
                }
                var bytes = BlockBytes(size: block.parts.size)
                try Store.reading(block, database) { hold in try hold(needed, &bytes) }
                return bytes
            })
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
