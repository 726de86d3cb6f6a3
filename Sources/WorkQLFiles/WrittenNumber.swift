/// Numbers as people write them: `１２０` in full width, `12,000.50` with commas between thousands.
enum WrittenNumber {
    /// Returns the number in plain digits; nil if nothing has to be changed, or if this is not such
    /// a number.
    static func plain(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> [UInt8]? {
        guard bytes.count <= 64 else { return nil }
        let narrow = narrowed(bytes)
        guard (narrow ?? Array(bytes)).contains(Ascii.comma) else { return narrow }
        return withoutCommas(narrow ?? Array(bytes))
    }

    /// Converts full-width letters, digits and signs to ASCII; returns nil if there are none, or if
    /// there are other characters beyond ASCII.
    private static func narrowed(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> [UInt8]? {
        guard bytes.contains(where: { $0 >= 0x80 }) else { return nil }
        var result: [UInt8] = []
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            switch scalar.value {
            case 0..<0x80: result.append(UInt8(scalar.value))
            case 0xFF01...0xFF5E: result.append(UInt8(scalar.value - 0xFEE0))
            case 0x3000: result.append(Ascii.space)
            default: return nil
            }
        }
        return result
    }

    /// Removes the commas before groups of three digits; the first group has one to three.
    private static func withoutCommas(_ bytes: [UInt8]) -> [UInt8]? {
        let unsigned = bytes.first == Ascii.minus ? bytes.dropFirst() : bytes[...]
        let whole = unsigned.prefix { $0 != Ascii.dot }
        let groups = whole.split(separator: Ascii.comma, omittingEmptySubsequences: false)
        guard let first = groups.first, (1...3).contains(first.count), first.first != Ascii.zero,
            groups.dropFirst().allSatisfy({ $0.count == 3 }),
            groups.joined().allSatisfy(Ascii.isDigit),
            unsigned[whole.endIndex...].dropFirst().allSatisfy(Ascii.isDigit)
        else { return nil }
        return bytes.filter { $0 != Ascii.comma }
    }
}
