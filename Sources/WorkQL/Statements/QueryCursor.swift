import Synchronization
import WorkQLAPI
package import WorkQLPlanner
package import WorkQLSyntax

/// A query whose rows are read in portions: between two portions the reader decides whether, and
/// when, to continue. No call is made before the first portion.
///
/// No thread is held between two portions.
package final class QueryCursor: Sendable {
    private struct State {
        var plan: Plan
        /// The cost of the statement before its plan is run.
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

    /// The cost so far; after the last row, the final cost.
    package var statistics: QueryStatistics {
        state.withLock { state in
            guard let execution = state.execution else { return state.before }
            let end = execution.state.withLock { $0.end }
            return end?.statistics ?? execution.accountSoFar
        }
    }

    /// The notes on the statement; those that the rows decide, after the last row.
    package var notes: [Diagnostic] {
        let (plan, execution) = state.withLock { ($0.plan, $0.execution) }
        guard let execution else { return plan.notes }
        return plan.notes + execution.end.notes + session.unknownNames(of: plan)
    }

    /// Why the answer is incomplete although its rows are correct; nil when it is complete, and
    /// before its end.
    package var shortfall: UserError? { state.withLock { $0.execution }?.end.shortfall }

    /// Stops the calls in flight; a reader gets an error of the kind `.interrupted`.
    package func cancel() {
        let execution = state.withLock { state in
            state.isCancelled = true
            return state.execution
        }
        execution?.cancel()
    }

    /// Passes rows to a writer until there are none left or it has enough for now.
    ///
    /// - Returns: the writer after the last row, and whether no rows are left.
    package func read<Writer: ResultWriter>(
        into writer: Writer, until hasEnough: @escaping @Sendable () -> Bool
    ) async throws(UserError) -> (writer: Writer, isAtEnd: Bool) {
        while true {
            let execution = try await ready()
            @Sendable func portion() throws -> (writer: Writer, isAtEnd: Bool) {
                var writer = writer
                let isAtEnd = try execution.write(to: &writer, until: hasEnough)
                return (writer, isAtEnd)
            }
            // A row of constants waits for nothing, and another thread would take longer than it.
            let isImmediate = query.isOfOneRow && session.queries.isEmpty
            let result = await withTaskCancellationHandler {
                isImmediate ? Result(catching: portion) : await session.threads.run(portion)
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
                var failure = UserError(wrapping: error)
                if Task.isCancelled || state.withLock({ $0.isCancelled }) {
                    failure = UserError(.interrupted, "the query was cancelled")
                }
                failure.statistics = execution.accountSoFar
                if failure.isStale, try await isPlannedAgain(after: execution.spent) { continue }
                observation.end(.failure(failure))
                throw failure
            }
        }
    }

    private func ready() async throws(UserError) -> Execution {
        let (plan, before, known, isCancelled) = state.withLock { state in
            (state.plan, state.before, state.execution, state.isCancelled)
        }
        if isCancelled { throw UserError(.interrupted, "the query was cancelled") }
        if let known { return known }
        let execution = try await session.execution(of: plan, after: before)
        state.withLock { $0.execution = execution }
        return execution
    }

    /// Makes another plan if the store no longer has the rows that the first relies on. This is
    /// detected before any row is delivered.
    private func isPlannedAgain(after spent: QueryStatistics) async throws(UserError) -> Bool {
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
    /// Returns a query to be run by a plan that was just made for it. The values of keys that are
    /// the answer of another query are fetched at once, because the plan is incomplete without
    /// them.
    package func cursor(
        for query: Query, by plan: Plan
    ) async throws(UserError) -> QueryCursor {
        beginStatement()
        let observation = StatementObservation(Statement(.query(query)), client.instruments)
        do throws(UserError) {
            var before = QueryStatistics()
            guard plan.subplans.isEmpty, !plan.waitsForDepartments else {
                let plan = try await planned(query, mayCall: true, into: &before)
                return QueryCursor(self, query, plan, before, observation)
            }
            try allow(plan.minimumCalls, of: plan, after: 0)
            return QueryCursor(self, query, plan, before, observation)
        } catch {
            observation.end(.failure(error))
            throw error
        }
    }

    /// Returns the query that SUMMARIZE runs.
    package func summary(of query: Query) throws(UserError) -> Query {
        SummaryQuery(of: query, with: try plan(query).columns).query
    }
}
