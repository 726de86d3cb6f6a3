import WorkQLSyntax

/// A terminal's screen, limited to the features that the shell uses. It traps on unknown sequences,
/// so that nothing is sent by mistake.
package struct ScreenModel {
    package let columns: Int
    package let rows: Int
    /// Each cell's character; the second cell of a wide one is empty.
    private var cells: [[String]]
    package private(set) var row = 0
    /// The column of the cursor; one more than the last column after a character was written there.
    package private(set) var column = 0
    /// The rows that have been scrolled off the top.
    package private(set) var scrolled: [String] = []
    package private(set) var isCursorVisible = true

    package init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
        cells = Array(repeating: Self.blank(columns), count: rows)
    }

    private static func blank(_ columns: Int) -> [String] {
        Array(repeating: " ", count: columns)
    }

    /// The rows down to the last one that is not empty.
    package var text: [String] {
        var lines = cells.map(Self.line)
        while lines.last == "" { lines.removeLast() }
        return lines
    }

    private static func line(_ cells: [String]) -> String {
        var line = cells.joined()
        while line.last == " " { line.removeLast() }
        return line
    }

    package mutating func feed(_ bytes: [UInt8]) {
        feed(String(decoding: bytes, as: UTF8.self))
    }

    package mutating func feed(_ text: String) {
        // Line breaks and the characters next to them are one grapheme in Swift, and escape
        // sequences end at characters that may be followed by combining marks.
        var rest = Array(text.unicodeScalars)[...]
        var run = String.UnicodeScalarView()
        func isControl(_ scalar: Unicode.Scalar) -> Bool { scalar.value < 0x20 }
        while let scalar = rest.first {
            guard isControl(scalar) else {
                run.append(scalar)
                rest.removeFirst()
                continue
            }
            put(&run)
            rest.removeFirst()
            switch scalar {
            case "\r": column = 0
            case "\n": lineFeed()
            case "\u{08}": column = max(0, min(column, columns - 1) - 1)
            case "\u{07}": break
            case "\u{1B}": escape(&rest)
            default: fatalError("control character \(scalar.value)")
            }
        }
        put(&run)
    }

    private mutating func put(_ run: inout String.UnicodeScalarView) {
        for character in String(run) {
            let width = character.displayWidth
            if column + width > columns {
                column = 0
                lineFeed()
            }
            // The other half of an overwritten wide character is removed.
            if column < columns, cells[row][column].isEmpty, column > 0 {
                cells[row][column - 1] = " "
            }
            let end = column + width
            if end < columns, cells[row][end].isEmpty { cells[row][end] = " " }
            cells[row][column] = String(character)
            if width == 2 { cells[row][column + 1] = "" }
            column = end
        }
        run = String.UnicodeScalarView()
    }

    private mutating func lineFeed() {
        if row == rows - 1 {
            scrolled.append(Self.line(cells.removeFirst()))
            cells.append(Self.blank(columns))
        } else {
            row += 1
        }
    }

    private mutating func escape(_ rest: inout ArraySlice<Unicode.Scalar>) {
        // The text read so far may end anywhere.
        guard let kind = rest.popFirst() else { return }
        precondition(kind == "[")
        var parameters = ""
        while let scalar = rest.first, (0x20...0x3F).contains(scalar.value) {
            parameters.unicodeScalars.append(scalar)
            rest.removeFirst()
        }
        let count = Int(parameters) ?? 1
        guard let end = rest.popFirst() else { return }
        switch (end, parameters) {
        case ("A", _): row = max(0, row - count)
        case ("C", _): column = min(columns - 1, min(column, columns - 1) + count)
        case ("H", ""): (row, column) = (0, 0)
        case ("K", ""): erase(row, from: min(column, columns - 1))
        case ("J", ""):
            erase(row, from: min(column, columns - 1))
            for below in row + 1..<max(rows, row + 1) { erase(below, from: 0) }
        case ("J", "2"): for any in 0..<rows { erase(any, from: 0) }
        case ("m", _): break
        case ("h", "?25"): isCursorVisible = true
        case ("l", "?25"): isCursorVisible = false
        case ("h", "?2004"), ("l", "?2004"): break
        default: fatalError("escape sequence \(parameters)\(end)")
        }
    }

    private mutating func erase(_ row: Int, from column: Int) {
        for at in column..<columns { cells[row][at] = " " }
    }
}
