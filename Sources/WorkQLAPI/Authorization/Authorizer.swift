import WorkQLCatalog

/// Says in requests who asks.
protocol Authorizer: Sendable {
    /// Tells one view of a service's records from another: by its ids, and by a fingerprint of the
    /// secret, never the secret.
    var identity: [String] { get }
    /// Whose calls the service counts together, as far as is known.
    var owner: String { get }

    /// - Throws: why there is nothing to say who asks by, such as no token.
    func authorize(
        _ text: RequestText, to base: BaseURL
    ) async throws(ServiceFailure) -> AuthorizedRequest

    /// Finds out what can be found out of who asks without a call of an endpoint.
    func identify() async throws(ServiceFailure)

    /// A call found the token of its request not to be accepted.
    ///
    /// - Returns: whether other calls had the token too, so that it may well have been good before.
    func drop(_ token: String) -> Bool
}

extension Authorizer {
    func identify() async throws(ServiceFailure) {}

    func drop(_ token: String) -> Bool { false }
}

struct AuthorizedRequest: Sendable {
    var request: HTTPRequest
    /// What it holds that must not be shown.
    var secrets: [String]
    /// Empty where the service knows none.
    var token: String
}

extension RequestText {
    /// - Parameters:
    ///   - query: in place of the text's own.
    ///   - headers: besides the one for the body's type.
    func request(
        to base: BaseURL, query: String, headers: [(name: String, value: String)]
    ) -> HTTPRequest {
        var headers = headers
        if method == .post { headers.append(("Content-Type", "application/json")) }
        return HTTPRequest(
            method: method.rawValue, url: base.text + path + (query.isEmpty ? "" : "?\(query)"),
            headers: headers, body: Array(body.utf8))
    }
}

extension Service {
    func authorizer(
        _ credentials: Credentials, _ base: BaseURL, _ wire: RequestContext
    ) -> any Authorizer {
        switch authorization.scheme {
        case .accessToken(let grant):
            AccessTokenAuthorizer(self, grant, credentials, base, wire)
        case .signature: TencentMeetingAuthorizer(credentials, wire.requestClock)
        case .none: CustomAuthorizer(self) { _ in }
        case .bearer(let token): BearerAuthorizer(self, wire.requestClock, token)
        case .custom(let authorize): CustomAuthorizer(self, authorize)
        }
    }
}
