/// A stream of numbers that is a pure function of its seed.
///
/// SplitMix64: every record of the company can be recomputed from (seed, purpose, day, person), so
/// that nothing has to be stored and every day has records.
struct SplitMix64: Sendable {
    private var state: UInt64

    /// The purpose of the numbers; streams of different purposes do not resemble each other.
    enum Purpose: UInt64, Sendable {
        case person = 1
        case leave, habit, checkin, screenCapture, meeting, meetingRecording, journal
        case corpRecording, cursor, token, hint
    }

    init(_ seed: UInt64, _ purpose: Purpose, _ a: Int = 0, _ b: Int = 0) {
        state = SplitMix64.mixed(seed &+ purpose.rawValue &* 0x9E37_79B9_7F4A_7C15)
        state = SplitMix64.mixed(state ^ UInt64(bitPattern: Int64(a)))
        state = SplitMix64.mixed(state &+ UInt64(bitPattern: Int64(b)))
    }

    static func mixed(_ value: UInt64) -> UInt64 {
        var z = value &+ 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// Returns a number that depends on every byte and on their order.
    static func digest(_ bytes: some Sequence<UInt8>, seed: UInt64 = 0) -> UInt64 {
        var hash = mixed(seed ^ 0xCBF2_9CE4_8422_2325)
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return mixed(hash)
    }

    mutating func next() -> UInt64 {
        state = state &+ 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// Returns a number in 0..<bound; 0 for an empty range.
    mutating func below(_ bound: Int) -> Int {
        let drawn = next()
        guard bound > 0 else { return 0 }
        return Int(truncatingIfNeeded: drawn.multipliedFullWidth(by: UInt64(bound)).high)
    }

    mutating func within(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.upperBound - range.lowerBound + 1)
    }

    mutating func chance(permille: Int) -> Bool { below(1000) < permille }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[below(elements.count)]
    }

    /// Returns a text of `count` letters and digits.
    mutating func word(_ count: Int) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        for _ in 0..<count { bytes.append(alphabet[below(alphabet.count)]) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
