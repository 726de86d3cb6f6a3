import TestSupport
import Testing

@testable import WorkQL

/// Sums of reals by exact arithmetic, checked by properties that are known without it.
struct ExactSumTests {
    private static func sum(_ values: [Double], isSettled: Bool = false) -> Double {
        withSum { sum in
            for value in values {
                sum.add(value)
                if isSettled { sum.settle() }
            }
            return sum.value
        }
    }

    private static func withSum<Result>(_ body: (ExactSum) -> Result) -> Result {
        var limbs = [Int64](repeating: 0, count: ExactSum.stride)
        return limbs.withUnsafeMutableBufferPointer { limbs in
            guard let first = limbs.baseAddress else { fatalError("no limbs") }
            return body(ExactSum(limbs: first))
        }
    }

    private static let least = Double.leastNonzeroMagnitude
    private static let known: [(values: [Double], sum: Double)] = [
        ([0.1, 0.2, 0.3], 0.6),
        ([1e308, 1, -1e308], 1),
        ([1e16, 1, 1], 1.0000000000000002e16),
        ([1e16, 1], 1e16),
        ([least, least], 2 * least),
        ([least, -least], 0),
        ([least * 0x3_0000_0001, least * 0x2_0000_0002], least * 0x5_0000_0003),
        ([-31.204585, 31.204585], 0),
        ([], 0),
        ([1.7976931348623157e308, 1.7976931348623157e308], .infinity),
        ([.infinity, 1], .infinity),
        ([-.infinity, 5], -.infinity),
    ]

    @Test(arguments: known)
    func sums(_ values: [Double], _ expected: Double) {
        for isSettled in [false, true] {
            #expect(Self.sum(values, isSettled: isSettled) == expected)
            #expect(Self.sum(values.reversed(), isSettled: isSettled) == expected)
        }
    }

    @Test func infinitiesOfBothSigns() {
        #expect(Self.sum([.infinity, -.infinity]).isNaN)
        #expect(Self.sum([.infinity, .nan]).isNaN)
    }

    /// The sum of one value is the value, and a value that is subtracted again leaves the rest.
    @Test func random() {
        var generator = SplitMix64(seed: Soak.seed(8))
        func value() -> Double {
            while true {
                let value = Double(bitPattern: generator.next())
                if value.isFinite { return value }
            }
        }
        for _ in 0..<2_000 {
            let values = (0..<8).map { _ in value() }
            #expect(Self.sum([values[0]]) == values[0])
            let left = Self.withSum { sum in
                for value in values { sum.add(value) }
                for value in values.dropFirst(2) { sum.add(value, isTaken: true) }
                return sum.value
            }
            // The sum of two values is rounded once.
            #expect(left == values[0] + values[1])
            #expect(Self.sum(values) == Self.sum(values.shuffled(using: &generator)))
            let whole = Self.sum(values)
            let inParts = Self.withSum { sum in
                for half in [values[..<3], values[3...]] {
                    let text = Self.withSum { part in
                        for value in half { part.add(value) }
                        return part.text
                    }
                    #expect(sum.add(text: text))
                }
                return sum.value
            }
            #expect(inParts == whole)
        }
    }

    @Test func integers() {
        let sum = Self.withSum { sum in
            for value in [Int64.max, Int64.max, Int64.min, 3] { sum.add(value) }
            return sum.value
        }
        #expect(sum == 9_223_372_036_854_775_808)
    }
}
