/// How much of an answer a table at a terminal shows, and whether it is a table at all.
///
/// What fits is shown whole. An answer that is too wide is turned, one cell a line, where few rows
/// make that readable or where not even two columns fit; otherwise columns are left out in its
/// middle. An answer of more rows than the terminal has is shown by its head and its tail. What is
/// left out is counted below the table. With a pager nothing ever has to be left out, because that
/// scrolls both ways.
struct TableLayout: Equatable {
    /// The columns shown; nil stands where some are left out.
    var columns: [Int?]
    /// How many rows are shown at either end; all of them when they come to the whole answer.
    var head: Int
    var tail: Int
    /// Whether each cell has a line of its own.
    var isVertical = false

    /// Everything, as it is written where no terminal is.
    init(whole grid: CellGrid) {
        columns = Array(0..<grid.columns)
        (head, tail) = (grid.rows, 0)
    }

    /// - Parameters:
    ///   - widths: those of the columns.
    ///   - mayElide: whether rows may be left out.
    ///   - pages: whether what is longer than the screen goes through a pager.
    init(
        _ grid: CellGrid, widths: [Int], terminal: TerminalTraits, mayElide: Bool, pages: Bool
    ) {
        self.init(whole: grid)
        // Lines above and below, and the prompt.
        let frameHeight = 7
        let isTooLong = grid.rows + frameHeight > terminal.rows
        if pages, isTooLong { return }
        if Self.width(widths) > terminal.columns {
            let kept = Self.kept(of: widths, in: terminal.columns)
            let isShortEnough =
                grid.rows == 1 || grid.rows * (grid.columns + 1) + 2 <= terminal.rows
            guard let kept, !isShortEnough else {
                isVertical = true
                return
            }
            columns = kept
        }
        // On a small screen a few rows are better than their count alone.
        let maximum = max(10, terminal.rows - frameHeight - 1)
        if mayElide, isTooLong, grid.rows > maximum + 1 {
            head = maximum - maximum / 2
            tail = maximum / 2
        }
    }

    var hasRowGap: Bool { tail > 0 }
    var hiddenColumns: Int {
        guard let gap = columns.firstIndex(of: nil), let after = columns[gap + 1] else { return 0 }
        return after - gap
    }

    /// With lines and spaces.
    private static func width(_ widths: [Int]) -> Int { widths.reduce(1) { $0 + $1 + 3 } }

    /// The most columns that fit, as many from the end as from the start; nil for fewer than two.
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
