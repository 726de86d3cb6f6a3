import WorkQLCatalog
import WorkQLSyntax
import WorkQLTime

extension ScanPlanner {
    /// What: a scan of all that the store has of a table, and no call.
    /// Why: programs that look a database through ask for tables without a range or a key, which is
    /// no reason to call a service, and none to fail either.
    /// When not: tables of people and of programs have no such rows; and it is for callers who say
    /// what the answer is made of.
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
        guard !conjuncts.contains(where: isNever) else { return scan }
        let wanted =
            range.isEmpty
            ? IntervalSet.empty : IntervalSet(range.since.milliseconds..<range.until.milliseconds)
        let isByTime = endpoint.range.column != nil
        let parts = intervals.compactMap { interval -> CachedRows? in
            let whole = IntervalSet(interval.instants)
            let part = wanted.intersection(whole)
            guard !part.isEmpty else { return nil }
            // Where the service chose which instant of a row a range means, rows of a part of what
            // was fetched cannot be told; conditions are checked on each of them.
            return CachedRows(owner: interval.owner, instants: isByTime ? part : whole)
        }
        if let asOf = intervals.map(\.fetched).min(), !parts.isEmpty {
            scan.stored = CachedPart(
                parts: parts, asked: splitPlan, asOf: Instant(seconds: asOf), covered: [:])
        }
        return scan
    }
}
