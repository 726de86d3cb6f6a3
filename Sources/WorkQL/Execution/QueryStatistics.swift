import WorkQLPlanner
package import WorkQLTime

/// What a statement cost and what it covers.
package struct QueryStatistics: Sendable {
    /// Rows of the answer.
    package var rows = 0
    /// HTTP requests sent, retries among them; tokens are not counted.
    package var calls = 0
    /// The calls that the plan announced.
    package var plannedCalls = 0
    package var retries = 0
    /// Seconds that calls waited for a quota or after a busy answer, added up over all calls.
    package var waited = 0.0
    /// Seconds from the first call to the last answer.
    package var asked = 0.0
    /// Rows that the service sent.
    package var fetched = 0
    /// Rows that were there from calls before.
    package var stored = 0
    /// When the oldest of them was fetched; nil when the store was not needed.
    package var asOf: Instant?
    /// Users whom the service refused, ascending; their rows are missing.
    package var refused: [String] = []
    /// Ids of rows whose details the service refused, ascending; they are NULL.
    package var withheld: [String] = []
    /// Seconds from the start of the statement to its end.
    package var elapsed = 0.0
    /// One for each table that was asked, in the order of the statement.
    package var ranges: [Range] = []
    package var zone = Zone.shanghai
    /// One for each Parquet file, or pattern of such, that the statement names.
    package var files: [FileShare] = []

    /// How much of a file was read.
    package struct FileShare: Hashable, Sendable {
        /// As the statement writes it.
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

    /// Adds what the statement cost before; the answer's rows are the later ones alone.
    mutating func add(_ before: QueryStatistics) {
        calls += before.calls
        plannedCalls += before.plannedCalls
        retries += before.retries
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
