package import WorkQLSyntax
import WorkQLTime

/// The scans of a statement of several whose temporary tables have one row for rows that are equal
/// in the columns that the statement needs.
///
/// What: where a scan is read by one grouping SELECT alone, such as each of the two ranges of
/// COMPARE, its rows are combined as for a statement of one scan.
/// Why: a table of all rows of a year takes a hundred times as long to write as one of its groups.
/// When not: where other scans read the rows too, or wait for values of them; and where
/// `PartialAggregation` does not combine rows.
package struct Materialized: Sendable {
    /// The statement over the temporary tables; nil for the plan's own.
    package private(set) var query: Query?
    /// By the indices of the scans.
    package private(set) var partials: [Int: PartialAggregate] = [:]

    init(_ statement: Query, over scans: [Scan], buckets: [[Instant]], zone: Zone) {
        for (index, scan) in scans.enumerated() {
            guard scan.sharing == nil, !scan.isCommon, scan.dynamicKeys == nil,
                scan.ending == .everything,
                !scans.contains(where: {
                    $0.sharing == index || $0.dynamicKeys?.reads.contains(index) ?? false
                }),
                let folded = PartialAggregation(scan: scan, buckets: buckets, zone: zone)
                    .folded(query ?? statement),
                // Values of expressions are compared while SQLite reads the rows, and not while it
                // copies them.
                folded.values.isEmpty,
                // The folded SELECT is the only reader.
                folded.query.readers(of: index) == 1
            else { continue }
            query = folded.query
            partials[index] = folded
        }
    }
}

extension Query {
    /// Returns in how many of its own SELECT and its common tables a scan is read.
    fileprivate func readers(of scan: Int) -> Int {
        var own = self
        own.with = []
        return (with.map(\.query) + [own]).count { $0.scanIndices.contains(scan) }
    }
}
