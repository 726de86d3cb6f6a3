import WorkQLAPI
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSyntax

/// The cost of a plan in calls and time, as far as it is known before the first call.
package struct PlanCost: Sendable, Hashable {
    package var calls: Int
    /// The time until the last call may be sent.
    package var seconds: Double
    /// Whether there may be more calls, for keys that come from other rows and for further pages.
    package var isLeast: Bool
    /// Whether each record costs a further call, which is not counted.
    package var isPerRecord: Bool

    package init(
        calls: Int, seconds: Double, isLeast: Bool = false, isPerRecord: Bool = false
    ) {
        self.calls = calls
        self.seconds = seconds
        self.isLeast = isLeast
        self.isPerRecord = isPerRecord
    }

    /// `23 calls at least, 1 min 12 s at the quota`
    package var text: String {
        counted(calls, "call") + (isLeast ? " at least" : "")
            + (isPerRecord ? ", and one for each record" : "")
            + ", \(Scan.duration(seconds)) at the quota"
    }
}

extension ScriptSession {
    func cost(of plan: Plan) async -> PlanCost {
        // Scans of one endpoint share its quota.
        let calls = Dictionary(grouping: plan.scans, by: \.table.endpoint.qualifiedName)
        var seconds = 0.0
        for scans in calls.values {
            let own = await client.secondsUntilSent(
                scans.reduce(0) { $0 + $1.knownCalls }, of: scans[0].table.endpoint)
            seconds = max(seconds, own)
        }
        return PlanCost(
            calls: plan.calls, seconds: seconds, isLeast: plan.isLeast,
            isPerRecord: plan.costsCallsPerRow)
    }

    /// Asks for confirmation, if the session can, before a plan with high cost is run.
    ///
    /// Calls for keys that come from other rows, and for the details of rows, are not known yet and
    /// not included; `ExpectedCalls` asks about them.
    ///
    /// - Returns: the number of calls that the user has agreed to; 0 if nobody was asked.
    func confirm(_ cost: PlanCost) async throws(UserError) -> Int {
        guard let confirm = options.confirm, isCostly(cost) else { return 0 }
        guard await confirm(cost) else { throw Self.notConfirmed("not run") }
        return cost.calls
    }

    /// Whether a cost must be confirmed.
    func isCostly(_ cost: PlanCost) -> Bool {
        options.confirmCalls.map { cost.calls > $0 } ?? false
            || options.confirmSeconds.map { cost.seconds > Double($0) } ?? false
    }

    static func notConfirmed(_ message: String) -> UserError {
        UserError(
            .interrupted, message,
            help: "change the thresholds with SET confirm_calls and confirm_seconds")
    }
}
