import WorkQLCatalog
import WorkQLSyntax

/// The value that a column of a query has in each row of a scan inside the query.
///
/// What: a condition on a column of a query in FROM, or of a common table, is a condition on the
/// scan whose rows the query returns.
/// Why: programs put a query of the user into FROM and their own conditions around it, and people
/// write WITH: the keys and the range are then outside, and without them the calls would be those of
/// all people.
/// When not: a scan may lack the rows for which the condition is not true, so that those may not
/// influence the rows for which it is. A group depends on all rows of its keys, a window on all rows of
/// its partition: only the keys, and the expressions by which each window is partitioned, have origins.
/// A LIMIT depends on all rows. A common table that is named twice is read once for both, so that
/// only what the conditions of each of its uses leave out may be lacking.
///
/// Example: in `SELECT * FROM (SELECT userid AS u, count(*) AS n FROM checkin GROUP BY userid) AS x
/// WHERE u = 'lisi' AND n > 3` the column `u` has the origin `checkin.userid`, which makes one call for
/// lisi of those for everybody; `n` has none.
struct ColumnOrigin: Hashable, Sendable {
    /// The index of the scan among the statement's.
    var scan: Int
    /// The value, of columns of the scan under the name that it has in its own SELECT.
    var value: Expression
    /// The numbers of the common tables between.
    var commonTables: Set<Int> = []
    /// The uses of those tables through which it is seen.
    var uses: Set<CommonTableUse> = []
    /// Whether no other value occurs in the column, except NULL.
    var isOnly = true
}

/// One of the places that name a common table, counted from 1.
struct CommonTableUse: Hashable, Sendable {
    var table: Int
    var number: Int
}

/// What waits until it is known how often the common tables between are named.
struct HeldConditions {
    var scan: Int
    var commonTables: Set<Int>
    var uses: Set<CommonTableUse> = []
    var conditions: [TableReference.Condition] = []
    var filters: [DynamicFilter] = []
}

extension Binder {
    /// The number of parts up to which an expression is followed: each query around another could
    /// double it.
    private static let mostParts = 40

    /// Returns the origins of an expression of the innermost scope, at most one for each scan.
    ///
    /// - Parameter only: the source of which all its columns must be; nil for any.
    func origins(of expression: Expression, in only: Source? = nil) -> [ColumnOrigin] {
        guard expression.isComputedFromColumns(atMost: Self.mostParts) else { return [] }
        var columns: [Expression: [ColumnOrigin]] = [:]
        for column in expression.namedColumns where columns[column] == nil {
            let found = originsOfColumn(column, in: only)
            guard !found.isEmpty else { return [] }
            columns[column] = found
        }
        guard let first = columns.values.first else { return [] }
        return first.map(\.scan).compactMap { scan in
            var commonTables: Set<Int> = []
            var uses: Set<CommonTableUse> = []
            var isOnly = true
            var values: [Expression: Expression] = [:]
            for (column, origins) in columns {
                guard let origin = origins.first(where: { $0.scan == scan }) else { return nil }
                commonTables.formUnion(origin.commonTables)
                uses.formUnion(origin.uses)
                isOnly = isOnly && origin.isOnly
                values[column] = origin.value
            }
            let value = expression.replacing(values)
            guard value.isComputedFromColumns(atMost: Self.mostParts) else { return nil }
            return ColumnOrigin(
                scan: scan, value: value, commonTables: commonTables, uses: uses,
                isOnly: isOnly)
        }
    }

    /// Returns the origins of a column, and of those that are equal to it in every row.
    private func originsOfColumn(_ column: Expression, in only: Source?) -> [ColumnOrigin] {
        var found: [ColumnOrigin] = []
        var known = [column]
        var next = 0
        while next < known.count, known.count < 16 {
            let one = known[next]
            next += 1
            for var origin in ownOrigins(one, in: only)
            where !found.contains(where: { $0.scan == origin.scan }) {
                // An outer join also keeps rows of which the other column is NULL.
                origin.isOnly = origin.isOnly && one == column
                found.append(origin)
            }
            if only != nil { break }
            for (left, right) in innermost.equalities {
                for (from, to) in [(left, right), (right, left)]
                where from == one && !known.contains(to) { known.append(to) }
            }
        }
        return found
    }

    private func ownOrigins(_ column: Expression, in only: Source?) -> [ColumnOrigin] {
        guard case .column(let qualifier, let name) = column.kind else { return [] }
        if qualifier.isEmpty, let only {
            guard innermost.merged[name] != nil else { return [] }
            return only.columns.first { $0.name == name }?.origins ?? []
        }
        if qualifier.isEmpty {
            guard let shared = innermost.merged[name], shared.value == nil,
                shared.meaning != column
            else { return [] }
            return origins(of: shared.meaning)
        }
        guard let source = innermost.sources.first(where: { $0.name == qualifier.last }),
            only == nil || only?.name == source.name
        else { return [] }
        if let scan = source.scan { return [ColumnOrigin(scan: scan, value: column)] }
        return source.columns.first { ($0.printed ?? $0.name) == name }?.origins ?? []
    }

    /// Adds conditions to sources whose rows are needed only where the conditions are true.
    ///
    /// - Parameter isOfInnerJoins: whether no outer join of the FROM can fill columns of the sources
    ///   with NULL.
    mutating func attach(
        _ bound: Expression, _ original: Expression, to indices: [Int],
        isOfInnerJoins: Bool = false
    ) {
        let conditions = zip(bound.conjuncts, original.conjuncts).map {
            TableReference.Condition(
                bound: $0.withoutKnownParts, text: $1.inShort, isOfInnerJoins: isOfInnerJoins)
        }
        for index in indices {
            if let local = innermost.sources[index].local { locals[local].conditions += conditions }
            guard let scan = innermost.sources[index].scan else {
                pass(conditions, to: index)
                continue
            }
            for condition in conditions {
                addFilters(
                    condition.bound, to: index, as: scans[scan].conditions.count, condition.text)
                scans[scan].conditions.append(condition)
            }
        }
        for condition in conditions { feedBack(condition.bound, condition.text) }
    }

    /// Adds conditions on the columns of a query to the scans inside it.
    private mutating func pass(_ conditions: [TableReference.Condition], to index: Int) {
        let source = innermost.sources[index]
        guard source.columns.contains(where: { !$0.origins.isEmpty }) else { return }
        for condition in conditions {
            for origin in origins(of: condition.bound, in: source) {
                let passed = TableReference.Condition(
                    bound: origin.value, text: condition.text, isMoved: true)
                hold(
                    HeldConditions(
                        scan: origin.scan, commonTables: origin.commonTables,
                        uses: origin.uses, conditions: [passed]))
            }
            addFilters(condition.bound, to: index, condition.text)
        }
    }

    /// Adds the filters that a condition is for a source.
    ///
    /// - Parameter condition: its index among the conditions of the source's scan.
    mutating func addFilters(
        _ bound: Expression, to index: Int, as condition: Int? = nil, _ text: String
    ) {
        link(bound, to: index)
        for (target, filter) in filters(bound, to: index, as: condition, text) {
            hold(
                HeldConditions(
                    scan: target.scan, commonTables: target.commonTables, filters: [filter]))
        }
    }

    /// Adds the conditions of HAVING on nothing but keys of the groups, which are conditions on rows.
    mutating func attachToRows(_ having: Expression, _ written: Expression, by keys: [Expression]) {
        for (conjunct, text) in zip(having.conjuncts, written.conjuncts) {
            guard conjunct.isComputedFromColumns(atMost: Self.mostParts),
                case let columns = conjunct.namedColumns, !columns.isEmpty,
                columns.allSatisfy(keys.contains)
            else { continue }
            attach(conjunct, text, to: Array(innermost.sources.indices))
            transfer(conjunct, text)
        }
    }

    private mutating func hold(_ held: HeldConditions) {
        if held.commonTables.isEmpty {
            scans[held.scan].conditions += held.conditions
            scans[held.scan].filters += held.filters
        } else {
            heldConditions.append(held)
        }
    }

    /// Adds the conditions on common tables that are named only once, when the whole statement is
    /// bound.
    mutating func releaseConditions() {
        for held in heldConditions
        where held.commonTables.allSatisfy({ commonTableUses[$0] == 1 }) {
            scans[held.scan].conditions += held.conditions
            scans[held.scan].filters += held.filters
        }
        for condition in alternatives() {
            scans[condition.scan].conditions.append(condition.condition)
        }
        heldConditions = []
    }

    /// Returns the conditions on common tables that are named several times.
    ///
    /// What: where every use of a common table has conditions on it, one of them is true for each row
    /// that a use needs: the scan inside has a condition of them joined by OR.
    /// Why: it is read once for all uses, and without a condition for everybody.
    /// When not: where a use has none; where two of the tables between are named several times; and
    /// for keys that rows do not carry, which only a condition of its own form can request.
    private func alternatives() -> [(scan: Int, condition: TableReference.Condition)] {
        struct Place: Hashable {
            var scan: Int
            var table: Int
        }
        var uses: [Place: [Int: [TableReference.Condition]]] = [:]
        for held in heldConditions {
            let repeated = held.commonTables.filter { commonTableUses[$0] > 1 }
            guard repeated.count == 1, let table = repeated.first,
                case let through = held.uses.filter({ $0.table == table }), through.count == 1,
                let use = through.first
            else { continue }
            let own = held.conditions.filter { !asksForColumns($0.bound, of: held.scan) }
            guard !own.isEmpty else { continue }
            uses[Place(scan: held.scan, table: table), default: [:]][use.number, default: []] += own
        }
        return uses.filter { commonTableUses[$0.table] == $1.count }
            .sorted { ($0.key.scan, $0.key.table) < ($1.key.scan, $1.key.table) }
            .compactMap { place, uses in
                let terms = uses.sorted { $0.key < $1.key }.map(\.value)
                let bounds = terms.compactMap { Expression.all($0.map(\.bound)) }
                guard bounds.count == terms.count, let first = bounds.first else { return nil }
                let text = terms.map { $0.map(\.text).joined(separator: " AND ") }
                return (
                    place.scan,
                    TableReference.Condition(
                        bound: bounds.dropFirst().reduce(first) {
                            Expression(.binary(.or, $0, $1))
                        },
                        text: text.joined(separator: " OR "), isMoved: true)
                )
            }
    }

    private func asksForColumns(_ condition: Expression, of scan: Int) -> Bool {
        let pending = scans[scan]
        let pushdown = Pushdown(table: pending.table, name: pending.name)
        return pending.table.columns.indices.contains { column in
            pending.table.columns[column].source == .asked
                && pushdown.mentions(column, in: condition) != nil
        }
    }
}

extension SelectBinder.Result {
    /// The windows of its expressions.
    fileprivate var windows: [Window] {
        var found: [Window] = []
        func look(at expression: Expression) {
            if case .call(let call) = expression.kind, let window = call.window {
                found.append(window)
            }
            for child in expression.children { look(at: child) }
        }
        for expression in select.expressions { look(at: expression) }
        if let qualification { look(at: qualification) }
        if case .by(let orderings)? = ordering {
            for ordering in orderings { look(at: ordering.expression) }
        }
        return found
    }
}

extension SelectBinder {
    /// Adds the conditions of QUALIFY on nothing but the columns by which every window is partitioned
    /// as conditions on rows: they are true for all rows of a partition or for none, and no window
    /// sees the rows of another partition.
    mutating func attachQualification(of result: Result, written: Expression?) {
        guard let condition = result.qualification, let written, bucket == nil, !isPeriod else {
            return
        }
        let windows = result.windows
        guard let first = windows.first, windows.allSatisfy({ $0.base == nil }) else { return }
        let isGrouped = isGrouped(result)
        let keys = first.partition.filter { key in
            windows.allSatisfy { $0.partition.contains(key) }
                && (!isGrouped || result.grouping.contains(key))
        }
        if !keys.isEmpty { binder.attachToRows(condition, written, by: keys) }
    }

    private func isGrouped(_ result: Result) -> Bool {
        result.select.grouping != .by([]) || result.having != nil
            || (result.select.expressions + [result.qualification].compactMap(\.self)).contains {
                $0.first(where: \.isAggregate) != nil
            }
    }

    /// Adds the origins of the columns of the SELECT.
    func addOrigins(to result: inout Result) {
        // Buckets count rows by their times, and COMPARE reads two ranges.
        guard bucket == nil, !isPeriod else { return }
        let items = result.select.expressions
        guard items.count == result.columns.count else { return }
        let isGrouped = isGrouped(result)
        let windows = result.windows
        for (index, item) in items.enumerated() {
            if isGrouped, !result.grouping.contains(item) { continue }
            guard windows.allSatisfy({ $0.base == nil && $0.partition.contains(item) }) else {
                continue
            }
            result.columns[index].origins = binder.origins(of: item)
        }
    }
}

extension Expression {
    /// Whether its value depends on nothing but columns of its row, and it has few parts.
    func isComputedFromColumns(atMost limit: Int) -> Bool {
        var count = 0
        func isPlain(_ part: Expression) -> Bool {
            switch part.kind {
            case .subquery, .exists, .inQuery, .inParameter: return false
            case .call(let call):
                guard call.isDeterministic, call.window == nil, !part.isAggregate else {
                    return false
                }
            // A list of literals may be long, and is not copied.
            case .inList(let value, let items, _) where items.allSatisfy(\.isLiteral):
                return isPlain(value)
            default: break
            }
            count += 1
            return count <= limit && part.children.allSatisfy(isPlain)
        }
        return isPlain(self)
    }

    /// The columns that it names, in order.
    fileprivate var namedColumns: [Expression] {
        var found: [Expression] = []
        func look(at part: Expression) {
            switch part.kind {
            case .column: found.append(part)
            case .inList(let value, let items, _) where items.allSatisfy(\.isLiteral):
                look(at: value)
            default: for child in part.children { look(at: child) }
            }
        }
        look(at: self)
        return found
    }

    /// Returns the expression with values in place of columns.
    fileprivate func replacing(_ columns: [Expression: Expression]) -> Expression {
        switch kind {
        case .column: return columns[self].map { Expression($0.kind, span: span) } ?? self
        case .inList(let value, let items, let negated) where items.allSatisfy(\.isLiteral):
            return Expression(
                .inList(value.replacing(columns), items, negated: negated), span: span)
        default: return mappingChildren { $0.replacing(columns) }
        }
    }
}
