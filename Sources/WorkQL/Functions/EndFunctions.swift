import WorkQLPlanner
import sqlite3

/// `first(x, t)` and `last(x, t)`: x of the row with the minimum or maximum t.
///
/// Rows without a t have no position in the order. Among rows with the same wanted t, the minimum
/// or maximum x is taken, so that the answer does not depend on the order in which rows arrive.
enum EndFunctions {
    static func register(on connection: OpaquePointer) -> Int32 {
        for (name, step) in [("first", stepFirst), ("last", stepLast)] {
            let code = sqlite3_create_function_v2(
                connection, name, 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nil, nil, step,
                { result in
                    guard let result, let state = State.of(result, isNeeded: false) else {
                        return sqlite3_result_null(result)
                    }
                    if let value = state.pointee.value {
                        sqlite3_result_value(result, value)
                    }
                    state.pointee.clear()
                }, nil)
            guard code == SQLITE_OK else { return code }
        }
        return registerCarried(on: connection)
    }

    /// Registers the window function that returns the value of the last of the rows so far for which
    /// the second argument is true. Rows never leave the window, which begins with the first.
    private static func registerCarried(on connection: OpaquePointer) -> Int32 {
        sqlite3_create_window_function(
            connection, LocalFunction.carried.rawValue, 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nil,
            { result, _, arguments in
                guard let result, let value = arguments?[0], sqlite3_value_int(arguments?[1]) != 0,
                    let state = State.of(result, isNeeded: true)
                else { return }
                state.pointee.clear()
                state.pointee.value = sqlite3_value_dup(value)
            },
            { result in
                EndFunctions.report(result)
                if let result { State.of(result, isNeeded: false)?.pointee.clear() }
            },
            { result in EndFunctions.report(result) },
            { _, _, _ in }, nil)
    }

    private static func report(_ result: OpaquePointer?) {
        guard let result, let value = State.of(result, isNeeded: false)?.pointee.value else {
            return sqlite3_result_null(result)
        }
        sqlite3_result_value(result, value)
    }

    private typealias Step =
        @convention(c) (OpaquePointer?, Int32, UnsafeMutablePointer<OpaquePointer?>?) -> Void

    private static let stepFirst: Step = { result, _, arguments in
        EndFunctions.step(result, arguments) { $0 < 0 }
    }

    private static let stepLast: Step = { result, _, arguments in
        EndFunctions.step(result, arguments) { $0 > 0 }
    }

    /// Takes a row into the state of its group.
    ///
    /// - Parameter isNearer: whether an order, below 0 for less, brings a row nearer to the end.
    private static func step(
        _ result: OpaquePointer?, _ arguments: UnsafeMutablePointer<OpaquePointer?>?,
        _ isNearer: (Int) -> Bool
    ) {
        guard let result, let value = arguments?[0], let time = arguments?[1],
            sqlite3_value_type(time) != SQLITE_NULL, let state = State.of(result, isNeeded: true)
        else { return }
        if let best = state.pointee.time {
            var order = compare(time, best)
            if order == 0, let held = state.pointee.value { order = compare(value, held) }
            guard isNearer(order) else { return }
        }
        state.pointee.clear()
        state.pointee.value = sqlite3_value_dup(value)
        state.pointee.time = sqlite3_value_dup(time)
    }

    /// The state that SQLite keeps for a group; initially zeros.
    private struct State {
        var value: OpaquePointer?
        var time: OpaquePointer?

        /// Returns the state of a group; nil if there is no memory, or if no row has arrived and
        /// the state is not needed.
        static func of(_ result: OpaquePointer, isNeeded: Bool) -> UnsafeMutablePointer<State>? {
            let size = isNeeded ? Int32(MemoryLayout<State>.size) : 0
            return sqlite3_aggregate_context(result, size)?.assumingMemoryBound(to: State.self)
        }

        mutating func clear() {
            sqlite3_value_free(value)
            sqlite3_value_free(time)
            (value, time) = (nil, nil)
        }
    }

    /// Compares values in SQLite's order: NULL, numbers, texts, bytes.
    ///
    /// - Parameter folded: the byte by which one of a text is compared, such as a letter's in lower
    ///   case.
    static func compare(
        _ left: OpaquePointer, _ right: OpaquePointer, by folded: ((UInt8) -> UInt8)? = nil
    ) -> Int {
        let (leftRank, rightRank) = (rank(left), rank(right))
        guard leftRank == rightRank else { return leftRank < rightRank ? -1 : 1 }
        switch leftRank {
        case 0: return 0
        case 1
        where sqlite3_value_type(left) == SQLITE_INTEGER
            && sqlite3_value_type(right) == SQLITE_INTEGER:
            return order(sqlite3_value_int64(left), sqlite3_value_int64(right))
        case 1: return order(sqlite3_value_double(left), sqlite3_value_double(right))
        default:
            let (leftBytes, rightBytes) = (bytes(left), bytes(right))
            if let folded, leftRank == 2 {
                let (first, second) = (leftBytes.lazy.map(folded), rightBytes.lazy.map(folded))
                if first.elementsEqual(second) { return 0 }
                return first.lexicographicallyPrecedes(second) ? -1 : 1
            }
            if leftBytes.elementsEqual(rightBytes) { return 0 }
            return leftBytes.lexicographicallyPrecedes(rightBytes) ? -1 : 1
        }
    }

    private static func rank(_ value: OpaquePointer) -> Int {
        switch sqlite3_value_type(value) {
        case SQLITE_NULL: 0
        case SQLITE_INTEGER, SQLITE_FLOAT: 1
        case SQLITE_TEXT: 2
        default: 3
        }
    }

    private static func order<Value: Comparable>(_ left: Value, _ right: Value) -> Int {
        left < right ? -1 : left == right ? 0 : 1
    }

    private static func bytes(_ value: OpaquePointer) -> UnsafeRawBufferPointer {
        // The pointer must be requested before the length, as SQLite requires.
        let start = sqlite3_value_blob(value)
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_value_bytes(value)))
    }
}
