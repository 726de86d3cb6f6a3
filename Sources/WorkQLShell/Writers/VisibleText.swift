import WorkQLSyntax

extension [UInt8] {
    /// Appends one cell's text so that all of it can be seen and none of it acts on the terminal,
    /// and tells how many columns it takes.
    ///
    /// A line break is `⏎`, other control characters are their pictures (`␉`, `␛`), characters that
    /// turn the direction of writing or cannot be seen are their numbers (`<202E>`).
    ///
    /// - Parameter ambiguous: the columns of a character of ambiguous width, 1 or 2.
    mutating func appendVisible(_ text: UnsafeBufferPointer<UInt8>, ambiguous: Int = 1) -> Int {
        if text.allSatisfy({ (0x20..<0x7F).contains($0) }) {
            append(contentsOf: text)
            return text.count
        }
        var shown = String.UnicodeScalarView()
        for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
            switch scalar.value {
            case 0x0A: shown.append("⏎")
            case 0x00..<0x20: shown.append(Unicode.Scalar(0x2400 + scalar.value) ?? scalar)
            case 0x7F: shown.append("␡")
            case 0x80..<0xA0, 0x061C, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x206F,
                0xFEFF, 0xFFF9...0xFFFB:
                shown.append(contentsOf: Self.number(of: scalar).unicodeScalars)
            default: shown.append(scalar)
            }
        }
        let string = String(shown)
        append(contentsOf: string.utf8)
        return string.displayWidth(ambiguous: ambiguous)
    }

    /// `<202E>`, at least four digits.
    private static func number(of scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "<" + String(repeating: "0", count: Swift.max(0, 4 - digits.count)) + digits + ">"
    }
}
