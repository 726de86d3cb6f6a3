/// How answers are shown, as SET says it. The engine hands it on to whoever writes them.
package struct DisplayOptions: Hashable, Sendable {
    /// The columns that a terminal gives a character whose width Unicode leaves to the context, 1
    /// or 2.
    package var ambiguousWidth = 1
    package var pager = Pager.on

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
