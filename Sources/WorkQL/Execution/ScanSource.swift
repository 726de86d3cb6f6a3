import WorkQLAPI
import WorkQLCatalog
import WorkQLPages
import WorkQLPlanner
import WorkQLSyntax

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

    /// Is told of each page.
    var trace: QueryTrace?

    /// Where rows that are alike in the columns that SQLite reads are one row to it: what is computed
    /// of the others.
    var partial: PartialAggregate? {
        didSet { makeCells() }
    }
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
    /// Made with the first page, when it is known which columns SQLite reads.
    private var aggregator: PartialAggregator?
    /// Whether the page's texts are known to be UTF-8.
    private var isUTF8 = false
    private var position = 0
    private var count = 0
    /// The index of the current row on its page.
    private var row = 0
    /// For each of the table's columns, how the current page tells its values; then the number of rows
    /// alike and what is computed of them.
    private var cells: UnsafeMutableBufferPointer<ColumnCells>
    /// What the cells need beside the page.
    private var constants: [TextVector] = []
    private var held: [Vector] = []
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

    private func makeCells() {
        cells.deallocate()
        cells = .allocate(capacity: indices.count + 1 + (partial?.partials.count ?? 0))
        cells.initialize(repeating: ColumnCells())
    }

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
            // SQLite has by now looked at every row of the page before.
            if let edge = stream.edge, let instant = topNBound?.edge() {
                edge.move(to: instant)
            }
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
            while let (next, split) = try next() {
                for (index, page) in next.further.enumerated() where page.count > 0 {
                    companions[index].append((page, split))
                }
                kept = deduplicator.kept(of: next, split: split == PageStream.stored ? nil : split)
                trace?(Deduplicator.self, Page.self)
                if split == PageStream.stored {
                    // A reader that was ahead of the edge has brought more than one behind it, and
                    // the count is the same.
                    stored += next.count - leaveOutRowsBehindEdge(of: next)
                } else {
                    fetched += next.count
                }
                guard kept?.count ?? next.count > 0 else { continue }
                switch aggregate(next) {
                case .taken: continue
                case .groups(let groups): showGroups(groups)
                case .refused, nil:
                    show(next)
                    trace?(ScanSource.self, Page.self)
                }
                return true
            }
            if let groups = aggregator?.takeGroups() {
                showGroups(groups)
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

    /// Of rows of the store those remain that may be among the wanted first or last ones.
    ///
    /// - Returns: how many do not.
    private func leaveOutRowsBehindEdge(of page: Page) -> Int {
        guard case .stream(let stream) = supply, let edge = stream.edge,
            let instant = edge.instant,
            let time = table.endpoint.range.column.flatMap(table.columnIndex)
                .flatMap({ indices[$0] }),
            case .integers(let times, let validity) = page.columns[time]
        else { return 0 }
        func isWanted(_ row: Int32) -> Bool {
            let (row, isNull) = (Int(row), validity.isNull(Int(row)))
            // Where NULL comes last, enough rows come before it.
            return edge.isNewestFirst
                ? !isNull && times[row] >= instant : isNull || times[row] <= instant
        }
        let before = kept?.count ?? page.count
        let wanted = kept?.filter(isWanted) ?? (0..<Int32(page.count)).filter(isWanted)
        kept = wanted
        return before - wanted.count
    }

    private func aggregate(_ page: Page) -> PartialAggregator.Outcome? {
        guard let partial else { return nil }
        if aggregator == nil {
            let read = indices.indices.filter { column in
                indices[column] != nil && columnsRead & 1 << UInt64(min(column, 63)) != 0
            }
            aggregator = PartialAggregator(partial, keys: read, of: table, indices: indices)
        }
        return aggregator?.add(page, kept)
    }

    /// Makes a page's rows the current ones.
    private func show(_ page: Page) {
        constants = []
        setCells(page)
        var index = indices.count
        cells[index] = ColumnCells(
            .constant(.integer(1)), of: .integer, constants: &constants)
        for partial in partial?.partials ?? [] {
            index += 1
            let vector = indices[partial.column].map { page.columns[$0] } ?? .constant(nil)
            let single = partial.operation.ofOne(vector, count: page.count)
            held.append(single)
            cells[index] = ColumnCells(
                single, of: partial.type(in: table), constants: &constants)
        }
        begin(page)
    }

    /// The same for rows of which each stands for several; what is computed of them comes after the
    /// columns.
    private func showGroups(_ page: Page) {
        trace?(PartialAggregator.self, Page.self)
        trace?(ScanSource.self, Page.self)
        kept = nil
        constants = []
        setCells(page)
        let first = page.columns.count - 1 - (partial?.partials.count ?? 0)
        cells[indices.count] = ColumnCells(
            page.columns[first], of: .integer, constants: &constants)
        for (index, partial) in (partial?.partials ?? []).enumerated() {
            cells[indices.count + 1 + index] = ColumnCells(
                page.columns[first + 1 + index], of: partial.type(in: table),
                constants: &constants)
        }
        begin(page)
    }

    private func setCells(_ page: Page) {
        held = []
        for (column, index) in indices.enumerated() {
            guard let index else { continue }
            cells[column] = ColumnCells(
                page.columns[index], of: table.columns[column].type, constants: &constants)
        }
    }

    private func begin(_ page: Page) {
        self.page = page
        isUTF8 = page.isUTF8
        count = kept?.count ?? page.count
        position = 0
        row = kept.map { Int($0[0]) } ?? 0
    }
}
