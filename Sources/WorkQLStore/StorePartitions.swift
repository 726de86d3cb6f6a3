import WorkQLCatalog
import WorkQLSQLite
import WorkQLTime

/// A cell of a store, with the data for the seals of its coverage.
struct StoredPartition {
    var id: Int64
    /// The scope and the key.
    private var name: [UInt8]

    init(id: Int64, scope: StoreScope, key: String) {
        self.init(
            id: id, scope.endpoint, scope.identity, scope.parametersText, scope.choicesText, key)
    }

    fileprivate init(id: Int64, _ words: String...) {
        self.id = id
        name = Array(words.joined(separator: "\u{1D}").utf8)
    }

    /// - Parameters:
    ///   - id: the number of the coverage interval, if rows belong to it; otherwise 0.
    func seal(
        id: Int64, _ instants: Range<Int64>, fetched: Int64, block: Int64?
    ) -> Int64 {
        let count = name.count + 6 * 8
        return withUnsafeTemporaryAllocation(byteCount: count, alignment: 8) { bytes in
            bytes.copyBytes(from: name)
            var end = name.count
            func append(_ number: Int64) {
                bytes.storeBytes(of: number.littleEndian, toByteOffset: end, as: Int64.self)
                end += 8
            }
            append(self.id)
            append(id)
            append(instants.lowerBound)
            append(instants.upperBound)
            append(fetched)
            append(block ?? 0)
            return Int64(
                bitPattern: Checksum.of(UnsafeRawBufferPointer(rebasing: bytes[..<count])))
        }
    }
}

extension Store {
    static func cell(_ id: Int64, _ database: Connection) throws -> StoredPartition {
        let cell = try database.first(
            """
            SELECT endpoint, identity, parameters, choices, key FROM "workql cell"
            JOIN "workql scope" ON scope = "workql scope".id WHERE "workql cell".id = ?
            """, [id]
        ) { row in
            StoredPartition(id: id, row.text(0), row.text(1), row.text(2), row.text(3), row.text(4))
        }
        // Coverage without a cell cannot have a valid seal.
        return cell ?? StoredPartition(id: id, "")
    }

    static func makeID(of scope: StoreScope, in database: Connection) throws -> Int64 {
        if let id = try id(of: scope, in: database) { return id }
        try database.run(
            """
            INSERT INTO "workql scope"(endpoint, identity, parameters, choices)
            VALUES (?, ?, ?, ?)
            """,
            [
                scope.endpoint, scope.identity, scope.parametersText, scope.choicesText,
            ])
        return database.lastInsertedRow
    }

    static func makeCell(
        _ key: String, in scope: StoreScope, id: Int64, _ database: Connection
    ) throws -> StoredPartition {
        let known = try database.integer(
            "SELECT id FROM \"workql cell\" WHERE scope = ? AND key = ?", [id, key])
        if let known { return StoredPartition(id: known, scope: scope, key: key) }
        try database.run("INSERT INTO \"workql cell\"(scope, key) VALUES (?, ?)", [id, key])
        return StoredPartition(id: database.lastInsertedRow, scope: scope, key: key)
    }

    /// Records that an interval of a cell was fetched, and which block has its rows.
    ///
    /// - Parameter id: the number of the interval, if rows belong to the interval with which they
    ///   arrived; nil if they are stored by their time.
    static func cover(
        _ instants: Range<Int64>, of cell: StoredPartition, fetched: Int64, block: Int64?,
        id: Int64?,
        _ database: Connection
    ) throws {
        try database.run(
            """
            INSERT INTO "workql coverage"(id, cell, since, until, fetched, block, seal)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                id, cell.id, instants.lowerBound, instants.upperBound, fetched, block,
                cell.seal(id: id ?? 0, instants, fetched: fetched, block: block),
            ])
    }

    /// Deletes the coverage of an interval of a cell; coverage before and after it remains, unless
    /// it has changed since it was written.
    ///
    /// - Parameter isFetched: whether new coverage replaces it. Intervals of a cell do not overlap,
    ///   so that of those that begin before the interval only the last one is looked at: a cell has
    ///   one for each split of years. One that a disk or a copy has changed may remain; it is never
    ///   used.
    /// - Returns: the blocks that the coverage referred to.
    static func uncover(
        _ range: Range<Int64>, of cell: StoredPartition, isFetched: Bool = false,
        _ database: Connection
    ) throws -> Set<Int64> {
        let last = """
            AND since >= ifnull((
                SELECT max(since) FROM "workql coverage" WHERE cell = ?1 AND since <= ?3), ?3)
            """
        let old = try database.rows(
            """
            SELECT id, since, until, fetched, block, seal FROM "workql coverage"
            WHERE cell = ?1 AND since < ?2 AND until > ?3 \(isFetched ? last : "")
            """, [cell.id, range.upperBound, range.lowerBound]
        ) { row in
            (
                id: row.integer(0), since: row.integer(1), until: row.integer(2),
                fetched: row.integer(3), block: row.isNull(4) ? nil : row.integer(4),
                seal: row.integer(5)
            )
        }
        for stretch in old {
            try database.run("DELETE FROM \"workql coverage\" WHERE id = ?", [stretch.id])
            let seal = cell.seal(
                id: 0, stretch.since..<max(stretch.since, stretch.until),
                fetched: stretch.fetched, block: stretch.block)
            guard seal == stretch.seal else { continue }
            let rest = IntervalSet(stretch.since..<stretch.until).subtracting(IntervalSet(range))
            for part in rest.ranges {
                try cover(
                    part, of: cell, fetched: stretch.fetched, block: stretch.block, id: nil,
                    database)
            }
        }
        return Set(old.compactMap(\.block))
    }

    /// Deletes a coverage interval that can only be used as a whole.
    ///
    /// - Returns: the block that it referred to.
    static func drop(coverage id: Int64, _ database: Connection) throws -> Set<Int64> {
        let block = try database.integer(
            "SELECT block FROM \"workql coverage\" WHERE id = ?", [id])
        try database.run("DELETE FROM \"workql coverage\" WHERE id = ?", [id])
        return block.map { [$0] } ?? []
    }
}
