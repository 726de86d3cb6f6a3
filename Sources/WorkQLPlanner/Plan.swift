package import WorkQLCatalog
package import WorkQLSyntax

/// What to fetch, and what to compute from it.
package struct Plan: Sendable {
    package var scans: [Scan]
    /// Files whose rows stand under `fileName(_:)` of their place.
    package var files: [FileName]
    /// The starts of the buckets of each TIMESERIES, ascending, for the bucket function.
    package var buckets: [[Instant]]
    /// The statement that SQLite runs over the scans, which stand in it under their own names. It
    /// checks every condition again, so that pushing a condition down can only save calls.
    package var local: String
    package var columns: [ResultColumn]
    package var zone: Zone
    /// What the user may want to know about the statement, although it is right.
    package var notes: [Diagnostic]

    /// The name of a file's rows in the local statement.
    package static func fileName(_ place: Int) -> String { "file\(place)" }

    /// Whether the rows of the only scan can go through SQLite as they come, without being kept.
    package var streams: Bool { scans.count == 1 && scans[0].readsOnce }

    /// The calls that the plan makes at least: one a tile, more where answers have several pages.
    package var calls: Int { scans.reduce(0) { $0 + $1.tiling.count } }
}

/// A column of the answer.
package struct ResultColumn: Hashable, Sendable {
    package var name: String
    /// nil where the values alone tell, as for `CASE` with branches of several types.
    package var type: ColumnType?

    package init(name: String, type: ColumnType?) {
        self.name = name
        self.type = type
    }
}

/// One table's share of a plan: which rows to fetch, in which calls.
package struct Scan: Sendable {
    /// The name under which the rows stand in the plan's local statement.
    package var name: String
    package var table: Table
    /// The places, in the table's own list, of the columns that the statement needs, ascending.
    package var columns: [Int]
    /// The resolved range; rows whose time the service lets us know lie in it.
    package var range: TimeRange
    package var tiling: Tiling
    package var predicates: [Predicate]
    /// Whether SQLite reads the rows once, from first to last; otherwise they have to be kept.
    package var readsOnce: Bool
    /// How much of it the statement reads.
    package var ending: Ending

    /// Whether the statement may stop reading before the last row.
    package var stopsEarly: Bool { ending != .everything }

    package static func name(_ place: Int) -> String { "scan\(place)" }
}

/// A condition of the statement and what became of it.
package struct Predicate: Hashable, Sendable {
    package var text: String
    package var pushdown: Pushdown
    /// Why, in a few words.
    package var reason: String

    package enum Pushdown: String, Hashable, Sendable {
        /// The service returns the rows that satisfy it, and no others.
        case exact
        /// The service returns all rows that satisfy it, and others.
        case inexact
        /// It has no part in the calls.
        case local
    }
}
