import Foundation
import WorkQL
import WorkQLSyntax

/// What the command says about its work: on standard error, in one write each, so that messages of
/// several programs do not mix inside a line.
struct Messages: Sendable {
    /// Whether account lines and notes are left out. Warnings and errors never are.
    var isQuiet = false
    /// Whether labels are coloured.
    var isColored = false
    private let write: @Sendable (String) -> Void

    /// - Parameter write: takes each message with its line break.
    init(
        isQuiet: Bool = false, isColored: Bool = false,
        write: @escaping @Sendable (String) -> Void = {
            FileHandle.standardError.write(Data($0.utf8))
        }
    ) {
        self.isQuiet = isQuiet
        self.isColored = isColored
        self.write = write
    }

    /// Colour is for terminals whose user has not refused it; see no-color.org.
    static func wantsColor(_ environment: [String: String]) -> Bool {
        isatty(STDERR_FILENO) == 1 && (environment["NO_COLOR"] ?? "").isEmpty
            && environment["TERM"] != "dumb"
    }

    /// An error about a statement, with the place where it stands.
    func report(_ error: QueryError, in script: Script) {
        if let span = error.span {
            let diagnostic = Diagnostic(error.message, at: span, help: error.help)
            say(.error, script.excerpt(of: diagnostic, label: Label.error.rawValue))
        } else {
            say(.error, Self.plain(.error, error.message, help: error.help))
        }
    }

    func report(_ diagnostic: Diagnostic, in script: Script) {
        say(.error, script.excerpt(of: diagnostic, label: Label.error.rawValue))
    }

    func report(_ error: ShellError) {
        say(.error, Self.plain(.error, error.message, at: error.location, help: error.help))
    }

    func warn(_ message: String, help: String? = nil) {
        say(.warning, Self.plain(.warning, message, help: help))
    }

    func note(_ diagnostic: Diagnostic, in script: Script) {
        guard !isQuiet else { return }
        say(.note, script.excerpt(of: diagnostic, label: Label.note.rawValue))
    }

    func note(_ message: String) {
        guard !isQuiet else { return }
        say(.note, Self.plain(.note, message))
    }

    /// What a result cost, and who is missing in it.
    func account(_ account: Account) {
        if !isQuiet { write(paint(account.line, "2") + "\n") }
        if let refusal = account.refusal { warn(refusal) }
        if let withholding = account.withholding { warn(withholding) }
    }

    private enum Label: String {
        case error, warning, note

        /// Red, yellow and cyan, all bold.
        var style: String {
            switch self {
            case .error: "1;31"
            case .warning: "1;33"
            case .note: "1;36"
            }
        }
    }

    private static func plain(
        _ label: Label, _ message: String, at location: String? = nil, help: String? = nil
    ) -> String {
        var lines = ["\(label.rawValue): \(message.neutralized)"]
        if let location { lines.append(" --> \(location.neutralized)") }
        if let help { lines.append("  = help: \(help.neutralized)") }
        return lines.joined(separator: "\n")
    }

    private func say(_ label: Label, _ text: String) {
        let word = "\(label.rawValue):"
        write(paint(word, label.style) + text.dropFirst(word.count) + "\n")
    }

    private func paint(_ text: String, _ style: String) -> String {
        isColored ? "\u{1B}[\(style)m\(text)\u{1B}[0m" : text
    }
}
