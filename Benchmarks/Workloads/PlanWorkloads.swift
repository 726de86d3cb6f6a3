import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

extension Workload {
    /// Workloads of planning, from the tree to the calls.
    static let plans = [
        Workload("parse 10,000 ids") {
            let text = query(users: 10_000, days: 28)
            return { try tree(text).span }
        },
        plan("plan 10,000 ids", users: 10_000, days: 28),
        plan("plan 3,650 days", users: 200, days: 3650),
    ]

    private static func plan(_ name: String, users: Int, days: Int) -> Workload {
        Workload(name) {
            let query = try tree(query(users: users, days: days)).query
            let planner = Planner(context: TimeContext(now: Instant(seconds: 1_786_766_400)))
            return { try planner.plan(query).calls }
        }
    }

    private static func query(users: Int, days: Int) -> String {
        let list = (0..<users).map { "'user\($0)'" }.joined(separator: ", ")
        return "SELECT userid, count(*) FROM checkin WHERE userid IN (\(list)) "
            + "SINCE \(days)d GROUP BY userid"
    }

    private static func tree(_ text: String) throws -> (query: Query, span: Int) {
        guard case .complete(let statements) = Parser.parse(text), let first = statements.first,
            case .query(let query) = first.kind
        else { throw Astray("the query has mistakes") }
        return (query, first.span.end)
    }
}
