/// Why a file is no table.
struct FileFailure: Error, Sendable {
    /// Names the file as the statement does, and the line and column where there are any.
    var message: String
    var help: String?

    init(_ message: String, help: String? = nil) {
        self.message = message
        self.help = help
    }
}
