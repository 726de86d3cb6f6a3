/// What: the scans that SQLite may read more than once are marked, and their rows are kept.
/// Why: of a join SQLite reads one side once for each row of the other, and decides which; a query in
/// an expression it reads once for each row of the enclosing one.
/// When not: for the only relation of a FROM, whose rows can be read as they arrive.
///
/// The scans of `FROM days(…) CROSS JOIN (SELECT userid FROM member)` and of `WITH p AS (SELECT userid
/// FROM member) SELECT … FROM days(…), p` are inside the relations of the join.
extension Binder {
    /// What has been bound so far.
    struct ScanMark {
        let scans: Int
        let commonScans: Int
    }

    var scanMark: ScanMark { ScanMark(scans: scans.count, commonScans: commonScans.count) }

    /// Marks what was bound since then: tables, queries in FROM, and the common tables that were
    /// named.
    mutating func readTwice(since mark: ScanMark) {
        readTwice(mark.scans..<scans.count)
        for range in commonScans[mark.commonScans...] { readTwice(range) }
    }

    mutating func readTwice(_ range: Range<Int>) {
        for index in range { scans[index].readsOnce = false }
    }
}

extension Collection<Range<Int>> {
    /// The least range that contains all that are not empty; nil without any.
    ///
    /// A common table that names two of which each names two, and so on, has one range and not one
    /// for each way to a table. What lies between is marked as well, which costs its rows' memory.
    var hull: Range<Int>? {
        var hull: Range<Int>?
        for range in self where !range.isEmpty {
            hull =
                hull.map {
                    Swift.min(
                        $0.lowerBound, range.lowerBound)..<Swift.max(
                            $0.upperBound, range.upperBound)
                } ?? range
        }
        return hull
    }
}
