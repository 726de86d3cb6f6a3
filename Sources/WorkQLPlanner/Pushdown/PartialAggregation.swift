import WorkQLCatalog
import WorkQLSyntax
import WorkQLTime

/// Makes SQLite read rows that are equal in the columns it needs as one row, with their number and
/// with values computed of their other columns.
///
/// What: a statement of groups, counts, extremes, sums of integers, means, and distinct values over
/// one scan, in the query itself or in one of its WITH. Its counts then add up the numbers of rows,
/// and its aggregates the computed values. Instants of which only the bucket, the date or a side of
/// an instant matters are equal within the whole interval.
/// Why: most rows are equal in the two or three columns that such a statement needs, and SQLite
/// takes longer to sort each row into its group than it takes to decode the row.
/// When not: where rows are shown one by one; for sums of real numbers, which depend on the order
/// of addition, while a mean is computed of an exact sum; for what depends on the order of rows;
/// where a reader may stop early; where a random value is drawn for each row; and with nested
/// queries, whose aggregates may belong to the enclosing query.
struct PartialAggregation {
    let scan: Scan
    let buckets: [[Instant]]
    let zone: Zone

    /// Returns the statement for rows that represent several; nil where it cannot be rewritten.
    func folded(_ query: Query) -> PartialAggregate? {
        if let folded = foldedBody(query) { return folded }
        for index in query.with.indices {
            guard var folded = foldedBody(query.with[index].query) else { continue }
            var whole = query
            whole.with[index].query = folded.query
            folded.query = whole
            return folded
        }
        return nil
    }

    private func foldedBody(_ query: Query) -> PartialAggregate? {
        guard query.with.isEmpty || query.body.isSelect, case .select(var select) = query.body,
            select.from.count == 1, case .table(let table, let alias, _) = select.from[0].kind,
            table.name == Name(scan.name), case .by(let grouping) = select.grouping
        else { return nil }
        var ordering: [Ordering] = []
        switch query.ordering {
        case .by(let orderings): ordering = orderings
        case .all: return nil
        case nil: break
        }
        var outputs: [Expression] = []
        for item in select.items {
            guard case .expression(let expression, _) = item.kind else { return nil }
            outputs.append(expression)
        }
        outputs += [select.having].compactMap { $0 } + ordering.map(\.expression)
        let others = grouping + [select.condition].compactMap { $0 }
        let isGrouped =
            select.distinct || !grouping.isEmpty
            || outputs.contains { $0.first(where: \.isAggregate) != nil }
        guard isGrouped else { return nil }
        let rewriter = PartialRewriter(table: scan.table, name: alias?.name ?? table.name)
        guard
            !outputs.contains(where: { $0.first(where: rewriter.dependsOnRows) != nil }),
            !others.contains(where: { other in
                other.first { $0.isAggregate || rewriter.dependsOnRows($0) } != nil
            })
        else { return nil }
        select.items = select.items.map { item in
            guard case .expression(let expression, let alias) = item.kind else { return item }
            return SelectItem(
                .expression(rewriter.rewritten(expression), alias: alias), span: item.span)
        }
        select.having = select.having.map { rewriter.rewritten($0) }
        var folded = query
        folded.body = .select(select)
        folded.ordering = query.ordering.map { _ in
            .by(
                ordering.map {
                    Ordering(
                        rewriter.rewritten($0.expression), descending: $0.descending,
                        nulls: $0.nulls)
                })
        }
        var uses = TimeUses(table: scan.table, name: rewriter.name, buckets: buckets)
        for expression in outputs { uses.note(rewriter.rewritten(expression)) }
        for expression in others { uses.note(expression) }
        return PartialAggregate(
            query: folded, partials: rewriter.partials,
            bounds: uses.bounds(range: scan.range, zone: zone))
    }
}

extension QueryBody {
    fileprivate var isSelect: Bool { if case .select = self { true } else { false } }
}

/// Replaces aggregates over rows by the values computed of the rows that each row represents.
///
/// A class, because a closure over a structure copies the structure for each part of an expression,
/// and a list of ids has ten thousand parts.
private final class PartialRewriter {
    let table: Table
    /// The name of the scan in the statement.
    let name: Name
    private(set) var partials: [PartialAggregate.Partial] = []

    init(table: Table, name: Name) {
        self.table = table
        self.name = name
    }

    /// Whether its value changes when equal rows are combined, and cannot be computed otherwise.
    func dependsOnRows(_ part: Expression) -> Bool {
        switch part.kind {
        case .subquery, .exists, .inQuery: return true
        case .call(let call) where part.isAggregate:
            if call.distinct || call.function?.combination != nil { return false }
            return operations(of: call) == nil
        // It is computed anew for each row.
        case .call(let call) where !call.isDeterministic: return true
        default: return part.isWindow
        }
    }

    /// Returns the column of an aggregate and the values to compute of it; nil where the aggregate
    /// needs rows that are equal in its argument.
    private func operations(
        of call: FunctionCall
    ) -> (column: Int, operations: [PartialAggregate.Partial.Operation])? {
        guard !call.distinct, call.ordering.isEmpty, case .list(let list) = call.arguments,
            list.count == 1,
            let column = table.column(list[0], of: name)
        else { return nil }
        let type = table.columns[column].type
        switch (call.function?.name, type) {
        case ("count", _): return (column, [.count])
        case ("min", .integer), ("min", .real), ("min", .timestamp): return (column, [.least])
        case ("max", .integer), ("max", .real), ("max", .timestamp): return (column, [.greatest])
        case ("sum", .integer): return (column, [.sum])
        case ("avg", .integer): return (column, [.total, .count])
        case ("avg", .real): return (column, [.exactSum, .count])
        default: return nil
        }
    }

    private func partial(
        _ operation: PartialAggregate.Partial.Operation, _ column: Int
    ) -> Expression {
        let partial = PartialAggregate.Partial(operation: operation, column: column)
        let index = partials.firstIndex(of: partial) ?? partials.count
        if index == partials.count { partials.append(partial) }
        return hidden(PartialAggregate.name(index))
    }

    private func hidden(_ column: String) -> Expression {
        Expression(.column(qualifier: [name], name: Name(column)))
    }

    func rewritten(_ expression: Expression) -> Expression {
        guard expression.first(where: \.isAggregate) != nil else { return expression }
        return rewrittenParts(expression)
    }

    private func rewrittenParts(_ expression: Expression) -> Expression {
        guard case .call(let call) = expression.kind, expression.isAggregate, !call.distinct else {
            var children: [Expression] = []
            _ = expression.mappingChildren { child in
                children.append(child)
                return child
            }
            guard !children.isEmpty else { return expression }
            var changed = children.map { rewrittenParts($0) }[...]
            return expression.mappingChildren { _ in changed.removeFirst() }
        }
        func aggregate(_ name: String, _ value: Expression) -> Expression {
            Expression(
                .call(
                    FunctionCall(name: Name(name), arguments: .list([value]), filter: call.filter)))
        }
        func count(_ value: Expression) -> Expression {
            .call("coalesce", aggregate("sum", value), .integer(0))
        }
        if let (column, operations) = operations(of: call) {
            let values = operations.map { partial($0, column) }
            let result: Expression =
                switch operations {
                case [.count]: count(values[0])
                case [.least]: aggregate("min", values[0])
                case [.greatest]: aggregate("max", values[0])
                case [.sum]: aggregate("sum", values[0])
                case [.exactSum, .count]:
                    Expression(
                        .call(
                            FunctionCall(
                                name: Name(LocalFunction.meanOfParts.rawValue),
                                arguments: .list(values), filter: call.filter)))
                default:
                    .binary(aggregate("sum", values[0]), .divide, aggregate("sum", values[1]))
                }
            return result.at(expression.span)
        }
        guard expression.isCount else { return expression }
        var added = hidden(Scan.alike)
        if case .list(let list) = call.arguments, let value = list.first {
            let isThere = Expression(.test(value, .null, negated: true))
            added = Expression(
                .case(operand: nil, [When(condition: isThere, result: added)], otherwise: nil))
        }
        return count(added).at(expression.span)
    }
}

extension Table {
    /// Returns the column that an expression of a statement means, where the table has a given name
    /// in the statement; nil for any other expression.
    fileprivate func column(_ expression: Expression, of table: Name) -> Int? {
        guard case .column(let qualifier, let name) = expression.kind, qualifier == [table] else {
            return nil
        }
        return columns.firstIndex { Name($0.name) == name }
    }
}

/// The facts about instants that a statement uses.
private struct TimeUses {
    let table: Table
    let name: Name
    let buckets: [[Instant]]
    /// Columns of which the statement uses more than the interval.
    private var whole: Set<Int> = []
    private var seen: Set<Int> = []
    private var starts: [Int: [Int64]] = [:]
    private var dated: Set<Int> = []

    init(table: Table, name: Name, buckets: [[Instant]]) {
        self.table = table
        self.name = name
        self.buckets = buckets
    }

    private static let comparisons: Set<BinaryOperator> = [
        .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual,
    ]

    private func time(_ expression: Expression) -> Int? {
        table.column(expression, of: name).flatMap {
            table.columns[$0].type == .timestamp ? $0 : nil
        }
    }

    mutating func note(_ expression: Expression) {
        switch expression.kind {
        case .literal: return
        case .inList(let value, let items, _):
            // A list may be long, and is not copied for the search.
            note(value)
            for item in items {
                if case .literal = item.kind { continue }
                note(item)
            }
            return
        case .column:
            if let column = time(expression) { whole.insert(column) }
            return
        case .binary(let op, let one, let other) where Self.comparisons.contains(op):
            if let column = time(one), let instant = Self.instant(other) {
                note([instant], of: column)
                return
            }
            if let column = time(other), let instant = Self.instant(one) {
                note([instant], of: column)
                return
            }
        case .between(let value, let low, let high, _):
            if let column = time(value), let low = Self.instant(low),
                let high = Self.instant(high)
            {
                note([low, high], of: column)
                return
            }
        case .test(let value, .null, _):
            if let column = time(value) {
                seen.insert(column)
                return
            }
        case .call(let call):
            if noteCall(call) { return }
        default: break
        }
        for child in expression.children { note(child) }
    }

    private mutating func noteCall(_ call: FunctionCall) -> Bool {
        guard call.window == nil, !call.distinct, case .list(let list) = call.arguments,
            let first = list.first, let column = time(first)
        else { return false }
        if call.name.folded == LocalFunction.bucket.rawValue, list.count == 2,
            case .literal(.integer(let index)) = list[1].kind,
            let index = Int(exactly: index), buckets.indices.contains(index)
        {
            seen.insert(column)
            starts[column, default: []] += buckets[index].map(\.milliseconds)
            return true
        }
        if call.name.folded == "date", list.count == 1 {
            seen.insert(column)
            dated.insert(column)
            return true
        }
        return false
    }

    /// Adds the milliseconds around times in seconds: all instants within one millisecond are on
    /// the same side of a time.
    private mutating func note(_ instants: [Int64], of column: Int) {
        seen.insert(column)
        for instant in instants {
            starts[column, default: []] += (-1...2).map { instant + $0 }
        }
    }

    private static func instant(_ expression: Expression) -> Int64? {
        let limit = 8.64e12
        switch expression.kind {
        case .literal(.integer(let seconds)):
            return abs(Double(seconds)) < limit ? seconds * 1000 : nil
        case .literal(.real(let seconds)):
            return abs(seconds) < limit ? Int64((seconds * 1000).rounded(.down)) : nil
        default: return nil
        }
    }

    func bounds(range: TimeRange, zone: Zone) -> [Int: PartialAggregate.InstantBounds] {
        var bounds: [Int: PartialAggregate.InstantBounds] = [:]
        for column in seen.subtracting(whole) {
            var starts = starts[column] ?? []
            if dated.contains(column) {
                guard let midnights = Self.midnights(range, zone) else { continue }
                starts += midnights
            }
            bounds[column] = .init(
                starts: Set(starts).sorted(), isClosed: dated.contains(column))
        }
        return bounds
    }

    /// Returns the instants at which a date may begin in a range, and a day before and after it: at
    /// each change of the clocks, and at each midnight. nil for ranges of too many days.
    private static func midnights(_ range: TimeRange, _ zone: Zone) -> [Int64]? {
        let day: Int64 = 86_400_000
        let from = range.since.milliseconds - day
        var end = range.until.milliseconds + day
        guard from < end, (end - from) / day < 40_000 else { return nil }
        var starts: [Int64] = []
        while end > from {
            let change = zone.change(atOrBefore: Instant(milliseconds: end - 1))?.milliseconds
            let start = max(change ?? from, from)
            let offset = zone.offset(at: Instant(milliseconds: start))
            starts.append(start)
            let last = (end - 1 + offset).floorDivided(by: day)
            let first = (start + offset).floorDivided(by: day)
            if first < last { starts += (first + 1...last).map { $0 * day - offset } }
            end = start
        }
        // The last interval ends at the end of the list.
        return starts + [range.until.milliseconds + day]
    }
}
