public import Foundation
import WorkQLPlanner
import WorkQLTime

extension QueryResult {
    /// What a query cost and what its answer covers.
    public struct Statistics: Hashable, Sendable {
        /// Whether the last row was read; otherwise this is where the query stands.
        public internal(set) var isFinal = false
        /// Rows of the answer.
        public internal(set) var rows = 0
        /// HTTP requests sent, repetitions among them; those for tokens are not counted.
        public internal(set) var calls = 0
        /// The calls that the plan announced; answers of several pages take more.
        public internal(set) var plannedCalls = 0
        /// Requests that were repeated.
        public internal(set) var retries = 0
        /// How long calls waited for a quota or after a busy answer, added up over all calls.
        public internal(set) var waited = Duration.zero
        /// From the start of the query to its end.
        public internal(set) var elapsed = Duration.zero
        /// Rows that services sent.
        public internal(set) var fetched = 0
        /// Rows that the store had.
        public internal(set) var stored = 0
        /// When the oldest of the stored rows was fetched; nil when the store was not needed.
        public internal(set) var asOf: Date?
        /// Users whom a service refused, in alphabetical order: their rows are missing.
        public internal(set) var refused: [String] = []
        /// Ids of rows whose details a service refused, in alphabetical order: they are NULL.
        public internal(set) var withheld: [String] = []
        /// The range of time that was asked for of each table, in the order of the statement.
        public internal(set) var ranges: [Range] = []
        /// What the answer lacks, where ``Session/Configuration/takesPartial`` or
        /// ``Session/Configuration/isOffline`` had it given all the same; nil where it is whole.
        public internal(set) var shortfall: WorkQLError?

        /// A table's range of time.
        public struct Range: Hashable, Sendable {
            /// The table's name.
            public let table: String
            /// The first instant of the range.
            public let since: Date
            /// The first instant after it.
            public let until: Date
        }

        init() {}

        init(_ statistics: WorkQL.QueryStatistics, shortfall: WorkQLError?) {
            isFinal = true
            rows = statistics.rows
            calls = statistics.calls
            plannedCalls = statistics.plannedCalls
            retries = statistics.retries
            waited = .seconds(statistics.waited)
            elapsed = .seconds(statistics.elapsed)
            fetched = statistics.fetched
            stored = statistics.stored
            asOf = statistics.asOf?.date
            refused = statistics.refused
            withheld = statistics.withheld
            ranges = statistics.ranges.map {
                Range(
                    table: $0.table, since: $0.range.since.date, until: $0.range.until.date)
            }
            self.shortfall = shortfall
        }

        init(_ progress: RunProgress) {
            calls = progress.calls
            plannedCalls = progress.planned
            retries = progress.retries
            fetched = progress.rows
        }
    }

    /// Where a query stands while it runs.
    public struct Progress: Hashable, Sendable {
        /// The calls that the plan announced; answers of several pages take more.
        public let plannedCalls: Int
        /// Requests sent so far, repetitions among them.
        public let calls: Int
        /// Pages that came so far.
        public let pages: Int
        /// Rows that services sent so far.
        public let rows: Int
        /// How long the last call to wait for a quota has to wait from then on; nil when a call was
        /// sent since.
        public let waiting: Duration?

        init(_ progress: RunProgress) {
            plannedCalls = progress.planned
            calls = progress.calls
            pages = progress.answered
            rows = progress.rows
            waiting = progress.waiting.map { .seconds($0) }
        }
    }

    /// Tells where a query stands, until it ends.
    public struct ProgressSequence: AsyncSequence, Sendable {
        /// Where the query stands.
        public typealias Element = Progress
        /// Following a query does not fail.
        public typealias Failure = Never

        let broadcast: ProgressBroadcast

        /// Begins to follow, with where the query stands now.
        public func makeAsyncIterator() -> AsyncStream<Progress>.Iterator {
            broadcast.listen().makeAsyncIterator()
        }
    }
}
