import WorkQLSyntax

/// A number for each pair of two values, such as weekday and hour, of which the second is a whole
/// number.
struct HeatMap {
    /// The names of the rows, of the columns and of the number.
    var names: (row: String, column: String, value: String)
    private(set) var rows: [String]
    private(set) var columns: ClosedRange<Int64>
    /// The values of each row; nil where there is none.
    private(set) var values: [[Double?]]

    /// More rows or columns would be too small to be told apart.
    private static let maxSide = 62

    struct Cell {
        var row: String
        /// The row as a number; nil if it is none.
        var number: Int64?
        var column: Int64
        var value: Double?
    }

    /// Returns nil if a pair occurs twice, or there are too many rows or columns. Whole numbers
    /// between the smallest and the largest have a row or a column even if they do not occur.
    init?(_ cells: [Cell], named names: (row: String, column: String, value: String)) {
        guard let first = cells.map(\.column).min(), let last = cells.map(\.column).max(),
            last - first < Int64(Self.maxSide)
        else { return nil }
        self.names = names
        columns = first...last
        let numbers = cells.compactMap(\.number)
        if numbers.count == cells.count, let low = numbers.min(), let high = numbers.max() {
            guard high - low < Int64(Self.maxSide) else { return nil }
            rows = (low...high).map(String.init)
        } else {
            var seen: Set<String> = []
            rows = cells.map(\.row).filter { seen.insert($0).inserted }
        }
        guard rows.count <= Self.maxSide else { return nil }
        values = rows.map { _ in Array(repeating: nil, count: Int(last - first) + 1) }
        let indices = Dictionary(
            rows.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        var taken: Set<[Int]> = []
        for cell in cells {
            guard let row = indices[cell.number.map(String.init) ?? cell.row] else { return nil }
            let column = Int(cell.column - first)
            guard taken.insert([row, column]).inserted else { return nil }
            values[row][column] = cell.value
        }
    }

    /// The smallest and the largest value, and 0.
    private var range: (low: Double, high: Double) {
        let all = values.joined().compactMap(\.self)
        return (min(0, all.min() ?? 0), max(0, all.max() ?? 0))
    }

    /// Returns the share of the range that a value reaches, from 0 to 1.
    func share(of value: Double) -> Double {
        let (low, high) = range
        return high > low ? (value - low) / (high - low) : 0
    }

    // MARK: As text

    /// The lines of the map, each with a line break.
    func text(width: Int, ambiguous: Int) -> String {
        let shades: [Character] = ambiguous == 2 ? [".", "-", "+", "#"] : ["░", "▒", "▓", "█"]
        let titles = columns.map(String.init)
        let labelWidth = (rows + [names.row]).reduce(0) {
            max($0, $1.displayWidth(ambiguous: ambiguous))
        }
        let widest = titles.map(\.count).max() ?? 1
        let cell = max(1, min(widest + 1, (width - labelWidth - 1) / titles.count))
        var lines = [legend(shades, ambiguous)]
        lines.append(padded(names.row, to: labelWidth, ambiguous) + " " + axis(titles, cell))
        for (label, row) in zip(rows, values) {
            var line = padded(label, to: labelWidth, ambiguous) + " "
            for value in row {
                let fill = value.flatMap { shade($0, of: shades) } ?? " "
                let filled = max(1, cell - 1)
                line += String(repeating: fill, count: filled)
                line += String(repeating: " ", count: cell - filled)
            }
            lines.append(line)
        }
        return lines.map { line in
            String(line.reversed().drop { $0 == " " }.reversed()) + "\n"
        }.joined()
    }

    /// Returns the shade of a value; nil for the least.
    private func shade(_ value: Double, of shades: [Character]) -> Character? {
        let share = share(of: value)
        guard share > 0 else { return nil }
        return shades[min(shades.count - 1, Int((share * Double(shades.count)).rounded(.up)) - 1)]
    }

    private func legend(_ shades: [Character], _ ambiguous: Int) -> String {
        let (low, high) = range
        let sign = ambiguous == 2 ? "<=" : "≤"
        let steps = shades.enumerated().map { index, shade in
            let edge = low + (high - low) * Double(index + 1) / Double(shades.count)
            return "\(shade) \(sign) \(LineChart.words(edge))"
        }
        return "\(names.value) · \(names.column): " + steps.joined(separator: "  ")
    }

    /// Returns the numbers of the columns, as many as there is room for.
    private func axis(_ titles: [String], _ cell: Int) -> String {
        var line = ""
        for (index, title) in titles.enumerated() where line.count <= index * cell {
            line += String(repeating: " ", count: index * cell - line.count) + title + " "
        }
        return line
    }

    private func padded(_ text: String, to width: Int, _ ambiguous: Int) -> String {
        text
            + String(
                repeating: " ", count: max(0, width - text.displayWidth(ambiguous: ambiguous)))
    }
}
