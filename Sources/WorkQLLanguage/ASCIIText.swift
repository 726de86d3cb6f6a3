extension String {
    /// The text for a terminal of another charset than UTF-8: the marks of messages as they are
    /// typed, other characters by their numbers.
    package var inASCII: String {
        guard utf8.contains(where: { $0 >= 0x80 }) else { return self }
        return unicodeScalars.reduce(into: "") { text, scalar in
            if scalar.isASCII {
                text.unicodeScalars.append(scalar)
            } else if let mark = Self.marks[scalar] {
                text += mark
            } else {
                text += "\\u{" + Swift.String(scalar.value, radix: 16) + "}"
            }
        }
    }

    private static let marks: [Unicode.Scalar: String] = [
        "·": "-", "→": "->", "…": "...", "×": "x", "≤": "<=", "≥": ">=", "–": "-", "—": "--",
        "“": "\"", "”": "\"", "‘": "'", "’": "'",
    ]
}
