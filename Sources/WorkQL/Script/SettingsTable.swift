import WorkQLPlanner
import WorkQLStore
import WorkQLSyntax
import WorkQLTime

/// What SET can change.
package enum Setting: String, CaseIterable {
    case timezone
    case maxCalls = "max_calls"
    case confirmCalls = "confirm_calls"
    case confirmSeconds = "confirm_seconds"
    case lastResult = "last_result_mb"
    case maxAge = "max_age"
    case ambiguousWidth = "ambiguous_width"
    case pager
    case store
    case retention
    case csvBOM = "csv_bom"
    case csvFormulas = "csv_formulas"

    package var summary: String {
        switch self {
        case .timezone: "the zone of days and clocks"
        case .maxCalls: "plans of more calls are refused; NULL is no limit"
        case .confirmCalls: "the shell asks before plans of more calls; NULL is no limit"
        case .confirmSeconds: "the shell asks before plans that take longer; NULL is no limit"
        case .lastResult: "larger results are not kept for _; NULL is no limit"
        case .maxAge:
            "how long what may still change is used once it was fetched; NULL is what each table says"
        case .ambiguousWidth: "columns of characters such as ① and — in tables, 1 or 2"
        case .pager: "shows answers longer than the screen: on, off, or a command"
        case .store: "the file in which what was fetched is kept, or memory, or off"
        case .retention:
            "what happened longer ago is deleted from the store; NULL keeps everything"
        case .csvBOM: "whether CSV files begin with the mark by which Excel knows UTF-8: on, off"
        case .csvFormulas:
            "CSV cells that a spreadsheet would compute: escape, keep; NULL is escape with csv_bom"
        }
    }

    /// Values that SET takes for it, as they are written, each with what it means.
    package var examples: [(value: String, summary: String)] {
        switch self {
        case .timezone: [("'Asia/Shanghai'", "the services' own zone"), ("'UTC'", "")]
        case .maxCalls:
            [
                ("100", "refuse plans of more than 100 calls"), ("0", "make no call"),
                ("NULL", "no limit"),
            ]
        case .confirmCalls: [("100", "ask before more than 100 calls"), ("NULL", "never ask")]
        case .confirmSeconds: [("60", "ask before more than a minute"), ("NULL", "never ask")]
        case .lastResult: [("256", "keep answers of up to 256 MB"), ("NULL", "no limit")]
        case .maxAge:
            [
                ("10min", "ask anew for what is older"), ("0", "always ask anew"),
                ("NULL", "what each table says"),
            ]
        case .ambiguousWidth:
            [("1", "as most terminals draw them"), ("2", "as Chinese terminals may")]
        case .pager: [("'on'", "the environment's"), ("'off'", ""), ("'less -S'", "a command")]
        case .store: [("memory", "for this session"), ("off", "keep nothing")]
        case .retention: [("90d", "delete what is older"), ("NULL", "keep everything")]
        case .csvBOM: [("on", "Excel opens the file by a double click"), ("off", "")]
        case .csvFormulas:
            [
                ("escape", "an apostrophe before = + - @"), ("keep", "as they are"),
                ("NULL", "escape with csv_bom"),
            ]
        }
    }

    static func named(_ name: Name) throws(QueryError) -> Setting {
        if let setting = Setting(rawValue: name.folded) { return setting }
        let near = nearest(name.text, in: allCases.map(\.rawValue))
        throw QueryError(
            Diagnostic(
                .unknownSetting, "unknown setting \"\(name.text)\"", at: name.span, meaning: near,
                otherwise: "SHOW SETTINGS lists them"))
    }

    /// Where a setting is kept that is a number or no limit.
    private var count: WritableKeyPath<ScriptSession.Options, Int?>? {
        switch self {
        case .timezone, .maxAge, .ambiguousWidth, .pager, .store, .retention, .csvBOM,
            .csvFormulas:
            nil
        case .maxCalls: \.maxCalls
        case .confirmCalls: \.confirmCalls
        case .confirmSeconds: \.confirmSeconds
        case .lastResult: \.lastResultMegabytes
        }
    }

    func value(in options: ScriptSession.Options) -> String? {
        switch self {
        case .timezone: options.zone.identifier
        case .maxCalls, .confirmCalls, .confirmSeconds, .lastResult:
            count.flatMap { options[keyPath: $0] }.map(String.init)
        case .maxAge: options.maxAge.map { "\(DurationLiteral(seconds: $0))" }
        case .ambiguousWidth: String(options.display.ambiguousWidth)
        case .pager:
            switch options.display.pager {
            case .on: "on"
            case .off: "off"
            case .command(let command): command
            }
        case .store: Store.Place.text(options.store)
        case .retention: options.retention.map { "\(DurationLiteral(seconds: $0))" }
        case .csvBOM: options.display.csvBOM ? "on" : "off"
        case .csvFormulas: options.display.csvFormulas?.rawValue
        }
    }

    func set(_ value: Expression, in options: inout ScriptSession.Options) throws(QueryError) {
        switch self {
        case .timezone:
            guard let text = value.word else {
                throw QueryError(
                    .query, "timezone takes a name", at: value.span,
                    help: "write SET timezone = 'Asia/Shanghai'", code: .settingValue)
            }
            do { options.zone = try Zone(identifier: text, at: value.span) } catch {
                throw QueryError(error)
            }
        case .maxCalls, .confirmCalls, .confirmSeconds, .lastResult:
            guard let count else { return }
            switch value.kind {
            case .literal(.integer(let number)) where number >= 0:
                options[keyPath: count] = Int(clamping: number)
            case .literal(.null): options[keyPath: count] = nil
            default:
                throw QueryError(
                    .query, "\(rawValue) takes a whole number, 0 or more", at: value.span,
                    help: "write SET \(rawValue) = 100, or NULL for no limit",
                    code: .settingValue)
            }
        case .ambiguousWidth:
            guard case .literal(.integer(let width)) = value.kind, (1...2).contains(width) else {
                throw QueryError(
                    .query, "ambiguous_width takes 1 or 2", at: value.span,
                    help: "write SET ambiguous_width = 2 where the terminal draws … in two columns",
                    code: .settingValue)
            }
            options.display.ambiguousWidth = Int(width)
        case .pager:
            switch value.kind {
            case .literal(.boolean(let isOn)): options.display.pager = isOn ? .on : .off
            case _ where value.word?.isEmpty == false:
                let command = value.word ?? ""
                options.display.pager =
                    switch command.lowercased() {
                    case "on": .on
                    case "off": .off
                    default: .command(command)
                    }
            default:
                throw QueryError(
                    .query, "pager takes 'on', 'off' or a command", at: value.span,
                    help: "write SET pager = 'less -S'", code: .settingValue)
            }
        case .maxAge: options.maxAge = try seconds(value)
        case .retention: options.retention = try seconds(value)
        case .store:
            guard let text = value.word, !text.isEmpty else {
                throw QueryError(
                    .query, "store takes the name of a file, memory or off", at: value.span,
                    help: "write SET store = 'records.store'", code: .settingValue)
            }
            options.store = Store.Place.named(text, in: options.folder)
        case .csvBOM:
            switch (value.kind, value.word?.lowercased()) {
            case (.literal(.boolean(let isOn)), _): options.display.csvBOM = isOn
            case (_, "on"?): options.display.csvBOM = true
            case (_, "off"?): options.display.csvBOM = false
            default:
                throw QueryError(
                    .query, "csv_bom takes on or off", at: value.span,
                    help: "write SET csv_bom = on", code: .settingValue)
            }
        case .csvFormulas:
            if case .literal(.null) = value.kind {
                options.display.csvFormulas = nil
            } else if let word = value.word?.lowercased(),
                let known = DisplayOptions.CSVFormulas(rawValue: word)
            {
                options.display.csvFormulas = known
            } else {
                throw QueryError(
                    .query, "csv_formulas takes escape, keep or NULL", at: value.span,
                    help: "write SET csv_formulas = escape", code: .settingValue)
            }
        }
    }

    fileprivate func seconds(_ value: Expression) throws(QueryError) -> Int? {
        switch value.kind {
        case .literal(.null): return nil
        case .literal(.integer(0)): return 0
        case .literal(.duration(let duration)):
            if let span = CalendarSpan(duration), span.months == 0 {
                return span.days * 86_400 + Int(span.milliseconds / 1000)
            }
        default: break
        }
        throw QueryError(
            .query, "\(rawValue) takes a duration of weeks, days or less", at: value.span,
            help: self == .maxAge
                ? "write SET max_age = 10min, 0 for always asking anew, or NULL"
                : "write SET retention = 365d, or NULL",
            code: .settingValue)
    }

    func reset(_ options: inout ScriptSession.Options, to initial: ScriptSession.Options) {
        switch self {
        case .timezone: options.zone = initial.zone
        case .maxCalls, .confirmCalls, .confirmSeconds, .lastResult:
            if let count { options[keyPath: count] = initial[keyPath: count] }
        case .maxAge: options.maxAge = initial.maxAge
        case .ambiguousWidth: options.display.ambiguousWidth = initial.display.ambiguousWidth
        case .pager: options.display.pager = initial.display.pager
        case .store: options.store = initial.store
        case .retention: options.retention = initial.retention
        case .csvBOM: options.display.csvBOM = initial.display.csvBOM
        case .csvFormulas: options.display.csvFormulas = initial.display.csvFormulas
        }
    }
}

extension Expression {
    /// A text, or a bare word that stands for one.
    fileprivate var word: String? {
        switch kind {
        case .literal(.text(let text)): text
        case .column(qualifier: [], let name): name.text
        default: nil
        }
    }
}

extension ScriptSession {
    /// How long a duration is that is written as in `SET retention = 365d`; nil for any other text.
    package static func seconds(ofDuration text: String) -> Int? {
        guard let duration = DurationLiteral(text) else { return nil }
        let value = Expression(.literal(.duration(duration)))
        return try? Setting.retention.seconds(value)
    }
}
