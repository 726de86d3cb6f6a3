import Synchronization
import WorkQLAPI
package import WorkQLPlanner
package import WorkQLSyntax

/// A query whose rows are read in portions: whoever reads decides between two of them whether, and
/// when, to go on. Nothing is asked of a service before the first.
///
/// No thread is held between two portions.
package final class QueryCursor: Sendable {
    private struct State {
        var plan: Plan
        /// What the statement has cost before its plan is run.
        var before: QueryStatistics
        var execution: Execution?
        var attempts = 1
        var isCancelled = false
    }

    private let session: ScriptSession
    private let query: Query
    private let observation: StatementObservation
    private let state: Mutex<State>

    fileprivate init(
        _ session: ScriptSession, _ query: Query, _ plan: Plan, _ before: QueryStatistics,
        _ observation: StatementObservation
    ) {
        self.session = session
        self.query = query
        self.observation = observation
        state = Mutex(State(plan: plan, before: before))
    }

    deinit { state.withLock { $0.execution }?.cancel() }

    package var plan: Plan { state.withLock { $0.plan } }

    /// What it has cost so far; after the last row, what it did cost.
    package var statistics: QueryStatistics {
        state.withLock { state in
            guard let execution = state.execution else { return state.before }
            let end = execution.state.withLock { $0.end }
            return end?.statistics ?? execution.accountSoFar
        }
    }

    /// Why the answer is not whole although its rows are right; nil when it is, and before its end.
    package var shortfall: QueryError? { state.withLock { $0.execution }?.end.shortfall }

    /// Stops the calls in flight; whoever reads gets an error of the kind `.interrupted`.
    package func cancel() {
        let execution = state.withLock { state in
            state.isCancelled = true
            return state.execution
        }
        execution?.cancel()
    }

    /// Gives rows to a writer until there are none or it has enough for now.
    ///
    /// - Returns: the writer as the last row left it, and whether there are no more rows.
    package func read<Writer: ResultWriter>(
        into writer: Writer, until hasEnough: @escaping @Sendable () -> Bool
    ) async throws(QueryError) -> (writer: Writer, isAtEnd: Bool) {
        while true {
            let execution = try await ready()
            let result = await withTaskCancellationHandler {
                await session.threads.run {
                    var writer = writer
                    let isAtEnd = try execution.write(to: &writer, until: hasEnough)
                    return (writer: writer, isAtEnd: isAtEnd)
                }
            } onCancel: {
                execution.cancel()
            }
            switch result {
            case .success(let portion):
                if portion.isAtEnd {
                    execution.cancel()
                    observation.end(.success(execution.end.statistics))
                }
                return portion
            case .failure(let error):
                execution.cancel()
                var failure = QueryError(wrapping: error)
                if Task.isCancelled || state.withLock({ $0.isCancelled }) {
                    failure = QueryError(.interrupted, "the query was cancelled")
                }
                failure.statistics = execution.accountSoFar
                if failure.isStale, try await isPlannedAgain(after: execution.spent) { continue }
                observation.end(.failure(failure))
                throw failure
            }
        }
    }

    private func ready() async throws(QueryError) -> Execution {
        let (plan, before, known, isCancelled) = state.withLock { state in
            (state.plan, state.before, state.execution, state.isCancelled)
        }
        if isCancelled { throw QueryError(.interrupted, "the query was cancelled") }
        if let known { return known }
        let execution = try await session.execution(of: plan, after: before)
        state.withLock { $0.execution = execution }
        return execution
    }

    /// Makes another plan where the store has not any more what the first counts on, which is found
    /// out before anything is given out.
    private func isPlannedAgain(after spent: QueryStatistics) async throws(QueryError) -> Bool {
        var (before, attempts) = state.withLock { ($0.before, $0.attempts) }
        guard attempts < 5 else { return false }
        before.add(spent)
        let plan = try await session.planned(query, mayCall: true, into: &before)
        attempts += 1
        state.withLock { state in
            state.plan = plan
            state.before = before
            state.attempts = attempts
            state.execution = nil
        }
        return true
    }
}

extension ScriptSession {
    /// A query to be run by a plan that was just made for it. What has to be asked before the plan is
    /// whole, the values of keys that are the answer of another query, is asked at once.
    package func cursor(
        for query: Query, by plan: Plan
    ) async throws(QueryError) -> QueryCursor {
        beginStatement()
        let observation = StatementObservation(Statement(.query(query)), client.instruments)
        do throws(QueryError) {
            var before = QueryStatistics()
            guard plan.subplans.isEmpty, !plan.waitsForDepartments else {
                let plan = try await planned(query, mayCall: true, into: &before)
                return QueryCursor(self, query, plan, before, observation)
            }
            try allow(plan.leastCalls, of: plan, after: 0)
            return QueryCursor(self, query, plan, before, observation)
        } catch {
            observation.end(.failure(error))
            throw error
        }
    }

    /// What SUMMARIZE asks of a query.
    package func summary(of query: Query) throws(QueryError) -> Query {
        SummaryQuery(of: query, with: try plan(query).columns).query
    }
}
