import WorkQL
import WorkQLCatalog
import WorkQLPlanner
import WorkQLTime

extension OutputFormat {
    /// Comma-separated values, RFC 4180.
    public static let csv = OutputFormat(
        name: "csv", summary: "comma-separated values (RFC 4180)", endings: ["csv"],
        atTerminal: .guarded(.pictures), following: .inStreams,
        content: Content(
            null: "nothing", emptyText: #"`""`"#, times: "`2026-08-01T09:00:00+08:00`",
            remarks: #"""
                RFC 4180 with LF; `--bom` or `SET csv_bom = on` for Excel: a byte order mark \#
                before the first result, and an apostrophe before cells that a spreadsheet would \#
                compute, as [OWASP](https://owasp.org/www-community/attacks/CSV_Injection) \#
                advises: texts and names that begin with `=`, `+`, `-`, `@`, a tab or a line \#
                break, unless they are plain numbers (`SET csv_formulas = escape` or `keep` \#
                overrides this); a note names the first cell that a spreadsheet would change, such \#
                as `0012`
                """#),
        writer: { request in
            LazyWriter(
                DelimitedWriter(
                    request.output, dialect: .csv, options: request.presentation.csv,
                    isFile: request.presentation.terminal == nil))
        })

    /// Tab-separated values, with escapes.
    public static let tsv = OutputFormat(
        name: "tsv", summary: "tab-separated values, with escapes", otherNames: ["tabs"],
        endings: ["tsv"], atTerminal: .guarded(.pictures), following: .inStreams,
        content: Content(
            null: #"`\N`"#, emptyText: "nothing", times: "as in csv",
            remarks: #"`\t`, `\n`, `\r`, `\\` escaped"#),
        writer: {
            LazyWriter(DelimitedWriter($0.output, dialect: .tsv, options: $0.presentation.csv))
        })
}

/// Lines of cells with a delimiter between them.
///
/// CSV may begin with a UTF-8 byte order mark, which Excel needs, and cells that Excel would
/// evaluate may be turned into text by an apostrophe; see ``CSVOptions``.
///
/// CSV is RFC 4180 with LF: NULL is empty and empty text is `""`, so that the two differ; cells
/// with a comma, a quote, a line break or blanks around them are quoted, and so are names of columns
/// that look like values, `"4"`, in TSV as well, by which readers distinguish the header from a row. In TSV, tabs, line breaks
/// and backslashes are escaped as `\t`, `\n`, `\r`, `\\`, blanks around a cell by their bytes, as
/// in `\x20`, a quote at the beginning of a cell as `\x22`, and NULL is `\N`. Timestamps are RFC
/// 3339 with their offset.
///
/// Most readers skip an empty line. Therefore, in an answer of one column, NULL is `""` in CSV, as
/// Python and pandas write it, and pandas, DuckDB and Excel read it as a row. Empty text is written
/// the same way there: anything that would distinguish it, such as a second field, is refused by
/// pandas. In TSV it is followed by a tab.
struct DelimitedWriter: FormatWriter {
    enum Dialect: Sendable { case csv, tsv }

    var output: Output
    private let dialect: Dialect
    private let options: CSVOptions
    /// Whether the output is for a program; a terminal needs no byte order mark.
    private let isFile: Bool
    private var types: [ColumnType?] = []
    private var timestamps = TimestampFormat(.rfc3339)
    /// The columns of a file for a spreadsheet.
    private var columns: [ResultColumn] = []
    /// Whether a cell that a spreadsheet would change is still looked for.
    private var looksForNumbers = false

    init(
        _ output: Output, dialect: Dialect, options: CSVOptions = CSVOptions(), isFile: Bool = true
    ) {
        self.output = output
        self.dialect = dialect
        self.options = options
        self.isFile = isFile
    }

    private var separator: UInt8 { dialect == .csv ? options.delimiter : UInt8(ascii: "\t") }

    mutating func begin(_ columns: [ResultColumn], zone: Zone) throws {
        types = columns.map(\.type)
        timestamps = TimestampFormat(.rfc3339, zone: zone)
        if !output.beginResult() {
            output.bytes.append(UInt8(ascii: "\n"))
        } else if dialect == .csv, options.writesMark, isFile {
            output.bytes.appendText("\u{FEFF}")
        }
        if dialect == .csv, options.writesMark, isFile {
            self.columns = columns
            looksForNumbers = true
        }
        guard options.hasHeader else { return }
        for (index, column) in columns.enumerated() {
            if index > 0 { output.bytes.append(separator) }
            var name = column.name
            name.withUTF8 { name in
                appendName(name)
            }
        }
        output.bytes.append(UInt8(ascii: "\n"))
    }

    mutating func write(_ row: ResultRow) throws {
        if looksForNumbers { lookForNumbers(row) }
        for column in types.indices {
            if column > 0 { output.bytes.append(separator) }
            append(row, column)
        }
        output.bytes.append(UInt8(ascii: "\n"))
        try output.flushIfFull()
    }

    mutating func finish() throws { try output.flush() }

    private mutating func append(_ row: ResultRow, _ column: Int) {
        switch CellValue(row, column, type: types[column]) {
        case .null:
            if dialect == .tsv {
                output.bytes.append(#"\N"#)
            } else if !options.null.isEmpty {
                output.bytes.append(contentsOf: options.null)
            } else if types.count == 1 {
                output.bytes.append("\"\"")
            }
        case .integer(let value): output.bytes.appendInteger(value)
        case .real(let value): output.bytes.appendReal(value)
        case .boolean(let value): output.bytes.append(value ? "true" : "false")
        case .timestamp(let instant): timestamps.append(instant, to: &output.bytes)
        case .text, .json:
            let isUTF8 = row.isUTF8(column)
            row.withText(column) { text in
                appendCell(text, isUTF8: isUTF8)
                if text.isEmpty, types.count == 1, dialect == .tsv {
                    output.bytes.append(separator)
                }
            }
        case .blob: row.withText(column) { output.bytes.appendHexadecimal($0) }
        }
    }

    /// Notes the first cell that a spreadsheet would change.
    private mutating func lookForNumbers(_ row: ResultRow) {
        for (index, column) in columns.enumerated() {
            let cell: String?
            switch CellValue(row, index, type: types[index]) {
            case .integer(let value): cell = SpreadsheetNumber.changes(value) ? "\(value)" : nil
            case .text:
                cell = row.withText(index) { text in
                    SpreadsheetNumber.changes(text) ? String(decoding: text, as: UTF8.self) : nil
                }
            default: cell = nil
            }
            guard let cell else { continue }
            output.notes.append(SpreadsheetNumber.note(cell, in: column.name))
            looksForNumbers = false
            return
        }
    }

    private mutating func appendCell(_ text: UnsafeBufferPointer<UInt8>, isUTF8: Bool) {
        switch dialect {
        case .csv: appendQuoted(text, isUTF8)
        case .tsv: appendEscaped(text)
        }
    }

    private mutating func append(_ text: UnsafeBufferPointer<UInt8>, _ isUTF8: Bool) {
        if isUTF8 {
            output.bytes.append(contentsOf: text)
        } else {
            output.bytes.appendRepaired(text)
        }
    }

    /// Appends a name, which is quoted where it looks like a value. In TSV, whose other cells are
    /// escaped instead, one that is escaped is not.
    private mutating func appendName(_ name: UnsafeBufferPointer<UInt8>) {
        guard Self.looksLikeValue(name) else { return appendCell(name, isUTF8: true) }
        switch dialect {
        case .csv: appendQuoted(name, true, isMarked: true)
        case .tsv:
            let marks = Array("\"\t\n\r\\".utf8)
            guard !name.contains(where: marks.contains), name.edges == (0, 0) else {
                return appendEscaped(name)
            }
            output.bytes.append("\"")
            append(name, true)
            output.bytes.append("\"")
        }
    }

    /// Returns whether a name may be read as a value: it begins like a number, a date or a time of
    /// day, or is a boolean.
    private static func looksLikeValue(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        let signs = [UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: ".")]
        let figures = name.first.map(signs.contains) == true ? name.dropFirst() : name[...]
        let folded = name.lazy.map { $0 | 0x20 }
        return figures.first.map(digits.contains) == true
            || folded.elementsEqual("true".utf8) || folded.elementsEqual("false".utf8)
    }

    private mutating func appendQuoted(
        _ text: UnsafeBufferPointer<UInt8>, _ isUTF8: Bool, isMarked: Bool = false
    ) {
        if options.escapesFormulas, CSVOptions.isFormula(text) {
            let escaped = [UInt8(ascii: "'")] + text
            return escaped.withUnsafeBufferPointer { appendCell(quoting: $0, isUTF8) }
        }
        appendCell(quoting: text, isUTF8, isMarked: isMarked)
    }

    private mutating func appendCell(
        quoting text: UnsafeBufferPointer<UInt8>, _ isUTF8: Bool, isMarked: Bool = false
    ) {
        let quote = UInt8(ascii: "\"")
        guard
            isMarked || text.isEmpty || needsQuotes(text)
                || !options.null.isEmpty && text.elementsEqual(options.null)
                || text.edges.lead + text.edges.trail > 0
        else {
            append(text, isUTF8)
            return
        }
        output.bytes.append(quote)
        var start = 0
        while let index = text[start...].firstIndex(of: quote) {
            append(UnsafeBufferPointer(rebasing: text[start...index]), isUTF8)
            output.bytes.append(quote)
            start = index + 1
        }
        append(UnsafeBufferPointer(rebasing: text[start...]), isUTF8)
        output.bytes.append(quote)
    }

    private func needsQuotes(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var offset = 0
        while offset + 8 <= text.count {
            let word = text.word(at: offset)
            if EightBytes.contain(options.delimiter, word)
                || EightBytes.contain(UInt8(ascii: "\""), word)
                || EightBytes.contain(0x0A, word) || EightBytes.contain(0x0D, word)
            {
                return true
            }
            offset += 8
        }
        while offset < text.count {
            switch text[offset] {
            case options.delimiter, UInt8(ascii: "\""), 0x0A, 0x0D: return true
            default: offset += 1
            }
        }
        return false
    }

    private mutating func appendEscaped(_ text: UnsafeBufferPointer<UInt8>) {
        let (lead, trail) = text.edges
        var inner = lead..<text.count - trail
        appendBytes(of: text[..<inner.lowerBound])
        // Readers that take quotes would look for the second one in the next cells.
        if !inner.isEmpty, text[inner.lowerBound] == UInt8(ascii: "\"") {
            output.bytes.append(#"\x22"#)
            inner = inner.lowerBound + 1..<inner.upperBound
        }
        appendInner(UnsafeBufferPointer(rebasing: text[inner]))
        appendBytes(of: text[inner.upperBound...])
    }

    private mutating func appendBytes(of blanks: Slice<UnsafeBufferPointer<UInt8>>) {
        for byte in blanks {
            if byte == 0x09 {
                output.bytes.append(#"\t"#)
            } else {
                output.bytes.append(#"\x"#)
                output.bytes.appendHexadecimal(byte)
            }
        }
    }

    private mutating func appendInner(_ text: UnsafeBufferPointer<UInt8>) {
        var start = 0
        for (index, byte) in text.enumerated() {
            let escape: StaticString
            switch byte {
            case 0x09: escape = #"\t"#
            case 0x0A: escape = #"\n"#
            case 0x0D: escape = #"\r"#
            case UInt8(ascii: "\\"): escape = #"\\"#
            default: continue
            }
            output.bytes.appendRepaired(UnsafeBufferPointer(rebasing: text[start..<index]))
            output.bytes.append(escape)
            start = index + 1
        }
        output.bytes.appendRepaired(UnsafeBufferPointer(rebasing: text[start...]))
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// The number of bytes at either end that are blanks, which readers strip: spaces, tabs,
    /// no-break spaces and ideographic ones. If there is nothing else, all of them are counted at
    /// the beginning.
    fileprivate var edges: (lead: Int, trail: Int) {
        guard let first, let last = self.last else { return (0, 0) }
        // The first bytes of U+00A0 and U+3000, and their last ones.
        guard
            first == 0x20 || first == 0x09 || first == 0xC2 || first == 0xE3 || last == 0x20
                || last == 0x09 || last == 0xA0 || last == 0x80
        else { return (0, 0) }
        var lead = 0
        while lead < count, let length = blank(at: lead) { lead += length }
        var trail = 0
        scan: while lead + trail < count {
            for length in 1...3 where count - trail - length >= lead {
                if blank(at: count - trail - length) == length {
                    trail += length
                    continue scan
                }
            }
            break
        }
        return (lead, trail)
    }

    private func blank(at index: Int) -> Int? {
        switch self[index] {
        case 0x20, 0x09: 1
        case 0xC2 where index + 1 < count && self[index + 1] == 0xA0: 2
        case 0xE3 where index + 2 < count && self[index + 1] == 0x80 && self[index + 2] == 0x80: 3
        default: nil
        }
    }
}
