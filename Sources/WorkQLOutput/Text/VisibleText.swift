import WorkQLSyntax

extension [UInt8] {
    /// Appends the text of one cell so that all of it is visible and none of it controls the
    /// terminal, and returns its width in columns.
    ///
    /// A line break is `⏎`, other control characters are their pictures (`␉`, `␛`), and characters
    /// that change the direction of writing or are invisible are their numbers (`<202E>`).
    ///
    /// - Parameter ambiguous: the number of columns of a character of ambiguous width, 1 or 2.
    mutating func appendVisible(_ text: UnsafeBufferPointer<UInt8>, ambiguous: Int = 1) -> Int {
        if let width = Self.plainWidth(text) {
            append(contentsOf: text)
            return width
        }
        var shown = String.UnicodeScalarView()
        for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
            if scalar.affectsSurroundings {
                shown.append(contentsOf: scalar.visible.unicodeScalars)
            } else {
                shown.append(scalar)
            }
        }
        let string = String(shown)
        append(contentsOf: string.utf8)
        return string.displayWidth(ambiguous: ambiguous)
    }

    /// What: returns the width of text that consists of printable ASCII, ideographs, kana and their
    /// punctuation; nil for any other. Why: nearly all text does, and splitting it into characters
    /// takes fifty times as long. When not: none of these combines with another, and combining
    /// marks are not among them.
    private static func plainWidth(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        var width = 0
        var offset = 0
        while offset < text.count {
            let first = text[offset]
            if (0x20..<0x7F).contains(first) {
                width += 1
                offset += 1
                continue
            }
            guard first & 0xF0 == 0xE0, offset + 2 < text.count, text[offset + 1] & 0xC0 == 0x80,
                text[offset + 2] & 0xC0 == 0x80
            else { return nil }
            let tail = UInt32(text[offset + 1] & 0x3F) << 6 | UInt32(text[offset + 2] & 0x3F)
            switch UInt32(first & 0x0F) << 12 | tail {
            case 0x4E00...0x9FFF, 0x3001...0x3003, 0x3008...0x3011, 0x3041...0x3096,
                0x30A1...0x30FA, 0xFF01...0xFF60:
                width += 2
                offset += 3
            default: return nil
            }
        }
        return width
    }
}

extension Unicode.Scalar {
    /// The visible form of a character that affects the text around it: `⏎`, the picture of another
    /// control character (`␛`), or its number in at least four digits (`<202E>`).
    var visible: String {
        switch value {
        case 0x0A: return "⏎"
        case 0x00..<0x20: return Unicode.Scalar(0x2400 + value).map { String($0) } ?? ""
        case 0x7F: return "␡"
        default:
            let digits = String(value, radix: 16, uppercase: true)
            return "<" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + ">"
        }
    }
}
