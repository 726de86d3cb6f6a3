import WorkQLAPI
import WorkQLPlanner
import WorkQLSyntax

/// Statements that are executed.
extension ScriptSession {
    /// - Parameter before: what the statement has cost already.
    /// - Returns: also what each scan came to, in the plan's order.
    func run<Writer: ResultWriter>(
        _ plan: Plan, into writer: Writer, after before: QueryStatistics
    ) async throws(QueryError) -> (outcome: Outcome<Writer>, shares: [StatisticsRecorder.Share]) {
        let execution = try await execution(of: plan, after: before)
        let result = await withTaskCancellationHandler {
            let read: @Sendable () throws -> Writer = {
                defer { execution.cancel() }
                var writer = writer
                while try !execution.write(to: &writer, until: { false }) {}
                return writer
            }
            // What: runs SQLite here. Why: a thread that is started for `SELECT 1` takes as long as
            // its answer. When not: where pages are waited for, and for callers who did not say that
            // this thread may be kept busy, as one of Swift's cooperative pool must not be.
            guard plan.scans.isEmpty, options.whileBusy != nil else {
                return await threads.run(read)
            }
            return Result(catching: read)
        } onCancel: {
            execution.cancel()
        }
        switch result {
        case .success(let writer):
            let end = execution.end
            let outcome = Outcome(
                writer: writer, statistics: end.statistics, notes: plan.notes,
                shortfall: end.shortfall)
            return (outcome, execution.shares)
        case .failure(let error):
            var failure =
                Task.isCancelled
                ? QueryError(.interrupted, "interrupted") : QueryError(wrapping: error)
            failure.spent = execution.spent
            failure.statistics = execution.accountSoFar
            throw failure
        }
    }

    /// Runs the plan of a query, and another where the store has not any more what the plan counts
    /// on, which is found out before anything is given out.
    ///
    /// - Parameters:
    ///   - first: a plan that is made already, and what that has cost.
    ///   - run: is given a plan, and what the statement has cost already.
    func withPlan<Value>(
        of query: Query, _ first: (plan: Plan, before: QueryStatistics)? = nil,
        _ run: (Plan, QueryStatistics) async throws(QueryError) -> Value
    ) async throws(QueryError) -> Value {
        var before = first?.before ?? QueryStatistics()
        var next = first?.plan
        var attempts = 1
        while true {
            do throws(QueryError) {
                let plan: Plan
                if let made = next {
                    plan = made
                } else {
                    plan = try await planned(query, mayCall: true, into: &before)
                }
                return try await run(plan, before)
            } catch {
                guard error.isStale, attempts < 5 else { throw error }
                before.add(error.spent)
                next = nil
                attempts += 1
            }
        }
    }

    /// A plan ready to be executed; nothing is asked before that but who has to allow it.
    ///
    /// - Parameter before: what the statement has cost already.
    func execution(of plan: Plan, after before: QueryStatistics) async throws(QueryError)
        -> Execution
    {
        let trace = client.instruments.trace
        let cost = await cost(of: plan)
        trace?(PlanCost.self, Plan.self)
        try await confirm(cost)
        trace?(Execution.self, Plan.self)
        return Execution(plan, in: self, costing: cost, after: before)
    }
}
