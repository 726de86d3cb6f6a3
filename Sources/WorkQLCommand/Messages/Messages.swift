import Foundation
import Logging
import WorkQL
import WorkQLEditor
import WorkQLLanguage
import WorkQLOutput
import WorkQLSyntax
import WorkQLTime

/// The messages of the command about its work: written to standard error, in one write each, so
/// that messages of several programs do not mix inside a line.
struct Messages: Sendable {
    /// Whether statistics lines and notes are omitted. Warnings and errors never are.
    var isQuiet = false
    /// Whether labels are coloured.
    var isColored = false
    var format = Message.Format.full
    /// The format of the log; in the JSON log, messages are objects, whatever `format` is.
    var log = LogFormat.text
    /// Whose language messages are in; the log's is English.
    var translation = Translation()
    /// The width of the terminal that shows them, which may be resized; nil if there is none.
    var columns: @Sendable () -> Int? = { nil }
    private let write: @Sendable (String) -> Void

    /// - Parameter write: receives each message with its line break.
    init(
        isQuiet: Bool = false, isColored: Bool = false, format: Message.Format = .full,
        write: @escaping @Sendable (String) -> Void = {
            // If messages cannot be written, there is no way to report it.
            var text = $0
            _ = text.withUTF8 { Output.write(UnsafeRawBufferPointer($0), to: STDERR_FILENO) }
        }
    ) {
        self.isQuiet = isQuiet
        self.isColored = isColored
        self.format = format
        self.write = write
    }

    /// Returns whether to use colour: on terminals whose user has not refused it; see no-color.org.
    static func wantsColor(_ environment: [String: String]) -> Bool {
        isatty(STDERR_FILENO) == 1 && (environment["NO_COLOR"] ?? "").isEmpty
            && ![nil, "", "dumb"].contains(environment["TERM"])
    }

    /// Reports an error.
    ///
    /// - Parameter script: the text that it may be about; nil if it is about none.
    func report(_ error: UserError, in script: Script? = nil) { say(Message(error, in: script)) }

    func report(_ diagnostic: Diagnostic, in script: Script) {
        report(diagnostic.error, in: script)
    }

    /// How an error of the editor is shown, where the editor has the terminal.
    static func text(
        of error: UserError, isColored: Bool, _ translation: Translation
    ) -> String {
        var messages = Messages(isColored: isColored)
        messages.translation = translation
        return messages.text(of: Message(error))
    }

    func warn(_ message: String, help: String? = nil, code: DiagnosticCode = .unspecified) {
        say(Message(.warning, code, message, help: help))
    }

    func note(_ diagnostic: Diagnostic, in script: Script) {
        guard !isQuiet else { return }
        say(Message(.note, diagnostic, in: script))
    }

    func note(_ message: String) {
        guard !isQuiet else { return }
        say(Message(.note, .unspecified, message))
    }

    /// What a run or a statement came to: a line, or in the log an object with its fields.
    func say(
        _ line: String, as event: String, _ fields: @autoclosure () -> [(String, LogRecord.Field)]
    ) {
        guard log == .json else { return say(line) }
        if !isQuiet { write(LogRecord(.info, event, fields()).line) }
    }

    /// A question, behind which the answer is typed.
    func ask(_ question: String) { write(translation(question)) }

    /// Writes a line about the work, such as the cost of results.
    func say(_ line: String) {
        if !isQuiet { say(Message(.statistics, .unspecified, line)) }
    }

    /// Reports the cost of a result, and the users missing in it.
    ///
    /// - Parameter isStopped: whether its reader stopped before its end.
    func statistics(_ statistics: QueryStatistics, isStopped: Bool = false) {
        say(isStopped ? statistics.stoppedLine : statistics.line)
        if let refusal = statistics.refusal { warn(refusal, code: .unknownUsers) }
        if let withholding = statistics.withholding { warn(withholding, code: .serviceFailed) }
    }

    private func say(_ message: Message) { write(text(of: message)) }

    private func text(of message: Message) -> String {
        if log == .json { return LogRecord(message).line }
        return message.translated(by: translation)
            .text(in: format, translation.language, columns: columns(), paint: paint) + "\n"
    }

    /// Colours a part: red, yellow and cyan, all bold; statistics are faint.
    private func paint(_ text: String, as level: Message.Level) -> String {
        guard isColored else { return text }
        let style =
            switch level {
            case .error: "1;31"
            case .warning: "1;33"
            case .note: "1;36"
            case .statistics: "2"
            }
        return "\u{1B}[\(style)m\(text)\u{1B}[0m"
    }
}

extension Message {
    fileprivate init(_ error: UserError, in script: Script? = nil) {
        self.init(.error, error.code, error.message, help: error.help)
        call = error.call
        isOfStop = error.kind == .interrupted && error.code == .unspecified
        self.script = script
        if let script, let diagnostic = Diagnostic(error) {
            fix = error.fix
            source = .excerpt(script.excerpt(of: diagnostic), file: script.name)
        } else if let location = error.location {
            source = .location(location)
        }
    }

    fileprivate init(
        _ level: Level, _ code: DiagnosticCode, _ text: String, help: String? = nil
    ) {
        self.init(level: level, code: code, text: text, help: help)
    }

    fileprivate init(_ level: Level, _ diagnostic: Diagnostic, in script: Script) {
        self.init(level, diagnostic.code, diagnostic.message, help: diagnostic.help)
        fix = diagnostic.fix
        self.script = script
        source = .excerpt(script.excerpt(of: diagnostic), file: script.name)
    }
}
