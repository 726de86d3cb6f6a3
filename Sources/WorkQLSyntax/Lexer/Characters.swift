// The meaning of single characters for the lexer.

extension UInt8 {
    var isDigit: Bool { self &- 0x30 < 10 }
    var isASCIILetter: Bool { (self | 0x20) &- 0x61 < 26 }
    /// Whether the byte starts a name; ASCII only, other scripts need the scalar.
    var startsName: Bool { isASCIILetter || self == 0x5F }
    var continuesName: Bool { startsName || isDigit }
}

extension Unicode.Scalar {
    /// Whether the scalar starts a name: letters of any script. Han, kana and Hangul are looked up
    /// by range: the property tables are slow, and a Chinese script consists mostly of these.
    var startsName: Bool {
        switch value {
        case 0x4E00...0x9FFF, 0x3041...0x3096, 0x30A1...0x30FA, 0xAC00...0xD7A3: true
        default: properties.isXIDStart
        }
    }

    var continuesName: Bool { startsName || properties.isXIDContinue }

    var isFullWidthDigit: Bool { (0xFF10...0xFF19).contains(value) }

    /// Whether the scalar is the ideographic space or the no-break space, which input methods and
    /// web pages insert.
    var isForeignSpace: Bool { value == 0x3000 || value == 0xA0 }

    /// The ASCII equivalent of a full-width operator or separator.
    ///
    /// Letters, digits and quotes intentionally have none: a full-width letter belongs to a name, a
    /// full-width digit is more often data than a number, and a quote must match its partner.
    var asciiTwin: UInt8? {
        guard (0xFF01...0xFF5E).contains(value) else { return nil }
        let twin = UInt8(value - 0xFEE0)
        switch Unicode.Scalar(twin) {
        case "!", "%", "(", ")", "*", "+", ",", "-", ".", "/", ":", ";", "<", "=", ">", "@", "|":
            return twin
        default: return nil
        }
    }

    /// The code point, such as `U+202E`.
    var codePoint: String {
        let digits = String(value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// The text to write in place of a character that has no meaning outside quotes.
    var substitute: String? {
        switch self {
        case "‘", "’", "‚", "＇", "´", "′": "write ' around text"
        case "“", "”", "„", "＂", "″", "«", "»", "「", "」":
            "write ' around text, or \" around a name"
        case "`": "write \" around a name"
        case "。": "write ; or ."
        case "#": "a comment starts with --"
        case "&": "write AND, || to join text, or bitand(n, m)"
        case "~": "write REGEXP, or bitnot(n)"
        case "^": "write power(x, y)"
        case "?", "$": "a parameter is written :name"
        case "[", "]": "write IN ('a', 'b'), and json_array('a', 'b') for other lists"
        case "{", "}": "write json_object('a', 1)"
        case "～": "write BETWEEN x AND y"
        case "【", "】", "《", "》", "〈", "〉", "『", "』", "〔", "〕", "〖", "〗":
            "write ' around text, or \" around a name"
        default: nil
        }
    }

    /// The symbol that was certainly meant by a character without a meaning.
    var meantSymbol: String? {
        switch self {
        case "、": ","
        case "≤": "<="
        case "≥": ">="
        case "≠": "<>"
        case "×": "*"
        case "÷": "/"
        case "−", "–", "—": "-"
        default: nil
        }
    }

    /// Whether the character may have been meant to begin or end a text or a quoted name.
    var looksLikeQuote: Bool {
        switch self {
        case "‘", "’", "‚", "＇", "´", "′", "“", "”", "„", "＂", "″", "«", "»", "「", "」", "`": true
        case "【", "】", "《", "》", "〈", "〉", "『", "』", "〔", "〕", "〖", "〗": true
        default: false
        }
    }

    /// Whether the quote is a double one.
    var looksDouble: Bool {
        switch self {
        case "\"", "“", "”", "„", "＂", "″", "«", "»", "「", "」": true
        case "【", "】", "《", "》", "〈", "〉", "『", "』", "〔", "〕", "〖", "〗": true
        default: false
        }
    }

    /// Whether the character is displayed as its number, because it is invisible or misleading.
    var isUnprintable: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator, .surrogate,
            .privateUse, .unassigned, .nonspacingMark, .enclosingMark:
            true
        default: false
        }
    }
}
