import WorkQLAPI
import WorkQLCatalog
import WorkQLPages
import WorkQLPlanner

/// A scan as SQLite reads it: one row after the other, once.
///
/// Lives on SQLite's thread alone.
final class ScanSource {
    let table: Table
    /// For each of the table's columns its index in a page; nil when it is not fetched.
    let indices: [Int?]
    private(set) var failure: (any Error)?
    /// Rows that calls brought.
    private(set) var fetched = 0
    /// Rows from the store.
    private(set) var stored = 0
    /// Done before each wait for the service; what it throws is the scan's failure.
    var beforeWaiting: () throws -> Void = {}

    /// Whether rows that are alike in the columns that SQLite reads are one row to it, with their
    /// number in the column `Scan.alike`.
    var folds = false
    /// The columns that SQLite reads, a bit for each; the last one for all from the 64th on.
    var columnsRead = UInt64.max

    /// The pages of the other tables that are read from the same answers, one list for each, with
    /// the numbers of their splits; filled while this one is read.
    private(set) var companions: [[(page: Page, split: Int)]]

    private enum Supply {
        case stream(PageStream)
        /// What another source has set aside, the last first.
        case kept([(page: Page, split: Int)])
    }

    private var supply: Supply
    private var deduplicator: Deduplicator
    private var topNBound: TopNBound?
    private var page: Page?
    private var kept: [Int32]?
    private var fold = PartialAggregator()
    /// For each row of the page, of how many it is the first; nil where each stands for itself.
    private var alike: Vector?
    /// Whether the page's texts are known to be UTF-8.
    private var isUTF8 = false
    private var position = 0
    private var count = 0
    /// The index of the current row on its page.
    private var row = 0
    /// For each of the table's columns, how the current page tells its values; the number of rows
    /// alike comes last.
    private let cells: UnsafeMutableBufferPointer<ColumnCells>
    /// What the cells need beside the page.
    private var constants: [TextVector] = []
    private(set) var rowNumber: Int64 = 0
    private var isStarted = false
    private var isRead = false

    /// - Parameter companions: how many other tables are read from the same answers.
    convenience init(scan: Scan, stream: PageStream, companions: Int = 0) {
        self.init(scan, .stream(stream), companions)
    }

    /// A scan whose pages another source has set aside.
    convenience init(scan: Scan, pages: [(page: Page, split: Int)]) {
        self.init(scan, .kept(pages.reversed()), 0)
    }

    private init(_ scan: Scan, _ supply: Supply, _ companions: Int) {
        self.supply = supply
        self.companions = Array(repeating: [], count: companions)
        table = scan.table
        var indices: [Int?] = Array(repeating: nil, count: scan.table.columns.count)
        for (index, column) in scan.columns.enumerated() { indices[column] = index }
        self.indices = indices
        cells = .allocate(capacity: indices.count + 1)
        cells.initialize(repeating: ColumnCells())
        deduplicator = Deduplicator(scan: scan)
        topNBound = TopNBound(scan: scan)
    }

    deinit { cells.deallocate() }

    /// Whether the statement has to tell which rows satisfy its conditions.
    var needsProof: Bool { topNBound != nil }

    /// The current row, of this time, satisfies the statement's conditions.
    func hold(milliseconds: Int64) { topNBound?.hold(milliseconds: milliseconds) }

    var isAtEnd: Bool { page == nil }

    /// Gives SQLite the value of a column in the current row; NULL when the column was not fetched.
    @inline(__always)
    func report(_ column: Int, to result: OpaquePointer) { cells[column].report(row, to: result) }

    /// The value of a column in the current row, readable until the scan goes on.
    @inline(__always)
    func cell(_ column: Int) -> ResultCell { cells[column].cell(row, isUTF8: isUTF8) }

    /// What could not be fetched, where that is no failure.
    var missed: (splits: [SplitPlan.Split], reason: (any Error)?) {
        if case .stream(let stream) = supply { stream.missed } else { ([], nil) }
    }

    /// Begins with the first row. A scan that has begun cannot begin again.
    func rewind() -> Bool {
        guard !isRead else { return false }
        isRead = true
        start()
        return turnPage()
    }

    /// Begins to fetch, ahead of the first row.
    func start() {
        guard !isStarted else { return }
        isStarted = true
        if case .stream(let stream) = supply { stream.start() }
    }

    func advance() -> Bool {
        position += 1
        rowNumber += 1
        guard position < count else { return turnPage() }
        row = kept.map { Int($0[position]) } ?? position
        return true
    }

    private func next() throws -> (page: Page, split: Int)? {
        switch supply {
        case .stream(let stream):
            return try stream.next(
                beforeWaiting: beforeWaiting,
                isEnough: { topNBound?.isComplete(before: $0) ?? false })
        case .kept(var pages):
            let page = pages.popLast()
            supply = .kept(pages)
            return page
        }
    }

    private func turnPage() -> Bool {
        do {
            // SQLite has by now looked at every row of the page before.
            while let (next, split) = try next() {
                if split == PageStream.stored {
                    stored += next.count
                } else {
                    fetched += next.count
                }
                for (index, page) in next.further.enumerated() where page.count > 0 {
                    companions[index].append((page, split))
                }
                kept = deduplicator.kept(of: next, split: split == PageStream.stored ? nil : split)
                guard kept?.count ?? next.count > 0 else { continue }
                page = next
                isUTF8 = next.isUTF8
                setCells(next)
                count = kept?.count ?? next.count
                position = 0
                row = kept.map { Int($0[0]) } ?? 0
                return true
            }
            page = nil
            return true
        } catch {
            failure = error
            page = nil
            return false
        }
    }

    private func setCells(_ page: Page) {
        constants = []
        for (column, index) in indices.enumerated() {
            guard let index else { continue }
            cells[column] = ColumnCells(
                page.columns[index], of: table.columns[column].type, constants: &constants)
        }
        alike = folds ? foldRows(of: page) : nil
        cells[indices.count] = ColumnCells(
            alike ?? .constant(.integer(1)), of: .integer, constants: &constants)
    }

    private func foldRows(of page: Page) -> Vector? {
        let read = indices.indices.filter { column in
            indices[column] != nil && columnsRead & 1 << UInt64(min(column, 63)) != 0
        }
        var hashes = RowHashes(count: page.count)
        for column in read {
            if let index = indices[column] { hashes.mix(page.columns[index]) }
        }
        let columns = read.map { cells[$0] }
        guard let (rows, counts) = fold.folded(hashes.values, kept, by: columns) else {
            return nil
        }
        kept = rows
        return .integers(counts, .all)
    }
}
