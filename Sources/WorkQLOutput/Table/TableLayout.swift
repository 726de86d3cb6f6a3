/// The part of an answer that a table at a terminal shows, and whether it is shown as a table at
/// all.
///
/// An answer that fits is shown completely. The texts of an answer that is too wide are wrapped
/// inside their columns, if these remain wide enough to be readable. Otherwise, or if it takes fewer
/// lines, the answer is shown vertically, one cell per line, if it has few enough rows to be
/// readable or if not even two columns fit; else columns in its middle are omitted. An answer with
/// more rows than the terminal is shown by its head and its tail. The omitted parts are counted
/// below the table. With a pager nothing is ever omitted, because it scrolls both ways.
struct TableLayout: Equatable {
    /// The columns shown; nil represents omitted ones.
    var columns: [Int?]
    /// The widths of all columns. Wider cells are wrapped.
    var widths: [Int]
    /// The number of rows shown at either end; all of them if nothing is omitted.
    var head: Int
    var tail: Int
    /// Whether each cell has a line of its own.
    var isVertical = false
    /// Whether a cell may be wider than its column.
    private(set) var isWrapped = false
    /// The number of rows of the answer.
    private let total: Int

    /// Shows everything, as without a terminal.
    init(whole grid: CellGrid, widths: [Int]) {
        columns = Array(0..<grid.columns)
        self.widths = widths
        total = grid.rows
        (head, tail) = (total, 0)
    }

    /// - Parameters:
    ///   - widths: the widths of the columns.
    ///   - mayElide: whether rows may be omitted.
    ///   - maxRows: the maximum number of rows; nil if the terminal decides.
    ///   - pages: whether an answer longer than the screen goes through a pager.
    ///   - wraps: whether texts may be wrapped.
    init(
        _ grid: CellGrid, widths: [Int], terminal: TerminalTraits, mayElide: Bool,
        maxRows: Int? = nil, pages: Bool, wraps: Bool = true
    ) {
        self.init(whole: grid, widths: widths)
        if let maxRows, grid.rows > maxRows { (head, tail) = (maxRows - maxRows / 2, maxRows / 2) }
        let isPaged = pages && head + tail + Self.frameHeight > terminal.rows
        var height: (Int) -> Int = { _ in 1 }
        if Self.width(widths) > terminal.columns {
            let narrower = wraps ? Self.wrapped(widths, of: grid, in: terminal.columns) : nil
            if let narrower, isPaged || !isShorterVertically(grid, narrower, terminal) {
                self.widths = narrower
                isWrapped = true
                height = { grid.height($0, widths: narrower) }
            } else if !isPaged {
                let kept = Self.kept(of: widths, in: terminal.columns)
                guard let kept, !Self.isReadableVertically(grid, terminal) else {
                    isVertical = true
                    return
                }
                columns = kept
            }
        }
        // On a small screen a few rows are better than only their count.
        let maximum = max(10, terminal.rows - Self.frameHeight - 1)
        if mayElide, !pages { elide(to: maximum, height) }
    }

    /// The number of lines above and below the rows, and of the prompt.
    private static let frameHeight = 7

    /// Keeps rows of so many lines from the start and the end alternately, at least one of each,
    /// unless only a line would be omitted, where the mark of the omission would stand.
    private mutating func elide(to maximum: Int, _ height: (Int) -> Int) {
        let (first, last) = (head, tail)
        let count = first + last
        guard count > 0 else { return }
        (head, tail) = (0, 0)
        var used = 0
        while head + tail < count {
            let isHead = head <= tail
            let next = height(isHead ? head + 1 : total - tail)
            let isLastLine = head + tail + 1 == count && next == 1
            guard used + next <= maximum + (isLastLine ? 1 : 0) || head + tail < 2 else { return }
            used += next
            if isHead { head += 1 } else { tail += 1 }
        }
        (head, tail) = (first, last)
    }

    /// Whether rows between the head and the tail are omitted.
    var hasRowGap: Bool { head + tail < total }
    var hiddenColumns: Int {
        guard let gap = columns.firstIndex(of: nil), let after = columns[gap + 1] else { return 0 }
        return after - gap
    }

    /// Returns the total width with lines and spaces.
    private static func width(_ widths: [Int]) -> Int { widths.reduce(1) { $0 + $1 + 3 } }

    /// Returns the greatest widths with which the texts can be wrapped so that the table fits; nil
    /// if a column would be too narrow for its texts.
    private static func wrapped(_ widths: [Int], of grid: CellGrid, in room: Int) -> [Int]? {
        // Narrower ones would be columns of single words, or of three Chinese characters a line.
        let narrowest = 12
        let minima = widths.indices.map { column in
            guard grid.isProse(column) else { return widths[column] }
            let name = min(grid.cell(0, column).cell.width, 2 * narrowest)
            return min(
                widths[column], max(narrowest, name, grid.typeName(column).utf8.count))
        }
        guard width(minima) <= room else { return nil }
        var result = minima
        // Each further column of the terminal goes to the texts that lose the most lines by it, as
        // far as the first rows tell: of n columns of text, n / w lines are left.
        let sample = 0..<min(grid.rows, 1000) + 1
        func gain(_ column: Int) -> Double {
            let width = result[column]
            guard width < widths[column] else { return -1 }
            let wider = sample.reduce(0) { sum, row in
                let own = grid.cell(row, column).cell.width
                return own > width ? sum + own : sum
            }
            return Double(wider) / Double(width * (width + 1))
        }
        var gains = widths.indices.map(gain)
        for _ in 0..<room - width(minima) {
            guard let most = gains.max(), most >= 0, let column = gains.firstIndex(of: most) else {
                break
            }
            result[column] += 1
            gains[column] = gain(column)
        }
        return result
    }

    /// Returns whether an answer has few enough rows to be read vertically.
    private static func isReadableVertically(
        _ grid: CellGrid, _ terminal: TerminalTraits
    ) -> Bool {
        grid.rows == 1 || grid.rows * (grid.columns + 1) + 2 <= terminal.rows
    }

    /// Returns whether the answer is readable vertically, with fewer lines than as a table of such
    /// widths.
    private func isShorterVertically(
        _ grid: CellGrid, _ widths: [Int], _ terminal: TerminalTraits
    ) -> Bool {
        guard Self.isReadableVertically(grid, terminal) else { return false }
        let names = (0..<grid.columns).map { grid.cell(0, $0).cell.width }
        let room = VerticalLayout.room(beside: names.max() ?? 0, on: terminal)
        let columns = Array(repeating: room, count: grid.columns)
        let vertical = (1..<grid.rows + 1).reduce(0) { lines, row in
            columns.indices.reduce(lines + 1) {
                $0 + grid.lines(row, $1, width: room).count
            }
        }
        let rules = 4
        let table = (0..<grid.rows + 1).reduce(rules) { $0 + grid.height($1, widths: widths) }
        return vertical < table
    }

    /// Returns the maximum number of columns that fit, half of them from the start and half from
    /// the end; nil if fewer than two fit.
    private static func kept(of widths: [Int], in room: Int) -> [Int?]? {
        for count in stride(from: widths.count - 1, through: 2, by: -1) {
            let (first, last) = (count - count / 2, count / 2)
            // The gap is a column of width 1.
            if width(Array(widths.prefix(first)) + [1] + widths.suffix(last)) <= room {
                let kept = Array(widths.indices.prefix(first)) + Array(widths.indices.suffix(last))
                return kept[..<first].map { $0 } + [nil] + kept[first...].map { $0 }
            }
        }
        return nil
    }
}
