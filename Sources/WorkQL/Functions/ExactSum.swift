/// The exact sum of numbers, so that a mean is the same in any order of the rows and however these
/// are grouped before.
///
/// A fixed-point number wide enough for every 64-bit real: bit 0 stands for 2^-1074, and each limb
/// has 32 of its bits and room for carries, so that a number is added to three limbs only. R. M.
/// Neal, "Fast exact summation using small and large superaccumulators" (2015).
///
/// Works on limbs that are stored elsewhere: those of many groups side by side, or in SQLite's
/// memory, where all zeros are the sum of nothing.
///
/// Example: 0.1 + 0.2 + 0.3 and 0.3 + 0.2 + 0.1 are both 0.6; added as reals the first is
/// 0.6000000000000001.
struct ExactSum {
    /// The number of limbs for the bits of numbers; the limbs after them count the values that are
    /// not finite.
    private static let limbs = 67
    /// The number of limbs of a sum.
    static let stride = limbs + 3
    /// The number of additions after which carries must be settled.
    static let maximumAdded = 1 << 30

    let limbs: UnsafeMutablePointer<Int64>

    @inline(__always)
    func add(_ value: Double, isTaken: Bool = false) {
        let bits = value.bitPattern
        let exponent = Int(bits >> 52) & 0x7FF
        if exponent == 0x7FF {
            let kind = value.isNaN ? 2 : value < 0 ? 1 : 0
            limbs[Self.limbs + kind] += isTaken ? -1 : 1
            return
        }
        let fraction = bits & 0xF_FFFF_FFFF_FFFF
        add(
            exponent == 0 ? fraction : fraction | 1 << 52, at: max(exponent - 1, 0),
            isNegative: (value.sign == .minus) != isTaken)
    }

    func add(_ value: Int64, isTaken: Bool = false) {
        add(value.magnitude, at: 1074, isNegative: (value < 0) != isTaken)
    }

    func add(_ value: Int128) {
        let isNegative = value < 0
        let magnitude = value.magnitude
        add(UInt64(truncatingIfNeeded: magnitude), at: 1074, isNegative: isNegative)
        let upper = UInt64(truncatingIfNeeded: magnitude >> 64)
        if upper > 0 { add(upper, at: 1074 + 64, isNegative: isNegative) }
    }

    @inline(__always)
    private func add(_ magnitude: UInt64, at bit: Int, isNegative: Bool) {
        let (index, shift) = (bit >> 5, UInt64(bit & 31))
        let low = magnitude << shift
        let parts = (
            Int64(low & 0xFFFF_FFFF), Int64(low >> 32),
            Int64(shift == 0 ? 0 : magnitude >> (64 - shift))
        )
        let sign: Int64 = isNegative ? -1 : 1
        limbs[index] += sign * parts.0
        limbs[index + 1] += sign * parts.1
        limbs[index + 2] += sign * parts.2
    }

    /// Adds another sum.
    func add(_ other: ExactSum) {
        settle()
        other.settle()
        for index in 0..<Self.stride { limbs[index] += other.limbs[index] }
    }

    /// Carries the excess of each limb to the next, so that each but the last has 32 bits and no
    /// sign.
    func settle() {
        var carry: Int64 = 0
        for index in 0..<Self.limbs - 1 {
            let sum = limbs[index] + carry
            limbs[index] = sum & 0xFFFF_FFFF
            carry = sum >> 32
        }
        limbs[Self.limbs - 1] += carry
    }

    /// Returns the sum divided by a number, which cannot exceed the largest of the values.
    func mean(of count: Int64) -> Double {
        let sum = value
        let isFinite = (Self.limbs..<Self.stride).allSatisfy { limbs[$0] == 0 }
        guard sum.isInfinite, isFinite else { return sum / Double(count) }
        let mean = value(timesTwoTo: -64) / Double(count) * 0x1p64
        return min(max(mean, -.greatestFiniteMagnitude), .greatestFiniteMagnitude)
    }

    /// The nearest real number; of two equally near ones, the one whose last bit is 0.
    var value: Double { value(timesTwoTo: 0) }

    private func value(timesTwoTo scale: Int) -> Double {
        let infinities = (limbs[Self.limbs], limbs[Self.limbs + 1])
        if limbs[Self.limbs + 2] != 0 || infinities.0 != 0 && infinities.1 != 0 { return .nan }
        if infinities.0 != 0 { return .infinity }
        if infinities.1 != 0 { return -.infinity }
        settle()
        var digits = (0..<Self.limbs).map { limbs[$0] }
        let isNegative = digits[Self.limbs - 1] < 0
        if isNegative {
            var carry: Int64 = 0
            for index in digits.indices {
                let sum = carry - digits[index]
                digits[index] = index == Self.limbs - 1 ? sum : sum & 0xFFFF_FFFF
                carry = sum >> 32
            }
        }
        guard let top = digits.lastIndex(where: { $0 != 0 }) else { return 0 }
        let magnitude = Self.nearest(digits, top, scale)
        return isNegative ? -magnitude : magnitude
    }

    /// Returns the nearest real number of a sum without a sign.
    ///
    /// - Parameters:
    ///   - top: the index of the highest limb that is not 0.
    ///   - scale: the exponent of the power of two by which a large sum is multiplied.
    private static func nearest(
        _ digits: [Int64], _ top: Int, _ scale: Int
    ) -> Double {
        func digit(_ index: Int) -> UInt64 { index < 0 ? 0 : UInt64(digits[index]) }
        // The 64 highest bits of the number, from the highest limb on, the first of which is 1.
        let space = UInt64(digit(top).leadingZeroBitCount - 32)
        var bits = digit(top) << 32 | digit(top - 1)
        bits = bits << space | (digit(top - 2) << space) >> 32
        let isAbove =
            digit(top - 2) << space & 0xFFFF_FFFF != 0
            || (top - 2 > 0 && digits[..<(top - 2)].contains { $0 != 0 })
        let exponent = 32 * (top - 1) - Int(space) - 1074
        // Numbers this small have all of their bits.
        if exponent < -1074 {
            return Double(
                sign: .plus, exponent: -1074, significand: Double(bits >> UInt64(-1074 - exponent)))
        }
        var mantissa = bits >> 11
        let rest = bits & 0x7FF
        if rest > 0x400 || rest == 0x400 && (isAbove || mantissa & 1 == 1) { mantissa += 1 }
        return Double(
            sign: .plus, exponent: exponent + 11 + scale, significand: Double(mantissa))
    }

    /// The sum as a text: each limb that is not 0, with its index.
    var text: String {
        settle()
        return (0..<Self.stride).filter { limbs[$0] != 0 }
            .map { "\($0):\(limbs[$0])" }.joined(separator: " ")
    }

    /// Adds the sum in a text.
    ///
    /// - Returns: whether the text is a sum.
    func add(text: String) -> Bool {
        settle()
        for part in text.split(separator: " ") {
            let words = part.split(separator: ":")
            guard words.count == 2, let index = Int(words[0]), (0..<Self.stride).contains(index),
                let limb = Int64(words[1])
            else { return false }
            limbs[index] += limb
        }
        settle()
        return true
    }
}
