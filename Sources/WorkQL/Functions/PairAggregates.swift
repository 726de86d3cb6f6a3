import WorkQLPlanner
import sqlite3

/// Aggregates of pairs of numbers: `corr`, `covar_pop`, `covar_samp`. A pair with a NULL is left
/// out.
///
/// The means, the squares and the products are updated with each pair, so that large numbers close
/// to each other lose no digits.
enum PairAggregates {
    static let names = ["corr", "covar_pop", "covar_samp"]

    /// The state that SQLite keeps for a group, initially zeros.
    private struct Group {
        var count: Double
        var meanX: Double
        var meanY: Double
        var squaresX: Double
        var squaresY: Double
        var products: Double
        /// The number of pairs with an infinite number.
        var infiniteCount: Double

        mutating func add(_ x: Double, _ y: Double) {
            count += 1
            if x.isInfinite || y.isInfinite { infiniteCount += 1 }
            let (beforeX, beforeY) = (x - meanX, y - meanY)
            meanX += beforeX / count
            meanY += beforeY / count
            squaresX += beforeX * (x - meanX)
            squaresY += beforeY * (y - meanY)
            products += beforeX * (y - meanY)
        }

        /// Returns the result of a function; nil if it is not defined.
        func result(_ index: Int) -> Double? {
            switch index {
            case 0:
                let scale = (squaresX * squaresY).squareRoot()
                return count > 1 && scale > 0 && scale.isFinite && products.isFinite
                    ? min(1, max(-1, products / scale)) : nil
            case 1: return count > 0 ? products / count : nil
            default: return count > 1 ? products / (count - 1) : nil
            }
        }
    }

    static func register(on connection: OpaquePointer) -> Int32 {
        for (index, name) in names.enumerated() {
            let code = sqlite3_create_function_v2(
                connection, name, 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
                UnsafeMutableRawPointer(bitPattern: index + 1), nil,
                { context, _, arguments in
                    guard let arguments, let x = PairAggregates.number(arguments[0]),
                        let y = PairAggregates.number(arguments[1])
                    else { return }
                    let size = Int32(MemoryLayout<Group>.size)
                    guard
                        let group = sqlite3_aggregate_context(context, size)?
                            .assumingMemoryBound(to: Group.self)
                    else { return sqlite3_result_error_nomem(context) }
                    group.pointee.add(x, y)
                },
                { context in
                    // A size of 0 bytes returns existing state only: none for a group without
                    // pairs.
                    let group = sqlite3_aggregate_context(context, 0)?
                        .assumingMemoryBound(to: Group.self)
                    let index = UInt(bitPattern: sqlite3_user_data(context))
                    guard let result = group?.pointee.result(Int(index) - 1) else {
                        return sqlite3_result_null(context)
                    }
                    if !result.isFinite, group?.pointee.infiniteCount == 0 {
                        return RealNumber.fail("the covariance", context)
                    }
                    sqlite3_result_double(context, result)
                }, nil)
            guard code == SQLITE_OK else { return code }
        }
        return SQLITE_OK
    }

    private static func number(_ value: OpaquePointer?) -> Double? {
        switch sqlite3_value_numeric_type(value) {
        case SQLITE_INTEGER, SQLITE_FLOAT: sqlite3_value_double(value)
        default: nil
        }
    }
}
