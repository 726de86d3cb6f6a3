import WorkQLCatalog
import WorkQLSyntax
import WorkQLTime

/// How the rows of a plan's scans become the rows of its answer.
package enum LocalExecution: Sendable {
    /// The rows of the only scan are the answer as they come, and SQLite has no part in it.
    case passthrough(Passthrough)
    /// SQLite runs another statement in the place of the plan's own, and reads rows of the only scan
    /// that are alike in its columns as one, with their number in `Scan.alike`.
    case partialAggregate(PartialAggregate)
    /// SQLite reads the rows of the only scan as they come, or there is no scan.
    case stream
    /// All rows are fetched into temporary tables before SQLite reads the first: those of several
    /// scans, of a scan that is read more than once, and of one that waits for its keys.
    case materialize

    /// - Parameter statement: what SQLite runs over the scans where it has to.
    init(of statement: Query, over scans: [Scan], buckets: [[Instant]], zone: Zone) {
        guard let scan = scans.first else {
            self = .stream
            return
        }
        guard scans.count == 1, scan.readsOnce, scan.dynamicKeys == nil else {
            self = .materialize
            return
        }
        // A reader who may stop early has to see each row.
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

    /// Whether rows are kept in temporary tables first.
    package var isMaterialized: Bool {
        if case .materialize = self { true } else { false }
    }

    /// As EXPLAIN writes it.
    package var name: String {
        switch self {
        case .passthrough: "passthrough"
        case .partialAggregate: "partial aggregate"
        case .stream: "stream"
        case .materialize: "materialize"
        }
    }

    /// The name, and what it means.
    package var explanation: String {
        switch self {
        case .passthrough: "\(name): rows are the result as they arrive"
        case .partialAggregate: "\(name): equal rows are counted before SQLite groups them"
        case .stream: "\(name): SQLite reads rows as they arrive"
        case .materialize: "\(name): SQLite reads rows after all are fetched"
        }
    }
}
