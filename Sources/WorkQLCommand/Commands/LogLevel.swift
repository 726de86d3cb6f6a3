import Logging
import WorkQLSyntax

/// The level of the log on standard error: the value of `WORKQL_LOG` if set, otherwise that of
/// `--verbose`.
enum LogLevel {
    /// Returns the level in the variable; nil if it is not set, or is not a level.
    static func named(in environment: [String: String]) -> Logger.Level? {
        environment["WORKQL_LOG"].flatMap { Logger.Level(rawValue: $0.lowercased()) }
    }

    /// - Throws: if the variable is not a level.
    static func start(
        _ environment: [String: String], isVerbose: Bool = false, as format: LogFormat = .text
    ) throws(UserError) {
        let named = named(in: environment)
        if named == nil, let text = environment["WORKQL_LOG"], !text.isEmpty {
            let levels = Logger.Level.allCases.map(\.rawValue)
            throw UserError(
                .configuration,
                "WORKQL_LOG is \(text.neutralized), which is not a log level",
                help: nearest(text, in: levels).map { "did you mean \($0)?" }
                    ?? "write one of \(levels.listed)")
        }
        let level = named ?? (isVerbose ? .debug : format == .json ? .info : nil)
        LoggingSystem.bootstrap { label in
            guard let level else { return SwiftLogNoOpLogHandler() }
            if format == .json { return JSONLogHandler(logLevel: level) }
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = level
            return handler
        }
    }
}
