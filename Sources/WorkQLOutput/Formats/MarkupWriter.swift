import WorkQL
import WorkQLCatalog
import WorkQLPlanner
import WorkQLTime

extension OutputFormat {
    /// The format of a table in GitHub's Markdown.
    public static let markdown = OutputFormat(
        name: "markdown", summary: "a table of GitHub's Markdown", otherNames: ["md"],
        endings: ["md", "markdown"],
        content: Content(
            null: "`*NULL*`", emptyText: "nothing", times: "as in tables",
            remarks: "a table for a document; all text escaped"),
        writer: { LazyWriter(MarkupWriter($0.output, dialect: .markdown)) })

    /// The format of a table for browsers.
    public static let html = OutputFormat(
        name: "html", summary: "a table for browsers", otherNames: ["网页"],
        endings: ["html", "htm"],
        content: Content(
            null: "`<em>NULL</em>`", emptyText: "nothing", times: "as in tables",
            remarks: "a table for a document; all text escaped"),
        writer: { LazyWriter(MarkupWriter($0.output, dialect: .html)) })
}

/// A table for a document: GitHub's Markdown, or HTML that a browser can open directly.
///
/// Rows are streamed. All text is escaped, so that tags or asterisks in a title are shown as they
/// are; line breaks are `<br>`, other control characters are shown as in tables. NULL is
/// distinguished from the text `NULL` by its emphasis, and from empty text by being visible.
struct MarkupWriter: DocumentWriter {
    enum Dialect: Sendable { case markdown, html }

    var output: Output
    private let dialect: Dialect
    private(set) var cells = DocumentCells()
    var null: StaticString { dialect == .markdown ? "*NULL*" : "<em>NULL</em>" }
    let lineBreak: StaticString = "<br>"

    init(_ output: Output, dialect: Dialect) {
        self.output = output
        self.dialect = dialect
    }

    mutating func begin(_ columns: [ResultColumn], zone: Zone) throws {
        cells = DocumentCells(columns, zone: zone)
        let isFirst = output.beginResult()
        switch dialect {
        case .markdown:
            if !isFirst { output.bytes.append("\n") }
        case .html:
            // Without a declared character set, a browser guesses one for a file.
            output.bytes.append(
                isFirst
                    ? "<!DOCTYPE html>\n<meta charset=\"utf-8\">\n<title>WorkQL</title>\n" : "\n")
            output.bytes.append("<table>\n<thead>\n<tr>")
        }
        for column in columns {
            output.bytes.append(dialect == .markdown ? "| " : "<th>")
            appendName(column.name)
            output.bytes.append(dialect == .markdown ? " " : "</th>")
        }
        output.bytes.append(dialect == .markdown ? "|\n" : "</tr>\n</thead>\n<tbody>\n")
        guard dialect == .markdown else { return }
        for type in cells.types {
            output.bytes.append(type.isNumber ? "| ---: " : "| --- ")
        }
        output.bytes.append("|\n")
    }

    mutating func write(_ row: ResultRow) throws {
        if dialect == .html { output.bytes.append("<tr>") }
        for column in cells.types.indices {
            let value = cells.value(row, column)
            switch dialect {
            case .markdown: output.bytes.append("| ")
            case .html:
                output.bytes.append(
                    value.isNumber ? "<td style=\"text-align: right\">" : "<td>")
            }
            append(value, row, column)
            output.bytes.append(dialect == .markdown ? " " : "</td>")
        }
        output.bytes.append(dialect == .markdown ? "|\n" : "</tr>\n")
        try output.flushIfFull()
    }

    mutating func finish() throws {
        if dialect == .html { output.bytes.append("</tbody>\n</table>\n") }
        try output.flush()
    }

    mutating func appendEscaped(_ text: UnsafeBufferPointer<UInt8>) { appendLines(text) }

    mutating func appendLine(_ line: UnsafeBufferPointer<UInt8>) {
        var visible: [UInt8] = []
        _ = visible.appendVisible(line)
        for byte in visible {
            switch (dialect, byte) {
            // Tags and character references are HTML in Markdown too.
            case (_, UInt8(ascii: "&")): output.bytes.append("&amp;")
            case (_, UInt8(ascii: "<")): output.bytes.append("&lt;")
            case (_, UInt8(ascii: ">")): output.bytes.append("&gt;")
            case (.html, UInt8(ascii: "\"")): output.bytes.append("&quot;")
            case (.markdown, UInt8(ascii: "\\")), (.markdown, UInt8(ascii: "|")),
                (.markdown, UInt8(ascii: "`")), (.markdown, UInt8(ascii: "*")),
                (.markdown, UInt8(ascii: "_")), (.markdown, UInt8(ascii: "[")),
                (.markdown, UInt8(ascii: "]")), (.markdown, UInt8(ascii: "~")):
                output.bytes.append(UInt8(ascii: "\\"))
                output.bytes.append(byte)
            default: output.bytes.append(byte)
            }
        }
    }
}
