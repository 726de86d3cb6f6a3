import WorkQLPlanner
import WorkQLSQLite
import WorkQLSyntax
import sqlite3

/// The check of integer arithmetic: SQLite's result is a real where it left 64 bits.
enum WholeNumber {
    static let names = [LocalFunction.wholeNumber.rawValue, "abs"]

    static func register(on connection: OpaquePointer) -> Int32 {
        let code = sqlite3_create_function_v2(
            connection, names[0], 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nil,
            { context, _, arguments in
                let value = arguments?[0]
                guard sqlite3_value_type(value) == SQLITE_FLOAT else {
                    return sqlite3_result_value(context, value)
                }
                let written = sqlite3_value_text(arguments?[1]).map { String(cString: $0) } ?? ""
                let number = sqlite3_value_double(value)
                WholeNumber.fail(
                    "\(written) is about \(number), which does not fit into a 64-bit integer",
                    help: "compute with real numbers: CAST(x AS real)", context)
            }, nil, nil, nil)
        guard code == SQLITE_OK else { return code }
        return sqlite3_create_function_v2(
            connection, names[1], 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nil,
            { context, _, arguments in
                let value = arguments?[0]
                switch sqlite3_value_type(value) {
                case SQLITE_NULL: sqlite3_result_null(context)
                case SQLITE_INTEGER:
                    let number = sqlite3_value_int64(value)
                    guard number > .min else {
                        return WholeNumber.fail(
                            "abs(\(number)) is \(number.magnitude), which does not fit into a "
                                + "64-bit integer",
                            help: "compute with real numbers: abs(CAST(x AS real))", context)
                    }
                    sqlite3_result_int64(context, number < 0 ? -number : number)
                default: sqlite3_result_double(context, sqlite3_value_double(value).magnitude)
                }
            }, nil, nil, nil)
    }

    /// Reports an error with what to write instead.
    static func fail(_ message: String, help: String, _ context: OpaquePointer?) {
        sqlite3_result_error(context, CastFunctions.failure(message, help: help, .range), -1)
    }
}
