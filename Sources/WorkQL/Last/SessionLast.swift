package import WorkQLPlanner
import WorkQLSyntax

extension ScriptSession {
    /// The columns of the last result, for completion; none where there is none.
    package var lastColumns: [ResultColumn] { last.rows?.namedColumns ?? [] }

    /// Gives the last result to a writer once more; nothing is asked.
    ///
    /// - Throws: `QueryError` when there is none, or the writer fails.
    package func repeatLast<Writer: ResultWriter>(
        into writer: Writer
    ) throws(QueryError) -> Outcome<Writer> {
        guard case .kept(let result) = last else {
            let (message, help) = last.absence
            throw QueryError(.query, message, help: help, code: .unknownTable)
        }
        var writer = writer
        do {
            try result.write(to: &writer)
        } catch {
            throw QueryError(wrapping: error)
        }
        var account = Account()
        account.rows = result.rowCount
        return Outcome(writer: writer, account: account, notes: [])
    }

    /// Runs a plan and keeps its answer, if it is whole; otherwise the one before stays.
    mutating func keep<Writer: ResultWriter>(
        _ plan: Plan, into writer: Writer, after before: Account, at span: Span
    ) async throws(QueryError) -> Outcome<Writer> {
        let keeping = KeepingWriter(writer, megabytes: options.lastResultMegabytes)
        let outcome = try await run(plan, into: keeping, after: before).outcome
        var notes = outcome.notes
        if outcome.shortfall == nil {
            last = outcome.writer.result
            if case .tooLarge = last {
                let (message, help) = last.absence
                notes.append(Diagnostic(message, at: span, help: help))
            }
        }
        return Outcome(
            writer: outcome.writer.base, account: outcome.account, notes: notes,
            shortfall: outcome.shortfall)
    }

    /// What a dry run cannot know of a query.
    func lastUnknown(to query: Query, at span: Span) -> [Diagnostic] {
        guard case .announced = last, query.tableNames.contains(Environment.lastResult) else {
            return []
        }
        return [
            Diagnostic(
                "the rows of _ are not known in a dry run; calls for keys from them are not counted",
                at: span)
        ]
    }
}
