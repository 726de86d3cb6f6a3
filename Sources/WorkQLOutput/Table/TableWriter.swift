import WorkQL
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

extension OutputFormat {
    /// A table drawn with lines, for reading.
    public static let table = OutputFormat(
        name: "table", summary: "a table drawn with lines, for reading",
        otherNames: ["box", "column", "duckbox"],
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
            widths: presentation.widths)
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
    private let frame: TableFrame
    private var grid: CellGrid
    /// The widths of the columns, as they are drawn.
    private var widths: [Int] = []

    /// - Parameters:
    ///   - mayElide: whether rows may be omitted at a terminal that is too small for them.
    ///   - ambiguous: the number of columns of a character of ambiguous width, 1 or 2.
    ///   - widths: the widths from the first column on; 0 is the width of the cells, and a negative
    ///     one aligns right.
    init(
        _ output: Output, terminal: TerminalTraits? = nil, mayElide: Bool = true,
        ambiguous: Int = 1, nullText: String = "NULL", widths: [Int] = []
    ) {
        self.output = output
        self.terminal = terminal
        self.mayElide = mayElide
        self.ambiguous = ambiguous
        self.nullText = nullText
        asked = widths
        frame = TableFrame(ambiguous: ambiguous)
        grid = CellGrid([], zone: .utc, ambiguous: ambiguous)
    }

    mutating func begin(_ columns: [ResultColumn], zone: Zone) throws {
        grid = CellGrid(
            columns, zone: zone, ambiguous: ambiguous, nullText: nullText, asked: asked)
    }

    mutating func write(_ row: ResultRow) throws { grid.append(row) }

    mutating func finish() throws {
        if !output.beginResult() { output.bytes.append(UInt8(ascii: "\n")) }
        widths = grid.widths
        var layout = TableLayout(whole: grid)
        if let terminal {
            for column in widths.indices where !isAsked(column) {
                widths[column] = max(widths[column], grid.typeName(column).utf8.count)
            }
            layout = TableLayout(
                grid, widths: widths, terminal: terminal, mayElide: mayElide,
                pages: output.pager != nil)
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
            for row in grid.rows - layout.tail + 1...grid.rows { appendRow(row, layout) }
        }
        appendRule(frame.bottom, layout)
        output.bytes.appendText(Self.footer(of: grid, layout))
    }

    private mutating func appendRecords() throws {
        let names = (0..<grid.columns).map { column in
            let (cell, text) = grid.cell(0, column)
            return VerticalLayout.Name(text: Array(text), width: cell.width)
        }
        let vertical = VerticalLayout(names: names, terminal: terminal, ambiguous: ambiguous)
        for row in 1..<max(1, grid.rows + 1) {
            vertical.appendHeading(row, to: &output.bytes)
            for column in 0..<grid.columns {
                let (cell, text) = grid.cell(row, column)
                vertical.append(
                    column, text, width: cell.width, isNull: cell.isNull, to: &output.bytes)
            }
            try output.flushIfFull()
        }
        output.bytes.appendText("(\(counted(grid.rows, "row")))\n")
    }

    /// Returns the footer: `(1234 rows, 1224 left out; 14 columns, 8 left out; …)`.
    private static func footer(of grid: CellGrid, _ layout: TableLayout) -> String {
        var text = "(" + counted(grid.rows, "row")
        if layout.hasRowGap { text += ", \(grid.rows - layout.head - layout.tail) left out" }
        if layout.hiddenColumns > 0 {
            text += "; \(counted(grid.columns, "column")), \(layout.hiddenColumns) left out"
        }
        let hasAll = !layout.hasRowGap && layout.hiddenColumns == 0
        return text
            + (hasAll ? ")\n" : ")\n-- a pager, --format vertical or a file has all of it\n")
    }

    private mutating func appendRow(_ row: Int, _ layout: TableLayout) {
        for column in layout.columns {
            output.bytes.append(frame.vertical)
            output.bytes.append(" ")
            if let column {
                let (cell, text) = grid.cell(row, column)
                let isColored = cell.isNull && terminal?.isColored == true
                appendAligned(text, cell.width, in: column, isFaint: isColored)
            } else {
                output.bytes.append(frame.columnGap)
            }
            output.bytes.append(" ")
        }
        output.bytes.append(frame.vertical)
        output.bytes.append("\n")
    }

    private mutating func appendTypes(_ layout: TableLayout) {
        for column in layout.columns {
            output.bytes.append(frame.vertical)
            output.bytes.append(" ")
            if let column {
                let name =
                    isAsked(column) && grid.typeName(column).utf8.count > widths[column]
                    ? "" : grid.typeName(column)
                appendAligned(
                    Array(name.utf8)[...], name.utf8.count, in: column,
                    isFaint: !name.isEmpty && terminal?.isColored == true)
            } else {
                output.bytes.append(" ")
            }
            output.bytes.append(" ")
        }
        output.bytes.append(frame.vertical)
        output.bytes.append("\n")
    }

    private mutating func appendGap(_ layout: TableLayout) {
        for column in layout.columns {
            output.bytes.append(frame.vertical)
            output.bytes.append(" ")
            let room = column.map { widths[$0] } ?? 1
            let isRight = column.map { grid.isNumeric[$0] } ?? false
            if isRight { output.bytes.appendSpaces(room - 1) }
            output.bytes.append(frame.rowGap)
            if !isRight { output.bytes.appendSpaces(room - 1) }
            output.bytes.append(" ")
        }
        output.bytes.append(frame.vertical)
        output.bytes.append("\n")
    }

    private mutating func appendAligned(
        _ text: ArraySlice<UInt8>, _ width: Int, in column: Int, isFaint: Bool
    ) {
        let padding = widths[column] - width
        if grid.isNumeric[column] { output.bytes.appendSpaces(padding) }
        output.bytes.appendFaint(text, isColored: isFaint)
        if !grid.isNumeric[column] { output.bytes.appendSpaces(padding) }
    }

    private mutating func appendRule(_ rule: TableFrame.Rule, _ layout: TableLayout) {
        for (index, column) in layout.columns.enumerated() {
            output.bytes.append(index == 0 ? rule.left : rule.middle)
            for _ in 0..<(column.map { widths[$0] } ?? 1) + 2 {
                output.bytes.append(frame.horizontal)
            }
        }
        output.bytes.append(rule.right)
        output.bytes.append(UInt8(ascii: "\n"))
    }
}
