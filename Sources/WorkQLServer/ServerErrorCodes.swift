import WorkQL
import WorkQLSyntax

extension ServerError {
    /// - Parameter base: where the statement begins in what the client sent, in bytes.
    init(_ error: UserError) {
        self.init(
            Self.state(of: error), error.message, hint: error.help,
            at: error.span.flatMap { $0 == Span(0, 0) ? nil : $0.start })
    }

    init(_ diagnostic: Diagnostic) { self.init(UserError(diagnostic)) }

    /// Returns PostgreSQL's code for a kind of error.
    private static func state(of error: UserError) -> String {
        switch error.code {
        case .unknownTable: return "42P01"
        case .unknownColumn, .columnNumber: return "42703"
        case .ambiguousName: return "42702"
        case .unknownFunction, .argumentCount: return "42883"
        case .duplicateName: return "42712"
        case .unknownType, .unknownWindow: return "42704"
        case .typeMismatch, .columnCount: return "42804"
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
        switch error.kind {
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
