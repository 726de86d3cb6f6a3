import WorkQLCatalog
import WorkQLSyntax
import WorkQLTime

/// Determines the request to a table's endpoint: the range, the keys, the choices.
///
/// The conditions are bound, and are the conjuncts that must all be true. None is ever dropped from
/// the local statement, so a rule here may widen what is fetched and must never narrow it.
struct ScanPlanner {
    let pending: TableReference
    let context: TimeContext
    let environment: PlanningContext
    /// Whether a key that no condition names is requested by another table's values.
    let supplies: Bool
    let conjuncts: [Expression]

    var table: Table { pending.table }
    /// The name of the table in the statement, for messages.
    var tableName: Name { pending.name }
    var pushdown: Pushdown { Pushdown(table: table, name: tableName, zone: context.zone) }
    var endpoint: Endpoint { table.endpoint }

    init(
        _ pending: TableReference, context: TimeContext, environment: PlanningContext,
        supplies: Bool = false
    ) {
        self.pending = pending
        self.context = context
        self.environment = environment
        self.supplies = supplies
        conjuncts = Pushdown(table: pending.table, name: pending.name, zone: context.zone)
            .narrowed(pending.conditions.map(\.bound), in: environment)
    }

    /// - Parameters:
    ///   - time: the resolved clause that applies to the table.
    ///   - order: the order in time in which the statement reads the rows.
    func scan(
        name: String, time: ResolvedTime?, ending: ReadExtent, order: TimeOrder
    ) throws(Diagnostic) -> Scan {
        if table.isTimed, table.source.isAnswers,
            let intervals = try environment.storeAlone?(table)
        {
            return try storedScan(
                name: name, time: time, ending: ending, order: order, of: intervals)
        }
        let clause = pending.clause
        var outcome = pending.conditions.map { condition in
            Predicate(text: condition.text, pushdown: .local, reason: "no parameter for it")
        }
        let range =
            table.isTimed ? try range(time, clause: clause, into: &outcome) : .withoutTimes
        let keys = try keys(into: &outcome)
        let choices = choices(into: &outcome)
        environment.trace?(Pushdown.self, Region.self)
        let isContradiction =
            pending.isUnread || choices.isContradiction || conjuncts.contains(where: \.isNever)
            || table.columns.indices.contains(where: isContradicted)
        let horizon = horizon(of: range)
        let splitPlan = splitPlan(
            keys, within: isContradiction ? .empty : requested(range, before: horizon),
            choices.sent, order)
        environment.trace?(ScanPlanner.self, SplitPlan.self)
        var scan = Scan(
            name: name, table: table, columns: fetched(pending.columns, for: splitPlan),
            range: range,
            splitPlan: splitPlan, predicates: [], readsOnce: pending.readsOnce, ending: ending)
        scan.horizon = horizon
        scan.deferred = deferred(among: scan.columns)
        if let time = endpoint.range.column.flatMap(table.columnIndex) {
            scan.readsTime = pending.columns.contains(time)
        }
        if !scan.details.isEmpty { scan.useful = useful(among: scan.columns, into: &outcome) }
        if table.source.local != nil {
            let (filters, told) = LocalFilters(table: table, pushdown: pushdown).filters(conjuncts)
            scan.filters = filters
            for index in told {
                outcome[index].pushdown = .inexact
                outcome[index].reason = "passed to the program"
            }
        }
        scan.predicates = zip(outcome, conjuncts).filter { isOwn($1, pushed: $0.pushdown) }.map(\.0)
        let unknown = unknownColumns(besides: keys)
        scan.notes = notes(on: keys) + unknown.notes + [noteOnFuture(range)].compactMap(\.self)
        scan.refusals = unknown.refusals
        scan.unknown = unknown.columns
        return scan
    }

    /// Whether a condition concerns the table: one that names only other tables belongs to those.
    private func isOwn(_ conjunct: Expression, pushed: Predicate.Pushdown) -> Bool {
        var (names, namesSelf, asks) = (false, false, false)
        func look(at expression: Expression) {
            switch expression.kind {
            case .column(let qualifier, _):
                names = true
                namesSelf = namesSelf || qualifier.isEmpty || qualifier.last == tableName
            case .subquery, .exists, .inQuery, .inParameter: asks = true
            // A list may be long, and is not copied for the search.
            case .inList(let value, let items, _):
                look(at: value)
                for item in items where !item.isLiteral { look(at: item) }
                return
            default: break
            }
            for child in expression.children { look(at: child) }
        }
        look(at: conjunct)
        return pushed != .local || namesSelf || !names || asks
    }

    /// What: the calls for the instants that the conditions leave, for each key where they restrict
    /// both.
    /// Why: neither a gap between two ranges nor a range that only some keys need costs calls for
    /// all.
    /// When not: keys that rows do not contain, and several keys at once, all get the same
    /// instants.
    private func splitPlan(
        _ keys: [Keys], within range: IntervalSet, _ choices: [Call.Choice], _ order: TimeOrder
    ) -> SplitPlan {
        let isInSeconds = rowsAreInSeconds
        func needed(_ instants: IntervalSet) -> IntervalSet {
            let instants = instants.intersection(range)
            return isInSeconds ? instants.ofWholeSeconds : instants
        }
        if keys.count == 1, let region = keys[0].region, let wanted = region.wantedKeys,
            !region.isUniform
        {
            let requiredRanges = RequiredRanges(
                keys[0].parameter,
                wanted.lazy.map { (key: $0, instants: needed(region[$0])) })
            return SplitPlan(
                endpoint: endpoint, requiredRanges: requiredRanges, choices: choices, order: order)
        }
        let region = keys.count == 1 ? keys[0].region ?? region(key: nil) : region(key: nil)
        return SplitPlan(
            endpoint: endpoint, instants: needed(region.instants), batches: keys.map(\.batches),
            choices: choices, order: order)
    }

    /// The column whose conditions count as ranges; nil where the service chooses the meaning of a
    /// range.
    private var rangeColumn: Int? { endpoint.range.column.flatMap(table.columnIndex) }

    /// Returns the region in which all conditions together can be true.
    private func region(key: Int?) -> Region { regions(key: key).together }

    /// Returns the region in which all conditions together can be true, and for each condition
    /// whether it implies exactly its part of the region of listed keys; nil for one that leaves
    /// keys open.
    func regions(key: Int?) -> (together: Region, isExact: [Bool?]) {
        var region = Region.everything
        var isExact: [Bool?] = []
        for conjunct in conjuncts {
            let own = pushdown.region(of: conjunct, key: key, time: rangeColumn)
            isExact.append(own.rest.isEmpty ? own.isExact && own.isBox : nil)
            region.formIntersection(own)
        }
        region.simplify()
        return (region, isExact)
    }

    /// What: sets of values for columns that the list returns.
    /// Why: a row whose value is in none of them will be dropped, and needs no call for its
    /// details.
    /// When not: a condition of another form could be true for NULL, which an outer join may
    /// produce in place of the row; SQLite checks it after the details are fetched.
    private func useful(
        among columns: [Int], into outcome: inout [Predicate]
    ) -> [Int: Set<Scalar>] {
        var useful: [Int: Set<Scalar>] = [:]
        for column in columns where isCarried(column) && !table.columns[column].isDetail {
            // Spellings of one id are different here, but equal in SQLite.
            if table.columns[column].ignoresCase { continue }
            for (index, conjunct) in conjuncts.enumerated() {
                guard let values = pushdown.values(of: column, in: conjunct) else { continue }
                if outcome[index].pushdown == .local {
                    outcome[index].reason = "before details are fetched"
                }
                useful[column] = useful[column].map { $0.intersection(values.set) } ?? values.set
            }
        }
        return useful
    }

    /// Whether conditions leave no value of a column: `notes = 'a' AND notes = 'b'`.
    private func isContradicted(_ column: Int) -> Bool {
        guard pending.columns.contains(column) else { return false }
        var wanted: Set<Scalar>?
        for conjunct in conjuncts {
            guard let one = pushdown.values(of: column, in: conjunct)?.set else { continue }
            wanted = wanted.map { $0.intersection(one) } ?? one
        }
        return wanted?.isEmpty ?? false
    }

    /// Returns the statement's columns, and those that identify rows and assign them to their
    /// splits.
    func fetched(_ columns: Set<Int>, for splitPlan: SplitPlan) -> [Int] {
        let keys = splitPlan.hasExceptions ? splitPlan.batches.map(\.parameter.column) : []
        var needed = table.identity + keys + [endpoint.range.column].compactMap { $0 }
        if let detail = table.detail { needed.append(detail.key.column) }
        var all = columns.union(needed.compactMap(table.columnIndex))
        if let rows = table.visibleRows { all.insert(rows.column) }
        return all.sorted()
    }

    /// What: columns of the identity that neither the statement nor the assignment to splits needs.
    /// Why: rows of one response usually differ in their time and key already.
    /// When not: where rows contain no time of the range, only the identity distinguishes them.
    private func deferred(among columns: [Int]) -> Set<Int> {
        guard endpoint.range.column != nil else { return [] }
        var needed = pending.columns
        needed.formUnion(
            (endpoint.keys.parameters.map(\.column) + [endpoint.range.column].compactMap { $0 })
                .compactMap(table.columnIndex))
        if let detail = table.detail {
            needed.formUnion([detail.key.column].compactMap(table.columnIndex))
        }
        if let rows = table.visibleRows { needed.insert(rows.column) }
        return Set(columns).subtracting(needed)
    }

    /// What: the clause's range and the bounds that conditions put on the time column, together.
    /// Why: a condition on the time column means the same as SINCE and UNTIL.
    /// When not: where the service chooses which instant of a row a range means, a bound on one
    /// column implies nothing about the range, and stays local.
    ///
    /// - Parameter stored: the default ends of the range; nil where a range is required.
    func range(
        _ time: ResolvedTime?, clause: TimeClause?, into outcome: inout [Predicate],
        otherwise stored: TimeRange? = nil
    ) throws(Diagnostic) -> TimeRange {
        var since = time?.since
        var until = time?.until
        let column = table.time.flatMap(table.columnIndex)
        for (index, conjunct) in conjuncts.enumerated() {
            guard let column, let name = table.time,
                case let region = pushdown.region(of: conjunct, key: nil, time: column),
                region.rest != .all
            else { continue }
            guard let hull = region.rest.hull else {
                // A condition on the time that is never true, which a note says, needs no range.
                if pushdown.mentions(column, in: conjunct) != nil {
                    return TimeRange(since: context.now, until: context.now)
                }
                continue
            }
            guard endpoint.range.column != nil else {
                outcome[index].reason =
                    "the service does not say which instant of a row its range means"
                continue
            }
            if hull.lowerBound != .min {
                let bound = Instant(milliseconds: hull.lowerBound)
                since = max(since ?? bound, bound)
            }
            if hull.upperBound != .max {
                let bound = Instant(milliseconds: hull.upperBound)
                until = min(until ?? bound, bound)
            }
            let isOne = region.rest.ranges.count == 1
            let isExact = region.isExact && isOne
            outcome[index].pushdown = isExact ? .exact : .inexact
            outcome[index].reason =
                isExact ? "in the range of \(name)" : isOne ? "within the range" : "in its ranges"
        }
        guard let since = since ?? stored?.since else {
            throw missingRange(time, clause: clause)
        }
        return TimeRange(since: since, until: until ?? stored?.until ?? context.now)
    }

    private func missingRange(_ time: ResolvedTime?, clause: TimeClause?) -> Diagnostic {
        if let clause, time != nil {
            return Diagnostic(
                .needsRange, "\(tableName.text) needs the start of a time range", at: clause.span,
                help: "add SINCE before it: SINCE 7d")
        }
        var help = "add SINCE 7d, or DURING last month"
        if let column = endpoint.range.column { help += ", or a condition on \(column)" }
        return Diagnostic(
            .needsRange, "\(tableName.text) needs a time range", at: tableName.span, help: help)
    }

    /// What: one value of a parameter that selects some of a column's values.
    /// Why: the response then contains fewer rows, and so fewer pages.
    /// When not: where the condition allows values of several options, the parameter's widest value
    /// is sent, since one call with more rows is cheaper than two.
    private func choices(
        into outcome: inout [Predicate]
    ) -> (sent: [Call.Choice], isContradiction: Bool) {
        var sent: [Call.Choice] = []
        var isContradiction = false
        for choice in endpoint.choices {
            guard let column = table.columnIndex(choice.column) else { continue }
            var wanted: Set<Scalar>?
            for conjunct in conjuncts {
                guard let one = pushdown.values(of: column, in: conjunct) else { continue }
                wanted = wanted.map { $0.intersection(one.set) } ?? one.set
            }
            let fitting = choice.options.filter { option in
                wanted.map { $0.isSubset(of: option.covers) } ?? false
            }
            if let wanted, wanted.isEmpty { isContradiction = true }
            let best = fitting.min { $0.covers.count < $1.covers.count }
            if let value = best?.send ?? choice.otherwise {
                sent.append(Call.Choice(choice.parameter, value))
            }
            for (index, conjunct) in conjuncts.enumerated() {
                guard let values = pushdown.values(of: column, in: conjunct),
                    pushdown.mentions(column, in: conjunct) != nil
                else { continue }
                guard let best else {
                    outcome[index].reason = "no value of \(choice.parameter) means just these"
                    continue
                }
                let isExact = values.exact && values.set == Set(best.covers)
                outcome[index].pushdown = isExact ? .exact : .inexact
                outcome[index].reason = "as \(choice.parameter) = \(best.send)"
            }
        }
        return (sent, isContradiction)
    }
}

extension TimeRange {
    /// The range of a table whose rows have no times.
    static let withoutTimes = TimeRange(
        since: Instant(seconds: 0), until: Instant(seconds: 1))
}

extension KeyParameter {
    /// The name of the parameter in requests.
    package var parameterName: String {
        if case .filter(let list, let key) = form { "\(list).\(key)" } else { form.parameter }
    }
}
