import WorkQLCatalog
import WorkQLSyntax

/// What: scans of one table, in two places of a statement, are fetched with one set of calls, as for
/// a table joined to itself or the two ranges of COMPARE.
/// Why: the same rows need not come twice, and neighbouring ranges or short lists fill one call.
/// When not: the union never needs more calls than the scans apart; either their keys or their
/// ranges are the same; and where answers have pages, which count too, no gap is fetched between
/// two ranges. Ranges differ only where rows carry the time by which to tell them apart again.
struct CommonScans {
    struct Group {
        var scan: Scan
        var members: [Int]
    }

    private(set) var groups: [Group] = []

    mutating func add(_ scan: Scan, at place: Int) {
        for index in groups.indices {
            if let common = groups[index].scan.union(with: scan) {
                groups[index].scan = common
                groups[index].members.append(place)
                return
            }
        }
        groups.append(Group(scan: scan, members: [place]))
    }
}

extension Scan {
    /// Whether the rows of the other, or those it needs of them, are among this one's.
    ///
    /// The other waits for values: for those of this scan's own key column, or for the same as this.
    func covers(_ other: Scan) -> Bool {
        guard table.name == other.table.name, range == other.range, sharing == nil,
            tiling.isProduct,
            tiling.choices == other.tiling.choices, let awaited = other.awaited
        else { return false }
        let isOwn = awaited.keys.contains { key in
            guard case .scan(let place, let column) = key.feed.origin else { return false }
            return Scan.name(place) == name && column.folded == key.column
                && tiling.batches.allSatisfy { $0.parameter.column == key.column }
        }
        let isSame =
            self.awaited.map { own in
                own.keys.map { [$0.column, $0.query] }
                    == awaited.keys.map { [$0.column, $0.query] }
                    && tiling.batches == other.tiling.batches
            } ?? false
        return isOwn || isSame
    }

    /// The values of list columns without which a row is of no use to either.
    func commonlyUseful(with other: Scan) -> [Int: Set<Scalar>] {
        useful.filter { other.useful[$0.key] != nil }
            .merging(other.useful.filter { useful[$0.key] != nil }) { $0.union($1) }
    }

    /// A scan of the rows of both; nil when it would cost more than the two.
    func union(with other: Scan) -> Scan? {
        guard table.name == other.table.name, tiling.choices == other.tiling.choices,
            filters == other.filters, tiling.count > 0, other.tiling.count > 0
        else { return nil }
        var common = self
        var batches = tiling.batches
        if tiling.batches == other.tiling.batches {
            if range != other.range {
                guard let column = table.endpoint.range.column.flatMap(table.columnIndex) else {
                    return nil
                }
                let isGap =
                    max(range.since, other.range.since) > min(range.until, other.range.until)
                if isGap, table.endpoint.paging.pageSize != nil { return nil }
                common.range = TimeRange(
                    since: min(range.since, other.range.since),
                    until: max(range.until, other.range.until))
                common.columns = Set(columns + [column]).sorted()
            }
        } else {
            guard range == other.range, tiling.batches.count == 1,
                other.tiling.batches.count == 1, tiling.batches[0].isKnown,
                other.tiling.batches[0].isKnown,
                tiling.batches[0].parameter.column == other.tiling.batches[0].parameter.column
            else { return nil }
            let values = Set(tiling.batches[0].values + other.tiling.batches[0].values)
            batches = [
                Tiling.Batches(parameter: tiling.batches[0].parameter, values: values.sorted())
            ]
        }
        // Where keys want times of their own, all of them get the whole range.
        common.tiling = Tiling(
            endpoint: table.endpoint, range: common.range, batches: batches,
            choices: tiling.choices)
        guard common.tiling.count <= tiling.count + other.tiling.count else { return nil }
        common.columns = Set(common.columns + other.columns).sorted()
        common.useful = commonlyUseful(with: other)
        common.readsOnce = false
        common.ending = .everything
        common.predicates += other.predicates.filter { !predicates.contains($0) }
        return common
    }
}

extension Scan {
    fileprivate var mayReadOthersAnswers: Bool {
        sharing == nil && awaited == nil && details.isEmpty && directory == nil
            && tiling.isProduct && tiling.count > 0 && !isCommon
    }

    /// What: of two tables of one endpoint, such as recordings and their files, the calls are made
    /// once, and each answer is read for both.
    /// Why: the rows of both are in it. When not: the calls have to be the same ones; a scan that
    /// waits for values, costs details, or is fetched for others keeps calls of its own.
    func hasSameCalls(as other: Scan) -> Bool {
        mayReadOthersAnswers && other.mayReadOthersAnswers && table.name != other.table.name
            && table.endpoint.qualifiedName == other.table.endpoint.qualifiedName
            && range == other.range
            && tiling.range == other.tiling.range && tiling.count == other.tiling.count
            && tiling.batches == other.tiling.batches && tiling.choices == other.tiling.choices
    }
}

extension Tiling.Batches: Equatable {
    package static func == (left: Tiling.Batches, right: Tiling.Batches) -> Bool {
        left.parameter.column == right.parameter.column && left.values == right.values
            && left.isKnown == right.isKnown && left.origin == right.origin
    }
}
