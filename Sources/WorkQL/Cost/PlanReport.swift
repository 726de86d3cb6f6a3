import WorkQLAPI
import WorkQLCatalog
package import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

/// The form of the answer to EXPLAIN.
package enum PlanForm: Sendable {
    /// Lines of text in a column `plan`.
    case lines
    /// One row with the columns `calls`, `at_least` (whether there may be more of them),
    /// `lower_bound`, `eta_seconds`, `scans`, a JSON list, and `execution`.
    case record
}

/// The cost of a plan, with the session's knowledge of quotas and pages, and after a run the actual
/// cost.
package struct PlanReport: Sendable {
    package var plan: Plan
    /// The subplans that are run first, for the values of keys.
    var before: [Before] = []
    var scans: [ScanReport]
    /// Whether requests are listed.
    var showsCalls = false
    /// The statistics of the whole run; nil for a plan that was not run.
    var statistics: QueryStatistics?

    struct ScanReport: Sendable {
        var scan: Scan
        var estimate: CostEstimate
        /// The first and last calls.
        var requests: [Request]
        /// The statistics of the scan; nil when it was not run.
        var actual: StatisticsRecorder.Share?
    }

    struct Before: Sendable {
        var title: String
        var scans: [ScanReport]
    }

    struct Request: Sendable {
        /// Counted from 1.
        var number: Int
        var call: Call
        /// The request on one line.
        var line: String
    }

    /// Seconds until the last call may be sent. Scans of one endpoint share its quota and are
    /// counted together.
    package var seconds: Double { scans.compactMap(\.estimate.seconds).max() ?? 0 }

    package var lines: [String] {
        guard !scans.isEmpty else { return ["no calls"] + files + ["local     \(plan.local)"] }
        let first = before.flatMap { before in [before.title] + before.scans.flatMap(lines) }
        return first + scans.flatMap(lines) + files + [total] + (further.map { [$0] } ?? [])
            + ["execution \(plan.execution.explanation)", "local     \(plan.local)"]
    }

    /// Lines about the parts of Parquet files that were read.
    private var files: [String] {
        (statistics?.files ?? []).map { file in
            "file      \(file.name): \(file.groupsRead) of \(counted(file.groups, "row group")), "
                + "\(file.columnsRead) of \(counted(file.columns, "column"))"
        }
    }

    /// Whether lines refer to other scans by their names.
    private var isNamed: Bool { plan.scans.contains { $0.dynamicKeys != nil || $0.sharing != nil } }

    private var total: String {
        guard scans.contains(where: { $0.estimate.seconds != nil }) else {
            return
                "total     \(plan.callRange)\(plan.isLeast ? " at least" : ""), lower bound \(plan.lowerBound)"
                + actualTotal
        }
        return
            "total     \(plan.callRange)\(plan.isLeast ? " at least" : ""), lower bound \(plan.lowerBound), "
            + "\(Scan.duration(seconds)) at the quota" + actualTotal
    }

    /// What a record costs beyond the total, which no plan can know; nil once it was run.
    private var further: String? {
        guard statistics == nil, plan.costsCallsPerRow else { return nil }
        return "          and one call for each record, which are known once the list is read"
    }

    private var actualTotal: String {
        guard let statistics else { return "" }
        return "; actual " + counted(statistics.calls, "call")
            + ", \(counted(statistics.rows, "row")) of \(statistics.fetched) fetched"
    }

    private func lines(of report: ScanReport) -> [String] {
        var lines = report.scan.explanation(in: plan.zone, report.estimate, named: isNamed)
        if let actual = report.actual {
            lines.append(
                "  actual    \(counted(actual.calls, "call")) of \(report.scan.knownCalls) planned, "
                    + "\(counted(actual.pages, "page")), \(counted(actual.rows, "row")), "
                    + "\(counted(actual.retries, "retry", "retries")), "
                    + "waited \(Scan.duration(actual.waited))")
            if actual.divided > 0 {
                lines.append(
                    "  divided   \(counted(actual.divided, "call")) more, because the service refused "
                        + "users of a call, or its size")
            }
            if actual.shared > 0 {
                lines.append(
                    "  shared    \(counted(actual.shared, "call")) that other statements made at the "
                        + "same time")
            }
        }
        guard showsCalls else { return lines }
        var last = 0
        for request in report.requests {
            if request.number > last + 1 {
                lines.append("  …         \(counted(request.number - last - 1, "call")) more")
            }
            last = request.number
            lines.append(
                "  call \(request.number.description.padded(to: 5))" + request.summary(plan.zone))
        }
        if let first = report.requests.first { lines.append("  request   \(first.sample)") }
        return lines
    }
}

extension PlanReport.Request {
    var range: TimeRange {
        TimeRange(
            since: Instant(seconds: Int64(call.start)), until: Instant(seconds: Int64(call.end)))
    }

    /// Returns the window as sent, and the number of keys with the first and the last.
    func summary(_ zone: Zone) -> String {
        ([range.text(in: zone)]
            + call.keys.map { key in
                let count = counted(key.values.count, "value")
                let ends = [key.values.first, key.values.last].compactMap { $0?.description }
                return "\(key.parameter.column): \(count), "
                    + (key.values.count == 1 ? ends[0] : ends.joined(separator: " … "))
            }).joined(separator: ", ")
    }

    /// The line, shortened if it is long.
    var sample: String {
        line.count <= 240 ? line : "\(line.prefix(239))…"
    }
}
