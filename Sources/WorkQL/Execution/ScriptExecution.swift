import WorkQLAPI
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSyntax

/// The execution of statements.
extension ScriptSession {
    /// Runs a plan.
    ///
    /// - Parameter before: the cost of the statement before this plan.
    /// - Returns: also the statistics of each scan, in the plan's order.
    func run<Writer: ResultWriter>(
        _ plan: Plan, into writer: Writer, after before: QueryStatistics
    ) async throws(UserError) -> (outcome: Outcome<Writer>, shares: [StatisticsRecorder.Share]) {
        let execution = try await execution(of: plan, after: before)
        let result = await withTaskCancellationHandler {
            let read: @Sendable () throws -> Writer = {
                defer { execution.cancel() }
                var writer = writer
                while try !execution.write(to: &writer, until: { false }) {}
                return writer
            }
            // What: runs SQLite here. Why: starting a thread for `SELECT 1` takes as long as its
            // answer. When not: where pages are waited for, and for callers that did not declare
            // that this thread may be kept busy, because a thread of Swift's cooperative pool must
            // not be.
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
                writer: writer, statistics: end.statistics,
                notes: plan.notes + end.notes + unknownNames(of: plan),
                shortfall: end.shortfall)
            return (outcome, execution.shares)
        case .failure(let error):
            var failure =
                Task.isCancelled
                ? UserError(.interrupted, "interrupted") : UserError(wrapping: error)
            failure.spent = execution.spent
            failure.statistics = execution.accountSoFar
            throw failure
        }
    }

    /// Returns a note on each name that no person or department has: it looks like a department
    /// without people.
    func unknownNames(of plan: Plan) -> [Diagnostic] {
        guard !plan.namedObjects.isEmpty,
            // It would show names that the user may not see.
            !catalog.tables.contains(where: { $0.visibleRows != nil })
        else { return [] }
        let departments = client.knownDepartmentNames
        let people = client.knownPeople
        return plan.namedObjects.compactMap { object in
            let text = object.name.text
            switch object.kind {
            case .department:
                guard let departments, !departments.contains(where: { Name($0) == object.name })
                else { return nil }
                return Diagnostic(
                    .nameForID, "no department is called \"\(text)\"", at: object.name.span,
                    meaning: nearest(text, in: departments),
                    otherwise: "FROM department lists those that the app sees")
            case .person:
                guard let people, people.people(named: text).isEmpty else { return nil }
                return Diagnostic(
                    .nameForID, "no person is called \"\(text)\"", at: object.name.span,
                    help: "FROM member lists those that the app sees")
            }
        }
    }

    /// Runs the plan of a query, and another plan if the store no longer has the rows that the
    /// first relies on. This is detected before any row is delivered.
    ///
    /// - Parameters:
    ///   - first: a plan that was already made, and its cost so far.
    ///   - run: receives a plan, and the cost of the statement before it.
    func withPlan<Value>(
        of query: Query, _ first: (plan: Plan, before: QueryStatistics)? = nil,
        _ run: (Plan, QueryStatistics) async throws(UserError) -> Value
    ) async throws(UserError) -> Value {
        var before = first?.before ?? QueryStatistics()
        var next = first?.plan
        var attempts = 1
        while true {
            do throws(UserError) {
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

    /// Returns an execution of a plan, ready to start. Makes no call before that, but obtains the
    /// confirmation of the plan's cost.
    ///
    /// - Parameter before: the cost of the statement before this execution.
    func execution(of plan: Plan, after before: QueryStatistics) async throws(UserError)
        -> Execution
    {
        let trace = client.instruments.trace
        let cost = await cost(of: plan)
        trace?(PlanCost.self, Plan.self)
        let agreed = try await confirm(cost)
        trace?(Execution.self, Plan.self)
        return Execution(plan, in: self, costing: cost, agreed: agreed, after: before)
    }
}
