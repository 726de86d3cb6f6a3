import ArgumentParser
import WorkQL
import WorkQLOutput
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

/// What the command line asks for, its values read.
enum Invocation: Sendable {
    case query(Query)
    case sync(Query)
    case sandbox(port: Int)
    case doctor(isDemo: Bool, profile: String?)
    /// What is there without any run: help, pages on errors, completions.
    case text(String)

    struct Query: Sendable {
        var origins: [Script.Origin]
        /// Whether nothing was named to run, so that a terminal gets the shell.
        var isOpen = false
        var format = OutputFormat.table
        var output: String?
        var errorFormat = Message.Format.full
        var isQuiet = false
        var isVerbose = false
        var showsProgress = true
        var isDemo = false
        /// Whether queries are planned and not run.
        var isDry = false
        var now: String?
        var flags = Settings.Flags()
        var parameters: [Name: String] = [:]
    }

    init(_ arguments: [String]) throws(ShellError) {
        // `help doctor` is `doctor --help`.
        let isHelp = arguments.first == "help"
        try self.init(reading: isHelp ? arguments.dropFirst() + ["--help"] : arguments)
    }

    private init(reading arguments: [String]) throws(ShellError) {
        if let plain = QueryArguments(plain: arguments) {
            self = .query(try Query(plain))
            return
        }
        // By hand, because a command that takes script names cannot tell them from subcommands.
        let rest = Array(arguments.dropFirst())
        switch arguments.first {
        case SandboxCommand.configuration.commandName:
            self = try Self.parse(SandboxCommand.self, rest) { (command) throws(ShellError) in
                guard let port = Int(command.port), (0...65_535).contains(port) else {
                    throw ShellError(
                        .usage, "\"\(command.port)\" is not a port number",
                        help: "ports are 0 to 65535")
                }
                return .sandbox(port: port)
            }
        case SyncCommand.configuration.commandName:
            self = try Self.parse(SyncCommand.self, rest) { (_) throws(ShellError) in
                try Self.parse(QueryCommand.self, rest) { (command) throws(ShellError) in
                    .sync(try Query(QueryArguments(command, in: rest)))
                }
            }
        case DoctorCommand.configuration.commandName:
            self = try Self.parse(DoctorCommand.self, rest) { (command) throws(ShellError) in
                try Self.refuseProfile(command.profile, inDemo: command.demo)
                return .doctor(isDemo: command.demo, profile: command.profile)
            }
        case ExplainCommand.configuration.commandName:
            self = try Self.parse(ExplainCommand.self, rest) { (command) throws(ShellError) in
                .text(try ErrorReference(command.codes).text)
            }
        case CompletionsCommand.configuration.commandName:
            self = try Self.parse(CompletionsCommand.self, rest) { (command) throws(ShellError) in
                .text(try command.script())
            }
        default:
            self = try Self.parse(QueryCommand.self, arguments) { (command) throws(ShellError) in
                .query(try Query(QueryArguments(command, in: arguments)))
            }
        }
    }

    fileprivate static func refuseProfile(
        _ profile: String?, inDemo isDemo: Bool
    ) throws(ShellError) {
        guard !isDemo || profile == nil else {
            throw ShellError(
                .usage, "--demo uses its own credentials and cannot be combined with --profile",
                help: "remove one of the two")
        }
    }

    private static func parse<Command: ParsableCommand>(
        _ type: Command.Type, _ arguments: [String],
        _ read: (Command) throws(ShellError) -> Invocation
    ) throws(ShellError) -> Invocation {
        let command: Command
        do {
            command = try type.parse(arguments)
        } catch {
            let message = type.message(for: error)
            if type.exitCode(for: error) == .success { return .text(message) }
            throw usageError(message)
        }
        return try read(command)
    }

    /// The parser's words in the shape of all other errors.
    private static func usageError(_ message: String) -> ShellError {
        let parts = message.split(separator: ". ", maxSplits: 1).map { part in
            var text = part.prefix(1).lowercased() + part.dropFirst()
            if text.last == "." { text.removeLast() }
            return text
        }
        return ShellError(
            .usage, parts.first ?? "wrong command line",
            help: parts.count > 1 ? parts[1] : "workql --help lists the options")
    }
}

extension Invocation.Query {
    init(_ arguments: QueryArguments) throws(ShellError) {
        isOpen = arguments.origins.isEmpty
        origins = isOpen ? [.standardInput] : arguments.origins
        output = arguments.output.map { UserPath.expanded($0) }
        let named = try arguments.format.map { name throws(ShellError) in
            do throws(ShellError) { return try OutputFormat(spoken: name) } catch {
                // There is no prompt that the word could be put right in.
                var error = error
                error.correction = nil
                throw error
            }
        }
        do throws(OutputFormat.Mismatch) {
            let found =
                if let output { try OutputFormat.ofFile(output, given: named) } else { named }
            format = found ?? .table
        } catch {
            throw ShellError(error)
        }
        // Without a format of its own, a script may still write CSV by COPY, and a shell by .once.
        guard !arguments.writesMark || format == .csv || isOpen || named == nil && output == nil
        else {
            throw ShellError(
                .usage, "--bom requires CSV, and the format is \(format.name)",
                help: "add --format csv, or leave --bom out")
        }
        let errorFormats = Message.Format.allCases.map(\.rawValue)
        guard let errorFormat = Message.Format(rawValue: arguments.errorFormat.lowercased())
        else {
            throw ShellError(
                .usage, "unknown error format \"\(arguments.errorFormat)\"",
                help: nearest(arguments.errorFormat, in: errorFormats).map {
                    "did you mean \"\($0)\"?"
                } ?? "there are " + errorFormats.listed)
        }
        self.errorFormat = errorFormat
        isQuiet = arguments.isQuiet
        isVerbose = arguments.isVerbose
        showsProgress = !arguments.hidesProgress
        isDemo = arguments.isDemo
        isDry = arguments.isDry
        try Invocation.refuseProfile(arguments.profile, inDemo: isDemo)
        now = arguments.now
        flags.profile = arguments.profile
        flags.isOffline = arguments.isOffline
        flags.takesPartial = arguments.takesPartial
        try readFlags(arguments)
        for text in arguments.parameters {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw ShellError(
                    .usage, "\"\(text)\" is not of the form NAME=VALUE",
                    help: "for example -p since=7d")
            }
            let name = Name(String(parts[0]))
            guard parameters.updateValue(String(parts[1]), forKey: name) == nil else {
                throw ShellError(.usage, "parameter \(name.text) is given twice")
            }
        }
    }

    private mutating func readFlags(_ arguments: QueryArguments) throws(ShellError) {
        for setting in Setting.all {
            guard let option = setting.option, let text = arguments.settings[option.name] else {
                continue
            }
            do { try flags.settings.takeOption(text, of: setting) } catch {
                throw ShellError(.usage, error.message, help: error.help)
            }
        }
        for text in arguments.quotas {
            do { flags.settings.quotas.append(try QuotaRule(text)) } catch {
                throw ShellError(.usage, error.message, help: error.help)
            }
        }
    }
}
