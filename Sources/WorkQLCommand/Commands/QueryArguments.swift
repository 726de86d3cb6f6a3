/// What the command line says of a query, its values as they were written.
struct QueryArguments: Equatable {
    /// In the order in which they were written, scripts and commands mixed.
    var origins: [Script.Origin] = []
    var parameters: [String] = []
    /// nil where none is named.
    var format: String?
    var output: String?
    var writesMark = false
    var errorFormat = Message.Format.full.rawValue
    var isQuiet = false
    var hidesProgress = false
    var isVerbose = false
    var isDemo = false
    var profile: String?
    var zone: String?
    var now: String?
    var maxCalls: String?
    var store: String?
    var isOffline = false
    var takesPartial = false
    var isDry = false
    var quotas: [String] = []

    /// What options say of settings, by their names; nil for those without a value.
    var settings: [String: String?] {
        var given: [String: String?] = [:]
        if let zone { given["--timezone"] = zone }
        if let maxCalls { given["--max-calls"] = maxCalls }
        if let store { given["--store"] = store }
        if writesMark { given["--bom"] = .some(nil) }
        return given
    }

    /// Reads arguments that are written plainly: options by their whole names, each value behind its
    /// option.
    ///
    /// ArgumentParser finds out by reflection what a command takes, and that took longer than all
    /// else that answers `SELECT 1`. It stays the one that decides: help, mistakes, abbreviations,
    /// `--name=value`, subcommands and whatever else is not plain is nil here and read by it, and
    /// what both take they have to take alike (`QueryArgumentsTests`).
    init?(plain arguments: [String]) {
        guard arguments.first?.hasPrefix("-") ?? true else { return nil }
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument == "-" || !argument.hasPrefix("-") {
                origins.append(Self.script(argument))
            } else if !takeFlag(argument) {
                guard let value = rest.popFirst(), take(argument, value) else { return nil }
            }
        }
    }

    private mutating func takeFlag(_ name: String) -> Bool {
        switch name {
        case "--bom": writesMark = true
        case "--quiet": isQuiet = true
        case "--no-progress": hidesProgress = true
        case "--verbose": isVerbose = true
        case "--demo": isDemo = true
        case "--offline": isOffline = true
        case "--partial": takesPartial = true
        case "--dry-run": isDry = true
        default: return false
        }
        return true
    }

    private mutating func take(_ name: String, _ value: String) -> Bool {
        if value == "--" { return false }
        switch name {
        case "-c", "--command":
            origins.append(.command(value))
            return true
        case "-p", "--param":
            parameters.append(value)
            return true
        default: break
        }
        // Anywhere else it is an option whose predecessor lacks a value.
        if value.hasPrefix("-") { return false }
        switch name {
        case "-f", "--format": format = value
        case "-o", "--output": output = value
        case "--error-format": errorFormat = value
        case "--profile": profile = value
        case "--timezone": zone = value
        case "--now": now = value
        case "--max-calls": maxCalls = value
        case "--store": store = value
        case "--quota": quotas.append(value)
        default: return false
        }
        return true
    }

    /// - Parameter arguments: what the command was parsed from.
    init(_ command: QueryCommand, in arguments: [String]) {
        origins = Self.origins(
            in: arguments, scripts: command.what.scripts, commands: command.what.command)
        parameters = command.what.param
        format = command.result.format
        output = command.result.output
        writesMark = command.result.bom
        errorFormat = command.result.errorFormat
        isQuiet = command.result.quiet
        hidesProgress = command.result.noProgress
        isVerbose = command.result.verbose
        isDemo = command.asking.demo
        profile = command.asking.profile
        zone = command.asking.timezone
        now = command.asking.now
        maxCalls = command.asking.maxCalls
        store = command.asking.store
        isOffline = command.asking.offline
        takesPartial = command.asking.partial
        isDry = command.asking.dryRun
        quotas = command.asking.quota
    }

    /// Scripts and commands in the order in which they were written, which the parser does not
    /// tell.
    private static func origins(
        in arguments: [String], scripts: [String], commands: [String]
    ) -> [Script.Origin] {
        var (scripts, commands) = (scripts[...], commands[...])
        var origins: [Script.Origin] = []
        var isOptionValue = false
        var isBehindOptions = false
        for argument in arguments {
            if isOptionValue {
                isOptionValue = false
            } else if isBehindOptions || !argument.hasPrefix("-") || argument == "-" {
                guard scripts.first == argument else { continue }
                origins.append(script(scripts.removeFirst()))
            } else if argument == "--" {
                isBehindOptions = true
            } else {
                let parts = argument.split(separator: "=", maxSplits: 1)
                isOptionValue = parts.count == 1 && Self.takesValue.contains(argument)
                if parts.first == "-c" || parts.first == "--command", !commands.isEmpty {
                    origins.append(.command(commands.removeFirst()))
                }
            }
        }
        return origins + scripts.map(script) + commands.map { .command($0) }
    }

    private static func script(_ name: String) -> Script.Origin {
        name == "-" ? .standardInput : .file(name)
    }

    private static let takesValue: Set = [
        "-c", "--command", "-p", "--param", "-f", "--format", "-o", "--output", "--error-format",
        "--profile", "--timezone", "--now", "--max-calls", "--quota", "--store",
    ]
}
