/// An error in a text, its position, and how to fix it: a `UserError` with a span, and the common form
/// of every error that refers to a position in a statement, from the lexer to the planner.
package struct Diagnostic: Error, Hashable, Sendable {
    /// The same error, where no position is required.
    package private(set) var error: UserError

    /// The code of the error.
    package var code: DiagnosticCode {
        get { error.code }
        set { error.code = newValue }
    }
    /// The message, complete on its own: lowercase, no full stop, naming its subject.
    package var message: String {
        get { error.message }
        set { error.message = newValue }
    }
    /// The smallest span that contains the error.
    package var span: Span {
        get { error.span ?? Span(0, 0) }
        set { error.span = newValue }
    }
    /// The fix, as an instruction or the text to write; nil if there is none.
    package var help: String? {
        get { error.help }
        set { error.help = newValue }
    }
    /// What is wrong with a value; nil if no value is at fault, or more is not known.
    package var valueMistake: UserError.ValueMistake? {
        get { error.valueMistake }
        set { error.valueMistake = newValue }
    }

    /// Returns the same diagnostic with what is wrong with a value, as far as that is known.
    package func about(_ mistake: UserError.ValueMistake?) -> Diagnostic {
        var diagnostic = self
        diagnostic.valueMistake = mistake
        return diagnostic
    }
    /// The help in a form that programs can apply; nil if it requires a decision.
    package var fix: Fix? {
        get { error.fix }
        set { error.fix = newValue }
    }

    /// A text and the span that it replaces.
    package struct Fix: Hashable, Sendable {
        package var span: Span
        package var text: String

        package init(_ text: String, for span: Span) {
            self.text = text
            self.span = span
        }
    }

    package init(_ code: DiagnosticCode, _ message: String, at span: Span, help: String? = nil) {
        error = UserError(code, message, at: span, help: help)
    }

    /// Returns nil for an error without a span.
    package init?(_ error: UserError) {
        guard error.span != nil else { return nil }
        self.error = error
    }

    /// Creates a diagnostic of a name that is similar to another one.
    ///
    /// - Parameters:
    ///   - near: the name that was probably meant; nil if none is similar.
    ///   - name: its span, if it differs from `span`.
    ///   - help: the help if no name is similar.
    package init(
        _ code: DiagnosticCode, _ message: String, at span: Span, meaning near: String?,
        for name: Span? = nil, otherwise help: String? = nil
    ) {
        self.init(code, message, at: span, help: near.map { "did you mean \"\($0)\"?" } ?? help)
        fix = near.flatMap { Fix(Printer.name($0), replacing: name ?? span) }
    }

    /// Creates a diagnostic of a text that has to be written differently.
    ///
    /// - Parameters:
    ///   - text: the text to write instead; nil if it is unknown.
    ///   - help: the help if it is unknown.
    package init(
        _ code: DiagnosticCode, _ message: String, at span: Span, writing text: String?,
        otherwise help: String? = nil
    ) {
        self.init(code, message, at: span, help: text.map { "write \($0)" } ?? help)
        fix = text.flatMap { Fix($0, replacing: span) }
    }

    /// Creates a diagnostic without a specific code.
    package init(_ message: String, at span: Span, help: String? = nil) {
        self.init(.unspecified, message, at: span, help: help)
    }
}

extension String {
    /// The text as a message quotes it: complete, or its beginning if it is long.
    package var clipped: String { count > 40 ? prefix(39) + "…" : self }
}

extension Diagnostic.Fix {
    /// Returns nil for an empty span, which is that of a tree that was not parsed from a text.
    package init?(_ text: String, replacing span: Span) {
        guard span.start < span.end else { return nil }
        self.init(text, for: span)
    }
}

extension [Diagnostic.Fix] {
    /// Returns the text with all fixes applied, whose offsets refer to the original text; nil if
    /// two of them overlap, or one is outside the text.
    package func applied(to text: String) -> String? {
        var bytes = [UInt8](text.utf8)
        var end = bytes.count
        for fix in sorted(by: { $0.span.start > $1.span.start }) {
            guard fix.span.start <= fix.span.end, fix.span.end <= end, fix.span.start >= 0 else {
                return nil
            }
            bytes.replaceSubrange(fix.span.start..<fix.span.end, with: fix.text.utf8)
            end = fix.span.start
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
