import WorkQLCatalog
import WorkQLPlanner
import WorkQLTime

/// The proof that rows not yet read can no longer be among those that a statement wants, which are
/// the first n in one order of time.
struct TopNBound {
    private let splitPlan: SplitPlan
    private let wanted: Int
    /// The maximum distance of a row's time from its window, in milliseconds.
    private let slack: Int64
    /// Times of rows that satisfy the statement and that rows not yet read may precede.
    private var open: [Int64] = []
    private var settled = 0
    /// The last result of `roughEdge`, and the number of open times then.
    private var rough: (edge: Int64, count: Int)?

    /// Creates a bound; nil when the statement reads rows in any order.
    init?(scan: Scan) {
        guard case .proven(let rows) = scan.ending else { return nil }
        splitPlan = scan.splitPlan
        wanted = rows
        // Where windows only seem to follow the time, one window further is read.
        let range = scan.table.endpoint.range
        slack = range.column == nil ? Int64(range.window) * 1000 : 0
    }

    /// Records a row that satisfies the statement's conditions.
    mutating func hold(milliseconds: Int64) { open.append(milliseconds) }

    /// Returns the time that a row not read yet must reach to be among the wanted ones; nil while
    /// any row may be among them.
    mutating func edge() -> Int64? {
        guard slack == 0, settled == 0, wanted > 0, wanted <= 10_000, open.count >= wanted else {
            return nil
        }
        switch splitPlan.order {
        case .ascending: open.sort(by: <)
        case .descending: open.sort(by: >)
        }
        // None of the others is among them, whatever else is read.
        open.removeSubrange(wanted...)
        return open.last
    }

    /// Returns a time that is at most as tight as `edge`, in less time for each row.
    mutating func roughEdge() -> Int64? {
        if let rough, open.count < rough.count + max(64, wanted / 4) { return rough.edge }
        rough = edge().map { ($0, open.count) }
        return rough?.edge
    }

    /// Returns whether enough rows precede all rows of a split and of the splits after it.
    mutating func isComplete(before split: Int) -> Bool {
        let window = splitPlan.window(at: split)
        switch splitPlan.order {
        case .ascending:
            let edge = window.since.advanced(byMilliseconds: -slack).milliseconds
            settle { $0 < edge }
        case .descending:
            let edge = window.until.advanced(byMilliseconds: slack).milliseconds
            settle { $0 >= edge }
        }
        return settled >= wanted
    }

    private mutating func settle(_ precedes: (Int64) -> Bool) {
        let count = open.count
        open.removeAll(where: precedes)
        settled += count - open.count
    }
}
