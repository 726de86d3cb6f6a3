/// Why the command stops for a reason that no statement is to blame for.
struct ShellError: Error, Hashable, Sendable {
    var status: ExitStatus
    /// Lowercase, stands alone, no secrets.
    var message: String
    /// `path:line` or `path:line:column`
    var location: String?
    var help: String?

    init(_ status: ExitStatus, _ message: String, at location: String? = nil, help: String? = nil) {
        self.status = status
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
