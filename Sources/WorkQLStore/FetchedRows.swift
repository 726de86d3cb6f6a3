import WorkQLCatalog
import WorkQLPages
import WorkQLParquet
import WorkQLTime

/// The fetched rows of one table that belong to the claims of a split, without duplicates.
struct FetchedRows {
    /// The instants of a cell that a split claims, with the index of their owner.
    typealias Claim = (owner: Int32, instants: IntervalSet)
    private typealias Placed = (row: Int, owner: Int32, at: Int64)

    private let table: Table
    private let division: PartitionScheme
    private let claims: [String: Claim]
    /// The claims of the keys that were looked up, by the codes of the keys' texts: rows of
    /// different keys alternate in an answer.
    private var lookedUp: [Looked] = []
    private var keys = DistinctBytes(rows: 1 << 12)
    /// The indices on a page of the time, the key and the identity.
    private let time: Int?
    private let key: Int?
    private let identity: [Int]
    private var encoder: BlockEncoder
    /// Rows of pages whose hashes all differ: they are not in `seen` yet, which is necessary only
    /// when two hashes are equal.
    private var unseen: [(page: Page, rows: [Placed])] = []
    private var hashes = SeenHashes()
    private var seen = SeenKeys()
    private var bytes: [UInt8] = []
    /// Whether rows have to be compared by their bytes.
    private var comparesBytes = false

    private struct Looked {
        var claim: Claim?
        /// Its instants, if they are one range.
        var only: Range<Int64>?

        init(_ claim: Claim?) {
            self.claim = claim
            if let ranges = claim?.instants.ranges, ranges.count == 1 { only = ranges[0] }
        }
    }

    init(_ table: Table, _ split: FetchedSplit, _ claims: [String: Claim]) {
        self.table = table
        self.claims = claims
        division = split.division
        let names = table.listed.map { table.columns[$0].name }
        time = table.storedTime.flatMap { names.firstIndex(of: $0) }
        key = split.keyColumn.flatMap { names.firstIndex(of: $0) }
        identity = table.identity.compactMap { names.firstIndex(of: $0) }
        // The faster level makes blocks less than 1 % larger, and small ones are merged later.
        encoder = BlockEncoder(table, level: 1)
    }

    mutating func take(_ page: Page) throws(ParquetError) {
        var rows = placed(page)
        if !areDistinct(page) {
            for (page, rows) in unseen {
                for (row, _, _) in rows { _ = isNew(row, page) }
            }
            unseen = []
            rows.removeAll { !isNew($0.row, page) }
        } else if !identity.isEmpty {
            unseen.append((page, rows))
        }
        try encoder.add(page, rows)
    }

    mutating func finish() throws(ParquetError) -> EncodedBlock { try encoder.finish() }

    /// Returns whether all rows certainly differ from each other and from the previous ones: the
    /// usual case, and far cheaper to test than their bytes.
    private mutating func areDistinct(_ page: Page) -> Bool {
        if identity.isEmpty { return true }
        if comparesBytes { return false }
        var hashes = RowHashes(count: page.count)
        for column in identity { hashes.mix(page.columns[column]) }
        comparesBytes = !self.hashes.takeDistinct(hashes)
        return !comparesBytes
    }

    private mutating func isNew(_ row: Int, _ page: Page) -> Bool {
        bytes.removeAll(keepingCapacity: true)
        for column in identity { page.columns[column].appendKey(row, to: &bytes) }
        return seen.insert(bytes)
    }

    /// Returns the rows that were requested, with their owners and instants.
    private mutating func placed(_ page: Page) -> [Placed] {
        var rows: [Placed] = []
        rows.reserveCapacity(page.count)
        let times = time.map { page.columns[$0] }
        let codes = codes(of: page)
        for row in 0..<page.count {
            if let codes, division.isByTime, codes[row] >= 0,
                case .integers(let instants, let validity)? = times, !validity.isNull(row),
                let only = lookedUp[Int(codes[row])].only
            {
                let at = instants[row]
                if only.contains(at), let owner = lookedUp[Int(codes[row])].claim?.owner {
                    rows.append((row, owner, at))
                }
                continue
            }
            let known = codes.flatMap { $0[row] < 0 ? nil : lookedUp[Int($0[row])].claim }
            let isKnown = codes.map { $0[row] >= 0 } ?? false
            guard let claim = isKnown ? known : claim(of: row, page) else { continue }
            guard division.isByTime else {
                rows.append((row, claim.owner, 0))
                continue
            }
            if let at = times?.integer(row) {
                if claim.instants.contains(at) { rows.append((row, claim.owner, at)) }
            } else if let hull = claim.instants.hull {
                // A row without a time needs some instant within its claim.
                rows.append((row, claim.owner, hull.lowerBound))
            }
        }
        return rows
    }

    /// Returns the index in `lookedUp` of each row's key, -1 for keys beyond the number that is
    /// remembered; nil if keys are not texts.
    private mutating func codes(of page: Page) -> [Int32]? {
        guard division.isByValue, let key, case .text(let texts) = page.columns[key] else {
            return nil
        }
        var codes: [Int32] = []
        codes.reserveCapacity(page.count)
        var last: UInt32?
        for row in 0..<page.count {
            let range = Int(texts.offsets[row])..<Int(texts.offsets[row + 1])
            guard let code = keys.code(of: range, in: texts.bytes, guess: last) else {
                codes.append(-1)
                continue
            }
            if Int(code) == lookedUp.count {
                let text = String(decoding: texts.bytes[range], as: UTF8.self)
                lookedUp.append(Looked(claims[division.cell(.text(text))]))
            }
            codes.append(Int32(code))
            last = code
        }
        return codes
    }

    private func claim(of row: Int, _ page: Page) -> Claim? {
        guard division.isByValue else { return claims.first?.value }
        guard let key else { return nil }
        let column = page.columns[key]
        let text = column.integer(row).map { String($0) } ?? column.string(row) ?? ""
        return claims[division.cell(.text(text))]
    }
}

/// A set of keys, each stored as two hashes of 64 bits: the probability that two different keys
/// agree in both is negligible for any possible number of rows.
private struct SeenKeys {
    private var slots: [(UInt64, UInt64)] = Array(repeating: (0, 0), count: 64)
    private var count = 0

    /// - Returns: whether the key is new.
    mutating func insert(_ key: [UInt8]) -> Bool {
        let first = Checksum.of(key[...])
        // The two are never both 0, which marks a free slot.
        let second = Checksum.of(key[...], seed: 0x9E37_79B9_7F4A_7C15) | 1
        if 2 * (count + 1) > slots.count { grow() }
        let index = slot(of: (first, second))
        guard slots[index] == (0, 0) else { return false }
        slots[index] = (first, second)
        count += 1
        return true
    }

    private func slot(of key: (UInt64, UInt64)) -> Int {
        let mask = slots.count - 1
        var index = Int(truncatingIfNeeded: key.0 ^ key.0 >> 32) & mask
        while slots[index] != (0, 0), slots[index] != key { index = (index + 1) & mask }
        return index
    }

    private mutating func grow() {
        let old = slots
        slots = Array(repeating: (0, 0), count: 2 * old.count)
        for key in old where key != (0, 0) { slots[slot(of: key)] = key }
    }
}
