import WorkQLPlanner
import WorkQLSyntax

/// What SET can change.
enum Setting: String, CaseIterable {
    case timezone
    case maxCalls = "max_calls"
    case ambiguousWidth = "ambiguous_width"
    case pager

    var summary: String {
        switch self {
        case .timezone: "the zone of days and clocks"
        case .maxCalls: "plans of more calls are refused; NULL is no limit"
        case .ambiguousWidth: "columns of characters such as ① and — in tables, 1 or 2"
        case .pager: "shows answers longer than the screen: on, off, or a command"
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
        case .ambiguousWidth: String(options.display.ambiguousWidth)
        case .pager:
            switch options.display.pager {
            case .on: "on"
            case .off: "off"
            case .command(let command): command
            }
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
        }
    }

    func reset(_ options: inout Session.Options, to initial: Session.Options) {
        switch self {
        case .timezone: options.zone = initial.zone
        case .maxCalls: options.maxCalls = initial.maxCalls
        case .ambiguousWidth: options.display.ambiguousWidth = initial.display.ambiguousWidth
        case .pager: options.display.pager = initial.display.pager
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
