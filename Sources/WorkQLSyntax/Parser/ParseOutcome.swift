/// What became of a script.
package enum ParseOutcome: Hashable, Sendable {
    /// Every statement, in order; none when there is nothing but space and comments.
    case complete([Statement])
    /// The text stops too early, and more of it could make it right: a shell reads another line,
    /// everyone else reports the diagnostic.
    case incomplete(Diagnostic)
    /// The mistakes, in order: at least one, and no more than ``Parser/maxMistakes``. None of them
    /// follows from another.
    case failed([Diagnostic])
}
