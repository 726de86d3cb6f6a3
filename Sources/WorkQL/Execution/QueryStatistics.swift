import WorkQLPlanner
import WorkQLSyntax
package import WorkQLTime

/// The cost of a statement and what its answer covers.
package struct QueryStatistics: Sendable {
    /// The number of rows of the answer.
    package var rows = 0
    /// The number of HTTP requests sent, including retries; requests for tokens are not counted.
    package var calls = 0
    /// The number of calls that other statements made at the same time, whose answers it used.
    package var shared = 0
    /// The number of calls that the plan announced.
    package var plannedCalls = 0
    package var retries = 0
    /// The number of calls that were added because the service refused users of a call, or its size.
    package var divided = 0
    /// Seconds that calls waited for a quota or after a busy answer, summed over all calls.
    package var waited = 0.0
    /// Seconds from the first call to the last answer.
    package var asked = 0.0
    /// The number of rows that the service sent.
    package var fetched = 0
    /// The number of rows that were stored by earlier calls.
    package var stored = 0
    /// When the oldest of them was fetched; nil when the store was not needed.
    package var asOf: Instant?
    /// Users that the service refused, ascending; their rows are missing.
    package var refused: [String] = []
    /// Ids of rows whose details the service refused, ascending; they are NULL.
    package var withheld: [String] = []
    /// Seconds from the start of the statement to its end.
    package var elapsed = 0.0
    /// One for each table that was fetched, in the order of the statement.
    package var ranges: [Range] = []
    package var zone = Zone.shanghai
    /// One for each Parquet file, or pattern of Parquet files, that the statement names.
    package var files: [FileShare] = []

    /// The part of a file that was read.
    package struct FileShare: Hashable, Sendable {
        /// The name as the statement writes it.
        package var name: String
        package var groupsRead: Int
        package var groups: Int
        package var columnsRead: Int
        package var columns: Int
    }

    package struct Range: Hashable, Sendable {
        package var table: String
        package var range: TimeRange

        package init(table: String, range: TimeRange) {
            self.table = table
            self.range = range
        }
    }

    package init() {}

    /// The calls, and those that others made for it: `0 calls, 3 shared with other statements`.
    package var callsText: String {
        guard shared > 0 else { return counted(calls, "call") }
        return "\(counted(calls, "call")), \(shared) shared with other statements"
    }

    /// Adds what the statement cost before; the answer's rows are the later ones alone.
    package mutating func add(_ before: QueryStatistics) {
        calls += before.calls
        shared += before.shared
        plannedCalls += before.plannedCalls
        retries += before.retries
        divided += before.divided
        waited += before.waited
        asked += before.asked
        fetched += before.fetched
        stored += before.stored
        asOf = [asOf, before.asOf].compactMap(\.self).min()
        elapsed += before.elapsed
        refused = Set(refused).union(before.refused).sorted()
        withheld = Set(withheld).union(before.withheld).sorted()
    }
}
