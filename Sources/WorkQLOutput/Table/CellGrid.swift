import WorkQL
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

/// The cells of an answer as texts. All are kept because the widest cell determines the width of
/// its column.
struct CellGrid: Sendable {
    private var form: CellText
    private let asked: [Int]
    private let ambiguous: Int
    /// The texts of all cells, concatenated, beginning with the names.
    private var text: [UInt8] = []
    private var cells: [Cell] = []
    /// The width of each column's widest cell, its name included.
    private(set) var widths: [Int]
    /// Whether each column is aligned right, as numbers are.
    private(set) var isNumeric: [Bool]
    /// Whether each column has no type of its own; it is numeric as long as its values are.
    private var isUntyped: [Bool]
    /// The columns by which the rows are grouped.
    let keys: [Int]

    struct Cell: Sendable {
        /// The offset of the end of its text.
        fileprivate var end: Int
        /// The width in columns of a terminal.
        var width: Int
        var isNull: Bool
    }

    /// - Parameter asked: the requested widths of the columns, from the first on: 0 is the width of
    ///   the cells, wider cells are truncated, and a negative width aligns right.
    init(
        _ columns: [ResultColumn], zone: Zone, ambiguous: Int, nullText: String = "NULL",
        asked: [Int] = []
    ) {
        form = CellText(ambiguous: ambiguous, nullText: nullText)
        form.begin(columns, zone: zone)
        self.asked = asked
        self.ambiguous = ambiguous
        widths = columns.indices.map { asked.indices.contains($0) ? abs(asked[$0]) : 0 }
        isNumeric = columns.map { $0.type == .integer || $0.type == .real }
        isUntyped = columns.map { $0.type == nil }
        keys = columns.indices.filter { columns[$0].isGroupKey }
        for column in widths.indices where widths[column] > 0 && asked[column] < 0 {
            isNumeric[column] = true
            isUntyped[column] = false
        }
        for (index, column) in columns.enumerated() {
            end(index, width: form.appendName(column.name, to: &text), isNull: false)
        }
    }

    var columns: Int { widths.count }

    /// The number of rows without the row of names.
    var rows: Int { cells.count / max(1, columns) - 1 }

    mutating func append(_ row: ResultRow) {
        for column in widths.indices {
            let (value, width) = form.append(row, column, to: &text)
            end(column, width: width, isNull: value == .null)
            if isUntyped[column], value != .null {
                isNumeric[column] = value.isNumber
                // One value that is not a number decides it.
                isUntyped[column] = value.isNumber
            }
        }
    }

    /// Returns a cell and its text. Row 0 contains the names.
    func cell(_ row: Int, _ column: Int) -> (cell: Cell, text: ArraySlice<UInt8>) {
        let index = row * columns + column
        let start = index == 0 ? 0 : cells[index - 1].end
        return (cells[index], text[start..<cells[index].end])
    }

    /// Returns the lines of a cell in a column of so many columns of the terminal.
    func lines(
        _ row: Int, _ column: Int, width: Int
    ) -> [(text: ArraySlice<UInt8>, width: Int)] {
        let (cell, text) = cell(row, column)
        guard cell.width > width else { return [(text, cell.width)] }
        return String(decoding: text, as: UTF8.self).lines(ofWidth: width, ambiguous: ambiguous)
            .map { (Array($0.text.utf8)[...], $0.width) }
    }

    /// Returns the number of lines of a row in columns of such widths.
    func height(_ row: Int, widths: [Int]) -> Int {
        widths.indices.reduce(1) { height, column in
            guard cell(row, column).cell.width > widths[column] else { return height }
            return max(height, lines(row, column, width: widths[column]).count)
        }
    }

    /// Returns whether the cells of a column are texts, which can be wrapped at words.
    func isProse(_ column: Int) -> Bool {
        guard !isNumeric[column], !(asked.indices.contains(column) && asked[column] != 0) else {
            return false
        }
        return switch form.types[column] {
        case .text, .json, nil: true
        default: false
        }
    }

    /// Returns the type name, such as `integer`; empty if the column has no type of its own.
    func typeName(_ column: Int) -> String { form.types[column]?.rawValue ?? "" }

    private mutating func end(_ column: Int, width: Int, isNull: Bool) {
        var width = width
        if asked.indices.contains(column), asked[column] != 0, width > abs(asked[column]) {
            width = cut(to: abs(asked[column]))
        }
        cells.append(Cell(end: text.count, width: width, isNull: isNull))
        widths[column] = max(widths[column], width)
    }

    /// Truncates the cell at the end of the text, and returns its new width.
    private mutating func cut(to maximum: Int) -> Int {
        let start = cells.last?.end ?? 0
        let cell = String(decoding: text[start...], as: UTF8.self)
        text.removeSubrange(start...)
        // The ellipsis is itself of ambiguous width.
        var width = ambiguous
        for character in cell {
            let next = String(character).displayWidth(ambiguous: ambiguous)
            guard width + next <= maximum else { break }
            width += next
            text.appendText(String(character))
        }
        text.append("…")
        return width
    }
}
