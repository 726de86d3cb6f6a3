import WorkQLCatalog
package import WorkQLSyntax
import WorkQLTime

/// What: scans of one table in two places of a statement are fetched with one set of calls, as for
/// a table joined to itself or the two ranges of COMPARE.
/// Why: the same rows need not be fetched twice, and neighbouring ranges or short lists share a
/// call.
/// When not: where the union would need more calls than the separate scans; where both the keys and
/// the ranges differ; and where there is a gap between the two ranges, unless one call reaches across
/// it and saves another: what responses with pages have of the gap costs calls too. Ranges differ
/// only where rows contain the time that distinguishes them again. Of a gap that a call reaches
/// across nothing is read from the store.
struct SharedScans {
    struct Group {
        var scan: Scan
        var members: [Int]
    }

    private(set) var groups: [Group] = []

    mutating func add(_ scan: Scan, at position: Int) {
        for index in groups.indices {
            if let common = groups[index].scan.union(with: scan) {
                groups[index].scan = common
                groups[index].members.append(position)
                return
            }
        }
        groups.append(Group(scan: scan, members: [position]))
    }
}

extension Scan {
    /// Whether the rows of the other scan, or those it needs of them, are among the rows of this
    /// one.
    ///
    /// The other has the same calls, or waits for values: those of this scan's own key column, or the
    /// same as this scan.
    func covers(_ other: Scan) -> Bool {
        guard table.name == other.table.name, range == other.range, sharing == nil,
            splitPlan.isProduct,
            other.splitPlan.instants.subtracting(splitPlan.instants).isEmpty,
            splitPlan.choices == other.splitPlan.choices
        else { return false }
        guard let dynamicKeys = other.dynamicKeys else {
            return self.dynamicKeys == nil && filters == other.filters && splitPlan.count > 0
                && splitPlan.batches == other.splitPlan.batches && ending == .everything
                && other.ending == .everything
        }
        let isOwn = dynamicKeys.keys.contains { key in
            guard case .scan(let index, let column) = key.filter.origin else { return false }
            return Scan.name(index) == name && column.folded == key.column
                && splitPlan.batches.allSatisfy { $0.parameter.column == key.column }
        }
        let isSame =
            self.dynamicKeys.map { own in
                own.keys.map { [$0.column, $0.query] }
                    == dynamicKeys.keys.map { [$0.column, $0.query] }
                    && splitPlan.batches == other.splitPlan.batches
            } ?? false
        return isOwn || isSame
    }

    /// Returns the values of list columns that a row must have to be needed by either scan.
    func commonlyUseful(with other: Scan) -> [Int: Set<Scalar>] {
        useful.filter { other.useful[$0.key] != nil }
            .merging(other.useful.filter { useful[$0.key] != nil }) { $0.union($1) }
    }

    /// Returns a scan of the rows of both; nil when it would cost more than the two.
    func union(with other: Scan) -> Scan? {
        guard table.name == other.table.name, splitPlan.choices == other.splitPlan.choices,
            filters == other.filters, splitPlan.count > 0, other.splitPlan.count > 0
        else { return nil }
        var common = self
        var batches = splitPlan.batches
        var instants = splitPlan.instants.union(other.splitPlan.instants)
        if splitPlan.batches == other.splitPlan.batches {
            if range != other.range {
                guard let column = table.endpoint.range.column.flatMap(table.columnIndex) else {
                    return nil
                }
                common.range = TimeRange(
                    since: min(range.since, other.range.since),
                    until: max(range.until, other.range.until))
                common.columns = Set(columns + [column]).sorted()
            }
        } else {
            guard range == other.range, splitPlan.batches.count == 1,
                other.splitPlan.batches.count == 1, splitPlan.batches[0].isKnown,
                other.splitPlan.batches[0].isKnown,
                splitPlan.batches[0].parameter.column == other.splitPlan.batches[0].parameter.column
            else { return nil }
            let values = Set(splitPlan.batches[0].values + other.splitPlan.batches[0].values)
            batches = [
                SplitPlan.Batches(
                    parameter: splitPlan.batches[0].parameter, values: values.sorted())
            ]
            // Nothing after the last instant of both is needed.
            let end = instants.hull?.upperBound ?? range.since.milliseconds
            instants = IntervalSet(range.since.milliseconds..<end)
        }
        // Where keys need different times, all of them get those of each.
        common.splitPlan = SplitPlan(
            endpoint: table.endpoint, instants: instants, batches: batches,
            choices: splitPlan.choices)
        let saved = splitPlan.count + other.splitPlan.count - common.splitPlan.count
        guard saved >= 0 else { return nil }
        let hasGap = range != other.range && instants.ranges.count > 1
        if hasGap, saved == 0 || table.endpoint.paging.pageSize != nil { return nil }
        common.columns = Set(common.columns + other.columns).sorted()
        common.useful = commonlyUseful(with: other)
        common.readsOnce = false
        common.ending = .everything
        common.predicates += other.predicates.filter { !predicates.contains($0) }
        return common
    }
}

extension [Scan] {
    /// Returns whether the store has all of some scans whose ranges have nothing in common: sharing
    /// would save no call, and each is read for its own reader.
    func areStoredApart(in environment: PlanningContext) throws(Diagnostic) -> Bool {
        var all = IntervalSet.empty
        for var scan in self {
            guard !scan.range.isEmpty else { return false }
            let range = IntervalSet(scan.range.since.milliseconds..<scan.range.until.milliseconds)
            guard all.intersection(range).isEmpty else { return false }
            all = all.union(range)
            try scan.takeStored(from: environment)
            guard scan.stored != nil, scan.splitPlan.count == 0 else { return false }
        }
        return true
    }
}

extension Plan {
    /// Completes the plan with scans whose keys only files had, by their indices. They share calls
    /// like those whose keys are in the statement.
    package mutating func take(known: [Int: Scan]) throws(Diagnostic) {
        var (scans, order) = (self.scans, self.order)
        let environments = known.keys.reduce(into: [:]) {
            $0[$1] = scans[$1].dynamicKeys?.environment
        }
        for (index, scan) in known { scans[index] = scan }
        var common = SharedScans()
        for index in known.keys.sorted() where !scans.contains(where: { $0.sharing == index }) {
            common.add(scans[index], at: index)
        }
        for group in common.groups where group.members.count > 1 {
            guard let first = group.members.first, let environment = environments[first],
                try !group.members.map({ scans[$0] }).areStoredApart(in: environment),
                let place = order.firstIndex(where: group.members.contains)
            else { continue }
            let host = scans.count
            var scan = group.scan
            scan.name = Scan.name(host)
            scan.isCommon = true
            try scan.takeStored(from: environment)
            scans.append(scan)
            for index in group.members { scans[index].sharing = host }
            order.removeAll(where: group.members.contains)
            order.insert(contentsOf: [host] + group.members, at: place)
        }
        for index in known.keys.sorted() where scans[index].sharing == nil {
            guard let environment = environments[index] else { continue }
            try scans[index].takeStored(from: environment)
        }
        self.order = order
        take(scans)
    }
}

extension Scan {
    fileprivate var mayReadOthersAnswers: Bool {
        sharing == nil && dynamicKeys == nil && details.isEmpty && directory == nil
            && splitPlan.isProduct && splitPlan.count > 0 && !isCommon
    }

    /// What: for two tables of one endpoint, such as recordings and their files, the calls are made
    /// once, and each response is read for both.
    /// Why: it contains the rows of both.
    /// When not: for different calls; a scan that waits for values, needs details, or is fetched
    /// for other scans keeps its own calls.
    func hasSameCalls(as other: Scan) -> Bool {
        mayReadOthersAnswers && other.mayReadOthersAnswers && table.name != other.table.name
            && table.endpoint.qualifiedName == other.table.endpoint.qualifiedName
            && range == other.range
            && splitPlan.range == other.splitPlan.range && splitPlan.count == other.splitPlan.count
            && splitPlan.batches == other.splitPlan.batches
            && splitPlan.choices == other.splitPlan.choices
    }
}

extension SplitPlan.Batches: Equatable {
    package static func == (left: SplitPlan.Batches, right: SplitPlan.Batches) -> Bool {
        left.parameter.column == right.parameter.column && left.values == right.values
            && left.isKnown == right.isKnown && left.origin == right.origin
    }
}
