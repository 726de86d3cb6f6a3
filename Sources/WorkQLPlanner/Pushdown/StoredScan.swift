import WorkQLCatalog
import WorkQLSyntax
import WorkQLTime

extension ScanPlanner {
    /// What: a scan of all that the store has of a table, without calls.
    /// Why: programs that browse a database read tables without a range or a key, which is a reason
    /// neither to call a service nor to fail.
    /// When not: tables of people and of programs have no such rows; and it is only for callers
    /// that state what the result consists of.
    func storedScan(
        name: String, time: ResolvedTime?, ending: ReadExtent, order: TimeOrder,
        of intervals: [CachedInterval]
    ) throws(Diagnostic) -> Scan {
        var outcome = pending.conditions.map { condition in
            Predicate(text: condition.text, pushdown: .local, reason: "of stored rows")
        }
        let hull = IntervalSet(intervals.map(\.instants)).hull
        let stored = TimeRange(
            since: hull.map { Instant(milliseconds: $0.lowerBound) } ?? context.now,
            until: hull.map { Instant(milliseconds: $0.upperBound) } ?? context.now)
        let range = try range(time, clause: pending.clause, into: &outcome, otherwise: stored)
        let splitPlan = SplitPlan(
            endpoint: endpoint, instants: .empty, batches: [], choices: [], order: order)
        var scan = Scan(
            name: name, table: table, columns: fetched(pending.columns, for: splitPlan),
            range: range, splitPlan: splitPlan, predicates: outcome,
            readsOnce: pending.readsOnce, ending: ending)
        scan.readsStoreAlone = true
        guard !pending.isUnread, !conjuncts.contains(where: \.isNever) else { return scan }
        let wanted =
            range.isEmpty
            ? IntervalSet.empty : IntervalSet(range.since.milliseconds..<range.until.milliseconds)
        let isByTime = endpoint.range.column != nil
        let parts = intervals.compactMap { interval -> CachedRows? in
            let whole = IntervalSet(interval.instants)
            let part = wanted.intersection(whole)
            guard !part.isEmpty else { return nil }
            // Where the service chose which instant of a row a range means, the rows of a part of a
            // stored interval cannot be identified; conditions are checked on each row.
            return CachedRows(owner: interval.owner, instants: isByTime ? part : whole)
        }
        if let asOf = intervals.map(\.fetched).min(), !parts.isEmpty {
            scan.stored = CachedPart(
                parts: parts, asked: splitPlan, asOf: Instant(seconds: asOf), covered: [:])
        }
        return scan
    }
}
