/// Turns frames into the bytes that update a terminal from the previous frame.
///
/// All cursor movements are relative and stay within the frame, because its position on the screen
/// is unknown. Rows are wrapped here and never by the terminal.
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

    /// Shows a frame in place of the previous one.
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

    /// Leaves a frame on the screen, completely even if it is longer than the screen, with the
    /// cursor at the beginning of the row after it.
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

    /// Erases the frame, so that other output can be printed in its place.
    mutating func erase() -> String {
        move(toRow: 0, column: 0)
        output += "\r\u{1B}[J"
        forget()
        return taken()
    }

    /// Erases the frame from a terminal whose size has changed.
    mutating func resize(columns: Int, height: Int) -> String {
        defer { (self.columns, self.height) = (columns, height) }
        guard !shown.rows.isEmpty else { return "" }
        if columns < self.columns { row = shown.cursorRow(reflowedTo: columns) }
        return erase()
    }

    /// Assumes that the screen is empty and the cursor in its first column, as it is after other
    /// programs have written to it.
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
        // After a full row this would erase its last character.
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

    /// Moves the cursor. The column is always counted from the left, because terminals disagree
    /// about the width of some characters.
    private mutating func move(toRow new: Int, column newColumn: Int) {
        guard new != row || newColumn != column else { return }
        if new < row { output += "\u{1B}[\(row - new)A" }
        // A line feed creates the row if it does not exist yet.
        if new > row { output += "\r" + String(repeating: "\n", count: new - row) }
        output += new > row ? "" : "\r"
        if newColumn > 0 { output += "\u{1B}[\(newColumn)C" }
        (row, column) = (new, newColumn)
    }
}
