import WorkQL
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

extension OutputFormat {
    /// A table drawn with lines, for reading.
    public static let table = OutputFormat(
        name: "table", summary: "a table drawn with lines, for reading",
        otherNames: ["box", "column", "duckbox", "表格"],
        content: Content(
            null: "`NULL`", emptyText: "nothing", times: "`2026-08-01 09:00:00`",
            remarks: "widths as terminals draw Chinese; control characters made visible"),
        writer: { request in
            if request.isPlan { return LazyWriter(LinesWriter(request.output)) }
            return table(for: request)
        })

    /// Returns the writer that other formats for reading also use for lists.
    static func table(for request: WriterRequest) -> TableWriter {
        let presentation = request.presentation
        return TableWriter(
            request.output, terminal: presentation.terminal, mayElide: request.isQuery,
            ambiguous: presentation.ambiguousWidth, nullText: presentation.nullText,
            widths: presentation.widths, maxRows: presentation.maxRows,
            wraps: presentation.wraps, wording: presentation.wording,
            watched: presentation.watch?.rows)
    }
}

/// A table drawn with lines, for reading.
///
/// Widths are those of the widest cells, so all rows are kept until the last one has been received;
/// the other formats stream. Every row is printed and no cell is truncated unless requested, except
/// at a terminal that is too small; see ``TableLayout``.
struct TableWriter: FormatWriter {
    var output: Output
    /// The terminal; nil for files and pipes, for which all rows are written, with only names above
    /// them.
    private let terminal: TerminalTraits?
    private let mayElide: Bool
    private let ambiguous: Int
    private let nullText: String
    /// The requested widths; 0 is the width of the cells.
    private let asked: [Int]
    private let maxRows: Int?
    private let wraps: Bool
    private let wording: Wording
    /// The answer before, if the statement is repeated.
    private let watched: WatchedRows?
    private var changes = CellChanges()
    private let frame: TableFrame
    private var grid: CellGrid
    /// The widths of the columns, as they are drawn.
    private var widths: [Int] = []

    /// - Parameters:
    ///   - mayElide: whether rows may be omitted at a terminal that is too small for them.
    ///   - ambiguous: the number of columns of a character of ambiguous width, 1 or 2.
    ///   - widths: the widths from the first column on; 0 is the width of the cells, and a negative
    ///     one aligns right.
    ///   - maxRows: the maximum number of rows at a terminal, half of them from either end; nil if
    ///     its size decides.
    ///   - wraps: whether texts are wrapped in a table wider than the terminal.
    ///   - watched: the answer before, to mark cells that have changed.
    init(
        _ output: Output, terminal: TerminalTraits? = nil, mayElide: Bool = true,
        ambiguous: Int = 1, nullText: String = "NULL", widths: [Int] = [], maxRows: Int? = nil,
        wraps: Bool = true, wording: Wording = .reference, watched: WatchedRows? = nil
    ) {
        self.watched = watched
        self.wraps = wraps
        self.wording = wording
        self.output = output
        self.terminal = terminal
        self.mayElide = mayElide
        self.ambiguous = ambiguous
        self.nullText = nullText
        asked = widths
        self.maxRows = mayElide ? maxRows : nil
        frame = TableFrame(ambiguous: ambiguous, on: terminal)
        grid = CellGrid([], zone: .utc, ambiguous: ambiguous)
    }

    mutating func begin(_ columns: [ResultColumn], zone: Zone) throws {
        grid = CellGrid(
            columns, zone: zone, ambiguous: ambiguous, nullText: nullText, asked: asked)
    }

    mutating func write(_ row: ResultRow) throws { grid.append(row) }

    mutating func finish() throws {
        output.beginLines()
        if let watched { changes = watched.changes(in: grid) }
        widths = grid.widths
        var layout = TableLayout(whole: grid, widths: widths)
        if let terminal {
            for column in widths.indices where !isAsked(column) {
                widths[column] = max(widths[column], grid.typeName(column).utf8.count)
            }
            layout = TableLayout(
                grid, widths: widths, terminal: terminal, mayElide: mayElide, maxRows: maxRows,
                pages: output.pager != nil, wraps: wraps)
            widths = layout.widths
        }
        if layout.isVertical { try appendRecords() } else { try appendTable(layout) }
        try output.flush()
    }

    private func isAsked(_ column: Int) -> Bool {
        asked.indices.contains(column) && asked[column] != 0
    }

    private mutating func appendTable(_ layout: TableLayout) throws {
        appendRule(frame.top, layout)
        appendRow(0, layout)
        if terminal != nil { appendTypes(layout) }
        appendRule(frame.between, layout)
        for row in 1..<max(1, layout.head + 1) {
            appendRow(row, layout)
            try output.flushIfFull()
        }
        if layout.hasRowGap {
            appendGap(layout)
            for row in grid.rows - layout.tail + 1..<grid.rows + 1 { appendRow(row, layout) }
        }
        appendRule(frame.bottom, layout)
        output.bytes.appendText(footer(of: layout))
    }

    private mutating func appendRecords() throws {
        let names = (0..<grid.columns).map { column in
            let (cell, text) = grid.cell(0, column)
            return VerticalLayout.Name(text: Array(text), width: cell.width)
        }
        let vertical = VerticalLayout(names: names, terminal: terminal, ambiguous: ambiguous)
        for row in 1..<max(1, grid.rows + 1) {
            vertical.appendHeading(wording("row \(row)"), to: &output.bytes)
            for column in 0..<grid.columns {
                let (cell, text) = grid.cell(row, column)
                vertical.append(
                    column, text, width: cell.width, style(row, column, cell), to: &output.bytes)
            }
            try output.flushIfFull()
        }
        output.bytes.appendText("(\(wording(counted(grid.rows, "row"))))\n")
    }

    /// Returns the footer: `(1234 rows, 1224 left out; 14 columns, 8 left out; …)`.
    private func footer(of layout: TableLayout) -> String {
        func counts(_ count: String, leftOut: Int) -> String {
            leftOut == 0 ? count : "\(count), \(leftOut) left out"
        }
        let rows = layout.hasRowGap ? grid.rows - layout.head - layout.tail : 0
        var text = counts(counted(grid.rows, "row"), leftOut: rows)
        if layout.hiddenColumns > 0 {
            let columns = counted(grid.columns, "column")
            text += "; " + counts(columns, leftOut: layout.hiddenColumns)
        }
        text = "(\(wording(text)))\n"
        guard rows > 0 || layout.hiddenColumns > 0 else { return text }
        let hasMaximum = layout.hiddenColumns == 0 && layout.head + layout.tail == maxRows
        let help =
            hasMaximum
            ? "use .maxrows 0 to see all of them"
            : "use a pager, --format vertical or a file to see all of it"
        return text + "-- \(wording(help))\n"
    }

    private mutating func appendRow(_ row: Int, _ layout: TableLayout) {
        if layout.isWrapped { return appendWrapped(row, layout) }
        for column in layout.columns {
            appendFrame(frame.vertical)
            output.bytes.append(" ")
            if let column {
                let (cell, text) = grid.cell(row, column)
                appendAligned(text, cell.width, in: column, style(row, column, cell))
            } else {
                output.bytes.append(frame.columnGap)
            }
            output.bytes.append(" ")
        }
        appendFrame(frame.vertical)
        output.bytes.append("\n")
    }

    private var isColored: Bool { terminal?.isColored == true }

    private func style(_ row: Int, _ column: Int, _ cell: CellGrid.Cell) -> CellStyle {
        guard isColored else { return .plain }
        if changes[row, column] { return .changed }
        return cell.isNull ? .faint : .plain
    }

    /// Appends lines, which are faint so that the cells stand out.
    private mutating func appendFrame(_ text: StaticString) {
        if isColored { output.bytes.append("\u{1B}[2m") }
        output.bytes.append(text)
        if isColored { output.bytes.append("\u{1B}[0m") }
    }

    /// Appends a row of a table whose texts may take several lines. Such a table omits no column.
    private mutating func appendWrapped(_ row: Int, _ layout: TableLayout) {
        let cells = widths.indices.map { grid.lines(row, $0, width: widths[$0]) }
        for line in 0..<(cells.map(\.count).max() ?? 1) {
            for (column, lines) in cells.enumerated() {
                let (text, width) = line < lines.count ? lines[line] : ([], 0)
                appendFrame(frame.vertical)
                if line > 0 && line < lines.count {
                    appendFrame(frame.continuation)
                } else {
                    output.bytes.append(" ")
                }
                appendAligned(
                    text, width, in: column,
                    text.isEmpty ? .plain : style(row, column, grid.cell(row, column).cell))
                output.bytes.append(" ")
            }
            appendFrame(frame.vertical)
            output.bytes.append("\n")
        }
    }

    private mutating func appendTypes(_ layout: TableLayout) {
        for column in layout.columns {
            appendFrame(frame.vertical)
            output.bytes.append(" ")
            if let column {
                let name =
                    isAsked(column) && grid.typeName(column).utf8.count > widths[column]
                    ? "" : grid.typeName(column)
                appendAligned(
                    Array(name.utf8)[...], name.utf8.count, in: column,
                    isColored && !name.isEmpty ? .faint : .plain)
            } else {
                output.bytes.append(" ")
            }
            output.bytes.append(" ")
        }
        appendFrame(frame.vertical)
        output.bytes.append("\n")
    }

    private mutating func appendGap(_ layout: TableLayout) {
        for column in layout.columns {
            appendFrame(frame.vertical)
            output.bytes.append(" ")
            let room = column.map { widths[$0] } ?? 1
            let isRight = column.map { grid.isNumeric[$0] } ?? false
            if isRight { output.bytes.appendSpaces(room - 1) }
            output.bytes.append(frame.rowGap)
            if !isRight { output.bytes.appendSpaces(room - 1) }
            output.bytes.append(" ")
        }
        appendFrame(frame.vertical)
        output.bytes.append("\n")
    }

    private mutating func appendAligned(
        _ text: ArraySlice<UInt8>, _ width: Int, in column: Int, _ style: CellStyle
    ) {
        let padding = widths[column] - width
        if grid.isNumeric[column] { output.bytes.appendSpaces(padding) }
        output.bytes.append(text, style)
        if !grid.isNumeric[column] { output.bytes.appendSpaces(padding) }
    }

    private mutating func appendRule(_ rule: TableFrame.Rule, _ layout: TableLayout) {
        if isColored { output.bytes.append("\u{1B}[2m") }
        for (index, column) in layout.columns.enumerated() {
            output.bytes.append(index == 0 ? rule.left : rule.middle)
            for _ in 0..<(column.map { widths[$0] } ?? 1) + 2 {
                output.bytes.append(frame.horizontal)
            }
        }
        output.bytes.append(rule.right)
        if isColored { output.bytes.append("\u{1B}[0m") }
        output.bytes.append(UInt8(ascii: "\n"))
    }
}
