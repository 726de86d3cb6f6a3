import ArgumentParser
import WorkQLOutput

/// `workql [options] [script.wql ...]`
///
/// Values are taken as they are written and read afterwards, so that their errors have the shape of
/// all others.
struct QueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "workql",
        abstract: "Ask WeCom and Tencent Meeting for work records in a small SQL.",
        usage: """
            workql [options] [script.wql ...]
            workql sync [options] NAME|FILE ...
            workql sandbox [--port N]
            workql explain [CODE ...]
            workql doctor [--profile NAME] [--demo]
            workql completions bash|zsh|fish
            """,
        discussion: """
            Without a script and without -c, a terminal gets the shell; any other standard input \
            is the script.

              workql --demo
              workql --demo -c "SELECT * FROM checkin WHERE userid = 'lisi' SINCE 7d"
              workql -f csv -o late.csv late.wql

            workql sync fills the store for saved queries, as for cron; workql sandbox serves the demo's services until Ctrl-C; workql explain E0402 tells more \
            about an error; workql doctor looks at the configuration, asks each service for as \
            little as there is, and tells what works and what to do.

            Exit status: 0 done, 64 usage, 65 query wrong, 66 file missing, 69 service fails, \
            74 output fails, 75 quota or budget used up, 77 no permission, 78 configuration, \
            130 interrupted.
            """,
        version: name)

    /// The program and its version.
    static let name = "workql 0.1.0"

    struct What: ParsableArguments {
        @Argument(
            help: ArgumentHelp(
                "Run scripts; - is standard input.", valueName: "script.wql"),
            completion: .file(extensions: ["wql"]))
        var scripts: [String] = []

        @Option(
            name: [.customShort("c"), .long], parsing: .unconditionalSingleValue,
            help: ArgumentHelp("Run TEXT, in its place among the scripts.", valueName: "TEXT"))
        var command: [String] = []

        @Option(
            name: [.customShort("p"), .long], parsing: .unconditionalSingleValue,
            help: ArgumentHelp(
                "A value for a parameter that a script declares.", valueName: "NAME=VALUE"))
        var param: [String] = []
    }

    struct Result: ParsableArguments {
        @Option(
            name: .shortAndLong,
            help: ArgumentHelp(
                OutputFormat.names.dropLast().joined(separator: ", ")
                    + " or \(OutputFormat.chart.name); without it, what FILE's ending says, or table.",
                valueName: "FORMAT"),
            completion: .list(OutputFormat.names))
        var format: String?

        @Option(
            name: .shortAndLong,
            help: ArgumentHelp(
                "Write to FILE, which appears when it is whole, in the format of its ending.",
                valueName: "FILE"),
            completion: .file())
        var output: String?

        @Flag(
            help: "Begin CSV with the mark by which Excel knows UTF-8, as SET csv_bom = on does.")
        var bom = false

        @Option(
            help: ArgumentHelp("How errors are written: full, short or json.", valueName: "FORMAT"),
            completion: .list(Message.Format.allCases.map(\.rawValue)))
        var errorFormat = Message.Format.full.rawValue

        @Flag(help: "Leave out account lines and notes.")
        var quiet = false

        @Flag(help: "Show no progress on the terminal.")
        var noProgress = false

        @Flag(help: "Log what is done to standard error.")
        var verbose = false
    }

    struct Asking: ParsableArguments {
        @Flag(help: "Use the embedded sandbox, with its own credentials.")
        var demo = false

        @Option(help: ArgumentHelp("Which credentials of the configuration.", valueName: "NAME"))
        var profile: String?

        @Option(help: ArgumentHelp("The zone of days; Asia/Shanghai.", valueName: "ZONE"))
        var timezone: String?

        @Option(help: ArgumentHelp("What time to take for now.", valueName: "TIME"))
        var now: String?

        @Option(
            help: ArgumentHelp("Refuse a plan that needs more than N calls.", valueName: "N"))
        var maxCalls: String?

        @Option(
            help: ArgumentHelp(
                "Keep what is fetched in a file, or not at all; for the session without it.",
                valueName: "PATH|off"))
        var store: String?

        @Flag(help: "Send nothing: answer from the store, and say what it lacks.")
        var offline = false

        @Flag(help: "Answer with what could be fetched, and say what is missing.")
        var partial = false

        @Flag(help: "Show what each query would cost, and all together; nothing is sent.")
        var dryRun = false

        @Option(
            parsing: .singleValue,
            help: ArgumentHelp(
                "Calls allowed, as checkin=60/6s; may be repeated.", valueName: "TABLE=N/PERIOD"))
        var quota: [String] = []
    }

    @OptionGroup(title: "What to run") var what: What
    @OptionGroup(title: "The result") var result: Result
    @OptionGroup(title: "Asking the services") var asking: Asking
}

/// `workql sync`
///
/// Its options are some of the command's own, and are read as these.
struct SyncCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync",
        abstract: "Fetch what saved queries need into the store.",
        usage: "workql sync [options] NAME|FILE ...",
        discussion: """
            A NAME is a script in ~/.local/share/workql/queries. What a run leaves undone the next \
            one goes on with, and several may run at once.

              workql sync --store records.store late.wql
            """)

    @Argument(help: ArgumentHelp("Scripts whose queries to run.", valueName: "NAME|FILE"))
    var names: [String]

    @Option(
        name: [.customShort("p"), .long], parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "A value for a parameter that a script declares.", valueName: "NAME=VALUE"))
    var param: [String] = []

    @Option(
        help: ArgumentHelp("How errors are written: full, short or json.", valueName: "FORMAT"))
    var errorFormat = Message.Format.full.rawValue

    @Flag(help: "Leave out the summary and notes.")
    var quiet = false

    @Flag(help: "Log what is done to standard error.")
    var verbose = false

    @OptionGroup(title: "Asking the services") var asking: QueryCommand.Asking
}

/// `workql sandbox`
struct SandboxCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox",
        abstract: "Serve the demo's services on this machine until Ctrl-C.",
        usage: "workql sandbox [--port N]",
        discussion: "Prints the environment variables by which workql finds it.")

    @Option(help: ArgumentHelp("The port; 0 is any that is free.", valueName: "N"))
    var port = "0"
}

/// `workql doctor`
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Tell what works of the configured services, and what to do about the rest.",
        usage: "workql doctor [--profile NAME] [--demo]",
        discussion: """
            Looks at the configuration, asks for a token, asks each endpoint for as little as \
            there is, and compares the clocks. Exits with 0 only when all configured services work.
            """)

    @Flag(help: "Use the embedded sandbox, with its own credentials.")
    var demo = false

    @Option(help: ArgumentHelp("Which credentials of the configuration.", valueName: "NAME"))
    var profile: String?
}

/// `workql explain`
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract:
            "Tell more about errors by their codes, WorkQL's and the services', or list the codes.",
        usage: "workql explain [CODE ...]")

    // A code of WeCom's is -1, which would be an option otherwise.
    @Argument(
        parsing: .allUnrecognized,
        help: ArgumentHelp("As it stands in the error: E0402, 60020.", valueName: "CODE"))
    var codes: [String] = []
}
