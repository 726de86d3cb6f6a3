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
struct LaTeXWriter: DocumentWriter {
    var output: Output
    private(set) var cells = DocumentCells()
    let null: StaticString = #"\textit{NULL}"#
    let lineBreak: StaticString = #"\\"#

    init(_ output: Output) { self.output = output }

    mutating func begin(_ columns: [ResultColumn], zone: Zone) throws {
        cells = DocumentCells(columns, zone: zone)
        output.beginLines()
        output.bytes.append(#"\begin{tabular}{"#)
        for type in cells.types { output.bytes.append(type.isNumber ? "r" : "l") }
        output.bytes.append("}\n\\hline\n")
        for (index, column) in columns.enumerated() {
            if index > 0 { output.bytes.append(" & ") }
            appendName(column.name)
        }
        output.bytes.append(" \\\\\n\\hline\n")
    }

    mutating func write(_ row: ResultRow) throws {
        for column in cells.types.indices {
            if column > 0 { output.bytes.append(" & ") }
            append(cells.value(row, column), row, column)
        }
        output.bytes.append(" \\\\\n")
        try output.flushIfFull()
    }

    mutating func finish() throws {
        output.bytes.append("\\hline\n\\end{tabular}\n")
        try output.flush()
    }

    mutating func appendEscaped(_ text: UnsafeBufferPointer<UInt8>) {
        guard text.contains(0x0A) else { return appendLine(text) }
        output.bytes.append(#"\shortstack[l]{"#)
        appendLines(text)
        output.bytes.append("}")
    }

    mutating func appendLine(_ line: UnsafeBufferPointer<UInt8>) {
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
