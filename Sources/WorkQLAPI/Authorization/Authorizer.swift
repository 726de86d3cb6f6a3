import WorkQLCatalog

/// A component that adds the caller's credentials to requests.
protocol Authorizer: Sendable {
    /// The identity that distinguishes the views that different callers have of a service's
    /// records: the ids, and a fingerprint of the secret, never the secret.
    var identity: [String] { get }
    /// The owner of the quota, as far as is known: the service counts all calls of one owner
    /// together.
    var owner: String { get }

    /// - Throws: if there are no usable credentials, such as no token.
    func authorize(
        _ text: RequestText, to base: BaseURL
    ) async throws(ServiceFailure) -> AuthorizedRequest

    /// Verifies the credentials as far as possible without a call of an endpoint.
    func identify() async throws(ServiceFailure)

    /// Discards a token that a call found to be rejected.
    ///
    /// - Returns: whether other calls used the token too, so that it may well have been valid
    ///   before.
    func drop(_ token: String) -> Bool
}

extension Authorizer {
    func identify() async throws(ServiceFailure) {}

    func drop(_ token: String) -> Bool { false }
}

struct AuthorizedRequest: Sendable {
    var request: HTTPRequest
    /// The texts in the request that must not be shown.
    var secrets: [String]
    /// The token of the request; empty for a service without tokens.
    var token: String
}

extension RequestText {
    /// - Parameters:
    ///   - query: replaces the text's own query.
    ///   - headers: are added to the header for the body's type.
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
