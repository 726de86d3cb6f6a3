import WorkQLSyntax

/// Why the command stops for a reason that no statement is to blame for.
struct ShellError: Error, Hashable, Sendable {
    var status: ExitStatus
    /// Lowercase, stands alone, no secrets.
    var message: String
    /// `path:line` or `path:line:column`
    var location: String?
    var help: String?
    var code: DiagnosticCode

    /// - Parameter code: the kind of mistake; nil where the status says it.
    init(
        _ status: ExitStatus, _ message: String, at location: String? = nil, help: String? = nil,
        code: DiagnosticCode? = nil
    ) {
        self.status = status
        self.code = code ?? status.code
        self.message = message
        self.location = location
        self.help = help
    }
}

/// What is wrong with a value, before it is known where the value stands.
struct Complaint: Error, Hashable, Sendable {
    var message: String
    var help: String?

    init(_ message: String, help: String? = nil) {
        self.message = message
        self.help = help
    }
}
