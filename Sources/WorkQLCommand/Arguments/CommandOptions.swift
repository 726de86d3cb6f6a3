import WorkQL
import WorkQLFiles
import WorkQLOutput
import WorkQLSyntax

extension CommandOption {
    /// The options of `workql`, in the order of the help.
    static let all: [CommandOption] =
        [command, parameter, noStartFile, format, output]
        + ofSettings.filter { $0.group == .result }
        + [errorFormat, quiet, noProgress, verbose, log] + services
        + [forgetInto, version, help]

    /// The options that select the services and limit the calls, for every command that runs
    /// queries.
    static let services: [CommandOption] =
        [demo, profile] + ofSettings.filter { $0.group == .services }
        + [now, offline, partial, dryRun, quota]

    /// The options of `workql report`.
    static let ofReport: [CommandOption] =
        [parameter, output] + language + [errorFormat, quiet, noProgress, verbose]
        + services.filter { $0.name != dryRun.name } + [help]

    /// The options of `workql sync`.
    static let ofSync: [CommandOption] =
        [parameter] + language + [
            errorFormat, quiet, verbose, log, into, since, partitionBy, rangeColumn, watch, jitter,
            wait, health, metrics,
        ] + services + [plan, callsPerDay, help]

    /// The options of `workql serve`.
    static let ofServe: [CommandOption] =
        [
            listen, users, certificate, key, statementCalls, connectionCalls, userCalls, dayCalls,
            connections, statementTimeout, idleTimeout, password,
        ] + language + [errorFormat, quiet, verbose, log]
        + services.filter { $0.name != dryRun.name } + [help]

    /// The option that sets the language of messages, which every command takes.
    static let language = ofSettings.filter { $0.name == "--language" }

    // MARK: Queries

    static let command = CommandOption(
        "--command", "-c", .init(placeholder: "TEXT", mayBeOption: true), in: .scripts,
        "Run TEXT, in order with the scripts.",
        take: { $1.query.origins.append(.command($0)) })

    static let parameter = CommandOption(
        "--param", "-p", .init(placeholder: "NAME=VALUE", mayBeOption: true), in: .scripts,
        "Set a parameter that a script declares.",
        take: { (text, arguments) throws(UserError) in
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw UserError(
                    .usage, "\"\(text)\" is not of the form NAME=VALUE",
                    help: "for example -p since=7d")
            }
            let name = Name(String(parts[0]))
            guard arguments.query.parameters.updateValue(String(parts[1]), forKey: name) == nil
            else { throw UserError(.usage, "parameter \(name.text) is given twice") }
        })

    static let noStartFile = CommandOption(
        "--no-rc", in: .scripts,
        "Start the shell without ~/.config/workql/workqlrc.",
        take: { $1.query.readsStartFile = false })

    // MARK: The result

    static let format = CommandOption(
        "--format", "-f",
        .init(placeholder: "FORMAT", completion: .words(OutputFormat.names)), in: .result,
        OutputFormat.names.dropLast().joined(separator: ", ")
            + " or \(OutputFormat.chart.name); default: by the extension of FILE, or table.",
        take: { (text, arguments) throws(UserError) in
            do throws(UserError) { arguments.format = try OutputFormat(spoken: text) } catch {
                // There is no prompt in which the word could be corrected.
                var error = error
                error.correction = nil
                throw error
            }
        })

    static let output = CommandOption(
        "--output", "-o", .init(placeholder: "FILE", completion: .files(ending: nil)),
        in: .result,
        "Write to FILE, in the format of its extension; FILE appears when it is complete.",
        take: { $1.query.output = UserPath.expanded($0) })

    static let errorFormat = CommandOption(
        "--error-format", nil,
        .init(
            placeholder: "FORMAT",
            completion: .words(Message.Format.allCases.map(\.rawValue))),
        in: .result, "Error format: full, short or json (default: full).",
        take: { (text, arguments) throws(UserError) in
            let formats = Message.Format.allCases.map(\.rawValue)
            guard let format = Message.Format(rawValue: text.lowercased()) else {
                throw UserError(
                    .usage, "unknown error format \"\(text)\"",
                    help: nearest(text, in: formats).map { "did you mean \"\($0)\"?" }
                        ?? "there are " + formats.listed)
            }
            arguments.query.errorFormat = format
        })

    static let quiet = CommandOption(
        "--quiet", in: .result, "Omit statistics and notes.",
        take: { $1.query.isQuiet = true })

    static let noProgress = CommandOption(
        "--no-progress", in: .result, "Do not show progress on the terminal.",
        take: { $1.query.showsProgress = false })

    static let verbose = CommandOption(
        "--verbose", in: .result, "Log to standard error.",
        take: { $1.query.isVerbose = true })

    static let log = CommandOption(
        "--log", nil,
        .init(
            placeholder: "FORMAT", completion: .words(LogFormat.allCases.map(\.rawValue))),
        in: .result,
        "Write log and messages as text or json (default: text).",
        take: { (text, arguments) throws(UserError) in
            let formats = LogFormat.allCases.map(\.rawValue)
            guard let format = LogFormat(rawValue: text.lowercased()) else {
                throw UserError(
                    .usage, "unknown log format \"\(text)\"",
                    help: nearest(text, in: formats).map { "did you mean \"\($0)\"?" }
                        ?? "there are " + formats.listed)
            }
            arguments.query.log = format
        })

    // MARK: Services

    static let demo = CommandOption(
        "--demo", in: .services, "Use the embedded sandbox, with its own credentials.",
        take: { $1.query.isDemo = true })

    static let profile = CommandOption(
        "--profile", nil, .init(placeholder: "NAME", completion: .profiles), in: .services,
        "Use a profile of the configuration.",
        take: { $1.query.flags.profile = $0 })

    static let now = CommandOption(
        "--now", nil, .init(placeholder: "TIME"), in: .services,
        "Evaluate relative times as of TIME.", take: { $1.query.now = $0 })

    static let offline = CommandOption(
        "--offline", in: .services,
        "Send nothing: answer from the store and report what is missing.",
        take: { $1.query.flags.isOffline = true })

    static let partial = CommandOption(
        "--partial", in: .services,
        "Return what could be fetched and report what is missing.",
        take: { $1.query.flags.takesPartial = true })

    static let dryRun = CommandOption(
        "--dry-run", in: .services,
        "Send nothing; show the cost of each query and the total.",
        take: { $1.query.isDry = true })

    static let quota = CommandOption(
        "--quota", nil, .init(placeholder: "TABLE=N/PERIOD"), in: .services,
        "Set a quota, such as checkin=60/6s; may be repeated.",
        take: { (text, arguments) throws(UserError) in
            do throws(UserError) {
                arguments.query.flags.settings.quotas.append(try QuotaRule(text))
            } catch {
                throw UserError(.usage, error.message, help: error.help)
            }
        })

    static let port = CommandOption(
        "--port", nil, .init(placeholder: "N"), in: .services,
        "Listen on this port; 0, the default, picks a free one.",
        take: { (text, arguments) throws(UserError) in
            guard let port = Int(text), (0...65_535).contains(port) else {
                throw UserError(
                    .usage, "\"\(text)\" is not a port number", help: "ports are 0 to 65535")
            }
            arguments.port = port
        })

    // MARK: Other

    static let version = CommandOption(
        "--version", in: .other, "Show the version.", take: { $1.request = .version })

    static let help = CommandOption(
        "--help", "-h", in: .other, "Show help.", take: { $1.request = .help })
}
