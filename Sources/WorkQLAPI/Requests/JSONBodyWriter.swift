/// A sequential writer of JSON text: inserts commas and escapes strings.
struct JSONBodyWriter {
    private(set) var text = ""
    private var needsComma = false

    mutating func object(_ body: (inout JSONBodyWriter) -> Void) {
        nest("{", "}", body)
    }

    mutating func array(_ body: (inout JSONBodyWriter) -> Void) {
        nest("[", "]", body)
    }

    mutating func key(_ name: String) {
        string(name)
        text += ":"
        needsComma = false
    }

    mutating func integer(_ value: Int64) {
        separate()
        text += String(value)
    }

    /// Escapes the characters for which RFC 8259 requires it (quote, backslash and control
    /// characters), and no others.
    mutating func string(_ value: String) {
        separate()
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{0}"..<"\u{20}":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }

    private mutating func nest(
        _ opening: String, _ closing: String, _ body: (inout JSONBodyWriter) -> Void
    ) {
        separate()
        text += opening
        needsComma = false
        body(&self)
        text += closing
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { text += "," }
        needsComma = true
    }
}
