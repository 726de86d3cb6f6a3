/// The visible content: rows of characters, each with its width and its style, and the cursor.
///
/// Row 0 is where the frame begins; its position on the screen is not known here.
struct Frame: Hashable, Sendable {
    struct Cell: Hashable, Sendable {
        var text: String
        var width: Int
        var style = TextStyle.plain
    }

    typealias Row = [Cell]

    var rows: [Row]
    var cursorRow: Int
    var cursorColumn: Int

    static func width(_ row: some Collection<Cell>) -> Int { row.reduce(0) { $0 + $1.width } }

    /// Returns the rows that fit, including the cursor's, and if possible the same ones as before.
    ///
    /// - Parameter top: the first row shown; it changes if the cursor would not be visible.
    func window(height: Int, top: inout Int) -> Frame {
        guard rows.count > height else {
            top = 0
            return self
        }
        top = min(max(top, cursorRow - height + 1), cursorRow, rows.count - height)
        return Frame(
            rows: Array(rows[top..<top + height]), cursorRow: cursorRow - top,
            cursorColumn: cursorColumn)
    }

    /// Returns the row of the cursor after the terminal has wrapped all rows again at a smaller
    /// width, as most terminals do.
    func cursorRow(reflowedTo columns: Int) -> Int {
        let above = rows[..<cursorRow].reduce(0) { $0 + Self.height(of: $1, in: columns) }
        // A cursor after the last column is still in the same row.
        return above + min(cursorColumn, Self.width(rows[cursorRow])) / columns
    }

    private static func height(of row: Row, in columns: Int) -> Int {
        var (height, used) = (1, 0)
        for cell in row where cell.width > 0 {
            if used + cell.width > columns {
                height += 1
                used = 0
            }
            used += cell.width
        }
        return height
    }
}

/// The appearance of a character.
enum TextStyle: Hashable, Sendable {
    case plain, prompt, faint
    case keyword, text, name, number, time, parameter, comment, fault
    case bracket, chosen

    /// The parameters of the terminal's command for the style; the sixteen colours follow the
    /// user's scheme, light or dark.
    var parameters: String {
        switch self {
        case .plain: ""
        case .prompt: "1"
        case .faint, .comment: "2"
        case .keyword: "1;34"
        case .text: "32"
        case .name: "36"
        case .number, .time: "36"
        case .parameter: "35"
        case .fault: "31"
        case .bracket: "1;4;33"
        case .chosen: "7"
        }
    }
}
