import WorkQLSQLite
import sqlite3

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `log10` and `log2` with exact results, where SQLite 3.40 divides logarithms: its `log10(1000)`
/// is 2.9999999999999996. Also `greatest`, `least` and `random`, which differ in SQLite: its
/// `max(x, y)` is NULL as soon as one argument is, and its `random()` is an integer. And those whose
/// result may exceed every real, which SQLite gives as infinity and PostgreSQL refuses.
enum NumberFunctions {
    static var all: [ScalarFunction] {
        [
            ScalarFunction(name: "greatest", arity: nil) { extreme(of: $0) { $0 > 0 } },
            ScalarFunction(name: "least", arity: nil) { extreme(of: $0) { $0 < 0 } },
            ScalarFunction(name: "log10", arity: 1) { logarithm($0, log10) },
            ScalarFunction(name: "log2", arity: 1) { logarithm($0, log2) },
            ScalarFunction(name: "cbrt", arity: 1) { arguments in
                arguments.real(0).map { .real(cbrt($0)) } ?? .null
            },
            ScalarFunction(name: "exp", arity: 1) { arguments in
                guard let power = arguments.real(0) else { return .null }
                return finite(exp(power), of: "exp", power)
            },
            ScalarFunction(name: "pow", arity: 2) { arguments in
                guard let base = arguments.real(0), let power = arguments.real(1) else {
                    return .null
                }
                return finite(pow(base, power), of: "power", base, power)
            },
            ScalarFunction(name: "degrees", arity: 1) { arguments in
                guard let angle = arguments.real(0) else { return .null }
                return finite(angle * (180 / Double.pi), of: "degrees", angle)
            },
            ScalarFunction(name: "factorial", arity: 1) { arguments in
                guard let number = arguments.integer(0) else { return .null }
                guard 0...20 ~= number else {
                    return .error(
                        "factorial(\(number)) is out of range; the argument is 0 to 20")
                }
                return .integer((0..<number).reduce(1) { $0 * ($1 + 1) })
            },
            ScalarFunction(name: "gcd", arity: 2) { arguments in
                divisor(arguments, "gcd") { _, _, divisor in divisor }
            },
            ScalarFunction(name: "lcm", arity: 2) { arguments in
                divisor(arguments, "lcm") { first, second, divisor in
                    guard divisor > 0 else { return 0 }
                    let (product, isTooLarge) = (first / divisor).multipliedReportingOverflow(
                        by: second)
                    return isTooLarge ? nil : product
                }
            },
            ScalarFunction(name: "workql_uuid", arity: 0, isDeterministic: false) { _ in
                .text(uuid())
            },
            ScalarFunction(name: "workql_round_tens", arity: 2) { roundedToTens($0) },
            ScalarFunction(name: "workql_random", arity: 0, isDeterministic: false) { _ in
                .real(Double.random(in: 0..<1))
            },
        ]
    }

    /// Returns the result of a function of finite numbers if it is finite, and otherwise an error.
    /// SQLite makes NULL of what is not a number.
    private static func finite(
        _ result: Double, of name: String, _ arguments: Double...
    ) -> ScalarFunction.Result {
        guard result.isInfinite, arguments.allSatisfy(\.isFinite) else { return .real(result) }
        let list = arguments.map(RealNumber.shown).joined(separator: ", ")
        return .error(RealNumber.outOfRange("\(name)(\(list))"))
    }

    /// Returns a result computed from the magnitudes of two numbers and their greatest common
    /// divisor.
    private static func divisor(
        _ arguments: ScalarFunction.Arguments, _ name: String,
        _ result: (UInt, UInt, UInt) -> UInt?
    ) -> ScalarFunction.Result {
        guard let one = arguments.integer(0), let other = arguments.integer(1) else {
            return .null
        }
        let (first, second) = (one.magnitude, other.magnitude)
        var (greater, less) = (first, second)
        while less > 0 { (greater, less) = (less, greater % less) }
        guard let number = result(first, second, greater), let whole = Int(exactly: number) else {
            return .error("\(name)(\(one), \(other)) does not fit into a 64-bit integer")
        }
        return .integer(whole)
    }

    /// Returns a random UUID of version 4.
    private static func uuid() -> String {
        var bytes = (0..<16).map { _ in UInt8.random(in: 0...255) }
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Array("0123456789abcdef")
        var text = ""
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text += "-" }
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return text
    }

    /// Returns a logarithm; NULL of numbers that are not above 0, like SQLite's other logarithms.
    private static func logarithm(
        _ arguments: ScalarFunction.Arguments, _ function: (Double) -> Double
    ) -> ScalarFunction.Result {
        guard let value = arguments.real(0), value > 0 else { return .null }
        return .real(function(value))
    }

    /// Rounds half away from zero, as SQLite rounds to ones.
    private static func roundedToTens(
        _ arguments: ScalarFunction.Arguments
    ) -> ScalarFunction.Result {
        guard let value = arguments.real(0), let places = arguments.real(1) else { return .null }
        guard places < 309 else { return .real(0) }
        let unit = pow(10, places.rounded(.towardZero))
        return .real((value / unit).rounded(.toNearestOrAwayFromZero) * unit)
    }

    /// Returns the argument that is further than all others; NULL is left out.
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

    /// Returns a number less than, equal to or greater than 0, in SQLite's order of two values of
    /// one type: numbers by value, texts by bytes.
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
