import utf8proc

// The width of text on a terminal, in columns.

extension Character {
    /// The width of the character in columns: 2 for East Asian wide characters and emoji, 0 for
    /// control characters and lone combining marks, otherwise 1.
    ///
    /// A character is a grapheme cluster, whose width is not the sum of the widths of its scalars.
    package var displayWidth: Int { displayWidth(ambiguous: 1) }

    /// Returns the width of the character.
    ///
    /// - Parameter ambiguous: the number of columns of a character whose width Unicode leaves to
    ///   the context, 1 or 2.
    package func displayWidth(ambiguous: Int) -> Int {
        let scalars = unicodeScalars
        guard let first = scalars.first else { return 0 }
        if first.value < 0x7F, scalars.count == 1 { return first.value < 0x20 ? 0 : 1 }
        let isWide = ambiguous == 2 && AmbiguousWidth.contains(first)
        var width = isWide ? 2 : 0
        var regionalIndicators = 0
        for scalar in scalars {
            switch scalar.value {
            case 0xFE0F where scalars.count > 1: return 2
            // Selects the narrow text form of an emoji.
            case 0xFE0E: return min(width, 1)
            case 0x1F1E6...0x1F1FF: regionalIndicators += 1
            default: break
            }
            width = max(width, scalar.displayWidth)
        }
        return regionalIndicators == 2 ? 2 : width
    }
}

extension Unicode.Scalar {
    fileprivate var displayWidth: Int {
        // Emoji newer than the table, which contains 0 for them.
        if value >= 0x1F300, properties.isEmojiPresentation { return 2 }
        return max(0, Int(utf8proc_charwidth(Int32(bitPattern: value))))
    }
}

extension StringProtocol {
    /// The width of the text in columns, assuming one line. Control characters have width zero:
    /// convert the text with ``neutralized`` before printing it.
    package var displayWidth: Int { displayWidth(ambiguous: 1) }

    /// Returns the width of the text.
    ///
    /// - Parameter ambiguous: the number of columns of a character whose width Unicode leaves to
    ///   the context, 1 or 2.
    package func displayWidth(ambiguous: Int) -> Int {
        if utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return utf8.count }
        return reduce(0) { $0 + $1.displayWidth(ambiguous: ambiguous) }
    }

    /// The text with every character escaped that could move the cursor, change the terminal's
    /// state or change the reading direction: `\u{202E}`. This includes line breaks and tabs.
    package var neutralized: String {
        if utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return String(self) }
        var result = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            if scalar.affectsSurroundings {
                result.append(contentsOf: scalar.codeEscape.unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }
}

extension Unicode.Scalar {
    /// Whether the scalar affects the text around it instead of being visible. Joiners are
    /// excluded: they are needed for spelling and for emoji, and are harmless.
    package var affectsSurroundings: Bool {
        switch value {
        case 0..<0x20, 0x7F..<0xA0: true
        case 0x061C, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF,
            0xFFF9...0xFFFB:
            true
        default: false
        }
    }

    fileprivate var codeEscape: String { "\\u{\(String(value, radix: 16, uppercase: true))}" }
}
