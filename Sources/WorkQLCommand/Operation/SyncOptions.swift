import WorkQL
import WorkQLFiles
import WorkQLSyntax
import WorkQLTime
import WorkQLWarehouse

/// The options of an unattended `workql sync`.
struct SyncOptions: Hashable, Sendable {
    /// The maximum random delay before anything is sent, in seconds.
    var jitter = 0
    /// How long to wait for another sync to end, in seconds.
    var patience = 0
    /// The file that receives the outcome of the last run; nil for none.
    var health: String?
    /// The file of metrics in Prometheus's text format; nil for none.
    var metrics: String?
    /// What records are carried into; nil where they are only stored.
    var warehouse: WarehouseAddress?
    /// From when records of tables are fetched that are named without a query, as SINCE takes it.
    var since: String?
    /// The pause between two runs, in seconds; nil for one run.
    var interval: Int?
    /// The maximum number of calls in 24 hours; nil is no limit.
    var dayCalls: Int?
    /// Whether tables of a database that are made have a partition for each month.
    var isByMonth = false
    /// The column by whose range rows of results are replaced; nil where results are replaced whole.
    var rangeColumn: String?
}

extension CommandOption {
    static let jitter = CommandOption(
        "--jitter", nil, .init(placeholder: "DURATION"), in: .other,
        "Wait a random time of at most DURATION before the first call, such as 5min.",
        take: { (text, arguments) throws(UserError) in
            arguments.query.sync.jitter = try seconds(text, "--jitter")
        })

    static let wait = CommandOption(
        "--wait", nil, .init(placeholder: "DURATION"), in: .other,
        "Wait at most DURATION for another sync that fills the store (default: 0s).",
        take: { (text, arguments) throws(UserError) in
            arguments.query.sync.patience = try seconds(text, "--wait")
        })

    static let health = CommandOption(
        "--health", nil, .init(placeholder: "FILE", completion: .files(ending: nil)), in: .other,
        "Write the outcome of the run, and the time of the last success, to FILE as a JSON object.",
        take: { $1.query.sync.health = UserPath.expanded($0) })

    static let metrics = CommandOption(
        "--metrics", nil, .init(placeholder: "FILE", completion: .files(ending: nil)), in: .other,
        "Write metrics of the run to FILE in the Prometheus text format; its counters accumulate.",
        take: { $1.query.sync.metrics = UserPath.expanded($0) })

    static let into = CommandOption(
        "--into", nil, .init(placeholder: "TARGET", completion: .files(ending: nil)), in: .other,
        "Copy the records to postgresql://… or a folder of Parquet files.",
        take: { (text, arguments) throws(UserError) in
            arguments.query.sync.warehouse = try address(text)
        })

    /// Of commands that run statements.
    static let forgetInto = CommandOption(
        "--into", nil, .init(placeholder: "TARGET", completion: .files(ending: nil)), in: .other,
        "FORGET also in postgresql://… or a folder that workql sync fills.",
        take: { (text, arguments) throws(UserError) in
            arguments.query.sync.warehouse = try address(text)
        })

    private static func address(_ text: String) throws(UserError) -> WarehouseAddress {
        let address = try WarehouseAddress(UserPath.expanded(text))
        try address.checkFolder()
        return address
    }

    static let since = CommandOption(
        "--since", nil, .init(placeholder: "TIME"), in: .other,
        "Fetch the records of a TABLE from this time on: 30d, 2026-01-01.",
        take: { $1.query.sync.since = $0 })

    static let watch = CommandOption(
        "--watch", nil, .init(placeholder: "DURATION"), in: .other,
        "Run again and again, with a pause of DURATION, until it is stopped.",
        take: { (text, arguments) throws(UserError) in
            let interval = try seconds(text, "--watch")
            guard interval > 0 else {
                throw UserError(
                    .usage, "--watch is 0, which is not a pause", help: "for example --watch 10min")
            }
            arguments.query.sync.interval = interval
        })

    static let callsPerDay = CommandOption(
        "--calls-per-day", nil, .init(placeholder: "N"), in: .services,
        "Make at most N calls in 24 hours, oldest ranges first; the next run goes on.",
        take: { (text, arguments) throws(UserError) in
            guard let calls = Int(text), calls > 0 else {
                throw UserError(
                    .usage,
                    "--calls-per-day is \(text.neutralized), which is not a number of calls",
                    help: "for example --calls-per-day 5000")
            }
            arguments.query.sync.dayCalls = calls
        })

    static let plan = CommandOption(
        "--plan", in: .services, "As --dry-run: send nothing, and show the cost of a run.",
        take: { $1.query.isDry = true })

    static let partitionBy = CommandOption(
        "--partition-by", nil, .init(placeholder: "month", completion: .words(["month"])),
        in: .other, "Create the tables of a database with one partition per month.",
        take: { (text, arguments) throws(UserError) in
            guard text == "month" else {
                throw UserError(
                    .usage, "--partition-by is \(text.neutralized), which is not month",
                    help: "write --partition-by month")
            }
            arguments.query.sync.isByMonth = true
        })

    static let rangeColumn = CommandOption(
        "--range-column", nil, .init(placeholder: "COLUMN"), in: .other,
        "Replace only the rows of a result whose COLUMN is in the range of the query.",
        take: { $1.query.sync.rangeColumn = $0 })

    private static func seconds(_ text: String, _ option: String) throws(UserError) -> Int {
        if text == "0" { return 0 }
        guard let written = DurationLiteral(text), let span = CalendarSpan(written),
            span.months == 0, span.days <= 7
        else {
            throw UserError(
                .usage,
                "\(option) is \(text.neutralized), which is not a duration of at most 7 days",
                help: "for example \(option) 5min")
        }
        return span.days * 86_400 + Int(span.milliseconds / 1000)
    }
}
