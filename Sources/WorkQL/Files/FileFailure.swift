import WorkQLSyntax

/// Why a file is no table.
struct FileFailure: Error, Sendable {
    /// Names the file as the statement does, and the line and column where there are any.
    var message: String
    var help: String?
    var code: DiagnosticCode
    /// The path that was probably meant.
    var near: String?

    init(_ message: String, help: String? = nil, code: DiagnosticCode = .malformedFile) {
        self.code = code
        self.message = message
        self.help = help
    }
}

extension Diagnostic {
    init(_ failure: FileFailure, at span: Span) {
        self.init(failure.code, failure.message, at: span, help: failure.help)
        fix = failure.near.flatMap { Fix(Printer.quoted($0), replacing: span) }
    }
}
