import WorkQLSyntax

/// What PostgreSQL's clients read of an error, and `UserError` has no place for.
private struct ErrorFields: Sendable {
    var state: String?
    var detail: String?
}

extension UserError {
    /// - Parameters:
    ///   - state: PostgreSQL's code of the error, such as `42601`.
    ///   - offset: the byte of the statement's text where the error begins, counted from 0; nil if
    ///     the statement did not cause it.
    init(
        state: String, _ message: String, detail: String? = nil, help: String? = nil,
        at offset: Int? = nil, kind: Kind = .query
    ) {
        self.init(kind, message, help: help)
        fields = ErrorFields(state: state, detail: detail)
        self.offset = offset
    }

    private var fields: ErrorFields {
        get { self.context[ErrorFields.self] ?? ErrorFields() }
        set { self.context[ErrorFields.self] = newValue }
    }

    /// PostgreSQL's code; that of the kind of error unless it was raised with one.
    package var state: String {
        get { fields.state ?? knownState }
        set { fields.state = newValue }
    }

    var detail: String? {
        get { fields.detail }
        set { fields.detail = newValue }
    }

    /// The byte of the statement's text where the error begins, counted from 0; nil if the statement
    /// did not cause it.
    var offset: Int? {
        get { self.span.flatMap { $0 == Span(0, 0) ? nil : $0.start } }
        set { self.span = newValue.map { Span($0, $0 + 1) } }
    }

    private var knownState: String {
        switch self.valueMistake {
        case .text?: return "22P02"
        case .time?: return "22007"
        case .range?: return "22003"
        case .calendar?: return "22008"
        case .pattern?: return "2201B"
        case .limit?: return "2201W"
        case .offset?: return "2201X"
        case .columns?: return "42P10"
        case .escape?: return "22025"
        case .word?: return "22023"
        case nil: break
        }
        switch self.code {
        case .unknownTable: return "42P01"
        case .unknownColumn: return "42703"
        case .columnNumber: return "42P10"
        case .ambiguousName: return "42702"
        case .unknownFunction, .argumentCount: return "42883"
        case .duplicateName: return "42712"
        case .unknownType, .unknownWindow: return "42704"
        case .typeMismatch: return "42804"
        case .columnCount: return "42601"
        case .notATime, .malformedDate, .malformedInstant, .bareDate: return "22007"
        case .unknownTimeZone, .settingValue, .parameterValue: return "22023"
        case .outsideCalendar: return "22008"
        case .malformedPattern: return "2201B"
        case .notComputed: return "22000"
        case .severalRows: return "21000"
        case .notGrouped, .misplacedAggregate: return "42803"
        case .misplacedWindow: return "42P20"
        case .missingParameter, .unknownParameter: return "42P02"
        case .unknownSetting: return "42704"
        case .tooManyCalls: return "53400"
        case .outOfMemory: return "53200"
        case .nestedTooDeeply, .chainTooLong: return "54001"
        case .notSupported: return "0A000"
        case .neverWrites: return "25006"
        case .missingFile, .noPermission: return "42501"
        case .quotaExhausted: return "53000"
        case .missingConfiguration, .malformedConfiguration: return "F0000"
        default: break
        }
        switch self.kind {
        case .query: return "42601"
        case .service: return "HV000"
        case .quota: return "53400"
        case .permission, .noInput: return "42501"
        case .configuration: return "F0000"
        case .interrupted: return "57014"
        case .usage: return "22023"
        case .output: return "58000"
        }
    }
}
