package import WorkQLCatalog
package import WorkQLSyntax

/// Plans the scans of a statement in an order in which each finds the values it waits for.
///
/// What: a scan that can be asked by itself goes before one that needs its values; of two that both
/// can, the one with fewer calls, and of these the one that stands first.
/// Why: the calls of the other are then for the values that there are.
/// When not: a scan whose constants fit into one batch gains nothing from fewer, and waits for none.
struct ScanScheduler {
    /// Stands for the keys that another scan will give.
    static let unknownKey = "…"

    let pending: [TableReference]
    let locals: [LocalSource]
    let times: [ResolvedTime?]
    let context: TimeContext
    let environment: PlanningContext
    /// How much of an only scan the statement reads, and from which end of time.
    let ending: ReadExtent
    let timeOrder: TimeOrder

    /// - Returns: the scans by their names, and the order in which to fetch them.
    /// - Throws: what is missing, when no scan can go next.
    func plan() throws(Diagnostic) -> (scans: [Scan], order: [Int]) {
        var own: [Result<Scan, Diagnostic>] = []
        for index in pending.indices { own.append(planned(pending[index], index)) }
        let filters = pending.indices.map { index in
            usefulFilters(of: index, by: own[index])
        }
        var scans: [Int: Scan] = [:]
        var order: [Int] = []
        var followers: [Int: [Int]] = [:]
        for group in common(own, filters) where group.members.count > 1 {
            let indices = group.members
            // A scan of just these rows serves itself; rows of more are a scan of their own.
            let isFirst = indices.allSatisfy { isSame(own[$0], group.scan) }
            let host =
                isFirst
                ? indices[0] : pending.count + followers.keys.count(where: { $0 >= pending.count })
            var scan = group.scan
            scan.name = Scan.name(host)
            scan.isCommon = !isFirst
            scans[host] = scan
            followers[host] = indices.filter { $0 != host }
            for index in indices where index != host {
                guard case .success(var member) = own[index] else { continue }
                member.sharing = host
                scans[index] = member
            }
            order += [host] + indices.filter { $0 != host }
        }
        let all = pending.count + followers.keys.count(where: { $0 >= pending.count })
        while order.count < all {
            if let (index, shared) = reading(answersOf: scans, order, own) {
                scans[index] = shared
                order.append(index)
                continue
            }
            var best: (index: Int, scan: Scan, rank: (Int, Int))?
            var failure: Diagnostic?
            for index in pending.indices where scans[index] == nil {
                let usable = filters[index].filter { Set($0.reads).isSubset(of: order) }
                let result = planned(index, with: usable, alone: own[index])
                switch result {
                case .success(let scan):
                    let waits = usable.count < filters[index].count ? 1 : 0
                    let rank = (waits, scan.splitPlan.count)
                    if best.map({ rank < $0.rank }) ?? true { best = (index, scan, rank) }
                case .failure(let diagnostic): failure = failure ?? diagnostic
                }
            }
            // Whom nothing tells whom to ask for asks for everybody, where there is such a list.
            for index in pending.indices where best == nil && scans[index] == nil {
                let result = planned(pending[index], index, supplies: true)
                if case .success(let scan) = result { best = (index, scan, (0, 0)) }
            }
            guard let best else {
                throw failure
                    ?? Diagnostic(.needsCondition, "no scan can be planned", at: Span(0, 0))
            }
            var next = best.scan
            if let host = order.first(where: { scans[$0]?.covers(next) ?? false }) {
                next.sharing = host
                next.dynamicKeys = nil
                let columns = Set((scans[host]?.columns ?? []) + next.columns).sorted()
                scans[host]?.columns = columns
                if let useful = scans[host]?.commonlyUseful(with: next) {
                    scans[host]?.useful = useful
                }
            }
            scans[best.index] = next
            order.append(best.index)
        }
        return ((0..<all).compactMap { scans[$0] }, order)
    }

    /// A scan whose rows are in the answers to one that is planned already: it costs no call, which
    /// no values from elsewhere could better.
    private func reading(
        answersOf scans: [Int: Scan], _ order: [Int], _ own: [Result<Scan, Diagnostic>]
    ) -> (index: Int, scan: Scan)? {
        for index in pending.indices where scans[index] == nil {
            guard case .success(var scan) = own[index],
                let host = order.first(where: { scans[$0]?.hasSameCalls(as: scan) ?? false })
            else { continue }
            scan.sharing = host
            return (index, scan)
        }
        return nil
    }

    /// The scans that nothing outside of their group would filter, put together where that pays.
    private func common(
        _ own: [Result<Scan, Diagnostic>], _ filters: [[ReadyFilter]]
    ) -> [SharedScans.Group] {
        var common = SharedScans()
        for index in pending.indices {
            guard case .success(let scan) = own[index], !scan.readsOnce || pending.count > 1,
                filters[index].allSatisfy({ ready in
                    ready.reads.count == 1
                        && pending[ready.reads[0]].table.name == pending[index].table.name
                })
            else { continue }
            common.add(scan, at: index)
        }
        return common.groups
    }

    private func isSame(_ own: Result<Scan, Diagnostic>, _ common: Scan) -> Bool {
        guard case .success(let scan) = own else { return false }
        return scan.range == common.range && scan.splitPlan.batches == common.splitPlan.batches
    }

    private func planned(
        _ pending: TableReference, _ index: Int, supplies: Bool = false
    ) -> Result<Scan, Diagnostic> {
        let planner = ScanPlanner(
            pending, context: context, environment: environment, supplies: supplies)
        return Result { () throws(Diagnostic) in
            try planner.scan(
                name: Scan.name(index), time: times[index], ending: ending, order: timeOrder)
        }
    }

    /// A filter and the query of its values.
    private struct ReadyFilter {
        var filter: DynamicFilter
        var query: Query
        var reads: [Int]
        var source: String
    }

    private func usefulFilters(of index: Int, by own: Result<Scan, Diagnostic>) -> [ReadyFilter] {
        pending[index].filters.compactMap { filter in
            if case .success(let scan) = own {
                let column = pending[index].table.columns[filter.column].name
                if scan.splitPlan.count == 0 { return nil }
                if let known = scan.splitPlan.batches.first(where: { $0.parameter.column == column }
                ),
                    known.count <= 1
                {
                    return nil
                }
            }
            guard let (query, source) = values(of: filter.origin) else { return nil }
            let reads = query.scanIndices
            return reads.contains(index)
                ? nil : ReadyFilter(filter: filter, query: query, reads: reads, source: source)
        }
    }

    /// The scan when it has to wait for the values of these filters.
    private func planned(
        _ index: Int, with filters: [ReadyFilter], alone: Result<Scan, Diagnostic>
    ) -> Result<Scan, Diagnostic> {
        guard !filters.isEmpty else { return alone }
        var scan: Scan
        switch alone {
        case .success(let known): scan = known
        case .failure:
            // One value stands for those to come, to see what else is missing.
            let known = filters.map { ready in
                let isInteger = pending[index].table.columns[ready.filter.column].type == .integer
                return (ready.filter, [isInteger ? Scalar.integer(1) : .text(Self.unknownKey)])
            }
            let result = planned(pending[index].filtered(by: known), index)
            guard case .success(let shape) = result else { return result }
            scan = shape
        }
        scan.dynamicKeys = DynamicKeys(
            keys: filters.map { ready in
                let column = pending[index].table.columns[ready.filter.column]
                return DynamicKeys.Key(
                    filter: ready.filter, column: column.name, isInteger: column.type == .integer,
                    query: LocalStatement.text(ready.query), reads: ready.reads,
                    source: ready.source)
            },
            pending: pending[index], name: scan.name, time: times[index], context: context,
            environment: environment, ending: ending, order: timeOrder)
        return .success(scan)
    }

    /// The distinct values of a filter's origin, and what to call it.
    private func values(of origin: DynamicFilter.Origin) -> (Query, String)? {
        switch origin {
        case .query(let query):
            let scans = query.scanIndices.map(Scan.name)
            return (
                query, scans.isEmpty ? "a query" : "a query of " + scans.joined(separator: ", ")
            )
        case .scan(let index, let column):
            let scan = pending[index]
            let name = Scan.name(index)
            let from = Relation(
                .table(TableName(name: Name(name)), alias: TableAlias(scan.name), time: nil))
            return (
                distinct(column, of: scan.name, from, scan.conditions), "\(name).\(column.text)"
            )
        case .local(let index, let column, let rows):
            let local = locals[index]
            let from = Relation(.query(rows, alias: TableAlias(local.name)))
            return (
                distinct(column, of: local.name, from, local.conditions),
                "\(local.name.text).\(column.text)"
            )
        }
    }

    /// Conditions that speak of the relation alone hold for each of its rows that is of use. They
    /// have to be false of NULL: a row that is kept from the other side may else let an outer join
    /// fill this one up, and the condition hold, where it did not before.
    private func distinct(
        _ column: Name, of name: Name, _ from: Relation, _ conditions: [TableReference.Condition]
    ) -> Query {
        let value = Expression(.column(qualifier: [name], name: column))
        let certain = conditions.filter { !$0.isMoved }.map(\.bound).filter { condition in
            condition.tableNames.isEmpty && condition.refusesNull
                && condition.first { $0.isQuery || $0.isName && $0.qualifier != name } == nil
        }
        let known = Expression(.test(value, .null, negated: true))
        return Query(
            body: .select(
                Select(
                    distinct: true, items: [SelectItem(.expression(value, alias: column))],
                    from: [from], condition: .all([known] + certain))))
    }
}

extension Expression {
    /// Whether it is never true when its columns are NULL, as far as its form tells.
    fileprivate var refusesNull: Bool {
        switch kind {
        case .binary(.and, let left, let right): left.refusesNull || right.refusesNull
        case .binary(.or, let left, let right): left.refusesNull && right.refusesNull
        case .binary(let op, let left, let right):
            [.equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual].contains(op)
                && (left.isName || right.isName)
        case .inList(let value, _, _), .between(let value, _, _, _): value.isName
        case .match(_, let value, _, _, _): value.isName
        case .test(let value, .null, negated: true): value.isName
        default: false
        }
    }

    fileprivate var isQuery: Bool {
        switch kind {
        case .subquery, .exists, .inQuery, .inParameter: true
        default: false
        }
    }
}

/// What a scan has to be told before its calls are known: the values of key columns that other
/// scans or files hold.
package struct DynamicKeys: Sendable {
    package struct Key: Sendable {
        let filter: DynamicFilter
        /// The column of the scan's table.
        package let column: String
        /// Whether the column holds integers, and not text.
        package let isInteger: Bool
        /// The statement whose first column are the values, run over what has been fetched.
        package let query: String
        /// The indices of the scans to fetch before; none when files alone are read.
        package let reads: [Int]
        /// Where the values come from, for people: `scan0.userid`.
        package let source: String
    }

    package let keys: [Key]
    let pending: TableReference
    let name: String
    let time: ResolvedTime?
    let context: TimeContext
    let environment: PlanningContext
    let ending: ReadExtent
    let order: TimeOrder

    package var reads: [Int] { Set(keys.flatMap(\.reads)).sorted() }

    /// The scan as it is once the values are known.
    ///
    /// - Parameter values: for each key, in any order, perhaps more than once.
    package func scan(with values: [[Scalar]]) throws(Diagnostic) -> Scan {
        let known = zip(keys, values).map { (filter: $0.filter, values: Set($1).sorted()) }
        var scan = try ScanPlanner(
            pending.filtered(by: known), context: context, environment: environment
        )
        .scan(name: name, time: time, ending: ending, order: order)
        try scan.takeStored(from: environment)
        return scan
    }
}
