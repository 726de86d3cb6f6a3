import WorkQL
import WorkQLEditor
import WorkQLOutput
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
    /// The help, for programs to carry out: a word of what was typed, and the one to put in its
    /// place.
    var correction: Correction?

    typealias Correction = ConfigurationError.Correction

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

    /// An error about a word that is like another one.
    ///
    /// - Parameters:
    ///   - near: the word that was probably meant; nil where none is near.
    ///   - help: what is offered where none is.
    init(
        _ status: ExitStatus, _ message: String, of word: String, meaning near: String?,
        otherwise help: String?, code: DiagnosticCode? = nil
    ) {
        self.init(
            status, message, help: near.map { "did you mean \"\($0)\"?" } ?? help, code: code)
        correction = near.map { Correction(wrong: word, right: $0) }
    }
}

extension ShellError {
    init(_ error: EditorError) {
        let status: ExitStatus =
            switch error.kind {
            case .terminal: .noInput
            case .locale: .configuration
            case .output: .output
            }
        self.init(status, error.message, help: error.help)
    }

    init(_ error: ConfigurationError) {
        self.init(.configuration, error.message, at: error.location, help: error.help)
        correction = error.correction
    }
}

/// What a body returns that reads the configuration, with its error as the command's own.
func configured<Value>(
    _ body: () throws(ConfigurationError) -> Value
) throws(ShellError) -> Value {
    do { return try body() } catch { throw ShellError(error) }
}

/// What a body returns that writes answers or their files, with its error as the command's own.
func written<Value>(
    _ body: () throws(QueryError) -> Value
) throws(ShellError) -> Value {
    do { return try body() } catch {
        throw ShellError(.output, error.message, help: error.help)
    }
}
