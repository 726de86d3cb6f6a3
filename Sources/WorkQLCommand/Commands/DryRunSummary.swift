import WorkQL
import WorkQLPlanner
import WorkQLSyntax

/// Adds up what the queries of a dry run would cost.
struct DryRunSummary {
    private var queries = 0
    private var calls = 0
    private var lowerBound = 0
    /// Whether a query may need more calls than are known.
    private var isLeast = false
    private var seconds = 0.0

    /// Counts a statement that would ask a service. Times are added, although quotas may be of
    /// several endpoints, because statements run one after the other.
    mutating func add(
        _ statement: Statement, in session: ScriptSession
    ) async throws(QueryError) {
        guard let query = statement.query else { return }
        let report = await session.report(on: try session.plan(query))
        queries += 1
        calls += report.plan.calls
        lowerBound += report.plan.lowerBound
        isLeast = isLeast || report.plan.mayNeedMore
        seconds += report.seconds
    }

    var line: String {
        "dry run: \(counted(queries, "query", "queries")) · \(counted(calls, "call"))"
            + "\(isLeast ? " at least" : "") · lower bound \(lowerBound) · \(Scan.duration(seconds)) at the quotas · nothing was sent"
    }
}

extension Statement {
    /// The query that running the statement runs; nil where it runs none.
    fileprivate var query: Query? {
        switch kind {
        case .query(let query), .refresh(let query), .copy(let query, to: _, _),
            .explain(let query, .analysis):
            query
        default: nil
        }
    }
}
