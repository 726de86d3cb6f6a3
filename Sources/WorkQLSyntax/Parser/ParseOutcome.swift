/// The result of parsing a script.
package enum ParseOutcome: Hashable, Sendable {
    /// All statements, in order; none if there is only whitespace and comments.
    case complete([Statement])
    /// The text ends too early, and more text could make it valid: a shell reads another line,
    /// every other caller reports the diagnostic.
    case incomplete(Diagnostic)
    /// The errors, in order: at least one, and at most ``Parser/maxMistakes``. None of them follows
    /// from another.
    case failed([Diagnostic])
}
