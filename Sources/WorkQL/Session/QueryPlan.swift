public import Foundation
import WorkQLCatalog
import WorkQLPlanner
import WorkQLTime

/// The requests that a query would make, and their cost; nothing has been sent.
///
/// ```swift
/// let plan = try await session.explain(text, ["users": .list(everyone)])
/// guard plan.calls <= 50 else { … }
/// ```
public struct QueryPlan: Sendable, CustomStringConvertible {
    /// The minimum number of calls of the query: one for each known request. Answers of several
    /// pages take more. Calls for keys that come from other rows are not known in advance.
    public let calls: Int
    /// Whether the query may make more calls than ``calls``: for further pages, for keys that come
    /// from other rows, for details of single rows, for a list of people of unknown length, and for
    /// users of whom it is not known whether the service accepts them.
    public let mayNeedMoreCalls: Bool
    /// The minimum number of calls of any plan.
    public let lowerBound: Int
    /// How long the quotas delay the last of these calls, from now on.
    public let duration: Duration
    /// The columns of the answer.
    public let columns: [QueryResult.Column]
    /// One for each time that a table is read; the scans whose rows supply keys to others come
    /// first.
    public let scans: [Scan]
    /// The plan as `EXPLAIN` shows it, on several lines.
    public let description: String

    /// The requests for one table.
    public struct Scan: Sendable {
        /// The table's name.
        public let table: String
        /// The number of known calls; 0 if all rows are in the store.
        public let calls: Int
        /// Whether there may be more calls.
        public let mayNeedMoreCalls: Bool
        /// The minimum number of calls of any plan.
        public let lowerBound: Int
        /// The number of calls that the store saves.
        public let callsSaved: Int
        /// The number of windows into which the range of time is cut.
        public let windows: Int
        /// The number of batches into which the keys are cut.
        public let batches: Int
        /// The first instant of the range, and the first after it; nil for a table without times.
        public let range: Swift.Range<Date>?
        /// How long quotas delay the last of the calls.
        public let duration: Duration
        /// The first and the last requests, as they would be sent, without token or signature.
        public let requests: [Request]
    }

    /// One request.
    public struct Request: Sendable {
        /// Its index among the calls of its scan, counted from 1.
        public let number: Int
        /// Method, endpoint and parameters on one line.
        public let text: String
    }
}

extension QueryPlan {
    init(_ report: PlanReport) {
        calls = report.plan.calls
        mayNeedMoreCalls = report.plan.mayExceed
        lowerBound = report.plan.lowerBound
        duration = .seconds(report.seconds)
        columns = report.plan.columns.map { QueryResult.Column($0) }
        scans = (report.before.flatMap(\.scans) + report.scans).map(Scan.init)
        description = report.lines.joined(separator: "\n")
    }
}

extension QueryPlan.Scan {
    fileprivate init(_ report: PlanReport.ScanReport) {
        let scan = report.scan
        table = scan.table.name
        calls = scan.knownCalls
        mayNeedMoreCalls = scan.mayExceed
        lowerBound = scan.lowerBound
        callsSaved = scan.stored?.saved(scan.splitPlan) ?? 0
        windows = scan.splitPlan.windowCount
        batches = scan.splitPlan.batchCount
        let (since, until) = (scan.range.since.date, scan.range.until.date)
        range = scan.table.isTimed ? since..<Swift.max(since, until) : nil
        duration = .seconds(report.estimate.seconds ?? 0)
        requests = report.requests.map { QueryPlan.Request(number: $0.number, text: $0.line) }
    }
}
