package import WorkQLLanguage
package import WorkQLStore
package import WorkQLTime

/// The values of all settings. A setting consists of a field here and a literal below, and of its
/// use.
package struct SettingValues: Hashable, Sendable {
    package var zone = Zone.shanghai
    /// The maximum number of calls of a plan, which is refused before any is made if it needs more;
    /// nil is no limit.
    package var maxCalls: Int?
    /// The number of calls above which a plan must be confirmed; nil is no limit.
    package var confirmCalls: Int? = 100
    /// The number of seconds at the quota above which a plan must be confirmed; nil is no limit.
    package var confirmSeconds: Int? = 60
    /// The maximum size of the last result that is kept for `_`, in megabytes; nil is no limit.
    package var lastResultMegabytes: Int? = 256
    /// For how many seconds after they were fetched rows are used that may still change; nil is the
    /// value of each table.
    package var maxAge: Int?
    /// The number of columns that a terminal uses for a character whose width Unicode leaves to the
    /// context, 1 or 2.
    package var ambiguousWidth = 1
    /// Whether the texts of a table wider than the terminal are wrapped inside their columns.
    package var wrap = true
    package var pager = Pager.on
    /// The location in which fetched rows are kept; nil for no store.
    package var store: Store.Location? = .session
    /// The age in seconds up to which rows are kept in the store; nil keeps all.
    package var retention: Int?
    /// Whether CSV files start with a UTF-8 byte order mark, for Excel.
    package var csvBOM = false
    /// The treatment of CSV cells that a spreadsheet would compute; nil is `escape` if the byte
    /// order mark is written, and otherwise `keep`.
    package var csvFormulas: CSVFormulas?

    /// The names of the columns of results in output for people.
    package var headers = Headers.name

    package enum Headers: String, Hashable, Sendable, CaseIterable {
        /// Their names.
        case name
        /// The services' own Chinese words, if a column has them.
        case label
    }

    /// The language for people; what programs read is English.
    package var spoken = Spoken()

    package struct Spoken: Hashable, Sendable {
        package var language = Language.en
        /// Whether somebody chose it, as opposed to the locale.
        package var isChosen = false
    }

    /// The file of the days that are worked, or not, other than by the week.
    package var holidays: String?

    package enum CSVFormulas: String, Hashable, Sendable, CaseIterable {
        /// An apostrophe before them makes them text.
        case escape
        case keep
    }

    /// The program that shows an answer longer than the screen.
    package enum Pager: Hashable, Sendable {
        /// The program that the environment names.
        case on
        case off
        /// A command of the system's shell.
        case command(String)
    }

    package init() {}
}

extension Setting {
    /// In the order of SHOW SETTINGS.
    package static let all: [Setting] = [
        Setting(
            "timezone", .zone, \.zone, environment: "WORKQL_TIMEZONE",
            option: .init(
                "--timezone", "ZONE", in: .services,
                "Time zone of dates and times (default: Asia/Shanghai)."),
            summary: "the time zone of dates and times",
            remedy: "'Asia/Shanghai'",
            examples: [("'Asia/Shanghai'", "the services' own zone"), ("'UTC'", "")]),
        Setting(
            "max_calls", .limit, \.maxCalls,
            option: .init(
                "--max-calls", "N", in: .services, "Refuse plans that need more than N calls.",
                mistake: { "\"\($0)\" is not a number of calls" }, example: "--max-calls 20"),
            summary: "refuse plans that need more calls than this; NULL for no limit",
            remedy: "100, or NULL for no limit",
            examples: [
                ("100", "refuse plans of more than 100 calls"), ("0", "make no call"),
                ("NULL", "no limit"),
            ]),
        Setting(
            "confirm_calls", .limit, \.confirmCalls,
            summary: "ask for confirmation before plans of more calls than this; NULL for never",
            remedy: "100, or NULL for no limit",
            examples: [("100", "ask before more than 100 calls"), ("NULL", "never ask")]),
        Setting(
            "confirm_seconds", .limit, \.confirmSeconds,
            summary: "ask for confirmation before plans that take longer than this; NULL for never",
            remedy: "100, or NULL for no limit",
            examples: [("60", "ask before more than a minute"), ("NULL", "never ask")]),
        Setting(
            "last_result_mb", .limit, \.lastResultMegabytes,
            summary: "the largest result kept for _, in MB; NULL for no limit",
            remedy: "100, or NULL for no limit",
            examples: [("256", "keep results of up to 256 MB"), ("NULL", "no limit")]),
        Setting(
            "max_age", .duration, \.maxAge,
            summary: "how long stored rows that may still change are used; "
                + "NULL for each table's own rule",
            remedy: "10min, 0 to always refetch rows that may still change, or NULL",
            examples: [
                ("10min", "refetch older rows"), ("0", "refetch rows that may still change"),
                ("NULL", "each table's own rule"),
            ]),
        Setting(
            "ambiguous_width", .number(1...2), \.ambiguousWidth,
            summary: "display width of characters such as ① and — in tables, 1 or 2",
            remedy: "2 if the terminal draws … in two columns",
            examples: [
                ("1", "as most terminals draw them"), ("2", "as some Chinese terminals draw them"),
            ]),
        Setting(
            "wrap", .onOrOff, \.wrap,
            summary: "wrap long texts inside a table wider than the terminal: on, off",
            remedy: "on",
            examples: [
                ("on", "long texts take several lines"), ("off", "omit columns in the middle"),
            ]),
        Setting(
            "pager", .pager, \.pager,
            summary: "pager for results longer than the screen: on, off, or a command",
            remedy: "'less -S'",
            examples: [("'on'", "the environment's"), ("'off'", ""), ("'less -S'", "a command")]),
        Setting(
            "store", .store, \.store, environment: "WORKQL_STORE",
            option: .init(
                "--store", "PATH|off", in: .services,
                "Store fetched rows in PATH, or off; without this option, in memory.",
                isPath: true, mistake: { _ in "--store is not a file name" },
                example: "--store records.store"),
            opensStore: true,
            summary: "the file that stores fetched rows, or memory, or off",
            remedy: "'records.store'",
            examples: [("memory", "for this session"), ("off", "keep nothing")]),
        Setting(
            "retention", .duration, \.retention, opensStore: true,
            summary: "delete stored records older than this; NULL keeps everything",
            remedy: "365d, or NULL",
            examples: [("90d", "delete older records"), ("NULL", "keep everything")]),
        Setting(
            "csv_bom", .onOrOff, \.csvBOM,
            option: .init(
                "--bom", in: .result,
                "Start CSV with a UTF-8 byte order mark, for Excel (SET csv_bom = on)."),
            summary: "start CSV files with a UTF-8 byte order mark, for Excel: on, off",
            remedy: "on",
            examples: [("on", "Excel opens the file with a double click"), ("off", "")]),
        Setting(
            "csv_formulas", .word(), \.csvFormulas,
            summary: "how to write CSV cells that a spreadsheet would run as formulas: escape, "
                + "keep; NULL escapes them if csv_bom is on",
            remedy: "escape",
            examples: [
                ("escape", "an apostrophe before = + - @"), ("keep", "as they are"),
                ("NULL", "escape with csv_bom"),
            ]),
        Setting(
            "headers", .choice(), \.headers,
            summary: "column headings in tables and spreadsheets: name, label",
            remedy: "label, or name",
            examples: [("label", "the services' Chinese words"), ("name", "the columns' names")]),
        Setting(
            "language", .language, \.spoken, environment: "WORKQL_LANGUAGE",
            option: .init(
                "--language", "LANGUAGE", in: .result,
                "Language of messages: en or zh (default: the locale's).",
                mistake: { "\"\($0)\" is not a supported language" },
                example: "--language zh"),
            summary: "language of messages and help: en, zh",
            remedy: "zh, or en",
            examples: [("zh", "messages in Chinese"), ("en", "messages in English")]),
        Setting(
            "holidays", .file, \.holidays,
            summary: "the file of public holidays for days() and workdays(); NULL for weekends "
                + "only",
            remedy: "'holidays.csv', or NULL",
            examples: [
                ("'holidays.csv'", "with the columns date, kind (休 or 班) and name"),
                ("NULL", "only Saturdays and Sundays"),
            ]),
    ]
}
