import WorkQLPlanner
import WorkQLSyntax

/// What SET can change.
package enum Setting: String, CaseIterable {
    case timezone
    case maxCalls = "max_calls"

    package var summary: String {
        switch self {
        case .timezone: "the zone of days and clocks"
        case .maxCalls: "plans of more calls are refused; NULL is no limit"
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
        }
    }

    func reset(_ options: inout Session.Options, to initial: Session.Options) {
        switch self {
        case .timezone: options.zone = initial.zone
        case .maxCalls: options.maxCalls = initial.maxCalls
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
