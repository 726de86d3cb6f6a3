extension Scalar {
    /// The same value for all spellings that differ in the case of ASCII letters alone.
    package var ignoringCase: Scalar {
        guard case .text(let text) = self, text.hasASCIICapitals else { return self }
        return .text(text.ignoringCase)
    }
}

extension String {
    /// Whether `ignoringCase` changes anything.
    package var hasASCIICapitals: Bool { utf8.contains { (0x41...0x5A).contains($0) } }

    /// With small ASCII letters, and every other character as it is: what NOCASE compares in SQLite.
    package var ignoringCase: String {
        String(decoding: utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }

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
}

extension Unicode.Scalar {
    fileprivate var isBlank: Bool {
        // Most keys are ASCII, and a plan reads each of thousands several times.
        if value < 0x80 { return value == 0x20 || (0x09...0x0D).contains(value) }
        return switch value {
        // Zero width space, joiners, marks of direction, word joiner, byte order mark.
        case 0x200B...0x200F, 0x2060, 0xFEFF: true
        default: properties.isWhitespace
        }
    }
}
