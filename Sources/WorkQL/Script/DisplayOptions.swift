/// How answers are shown, as SET says it. The engine hands it on to whoever writes them.
package struct DisplayOptions: Hashable, Sendable {
    /// The columns that a terminal gives a character whose width Unicode leaves to the context, 1
    /// or 2.
    package var ambiguousWidth = 1
    package var pager = Pager.on
    /// Whether CSV files begin with the mark by which Excel knows UTF-8.
    package var csvBOM = false
    /// What becomes of CSV cells that a spreadsheet would compute; nil is `escape` where the mark is
    /// written, and else `keep`.
    package var csvFormulas: CSVFormulas?

    package enum CSVFormulas: String, Hashable, Sendable, CaseIterable {
        /// An apostrophe before them makes them text.
        case escape
        case keep
    }

    /// What shows an answer that is longer than the screen.
    package enum Pager: Hashable, Sendable {
        /// The environment's program.
        case on
        case off
        /// A command of the system's shell.
        case command(String)
    }

    package init() {}
}
