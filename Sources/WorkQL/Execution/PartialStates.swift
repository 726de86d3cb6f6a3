import WorkQLCatalog
import WorkQLPages
import WorkQLPlanner

/// The aggregates of one column for each group of rows.
struct PartialStates {
    private let operation: PartialAggregate.Partial.Operation
    private let isReal: Bool
    /// The number of values of each group.
    private var counts: [Int64] = []
    /// Extremes of integers, and the lower 32 bits of their sums.
    private var integers: [Int64] = []
    /// The parts of the sums above the lower 32 bits.
    private var upper: [Int64] = []
    private var reals: [Double] = []
    /// The limbs of exact sums; those of one group are adjacent.
    private var limbs: [Int64] = []

    init(_ partial: PartialAggregate.Partial, of type: ColumnType) {
        operation = partial.operation
        isReal = type == .real
    }

    /// Returns whether a vector has the kind of the column.
    func takes(_ vector: Vector) -> Bool {
        if operation == .count { return true }
        return switch vector {
        case .integers: !isReal
        case .reals: isReal
        case .constant(nil): true
        case .constant, .text, .dictionary: false
        }
    }

    mutating func removeAll() {
        counts = []
        integers = []
        upper = []
        reals = []
        limbs = []
    }

    /// Adds the values of a vector to the groups of their rows.
    ///
    /// - Parameters:
    ///   - kept: the rows to read; all when nil.
    ///   - groups: the group of each row that is read.
    ///   - groupCount: the current number of groups.
    mutating func add(_ vector: Vector, _ kept: [Int32]?, to groups: [UInt32], of groupCount: Int) {
        grow(&counts, to: groupCount)
        switch operation {
        case .count: break
        case .sum:
            grow(&integers, to: groupCount)
            grow(&upper, to: groupCount)
        case .exactSum: grow(&limbs, to: groupCount * ExactSum.stride)
        case .least, .greatest:
            if isReal { grow(&reals, to: groupCount) } else { grow(&integers, to: groupCount) }
        }
        switch (operation, vector) {
        case (_, .constant(nil)): break
        case (.count, .reals(let values, let validity)):
            Self.each(groups, kept, validity, &counts) { row, group, counts in
                // NaN is NULL to SQLite.
                if !values[row].isNaN { counts[group] += 1 }
            }
        case (.count, _):
            Self.each(groups, kept, .all, &counts) { row, group, counts in
                if !vector.isNull(row) { counts[group] += 1 }
            }
        case (.sum, .integers(let values, let validity)):
            Self.each(groups, kept, validity, &counts) { row, group, counts in
                counts[group] += 1
                integers[group] += values[row] & 0xFFFF_FFFF
                upper[group] += values[row] >> 32
            }
        case (.least, .integers(let values, let validity)):
            Self.each(groups, kept, validity, &counts) { row, group, counts in
                if counts[group] == 0 || values[row] < integers[group] {
                    integers[group] = values[row]
                }
                counts[group] += 1
            }
        case (.greatest, .integers(let values, let validity)):
            Self.each(groups, kept, validity, &counts) { row, group, counts in
                if counts[group] == 0 || values[row] > integers[group] {
                    integers[group] = values[row]
                }
                counts[group] += 1
            }
        case (.least, .reals(let values, let validity)):
            Self.each(groups, kept, validity, &counts) { row, group, counts in
                guard !values[row].isNaN else { return }
                if counts[group] == 0 || values[row] < reals[group] { reals[group] = values[row] }
                counts[group] += 1
            }
        case (.greatest, .reals(let values, let validity)):
            Self.each(groups, kept, validity, &counts) { row, group, counts in
                guard !values[row].isNaN else { return }
                if counts[group] == 0 || values[row] > reals[group] { reals[group] = values[row] }
                counts[group] += 1
            }
        case (.exactSum, .reals(let values, let validity)):
            addExactly(values, validity, kept, to: groups)
        default: break
        }
    }

    private mutating func addExactly(
        _ values: [Double], _ validity: Validity, _ kept: [Int32]?, to groups: [UInt32]
    ) {
        // Moved, so that both can be written without a check for each row.
        var limbs = limbs
        self.limbs = []
        limbs.withUnsafeMutableBufferPointer { limbs in
            guard let first = limbs.baseAddress else { return }
            values.withUnsafeBufferPointer { values in
                Self.each(groups, kept, validity, &counts) { row, group, counts in
                    let value = values[row]
                    guard !value.isNaN else { return }
                    let sum = ExactSum(limbs: first + group * ExactSum.stride)
                    sum.add(value)
                    counts[group] += 1
                    if counts[group] % Int64(ExactSum.maximumAdded) == 0 { sum.settle() }
                }
            }
        }
        self.limbs = limbs
    }

    /// Calls `body` for each row that is read and is not NULL, with the numbers of values.
    @inline(__always)
    private static func each(
        _ groups: [UInt32], _ kept: [Int32]?, _ validity: Validity, _ counts: inout [Int64],
        _ body: (Int, Int, UnsafeMutableBufferPointer<Int64>) -> Void
    ) {
        counts.withUnsafeMutableBufferPointer { counts in
            groups.withUnsafeBufferPointer { groups in
                eachRow(of: groups.count, kept, validity) { position, row in
                    if let row { body(row, Int(groups[position]), counts) }
                }
            }
        }
    }

    private func grow<Value: Numeric>(_ values: inout [Value], to count: Int) {
        values.append(contentsOf: repeatElement(0, count: count - values.count))
    }

    /// The value of each group, NULL if it has none.
    var vector: Vector {
        let validity =
            counts.contains(0)
            ? Validity(bytes: counts.map { $0 == 0 ? 0 : 1 }) : Validity.all
        switch operation {
        case .count: return .integers(counts, .all)
        case .least, .greatest:
            return isReal ? .reals(reals, validity) : .integers(integers, validity)
        case .sum:
            let sums = integers.indices.map { Int128(upper[$0]) << 32 + Int128(integers[$0]) }
            let fitting = sums.compactMap { Int64(exactly: $0) }
            if fitting.count == sums.count { return .integers(fitting, validity) }
            return .text(zip(sums, counts).map { sum, count in count == 0 ? nil : "\(sum)" })
        case .exactSum:
            var limbs = limbs
            let texts = limbs.withUnsafeMutableBufferPointer { limbs -> [String?] in
                guard let first = limbs.baseAddress else { return [] }
                return counts.indices.map { group in
                    counts[group] == 0
                        ? nil : ExactSum(limbs: first + group * ExactSum.stride).text
                }
            }
            return .text(texts)
        }
    }
}
