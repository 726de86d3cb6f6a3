import WorkQLSQLite
import sqlite3

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `log10` and `log2` exactly, where SQLite 3.40 divides logarithms: its `log10(1000)` is
/// 2.9999999999999996. And `greatest`, `least` and `random`, which SQLite has otherwise: its
/// `max(x, y)` is NULL as soon as one argument is, and its `random()` is an integer.
enum NumberFunctions {
    static var all: [ScalarFunction] {
        [
            ScalarFunction(name: "greatest", arity: nil) { extreme(of: $0) { $0 > 0 } },
            ScalarFunction(name: "least", arity: nil) { extreme(of: $0) { $0 < 0 } },
            ScalarFunction(name: "log10", arity: 1) { logarithm($0, log10) },
            ScalarFunction(name: "log2", arity: 1) { logarithm($0, log2) },
            ScalarFunction(name: "workql_round_tens", arity: 2) { roundedToTens($0) },
            ScalarFunction(name: "workql_random", arity: 0, isDeterministic: false) { _ in
                .real(Double.random(in: 0..<1))
            },
        ]
    }

    /// NULL of what is not above 0, as SQLite's other logarithms are.
    private static func logarithm(
        _ arguments: ScalarFunction.Arguments, _ function: (Double) -> Double
    ) -> ScalarFunction.Result {
        guard let value = arguments.real(0), value > 0 else { return .null }
        return .real(function(value))
    }

    /// Half away from zero, as SQLite rounds to ones.
    private static func roundedToTens(
        _ arguments: ScalarFunction.Arguments
    ) -> ScalarFunction.Result {
        guard let value = arguments.real(0), let places = arguments.real(1) else { return .null }
        guard places < 309 else { return .real(0) }
        let unit = pow(10, places.rounded(.towardZero))
        return .real((value / unit).rounded(.toNearestOrAwayFromZero) * unit)
    }

    /// The argument that is further than all others, NULL left out.
    private static func extreme(
        of arguments: ScalarFunction.Arguments, isFurther: (Int) -> Bool
    ) -> ScalarFunction.Result {
        var best: Int?
        for index in 0..<arguments.count where !arguments.isNull(index) {
            guard let other = best else {
                best = index
                continue
            }
            if isFurther(compare(arguments[index], arguments[other])) { best = index }
        }
        return best.map { .argument($0) } ?? .null
    }

    /// Less than, equal to or more than 0, in SQLite's order of two values of one type: numbers by
    /// value, texts by bytes.
    static func compare(_ left: OpaquePointer?, _ right: OpaquePointer?) -> Int {
        let types = (sqlite3_value_type(left), sqlite3_value_type(right))
        switch types {
        case (SQLITE_INTEGER, SQLITE_INTEGER):
            let (a, b) = (sqlite3_value_int64(left), sqlite3_value_int64(right))
            return a < b ? -1 : a > b ? 1 : 0
        case (SQLITE_TEXT, SQLITE_TEXT):
            let (a, b) = (sqlite3_value_text(left), sqlite3_value_text(right))
            let counts = (sqlite3_value_bytes(left), sqlite3_value_bytes(right))
            guard let a, let b else { return 0 }
            for index in 0..<Int(min(counts.0, counts.1)) where a[index] != b[index] {
                return Int(a[index]) - Int(b[index])
            }
            return Int(counts.0) - Int(counts.1)
        default:
            let (a, b) = (sqlite3_value_double(left), sqlite3_value_double(right))
            return a < b ? -1 : a > b ? 1 : 0
        }
    }
}
