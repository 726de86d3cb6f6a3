/// Counts the responses about a list, identified by the fingerprint of its requests, and returns
/// the number of previous ones.
typealias Turns = (UInt64) -> Int

/// The rows of a list with pages, some of which are added or removed while the pages are read.
struct Listing<Row> {
    private let rows: [Row]
    private let isThere: (Int) -> Bool

    /// - Parameter turn: the number of previous responses about the list.
    init(_ rows: some Sequence<Row>, _ readings: SandboxReadings, turn: @autoclosure () -> Int) {
        self.rows = Array(rows)
        guard !readings.changes.isEmpty else {
            isThere = { _ in true }
            return
        }
        let turn = turn()
        var hidden: Set<Int> = []
        for change in readings.changes {
            let isHidden = change.kind == .added ? turn < change.after : turn >= change.after
            if isHidden { hidden.insert(change.index) }
        }
        isThere = { [hidden] in !hidden.contains($0) }
    }

    /// The rows that currently exist, for numbered pages.
    var present: [Row] { rows.indices.filter(isThere).map { rows[$0] } }

    /// Returns the rows from a position on, and the position after them; nil after the last row.
    func page(from position: Int, limit: Int) -> (rows: ArraySlice<Row>, next: Int?) {
        var page: [Row] = []
        var next = min(position, rows.count)
        while next < rows.count, page.count < limit {
            if isThere(next) { page.append(rows[next]) }
            next += 1
        }
        return (page[...], next < rows.count ? next : nil)
    }

    var count: Int { rows.count }
}

extension SandboxReadings {
    /// Returns the number of rows in a page of the given limit.
    func rows(of limit: Int) -> Int {
        switch pageRows {
        case .asked: limit
        case .fewer: max(limit / 2, 1)
        case .more: limit + (limit + 3) / 4
        }
    }
}
