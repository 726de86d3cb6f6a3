/// The escapes in a workbook's texts: `_x000D_` represents a character that XML cannot contain, and
/// `_x005F_` an underscore that would begin such an escape.
enum WorkbookEscapes {
    /// Decodes the escapes in place, from an offset to the end.
    static func decode(_ bytes: inout [UInt8], from start: Int = 0) {
        guard var read = bytes[start...].firstIndex(of: underscore) else { return }
        var written = read
        while read < bytes.count {
            if let unit = unit(bytes, at: read) {
                var scalar = Unicode.Scalar(unit)
                var length = 7
                // Characters beyond U+FFFF are two escapes.
                if scalar == nil, UTF16.isLeadSurrogate(unit),
                    let trail = self.unit(bytes, at: read + 7), UTF16.isTrailSurrogate(trail)
                {
                    scalar = Unicode.Scalar(
                        0x1_0000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(trail) - 0xDC00))
                    length = 14
                }
                for byte in UTF8.encode(scalar ?? "\u{FFFD}") ?? UTF8.encodedReplacementCharacter {
                    bytes[written] = byte
                    written += 1
                }
                read += length
            } else {
                bytes[written] = bytes[read]
                written += 1
                read += 1
            }
        }
        bytes.removeLast(bytes.count - written)
    }

    private static let underscore = UInt8(ascii: "_")

    /// Returns the UTF-16 code unit of the escape at this index; nil if there is none.
    private static func unit(_ bytes: [UInt8], at index: Int) -> UInt16? {
        guard index + 7 <= bytes.count, bytes[index] == underscore,
            bytes[index + 1] == UInt8(ascii: "x"), bytes[index + 6] == underscore
        else { return nil }
        var unit: UInt16 = 0
        for byte in bytes[index + 2..<index + 6] {
            let digit: UInt8
            switch byte {
            case 0x30...0x39: digit = byte - 0x30
            case 0x41...0x46: digit = byte - 0x41 + 10
            case 0x61...0x66: digit = byte - 0x61 + 10
            default: return nil
            }
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }
}
