package import WorkQLCatalog

/// What an error code of a service means to a call.
struct ErrorCode: Sendable {
    let reaction: Reaction
    /// In English; stands alone.
    let meaning: String
    /// The service's own words, where its pages give any.
    var chinese: String?
    /// What to do, or where to allow it.
    var help: String?

    enum Reaction: Sendable, Equatable {
        /// Repeat, at most three times.
        case busy
        /// Ask for a new token once.
        case token
        /// The endpoint rests for a minute.
        case frequency
        /// Fewer calls at once.
        case crowded
        /// One of the users asked for is unknown or out of sight: the others can still be had.
        case users
        /// The call asks for too much at once: try its halves.
        case tooLarge(Excess)
        /// Fail.
        case fail(ServiceFailure.Kind)
    }

    /// Of what a call may ask for too much at once.
    enum Excess: Sendable, Equatable {
        case range
        /// The values of a list.
        case list
        /// A list, or the range where no list has two values.
        case any
    }

    static func table(of service: Service) -> [Int64: ErrorCode] {
        switch service {
        case .wecom: wecom
        case .tencentMeeting: tencentMeeting
        }
    }

    /// The meaning of a code; an unknown one fails as the service's own.
    static func of(_ codes: [Int64], _ service: Service) -> (code: Int64, meaning: ErrorCode) {
        for code in codes {
            if let known = table(of: service)[code] { return (code, known) }
        }
        return (
            codes.first ?? 0,
            ErrorCode(reaction: .fail(.service), meaning: "an error without a known meaning")
        )
    }
}

/// A code of a service as `workql explain` tells of it: from the same table by which answers are
/// judged.
package struct ServiceCode: Sendable {
    package let code: Int64
    package let service: Service
    /// In English; stands alone.
    package let meaning: String
    /// The service's own words.
    package let chinese: String?
    /// What to do, or where to allow it; nil where the program does all there is to do.
    package let help: String?
    /// What the program does by itself.
    package let reaction: String

    private init(_ code: Int64, _ service: Service, _ known: ErrorCode) {
        self.code = code
        self.service = service
        meaning = known.meaning
        chinese = known.chinese
        help = known.help
        reaction = known.reaction.words
    }

    /// All there are, by service and number.
    package static let all: [ServiceCode] = Service.allCases.flatMap { service in
        ErrorCode.table(of: service).sorted { $0.key < $1.key }
            .map { ServiceCode($0.key, service, $0.value) }
    }
}

extension ErrorCode.Reaction {
    fileprivate var words: String {
        switch self {
        case .busy: "workql asks again, at most three times"
        case .token: "workql asks for a new token once, and then gives up"
        case .frequency: "workql leaves the endpoint alone for a minute and goes on"
        case .crowded: "workql goes on with fewer calls at once"
        case .users: "workql leaves the refused users out, brings the others and names the refused"
        case .tooLarge: "workql tries the halves, and then gives up"
        case .fail: "workql gives up"
        }
    }
}
