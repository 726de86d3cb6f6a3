import WorkQLPlanner
import sqlite3

/// The function with which a statement reports to a scan which of its rows satisfy the conditions.
/// True for every row.
enum MatchMarker {
    static func register(_ source: ScanSource, on connection: OpaquePointer) -> Int32 {
        sqlite3_create_function_v2(
            connection, LocalFunction.held.rawValue, 1, SQLITE_UTF8,
            Unmanaged.passRetained(source).toOpaque(),
            { result, _, arguments in
                guard let result, let arguments, let user = sqlite3_user_data(result) else {
                    return
                }
                let time = arguments[0]
                if sqlite3_value_type(time) != SQLITE_NULL {
                    let source = Unmanaged<ScanSource>.fromOpaque(user).takeUnretainedValue()
                    let milliseconds = (sqlite3_value_double(time) * 1000).rounded()
                    if let milliseconds = Int64(exactly: milliseconds) {
                        source.hold(milliseconds: milliseconds)
                    }
                }
                sqlite3_result_int(result, 1)
            }, nil, nil,
            { user in
                if let user { Unmanaged<ScanSource>.fromOpaque(user).release() }
            })
    }
}
