/// The capabilities of the terminal that shows answers, as the command detected them.
package struct TerminalTraits: Hashable, Sendable {
    /// The width in cells.
    package var columns: Int
    package var rows: Int
    package var isColored: Bool
    /// Whether its charset is another one than UTF-8.
    package var isASCII: Bool

    package init(columns: Int, rows: Int, isColored: Bool, isASCII: Bool = false) {
        self.columns = columns
        self.rows = rows
        self.isColored = isColored
        self.isASCII = isASCII
    }
}
