import Foundation

/// What a terminal that answers are written to can do.
package struct TerminalTraits: Hashable, Sendable {
    /// In cells.
    var columns: Int
    var rows: Int
    var isColored: Bool

    /// Nil where the descriptor is no terminal.
    ///
    /// The size is that of now: a window may be resized between two answers.
    init?(descriptor: Int32, environment: [String: String]) {
        guard isatty(descriptor) == 1 else { return nil }
        var size = winsize()
        let isKnown = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0
        // A serial line knows no size; these are what all programs take then.
        columns = isKnown && size.ws_col > 0 ? Int(size.ws_col) : 80
        rows = isKnown && size.ws_row > 0 ? Int(size.ws_row) : 24
        isColored =
            (environment["NO_COLOR"] ?? "").isEmpty
            && environment["TERM"].map { $0 != "dumb" } == true
    }

    init(columns: Int, rows: Int, isColored: Bool) {
        self.columns = columns
        self.rows = rows
        self.isColored = isColored
    }
}
