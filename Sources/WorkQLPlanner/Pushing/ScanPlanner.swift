import WorkQLCatalog
import WorkQLSyntax

/// Decides what to ask a table's endpoint for: the range, the keys, the choices.
///
/// The conditions come bound, and as the conjuncts that all have to hold. None is ever dropped from
/// the local statement, so a rule here may widen what is fetched and must never narrow it.
struct ScanPlanner {
    let pending: PendingScan
    let context: TimeContext
    let environment: Environment
    /// Whether a key that nothing names is asked for by another table's values.
    let supplies: Bool
    private let conjuncts: [Expression]

    private var table: Table { pending.table }
    /// What the table is called in the statement, for messages.
    private var tableName: Name { pending.name }
    private var pushdown: Pushdown { Pushdown(table: table, name: tableName) }
    private var endpoint: Endpoint { table.endpoint }

    init(
        _ pending: PendingScan, context: TimeContext, environment: Environment,
        supplies: Bool = false
    ) {
        self.pending = pending
        self.context = context
        self.environment = environment
        self.supplies = supplies
        conjuncts = pending.conditions.map(\.bound)
    }

    /// - Parameter time: the clause that holds for the table, resolved.
    func scan(name: String, time: ResolvedTime?, stopsEarly: Bool) throws(Diagnostic) -> Scan {
        let clause = pending.clause
        var outcome = pending.conditions.map { condition in
            Predicate(text: condition.text, pushdown: .local, reason: "no parameter takes it")
        }
        let range =
            table.isTimed ? try range(time, clause: clause, into: &outcome) : .withoutTimes
        let batches = try batches(into: &outcome)
        let choices = choices(into: &outcome)
        var tiling = Tiling(
            endpoint: endpoint, range: range, batches: batches, choices: choices.sent)
        if choices.isContradiction || conjuncts.contains(where: isNever) {
            tiling.range = TimeRange(since: range.since, until: range.since)
        }
        var scan = Scan(
            name: name, table: table, columns: fetched(pending.columns), range: range,
            tiling: tiling, predicates: [], readsOnce: pending.readsOnce,
            stopsEarly: stopsEarly)
        if !scan.details.isEmpty { scan.useful = useful(among: scan.columns, into: &outcome) }
        scan.predicates = outcome
        return scan
    }

    /// What: sets of values for columns that the list tells.
    /// Why: a row whose value is in none of them will be dropped, and needs no call for its details.
    /// When not: a condition of another form could hold for NULL, which an outer join may put in the
    /// row's place; SQLite checks it once the details have come.
    private func useful(
        among columns: [Int], into outcome: inout [Predicate]
    ) -> [Int: Set<Scalar>] {
        var useful: [Int: Set<Scalar>] = [:]
        for column in columns where isCarried(column) && !table.columns[column].isDetail {
            for (index, conjunct) in conjuncts.enumerated() {
                guard let values = pushdown.values(of: column, in: conjunct) else { continue }
                if outcome[index].pushdown == .local {
                    outcome[index].reason = "before the details are asked for"
                }
                useful[column] = useful[column].map { $0.intersection(values.set) } ?? values.set
            }
        }
        return useful
    }

    private func isNever(_ conjunct: Expression) -> Bool {
        switch conjunct.kind {
        case .literal(.boolean(false)), .literal(.null), .literal(.integer(0)): true
        default: false
        }
    }

    /// The statement's columns, and those by which rows are told apart and given to their tiles.
    private func fetched(_ columns: Set<Int>) -> [Int] {
        var needed = table.identity + [endpoint.range.column].compactMap { $0 }
        if let detail = table.detail { needed.append(detail.key.column) }
        return columns.union(needed.compactMap(table.columnIndex)).sorted()
    }

    /// What: the clause's range and the bounds that conditions put on the time column, together.
    /// Why: a condition on the time column means the same as SINCE and UNTIL.
    /// When not: where the service chooses which instant of a row a range means, a bound on one
    /// column says nothing about the range, and stays local.
    private func range(
        _ time: ResolvedTime?, clause: TimeClause?, into outcome: inout [Predicate]
    ) throws(Diagnostic) -> TimeRange {
        var since = time?.since
        var until = time?.until
        let column = table.time.flatMap(table.columnIndex)
        for (index, conjunct) in conjuncts.enumerated() {
            guard let column, let name = table.time,
                let bounds = pushdown.bounds(of: column, in: conjunct)
            else { continue }
            guard endpoint.range.column != nil else {
                outcome[index].reason =
                    "the service does not say which instant of a row its range means"
                continue
            }
            since = [since, bounds.since].compactMap { $0 }.max()
            until = [until, bounds.until].compactMap { $0 }.min()
            outcome[index].pushdown = bounds.exact ? .exact : .inexact
            outcome[index].reason = bounds.exact ? "in the range of \(name)" : "within the range"
        }
        guard let since else { throw missingRange(time, clause: clause) }
        return TimeRange(since: since, until: until ?? context.now)
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

    /// What: lists of constants for the columns that the endpoint takes as keys.
    /// Why: one call serves as many values as the endpoint takes, and fetches no one else's rows.
    /// When not: of keys that exclude each other one is sent, the one whose lists make the fewest
    /// batches; the others are filtered here. A key that rows do not carry goes before all others,
    /// for it cannot be filtered here, and a condition on it in any other form is refused.
    private func batches(
        into outcome: inout [Predicate]
    ) throws(Diagnostic) -> [Tiling.Batches] {
        var refusals: [Int: Diagnostic] = [:]
        var found: [(parameter: KeyParameter, values: Set<Scalar>, column: Int)] = []
        // Those of which a query yet to be run gives the values.
        var awaited: [(parameter: KeyParameter, column: Int, name: String)] = []
        for parameter in endpoint.keys.parameters {
            guard let column = table.columnIndex(parameter.column) else { continue }
            var values: Set<Scalar>?
            for conjunct in conjuncts {
                if let name = pushdown.awaited(column, in: conjunct) {
                    awaited.append((parameter, column, name))
                    continue
                }
                let one = pushdown.values(of: column, in: conjunct)
                if one?.exact != true {
                    refusals[column] = refusals[column] ?? refusal(column, in: conjunct)
                }
                guard let one else { continue }
                values = values.map { $0.intersection(one.set) } ?? one.set
            }
            if let values { found.append((parameter, values, column)) }
        }

        var sent = found
        if endpoint.keys.rule != .any, found.count > 1 {
            let best = found.indices.min { first, second in
                rank(found[first]) < rank(found[second])
            }
            sent = best.map { [found[$0]] } ?? []
        }
        // A value that was asked for stands in the rows, where every condition on it is checked.
        for column in refusals.keys.sorted() where !sent.contains(where: { $0.column == column }) {
            if let refusal = refusals[column] { throw refusal }
        }
        // Of keys that exclude each other one whose values are known goes first.
        let unknown =
            endpoint.keys.rule == .any ? awaited[...] : awaited.prefix(sent.isEmpty ? 1 : 0)
        let waiting = unknown.map { parameter, column, name in
            for (index, conjunct) in conjuncts.enumerated()
            where pushdown.awaited(column, in: conjunct) != nil {
                outcome[index].pushdown = .exact
                outcome[index].reason = "as \(parameter.parameterName)"
            }
            return Tiling.Batches(parameter: parameter, values: [], isKnown: false, origin: name)
        }
        if sent.isEmpty, !waiting.isEmpty { return waiting }
        if endpoint.keys.rule == .exactlyOne, sent.isEmpty {
            guard supplies else { throw missingKey() }
            return [try supplied()]
        }
        for (parameter, _, column) in sent { report(parameter, column, into: &outcome) }
        for (parameter, _, column) in found where !sent.contains(where: { $0.column == column }) {
            let other = sent[0].parameter.column
            report(
                parameter, column, into: &outcome, as: .local,
                because: "a call takes \(other) or \(parameter.column), not both")
        }
        return sent.map { Tiling.Batches(parameter: $0.parameter, values: $0.values.sorted()) }
            + waiting
    }

    /// What: the values of another table's column for a key of which there must be one.
    /// Why: a table of people's records means everybody's, until a condition says whose.
    /// When not: where a key has no such column, a condition is needed.
    private func supplied() throws(Diagnostic) -> Tiling.Batches {
        guard let parameter = endpoint.keys.parameters.first(where: { $0.suppliedBy != nil }),
            let supplier = parameter.suppliedBy
        else { throw missingKey() }
        var batches = Tiling.Batches(parameter: parameter, values: [], origin: supplier.summary)
        if let known = environment.answers[try supplier.query(at: tableName.span)] {
            let values = Set(known.compactMap(\.scalar))
            batches.values = values.sorted()
        } else {
            batches.isKnown = false
        }
        return batches
    }

    private func rank(
        _ found: (parameter: KeyParameter, values: Set<Scalar>, column: Int)
    ) -> (Int, Int) {
        let batches = Tiling.Batches(parameter: found.parameter, values: Array(found.values))
        return (isCarried(found.column) ? 1 : 0, batches.count)
    }

    private func isCarried(_ column: Int) -> Bool { table.columns[column].source != .asked }

    private func refusal(_ column: Int, in conjunct: Expression) -> Diagnostic? {
        guard !isCarried(column), let mention = pushdown.mentions(column, in: conjunct) else {
            return nil
        }
        let name = table.columns[column].name
        return Diagnostic(
            .notPushed,
            "rows of \(table.name) do not carry \(name), so that only the service can filter by it",
            at: mention.span,
            help: "write \(name) = '…' or \(name) IN ('…', '…'), joined to the rest by AND")
    }

    private func report(
        _ parameter: KeyParameter, _ column: Int, into outcome: inout [Predicate],
        as pushed: Predicate.Pushdown? = nil, because reason: String? = nil
    ) {
        for (index, conjunct) in conjuncts.enumerated() {
            guard let values = pushdown.values(of: column, in: conjunct),
                pushdown.mentions(column, in: conjunct) != nil
            else { continue }
            outcome[index].pushdown = pushed ?? (values.exact ? .exact : .inexact)
            outcome[index].reason = reason ?? "as \(parameter.parameterName)"
        }
    }

    private func missingKey() -> Diagnostic {
        let names = endpoint.keys.parameters.map(\.column)
        let list =
            names.count == 1
            ? names[0] : names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
        return Diagnostic(
            .needsCondition, "\(tableName.text) needs a condition on \(list)", at: tableName.span,
            help: "add WHERE \(names[0]) = '…', or WHERE \(names[0]) IN ('…', '…')")
    }

    /// What: one value of a parameter that selects some of a column's values.
    /// Why: the answer then holds fewer rows, and so fewer pages.
    /// When not: where the condition allows values of several options, the parameter's widest value
    /// is sent, for one call with more rows is cheaper than two.
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
    /// Stands for the whole of a table whose rows belong to no times.
    static let withoutTimes = TimeRange(
        since: Instant(seconds: 0), until: Instant(seconds: 1))
}

extension Expression {
    fileprivate var scalar: Scalar? {
        switch kind {
        case .literal(.text(let text)): .text(text)
        case .literal(.integer(let number)): .integer(number)
        default: nil
        }
    }
}

extension KeyParameter {
    /// The request's own name for the parameter.
    package var parameterName: String {
        switch form {
        case .list(let name), .single(let name): name
        case .filter(let list, let key): "\(list).\(key)"
        }
    }
}
