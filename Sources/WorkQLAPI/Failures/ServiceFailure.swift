/// Why a call failed for good. Its texts hold no secret, no token and no control character, and can
/// be shown as they are.
package struct ServiceFailure: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Kind: String, Sendable {
        /// Something is missing in the configuration, or contradicts itself.
        case configuration
        /// The service does not accept who asks.
        case credentials
        /// The service knows who asks and does not allow this.
        case permission
        /// The service does not know a user, department or meeting asked for.
        case notFound
        /// The quota of a day is used up, or that of a minute after several waits.
        case quota
        /// The service is busy or failing, after all retries.
        case service
        /// The service could not be reached, after all retries.
        case transport
        /// The answer is not what the service documents.
        case malformed
        /// A request that must not have been made: a mistake of this program.
        case defect
        case cancelled
        /// Whoever asked allows no further call.
        case budget
    }

    package var kind: Kind
    /// The endpoint's name, such as `checkin/getcheckindata`.
    package var endpoint: String
    /// The service's own error code.
    package var code: Int?
    /// Stands alone; one line.
    package var message: String
    /// What to do about it.
    package var help: String?
    /// How far its call had come; nil where no page had.
    package var reached: Reached?

    package struct Reached: Sendable, Hashable {
        package var pages: Int
        /// How many there are, where answers told it.
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
