public import Foundation
import WorkQLPlanner
import WorkQLTime

extension QueryResult {
    /// The cost of a query and what its answer covers.
    public struct Statistics: Hashable, Sendable {
        /// Whether the last row was read; otherwise these are the numbers so far.
        public internal(set) var isFinal = false
        /// The number of rows of the answer.
        public internal(set) var rows = 0
        /// The number of HTTP requests sent, including repetitions; requests for tokens are not
        /// counted.
        public internal(set) var calls = 0
        /// The number of calls that the plan announced; answers of several pages take more.
        public internal(set) var plannedCalls = 0
        /// The number of requests that were repeated.
        public internal(set) var retries = 0
        /// The number of calls that were added because a service refused users of a call, or its
        /// size.
        public internal(set) var divided = 0
        /// How long calls waited for a quota or after a busy answer, summed over all calls.
        public internal(set) var waited = Duration.zero
        /// The time from the start of the query to its end.
        public internal(set) var elapsed = Duration.zero
        /// The number of rows that services sent.
        public internal(set) var fetched = 0
        /// The number of rows from the store.
        public internal(set) var stored = 0
        /// When the oldest of the stored rows was fetched; nil when the store was not needed.
        public internal(set) var asOf: Date?
        /// Users that a service refused, in alphabetical order: their rows are missing.
        public internal(set) var refused: [String] = []
        /// Ids of rows whose details a service refused, in alphabetical order: they are NULL.
        public internal(set) var withheld: [String] = []
        /// The requested range of time of each table, in the order of the statement.
        public internal(set) var ranges: [Range] = []
        /// What the answer lacks, if ``Session/Configuration/takesPartial`` or
        /// ``Session/Configuration/isOffline`` allowed it to be incomplete; nil if it is complete.
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
            divided = statistics.divided
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

    /// The progress of a running query.
    public struct Progress: Hashable, Sendable {
        /// The number of calls that the plan announced; answers of several pages take more.
        public let plannedCalls: Int
        /// The number of requests sent so far, including repetitions.
        public let calls: Int
        /// The number of pages received so far.
        public let pages: Int
        /// The number of rows that services sent so far.
        public let rows: Int
        /// How long the last call that waits for a quota has to wait from then on; nil when a call
        /// was sent since.
        public let waiting: Duration?

        init(_ progress: RunProgress) {
            plannedCalls = progress.planned
            calls = progress.calls
            pages = progress.answered
            rows = progress.rows
            waiting = progress.waiting.map { .seconds($0) }
        }
    }

    /// The progress of a query until it ends.
    public struct ProgressSequence: AsyncSequence, Sendable {
        /// The progress of the query at one moment.
        public typealias Element = Progress
        /// Following a query does not fail.
        public typealias Failure = Never

        let broadcast: ProgressBroadcast

        /// Starts to follow the query, beginning with its present state.
        public func makeAsyncIterator() -> AsyncStream<Progress>.Iterator {
            broadcast.listen().makeAsyncIterator()
        }
    }
}
