import WorkQLAPI
import WorkQLCatalog
package import WorkQLPlanner
import WorkQLSyntax
package import WorkQLTime

extension ScriptSession {
    /// Returns the cost of a plan, as far as the session knows; sends nothing.
    ///
    /// The time of a scan is that of all calls to its endpoint.
    package func report(on plan: Plan, showsCalls: Bool = false) async -> PlanReport {
        var before: [PlanReport.Before] = []
        for (index, subplan) in plan.subplans.enumerated() where names(subplan.plan) {
            let query = Printer().print(subplan.query)
            before.append(
                PlanReport.Before(
                    title: "first, \(Subplan.name(index)) = \(query)",
                    scans: await reports(on: subplan.plan.scans)))
        }
        return PlanReport(
            plan: plan, before: before, scans: await reports(on: plan.scans),
            showsCalls: showsCalls)
    }

    /// Whether all tables of a plan exist for the session: others may supply the values of keys.
    private func names(_ plan: Plan) -> Bool {
        plan.scans.allSatisfy { catalog.table($0.table.name) != nil }
    }

    private func reports(on scans: [Scan]) async -> [PlanReport.ScanReport] {
        var calls: [String: Int] = [:]
        for scan in scans {
            calls[scan.table.endpoint.qualifiedName, default: 0] += scan.knownCalls
        }
        var reports: [PlanReport.ScanReport] = []
        for scan in scans {
            let isAsked = scan.knownCalls > 0 && scan.directory == nil
            let estimate = await estimate(
                scan, calls: calls[scan.table.endpoint.qualifiedName] ?? 0)
            reports.append(
                PlanReport.ScanReport(
                    scan: scan, estimate: estimate,
                    requests: (isAsked ? scan.splitPlan.sample() : []).map { index in
                        let call = scan.splitPlan[index].call
                        return PlanReport.Request(
                            number: index + 1, call: call, line: client.requestLine(for: call))
                    }))
        }
        return reports
    }

    private func estimate(_ scan: Scan, calls: Int) async -> CostEstimate {
        guard showsAccount else { return CostEstimate(quotas: []) }
        let endpoint = scan.table.endpoint
        let quotas = await client.quotaStatus(of: endpoint).map { status in
            "\(status.quota.text), \(status.left) left"
        }
        return CostEstimate(
            quotas: quotas.isEmpty ? ["none"] : quotas,
            seconds: await client.secondsUntilSent(calls, of: endpoint),
            pagesPerCall: seenPages.pagesPerCall(of: scan.table.name))
    }

    func describe<Writer: ResultWriter>(
        _ report: PlanReport, as form: PlanForm, into writer: Writer, notes: [Diagnostic] = []
    ) throws(UserError) -> Outcome<Writer> {
        let description: StaticResult
        do { description = try .report(report, as: form) } catch {
            throw UserError(wrapping: error)
        }
        return try describe(description, into: writer, notes: report.plan.possibleNotes + notes)
    }

    /// Runs a query, discards its rows and returns the actual cost beside the planned cost.
    func analyze<Writer: ResultWriter>(
        _ plan: Plan, as form: PlanForm, into writer: Writer, after before: QueryStatistics
    ) async throws(UserError) -> Outcome<Writer> {
        // The report is made before the run, because the run is compared with it.
        var report = await report(on: plan)
        let (run, shares) = try await run(plan, into: DiscardingWriter(), after: before)
        report.statistics = run.statistics
        for (index, share) in shares.enumerated() {
            report.scans[index].actual = share
            if !showsAccount { report.scans[index].actual?.shared = 0 }
        }
        var outcome = try describe(report, as: form, into: writer)
        outcome.shortfall = run.shortfall
        outcome.notes = run.notes
        let rows = outcome.statistics?.rows ?? 0
        outcome.statistics = run.statistics
        outcome.statistics?.rows = rows
        return outcome
    }

    /// Returns the quota of which the smallest part is left, if that is less than a fifth of it:
    /// `checkin 41/600`.
    package func scarceQuota() async -> String? {
        var seen: Set<String> = []
        var least: (part: Double, text: String)?
        for table in catalog.tables where seen.insert(table.endpoint.qualifiedName).inserted {
            for status in await client.quotaStatus(of: table.endpoint) where status.used > 0 {
                let part = Double(status.left) / Double(max(status.quota.calls, 1))
                guard part < 0.2, part < least?.part ?? 1 else { continue }
                least = (part, "\(table.name) \(status.left)/\(status.quota.calls)")
            }
        }
        return least?.text
    }

    /// Returns for each quota of each endpoint the part that this session has used.
    func quotas() async -> StaticResult {
        var seen: Set<String> = []
        let endpoints = catalog.tables.flatMap { [$0.endpoint, $0.detail?.endpoint] }
            .compactMap(\.self).filter { seen.insert($0.qualifiedName).inserted }
        var rows: [[String?]] = []
        for endpoint in endpoints {
            rows += await client.quotaStatus(of: endpoint).map { status in
                [
                    endpoint.name, status.quota.text, "\(status.used)", "\(status.left)",
                    status.until.map { "\($0.rounded(.up))" },
                ]
            }
        }
        return StaticResult(
            columns: [
                ("endpoint", .text), ("quota", .text), ("used", .integer), ("left", .integer),
                ("until", .timestamp),
            ],
            rows: rows)
    }
}

extension StaticResult {
    static func report(_ report: PlanReport, as form: PlanForm) throws -> StaticResult {
        switch form {
        case .lines: StaticResult(columns: ["plan"], rows: report.lines.map { [$0] })
        case .record:
            StaticResult(
                columns: [
                    ("calls", .integer), ("at_least", .boolean), ("lower_bound", .integer),
                    ("eta_seconds", .real), ("scans", .json), ("execution", .text),
                ],
                rows: [
                    [
                        "\(report.plan.calls)", report.plan.mayExceed ? "1" : "0",
                        "\(report.plan.lowerBound)", "\(report.seconds)",
                        try report.scansAsJSON, report.plan.execution.name,
                    ]
                ])
        }
    }
}

/// A writer that discards an answer.
package struct DiscardingWriter: ResultWriter {
    package init() {}

    package mutating func begin(_ columns: [ResultColumn], zone: Zone) throws {}
    package mutating func write(_ row: ResultRow) throws {}
    package mutating func finish() throws {}
}
