/// A reversible permutation of 0..<2^40, for identifiers that look arbitrary and can be decoded.
///
/// Requests name meetings and journals by identifier; since nothing is stored, the day and the
/// person must be derived from the identifier itself.
enum IDCodec {
    static let bits = 40
    private static let mask: UInt64 = (1 << 40) - 1
    private static let multiplier: UInt64 = 0x9E_3779_B97F | 1
    private static let offset: UInt64 = 0x5B_D1E9_95A7

    /// The multiplier's inverse modulo 2^40, by Newton's iteration: each step doubles the correct
    /// bits.
    private static let inverse: UInt64 = {
        var x = multiplier
        for _ in 0..<6 { x = x &* (2 &- multiplier &* x) }
        return x & mask
    }()

    static func forward(_ value: Int) -> UInt64 {
        var x = UInt64(value) & mask
        x = (x &* multiplier &+ offset) & mask
        x ^= x >> 20
        return (x &* multiplier) & mask
    }

    static func backward(_ value: UInt64) -> Int {
        var x = (value &* inverse) & mask
        x ^= x >> 20
        return Int(((x &- offset) &* inverse) & mask)
    }

    private static let alphabet = Array("23456789ABCDEFGHJKLMNPQRSTUVWXYZ".utf8)

    /// Returns eight characters of five bits each.
    static func text(_ value: Int) -> String {
        let scrambled = forward(value)
        let bytes = (0..<8).map { alphabet[Int((scrambled >> (5 * UInt64($0))) & 31)] }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func value(ofText text: some StringProtocol) -> Int? {
        let bytes = Array(text.utf8)
        guard bytes.count == 8 else { return nil }
        var scrambled: UInt64 = 0
        for (index, byte) in bytes.enumerated() {
            guard let digit = alphabet.firstIndex(of: byte) else { return nil }
            scrambled |= UInt64(digit) << (5 * UInt64(index))
        }
        return backward(scrambled)
    }

    // 7^9 has no factor in common with 9 x 10^8, so multiplying by it permutes the nine digits.
    private static let codes = 900_000_000
    private static let codeMultiplier = 40_353_607
    private static let codeInverse: Int = {
        var (old, new) = (codeMultiplier, codes)
        var (oldFactor, factor) = (1, 0)
        while new != 0 {
            let quotient = old / new
            (old, new) = (new, old - quotient * new)
            (oldFactor, factor) = (factor, oldFactor - quotient * factor)
        }
        return (oldFactor % codes + codes) % codes
    }()

    /// Returns nine digits, the first not 0, as in a meeting code.
    static func code(_ value: Int) -> String {
        String(100_000_000 + (value * codeMultiplier + 271_828_182) % codes)
    }

    static func value(ofCode code: String) -> Int? {
        guard code.utf8.count == 9, let digits = Int(code), digits >= 100_000_000 else {
            return nil
        }
        let shifted = (digits - 100_000_000 - 271_828_182 + codes) % codes
        return shifted * codeInverse % codes
    }
}
