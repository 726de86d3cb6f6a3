import WorkQLAPI
import WorkQLCatalog
import WorkQLPlanner

/// Keeps of each page the rows that belong to the scan, each once.
///
/// Where rows carry the time that a range means, a row belongs to the tile whose core holds it:
/// neighbouring windows share their edge instant and may be padded, so that the same row can come
/// with two of them. Where they carry none, rows alike in their identity are one row.
struct RowSieve {
    private let tiling: Tiling
    private let time: Int?
    /// The column of the key by which rows are given to their tiles too; nil when time is enough.
    private let key: Int?
    private let identity: [Int]
    /// Whether rows are told apart over the whole scan, or within a tile alone.
    private let seesWholeScan: Bool
    private var seen: Set<[UInt8]> = []
    /// Rows without a time, which any padded window may repeat.
    private var seenTimeless: Set<[UInt8]> = []
    private var tile = -1
    private var core: TimeRange?
    private var exceptions: [String: TimeRange] = [:]

    init(scan: Scan) {
        tiling = scan.tiling
        let fetched = scan.columns.map { scan.table.columns[$0].name }
        time = scan.table.endpoint.range.column.flatMap { fetched.firstIndex(of: $0) }
        let parameter = scan.tiling.hasExceptions ? scan.tiling.batches.first?.parameter : nil
        key = parameter.flatMap { fetched.firstIndex(of: $0.column) }
        identity = scan.table.identity.compactMap { fetched.firstIndex(of: $0) }
        seesWholeScan = scan.table.endpoint.range.column == nil
    }

    /// The places of the rows to keep, ascending; nil keeps all.
    mutating func kept(of page: Page, tile: Int) -> [Int32]? {
        if tile != self.tile {
            self.tile = tile
            let own = tiling[tile]
            core = own.core
            exceptions = [:]
            for (key, range) in own.exceptions { exceptions[Self.folded(key)] = range }
            if !seesWholeScan { seen.removeAll(keepingCapacity: true) }
        }
        if core == nil && identity.isEmpty { return nil }
        var kept: [Int32] = []
        kept.reserveCapacity(page.count)
        for row in 0..<page.count where isNew(row, of: page) { kept.append(Int32(row)) }
        return kept.count == page.count ? nil : kept
    }

    private func exception(_ row: Int, of page: Page) -> TimeRange? {
        guard let key else { return nil }
        if let number = page.columns[key].integer(row) { return exceptions[String(number)] }
        return page.columns[key].withText(row) { text in
            exceptions[Self.folded(.text(String(decoding: text, as: UTF8.self)))]
        } ?? nil
    }

    /// Services take the ids of users in any case, and answer in their own.
    private static func folded(_ key: Scalar) -> String { key.description.lowercased() }

    private mutating func isNew(_ row: Int, of page: Page) -> Bool {
        var isTimeless = false
        if let core, let time {
            if let milliseconds = page.columns[time].integer(row) {
                let own = exceptions.isEmpty ? core : exception(row, of: page) ?? core
                guard own.contains(Instant(milliseconds: milliseconds)) else { return false }
            } else {
                isTimeless = true
            }
        }
        guard !identity.isEmpty else { return true }
        var key: [UInt8] = []
        for column in identity { page.columns[column].appendKey(row, to: &key) }
        return isTimeless ? seenTimeless.insert(key).inserted : seen.insert(key).inserted
    }
}

extension Vector {
    /// Appends bytes by which two values of a column are equal exactly when they are the same value.
    fileprivate func appendKey(_ row: Int, to key: inout [UInt8]) {
        if let integer = integer(row) {
            key.append(1)
            withUnsafeBytes(of: integer) { key.append(contentsOf: $0) }
        } else if let real = real(row) {
            key.append(2)
            withUnsafeBytes(of: real.bitPattern) { key.append(contentsOf: $0) }
        } else {
            let isText: Void? = withText(row) { text in
                key.append(3)
                withUnsafeBytes(of: text.count) { key.append(contentsOf: $0) }
                key.append(contentsOf: text)
            }
            if isText == nil { key.append(0) }
        }
    }
}
