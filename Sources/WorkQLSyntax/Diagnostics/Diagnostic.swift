/// What is wrong with a text, where, and what to do about it: the one shape of every error that
/// points into a statement, from the lexer to the planner.
package struct Diagnostic: Error, Hashable, Sendable {
    /// The kind of mistake.
    package var code: DiagnosticCode
    /// Stands alone: lowercase, no full stop, names the thing it is about.
    package var message: String
    /// The smallest span that is wrong.
    package var span: Span
    /// The fix, as an order or the text to write; nil when there is none to offer.
    package var help: String?

    package init(_ code: DiagnosticCode, _ message: String, at span: Span, help: String? = nil) {
        self.code = code
        self.message = message
        self.span = span
        self.help = help
    }

    /// A diagnostic of no kind in particular.
    package init(_ message: String, at span: Span, help: String? = nil) {
        self.init(.unspecified, message, at: span, help: help)
    }
}

extension String {
    /// The text as a message quotes it: whole, or its beginning if it is long.
    var clipped: String { count > 40 ? prefix(39) + "…" : self }
}
