import Synchronization
import WorkQLAPI
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

/// The cost and the outcome of an execution.
extension Execution {
    /// The statistics of each scan, in the plan's order.
    var shares: [StatisticsRecorder.Share] { recorder.shares }

    /// The outcome; empty before the last row was read.
    var end: End { state.withLock { $0.end ?? End() } }

    /// The cost so far, for the account of a statement that is planned again.
    var spent: QueryStatistics { recorder.statistics }

    /// The cost, and the number of rows passed to the writer, of an execution that stopped before
    /// its end.
    var accountSoFar: QueryStatistics {
        state.withLock { statistics(of: $0, rows: $0.rows?.count ?? 0) }
    }

    func end(of state: State, rows: Int) throws -> End {
        for (table, source) in state.sources {
            session.client.instruments.count(
                "workql.stored_rows", by: source.stored, [("table", table)])
        }
        let maximum = session.options.maxCalls ?? 0
        let spent = state.sources.compactMap { table, source in
            (source.failure as? BudgetSpent).map { (table, $0) }
        }
        if rows == 0, !spent.isEmpty {
            throw UserError.budgetSpent(spent, budget, maximum: maximum, rows: 0, zone: plan.zone)
        }
        var end = End(statistics: statistics(of: state, rows: rows), notes: state.notes)
        let missing = missing(in: state)
        if !missing.isEmpty {
            end.shortfall = .partial(
                missing, isOffline: session.options.isOffline, zone: plan.zone)
        }
        if missing.isEmpty, let doubt = doubt() { end.shortfall = doubt }
        if !spent.isEmpty {
            end.shortfall = .budgetSpent(
                spent, budget, maximum: maximum, rows: rows, zone: plan.zone)
        }
        return end
    }

    private func statistics(of state: State, rows: Int) -> QueryStatistics {
        var statistics = recorder.statistics
        statistics.rows = rows
        statistics.fetched = state.sources.reduce(0) { $0 + $1.source.fetched }
        statistics.stored = state.sources.reduce(0) { $0 + $1.source.stored }
        statistics.asOf = state.asOf
        statistics.plannedCalls = state.calls
        statistics.elapsed = (ContinuousClock.now - start).seconds
        statistics.add(before)
        statistics.ranges = plan.scans.filter { $0.table.isTimed && !$0.isCommon }.map {
            QueryStatistics.Range(table: $0.table.name, range: $0.range)
        }
        statistics.zone = plan.zone
        statistics.files = state.rows?.files ?? []
        return statistics
    }

    private func missing(in state: State) -> [MissingParts] {
        var missing: [MissingParts] = state.sources.compactMap { table, source in
            let (splits, reason) = source.missed
            guard !splits.isEmpty else { return nil }
            return MissingParts(
                table: table, ranges: source.scan.missing(splits), details: 0,
                reason: reason as? ServiceFailure)
        }
        for (position, details) in recorder.lackingDetails {
            let table = plan.scans[position].table.name
            if let index = missing.firstIndex(where: { $0.table == table }) {
                missing[index].details += details
            } else {
                missing.append(MissingParts(table: table, ranges: [], details: details))
            }
        }
        return missing
    }

    /// Returns what answers report about rows that may be missing; nil if they report nothing.
    private func doubt() -> UserError? {
        let doubts = recorder.doubts.sorted { $0.key < $1.key }.map { index, words in
            plan.scans[index].table.name + ": " + words.joined(separator: "; ")
        }
        guard !doubts.isEmpty else { return nil }
        return UserError(
            .quota, "rows may be missing: " + doubts.joined(separator: "; "),
            help: "run it again", code: .doubtedAnswer)
    }
}
