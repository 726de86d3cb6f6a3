import WorkQLCatalog
import WorkQLSyntax
import WorkQLTime

/// How the rows of a plan's scans become the rows of its answer.
package enum LocalExecution: Sendable {
    /// The rows of the only scan are the result as they arrive, and SQLite is not used.
    case passthrough(Passthrough)
    /// SQLite runs another statement instead of the plan's own, and reads rows of the only scan
    /// that are equal in its columns as one row, with their number in `Scan.alike`.
    case partialAggregate(PartialAggregate)
    /// SQLite reads the rows of the only scan as they arrive, or of several scans one after the
    /// other, or there is no scan.
    case stream
    /// All rows are fetched into temporary tables before SQLite reads the first: for several scans,
    /// for a scan that is read more than once, and for one that waits for its keys.
    case materialize(Materialized)

    /// - Parameter statement: the statement that SQLite runs over the scans where it is needed.
    init(of statement: Query, over scans: [Scan], buckets: [[Instant]], zone: Zone) {
        guard let scan = scans.first else {
            self = .stream
            return
        }
        if scans.count > 1, scans.allSatisfy({ $0.turn != nil && $0.dynamicKeys == nil }) {
            self = .stream
            return
        }
        guard scans.count == 1, scan.readsOnce, scan.dynamicKeys == nil else {
            self = .materialize(
                Materialized(statement, over: scans, buckets: buckets, zone: zone))
            return
        }
        // A reader that may stop early has to see each row.
        guard scan.ending == .everything else {
            self = .stream
            return
        }
        if let read = Passthrough(statement, of: scan.table, named: scan.name) {
            self = .passthrough(read)
        } else if let folded = PartialAggregation(scan: scan, buckets: buckets, zone: zone)
            .folded(statement)
        {
            self = .partialAggregate(folded)
        } else {
            self = .stream
        }
    }

    /// Whether rows are first kept in temporary tables.
    package var isMaterialized: Bool {
        if case .materialize = self { true } else { false }
    }

    /// The name in EXPLAIN.
    package var name: String {
        switch self {
        case .passthrough: "passthrough"
        case .partialAggregate: "partial aggregate"
        case .stream: "stream"
        case .materialize: "materialize"
        }
    }

    /// The name, and its meaning.
    package var explanation: String {
        switch self {
        case .passthrough: "passthrough: rows are the result as they arrive"
        case .partialAggregate:
            "partial aggregate: equal rows are counted before SQLite groups them"
        case .stream: "stream: SQLite reads rows as they arrive"
        case .materialize: "materialize: SQLite reads rows after all are fetched"
        }
    }
}
