import WorkQLPages
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime
import sqlite3

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The rounding and the checks of casts to types with a bound, such as `numeric(10, 2)`, `smallint`
/// and `timestamp(0)`.
enum BoundFunctions {
    static func all(in context: TimeContext) -> [ScalarFunction] {
        let times = TimeValues(context: context)
        return [
            ScalarFunction(name: LocalFunction.boundedNumber.rawValue, arity: 4) { number($0) },
            ScalarFunction(name: LocalFunction.boundedInteger.rawValue, arity: 5) { integer($0) },
            ScalarFunction(name: LocalFunction.rowCount.rawValue, arity: 2) { rowCount($0) },
            ScalarFunction(name: LocalFunction.roundedTime.rawValue, arity: 3) { arguments in
                time(arguments, times)
            },
        ]
    }

    private static func number(_ arguments: ScalarFunction.Arguments) -> ScalarFunction.Result {
        guard !arguments.isNull(0), let precision = arguments.integer(1),
            let scale = arguments.integer(2)
        else { return .null }
        let isInteger = sqlite3_value_type(arguments[0]) == SQLITE_INTEGER
        let value = sqlite3_value_double(arguments[0])
        let decimal =
            isInteger
            ? DecimalDigits(sqlite3_value_int64(arguments[0])) : DecimalDigits(value)
        if let rounded = decimal?.rounded(toScale: scale), rounded.fits(precision, scale),
            let result = Double(rounded.text)
        {
            return .real(result)
        }
        guard arguments.integer(3) == 0 else { return .null }
        let type = "numeric(\(precision), \(scale))"
        return refusal("\(arguments.text(0) ?? "") does not fit into \(type)", type)
    }

    private static func integer(_ arguments: ScalarFunction.Arguments) -> ScalarFunction.Result {
        guard let value = arguments.integer(0), let type = arguments.text(1),
            let least = arguments.integer(2), let greatest = arguments.integer(3)
        else { return .null }
        guard value < least || value > greatest else { return .integer(value) }
        guard arguments.integer(4) == 0 else { return .null }
        let help = "write CAST(… AS bigint), or TRY_CAST(… AS \(type)), which gives NULL"
        return .error(
            CastFunctions.failure(
                "\(value) is out of the range of \(type), which is \(least) to \(greatest)",
                help: help, .range))
    }

    /// SQLite reads a negative LIMIT as none, and NULL as an error.
    private static func rowCount(_ arguments: ScalarFunction.Arguments) -> ScalarFunction.Result {
        let isLimit = arguments.text(1) == "LIMIT"
        let name = isLimit ? "LIMIT" : "OFFSET"
        if arguments.isNull(0) { return .integer(isLimit ? -1 : 0) }
        var number = Int(sqlite3_value_int64(arguments[0]))
        if sqlite3_value_type(arguments[0]) == SQLITE_FLOAT {
            let rounded = sqlite3_value_double(arguments[0]).rounded(.toNearestOrEven)
            guard let whole = Int(exactly: rounded) else {
                return .error(
                    CastFunctions.failure(
                        "\(name) takes a number of rows of 64 bits", .range))
            }
            number = whole
        }
        guard number < 0 else { return .integer(number) }
        return .error(
            CastFunctions.failure("\(name) must not be negative", isLimit ? .limit : .offset))
    }

    private static func refusal(_ message: String, _ type: String) -> ScalarFunction.Result {
        let help = "TRY_CAST(… AS \(type)) gives NULL instead"
        return .error(CastFunctions.failure(message, help: help, .range))
    }

    private static func time(
        _ arguments: ScalarFunction.Arguments, _ times: TimeValues
    ) -> ScalarFunction.Result {
        guard !arguments.isNull(0), let digits = arguments.integer(1) else { return .null }
        if arguments.isText(0) {
            guard let clock = times.clock(arguments[0]) else { return .null }
            let unit = [1000, 100, 10][min(max(digits, 0), 2)]
            let rounded = (clock + unit / 2) / unit * unit
            guard rounded >= 86_400_000 else { return .text(TimestampFormat.clock(rounded)) }
            guard arguments.integer(2) == 0 else { return .null }
            let type = "time(\(digits))"
            return refusal(
                "\(TimestampFormat.clock(clock)) is rounded to 24:00:00 by \(type)", type)
        }
        guard let instant = times.instant(arguments[0]) else { return .argument(0) }
        let rounded = instant.rounded(toDigits: digits).milliseconds
        return rounded % 1000 == 0
            ? .integer(Int(rounded / 1000)) : .real(Double(rounded) / 1000)
    }
}

/// A number as decimal digits: PostgreSQL converts a real to `numeric` by its first 15.
private struct DecimalDigits {
    private var isNegative: Bool
    /// Without zeros at the beginning; empty for 0.
    private var digits: [UInt8]
    /// The number is 0.DIGITS × 10^exponent.
    private var exponent: Int

    init(_ value: Int64) {
        isNegative = value < 0
        digits = value == 0 ? [] : Array(String(value.magnitude).utf8)
        exponent = digits.count
    }

    /// nil for what is not finite.
    init?(_ value: Double) {
        guard value.isFinite else { return nil }
        isNegative = value < 0
        guard value != 0 else {
            (digits, exponent) = ([], 0)
            return
        }
        // d.dddddddddddddde±dd
        var bytes = [CChar](repeating: 0, count: 32)
        let count = withVaList([value.magnitude]) { vsnprintf(&bytes, bytes.count, "%.14e", $0) }
        let text = String(decoding: bytes.prefix(Int(count)).map(UInt8.init), as: UTF8.self)
        let parts = text.split(separator: "e")
        guard parts.count == 2, let power = Int(parts[1]) else { return nil }
        digits = Array(parts[0].utf8.filter { $0 != UInt8(ascii: ".") })
        exponent = power + 1
    }

    /// Returns the number with so many digits after the point; halves are rounded away from 0.
    func rounded(toScale scale: Int) -> DecimalDigits {
        let count = exponent + scale
        guard count < digits.count else { return self }
        var result = self
        guard count >= 0 else {
            result.digits = []
            return result
        }
        let isUp = digits[count] >= UInt8(ascii: "5")
        result.digits = Array(digits.prefix(count))
        guard isUp else { return result }
        var index = count - 1
        while index >= 0, result.digits[index] == UInt8(ascii: "9") {
            result.digits[index] = UInt8(ascii: "0")
            index -= 1
        }
        if index >= 0 {
            result.digits[index] += 1
        } else {
            result.digits.insert(UInt8(ascii: "1"), at: 0)
            result.exponent += 1
        }
        return result
    }

    /// Whether there are at most `precision - scale` digits before the point.
    func fits(_ precision: Int, _ scale: Int) -> Bool {
        digits.allSatisfy { $0 == UInt8(ascii: "0") } || exponent <= precision - scale
    }

    var text: String {
        guard !digits.isEmpty else { return "0" }
        return (isNegative ? "-" : "") + "0." + String(decoding: digits, as: UTF8.self)
            + "e\(exponent)"
    }
}
