import Synchronization
import WorkQLAPI
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

/// The pages that one statement may still ask for.
///
/// Repetitions of a request that brought none are free: a budget bounds the work that a statement
/// asks for, and there are three of them at most. The quota counts every one.
final class CallBudget: Sendable {
    private let left: Mutex<Int?>

    /// - Parameter calls: nil is no limit.
    init(_ calls: Int?) { left = Mutex(calls) }

    func admit(_ endpoint: String) throws(ServiceFailure) {
        let isSpent = left.withLock { left in
            guard let calls = left else { return false }
            left = max(calls - 1, 0)
            return calls <= 0
        }
        if isSpent { throw ServiceFailure(.budget, endpoint, "no further call is allowed") }
    }
}

extension CallBudget {
    /// Takes so many calls at once, or none of them.
    func take(_ calls: Int, forRowsOf table: String) throws(QueryError) {
        let rest: Int? = left.withLock { left in
            guard let known = left, calls > known else {
                left = left.map { $0 - calls }
                return nil
            }
            return known
        }
        guard let rest else { return }
        throw QueryError(
            .quota,
            "the details of \(counted(calls, "row")) of \(table) need as many calls, and "
                + "\(rest) \(rest == 1 ? "is" : "are") left of those allowed",
            help: "narrow the range, add LIMIT, or raise max_calls", code: .tooManyCalls)
    }
}

/// A scan ended before its end because the budget was spent.
struct BudgetSpent: Error {
    /// Calls that did not come to their end.
    var unfinished: Int
    /// What these asked for, from the first's start to the last's end.
    var range: TimeRange
}

extension QueryError {
    /// A plan that needs more calls than are allowed, and what would make it cheaper.
    ///
    /// - Parameters:
    ///   - calls: that it needs at least.
    ///   - spent: those of them that were made before the others became known.
    static func tooExpensive(
        _ plan: Plan, calls: Int, after spent: Int, most: Int
    ) -> QueryError {
        let costs = plan.scans.filter { spent == 0 && $0.knownCalls > 0 }.map { scan in
            let windows = counted(scan.splitPlan.windowCount, "window")
            let batches = counted(scan.splitPlan.batchCount, "batch", "batches")
            return "\(scan.table.name) \(windows) × \(batches)"
        }
        let needed = counted(max(calls, spent + plan.calls), "call")
        let list = costs.isEmpty ? "" : " (\(costs.joined(separator: ", ")))"
        let allowed = "at most \(most) \(most == 1 ? "is" : "are") allowed"
        let made = spent == 0 ? "nothing was sent" : "the calls that had to come first were made"
        var ways =
            spent == 0
            ? cheaper(plan, most: most) : ["narrow the range or the list of users"]
        ways.append("raise max_calls")
        return QueryError(
            .quota, "the plan needs \(needed)\(list), and \(allowed); \(made)",
            help: ways.joined(separator: ", or "), code: .tooManyCalls)
    }

    /// What would bring the dearest scan into the budget by itself.
    private static func cheaper(_ plan: Plan, most: Int) -> [String] {
        guard let scan = plan.scans.max(by: { $0.splitPlan.count < $1.splitPlan.count }) else {
            return []
        }
        let room = most - (plan.calls - scan.splitPlan.count)
        var ways: [String] = []
        let windows = room / max(scan.splitPlan.batchCount, 1)
        if windows > 0 {
            let days = windows * scan.table.endpoint.range.window / 86_400
            ways.append("narrow the range of \(scan.table.name) to \(days) d")
        }
        for batches in scan.splitPlan.batches where batches.count > 1 {
            let others = scan.splitPlan.count / batches.count
            let values = room / max(others, 1) * batches.parameter.most
            guard values > 0 else { continue }
            ways.append(
                "ask for at most \(counted(values, "value")) of \(batches.parameter.column)")
        }
        return ways
    }

    /// A statement whose answers had more pages than the budget let it read.
    static func budgetSpent(
        _ spent: [(table: String, missing: BudgetSpent)], most: Int, rows: Int, zone: Zone
    ) -> QueryError {
        let missing = spent.map { table, missing in
            "\(counted(missing.unfinished, "call")) of \(table) in "
                + missing.range.text(in: zone)
        }
        return QueryError(
            .quota,
            "the budget of \(counted(most, "call")) is spent by pages, lists that the service divided "
                + "and what came before; "
                + (rows == 0 ? "no row was complete" : "the answer is partial")
                + ", missing: " + missing.joined(separator: "; "),
            help: "raise max_calls, or narrow the range", code: .tooManyCalls)
    }
}
