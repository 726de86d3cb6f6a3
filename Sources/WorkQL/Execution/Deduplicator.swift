import WorkQLAPI
import WorkQLCatalog
import WorkQLPages
import WorkQLPlanner
import WorkQLTime

/// Keeps the rows of each page that belong to the scan, each once.
///
/// Where rows carry the time that a range refers to, a row belongs to the split whose core contains
/// it: neighbouring windows share their boundary instant and may be padded, so that two of them can
/// return the same row. Where rows carry no time, rows with the same identity are one row.
struct Deduplicator {
    private let splitPlan: SplitPlan
    private let time: Int?
    /// The column of the key that also assigns rows to their splits; nil when time is sufficient.
    private let key: Int?
    private let identity: [Int]
    /// Whether rows are compared over the whole scan, or only within a split.
    private let seesWholeScan: Bool
    /// Whether stored rows of several partitions are merged, which may contain the same rows.
    private let mergesPartitions: Bool
    private var seen: Set<[UInt8]> = []
    /// The pages of the split while the hashes of all of their rows differ: those rows are not in
    /// `seen` yet, and need not be unless two hashes are equal.
    private var unseen: [Page] = []
    private var hashes = SeenHashes()
    /// The maximum number of rows in these pages.
    private static let maximumUnseen = 1 << 16
    /// Rows without a time, which any padded window may return again.
    private var seenTimeless: Set<[UInt8]> = []
    private var split = -1
    private var core: TimeRange?
    private var exceptions: [String: TimeRange] = [:]
    /// For each partition, the intervals that are read from the store; rows of calls in these
    /// intervals are dropped.
    private let stored: [String: IntervalSet]
    private let division: PartitionScheme
    private var storedOfCall: IntervalSet?

    init(scan: Scan) {
        splitPlan = scan.splitPlan
        let fetched = scan.columns.map { scan.table.columns[$0].name }
        time = scan.table.endpoint.range.column.flatMap { fetched.firstIndex(of: $0) }
        stored = scan.stored?.covered ?? [:]
        division = PartitionScheme(scan.table.endpoint, scan.splitPlan.batches.map(\.parameter))
        let needsKey = scan.splitPlan.hasExceptions || division.isByValue && !stored.isEmpty
        let parameter = needsKey ? scan.splitPlan.batches.first?.parameter : nil
        key = parameter.flatMap { fetched.firstIndex(of: $0.column) }
        identity = scan.table.identity.compactMap { fetched.firstIndex(of: $0) }
        seesWholeScan = scan.table.endpoint.range.column == nil
        mergesPartitions = scan.readsStoreAlone
    }

    /// Returns the indices of the rows to keep, ascending; nil to keep all.
    ///
    /// - Parameter split: nil for rows from the store, all of which belong to the scan.
    mutating func kept(of page: Page, split: Int?) -> [Int32]? {
        guard let split else { return keptOfStored(page) }
        if split != self.split {
            self.split = split
            let own = splitPlan[split]
            core = own.core
            exceptions = [:]
            for (key, range) in own.exceptions { exceptions[division.cell(key)] = range }
            storedOfCall =
                stored.isEmpty || division.isByValue
                ? nil : division.cells(of: own.call).first.flatMap { stored[$0] }
            if !seesWholeScan { seen.removeAll(keepingCapacity: true) }
            unseen = []
            hashes.removeAll()
        }
        if core == nil && identity.isEmpty { return nil }
        if let core = coreOfTimes(page), areDistinct(page) { return Self.rows(of: page, in: core) }
        for page in unseen {
            for row in 0..<page.count { seen.insert(identityBytes(row, of: page)) }
        }
        unseen = []
        var kept: [Int32] = []
        kept.reserveCapacity(page.count)
        for row in 0..<page.count where isNew(row, of: page) { kept.append(Int32(row)) }
        return kept.count == page.count ? nil : kept
    }

    /// Returns the times of a page and the core of the split in milliseconds, if times alone decide
    /// which of the rows the split keeps, provided that the rows differ; nil otherwise.
    private func coreOfTimes(_ page: Page) -> (times: [Int64], core: Range<Int64>)? {
        guard exceptions.isEmpty, stored.isEmpty, let core, let time,
            case .integers(let times, let validity) = page.columns[time], validity.bytes.isEmpty
        else { return nil }
        return (times, core.since.milliseconds..<core.until.milliseconds)
    }

    /// Returns whether the rows certainly differ from each other and from the earlier rows of the
    /// split. This is the usual case, and reads far less than the bytes of the rows.
    private mutating func areDistinct(_ page: Page) -> Bool {
        if identity.isEmpty || page.hasDistinctRows { return true }
        guard !seesWholeScan, seen.isEmpty,
            unseen.reduce(page.count, { $0 + $1.count }) <= Self.maximumUnseen
        else { return false }
        var hashes = RowHashes(count: page.count)
        for column in identity { hashes.mix(page.columns[column]) }
        guard self.hashes.takeDistinct(hashes) else { return false }
        unseen.append(page)
        return true
    }

    /// Returns the rows whose times are in a core, which padded windows leave to it; nil for all.
    private static func rows(of page: Page, in core: (times: [Int64], core: Range<Int64>))
        -> [Int32]?
    {
        if core.times.allSatisfy(core.core.contains) { return nil }
        var kept: [Int32] = []
        kept.reserveCapacity(core.times.count)
        for (row, time) in core.times.enumerated() where core.core.contains(time) {
            kept.append(Int32(row))
        }
        return kept
    }

    private mutating func keptOfStored(_ page: Page) -> [Int32]? {
        guard !identity.isEmpty else { return nil }
        if !seesWholeScan, !mergesPartitions {
            // These rows are distinguished by their time and stored once. Others may come with
            // calls too.
            guard let time, page.count > 0, page.columns[time].hasNulls else { return nil }
        }
        var kept: [Int32] = []
        for row in 0..<page.count {
            if let time, !seesWholeScan, !mergesPartitions, !page.columns[time].isNull(row) {
                kept.append(Int32(row))
                continue
            }
            let bytes = identityBytes(row, of: page)
            let isNew =
                seesWholeScan || mergesPartitions
                ? seen.insert(bytes).inserted : seenTimeless.insert(bytes).inserted
            if isNew { kept.append(Int32(row)) }
        }
        return kept.count == page.count ? nil : kept
    }

    private func cell(_ row: Int, of page: Page) -> String? {
        guard let key else { return nil }
        if let number = page.columns[key].integer(row) { return String(number) }
        return page.columns[key].string(row).map { division.cell(.text($0)) }
    }

    private func isStored(_ instant: Int64, _ cell: String?) -> Bool {
        let instants = division.isByValue ? cell.flatMap { stored[$0] } : storedOfCall
        return instants?.contains(instant) ?? false
    }

    private func identityBytes(_ row: Int, of page: Page) -> [UInt8] {
        var bytes: [UInt8] = []
        for column in identity { page.columns[column].appendKey(row, to: &bytes) }
        return bytes
    }

    private mutating func isNew(_ row: Int, of page: Page) -> Bool {
        var isTimeless = false
        if let core, let time {
            if let milliseconds = page.columns[time].integer(row) {
                let cell =
                    exceptions.isEmpty && stored.isEmpty ? nil : self.cell(row, of: page)
                let own = cell.flatMap { exceptions[$0] } ?? core
                guard own.contains(Instant(milliseconds: milliseconds)),
                    stored.isEmpty || !isStored(milliseconds, cell)
                else { return false }
            } else {
                isTimeless = true
            }
        }
        guard !identity.isEmpty, !page.hasDistinctRows else { return true }
        let bytes = identityBytes(row, of: page)
        return isTimeless ? seenTimeless.insert(bytes).inserted : seen.insert(bytes).inserted
    }
}
