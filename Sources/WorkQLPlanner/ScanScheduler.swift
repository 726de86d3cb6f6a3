package import WorkQLCatalog
package import WorkQLSyntax
import WorkQLTime

/// Plans the scans of a statement in an order in which each finds the values it waits for.
///
/// What: a scan that can be fetched by itself precedes one that needs its values; of two that both
/// can, the one with fewer calls goes first, and among equals the first in the statement.
/// Why: the calls of the other are then only for values that occur.
/// When not: a scan whose constants fit into one batch gains nothing from fewer values, and does
/// not wait.
struct ScanScheduler {
    /// A placeholder for the keys from another scan.
    static let unknownKey = "…"

    let pending: [TableReference]
    let locals: [LocalSource]
    let times: [ResolvedTime?]
    let context: TimeContext
    let environment: PlanningContext
    /// The extent of a single scan that the statement reads, and the end of time it begins at.
    let ending: ReadExtent
    let timeOrder: TimeOrder

    /// - Returns: the scans by their names, and the order in which to fetch them.
    /// - Throws: the error that describes what is missing, when no scan can go next.
    func plan() throws(Diagnostic) -> (scans: [Scan], order: [Int]) {
        var own: [Result<Scan, Diagnostic>] = []
        for index in pending.indices { own.append(planned(pending[index], index)) }
        let filters = pending.indices.map { index in
            usefulFilters(of: index, by: own[index])
        }
        // Scans for all people that no other scan can give keys to may share calls.
        var shareable = own
        for index in pending.indices where pending[index].filters.isEmpty {
            guard pending.count > 1, case .failure = own[index] else { continue }
            shareable[index] = planned(pending[index], index, supplies: true)
        }
        var scans: [Int: Scan] = [:]
        var order: [Int] = []
        var followers: [Int: [Int]] = [:]
        for group in common(shareable, filters) where group.members.count > 1 {
            let indices = group.members
            let members = indices.compactMap { try? shareable[$0].get() }
            if try members.areStoredApart(in: environment) { continue }
            // A scan of exactly these rows is its own host; a scan of more rows is a separate one.
            let isFirst = indices.allSatisfy { isSame(shareable[$0], group.scan) }
            let host =
                isFirst
                ? indices[0] : pending.count + followers.keys.count(where: { $0 >= pending.count })
            var scan = group.scan
            scan.name = Scan.name(host)
            scan.isCommon = !isFirst
            scans[host] = scan
            followers[host] = indices.filter { $0 != host }
            for index in indices where index != host {
                guard case .success(var member) = shareable[index] else { continue }
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
            // A scan without any keys is planned for all people, where such a list exists.
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
        for index in 0..<all { if let refusal = scans[index]?.refusal { throw refusal } }
        return ((0..<all).compactMap { scans[$0] }, order)
    }

    /// Returns a scan whose rows are in the responses to one that is already planned: it makes no
    /// call, which values of other scans could not improve.
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

    /// Groups the scans that no scan outside their group filters, where sharing calls pays off.
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

    /// Returns the scan, waiting for the values of these filters.
    private func planned(
        _ index: Int, with filters: [ReadyFilter], alone: Result<Scan, Diagnostic>
    ) -> Result<Scan, Diagnostic> {
        guard !filters.isEmpty else { return alone }
        var scan: Scan
        switch alone {
        case .success(let known): scan = known
        case .failure:
            // One example value represents the future ones, to find out what else is missing.
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
                    query: LocalStatement.text(ready.query), statement: ready.query,
                    reads: ready.reads,
                    source: ready.source)
            },
            pending: pending[index], name: scan.name, time: times[index], context: context,
            environment: environment, ending: ending, order: timeOrder)
        return .success(scan)
    }

    /// Returns the distinct values of a filter's origin, and its name.
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
                distinct(
                    Expression(.column(qualifier: [scan.name], name: column)), as: column,
                    of: scan.name, from, scan.conditions), "\(name).\(column.text)"
            )
        case .local(let index, let column, let value, let rows):
            let local = locals[index]
            let from = Relation(.query(rows, alias: TableAlias(local.name)))
            return (
                distinct(value, as: column, of: local.name, from, local.conditions),
                "\(local.name.text).\(column.text)"
            )
        }
    }

    /// Returns the query of the distinct values of a column, or of its casts. It includes the
    /// conditions on the relation alone, since every needed row satisfies them. Beside an outer join
    /// they have to be false for NULL: otherwise, when a row of the other side is left out, the join
    /// may fill this side with NULL and thereby satisfy a condition that was not satisfied before.
    private func distinct(
        _ value: Expression, as column: Name, of name: Name, _ from: Relation,
        _ conditions: [TableReference.Condition]
    ) -> Query {
        let certain = conditions.filter { condition in
            !condition.isMoved
                && (condition.bound.refusesNull
                    || condition.isOfInnerJoins
                        && condition.bound.isComputedFromColumns(atMost: 64))
        }.map(\.bound).filter { condition in
            condition.tableNames.isEmpty
                && condition.first { $0.isQuery || $0.isName && $0.qualifier != name } == nil
        }
        let known = Expression(.test(value, .null, negated: true))
        return Query(
            body: .select(
                Select(
                    distinct: true, items: [SelectItem(.expression(value, alias: column))],
                    from: [from], condition: .all(certain + [known]))))
    }
}

extension Expression {
    /// Whether it is never true when its columns are NULL, as far as its form shows.
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

/// The keys that a scan needs before its calls are known: the values of key columns that other
/// scans or files contain.
package struct DynamicKeys: Sendable {
    package struct Key: Sendable {
        let filter: DynamicFilter
        /// The column of the scan's table.
        package let column: String
        /// Whether the column holds integers, not text.
        package let isInteger: Bool
        /// The statement whose first column contains the values, run over the fetched rows.
        package let query: String
        let statement: Query
        /// The indices of the scans to fetch first; empty when only files are read.
        package let reads: [Int]
        /// The source of the values, for messages: `scan0.userid`.
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

    /// Returns the scan for known values.
    ///
    /// - Parameter values: the values of each key, in any order, possibly repeated.
    package func scan(with values: [[Scalar]]) throws(Diagnostic) -> Scan {
        var scan = try fetched(with: values)
        try scan.takeStored(from: environment)
        return scan
    }

    /// Returns the scan for known values, all of it fetched.
    package func fetched(with values: [[Scalar]]) throws(Diagnostic) -> Scan {
        let known = zip(keys, values).map { (filter: $0.filter, values: Set($1).sorted()) }
        return try ScanPlanner(
            pending.filtered(by: known), context: context, environment: environment
        )
        .scan(name: name, time: time, ending: ending, order: order)
    }
}
