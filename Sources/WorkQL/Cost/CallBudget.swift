import Synchronization
import WorkQLAPI
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

/// The pages that one statement may still request.
///
/// Repetitions of a request that returned none are free: a budget bounds the work that a statement
/// requests, and there are at most three of them. The quota counts every one.
final class CallBudget: Sendable {
    /// The purposes of calls.
    struct Spending: Sendable {
        /// The calls that determined the keys to request.
        var before = 0
        var causes: [CallCause: Int] = [:]
        var details = 0

        var total: Int { before + details + causes.values.reduce(0, +) }
    }

    private let limit: Int?
    private let reserve: (@Sendable (Int) -> Bool)?
    private let state: Mutex<Spending>

    /// - Parameters:
    ///   - options: with the maximum number of calls.
    ///   - before: the number of them that the statement has already made.
    init(_ options: ScriptSession.Options, after before: Int) {
        limit = options.maxCalls
        reserve = options.reserve
        state = Mutex(Spending(before: before))
    }

    var spending: Spending { state.withLock { $0 } }

    func admit(_ cause: CallCause, to endpoint: String) throws(ServiceFailure) {
        let isSpent = state.withLock { spending in
            if let limit, spending.total >= limit { return true }
            if let reserve, !reserve(spending.total + 1) { return true }
            spending.causes[cause, default: 0] += 1
            return false
        }
        if isSpent { throw ServiceFailure(.budget, endpoint, "no further call is allowed") }
    }

    /// Admits the first page of a call before the call begins, so that the first calls of a scan have
    /// the budget, and not those that happen to be sent first.
    ///
    /// - Returns: false if no further call is allowed.
    func admitsAhead(_ endpoint: String) -> Bool {
        do throws(ServiceFailure) { try admit(.call, to: endpoint) } catch { return false }
        return true
    }

    /// Takes back what was admitted ahead for a call that was not made.
    func giveBack() { state.withLock { $0.causes[.call, default: 1] -= 1 } }
}

extension CallBudget {
    /// Takes a number of calls at once, or none of them.
    func take(_ calls: Int, forRowsOf table: String) throws(UserError) {
        let rest: Int? = state.withLock { spending in
            let isOver = limit.map { spending.total + calls > $0 } ?? false
            guard isOver || reserve.map({ !$0(spending.total + calls) }) == true else {
                spending.details += calls
                return nil
            }
            return isOver ? max((limit ?? 0) - spending.total, 0) : 0
        }
        guard let rest else { return }
        throw UserError(
            .quota,
            "the details of \(counted(calls, "row")) of \(table) need as many calls, and "
                + "\(rest) of the allowed calls \(rest == 1 ? "is" : "are") left",
            help: "narrow the range, add LIMIT, or raise max_calls", code: .tooManyCalls)
    }
}

extension CallBudget.Spending {
    /// The calls by purpose, such as `2 calls of the plan and 3 further pages`.
    fileprivate var text: String {
        let counts = [
            before > 0 ? "\(counted(before, "call")) for the values of keys" : nil,
            text(.call, "call of the plan", "calls of the plan"),
            text(
                .part, "call for a part of a list that the service refused",
                "calls for parts of lists that the service refused"),
            text(.page, "further page", "further pages"),
            details > 0 ? "the details of \(counted(details, "row"))" : nil,
        ].compactMap(\.self)
        return (counts.count > 1 ? counts.dropLast().joined(separator: ", ") + " and " : "")
            + (counts.last ?? "nothing")
    }

    private func text(_ cause: CallCause, _ noun: String, _ plural: String) -> String? {
        causes[cause].map { counted($0, noun, plural) }
    }
}

/// The error of a scan that ended early because the budget was spent.
struct BudgetSpent: Error {
    /// The calls that were begun and not completed, and the number of their pages that were
    /// received.
    var begun: [(split: SplitPlan.Split, reached: ServiceFailure.Reached)]
    /// The calls of which no page was received.
    var others: [SplitPlan.Split]

    /// The maximum number of begun calls that are named.
    private static let maximum = 5

    /// Returns what is missing from a table.
    func text(of table: String, in zone: Zone) -> [String] {
        var parts = begun.prefix(Self.maximum).map { split, reached in
            "\(counted(1, "call")) of \(table)"
                + MissingParts.text(of: [split], in: zone)
                + " after page \(reached.pages)" + (reached.of.map { " of \($0)" } ?? "")
        }
        if begun.count > Self.maximum {
            parts.append("the rest of \(counted(begun.count - Self.maximum, "call")) of \(table)")
        }
        guard !others.isEmpty else { return parts }
        return parts + [
            "\(counted(others.count, "call")) of \(table)"
                + MissingParts.text(of: others, in: zone)
        ]
    }
}

extension UserError {
    /// Returns the error for a plan that needs more calls than are allowed, with ways to make it
    /// cheaper.
    ///
    /// - Parameters:
    ///   - calls: the minimum number of calls that it needs.
    ///   - spent: the number of these that were made before the others became known.
    static func tooExpensive(
        _ plan: Plan, calls: Int, after spent: Int, maximum: Int
    ) -> UserError {
        let costs = plan.scans.filter { spent == 0 && $0.knownCalls > 0 }.map { scan in
            let windows = counted(scan.splitPlan.windowCount, "window")
            guard scan.splitPlan.batches.allSatisfy(\.isKnown) else {
                return "\(scan.table.name) \(windows) × an unknown number of batches"
            }
            let batches = counted(scan.splitPlan.batchCount, "batch", "batches")
            return "\(scan.table.name) \(windows) × \(batches)"
        }
        let least = max(calls, spent + plan.calls)
        let needed = counted(least, "call")
        let list = costs.isEmpty ? "" : " (\(costs.joined(separator: ", ")))"
        let allowed = "at most \(maximum) \(maximum == 1 ? "is" : "are") allowed"
        let made = spent == 0 ? "nothing was sent" : "its prerequisite calls were already made"
        var ways =
            spent == 0
            ? cheaper(plan, maximum: maximum) : ["narrow the range or the list of users"]
        ways.append("raise max_calls")
        var error = UserError(
            .quota,
            plan.waitsForDepartments || plan.isLeast
                ? "the plan needs at least \(needed)\(list), and \(allowed); \(made)"
                : "the plan needs \(needed)\(list), and \(allowed); \(made)",
            help: ways.joined(separator: ", or "), code: .tooManyCalls)
        error.neededCalls = least
        return error
    }

    /// Returns changes each of which brings the most expensive scan into the budget by itself.
    private static func cheaper(_ plan: Plan, maximum: Int) -> [String] {
        guard let scan = plan.scans.max(by: { $0.splitPlan.count < $1.splitPlan.count }) else {
            return []
        }
        let room = maximum - (plan.calls - scan.splitPlan.count)
        var ways: [String] = []
        let windows = room / max(scan.splitPlan.batchCount, 1)
        if windows > 0, scan.splitPlan.batches.allSatisfy(\.isKnown) {
            let days = windows * scan.table.endpoint.range.window / 86_400
            ways.append("narrow the range of \(scan.table.name) to \(days) d")
        }
        for batches in scan.splitPlan.batches where batches.count > 1 {
            let others = scan.splitPlan.count / batches.count
            let values = room / max(others, 1) * batches.parameter.maximum
            guard values > 0 else { continue }
            ways.append(
                "request at most \(counted(values, "value")) of \(batches.parameter.column)")
        }
        return ways
    }

    /// Returns the error for a statement whose answers had more pages than the budget allowed.
    static func budgetSpent(
        _ spent: [(table: String, missing: BudgetSpent)], _ budget: CallBudget, maximum: Int,
        rows: Int, zone: Zone
    ) -> UserError {
        let missing = spent.flatMap { table, missing in missing.text(of: table, in: zone) }
        let reason =
            budget.spending.total == 0
            ? "no call is allowed"
            : "the budget of \(counted(maximum, "call")) was used up by "
                + budget.spending.text
        return UserError(
            .quota,
            "\(reason); "
                + (rows == 0 ? "no complete row was fetched" : "the result is partial")
                + ", missing: " + missing.joined(separator: "; "),
            help: "raise max_calls, or narrow the range", code: .tooManyCalls)
    }
}
