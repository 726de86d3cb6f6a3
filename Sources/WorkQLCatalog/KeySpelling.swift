extension String {
    /// Without the blanks around it: spaces, tabs, ideographic spaces, ends of lines, and the
    /// characters of no width that copying from other programs brings.
    package var trimmingBlanks: String {
        guard hasBlanksAround else { return self }
        return String(
            String.UnicodeScalarView(
                unicodeScalars.drop(while: \.isBlank).reversed().drop(while: \.isBlank).reversed()))
    }

    package var isBlank: Bool {
        if let first = utf8.first, first.isPrinted { return false }
        return unicodeScalars.allSatisfy(\.isBlank)
    }

    package var hasBlanksAround: Bool {
        if let first = utf8.first, let last = utf8.last, first.isPrinted, last.isPrinted {
            return false
        }
        return (unicodeScalars.first?.isBlank ?? false) || (unicodeScalars.last?.isBlank ?? false)
    }
}

extension UInt8 {
    /// Whether it is an ASCII character and no blank, as the ends of most keys are, of which a plan
    /// reads thousands.
    fileprivate var isPrinted: Bool { (0x21..<0x80).contains(self) }
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
