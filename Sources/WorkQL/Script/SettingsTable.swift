import WorkQLPlanner
import WorkQLSyntax

/// What SET can change.
enum Setting: String, CaseIterable {
    case timezone
    case maxCalls = "max_calls"
    case confirmCalls = "confirm_calls"
    case confirmSeconds = "confirm_seconds"
    case lastResult = "last_result_mb"

    var summary: String {
        switch self {
        case .timezone: "the zone of days and clocks"
        case .maxCalls: "plans of more calls are refused; NULL is no limit"
        case .confirmCalls: "the shell asks before plans of more calls; NULL is no limit"
        case .confirmSeconds: "the shell asks before plans that take longer; NULL is no limit"
        case .lastResult: "larger results are not kept for _; NULL is no limit"
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
    private var count: WritableKeyPath<Session.Options, Int?>? {
        switch self {
        case .timezone: nil
        case .maxCalls: \.maxCalls
        case .confirmCalls: \.confirmCalls
        case .confirmSeconds: \.confirmSeconds
        case .lastResult: \.lastResultMegabytes
        }
    }

    func value(in options: Session.Options) -> String? {
        switch self {
        case .timezone: options.zone.identifier
        case .maxCalls, .confirmCalls, .confirmSeconds, .lastResult:
            count.flatMap { options[keyPath: $0] }.map(String.init)
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
        }
    }

    func reset(_ options: inout Session.Options, to initial: Session.Options) {
        switch self {
        case .timezone: options.zone = initial.zone
        case .maxCalls, .confirmCalls, .confirmSeconds, .lastResult:
            if let count { options[keyPath: count] = initial[keyPath: count] }
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
