import WorkQLCatalog
import WorkQLPages
import WorkQLParquet
import WorkQLSQLite
import WorkQLTime

/// Blocks of a scope that are written again as one: what is still read of them, and the coverage
/// that refers to them. They are read, encoded and replaced one after the other, so that no
/// transaction has to wait while they are encoded.
struct Rewriting: Sendable {
    private struct Coverage: Hashable, Sendable {
        var id: Int64
        var cell: Int64
        var since: Int64
        var until: Int64
        var fetched: Int64
        var block: Int64
        var seal: Int64
    }

    private struct Part: Sendable {
        /// The index of its table.
        var table: Int
        var block: StoredBlock
        var bytes: [UInt8]
        var wanted: BlockDecoder.Wanted
    }

    /// The blocks to replace.
    private var ids: [Int64] = []
    /// The blocks that cannot be read.
    private(set) var damaged: [Int64] = []
    /// All coverage of the blocks to replace.
    private var coverage: [Coverage] = []
    /// Without what has changed since it was written: it would get a new seal.
    private var valid: [Coverage] = []
    private var parts: [Part] = []
    private var cells: [Int64: StoredPartition] = [:]
    private let tables: [Table]
    private let isByTime: Bool

    /// - Parameter tables: all tables of the endpoint.
    init(_ blocks: [Int64], _ tables: [Table], _ database: Connection) throws {
        self.tables = tables
        isByTime = tables.first?.isStoredByTime ?? false
        for id in blocks {
            do {
                let coverage = try Self.coverage(of: id, database)
                let valid = try coverage.filter { try isSealed($0, database) }
                let instants = Dictionary(grouping: valid) { isByTime ? $0.cell : $0.id }
                    .mapValues { own in
                        isByTime ? IntervalSet(own.map { $0.since..<$0.until }) : .all
                    }
                // All parts are read before any is added, because a damaged block contributes
                // nothing.
                let parts = try tables.indices.map { index in
                    let block = try Store.block(id, of: tables[index], database)
                    return Part(
                        table: index, block: block, bytes: try Store.bytes(of: block, database),
                        wanted: block.wanted(instants))
                }
                ids.append(id)
                self.coverage += coverage
                self.valid += valid
                self.parts += parts.filter { $0.block.rows > 0 }
            } catch is DamagedBlock {
                damaged.append(id)
            }
        }
    }

    private static func coverage(
        of block: Int64, _ database: Connection
    ) throws -> [Coverage] {
        try database.rows(
            """
            SELECT id, cell, since, until, fetched, block, seal FROM "workql coverage"
            WHERE block = ? ORDER BY id
            """, [block]
        ) { row in
            Coverage(
                id: row.integer(0), cell: row.integer(1), since: row.integer(2),
                until: row.integer(3), fetched: row.integer(4), block: row.integer(5),
                seal: row.integer(6))
        }
    }

    private mutating func isSealed(_ coverage: Coverage, _ database: Connection) throws -> Bool {
        let cell = try cells[coverage.cell] ?? Store.cell(coverage.cell, database)
        cells[coverage.cell] = cell
        let instants = coverage.since..<max(coverage.since, coverage.until)
        let seal = cell.seal(
            id: isByTime ? 0 : coverage.id, instants, fetched: coverage.fetched,
            block: coverage.block)
        return seal == coverage.seal
    }

    /// The rows as one block, and their owners by their indices.
    struct Encoded: Sendable {
        fileprivate var blocks: [EncodedBlock] = []
        fileprivate var owners: [Int64] = []
    }

    func encoded() throws -> Encoded {
        var encoders = tables.map { BlockEncoder($0) }
        var encoded = Encoded()
        var indices: [Int64: Int32] = [:]
        for part in parts {
            let decoder = try BlockDecoder(
                part.bytes, tables[part.table], isUTF8: part.block.isUTF8)
            for group in decoder.groups {
                let rows = try decoder.rows(group, part.wanted)
                var added: [(row: Int, owner: Int32, at: Int64)] = []
                added.reserveCapacity(rows.page.count)
                // Rows of one owner are contiguous.
                var last: (old: Int64, new: Int32)?
                for row in 0..<rows.page.count {
                    let old = rows.owners[row]
                    if last?.old != old {
                        let owner = part.block.owners[Int(old)]
                        let new = indices[owner] ?? Int32(encoded.owners.count)
                        if indices.updateValue(new, forKey: owner) == nil {
                            encoded.owners.append(owner)
                        }
                        last = (old, new)
                    }
                    added.append((row, last?.new ?? 0, rows.instants[row]))
                }
                try encoders[part.table].add(rows.page, added)
            }
        }
        for index in encoders.indices { encoded.blocks.append(try encoders[index].finish()) }
        return encoded
    }

    /// Returns whether the blocks and all coverage of them are still as they were read. Blocks have
    /// random numbers, so that none is taken for an earlier one.
    func isCurrent(_ database: Connection) throws -> Bool {
        for id in ids {
            let found = try database.integer(
                "SELECT count(*) FROM \"workql block\" WHERE id = ?", [id])
            guard found == Int64(tables.count) else { return false }
        }
        return try ids.flatMap { try Self.coverage(of: $0, database) } == coverage
    }

    /// Writes the new block, and deletes the previous ones.
    func replace(by encoded: Encoded, of scope: Int64, _ database: Connection) throws {
        let span = valid.reduce(0) { $0 + ($1.until - $1.since) }
        let new = try Store.insert(
            encoded.blocks, of: scope, owners: encoded.owners, span: span, database)
        for id in ids {
            try database.run("DELETE FROM \"workql coverage\" WHERE block = ?", [id])
            try database.run("DELETE FROM \"workql block\" WHERE id = ?", [id])
        }
        for (cell, own) in Dictionary(grouping: valid, by: \.cell) {
            let stored = try cells[cell] ?? Store.cell(cell, database)
            if isByTime {
                for (instants, fetched) in Self.joined(own) {
                    try Store.cover(
                        instants, of: stored, fetched: fetched, block: new, id: nil, database)
                }
            } else {
                for one in own {
                    try Store.cover(
                        one.since..<one.until, of: stored, fetched: one.fetched, block: new,
                        id: one.id, database)
                }
            }
        }
    }

    /// Joins adjacent intervals of one cell; the result counts as fetched when the first of them
    /// was. Joins only intervals fetched within an hour, because rows that may still change are
    /// used for longer if they were fetched later.
    ///
    /// `[1…3, 3…5 fetched a minute later, 7…9]` become `[1…5, 7…9]`.
    private static func joined(
        _ coverage: [Coverage]
    ) -> [(instants: Range<Int64>, fetched: Int64)] {
        var joined: [(instants: Range<Int64>, fetched: Int64)] = []
        for next in coverage.sorted(by: { $0.since < $1.since }) {
            if let last = joined.last, last.instants.upperBound == next.since,
                abs(last.fetched - next.fetched) < 3_600
            {
                joined[joined.count - 1] = (
                    last.instants.lowerBound..<next.until, min(last.fetched, next.fetched)
                )
            } else {
                joined.append((next.since..<next.until, next.fetched))
            }
        }
        return joined
    }
}
