import WorkQL
import WorkQLCatalog
import WorkQLOutput
import WorkQLSyntax

/// A command of the command line, as a value: `workql` itself, or a word after it. Parsing,
/// `--help`, the manual and the completions of three shells are made from its literal.
struct Subcommand: Sendable {
    /// The name; nil for `workql` itself.
    let name: String?
    /// The description, one sentence.
    let summary: String
    /// The words after the name, with optional ones in brackets.
    let usage: String
    /// The paragraphs of the description. Those that begin with spaces are printed line by line.
    var discussion: [String] = []
    /// The words that are not options; nil if there are none.
    var operand: Operand?
    let options: [CommandOption]
    /// Makes the invocation after all words have been read.
    let invocation: @Sendable (CommandArguments) throws(UserError) -> Invocation

    struct Operand: Sendable {
        let placeholder: String
        /// The description, one sentence.
        let summary: String
        var completion = CommandOption.Completion.none
        var isRequired = false
        /// Whether there may be more than one operand.
        var repeats = true
        /// Whether a word that looks like an option but is not one is an operand too.
        var mayBeOption = false
        let take: @Sendable (_ text: String, inout CommandArguments) -> Void
    }

    /// The name with the program's: `workql sync`.
    var title: String { name.map { "workql \($0)" } ?? "workql" }
}

extension Subcommand {
    /// The commands after `workql`, in the order of the help.
    static let all: [Subcommand] = [
        sync, report, serve, sandbox, explain, doctor, completions,
    ]

    static func named(_ name: String) -> Subcommand? { all.first { $0.name == name } }

    static let workql = Subcommand(
        name: nil,
        summary:
            "Query work records of \(Service.builtIn.map(\.title).listed) in a small SQL dialect.",
        usage: "[options] [script.wql|NAME ...]",
        discussion: [
            """
            Without a script and without -c, workql starts the shell on a terminal; any other \
            standard input is read as the script. A NAME is a script in \
            ~/.local/share/workql/queries, where .save of the shell stores them. The shell starts \
            with the statements and commands of ~/.config/workql/workqlrc.
            """,
            """
              workql --demo
              workql --demo -c "SELECT * FROM checkin WHERE userid = 'lisi' SINCE 7d"
              workql -f csv -o late.csv late.wql
            """,
            """
            workql sync fills the store, for cron; workql sandbox serves the demo services; \
            workql explain E0402 explains an error; workql doctor checks the configuration.
            """,
            "Exit status: \(ExitStatus.words).",
        ],
        operand: .scripts, options: CommandOption.all,
        invocation: { (arguments) throws(UserError) in .query(try arguments.checkedQuery()) })

    static let sync = Subcommand(
        name: "sync", summary: "Fetch the records that saved queries need into the store.",
        usage: "[options] NAME|FILE|TABLE ...",
        discussion: [
            """
            A NAME is a script in ~/.local/share/workql/queries. Interrupted runs resume. Only one \
            sync at a time fills a store with the credentials of an app; another one exits with \
            status 75 and names the running one, or waits with --wait.
            """,
            "  workql sync --store records.store late.wql",
            """
            With --into, records are copied to a PostgreSQL database or a folder of Parquet files: \
            a query of all columns of a table range by range, the result of any other query as a \
            separate table. A TABLE means all its records since --since.
            """,
            "  workql sync checkin --since 90d --into postgresql://localhost/work",
            """
            --watch 10min runs again every 10 minutes; --calls-per-day bounds the calls of all runs, \
            and the oldest ranges come first. --plan shows what a run would cost.
            """,
            "  workql sync checkin --since 90d --into lake --watch 10min --calls-per-day 5000",
            """
            For scheduled runs, --jitter spreads the runs of many machines, --health and --metrics \
            write files for monitoring, and --log json writes one object per line.
            """,
        ],
        operand: .synced,
        options: CommandOption.ofSync,
        invocation: { (arguments) throws(UserError) in .sync(try arguments.checkedQuery()) })

    static let serve = Subcommand(
        name: "serve",
        summary: "Serve the tables to PostgreSQL clients: BI tools, drivers, psql.",
        usage: "[options]",
        discussion: [
            """
            Statements are those of WorkQL; PostgreSQL's catalog and its spellings are there as well. \
            Schema scans and statements without a time range make no call: they are answered from the \
            store, those of member and department as well; REFRESH SELECT … fetches the lists of people. \
            Without --users everybody on this machine is let in; an address that other machines \
            reach needs --users, --tls-cert and --tls-key.
            """,
            """
              workql serve --demo
              psql -h 127.0.0.1 -p 5432 workql
              workql serve --listen 0.0.0.0:5432 --users users.txt --tls-cert s.crt --tls-key s.key
            """,
            """
            A line of --users may limit what its user sees and spends: hide=TABLE,TABLE.COLUMN \
            departments=ID,ID statement-calls=N connection-calls=N day-calls=N. The calls of a day are \
            counted in the state folder, so that they stay counted when the server starts again.
            """,
            """
            A socket that systemd passes takes the place of --listen.
            """,
            """
            SIGTERM and Ctrl-C stop the server: running statements have five seconds to finish.
            """,
        ],
        options: CommandOption.ofServe,
        invocation: { (arguments) throws(UserError) in
            if arguments.serve.makesVerifier { return .verifier }
            return .serve(try arguments.checkedQuery(), arguments.serve)
        })

    static let report = Subcommand(
        name: "report",
        summary: "Write the results of scripts as a page or a workbook with charts.",
        usage: "[options] NAME|FILE ... -o FILE.html|FILE.xlsx",
        discussion: [
            """
            The comments before a statement are headings (# and ##) and text of the page. A comment \
            \"chart: bar\", \"chart: line\", \"chart: stacked\" or \"chart: heatmap\" draws the result \
            of the statement that follows, and \"table: none\" leaves its rows out.
            """,
            "  workql report --demo -o week.html examples/week_report.wql",
        ],
        operand: .savedQueries, options: CommandOption.ofReport,
        invocation: { (arguments) throws(UserError) in
            let query = try arguments.checkedQuery()
            guard query.output != nil else {
                throw UserError(
                    .usage, "report requires an output file",
                    help: "for example workql report late.wql -o late.html")
            }
            guard [.html, .xlsx].contains(query.format) else {
                throw UserError(
                    .usage, "a report is html or xlsx, and the format is \(query.format.name)",
                    help: "name the file late.html or late.xlsx")
            }
            return .report(query)
        })

    static let sandbox = Subcommand(
        name: "sandbox", summary: "Serve the demo services on this machine until Ctrl-C.",
        usage: "[options]",
        discussion: ["Prints the environment variables that make workql use it."],
        options: [.port] + CommandOption.language + [.help], invocation: { .sandbox(port: $0.port) }
    )

    static let explain = Subcommand(
        name: "explain",
        summary: "Explain error codes of WorkQL and of the services, or list them.",
        usage: "[options] [CODE ...]",
        discussion: ["The name of a service before codes selects that service."],
        // WeCom has the code -1.
        operand: .init(
            placeholder: "CODE", summary: "The code as printed in the error: E0402, 60020.",
            mayBeOption: true, take: { $1.operands.append($0) }),
        options: CommandOption.language + [.help],
        invocation: { (arguments) throws(UserError) in
            .text(try ErrorReference(arguments.operands, arguments.translation).text)
        })

    static let doctor = Subcommand(
        name: "doctor",
        summary: "Check the configured services and explain how to fix what fails.",
        usage: "[options]",
        discussion: [
            """
            Checks the configuration, fetches a token, makes the smallest request to each \
            endpoint, and compares the clocks. Exits with 0 only when all configured services work.
            """
        ],
        options: [.demo, .profile] + CommandOption.language + [.help],
        invocation: { (arguments) throws(UserError) in
            let query = try arguments.checkedQuery()
            return .doctor(isDemo: query.isDemo, query.flags)
        })

    static let completions = Subcommand(
        name: "completions",
        summary: "Print the completions of workql's own command line for a shell.",
        usage: "[options] " + CompletionScript.shells.map(\.name).joined(separator: "|"),
        discussion: [
            "For bash, add this line to ~/.bashrc:",
            "  source <(workql completions bash)",
            """
            For zsh, write them to _workql in a folder of $fpath; for fish, to \
            ~/.config/fish/completions/workql.fish. make install does this for all users.
            """,
        ],
        operand: .init(
            placeholder: "SHELL", summary: "bash, zsh or fish.",
            completion: .words(CompletionScript.shells.map(\.name)), isRequired: true,
            repeats: false, take: { $1.operands.append($0) }),
        options: CommandOption.language + [.help],
        invocation: { (arguments) throws(UserError) in
            .text(try CompletionScript.named(arguments.operands[0]).text)
        })
}

extension Subcommand.Operand {
    static let scripts = Subcommand.Operand(
        placeholder: "script.wql", summary: "Run scripts or saved queries; - means standard input.",
        completion: .files(ending: "wql"), take: takeScript)

    static let savedQueries = Subcommand.Operand(
        placeholder: "NAME|FILE", summary: "Scripts whose queries to run.",
        completion: .files(ending: "wql"), isRequired: true, take: takeScript)

    static let synced = Subcommand.Operand(
        placeholder: "NAME|FILE|TABLE", summary: "Scripts whose queries to run, or tables.",
        completion: .names(Catalog.builtIn.tables.map(\.name), orFiles: "wql"), isRequired: true,
        take: takeScript)

    @Sendable private static func takeScript(_ name: String, _ arguments: inout CommandArguments) {
        arguments.query.origins.append(name == "-" ? .standardInput : .file(name))
    }
}
