import Foundation
import WorkQLLanguage
import WorkQLOutput

extension TerminalTraits {
    /// Returns nil if the descriptor is not a terminal.
    ///
    /// The size is the current one: a window may be resized between two answers.
    init?(descriptor: Int32, environment: [String: String]) {
        guard isatty(descriptor) == 1 else { return nil }
        var size = winsize()
        let isKnown = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0
        self.init(
            // A serial line reports no size; these are the usual defaults.
            columns: isKnown && size.ws_col > 0 ? Int(size.ws_col) : 80,
            rows: isKnown && size.ws_row > 0 ? Int(size.ws_row) : 24,
            isColored: (environment["NO_COLOR"] ?? "").isEmpty
                && environment["TERM"].map { $0 != "dumb" } == true,
            isASCII: Language.needsASCII(in: environment))
    }
}
