import WorkQLSyntax

/// Why a file is no table.
struct FileFailure: Error, Sendable {
    /// Names the file as the statement does, and the line and column where there are any.
    var message: String
    var help: String?
    var code: DiagnosticCode

    init(_ message: String, help: String? = nil, code: DiagnosticCode = .malformedFile) {
        self.code = code
        self.message = message
        self.help = help
    }
}
