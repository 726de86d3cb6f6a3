package import WorkQLCatalog

/// A code of a service as `workql explain` describes it, from the same table that classifies
/// answers.
package struct ServiceCode: Sendable {
    package let code: Int64
    package let service: Service
    /// In English; a complete text by itself.
    package let meaning: String
    /// The service's own text.
    package let chinese: String?
    /// What the user can do, or where to allow it; nil if the program does everything that can be
    /// done.
    package let help: String?
    /// The automatic reaction of the program.
    package let reaction: String

    private init(_ code: Int64, _ service: Service, _ known: ErrorCode) {
        self.code = code
        self.service = service
        meaning = known.meaning
        chinese = known.chinese
        help = known.help
        reaction = known.reaction.words
    }

    /// All codes of the built-in services, by service and number.
    package static let all: [ServiceCode] = Service.builtIn.flatMap { service in
        service.failures.meanings.sorted { $0.key < $1.key }
            .map { ServiceCode($0.key, service, $0.value) }
    }
}

extension ErrorCode.Reaction {
    fileprivate var words: String {
        switch self {
        case .busy: "workql retries, at most three times"
        case .token: "workql requests a new token once, then gives up"
        case .frequency: "workql pauses calls to this endpoint for a minute, then continues"
        case .crowded: "workql continues with fewer concurrent calls"
        case .users: "workql fetches the other users and names the refused ones"
        case .tooLarge: "workql splits the request in half, then gives up"
        case .fail: "workql gives up"
        }
    }
}

extension ServiceFailure.Kind {
    init(_ failure: ErrorCode.Failure) {
        self =
            switch failure {
            case .configuration: .configuration
            case .credentials: .credentials
            case .permission: .permission
            case .notFound: .notFound
            case .quota: .quota
            case .service: .service
            case .defect: .defect
            }
    }
}
