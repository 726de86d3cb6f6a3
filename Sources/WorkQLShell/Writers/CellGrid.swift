import WorkQL
import WorkQLCatalog
import WorkQLPlanner

/// An answer's cells as texts, kept because how wide a column is drawn is told by its widest.
struct CellGrid: Sendable {
    private let form: CellText
    /// The text of all cells, the names first, one behind the other.
    private var text: [UInt8] = []
    private var cells: [Cell] = []
    /// The width of each column's widest cell, its name included.
    private(set) var widths: [Int]
    /// Columns to be aligned right, as numbers are.
    private(set) var isNumeric: [Bool]
    /// Columns without a type of their own, which are numeric as long as their values are.
    private var isUntyped: [Bool]

    struct Cell: Sendable {
        /// Where its text ends.
        fileprivate var end: Int
        /// In columns of a terminal.
        var width: Int
        var isNull: Bool
    }

    init(_ columns: [ResultColumn], zone: Zone, ambiguous: Int) {
        form = CellText(columns, zone: zone, ambiguous: ambiguous)
        widths = columns.map { _ in 0 }
        isNumeric = columns.map { $0.type == .integer || $0.type == .real }
        isUntyped = columns.map { $0.type == nil }
        for (place, column) in columns.enumerated() {
            end(place, width: form.appendName(column.name, to: &text), isNull: false)
        }
    }

    var columns: Int { widths.count }

    /// Without that of the names.
    var rows: Int { cells.count / max(1, columns) - 1 }

    mutating func append(_ row: some ResultRow) {
        for column in widths.indices {
            let (value, width) = form.append(row, column, to: &text)
            end(column, width: width, isNull: value == .null)
            if isUntyped[column], value != .null {
                isNumeric[column] = value.isNumber
                // One value that is no number settles it.
                isUntyped[column] = value.isNumber
            }
        }
    }

    /// A cell and its text. Row 0 has the names.
    func cell(_ row: Int, _ column: Int) -> (cell: Cell, text: ArraySlice<UInt8>) {
        let place = row * columns + column
        let start = place == 0 ? 0 : cells[place - 1].end
        return (cells[place], text[start..<cells[place].end])
    }

    /// `integer`, and nothing where the values alone tell.
    func typeName(_ column: Int) -> String { form.types[column]?.rawValue ?? "" }

    private mutating func end(_ column: Int, width: Int, isNull: Bool) {
        cells.append(Cell(end: text.count, width: width, isNull: isNull))
        widths[column] = max(widths[column], width)
    }
}
