import WorkQL
import WorkQLEditor
import WorkQLOutput
import WorkQLSyntax

/// The reason why the command stops, if no statement caused it.
struct ShellError: Error, Hashable, Sendable {
    var status: ExitStatus
    /// Lowercase, complete on its own, no secrets.
    var message: String
    /// `path:line` or `path:line:column`.
    var location: String?
    var help: String?
    var code: DiagnosticCode
    /// The help in a form that programs can apply: a typed word, and its replacement.
    var correction: Correction?

    typealias Correction = ConfigurationError.Correction

    /// - Parameter code: the error code; nil if the status determines it.
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

    /// Makes an error about a word that is similar to another one.
    ///
    /// - Parameters:
    ///   - near: the word that was probably meant; nil if none is similar.
    ///   - help: the help if there is none.
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

/// Returns the result of a body that reads the configuration, and converts its error to the
/// command's own.
func configured<Value>(
    _ body: () throws(ConfigurationError) -> Value
) throws(ShellError) -> Value {
    do { return try body() } catch { throw ShellError(error) }
}

/// Returns the result of a body that writes answers or their files, and converts its error to the
/// command's own.
func written<Value>(
    _ body: () throws(QueryError) -> Value
) throws(ShellError) -> Value {
    do { return try body() } catch {
        throw ShellError(.output, error.message, help: error.help)
    }
}
