import WorkQL
import WorkQLCatalog
import WorkQLPlanner
import WorkQLTime

extension OutputFormat {
    /// The format of a table for a LaTeX document.
    public static let latex = OutputFormat(
        name: "latex", summary: "a table for LaTeX documents", otherNames: ["tex"],
        endings: ["tex"],
        content: Content(
            null: #"`\textit{NULL}`"#, emptyText: "nothing", times: "as in tables",
            remarks: """
                a `tabular` for a document, without packages; all text escaped; Chinese needs \
                `ctex` or `xeCJK`
                """),
        writer: { LazyWriter(LaTeXWriter($0.output)) })
}

/// A `tabular` environment, for `\\input` in a document.
///
/// Rows are streamed. All text is escaped, so that it is typeset as it is: no character of it is a
/// command, and no two form a ligature such as `--`. Lines of a text are stacked; other control
/// characters are shown as in tables.
struct LaTeXWriter: FormatWriter {
    var output: Output
    private var types: [ColumnType?] = []
    private var timestamps = TimestampFormat(.table)

    init(_ output: Output) { self.output = output }

    mutating func begin(_ columns: [ResultColumn], zone: Zone) throws {
        types = columns.map(\.type)
        timestamps = TimestampFormat(.table, zone: zone)
        if !output.beginResult() { output.bytes.append("\n") }
        output.bytes.append(#"\begin{tabular}{"#)
        for type in types { output.bytes.append(type == .integer || type == .real ? "r" : "l") }
        output.bytes.append("}\n\\hline\n")
        for (index, column) in columns.enumerated() {
            if index > 0 { output.bytes.append(" & ") }
            var name = column.name
            name.withUTF8 { appendEscaped($0) }
        }
        output.bytes.append(" \\\\\n\\hline\n")
    }

    mutating func write(_ row: ResultRow) throws {
        for column in types.indices {
            if column > 0 { output.bytes.append(" & ") }
            switch CellValue(row, column, type: types[column]) {
            case .null: output.bytes.append(#"\textit{NULL}"#)
            case .integer(let value): output.bytes.appendInteger(value)
            case .real(let value): output.bytes.appendReal(value)
            case .boolean(let value): output.bytes.append(value ? "true" : "false")
            case .timestamp(let instant): timestamps.append(instant, to: &output.bytes)
            case .text, .json: row.withText(column) { appendEscaped($0) }
            case .blob: row.withText(column) { output.bytes.appendHexadecimal($0) }
            }
        }
        output.bytes.append(" \\\\\n")
        try output.flushIfFull()
    }

    mutating func finish() throws {
        output.bytes.append("\\hline\n\\end{tabular}\n")
        try output.flush()
    }

    private mutating func appendEscaped(_ text: UnsafeBufferPointer<UInt8>) {
        guard text.contains(0x0A) else { return appendLine(text) }
        output.bytes.append(#"\shortstack[l]{"#)
        var start = 0
        while let end = text[start...].firstIndex(of: 0x0A) {
            let hasReturn = end > start && text[end - 1] == 0x0D
            appendLine(UnsafeBufferPointer(rebasing: text[start..<(hasReturn ? end - 1 : end)]))
            output.bytes.append(#"\\"#)
            start = end + 1
        }
        appendLine(UnsafeBufferPointer(rebasing: text[start...]))
        output.bytes.append("}")
    }

    private mutating func appendLine(_ line: UnsafeBufferPointer<UInt8>) {
        var visible: [UInt8] = []
        _ = visible.appendVisible(line)
        var previous: UInt8 = 0
        for (index, byte) in visible.enumerated() {
            switch byte {
            case UInt8(ascii: "\\"): output.bytes.append(#"\textbackslash{}"#)
            case UInt8(ascii: "~"): output.bytes.append(#"\textasciitilde{}"#)
            case UInt8(ascii: "^"): output.bytes.append(#"\textasciicircum{}"#)
            case UInt8(ascii: "<"): output.bytes.append(#"\textless{}"#)
            case UInt8(ascii: ">"): output.bytes.append(#"\textgreater{}"#)
            case UInt8(ascii: "|"): output.bytes.append(#"\textbar{}"#)
            case UInt8(ascii: "&"), UInt8(ascii: "%"), UInt8(ascii: "$"), UInt8(ascii: "#"),
                UInt8(ascii: "_"), UInt8(ascii: "{"), UInt8(ascii: "}"):
                output.bytes.append(UInt8(ascii: "\\"))
                output.bytes.append(byte)
            case UInt8(ascii: "["), UInt8(ascii: "*"):
                // At the beginning of a line, they would be an argument of the line break before.
                if index == 0 { output.bytes.append("{}") }
                output.bytes.append(byte)
            case UInt8(ascii: "-"), UInt8(ascii: "'"), UInt8(ascii: "`"):
                // Two of them would be another character.
                if previous == byte { output.bytes.append("{}") }
                output.bytes.append(byte)
            default: output.bytes.append(byte)
            }
            previous = byte
        }
    }
}
