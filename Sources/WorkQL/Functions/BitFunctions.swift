import sqlite3

/// The bits of integers and ranges of numbers, with the results of PostgreSQL's bigint.
enum BitFunctions {
    static var all: [ScalarFunction] {
        [
            bits("bitand") { $0 & $1 }, bits("bitor") { $0 | $1 }, bits("bitxor") { $0 ^ $1 },
            // The processor counts places modulo 64, and so does PostgreSQL.
            bits("bitshiftleft") { $0 &<< $1 }, bits("bitshiftright") { $0 &>> $1 },
            ScalarFunction(name: "bitnot", arity: 1) { arguments in
                arguments.integer(0).map { .integer(~$0) } ?? .null
            },
            ScalarFunction(name: "width_bucket", arity: 4) { bucket($0) },
        ]
    }

    private static func bits(
        _ name: String, _ result: @escaping (Int, Int) -> Int
    ) -> ScalarFunction {
        ScalarFunction(name: name, arity: 2) { arguments in
            guard let first = arguments.integer(0), let second = arguments.integer(1) else {
                return .null
            }
            return .integer(result(first, second))
        }
    }

    /// Returns the number of a range, from 1; 0 before the first, and one more than their number
    /// after the last. The ranges descend where the first bound is the greater one.
    private static func bucket(_ arguments: ScalarFunction.Arguments) -> ScalarFunction.Result {
        guard let value = arguments.real(0), let first = arguments.real(1),
            let last = arguments.real(2), let given = arguments.real(3)
        else { return .null }
        guard let count = Int(exactly: given.rounded()), 1...Int(Int32.max) ~= count else {
            return .error("the number of ranges of width_bucket() is 1 to 2147483647")
        }
        guard first.isFinite, last.isFinite else {
            return .error("the bounds of width_bucket() are finite")
        }
        guard first != last else { return .error("the bounds of width_bucket() are equal") }
        let isBefore = first < last ? value < first : value > first
        let isBehind = first < last ? value >= last : value <= last
        if isBefore { return .integer(0) }
        if isBehind { return .integer(count + 1) }
        // Half of each, because the difference of the bounds may exceed every real.
        let share = (value / 2 - first / 2) / (last / 2 - first / 2)
        return .integer(min(Int(Double(count) * share), count - 1) + 1)
    }
}
