/// The reason why a call failed for good. Its texts contain no secret, no token and no control
/// character, and can be shown as they are.
package struct ServiceFailure: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Kind: String, Sendable {
        /// Configuration is missing or contradictory.
        case configuration
        /// The service rejects the credentials.
        case credentials
        /// The service accepts the credentials but does not allow this.
        case permission
        /// The service does not know a requested user, department or meeting.
        case notFound
        /// The quota of a day is exhausted, or that of a minute after several waits.
        case quota
        /// The service is busy or failing, after all retries.
        case service
        /// The service could not be reached, after all retries.
        case transport
        /// The answer is not what the service documents.
        case malformed
        /// A request that must not have been made: a bug in this program.
        case defect
        case cancelled
        /// The caller allows no further call.
        case budget
    }

    package var kind: Kind
    /// The endpoint's name, such as `checkin/getcheckindata`.
    package var endpoint: String
    /// The service's own error code.
    package var code: Int?
    /// A complete message by itself; one line.
    package var message: String
    /// What the user can do about it.
    package var help: String?
    /// How far the call had progressed; nil if no page had arrived.
    package var reached: Reached?
    /// Whether a user in the call is unknown.
    package var isOfUser = false

    package struct Reached: Sendable, Hashable {
        package var pages: Int
        /// The total number, if answers stated it.
        package var of: Int64?

        package init(pages: Int, of: Int64? = nil) {
            self.pages = pages
            self.of = of
        }
    }

    package init(
        _ kind: Kind, _ endpoint: String, _ message: String, code: Int? = nil, help: String? = nil
    ) {
        self.kind = kind
        self.endpoint = endpoint
        self.code = code
        self.message = message
        self.help = help
    }

    package var description: String {
        "\(endpoint): \(message)" + (help.map { " (\($0))" } ?? "")
    }

    static func cancelled(_ endpoint: String) -> ServiceFailure {
        ServiceFailure(.cancelled, endpoint, "cancelled")
    }
}
