import WorkQLCatalog
import WorkQLPages
import WorkQLParquet
import WorkQLSQLite
import WorkQLTime

/// One table's part of a block, as stored.
struct StoredBlock: Sendable {
    var id: Int64
    /// The table's stored name.
    var name: String
    var scope: Int64
    var rows: Int
    var instants: Range<Int64>
    var span: Int64
    var isUTF8: Bool
    var owners: [Int64]
    var checksum: UInt64
    var parts: BlockParts

    /// The checksum over all metadata of the bytes but the parts, which have one of their own.
    fileprivate var seal: Int64 {
        var bytes = Array(name.utf8)
        for number in [
            id, scope, Int64(rows), instants.lowerBound, instants.upperBound, span,
            isUTF8 ? 1 : 0, Int64(bitPattern: checksum),
        ] + owners {
            withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
        }
        return Int64(bitPattern: Checksum.of(bytes[...]))
    }

    /// The columns in the order in which `init` reads them.
    static let columns =
        "id, name, scope, rows, since, until, span, utf8, owners, checksum, seal, parts"

    /// Returns nil if the metadata does not match its seal.
    init?(_ row: SQLiteRow) {
        let (since, until) = (row.integer(4), row.integer(5))
        guard since <= until else { return nil }
        let bytes = row.bytes(8)
        self.init(
            id: row.integer(0), name: row.text(1), scope: row.integer(2),
            rows: Int(row.integer(3)), instants: since..<until, span: row.integer(6),
            isUTF8: row.integer(7) == 1, owners: Self.owners(bytes),
            checksum: UInt64(bitPattern: row.integer(9)), parts: .none)
        let seal = row.integer(10)
        guard bytes.count % 8 == 0, self.seal == seal,
            let parts = BlockParts(row.bytes(11), sealedWith: seal)
        else { return nil }
        self.parts = parts
    }

    fileprivate init(
        id: Int64, name: String, scope: Int64, rows: Int, instants: Range<Int64>, span: Int64,
        isUTF8: Bool, owners: [Int64], checksum: UInt64, parts: BlockParts
    ) {
        self.id = id
        self.name = name
        self.scope = scope
        self.rows = rows
        self.instants = instants
        self.span = span
        self.isUTF8 = isUTF8
        self.owners = owners
        self.checksum = checksum
        self.parts = parts
    }

    private static func owners(_ bytes: [UInt8]) -> [Int64] {
        bytes.withUnsafeBytes { raw in
            stride(from: 0, to: raw.count - raw.count % 8, by: 8).map {
                Int64(littleEndian: raw.loadUnaligned(fromByteOffset: $0, as: Int64.self))
            }
        }
    }

    fileprivate var ownerBytes: [UInt8] {
        var bytes: [UInt8] = []
        for owner in owners {
            withUnsafeBytes(of: owner.littleEndian) { bytes.append(contentsOf: $0) }
        }
        return bytes
    }

    /// Returns the part of the block's rows to read, given the wanted instants of owners.
    ///
    /// - Parameter instants: the instants of the coverage that refers to it, or the wanted part of
    ///   them.
    func wanted(_ instants: [Int64: IntervalSet]) -> BlockDecoder.Wanted {
        var span: Int64 = 0
        // Owners without rows are not among the block's own.
        for wanted in instants.values {
            // If owners are coverage intervals, the range is all of time, whose length overflows.
            for range in wanted.ranges {
                span &+= range.upperBound &- range.lowerBound
            }
        }
        // If the wanted span equals that of the coverage when the block was written, all rows are
        // wanted: the owners of one block need not all be covered for all of its time.
        if span == self.span { return .everything }
        let all = IntervalSet(self.instants)
        var own: [Int: IntervalSet] = [:]
        var isAll = true
        for (index, owner) in owners.enumerated() {
            let wanted = instants[owner] ?? .empty
            if wanted.intersection(all) != all { isAll = false }
            if !wanted.isEmpty { own[index] = wanted }
        }
        return isAll ? .everything : .instants(own)
    }
}

/// The error for a block that differs from what was written.
struct DamagedBlock: Error {
    var id: Int64
}

extension Store {
    /// Writes the tables' parts of a block.
    ///
    /// - Parameters:
    ///   - owners: the owners of the rows, by their indices.
    ///   - span: the total span of the coverage that refers to it.
    /// - Returns: the block's number; nil if there are no rows, and nothing is written then.
    static func insert(
        _ parts: [EncodedBlock], of scope: Int64, owners: [Int64], span: Int64,
        _ database: Connection
    ) throws -> Int64? {
        guard parts.contains(where: { $0.rows > 0 }) else { return nil }
        // Random, so that a later block is not taken for an earlier one that was deleted.
        let id = Int64.random(in: 1..<1 << 48)
        for part in parts {
            let block = StoredBlock(
                id: id, name: part.table, scope: scope, rows: part.rows, instants: part.instants,
                span: span, isUTF8: part.isUTF8, owners: owners, checksum: part.checksum,
                parts: part.parts)
            try database.run(
                """
                INSERT INTO "workql block"(\(StoredBlock.columns), bytes)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    id, part.table, scope, part.rows, part.instants.lowerBound,
                    part.instants.upperBound, span, part.isUTF8 ? 1 : 0, block.ownerBytes,
                    Int64(bitPattern: part.checksum), block.seal,
                    block.parts.bytes(sealedWith: block.seal), part.bytes,
                ])
        }
        return id
    }

    /// Returns a table's part of a block.
    ///
    /// - Throws: `DamagedBlock` if it is missing, or differs from what was written.
    static func block(
        _ id: Int64, of table: Table, _ database: Connection
    ) throws -> StoredBlock {
        let found = try database.first(
            """
            SELECT \(StoredBlock.columns) FROM "workql block" WHERE id = ? AND name = ?
            """, [id, table.storedName]
        ) { StoredBlock($0) }
        guard let found, found.id == id, found.name == table.storedName else {
            throw DamagedBlock(id: id)
        }
        return found
    }

    /// - Throws: `DamagedBlock` if the bytes differ from what was written.
    static func bytes(of block: StoredBlock, _ database: Connection) throws -> [UInt8] {
        guard block.rows > 0 else { return [] }
        let bytes = try database.first(
            "SELECT bytes FROM \"workql block\" WHERE id = ? AND name = ?",
            [block.id, block.name]
        ) { $0.bytes(0) }
        guard let bytes, Checksum.of(bytes[...]) == block.checksum else {
            throw DamagedBlock(id: block.id)
        }
        return bytes
    }

    /// Calls `body` with a function that reads some parts of a block.
    ///
    /// - Throws: `DamagedBlock` if they differ from what was written.
    static func reading<Value>(
        _ block: StoredBlock, _ database: Connection,
        _ body: (_ hold: (Set<Int>, inout BlockBytes) throws -> Void) throws -> Value
    ) throws -> Value {
        let row = try database.integer(
            "SELECT rowid FROM \"workql block\" WHERE id = ? AND name = ?",
            [block.id, block.name])
        guard let row else { throw DamagedBlock(id: block.id) }
        let value = try database.withBlob(
            "bytes", of: "workql block", row: row, size: block.parts.size
        ) { blob in
            try body { parts, bytes in
                for part in parts.sorted() {
                    let range = block.parts.range(of: part)
                    let own = try blob.bytes(range)
                    guard block.parts.isWhole(part, own) else { throw DamagedBlock(id: block.id) }
                    bytes.hold(own, at: range.lowerBound)
                }
            }
        }
        guard let value else { throw DamagedBlock(id: block.id) }
        return value
    }

    /// Returns the part of a block that coverage refers to: the instants of each owner.
    static func named(
        _ id: Int64, isByTime: Bool, _ database: Connection
    ) throws -> [Int64: IntervalSet] {
        let rows = try database.rows(
            "SELECT id, cell, since, until FROM \"workql coverage\" WHERE block = ?", [id]
        ) { row in
            (
                owner: row.integer(isByTime ? 1 : 0),
                instants: isByTime ? row.integer(2)..<row.integer(3) : .min..<(.max)
            )
        }
        return Dictionary(grouping: rows, by: \.owner)
            .mapValues { IntervalSet($0.map(\.instants)) }
    }

    /// Deletes the blocks that no coverage refers to any more.
    static func dropUnnamed(_ blocks: Set<Int64>, _ database: Connection) throws {
        for id in blocks {
            try database.run(
                """
                DELETE FROM "workql block" WHERE id = ?1
                    AND NOT EXISTS (SELECT 1 FROM "workql coverage" WHERE block = ?1)
                """, [id])
        }
    }

    /// Removes a damaged block and the coverage that refers to it.
    static func setAside(_ id: Int64, _ database: Connection) throws {
        try database.run("DELETE FROM \"workql coverage\" WHERE block = ?", [id])
        try database.run("DELETE FROM \"workql block\" WHERE id = ?", [id])
    }
}
