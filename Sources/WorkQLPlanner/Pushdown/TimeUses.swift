import WorkQLCatalog
import WorkQLSyntax
import WorkQLTime

extension Table {
    /// Returns the column that an expression of a statement means, where the table has a given name
    /// in the statement; nil for any other expression.
    func column(_ expression: Expression, of table: Name) -> Int? {
        guard case .column(let qualifier, let name) = expression.kind, qualifier == [table] else {
            return nil
        }
        return columns.firstIndex { Name($0.name) == name }
    }
}

/// The facts about instants that a statement uses.
struct TimeUses {
    let table: Table
    let name: Name
    let buckets: [[Instant]]
    /// Columns of which the statement uses more than the interval.
    private var whole: Set<Int> = []
    private var seen: Set<Int> = []
    private var starts: [Int: [Int64]] = [:]
    /// For columns of which the statement uses a day or an hour in the zone, that unit.
    private var units: [Int: TimeUnit] = [:]

    init(table: Table, name: Name, buckets: [[Instant]]) {
        self.table = table
        self.name = name
        self.buckets = buckets
    }

    private static let comparisons: Set<BinaryOperator> = [
        .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual,
    ]

    /// Functions of one argument whose result is the same for all instants of a day in the zone.
    private static let ofDays: Set<String> = [
        "date", "year", "month", "day", "weekday", "quarter", "week", "isoyear", "dayofyear",
        "dayname", "monthname", "last_day",
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
            let first = list.first
        else { return false }
        if call.name.folded == "date_trunc", list.count == 2, let column = time(list[1]),
            case .literal(.text(let text)) = first.kind, let unit = TimeUnit(spelled: text),
            unit.isCalendar || unit == .hour
        {
            note(unit, of: column)
            return true
        }
        guard let column = time(first) else { return false }
        if call.name.folded == LocalFunction.bucket.rawValue, list.count == 2,
            case .literal(.integer(let index)) = list[1].kind,
            let index = Int(exactly: index), buckets.indices.contains(index)
        {
            seen.insert(column)
            starts[column, default: []] += buckets[index].map(\.milliseconds)
            return true
        }
        guard list.count == 1 else { return false }
        if Self.ofDays.contains(call.name.folded) {
            note(.day, of: column)
            return true
        }
        if call.name.folded == "hour" {
            note(.hour, of: column)
            return true
        }
        return false
    }

    private mutating func note(_ unit: TimeUnit, of column: Int) {
        seen.insert(column)
        if unit == .hour || units[column] == nil { units[column] = unit == .hour ? .hour : .day }
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
            if let unit = units[column] {
                guard let own = Self.starts(of: unit, range, zone) else { continue }
                starts += own
            }
            starts.sort()
            var distinct: [Int64] = []
            distinct.reserveCapacity(starts.count)
            for start in starts where start != distinct.last { distinct.append(start) }
            bounds[column] = .init(starts: distinct, isClosed: units[column] != nil)
        }
        return bounds
    }

    /// The maximum number of days or hours that are listed.
    private static let most: Int64 = 100_000

    /// Returns the instants at which a day or an hour of the zone may begin in a range, and a day
    /// before and after it: at each change of the clocks, and at each midnight or whole hour. nil
    /// for ranges of too many.
    private static func starts(
        of unit: TimeUnit, _ range: TimeRange, _ zone: Zone
    ) -> [Int64]? {
        let day: Int64 = 86_400_000
        let length = unit == .hour ? 3_600_000 : day
        let from = range.since.milliseconds - day
        let until = range.until.milliseconds + day
        guard from < until, (until - from) / length < most else { return nil }
        var stretches: [[Int64]] = []
        var end = until
        while end > from {
            let change = zone.change(atOrBefore: Instant(milliseconds: end - 1))?.milliseconds
            let start = max(change ?? from, from)
            let offset = zone.offset(at: Instant(milliseconds: start))
            var stretch = [start]
            let last = (end - 1 + offset).floorDivided(by: length)
            let first = (start + offset).floorDivided(by: length)
            if first < last { stretch += (first + 1...last).map { $0 * length - offset } }
            stretches.append(stretch)
            end = start
        }
        // The last interval ends at the end of the list.
        return stretches.reversed().joined() + [until]
    }
}
