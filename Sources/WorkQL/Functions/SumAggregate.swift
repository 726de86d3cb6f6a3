import WorkQLSQLite
import sqlite3

/// `sum(x)`: of integers exact, whatever the order of the rows and however many bits the sum has in
/// between; of reals as SQLite computes it.
///
/// SQLite's own function fails as soon as 64 bits are exceeded, even if later rows bring the sum
/// back, and fails for all frames of a window after one that is too large.
enum SumAggregate {
    static let name = "sum"

    /// The state that SQLite keeps for a group, initially zeros. Two halves, because SQLite's memory
    /// is aligned to 8 bytes only.
    private struct Group {
        var low: UInt64
        var high: Int64
        var real: Double
        /// The numbers of values and, among these, of reals.
        var count: Int64
        var realCount: Int64
        /// The number of reals that are infinite themselves.
        var infiniteCount: Int64

        var integer: Int128 { Int128(high) << 64 | Int128(low) }

        mutating func add(_ value: Int128, isTaken: Bool) {
            let sum = isTaken ? integer - value : integer + value
            low = UInt64(truncatingIfNeeded: sum)
            high = Int64(truncatingIfNeeded: sum >> 64)
        }
    }

    static func register(on connection: OpaquePointer) -> Int32 {
        sqlite3_create_window_function(
            connection, name, 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nil,
            { context, _, arguments in SumAggregate.step(context, arguments, isTaken: false) },
            { context in SumAggregate.report(context) },
            { context in SumAggregate.report(context) },
            { context, _, arguments in SumAggregate.step(context, arguments, isTaken: true) },
            nil)
    }

    private static func group(
        _ context: OpaquePointer?, isNeeded: Bool
    ) -> UnsafeMutablePointer<Group>? {
        let size = isNeeded ? Int32(MemoryLayout<Group>.size) : 0
        guard let memory = sqlite3_aggregate_context(context, size) else {
            if isNeeded { sqlite3_result_error_nomem(context) }
            return nil
        }
        return memory.assumingMemoryBound(to: Group.self)
    }

    private static func step(
        _ context: OpaquePointer?, _ arguments: UnsafeMutablePointer<OpaquePointer?>?,
        isTaken: Bool
    ) {
        let value = arguments?[0]
        let type = sqlite3_value_type(value)
        guard type != SQLITE_NULL, let group = group(context, isNeeded: true) else { return }
        group.pointee.count += isTaken ? -1 : 1
        switch type {
        case SQLITE_INTEGER:
            group.pointee.add(Int128(sqlite3_value_int64(value)), isTaken: isTaken)
        case SQLITE_TEXT:
            // The sum of some rows that has more than 64 bits.
            guard let bytes = sqlite3_value_text(value),
                let integer = Int128(String(cString: bytes))
            else { return sqlite3_result_error_code(context, SQLITE_MISMATCH) }
            group.pointee.add(integer, isTaken: isTaken)
        default:
            let real = sqlite3_value_double(value)
            group.pointee.real += isTaken ? -real : real
            group.pointee.realCount += isTaken ? -1 : 1
            if real.isInfinite { group.pointee.infiniteCount += isTaken ? -1 : 1 }
        }
    }

    private static func report(_ context: OpaquePointer?) {
        guard let group = group(context, isNeeded: false)?.pointee, group.count > 0 else {
            return sqlite3_result_null(context)
        }
        guard group.realCount == 0 else {
            let sum = group.real + Double(group.integer)
            guard sum.isFinite || group.infiniteCount > 0 else {
                return RealNumber.fail("the sum", context)
            }
            return sqlite3_result_double(context, sum)
        }
        guard let sum = Int64(exactly: group.integer) else {
            return WholeNumber.fail(
                "the sum is \(group.integer), which does not fit into a 64-bit integer",
                help: "compute with real numbers: sum(CAST(x AS real))", context)
        }
        sqlite3_result_int64(context, sum)
    }
}
