import ArgumentParser
import WorkQLOutput

/// `workql [options] [script.wql ...]`
///
/// Values are taken as they are written and read afterwards, so that their errors have the shape of
/// all others.
struct QueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "workql",
        abstract: "Query work records of WeCom and Tencent Meeting in a small SQL.",
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
                "Run scripts; - means standard input.", valueName: "script.wql"),
            completion: .file(extensions: ["wql"]))
        var scripts: [String] = []

        @Option(
            name: [.customShort("c"), .long], parsing: .unconditionalSingleValue,
            help: ArgumentHelp("Run TEXT, in order with the scripts.", valueName: "TEXT"))
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
                    + " or \(OutputFormat.chart.name); default: by FILE's ending, or table.",
                valueName: "FORMAT"),
            completion: .list(OutputFormat.names))
        var format: String?

        @Option(
            name: .shortAndLong,
            help: ArgumentHelp(
                "Write to FILE, in the format of its ending; FILE appears when it is complete.",
                valueName: "FILE"),
            completion: .file())
        var output: String?

        @Flag(
            help: "Start CSV with a UTF-8 byte order mark, for Excel (SET csv_bom = on).")
        var bom = false

        @Option(
            help: ArgumentHelp("Error format: full, short or json.", valueName: "FORMAT"),
            completion: .list(Message.Format.allCases.map(\.rawValue)))
        var errorFormat = Message.Format.full.rawValue

        @Flag(help: "Omit statistics and notes.")
        var quiet = false

        @Flag(help: "Show no progress on the terminal.")
        var noProgress = false

        @Flag(help: "Log to standard error.")
        var verbose = false
    }

    struct Asking: ParsableArguments {
        @Flag(help: "Use the embedded sandbox, with its own credentials.")
        var demo = false

        @Option(help: ArgumentHelp("Profile of the configuration to use.", valueName: "NAME"))
        var profile: String?

        @Option(
            help: ArgumentHelp(
                "Time zone for days and clocks (default: Asia/Shanghai).", valueName: "ZONE"))
        var timezone: String?

        @Option(help: ArgumentHelp("Evaluate relative times as of TIME.", valueName: "TIME"))
        var now: String?

        @Option(
            help: ArgumentHelp("Refuse plans that need more than N calls.", valueName: "N"))
        var maxCalls: String?

        @Option(
            help: ArgumentHelp(
                "Store fetched rows in FILE, or off; without this option, in memory.",
                valueName: "PATH|off"))
        var store: String?

        @Flag(help: "Send nothing: answer from the store and report what is missing.")
        var offline = false

        @Flag(help: "Return what could be fetched and report what is missing.")
        var partial = false

        @Flag(help: "Show the cost of each query and the total; send nothing.")
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
        abstract: "Fetch the records that saved queries need into the store.",
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
        help: ArgumentHelp("Error format: full, short or json.", valueName: "FORMAT"))
    var errorFormat = Message.Format.full.rawValue

    @Flag(help: "Omit the summary and notes.")
    var quiet = false

    @Flag(help: "Log to standard error.")
    var verbose = false

    @OptionGroup(title: "Asking the services") var asking: QueryCommand.Asking
}

/// `workql sandbox`
struct SandboxCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox",
        abstract: "Serve the demo services on this machine until Ctrl-C.",
        usage: "workql sandbox [--port N]",
        discussion: "Prints the environment variables that make workql use it.")

    @Option(help: ArgumentHelp("The port; 0 picks a free one.", valueName: "N"))
    var port = "0"
}

/// `workql doctor`
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check the configured services and explain how to fix what fails.",
        usage: "workql doctor [--profile NAME] [--demo]",
        discussion: """
            Looks at the configuration, asks for a token, asks each endpoint for as little as \
            there is, and compares the clocks. Exits with 0 only when all configured services work.
            """)

    @Flag(help: "Use the embedded sandbox, with its own credentials.")
    var demo = false

    @Option(help: ArgumentHelp("Profile of the configuration to use.", valueName: "NAME"))
    var profile: String?
}

/// `workql explain`
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract:
            "Explain error codes of WorkQL and of the services, or list them.",
        usage: "workql explain [CODE ...]")

    // A code of WeCom's is -1, which would be an option otherwise.
    @Argument(
        parsing: .allUnrecognized,
        help: ArgumentHelp("The code as printed in the error: E0402, 60020.", valueName: "CODE"))
    var codes: [String] = []
}
