/// The capabilities of the terminal that shows answers, as the command detected them.
package struct TerminalTraits: Hashable, Sendable {
    /// The width in cells.
    package var columns: Int
    package var rows: Int
    package var isColored: Bool

    package init(columns: Int, rows: Int, isColored: Bool) {
        self.columns = columns
        self.rows = rows
        self.isColored = isColored
    }
}
