/// Turns frames into what has to be sent to a terminal that shows another one.
///
/// All moves are relative and none leaves the frame, because nobody has told where on the screen it
/// begins. Rows are broken here and never by the terminal.
struct Painter: Sendable {
    private(set) var columns: Int
    private(set) var height: Int
    let isColored: Bool
    private var shown = Frame(rows: [], cursorRow: 0, cursorColumn: 0)
    private var top = 0
    private var output = ""
    private var (row, column) = (0, 0)
    private var style = TextStyle.plain

    init(columns: Int, height: Int, isColored: Bool) {
        self.columns = columns
        self.height = height
        self.isColored = isColored
    }

    /// Shows a frame in place of the last one.
    mutating func show(_ frame: Frame) -> String {
        let frame = frame.window(height: height, top: &top)
        guard frame != shown else { return "" }
        let isCursorAlone = frame.rows == shown.rows
        if !isCursorAlone { output += "\u{1B}[?25l" }
        for (index, cells) in frame.rows.enumerated() {
            draw(cells, over: index < shown.rows.count ? shown.rows[index] : nil, at: index)
        }
        if frame.rows.count < shown.rows.count {
            move(toRow: frame.rows.count, column: 0)
            output += "\u{1B}[J"
        }
        move(toRow: frame.cursorRow, column: frame.cursorColumn)
        if !isCursorAlone { output += "\u{1B}[?25h" }
        shown = frame
        return taken()
    }

    /// Leaves a frame on the screen, whole even where it is longer than the screen, and the cursor
    /// at the beginning of the row behind it.
    mutating func finish(_ frame: Frame) -> String {
        if frame.rows.count <= height {
            output = show(frame)
            move(toRow: max(frame.rows.count - 1, 0), column: 0)
            output += "\r\n"
        } else {
            output = erase()
            for cells in frame.rows {
                write(cells)
                output += "\r\n"
            }
        }
        forget()
        return taken()
    }

    /// Takes the frame away, so that something else can be printed in its place.
    mutating func erase() -> String {
        move(toRow: 0, column: 0)
        output += "\r\u{1B}[J"
        forget()
        return taken()
    }

    /// Takes the frame away from a terminal that has another size now.
    mutating func resize(columns: Int, height: Int) -> String {
        defer { (self.columns, self.height) = (columns, height) }
        guard !shown.rows.isEmpty else { return "" }
        if columns < self.columns { row = shown.cursorRow(reflowedTo: columns) }
        return erase()
    }

    /// Takes the screen for empty and the cursor for in its first column, as it is after others
    /// have written there.
    mutating func forget() {
        shown = Frame(rows: [], cursorRow: 0, cursorColumn: 0)
        (row, column, top) = (0, 0, 0)
    }

    private mutating func taken() -> String {
        defer { output = "" }
        return output
    }

    private mutating func draw(_ cells: Frame.Row, over old: Frame.Row?, at index: Int) {
        guard cells != old || old == nil else { return }
        let same = zip(cells, old ?? []).prefix { $0 == $1 }.count
        move(toRow: index, column: Frame.width(cells[..<same]))
        write(cells[same...])
        let width = Frame.width(cells)
        // Behind a full row this would take its last character away.
        if let old, width < Frame.width(old), width < columns { output += "\u{1B}[K" }
        column = width
    }

    private mutating func write(_ cells: some Collection<Frame.Cell>) {
        for cell in cells {
            set(cell.style)
            output += cell.text
        }
        set(.plain)
    }

    private mutating func set(_ new: TextStyle) {
        guard isColored, new.parameters != style.parameters else { return }
        output += "\u{1B}[0" + (new == .plain ? "" : ";" + new.parameters) + "m"
        style = new
    }

    /// The column is always counted from the left, because terminals do not agree how wide some
    /// characters are.
    private mutating func move(toRow new: Int, column newColumn: Int) {
        guard new != row || newColumn != column else { return }
        if new < row { output += "\u{1B}[\(row - new)A" }
        // A line feed makes the row when it is not there yet.
        if new > row { output += "\r" + String(repeating: "\n", count: new - row) }
        output += new > row ? "" : "\r"
        if newColumn > 0 { output += "\u{1B}[\(newColumn)C" }
        (row, column) = (new, newColumn)
    }
}
