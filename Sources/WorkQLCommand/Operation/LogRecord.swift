import Foundation
import Logging
import WorkQL
import WorkQLOutput
import WorkQLSyntax

/// One line of the log for programs:
/// `{"time":"2026-11-29T06:00:00.123Z","level":"error","message":"a service that fails","code":"E1102"}`.
///
/// It may be kept for long and read by many, so that it has neither secrets nor values: no text of a
/// statement, nobody who is asked about, no word of a service. A mistake is named by its code and by
/// the title that `workql explain` has for it. Of the server's clients the line has who asked.
struct LogRecord: Sendable {
    enum Field: Sendable {
        case text(String)
        case integer(Int)
        case real(Double)
    }

    private let time: Date
    private let level: Logger.Level
    private let message: String
    private let fields: [(String, Field)]

    init(
        _ level: Logger.Level, _ message: String, _ fields: [(String, Field)] = [],
        at time: Date = Date()
    ) {
        self.level = level
        self.message = message
        self.fields = fields
        self.time = time
    }

    /// The JSON text, with a line break at the end.
    var line: String {
        let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        var line = "{\"time\":\"\(time.formatted(format))\",\"level\":\"\(level.rawValue)\""
        line += ",\"message\":" + Self.quoted(message)
        for (name, field) in fields {
            line += ",\"\(name)\":"
            switch field {
            case .text(let text): line += Self.quoted(text)
            case .integer(let number): line += String(number)
            case .real(let number): line += number.isFinite ? String(number) : "null"
            }
        }
        return line + "}\n"
    }

    /// Returns the text as a JSON string. Characters that control a terminal are escaped too,
    /// because the log may be shown in one.
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\" + String(scalar)
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case _ where scalar.value < 0x20:
                quoted += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return String(
            decoding: TerminalGuard.escapes.guarded(Array(quoted.utf8)), as: UTF8.self) + "\""
    }
}

extension LogRecord {
    /// Errors whose texts are about files, settings and processes, and not about records.
    private static let ownWords: [DiagnosticCode] = [
        .missingConfiguration, .malformedConfiguration, .commandLine, .alreadyRunning, .missingFile,
        .unwritableFile,
    ]

    /// Makes the record of a message of the command.
    init(_ message: Message) {
        let level: Logger.Level =
            switch message.level {
            case .error: .error
            case .warning: .warning
            case .note: .notice
            case .statistics: .info
            }
        var fields: [(String, Field)] = []
        if message.code != .unspecified { fields.append(("code", .text(message.code.rawValue))) }
        if Self.ownWords.contains(message.code) { fields.append(("detail", .text(message.text))) }
        if let call = message.call {
            fields.append(("endpoint", .text(call.endpoint)))
            if let code = call.code { fields.append(("service_code", .integer(code))) }
        }
        var words = message.code.title
        switch message.source {
        case .nowhere:
            // Without a code, the message is about files and settings.
            if words.isEmpty { words = message.text }
        case .location(let location):
            if words.isEmpty { words = message.text }
            fields.append(("file", .text(location)))
        case .excerpt(let excerpt, let file):
            if words.isEmpty { words = "a note on a statement" }
            fields.append(("file", .text(file)))
            fields.append(("line", .integer(excerpt.line)))
            fields.append(("column", .integer(excerpt.column)))
        }
        self.init(level, words, fields)
    }
}

/// Writes the log messages of the library to standard error as such lines.
struct JSONLogHandler: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    private let write: @Sendable (String) -> Void

    /// The fields that a line may contain: counts, codes and names of tables. A service's own text
    /// may name users.
    private static let known = [
        "table", "call", "page", "attempt", "status", "bytes", "code", "duration", "delay", "users",
        "statement", "rows", "calls", "stored",
    ]

    init(
        logLevel: Logger.Level,
        write: @escaping @Sendable (String) -> Void = {
            var text = $0
            _ = text.withUTF8 { Output.write(UnsafeRawBufferPointer($0), to: STDERR_FILENO) }
        }
    ) {
        self.logLevel = logLevel
        self.write = write
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let metadata = metadata.merging(event.metadata ?? [:]) { $1 }
        let fields = Self.known.compactMap { name -> (String, LogRecord.Field)? in
            guard let value = metadata[name] else { return nil }
            let text = "\(value)"
            // The command's own codes have the form E0402.
            let field = name == "code" ? "service_code" : name
            return (field, Int(text).map { .integer($0) } ?? .text(text))
        }
        write(LogRecord(event.level, "\(event.message)", fields).line)
    }
}
