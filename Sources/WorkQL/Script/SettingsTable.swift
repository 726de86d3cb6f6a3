import WorkQLPlanner
import WorkQLStore
import WorkQLSyntax

/// What SET can change.
enum Setting: String, CaseIterable {
    case timezone
    case maxCalls = "max_calls"
    case maxAge = "max_age"
    case store
    case retention

    var summary: String {
        switch self {
        case .timezone: "the zone of days and clocks"
        case .maxCalls: "plans of more calls are refused; NULL is no limit"
        case .maxAge:
            "how long what may still change is used once it was fetched; NULL is what each table says"
        case .store: "the file in which what was fetched is kept, or memory, or off"
        case .retention:
            "what happened longer ago is deleted from the store; NULL keeps everything"
        }
    }

    static func named(_ name: Name) throws(QueryError) -> Setting {
        if let setting = Setting(rawValue: name.folded) { return setting }
        let near = nearest(name.text, in: allCases.map(\.rawValue))
        throw QueryError(
            .query, "unknown setting \"\(name.text)\"", at: name.span,
            help: near.map { "did you mean \"\($0)\"?" } ?? "SHOW SETTINGS lists them",
            code: .unknownSetting)
    }

    func value(in options: Session.Options) -> String? {
        switch self {
        case .timezone: options.zone.identifier
        case .maxCalls: options.maxCalls.map(String.init)
        case .maxAge: options.maxAge.map { Scan.duration(Double($0)) }
        case .store: Store.Place.text(options.store)
        case .retention: options.retention.map { Scan.duration(Double($0)) }
        }
    }

    func set(_ value: Expression, in options: inout Session.Options) throws(QueryError) {
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
        case .maxCalls:
            switch value.kind {
            case .literal(.integer(let number)) where number >= 0:
                options.maxCalls = Int(clamping: number)
            case .literal(.null): options.maxCalls = nil
            default:
                throw QueryError(
                    .query, "max_calls takes a whole number, 0 or more", at: value.span,
                    help: "write SET max_calls = 100, or NULL for no limit", code: .settingValue)
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

    func reset(_ options: inout Session.Options, to initial: Session.Options) {
        switch self {
        case .timezone: options.zone = initial.zone
        case .maxCalls: options.maxCalls = initial.maxCalls
        case .maxAge: options.maxAge = initial.maxAge
        case .store: options.store = initial.store
        case .retention: options.retention = initial.retention
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

extension Session {
    /// How long a duration is that is written as in `SET retention = 365d`; nil for any other text.
    package static func seconds(ofDuration text: String) -> Int? {
        guard case .complete(let statements) = Parser.parse("SET retention = \(text)"),
            case .set(_, to: let value)? = statements.first?.kind,
            case .literal(.duration) = value.kind
        else { return nil }
        return try? Setting.retention.seconds(value)
    }
}
