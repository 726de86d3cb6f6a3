package import WorkQL
package import WorkQLSyntax

/// The options of CSV: those for spreadsheets, set by `SET csv_bom` and `SET csv_formulas`, and the
/// options of COPY.
public struct CSVOptions: Hashable, Sendable {
    /// Whether a file begins with a UTF-8 byte order mark, for Excel.
    public var writesMark = false
    /// Whether texts that a spreadsheet would evaluate as formulas are preceded by an apostrophe.
    public var escapesFormulas = false
    /// Whether the first line contains the column names; applies to TSV too.
    package var hasHeader = true
    package var delimiter = UInt8(ascii: ",")
    /// The representation of NULL.
    package var null: [UInt8] = []

    /// Creates options without a byte order mark and without apostrophes.
    public init() {}

    package init(_ settings: SettingValues, _ options: [CopyOption] = []) {
        writesMark = settings.csvBOM
        for option in options {
            switch (option.kind, option.value) {
            case (.header, .boolean(let value)): hasHeader = value
            case (.bom, .boolean(let value)): writesMark = value
            case (.delimiter, .text(let text)): delimiter = Self.delimiter(text) ?? delimiter
            case (.null, .text(let text)): null = Array(text.utf8)
            default: break
            }
        }
        // A file with a byte order mark is made for Excel.
        escapesFormulas = settings.csvFormulas.map { $0 == .escape } ?? writesMark
    }

    /// Returns the byte of a delimiter; nil if the text is not a valid one.
    static func delimiter(_ text: String) -> UInt8? {
        let text = text == #"\t"# ? "\t" : text
        guard let byte = text.utf8.first, text.utf8.count == 1, byte < 0x80,
            ![0x0A, 0x0D, UInt8(ascii: "\"")].contains(byte)
        else { return nil }
        return byte
    }

    /// Returns whether a spreadsheet may take a text for a formula, by OWASP's list: it begins with
    /// `=`, `+`, `-`, `@`, a tab, a carriage return or a line feed, or with the full-width form of
    /// one of these signs. Plain numbers evaluate to themselves.
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

    /// Returns whether the text is a number such as `12`, `1.5` or `1e-3`.
    private static func isNumber(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        let string = String(decoding: text, as: UTF8.self)
        return string.first?.isNumber == true && Double(string) != nil
            && string.utf8.allSatisfy { $0 != UInt8(ascii: "x") && $0 != UInt8(ascii: "X") }
    }
}
