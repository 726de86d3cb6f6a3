extension String {
    /// The text without surrounding blanks: spaces, tabs, ideographic spaces, line breaks, and the
    /// zero-width characters that copying from other programs adds.
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

    /// The kind of a text that cannot be the id of an account.
    package enum ForeignID: Sendable {
        /// It has characters that separate values.
        case several
        /// It has characters beyond ASCII, as the names of people have.
        case name
    }

    /// nil where a text may be the id of an account: letters, digits and `_-.@`.
    package var foreignID: ForeignID? {
        guard !isPlainID else { return nil }
        if unicodeScalars.contains(where: { " \t\r\n,;|\"'[](){}，、；　".unicodeScalars.contains($0) })
        {
            return .several
        }
        return utf8.contains { $0 >= 0x80 } ? .name : nil
    }

    /// Whether it consists of ASCII letters and digits, like most keys; a plan reads thousands of
    /// them. False for a text whose bytes are not contiguous, which none is that was parsed.
    package var isPlainID: Bool {
        utf8.withContiguousStorageIfAvailable { bytes in
            !bytes.isEmpty
                && bytes.allSatisfy { byte in
                    byte >= 0x30 && byte <= 0x39 || byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A
                }
        } ?? false
    }

    /// Whether it begins and ends with an ASCII character that is not a blank, like most keys; a
    /// plan reads thousands of them.
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
        // Zero-width space, joiners, direction marks, word joiner, byte order mark.
        case 0x200B...0x200F, 0x2060, 0xFEFF: true
        default: properties.isWhitespace
        }
    }
}
