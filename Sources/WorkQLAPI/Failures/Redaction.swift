/// A filter that makes a service's text safe to show.
struct Redaction: Sendable {
    /// Texts that must not appear; replaced by `…`.
    let secrets: [String]

    /// The maximum length of a shown text, in characters.
    static let longest = 400

    /// Returns the text with secrets and the values of known secret parameters removed, on one
    /// line, without control characters and characters that change the direction of writing,
    /// truncated to 400 characters.
    func callAsFunction(_ text: String) -> String {
        var text = text
        for secret in secrets where !secret.isEmpty { text = text.replacing(secret, with: "…") }
        for parameter in ["access_token=", "corpsecret="] {
            text = Self.removingValues(of: parameter, from: text)
        }
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar.properties.isWhitespace {
                if shown.last != " " { shown.append(" ") }
            } else if !isControl(scalar) {
                shown.append(scalar)
            } else {
                shown.append("\u{FFFD}")
            }
        }
        let line = String(shown)
        return line.count <= Self.longest ? line : line.prefix(Self.longest - 1) + "…"
    }

    private static func removingValues(of parameter: String, from text: String) -> String {
        var kept = ""
        var rest = text[...]
        while let found = rest.firstRange(of: parameter) {
            kept += rest[..<found.upperBound] + "…"
            rest = rest[found.upperBound...]
                .drop { !$0.isWhitespace && !"&\"',;)]}".contains($0) }
        }
        return kept + rest
    }
}

/// Returns whether a terminal or a header would interpret the character: control characters, and
/// those that change the direction of writing.
func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    case .format:
        (0x200E...0x200F).contains(scalar.value)
            || (0x202A...0x202E).contains(scalar.value)
            || (0x2066...0x2069).contains(scalar.value)
    default: false
    }
}
