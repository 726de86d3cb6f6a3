import WorkQLSQLite
import sqlite3

/// Statistical aggregates: `median`, quantiles, standard deviations and variances. Their results
/// are DuckDB's.
///
/// The numbers of a group are kept until its result is computed, 8 bytes each, in SQLite's memory,
/// so that the limit of that memory applies to them too.
enum SampleAggregates {
    static func register(on connection: OpaquePointer, stop: StopCheck) -> Int32 {
        for aggregate in all {
            let code = aggregate.register(on: connection, stop: stop)
            guard code == SQLITE_OK else { return code }
        }
        return SQLITE_OK
    }

    static var names: [String] { all.map(\.name) }

    private static var all: [SampleAggregate] {
        [
            SampleAggregate(name: "median", arity: 1) {
                (values, _, stop) throws(SampleAggregate.Stopped) in
                try continuous(values, 0.5, stop)
            },
            SampleAggregate(name: "quantile_cont", arity: 2, result: continuous),
            SampleAggregate(name: "quantile_disc", arity: 2, result: discrete),
            SampleAggregate(name: "stddev_samp", arity: 1) {
                (values, _, stop) throws(SampleAggregate.Stopped) in
                try variance(values, isSample: true, stop)?.squareRoot()
            },
            SampleAggregate(name: "stddev_pop", arity: 1) {
                (values, _, stop) throws(SampleAggregate.Stopped) in
                try variance(values, isSample: false, stop)?.squareRoot()
            },
            SampleAggregate(name: "var_samp", arity: 1) {
                (values, _, stop) throws(SampleAggregate.Stopped) in
                try variance(values, isSample: true, stop)
            },
            SampleAggregate(name: "var_pop", arity: 1) {
                (values, _, stop) throws(SampleAggregate.Stopped) in
                try variance(values, isSample: false, stop)
            },
        ]
    }

    /// Interpolates between the two values around the position of the share.
    private static func continuous(
        _ values: SampleAggregate.Values, _ share: Double?, _ stop: SampleAggregate.Steps
    ) throws(SampleAggregate.Stopped) -> Double? {
        guard let share, (0...1).contains(share), !values.isEmpty else { return nil }
        let position = share * Double(values.count - 1)
        let (low, high) = (Int(position.rounded(.down)), Int(position.rounded(.up)))
        let lower = try values.selected(low, stop)
        guard low != high else { return lower }
        // The values after the selected position are not less: the next value is their minimum.
        let upper = try values.least(from: high, stop)
        let weight = position - Double(low)
        guard (upper - lower).isFinite else { return lower * (1 - weight) + upper * weight }
        return lower + (upper - lower) * weight
    }

    /// Returns the first value at or above the share of the rows.
    private static func discrete(
        _ values: SampleAggregate.Values, _ share: Double?, _ stop: SampleAggregate.Steps
    ) throws(SampleAggregate.Stopped) -> Double? {
        guard let share, (0...1).contains(share), !values.isEmpty else { return nil }
        let index = Int((share * Double(values.count)).rounded(.up)) - 1
        return try values.selected(min(max(index, 0), values.count - 1), stop)
    }

    /// Returns the variance of a sample, which needs at least two values, or of the population.
    private static func variance(
        _ values: SampleAggregate.Values, isSample: Bool, _ stop: SampleAggregate.Steps
    ) throws(SampleAggregate.Stopped) -> Double? {
        guard values.count > (isSample ? 1 : 0) else { return nil }
        let mean = try values.sum(stop) { $0 } / Double(values.count)
        let squares = try values.sum(stop) { ($0 - mean) * ($0 - mean) }
        return squares / Double(values.count - (isSample ? 1 : 0))
    }
}

/// An aggregate of the numbers of a group, all of which are kept until the result is computed.
struct SampleAggregate {
    typealias Values = UnsafeMutableBufferPointer<Double>

    /// Thrown when the statement must end.
    struct Stopped: Error {}

    /// Checks at intervals whether to stop, by the number of steps since the last check.
    final class Steps {
        private let stop: StopCheck
        private var count = 0

        init(_ stop: StopCheck) { self.stop = stop }

        func take(_ steps: Int) throws(Stopped) {
            count += steps
            guard count > 1 << 20 else { return }
            count = 0
            if stop.mustStop() { throw Stopped() }
        }
    }

    let name: String
    let arity: Int32
    /// May reorder the values, except those of a window, which are then a copy.
    let result: (Values, Double?, Steps) throws(Stopped) -> Double?

    /// The state that SQLite keeps for a group, initially zeros.
    private struct Group {
        /// In SQLite's memory; the values of the frame are those from `start` to `end`.
        var values: UnsafeMutablePointer<Double>?
        var capacity: Int
        var start: Int
        var end: Int
        /// The second argument, the same in all rows.
        var share: Double
        var hasShare: Bool
    }

    private final class Definition {
        let result: (Values, Double?, Steps) throws(Stopped) -> Double?
        let steps: Steps

        init(_ aggregate: SampleAggregate, _ stop: StopCheck) {
            result = aggregate.result
            steps = Steps(stop)
        }
    }

    func register(on connection: OpaquePointer, stop: StopCheck) -> Int32 {
        sqlite3_create_window_function(
            connection, name, arity, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
            Unmanaged.passRetained(Definition(self, stop)).toOpaque(),
            { context, count, arguments in
                guard let arguments, let group = SampleAggregate.group(context, isNeeded: true)
                else { return }
                if count > 1, let share = SampleAggregate.number(arguments[1]) {
                    guard (0...1).contains(share) else {
                        return sqlite3_result_error(
                            context, "the share of a quantile is between 0 and 1", -1)
                    }
                    guard !group.pointee.hasShare || group.pointee.share == share else {
                        return sqlite3_result_error(
                            context, "the share of a quantile differs between its rows", -1)
                    }
                    (group.pointee.share, group.pointee.hasShare) = (share, true)
                }
                guard let value = SampleAggregate.number(arguments[0]) else { return }
                if !SampleAggregate.append(value, to: group) {
                    sqlite3_result_error_nomem(context)
                }
            },
            { context in
                guard let group = SampleAggregate.group(context, isNeeded: false) else {
                    return sqlite3_result_null(context)
                }
                SampleAggregate.report(group, isLast: true, context)
                sqlite3_free(group.pointee.values)
                group.pointee.values = nil
            },
            { context in
                guard let group = SampleAggregate.group(context, isNeeded: false) else {
                    return sqlite3_result_null(context)
                }
                SampleAggregate.report(group, isLast: false, context)
            },
            { context, _, arguments in
                // The oldest row leaves the frame. NULL was never added.
                guard let arguments, SampleAggregate.number(arguments[0]) != nil,
                    let group = SampleAggregate.group(context, isNeeded: false),
                    group.pointee.start < group.pointee.end
                else { return }
                group.pointee.start += 1
            },
            { user in
                if let user { Unmanaged<Definition>.fromOpaque(user).release() }
            })
    }

    private static func group(
        _ context: OpaquePointer?, isNeeded: Bool
    ) -> UnsafeMutablePointer<Group>? {
        // A size of 0 bytes returns existing state only: none for a group without rows.
        let size = isNeeded ? Int32(MemoryLayout<Group>.size) : 0
        return sqlite3_aggregate_context(context, size)?.assumingMemoryBound(to: Group.self)
    }

    /// Appends a value to a group.
    ///
    /// - Returns: false if there is no memory.
    private static func append(_ value: Double, to group: UnsafeMutablePointer<Group>) -> Bool {
        if group.pointee.end == group.pointee.capacity {
            let count = group.pointee.end - group.pointee.start
            if group.pointee.start > count, let values = group.pointee.values {
                // Most values have left the frame: their memory is reused.
                values.update(from: values + group.pointee.start, count: count)
                (group.pointee.start, group.pointee.end) = (0, count)
            } else {
                let capacity = max(16, 2 * group.pointee.capacity)
                let size = sqlite3_uint64(capacity * MemoryLayout<Double>.stride)
                guard let memory = sqlite3_realloc64(group.pointee.values, size) else {
                    return false
                }
                group.pointee.values = memory.assumingMemoryBound(to: Double.self)
                group.pointee.capacity = capacity
            }
        }
        guard let values = group.pointee.values else { return false }
        values[group.pointee.end] = value
        group.pointee.end += 1
        return true
    }

    private static func report(
        _ group: UnsafeMutablePointer<Group>, isLast: Bool, _ context: OpaquePointer?
    ) {
        guard let user = sqlite3_user_data(context) else { return }
        let definition = Unmanaged<Definition>.fromOpaque(user).takeUnretainedValue()
        let count = group.pointee.end - group.pointee.start
        var values = Values(
            start: group.pointee.values.map { $0 + group.pointee.start }, count: count)
        var copy: UnsafeMutableRawPointer?
        defer { sqlite3_free(copy) }
        // The order of arrival determines which value leaves a frame next.
        if !isLast, count > 0 {
            copy = sqlite3_malloc64(sqlite3_uint64(count * MemoryLayout<Double>.stride))
            guard let memory = copy?.assumingMemoryBound(to: Double.self),
                let base = values.baseAddress
            else { return sqlite3_result_error_nomem(context) }
            memory.update(from: base, count: count)
            values = Values(start: memory, count: count)
        }
        let share = group.pointee.hasShare ? group.pointee.share : nil
        do throws(Stopped) {
            guard let result = try definition.result(values, share, definition.steps) else {
                return sqlite3_result_null(context)
            }
            if result.isFinite || !values.allSatisfy(\.isFinite) {
                sqlite3_result_double(context, result)
            } else {
                RealNumber.fail("the variance", context)
            }
        } catch {
            sqlite3_result_error_code(context, SQLITE_INTERRUPT)
        }
    }

    private static func number(_ value: OpaquePointer?) -> Double? {
        switch sqlite3_value_numeric_type(value) {
        case SQLITE_INTEGER, SQLITE_FLOAT: sqlite3_value_double(value)
        default: nil
        }
    }
}

extension SampleAggregate.Values {
    /// Returns the value at an index of the ascending order, by Hoare's selection, very likely in
    /// linear time. Afterwards no value before the index is greater, and none after it less.
    fileprivate func selected(
        _ index: Int, _ steps: SampleAggregate.Steps
    ) throws(SampleAggregate.Stopped) -> Double {
        var (low, high) = (0, count - 1)
        while low < high {
            try steps.take(high - low)
            // The median of three values, so that ascending and descending ones are not a worst
            // case.
            let middle = low + (high - low) / 2
            let pivot = Swift.max(
                Swift.min(self[low], self[middle]),
                Swift.min(Swift.max(self[low], self[middle]), self[high]))
            var (left, right) = (low, high)
            while left <= right {
                while self[left] < pivot { left += 1 }
                while self[right] > pivot { right -= 1 }
                if left <= right {
                    swapAt(left, right)
                    left += 1
                    right -= 1
                }
            }
            if index <= right {
                high = right
            } else if index >= left {
                low = left
            } else {
                break
            }
        }
        return self[index]
    }

    fileprivate func least(
        from index: Int, _ steps: SampleAggregate.Steps
    ) throws(SampleAggregate.Stopped) -> Double {
        try steps.take(count - index)
        var least = self[index]
        for other in index..<count where self[other] < least { least = self[other] }
        return least
    }

    fileprivate func sum(
        _ steps: SampleAggregate.Steps, _ value: (Double) -> Double
    ) throws(SampleAggregate.Stopped) -> Double {
        try steps.take(count)
        var sum = 0.0
        for number in self { sum += value(number) }
        return sum
    }
}
