import WorkQL
import WorkQLPlanner
import WorkQLSyntax

/// The sum of the costs of a dry run's queries.
struct DryRunSummary {
    private var queries = 0
    private var calls = 0
    private var lowerBound = 0
    /// Whether a query may need more calls than the known number.
    private var mayTakeMore = false
    private var seconds = 0.0

    /// Adds a statement that would call a service. Times are added, although the quotas may belong
    /// to several endpoints, because statements run one after the other.
    mutating func add(
        _ statement: Statement, in session: ScriptSession
    ) async throws(UserError) {
        guard let query = statement.query else { return }
        let report = await session.report(on: try session.plan(query))
        queries += 1
        calls += report.plan.calls
        lowerBound += report.plan.lowerBound
        mayTakeMore = mayTakeMore || report.plan.mayTakeMore
        seconds += report.seconds
    }

    var line: String {
        "dry run: \(counted(queries, "query", "queries")) · \(counted(calls, "call"))"
            + (mayTakeMore ? " at least" : "") + " · lower bound \(lowerBound)"
            + " · \(Scan.duration(seconds)) at the quotas · nothing was sent"
    }
}

extension Statement {
    /// The query that is run when the statement is run; nil if there is none.
    fileprivate var query: Query? {
        switch kind {
        case .query(let query), .refresh(let query), .copy(let query, to: _, _),
            .explain(let query, .analysis):
            query
        default: nil
        }
    }
}
