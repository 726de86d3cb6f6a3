import WorkQL
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

extension OutputFormat {
    /// The format of one cell per line, for rows of many columns.
    public static let vertical = OutputFormat(
        name: "vertical", summary: "one cell per line, for rows of many columns",
        otherNames: ["竖排"],
        content: Content(
            null: "`NULL`", emptyText: "nothing", times: "as in tables",
            remarks: "one cell per line"),
        writer: { request in
            request.lazy(
                VerticalWriter(
                    request.output, terminal: request.presentation.terminal,
                    ambiguous: request.presentation.ambiguousWidth,
                    nullText: request.presentation.nullText,
                    wording: request.presentation.wording))
        })
}

/// One cell per line, for rows of many columns or long texts. Rows are streamed.
struct VerticalWriter: FormatWriter {
    var output: Output
    private let terminal: TerminalTraits?
    private let wording: Wording
    private var form: CellText
    private var layout: VerticalLayout
    private var rows = 0

    init(
        _ output: Output, terminal: TerminalTraits? = nil, ambiguous: Int = 1,
        nullText: String = "NULL", wording: Wording = .reference
    ) {
        self.wording = wording
        self.output = output
        self.terminal = terminal
        form = CellText(ambiguous: ambiguous, nullText: nullText)
        layout = VerticalLayout(names: [], terminal: terminal, ambiguous: ambiguous)
    }

    mutating func begin(_ columns: [ResultColumn], zone: Zone) throws {
        form.begin(columns, zone: zone)
        layout = VerticalLayout(
            names: form.names(of: columns), terminal: terminal, ambiguous: form.ambiguous)
        output.beginLines()
    }

    mutating func write(_ row: ResultRow) throws {
        rows += 1
        layout.appendHeading(wording("row \(rows)"), to: &output.bytes)
        for column in form.types.indices {
            var text: [UInt8] = []
            let (value, width) = form.append(row, column, to: &text)
            layout.append(
                column, text[...], width: width, layout.style(isNull: value == .null),
                to: &output.bytes)
        }
        try output.flushIfFull()
    }

    mutating func finish() throws {
        output.bytes.appendText("(\(wording(counted(rows, "row"))))\n")
        try output.flush()
    }
}
