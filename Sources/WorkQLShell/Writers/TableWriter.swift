import WorkQL
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSyntax

/// A table drawn with lines, for reading.
///
/// Widths are those of the widest cells, so all rows are kept until the last has come; the other
/// formats stream. Every row is printed, and no cell is cut but on request.
struct TableWriter: FormatWriter {
    var output: Output
    private var types: [ColumnType?] = []
    private var timestamps = TimestampFormat(.table)
    /// The text of all cells, the header first, one behind the other.
    private var text: [UInt8] = []
    /// For each cell: where its text ends, and how many columns it takes.
    private var cells: [(end: Int, width: Int)] = []
    private var widths: [Int] = []
    /// Columns to be aligned right, as numbers are.
    private var isNumeric: [Bool] = []
    /// Columns without a type of their own, which are numeric as long as their values are.
    private var isUntyped: [Bool] = []

    private let nullText: String
    /// The widths that are asked for; 0 is as wide as the cells.
    private let asked: [Int]

    /// - Parameter widths: from the first column on; 0 is as wide as its cells, and a negative one
    ///   aligns right.
    init(_ output: Output, nullText: String = "NULL", widths: [Int] = []) {
        self.output = output
        self.nullText = nullText
        asked = widths
    }

    mutating func begin(_ columns: [ResultColumn], zone: Zone) throws {
        types = columns.map(\.type)
        timestamps = TimestampFormat(.table, zone: zone)
        widths = columns.indices.map { asked.indices.contains($0) ? abs(asked[$0]) : 0 }
        isNumeric = types.map { $0 == .integer || $0 == .real }
        isUntyped = types.map { $0 == nil }
        for column in widths.indices where widths[column] > 0 && asked[column] < 0 {
            isNumeric[column] = true
            isUntyped[column] = false
        }
        for (index, column) in columns.enumerated() {
            var name = column.name
            let width = name.withUTF8 { text.appendVisible($0) }
            endCell(index, width: width)
        }
    }

    mutating func write(_ row: some ResultRow) throws {
        for column in types.indices {
            let value = CellValue(row, column, type: types[column])
            let start = text.count
            var width: Int?
            switch value {
            case .null:
                text.appendText(nullText)
                width = nullText.displayWidth
            case .integer(let value): text.appendInteger(value)
            case .real(let value): text.appendReal(value)
            case .boolean(let value): text.append(value ? "true" : "false")
            case .timestamp(let instant): timestamps.append(instant, to: &text)
            case .text, .json: width = row.withText(column) { text.appendVisible($0) }
            case .blob: row.withText(column) { text.appendHexadecimal($0) }
            }
            // All but text is ASCII.
            endCell(column, width: width ?? text.count - start)
            if isUntyped[column], value != .null {
                isNumeric[column] = value.isNumber
                // One value that is no number settles it.
                isUntyped[column] = value.isNumber
            }
        }
    }

    mutating func finish() throws {
        if !output.beginResult() { output.bytes.append(UInt8(ascii: "\n")) }
        let rows = cells.count / max(1, widths.count) - 1
        appendRule(left: "┌", middle: "┬", right: "┐")
        appendRow(0)
        appendRule(left: "├", middle: "┼", right: "┤")
        for row in 1..<max(1, rows + 1) {
            appendRow(row)
            try output.flushIfFull()
        }
        appendRule(left: "└", middle: "┴", right: "┘")
        output.bytes.appendText("(\(rows == 1 ? "1 row" : "\(rows) rows"))\n")
        try output.flush()
    }

    private mutating func endCell(_ column: Int, width: Int) {
        var width = width
        if asked.indices.contains(column), asked[column] != 0, width > abs(asked[column]) {
            width = cut(to: abs(asked[column]))
        }
        cells.append((text.count, width))
        widths[column] = max(widths[column], width)
    }

    /// Cuts the cell at the end of the text, and gives its width then.
    private mutating func cut(to most: Int) -> Int {
        let start = cells.last?.end ?? 0
        let cell = String(decoding: text[start...], as: UTF8.self)
        text.removeSubrange(start...)
        var width = 0
        for character in cell {
            let next = String(character).displayWidth
            guard width + next <= most - 1 else { break }
            width += next
            text.appendText(String(character))
        }
        text.append("…")
        return width + 1
    }

    private mutating func appendRow(_ row: Int) {
        for column in widths.indices {
            let place = row * widths.count + column
            let start = place == 0 ? 0 : cells[place - 1].end
            let padding = widths[column] - cells[place].width
            output.bytes.append("│ ")
            if isNumeric[column] { appendSpaces(padding) }
            output.bytes.append(contentsOf: text[start..<cells[place].end])
            if !isNumeric[column] { appendSpaces(padding) }
            output.bytes.append(" ")
        }
        output.bytes.append("│\n")
    }

    private mutating func appendRule(
        left: StaticString, middle: StaticString, right: StaticString
    ) {
        for (column, width) in widths.enumerated() {
            output.bytes.append(column == 0 ? left : middle)
            for _ in 0..<width + 2 { output.bytes.append("─") }
        }
        output.bytes.append(right)
        output.bytes.append(UInt8(ascii: "\n"))
    }

    private mutating func appendSpaces(_ count: Int) {
        output.bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: count))
    }
}
