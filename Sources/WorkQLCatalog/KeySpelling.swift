extension String {
    /// Without the blanks around it: spaces, tabs, ideographic spaces, ends of lines, and the
    /// characters of no width that copying from other programs brings.
    package var trimmingBlanks: String {
        guard hasBlanksAround else { return self }
        return String(
            String.UnicodeScalarView(
                unicodeScalars.drop(while: \.isBlank).reversed().drop(while: \.isBlank).reversed()))
    }

    package var isBlank: Bool { unicodeScalars.allSatisfy(\.isBlank) }

    package var hasBlanksAround: Bool {
        (unicodeScalars.first?.isBlank ?? false) || (unicodeScalars.last?.isBlank ?? false)
    }

    /// Whether it begins and ends with an ASCII character that is no blank, as most keys do, of which
    /// a plan reads thousands.
    var hasPrintedEnds: Bool {
        utf8.withContiguousStorageIfAvailable { bytes in
            guard let first = bytes.first, let last = bytes.last else { return false }
            return (0x21..<0x7F).contains(first) && (0x21..<0x7F).contains(last)
        } ?? false
    }
}

extension Unicode.Scalar {
    fileprivate var isBlank: Bool {
        if value < 0x80 { return value == 0x20 || (0x09...0x0D).contains(value) }
        return switch value {
        // Zero width space, joiners, marks of direction, word joiner, byte order mark.
        case 0x200B...0x200F, 0x2060, 0xFEFF: true
        default: properties.isWhitespace
        }
    }
}
