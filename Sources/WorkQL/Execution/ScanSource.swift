import WorkQLAPI
import WorkQLCatalog
import WorkQLPages
import WorkQLPlanner
import WorkQLSyntax

/// A scan as SQLite reads it: one row after the other, once.
///
/// Used only on SQLite's thread.
final class ScanSource {
    let scan: Scan
    var table: Table { scan.table }
    /// For each of the table's columns, its index in a page; nil when it is not fetched.
    let indices: [Int?]
    private(set) var failure: (any Error)?
    /// The number of rows from calls.
    private(set) var fetched = 0
    /// The number of rows from the store.
    private(set) var stored = 0
    /// Called before each wait for the service; an error that it throws is the scan's failure.
    var beforeWaiting: () throws -> Void = {}

    /// Called with each page.
    var trace: QueryTrace?

    /// The aggregates of the other columns, if rows that are equal in the columns that SQLite reads
    /// are one row to it.
    var partial: PartialAggregate? {
        didSet { makeCells() }
    }
    /// For columns of which SQLite only uses results of expressions, those results.
    var values: [Int: ColumnValues] = [:]
    /// The columns that SQLite reads, one bit for each; the last bit covers all columns from the
    /// 64th on.
    var columnsRead = UInt64.max

    /// The pages of the other tables that are read from the same answers, one list for each table,
    /// with the numbers of their splits; filled while this scan is read.
    private(set) var companions: [[(page: Page, split: Int)]]

    private enum Supply {
        case stream(PageStream)
        /// Pages that another source has set aside, in reverse order.
        case kept([(page: Page, split: Int)])
    }

    private var supply: Supply
    private var deduplicator: Deduplicator
    private let visibleRows: VisibleRows?
    private var topNBound: TopNBound?
    private var page: Page?
    private var kept: [Int32]?
    /// Created with the first page, when the columns that SQLite reads are known.
    private var aggregator: PartialAggregator?
    /// Whether the page's texts are known to be UTF-8.
    private var isUTF8 = false
    private var position = 0
    private var count = 0
    /// The rest of the page's rows in the order of their time, if few of them may be needed.
    private var rowsByTime: RowsByTime?
    /// The index of the current row on its page.
    private var row = 0
    /// For each of the table's columns, its values on the current page; then the number of equal
    /// rows and their aggregates.
    private var cells: UnsafeMutableBufferPointer<ColumnCells>
    /// What the cells need in addition to the page.
    private var constants: [TextVector] = []
    private var held: [Vector] = []
    private(set) var rowNumber: Int64 = 0
    private var isStarted = false
    private var isRead = false

    /// - Parameter companions: the number of other tables that are read from the same answers.
    convenience init(scan: Scan, stream: PageStream, companions: Int = 0) {
        self.init(scan, .stream(stream), companions)
    }

    /// Creates a scan whose pages another source has set aside.
    convenience init(scan: Scan, pages: [(page: Page, split: Int)]) {
        self.init(scan, .kept(pages.reversed()), 0)
    }

    private init(_ scan: Scan, _ supply: Supply, _ companions: Int) {
        self.supply = supply
        self.companions = Array(repeating: [], count: companions)
        self.scan = scan
        var indices: [Int?] = Array(repeating: nil, count: scan.table.columns.count)
        for (index, column) in scan.columns.enumerated() { indices[column] = index }
        self.indices = indices
        cells = .allocate(capacity: indices.count + 1)
        cells.initialize(repeating: ColumnCells())
        deduplicator = Deduplicator(scan: scan)
        visibleRows = VisibleRows(scan: scan)
        topNBound = TopNBound(scan: scan)
    }

    deinit { cells.deallocate() }

    /// Ends the scan's own statements. Called before the connection is closed.
    func end() {
        for values in values.values { values.end() }
    }

    private func makeCells() {
        cells.deallocate()
        cells = .allocate(capacity: indices.count + 1 + (partial?.partials.count ?? 0))
        cells.initialize(repeating: ColumnCells())
    }

    /// Whether the statement must report which rows satisfy its conditions.
    var needsProof: Bool { topNBound != nil }

    /// Records that the current row, of this time, satisfies the statement's conditions.
    func hold(milliseconds: Int64) { topNBound?.hold(milliseconds: milliseconds) }

    var isAtEnd: Bool { page == nil }

    /// Passes the value of a column in the current row to SQLite; NULL when the column was not
    /// fetched.
    @inline(__always)
    func report(_ column: Int, to result: OpaquePointer) { cells[column].report(row, to: result) }

    /// Returns the value of a column in the current row, readable until the scan advances.
    @inline(__always)
    func cell(_ column: Int) -> ResultCell { cells[column].cell(row, isUTF8: isUTF8) }

    /// The splits that could not be fetched, where that is not a failure.
    var missed: (splits: [SplitPlan.Split], reason: (any Error)?) {
        if case .stream(let stream) = supply { stream.missed } else { ([], nil) }
    }

    /// Moves to the first row. A scan that has begun cannot begin again.
    func rewind() -> Bool {
        guard !isRead else { return false }
        isRead = true
        start()
        return turnPage()
    }

    /// Starts to fetch, ahead of the first row.
    func start() {
        guard !isStarted else { return }
        isStarted = true
        if case .stream(let stream) = supply { stream.start() }
    }

    func advance() -> Bool {
        position += 1
        rowNumber += 1
        if rowsByTime != nil { return advanceByTime() }
        guard position < count else { return turnPage() }
        row = kept.map { Int($0[position]) } ?? position
        return true
    }

    /// Moves to the next row by its time, or past the page if the rest of its rows cannot be among
    /// the wanted ones.
    private func advanceByTime() -> Bool {
        guard let next = rowsByTime?.next(), case .stream(let stream) = supply,
            let edge = stream.edge
        else { return turnPage() }
        if let last = topNBound?.roughEdge(),
            edge.isNewestFirst ? next.time < last : next.time > last
        {
            return turnPage()
        }
        row = next.row
        return true
    }

    /// Orders the rows of a page of the store by their time, if only the first or last ones are
    /// wanted: once these are known, SQLite need not examine the others.
    private func orderRows(of page: Page) {
        guard case .stream(let stream) = supply, let edge = stream.edge, topNBound != nil,
            case .integers(let times, let validity)? = timeColumn.map({ page.columns[$0] })
        else { return }
        rowsByTime = RowsByTime(times, validity, kept, isNewestFirst: edge.isNewestFirst)
        row = rowsByTime?.next()?.row ?? row
    }

    /// The index on a page of the time by which rows are stored.
    private var timeColumn: Int? {
        table.endpoint.range.column.flatMap(table.columnIndex).flatMap { indices[$0] }
    }

    private func next() throws -> (page: Page, split: Int)? {
        switch supply {
        case .stream(let stream):
            // SQLite has examined every row of the previous page by now.
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
        rowsByTime = nil
        do {
            while let (next, split) = try next() {
                for (index, page) in next.further.enumerated() where page.count > 0 {
                    companions[index].append((page, split))
                }
                kept = deduplicator.kept(of: next, split: split == PageStream.stored ? nil : split)
                var count = next.count
                if let visibleRows {
                    kept = visibleRows.kept(of: next, among: kept)
                    // The number of other rows is not the user's either.
                    count = kept?.count ?? count
                }
                trace?(Deduplicator.self, Page.self)
                if split == PageStream.stored {
                    // A store reader ahead of the edge has delivered more rows than one behind it;
                    // without those rows the count is the same.
                    stored += count - leaveOutRowsBehindEdge(of: next)
                } else {
                    fetched += count
                }
                guard kept?.count ?? next.count > 0 else { continue }
                switch aggregate(next) {
                case .taken: continue
                case .groups(let groups): showGroups(groups)
                case .refused, nil:
                    show(next)
                    if split == PageStream.stored { orderRows(of: next) }
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

    /// Leaves out the rows of the store that cannot be among the wanted first or last ones.
    ///
    /// - Returns: the number of rows that were left out.
    private func leaveOutRowsBehindEdge(of page: Page) -> Int {
        guard case .stream(let stream) = supply, let edge = stream.edge,
            let instant = edge.instant,
            case .integers(let times, let validity)? = timeColumn.map({ page.columns[$0] })
        else { return 0 }
        func isWanted(_ row: Int32) -> Bool {
            let (row, isNull) = (Int(row), validity.isNull(Int(row)))
            // If NULL comes last, enough rows come before it.
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
            aggregator = PartialAggregator(
                partial, keys: read, of: table, indices: indices, values: values)
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

    /// Does the same for rows that each represent several; their aggregates follow the columns.
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
