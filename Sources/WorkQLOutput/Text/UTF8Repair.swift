/// Returns the length of the well-formed UTF-8 sequence that starts at an offset; nil if there is
/// none.
///
/// It follows Unicode's table 3-7: no overlong forms, no surrogates, nothing above U+10FFFF.
@inline(__always)
func sequenceLength(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int) -> Int? {
    let first = bytes[offset]
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch first {
    case 0x00...0x7F: return 1
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: length = 3
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    case 0xF1...0xF3: length = 4
    default: return nil
    }
    guard offset + length <= bytes.count, second.contains(bytes[offset + 1]) else { return nil }
    for index in offset + 2..<max(offset + 2, offset + length)
    where bytes[index] & 0xC0 != 0x80 { return nil }
    return length
}

extension [UInt8] {
    /// Appends text, with U+FFFD for each byte that is not part of a character, so that the output
    /// is UTF-8 whatever a service sent.
    mutating func appendRepaired(_ source: UnsafeBufferPointer<UInt8>) {
        var offset = 0
        var copied = 0
        while offset < source.count {
            if offset + 8 <= source.count, source.word(at: offset) & EightBytes.high == 0 {
                offset += 8
                continue
            }
            if let length = sequenceLength(source, at: offset) {
                offset += length
                continue
            }
            append(contentsOf: source[copied..<offset])
            append("\u{FFFD}")
            offset += 1
            copied = offset
        }
        append(contentsOf: source[copied...])
    }
}

/// Eight bytes of a text in one integer, examined together.
enum EightBytes {
    static let high: UInt64 = 0x8080_8080_8080_8080
    private static let ones: UInt64 = 0x0101_0101_0101_0101

    /// Returns whether one of the bytes equals `byte` (Mycroft's test for a zero byte).
    @inline(__always)
    static func contain(_ byte: UInt8, _ word: UInt64) -> Bool {
        let difference = word ^ (ones &* UInt64(byte))
        return (difference &- ones) & ~difference & high != 0
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Returns the eight bytes from an offset on, which must be in bounds.
    @inline(__always)
    func word(at offset: Int) -> UInt64 {
        UnsafeRawPointer(baseAddress.unsafelyUnwrapped)
            .loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }
}
