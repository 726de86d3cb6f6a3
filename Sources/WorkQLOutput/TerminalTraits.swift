/// What the terminal that answers are shown in can do, as whoever looks at it found out.
package struct TerminalTraits: Hashable, Sendable {
    /// In cells.
    package var columns: Int
    package var rows: Int
    package var isColored: Bool

    package init(columns: Int, rows: Int, isColored: Bool) {
        self.columns = columns
        self.rows = rows
        self.isColored = isColored
    }
}
