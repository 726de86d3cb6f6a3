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
    /// Whether tables of a database that are made have a partition for each month.
    var isByMonth = false
}

extension CommandOption {
    static let jitter = CommandOption(
        "--jitter", nil, .init(placeholder: "DURATION"), in: .other,
        "Wait a random time of at most DURATION before the first call, such as 5min.",
        take: { (text, arguments) throws(ShellError) in
            arguments.query.sync.jitter = try seconds(text, "--jitter")
        })

    static let wait = CommandOption(
        "--wait", nil, .init(placeholder: "DURATION"), in: .other,
        "Wait at most DURATION for another sync that fills the store (default: 0s).",
        take: { (text, arguments) throws(ShellError) in
            arguments.query.sync.patience = try seconds(text, "--wait")
        })

    static let health = CommandOption(
        "--health", nil, .init(placeholder: "FILE", completion: .files(ending: nil)), in: .other,
        "Write to FILE how the run ended, and when one last succeeded, as a JSON object.",
        take: { $1.query.sync.health = UserPath.expanded($0) })

    static let metrics = CommandOption(
        "--metrics", nil, .init(placeholder: "FILE", completion: .files(ending: nil)), in: .other,
        "Write figures of the run to FILE in Prometheus's text format; its counters go on.",
        take: { $1.query.sync.metrics = UserPath.expanded($0) })

    static let into = CommandOption(
        "--into", nil, .init(placeholder: "TARGET", completion: .files(ending: nil)), in: .other,
        "Carry the records into postgresql://… or a folder of Parquet files.",
        take: { (text, arguments) throws(ShellError) in
            do throws(WarehouseError) {
                arguments.query.sync.warehouse = try WarehouseAddress(UserPath.expanded(text))
            } catch {
                throw ShellError(.usage, error.message, help: error.help)
            }
        })

    static let since = CommandOption(
        "--since", nil, .init(placeholder: "TIME"), in: .other,
        "From when to fetch the records of a TABLE: 30d, 2026-01-01.",
        take: { $1.query.sync.since = $0 })

    static let partitionBy = CommandOption(
        "--partition-by", nil, .init(placeholder: "month", completion: .words(["month"])),
        in: .other, "Give tables of a database that are made a partition for each month.",
        take: { (text, arguments) throws(ShellError) in
            guard text == "month" else {
                throw ShellError(
                    .usage, "--partition-by is \(text.neutralized), which is not month",
                    help: "write --partition-by month")
            }
            arguments.query.sync.isByMonth = true
        })

    private static func seconds(_ text: String, _ option: String) throws(ShellError) -> Int {
        if text == "0" { return 0 }
        guard let written = DurationLiteral(text), let span = CalendarSpan(written),
            span.months == 0, span.days <= 7
        else {
            throw ShellError(
                .usage,
                "\(option) is \(text.neutralized), which is not a duration of at most 7 days",
                help: "for example \(option) 5min")
        }
        return span.days * 86_400 + Int(span.milliseconds / 1000)
    }
}
