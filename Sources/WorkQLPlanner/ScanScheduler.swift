package import WorkQLCatalog
package import WorkQLSyntax

/// Plans the scans of a statement in an order in which each finds the values it waits for.
///
/// What: a scan that can be asked by itself goes before one that needs its values; of two that both
/// can, the one with fewer calls, and of these the one that stands first.
/// Why: the calls of the other are then for the values that there are.
/// When not: a scan whose constants fit into one batch gains nothing from fewer, and waits for none.
struct ScanScheduler {
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
        for place in pending.indices { own.append(planned(pending[place], place)) }
        let feeds = pending.indices.map { place in
            usefulFeeds(of: place, by: own[place])
        }
        var scans: [Int: Scan] = [:]
        var order: [Int] = []
        var followers: [Int: [Int]] = [:]
        for group in common(own, feeds) where group.members.count > 1 {
            let places = group.members
            // A scan of just these rows serves itself; rows of more are a scan of their own.
            let isFirst = places.allSatisfy { isSame(own[$0], group.scan) }
            let host =
                isFirst
                ? places[0] : pending.count + followers.keys.count(where: { $0 >= pending.count })
            var scan = group.scan
            scan.name = Scan.name(host)
            scan.isCommon = !isFirst
            scans[host] = scan
            followers[host] = places.filter { $0 != host }
            for place in places where place != host {
                guard case .success(var member) = own[place] else { continue }
                member.sharing = host
                scans[place] = member
            }
            order += [host] + places.filter { $0 != host }
        }
        let all = pending.count + followers.keys.count(where: { $0 >= pending.count })
        while order.count < all {
            if let (place, shared) = reading(answersOf: scans, order, own) {
                scans[place] = shared
                order.append(place)
                continue
            }
            var best: (place: Int, scan: Scan, rank: (Int, Int))?
            var failure: Diagnostic?
            for place in pending.indices where scans[place] == nil {
                let usable = feeds[place].filter { Set($0.reads).isSubset(of: order) }
                let result = planned(place, with: usable, alone: own[place])
                switch result {
                case .success(let scan):
                    let waits = usable.count < feeds[place].count ? 1 : 0
                    let rank = (waits, scan.splitPlan.count)
                    if best.map({ rank < $0.rank }) ?? true { best = (place, scan, rank) }
                case .failure(let diagnostic): failure = failure ?? diagnostic
                }
            }
            // Whom nothing tells whom to ask for asks for everybody, where there is such a list.
            for place in pending.indices where best == nil && scans[place] == nil {
                let result = planned(pending[place], place, supplies: true)
                if case .success(let scan) = result { best = (place, scan, (0, 0)) }
            }
            guard let best else {
                throw failure
                    ?? Diagnostic(.needsCondition, "no scan can be planned", at: Span(0, 0))
            }
            var next = best.scan
            if let host = order.first(where: { scans[$0]?.covers(next) ?? false }) {
                next.sharing = host
                next.awaited = nil
                let columns = Set((scans[host]?.columns ?? []) + next.columns).sorted()
                scans[host]?.columns = columns
                if let useful = scans[host]?.commonlyUseful(with: next) {
                    scans[host]?.useful = useful
                }
            }
            scans[best.place] = next
            order.append(best.place)
        }
        return ((0..<all).compactMap { scans[$0] }, order)
    }

    /// A scan whose rows are in the answers to one that is planned already: it costs no call, which
    /// no values from elsewhere could better.
    private func reading(
        answersOf scans: [Int: Scan], _ order: [Int], _ own: [Result<Scan, Diagnostic>]
    ) -> (place: Int, scan: Scan)? {
        for place in pending.indices where scans[place] == nil {
            guard case .success(var scan) = own[place],
                let host = order.first(where: { scans[$0]?.hasSameCalls(as: scan) ?? false })
            else { continue }
            scan.sharing = host
            return (place, scan)
        }
        return nil
    }

    /// The scans that nothing outside of their group would feed, put together where that pays.
    private func common(
        _ own: [Result<Scan, Diagnostic>], _ feeds: [[Fed]]
    ) -> [SharedScans.Group] {
        var common = SharedScans()
        for place in pending.indices {
            guard case .success(let scan) = own[place], !scan.readsOnce || pending.count > 1,
                feeds[place].allSatisfy({ fed in
                    fed.reads.count == 1
                        && pending[fed.reads[0]].table.name == pending[place].table.name
                })
            else { continue }
            common.add(scan, at: place)
        }
        return common.groups
    }

    private func isSame(_ own: Result<Scan, Diagnostic>, _ common: Scan) -> Bool {
        guard case .success(let scan) = own else { return false }
        return scan.range == common.range && scan.splitPlan.batches == common.splitPlan.batches
    }

    private func planned(
        _ pending: TableReference, _ place: Int, supplies: Bool = false
    ) -> Result<Scan, Diagnostic> {
        let planner = ScanPlanner(
            pending, context: context, environment: environment, supplies: supplies)
        return Result { () throws(Diagnostic) in
            try planner.scan(
                name: Scan.name(place), time: times[place], ending: ending, order: timeOrder)
        }
    }

    /// A feed and the query of its values.
    private struct Fed {
        var feed: DynamicFilter
        var query: Query
        var reads: [Int]
        var source: String
    }

    private func usefulFeeds(of place: Int, by own: Result<Scan, Diagnostic>) -> [Fed] {
        pending[place].feeds.compactMap { feed in
            if case .success(let scan) = own {
                let column = pending[place].table.columns[feed.column].name
                if scan.splitPlan.count == 0 { return nil }
                if let known = scan.splitPlan.batches.first(where: { $0.parameter.column == column }
                ),
                    known.count <= 1
                {
                    return nil
                }
            }
            guard let (query, source) = values(of: feed.origin) else { return nil }
            let reads = query.scanPlaces
            return reads.contains(place)
                ? nil : Fed(feed: feed, query: query, reads: reads, source: source)
        }
    }

    /// The scan when it has to wait for the values of these feeds.
    private func planned(
        _ place: Int, with feeds: [Fed], alone: Result<Scan, Diagnostic>
    ) -> Result<Scan, Diagnostic> {
        guard !feeds.isEmpty else { return alone }
        var scan: Scan
        switch alone {
        case .success(let known): scan = known
        case .failure:
            // One value stands for those to come, to see what else is missing.
            let known = feeds.map { fed in
                let isInteger = pending[place].table.columns[fed.feed.column].type == .integer
                return (fed.feed, [isInteger ? Scalar.integer(1) : .text("…")])
            }
            let result = planned(pending[place].fed(known), place)
            guard case .success(let shape) = result else { return result }
            scan = shape
        }
        scan.awaited = DynamicKeys(
            keys: feeds.map { fed in
                let column = pending[place].table.columns[fed.feed.column]
                return DynamicKeys.Key(
                    feed: fed.feed, column: column.name, isInteger: column.type == .integer,
                    query: LocalStatement.text(fed.query), reads: fed.reads, source: fed.source)
            },
            pending: pending[place], name: scan.name, time: times[place], context: context,
            environment: environment, ending: ending, order: timeOrder)
        return .success(scan)
    }

    /// The distinct values of a feed's origin, and what to call it.
    private func values(of origin: DynamicFilter.Origin) -> (Query, String)? {
        switch origin {
        case .query(let query):
            let scans = query.scanPlaces.map(Scan.name)
            return (
                query, scans.isEmpty ? "a query" : "a query of " + scans.joined(separator: ", ")
            )
        case .scan(let place, let column):
            let scan = pending[place]
            let name = Scan.name(place)
            let from = Relation(
                .table(TableName(name: Name(name)), alias: TableAlias(scan.name), time: nil))
            return (
                distinct(column, of: scan.name, from, scan.conditions), "\(name).\(column.text)"
            )
        case .local(let place, let column, let rows):
            let local = locals[place]
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
        let feed: DynamicFilter
        /// The column of the scan's table.
        package let column: String
        /// Whether the column holds integers, and not text.
        package let isInteger: Bool
        /// The statement whose first column are the values, run over what has been fetched.
        package let query: String
        /// The places of the scans to fetch before; none when files alone are read.
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
        let known = zip(keys, values).map { (feed: $0.feed, values: Set($1).sorted()) }
        var scan = try ScanPlanner(pending.fed(known), context: context, environment: environment)
            .scan(name: name, time: time, ending: ending, order: order)
        try scan.takeStored(from: environment)
        return scan
    }
}
