import WorkQLPlanner
import sqlite3

/// `avg(x)`: the exact sum, rounded once, divided by the number of values.
///
/// SQLite's own function adds reals one after the other, and its result depends on their order,
/// which is not that of the rows if some of them are grouped before SQLite reads them.
enum MeanAggregate {
    static let names = ["avg", LocalFunction.meanOfParts.rawValue]

    /// The state that SQLite keeps for a group, initially zeros, followed by the limbs of the sum.
    private struct Group {
        var count: Int64
        /// The number of additions since carries were settled.
        var added: Int64
    }

    static func register(on connection: OpaquePointer) -> Int32 {
        let code = sqlite3_create_window_function(
            connection, names[0], 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nil,
            { context, _, arguments in MeanAggregate.step(context, arguments, isTaken: false) },
            { context in MeanAggregate.report(context) },
            { context in MeanAggregate.report(context) },
            { context, _, arguments in MeanAggregate.step(context, arguments, isTaken: true) },
            nil)
        guard code == SQLITE_OK else { return code }
        // Takes the sum and the number of values of some rows; the number is 1 if the sum is a
        // value.
        return sqlite3_create_function_v2(
            connection, names[1], 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nil, nil,
            { context, _, arguments in MeanAggregate.stepOfParts(context, arguments) },
            { context in MeanAggregate.report(context) }, nil)
    }

    private static func group(
        _ context: OpaquePointer?, isNeeded: Bool
    ) -> (UnsafeMutablePointer<Group>, ExactSum)? {
        let size =
            MemoryLayout<Group>.size + ExactSum.stride * MemoryLayout<Int64>.stride
        guard let memory = sqlite3_aggregate_context(context, isNeeded ? Int32(size) : 0) else {
            if isNeeded { sqlite3_result_error_nomem(context) }
            return nil
        }
        let limbs = (memory + MemoryLayout<Group>.size).assumingMemoryBound(to: Int64.self)
        return (memory.assumingMemoryBound(to: Group.self), ExactSum(limbs: limbs))
    }

    private static func step(
        _ context: OpaquePointer?, _ arguments: UnsafeMutablePointer<OpaquePointer?>?,
        isTaken: Bool
    ) {
        let value = arguments?[0]
        let type = sqlite3_value_numeric_type(value)
        guard type != SQLITE_NULL, let (group, sum) = group(context, isNeeded: true) else { return }
        if type == SQLITE_INTEGER {
            sum.add(sqlite3_value_int64(value), isTaken: isTaken)
        } else {
            sum.add(sqlite3_value_double(value), isTaken: isTaken)
        }
        group.pointee.count += isTaken ? -1 : 1
        settle(group, sum)
    }

    private static func stepOfParts(
        _ context: OpaquePointer?, _ arguments: UnsafeMutablePointer<OpaquePointer?>?
    ) {
        guard let arguments, sqlite3_value_type(arguments[0]) != SQLITE_NULL,
            let (group, sum) = group(context, isNeeded: true)
        else { return }
        switch sqlite3_value_type(arguments[0]) {
        case SQLITE_INTEGER: sum.add(sqlite3_value_int64(arguments[0]))
        case SQLITE_TEXT:
            guard let bytes = sqlite3_value_text(arguments[0]) else { return }
            let text = String(cString: bytes)
            if let integer = Int128(text) {
                sum.add(integer)
            } else if !sum.add(text: text) {
                return sqlite3_result_error_code(context, SQLITE_MISMATCH)
            }
        default: sum.add(sqlite3_value_double(arguments[0]))
        }
        group.pointee.count += sqlite3_value_int64(arguments[1])
        settle(group, sum)
    }

    private static func settle(_ group: UnsafeMutablePointer<Group>, _ sum: ExactSum) {
        group.pointee.added += 1
        guard group.pointee.added >= ExactSum.maximumAdded else { return }
        sum.settle()
        group.pointee.added = 0
    }

    private static func report(_ context: OpaquePointer?) {
        guard let (group, sum) = group(context, isNeeded: false), group.pointee.count > 0 else {
            return sqlite3_result_null(context)
        }
        sqlite3_result_double(context, sum.mean(of: group.pointee.count))
    }
}
