import WorkQLPlanner
import WorkQLSyntax
import sqlite3

/// Real arithmetic, which ends with an error where SQLite's continues with infinity.
enum RealNumber {
    static let name = LocalFunction.realNumber.rawValue

    static func register(on connection: OpaquePointer) -> Int32 {
        sqlite3_create_function_v2(
            connection, name, 3, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nil,
            { context, _, arguments in
                guard let arguments, sqlite3_value_type(arguments[1]) != SQLITE_NULL,
                    sqlite3_value_type(arguments[2]) != SQLITE_NULL,
                    let symbol = sqlite3_value_text(arguments[0])?.pointee
                else { return sqlite3_result_null(context) }
                if let whole = RealNumber.whole(arguments[1], symbol, arguments[2]) {
                    return sqlite3_result_int64(context, whole)
                }
                let left = sqlite3_value_double(arguments[1])
                let right = sqlite3_value_double(arguments[2])
                let result: Double
                switch symbol {
                case UInt8(ascii: "+"): result = left + right
                case UInt8(ascii: "-"): result = left - right
                case UInt8(ascii: "*"): result = left * right
                default:
                    if right == 0 { return sqlite3_result_null(context) }
                    result = left / right
                }
                if result.isInfinite, left.isFinite, right.isFinite {
                    let op = Character(UnicodeScalar(symbol))
                    return RealNumber.fail(
                        "\(RealNumber.shown(left)) \(op) \(RealNumber.shown(right))", context)
                }
                sqlite3_result_double(context, result)
            }, nil, nil, nil)
    }

    /// Returns what SQLite's operator makes of two integers, as a column of reals may hold; nil for
    /// other values, and for a result that is no integer.
    private static func whole(
        _ left: OpaquePointer?, _ symbol: UInt8, _ right: OpaquePointer?
    ) -> Int64? {
        guard sqlite3_value_type(left) == SQLITE_INTEGER,
            sqlite3_value_type(right) == SQLITE_INTEGER
        else { return nil }
        let (one, other) = (sqlite3_value_int64(left), sqlite3_value_int64(right))
        let (result, overflows) =
            switch symbol {
            case UInt8(ascii: "+"): one.addingReportingOverflow(other)
            case UInt8(ascii: "-"): one.subtractingReportingOverflow(other)
            case UInt8(ascii: "*"): one.multipliedReportingOverflow(by: other)
            default: one.dividedReportingOverflow(by: other)
            }
        return overflows ? nil : result
    }

    /// Reports that a result exceeds every real.
    static func fail(_ written: String, _ context: OpaquePointer?) {
        sqlite3_result_error(context, outOfRange(written), -1)
    }

    static func outOfRange(_ written: String) -> String {
        CastFunctions.failure("\(written) is out of range; a real is at most 1.8e308", .range)
    }

    /// A whole number without a fraction.
    static func shown(_ number: Double) -> String {
        Int(exactly: number).map(\.description) ?? number.description
    }
}
