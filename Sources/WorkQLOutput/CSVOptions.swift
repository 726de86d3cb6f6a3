package import WorkQL

/// What CSV has for spreadsheets: `SET csv_bom` and `SET csv_formulas`.
public struct CSVOptions: Hashable, Sendable {
    /// Whether a file begins with a UTF-8 byte order mark, for Excel.
    public var writesMark = false
    /// Whether an apostrophe stands before texts that a spreadsheet would compute.
    public var escapesFormulas = false

    /// Neither.
    public init() {}

    package init(_ settings: SettingValues) {
        writesMark = settings.csvBOM
        // A file with the mark is made for Excel.
        escapesFormulas = settings.csvFormulas.map { $0 == .escape } ?? settings.csvBOM
    }

    /// Whether a spreadsheet may take a text for a formula, by OWASP's list: it begins with `=`, `+`,
    /// `-`, `@`, a tab, a carriage return or a line feed, or with one of the signs in full width.
    /// Plain numbers compute to themselves.
    static func isFormula(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        switch text.first {
        case UInt8(ascii: "="), UInt8(ascii: "@"), 0x09, 0x0A, 0x0D: return true
        case UInt8(ascii: "+"), UInt8(ascii: "-"): return !isNumber(text[1...])
        // ＝ ＋ － ＠
        case 0xEF where text.count >= 3 && text[1] == 0xBC:
            return [0x9D, 0x8B, 0x8D, 0xA0].contains(text[2])
        default: return false
        }
    }

    /// `12`, `1.5`, `1e-3`
    private static func isNumber(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        let string = String(decoding: text, as: UTF8.self)
        return string.first?.isNumber == true && Double(string) != nil
            && string.utf8.allSatisfy { $0 != UInt8(ascii: "x") && $0 != UInt8(ascii: "X") }
    }
}
