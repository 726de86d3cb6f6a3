import WorkQL
import WorkQLLanguage
import WorkQLOutput
import WorkQLSyntax

/// The action that the command line requests, with its values read.
enum Invocation: Sendable {
    case query(Query)
    case sync(Query)
    case serve(Query, ServeOptions)
    /// Prints the verifier that `--users` expects, for a password that is read.
    case verifier
    case report(Query)
    case sandbox(port: Int)
    case doctor(isDemo: Bool, Settings.Flags)
    /// Prints a text that needs no run: help, pages on errors, completions.
    case text(String)

    struct Query: Sendable {
        var origins: [Script.Origin] = []
        /// Whether nothing to run was named, so that a terminal gets the shell.
        var isOpen = false
        var format = OutputFormat.table
        var output: String?
        var errorFormat = Message.Format.full
        var isQuiet = false
        var isVerbose = false
        var log = LogFormat.text
        var showsProgress = true
        /// Whether the shell first runs the file workqlrc.
        var readsStartFile = true
        var isDemo = false
        /// Whether queries are planned but not run.
        var isDry = false
        var now: String?
        var flags = Settings.Flags()
        var parameters: [Name: String] = [:]
        var sync = SyncOptions()
    }

    /// - Parameter translation: for texts.
    init(
        _ words: [String], _ translation: Translation = Translation()
    ) throws(UserError) {
        var words = words[...]
        // `help doctor` is `doctor --help`.
        let asksForHelp = words.first == "help"
        if asksForHelp { words.removeFirst() }
        // A command is a word, and a script of the same name is a path: ./sync.
        let command = words.first.flatMap(Subcommand.named) ?? .workql
        if command.name != nil { words.removeFirst() }
        if asksForHelp { words.append(CommandOption.help.name) }
        var arguments = try ArgumentReader.read(Array(words), for: command)
        arguments.translation = translation
        switch arguments.request {
        case .help: self = .text(CommandHelp.text(of: command, translation))
        case .version: self = .text(Workql.fullVersion)
        case nil: self = try command.invocation(arguments)
        }
    }
}
