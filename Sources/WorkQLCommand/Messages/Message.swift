import Foundation
import WorkQL
import WorkQLLanguage
import WorkQLOutput
import WorkQLSyntax

/// One message of the command about its work, before it is written in a format.
struct Message: Sendable {
    var level: Level
    /// The error code; `unspecified` if the message is not an error.
    var code = DiagnosticCode.unspecified
    /// The text, complete on its own: lowercase, no full stop, no secrets.
    var text: String
    var help: String?
    /// The help in a form that programs can apply.
    var fix: Diagnostic.Fix?
    var source = Source.nowhere
    /// The script that it is about; nil if it is about none.
    var script: Script?
    /// The call that failed; nil if none did.
    var call: UserError.FailedCall?
    /// Whether it says that the user has stopped something, which is no error to its reader.
    var isOfStop = false

    enum Level: String, Sendable {
        case error, warning, note
        /// The cost of a result.
        case statistics = "account"
    }

    enum Source: Sendable {
        case nowhere
        /// `path:line:column`, or the part of it that is known.
        case location(String)
        /// An excerpt of the text of a script.
        case excerpt(Excerpt, file: String)
    }

    /// How messages are written: `--error-format`.
    enum Format: String, CaseIterable, Sendable {
        /// Includes the line, a caret, and the help below.
        case full
        /// One line for each message: `late.wql:3:8: error[E0402]: unknown column "useridd"; did
        /// you mean …`.
        case short
        /// One JSON object per line, with all fields.
        case json
    }

    /// `error[E0402]`, which tools look for.
    private var label: String { label(level.rawValue) }

    private func label(_ level: String) -> String {
        code == .unspecified ? level : "\(level)[\(code.rawValue)]"
    }

    /// Returns the message as a text without a line break at the end.
    ///
    /// - Parameters:
    ///   - language: of the labels; what the message says is in it already.
    ///   - columns: the width of the terminal; nil if there is none, and lines are not broken.
    ///   - paint: colours a part, given what it is.
    func text(
        in format: Format, _ language: Language = .en, columns: Int? = nil,
        paint: (String, Level) -> String
    ) -> String {
        switch format {
        case .json: return json
        case .full where level == .statistics, .short where level == .statistics:
            return paint(Self.broken("-- " + text, columns, indent: 3), level)
        case .full:
            let labels = Labels(language)
            guard !isOfStop else {
                return ([paint(text.neutralized, level)] + helpLines(labels))
                    .map { Self.broken($0, columns, indent: 4) }.joined(separator: "\n")
            }
            var start = label(labels.text(of: level)) + labels.colon
            // A space behind a coloured label is not coloured.
            if start.last == " " { start.removeLast() }
            return paint(start, level) + full(labels, columns).dropFirst(start.count)
        case .short:
            let start = location.map { "\($0): " } ?? ""
            let rest = help.map { "; \($0.neutralized)" } ?? ""
            return start + paint(label + ":", level) + " \(text.neutralized)\(rest)"
        }
    }

    private func full(_ labels: Labels, _ columns: Int?) -> String {
        let level = labels.text(of: level)
        var lines = [label(level) + labels.colon + text.neutralized]
        switch source {
        case .excerpt(let excerpt, _):
            let text = excerpt.text(
                label: level, help: labels.help, colon: labels.colon, columns: columns)
            lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            // The line of source and its carets belong together, and fit.
            let wordless = Set(2..<5)
            return lines.enumerated().map { index, line in
                wordless.contains(index) ? line : Self.broken(line, columns, indent: 4)
            }.joined(separator: "\n")
        case .location(let location): lines.append(" --> \(location.neutralized)")
        case .nowhere: break
        }
        return (lines + helpLines(labels)).map { Self.broken($0, columns, indent: 4) }.joined(
            separator: "\n")
    }

    private func helpLines(_ labels: Labels) -> [String] {
        help.map { ["  = \(labels.help)\(labels.colon)\($0.neutralized)"] } ?? []
    }

    private static func broken(_ line: String, _ columns: Int?, indent: Int) -> String {
        guard let columns, columns > 19, line.displayWidth > columns else { return line }
        return line.broken(at: columns, indent: indent)
    }

    private var location: String? {
        switch source {
        case .nowhere: nil
        case .location(let location): location.neutralized
        case .excerpt(let excerpt, let file):
            "\(file.neutralized):\(excerpt.line):\(excerpt.column)"
        }
    }
}

// MARK: Languages

extension Message {
    /// The same message for whoever reads another language. Its code, its place and its fix are what
    /// they were.
    func translated(by translation: Translation) -> Message {
        guard translation.language != .en || translation.isASCII else { return self }
        var message = self
        var names: WrittenNames?
        if translation.language == .zh, let script { names = WrittenNames(in: script.text) }
        // What a command of the shell takes is written as its help writes it.
        let isOfCommand = text.hasPrefix(".")
        func shown(_ english: String) -> String {
            var text = translation(english)
            if isOfCommand { text = ChinesePlaceholders.worded(text, in: translation.language) }
            return names?.applied(to: text) ?? text
        }
        message.text = shown(text)
        message.help = help.map(shown)
        if case .excerpt(let excerpt, let file) = source {
            message.source = .excerpt(
                excerpt.saying(message.text, help: message.help), file: file)
        }
        return message
    }

    /// The words that stand before messages.
    private struct Labels {
        let help: String
        let colon: String
        private let isChinese: Bool

        init(_ language: Language) {
            isChinese = language == .zh
            (help, colon) = isChinese ? ("帮助", "：") : ("help", ": ")
        }

        func text(of level: Level) -> String {
            guard isChinese else { return level.rawValue }
            return switch level {
            case .error: "错误"
            case .warning: "警告"
            case .note: "提示"
            case .statistics: level.rawValue
            }
        }
    }
}

// MARK: JSON

extension Message {
    /// The fields of a JSON message; those that do not apply are omitted.
    private struct Fields: Encodable {
        var level: String
        var code: String?
        var message: String
        var help: String?
        var file: String?
        /// The position, counted from 1; the column is in characters.
        var line: Int?
        var column: Int?
        /// The offset in bytes of UTF-8, from 0.
        var start: Int?
        var end: Int?
        var fix: Fix?
    }

    /// A text and the range of bytes that it replaces.
    private struct Fix: Encodable {
        var start: Int
        var end: Int
        var text: String
    }

    private var json: String {
        var fields = Fields(
            level: level.rawValue, code: code == .unspecified ? nil : code.rawValue, message: text,
            help: help)
        switch source {
        case .nowhere: break
        case .location(let location): fields.file = location
        case .excerpt(let excerpt, let file):
            fields.file = file
            fields.line = excerpt.line
            fields.column = excerpt.column
            fields.start = excerpt.span.start
            fields.end = excerpt.span.end
        }
        fields.fix = fix.map { Fix(start: $0.span.start, end: $0.span.end, text: $0.text) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Strings and integers are always encodable.
        guard let data = try? encoder.encode(fields) else { return "{}" }
        // It may contain names and texts of users, and the encoder does not escape most of the
        // characters that control a terminal.
        return String(decoding: TerminalGuard.escapes.guarded(Array(data)), as: UTF8.self)
    }
}
