package import WorkQLPlanner
package import WorkQLSyntax

extension ScriptSession {
    /// The columns of the last result, for completion; empty if there is none.
    package var lastColumns: [ResultColumn] { last.rows?.namedColumns ?? [] }

    /// Passes the last result to a writer again; makes no call.
    ///
    /// - Throws: `UserError` when there is none, or the writer fails.
    package func repeatLast<Writer: ResultWriter>(
        into writer: Writer
    ) throws(UserError) -> Outcome<Writer> {
        guard case .kept(let result) = last else {
            let (message, help) = last.absence
            throw UserError(.query, message, help: help, code: .unknownTable)
        }
        var writer = writer
        do {
            try result.write(to: &writer)
        } catch {
            throw UserError(wrapping: error)
        }
        var statistics = QueryStatistics()
        statistics.rows = result.rowCount
        return Outcome(writer: writer, statistics: statistics, notes: [])
    }

    /// Runs a plan.
    ///
    /// - Returns: also the new value of `_`; nil if it does not change, because answers are not
    ///   kept, or this one is incomplete.
    func answer<Writer: ResultWriter>(
        _ plan: Plan, into writer: Writer, after before: QueryStatistics, at span: Span
    ) async throws(UserError) -> (Outcome<Writer>, result: LastResult?) {
        guard keepsAnswers else {
            return (try await run(plan, into: writer, after: before).outcome, nil)
        }
        let keeping = TeeWriter(writer, megabytes: options.lastResultMegabytes)
        let outcome = try await run(plan, into: keeping, after: before).outcome
        var notes = outcome.notes
        let result = outcome.shortfall == nil ? outcome.writer.result : nil
        if case .tooLarge? = result {
            let (message, help) = outcome.writer.result.absence
            notes.append(Diagnostic(message, at: span, help: help))
        }
        let own = Outcome(
            writer: outcome.writer.base, statistics: outcome.statistics, notes: notes,
            shortfall: outcome.shortfall)
        return (own, result)
    }

    /// Returns notes about what a dry run cannot know of a query.
    func lastUnknown(to query: Query, at span: Span) -> [Diagnostic] {
        guard case .announced = last, query.tableNames.contains(PlanningContext.lastResult) else {
            return []
        }
        return [
            Diagnostic(
                "the rows of _ are not known in a dry run; calls for keys from them are not counted",
                at: span)
        ]
    }
}
