import WorkQL
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

extension OutputFormat {
    /// The format of a column and its value per line, as SQLite's shell writes it.
    public static let line = OutputFormat(
        name: "line", summary: "a column and its value per line",
        content: Content(
            null: "`NULL`", emptyText: "nothing", times: "as in tables",
            remarks: "`column = value`, as in SQLite; an empty line between rows"),
        writer: { request in
            request.lazy(
                LineWriter(
                    request.output, ambiguous: request.presentation.ambiguousWidth,
                    nullText: request.presentation.nullText))
        })
}

/// Lines of `column = value`, with an empty line between rows. Unlike the vertical format it has no
/// heading, no frame and no count of rows, and wraps nothing, so that `grep` finds whole values.
struct LineWriter: FormatWriter {
    var output: Output
    private var form: CellText
    /// The names, aligned right.
    private var names: [[UInt8]] = []
    private var isFirstRow = true

    init(_ output: Output, ambiguous: Int = 1, nullText: String = "NULL") {
        self.output = output
        form = CellText(ambiguous: ambiguous, nullText: nullText)
    }

    mutating func begin(_ columns: [ResultColumn], zone: Zone) throws {
        form.begin(columns, zone: zone)
        let texts = form.names(of: columns)
        let longest = texts.reduce(0) { max($0, $1.width) }
        names = texts.map { name in
            var text: [UInt8] = []
            text.appendSpaces(longest - name.width)
            return text + name.text
        }
        output.beginLines()
    }

    mutating func write(_ row: ResultRow) throws {
        if !isFirstRow { output.bytes.append("\n") }
        isFirstRow = false
        for column in names.indices {
            output.bytes.append(contentsOf: names[column])
            output.bytes.append(" = ")
            _ = form.append(row, column, to: &output.bytes)
            output.bytes.append("\n")
        }
        try output.flushIfFull()
    }

    mutating func finish() throws { try output.flush() }
}
