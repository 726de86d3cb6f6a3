/// What is wrong with a text, where, and what to do about it: the one shape of every error that
/// points into a statement, from the lexer to the planner.
package struct Diagnostic: Error, Hashable, Sendable {
    /// In one place of the heap: the parser's frames have room for an error at every step, and a
    /// large one would take the stack that deep nesting needs.
    private indirect enum Content: Hashable, Sendable {
        case content(Parts)
    }

    private struct Parts: Hashable, Sendable {
        var code: DiagnosticCode
        var message: String
        var span: Span
        var help: String?
        var fix: Fix?
    }

    private var content: Content

    private var parts: Parts {
        get {
            switch content {
            case .content(let parts): parts
            }
        }
        set { content = .content(newValue) }
    }

    /// The kind of mistake.
    package var code: DiagnosticCode {
        get { parts.code }
        set { parts.code = newValue }
    }
    /// Stands alone: lowercase, no full stop, names the thing it is about.
    package var message: String {
        get { parts.message }
        set { parts.message = newValue }
    }
    /// The smallest span that is wrong.
    package var span: Span {
        get { parts.span }
        set { parts.span = newValue }
    }
    /// The fix, as an order or the text to write; nil when there is none to offer.
    package var help: String? {
        get { parts.help }
        set { parts.help = newValue }
    }
    /// The help, for programs to carry out; nil where it leaves something to decide.
    package var fix: Fix? {
        get { parts.fix }
        set { parts.fix = newValue }
    }

    /// A text, and what it takes the place of.
    package struct Fix: Hashable, Sendable {
        package var span: Span
        package var text: String

        package init(_ text: String, for span: Span) {
            self.text = text
            self.span = span
        }
    }

    package init(_ code: DiagnosticCode, _ message: String, at span: Span, help: String? = nil) {
        content = .content(Parts(code: code, message: message, span: span, help: help, fix: nil))
    }

    /// A diagnostic of a name that is like another one.
    ///
    /// - Parameters:
    ///   - near: the name that was probably meant; nil where none is near.
    ///   - name: where it stands, if not at `span` alone.
    ///   - help: what is offered where none is near.
    package init(
        _ code: DiagnosticCode, _ message: String, at span: Span, meaning near: String?,
        for name: Span? = nil, otherwise help: String? = nil
    ) {
        self.init(code, message, at: span, help: near.map { "did you mean \"\($0)\"?" } ?? help)
        fix = near.flatMap { Fix(Printer.name($0), replacing: name ?? span) }
    }

    /// A diagnostic of a text that has to be written in another way.
    ///
    /// - Parameters:
    ///   - text: what to write instead; nil where that is not known.
    ///   - help: what is offered where it is not.
    package init(
        _ code: DiagnosticCode, _ message: String, at span: Span, writing text: String?,
        otherwise help: String? = nil
    ) {
        self.init(code, message, at: span, help: text.map { "write \($0)" } ?? help)
        fix = text.flatMap { Fix($0, replacing: span) }
    }

    /// A diagnostic of no kind in particular.
    package init(_ message: String, at span: Span, help: String? = nil) {
        self.init(.unspecified, message, at: span, help: help)
    }
}

extension String {
    /// The text as a message quotes it: whole, or its beginning if it is long.
    package var clipped: String { count > 40 ? prefix(39) + "…" : self }
}

extension Diagnostic.Fix {
    /// Nil for a span that is nowhere: that of a tree which no text was read for.
    package init?(_ text: String, replacing span: Span) {
        guard span.start < span.end else { return nil }
        self.init(text, for: span)
    }
}

extension [Diagnostic.Fix] {
    /// The text with all of them carried out, offsets being those before; nil where two of them are
    /// about the same place, or one is outside of the text.
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
