import WorkQLPlanner
import WorkQLTime
import sqlite3

/// The function that returns the number of the bucket of a TIMESERIES that holds a timestamp; NULL
/// before the first and after the last bucket.
enum BucketFunction {
    static func register(_ buckets: [[Instant]], on connection: OpaquePointer) -> Int32 {
        guard !buckets.isEmpty else { return SQLITE_OK }
        let starts = Starts(buckets.map { $0.map(\.milliseconds) })
        return sqlite3_create_function_v2(
            connection, LocalFunction.bucket.rawValue, 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
            Unmanaged.passRetained(starts).toOpaque(),
            { result, _, arguments in
                guard let result, let arguments, let user = sqlite3_user_data(result),
                    sqlite3_value_type(arguments[0]) != SQLITE_NULL
                else { return sqlite3_result_null(result) }
                let starts = Unmanaged<Starts>.fromOpaque(user).takeUnretainedValue()
                let milliseconds = (sqlite3_value_double(arguments[0]) * 1000).rounded()
                let list = Int(sqlite3_value_int64(arguments[1]))
                if let index = starts.index(of: milliseconds, in: list) {
                    sqlite3_result_int64(result, Int64(index))
                } else {
                    sqlite3_result_null(result)
                }
            }, nil, nil,
            { user in
                if let user { Unmanaged<Starts>.fromOpaque(user).release() }
            })
    }

    private final class Starts {
        private let lists: [[Int64]]

        init(_ lists: [[Int64]]) { self.lists = lists }

        /// Returns the index of the last bucket that begins at or before an instant. The starts are
        /// followed by the end of the last bucket.
        func index(of milliseconds: Double, in list: Int) -> Int? {
            guard lists.indices.contains(list), abs(milliseconds) < 1e15 else { return nil }
            let starts = lists[list]
            let instant = Int64(milliseconds)
            var (low, high) = (0, starts.count)
            while low < high {
                let middle = (low + high) / 2
                if starts[middle] <= instant { low = middle + 1 } else { high = middle }
            }
            return low == 0 || low == starts.count ? nil : low - 1
        }
    }
}
