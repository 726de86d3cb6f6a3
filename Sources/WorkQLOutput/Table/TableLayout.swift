/// The part of an answer that a table at a terminal shows, and whether it is shown as a table at
/// all.
///
/// An answer that fits is shown completely. An answer that is too wide is shown vertically, one
/// cell per line, if it has few enough rows to be readable or if not even two columns fit;
/// otherwise columns in its middle are omitted. An answer with more rows than the terminal is shown
/// by its head and its tail. The omitted parts are counted below the table. With a pager nothing is
/// ever omitted, because it scrolls both ways.
struct TableLayout: Equatable {
    /// The columns shown; nil represents omitted ones.
    var columns: [Int?]
    /// The number of rows shown at either end; all of them if nothing is omitted.
    var head: Int
    var tail: Int
    /// Whether each cell has a line of its own.
    var isVertical = false

    /// Shows everything, as without a terminal.
    init(whole grid: CellGrid) {
        columns = Array(0..<grid.columns)
        (head, tail) = (grid.rows, 0)
    }

    /// - Parameters:
    ///   - widths: the widths of the columns.
    ///   - mayElide: whether rows may be omitted.
    ///   - pages: whether an answer longer than the screen goes through a pager.
    init(
        _ grid: CellGrid, widths: [Int], terminal: TerminalTraits, mayElide: Bool, pages: Bool
    ) {
        self.init(whole: grid)
        // The lines above and below, and the prompt.
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
        // On a small screen a few rows are better than only their count.
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

    /// Returns the total width with lines and spaces.
    private static func width(_ widths: [Int]) -> Int { widths.reduce(1) { $0 + $1 + 3 } }

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
