import WorkQLCatalog

/// An authorizer of requests with a bearer token from a closure of the embedding program.
struct BearerAuthorizer: Authorizer {
    let identity: [String]
    let owner: String
    private let tokens: AccessTokens

    init(
        _ service: Service, _ requestClock: RequestClock,
        _ token: @escaping @Sendable () async throws -> String
    ) {
        identity = [service.account]
        owner = service.account
        tokens = AccessTokens(of: service.name, requestClock, refusalsAreFinal: false) {
            () async throws(ServiceFailure) in
            do {
                let text = try await token()
                guard !text.isEmpty, !text.unicodeScalars.contains(where: isControl) else {
                    throw ServiceFailure(
                        .credentials, service.name,
                        "the token for \(service.title) is empty or contains a control character")
                }
                return (text, lifetime: nil)
            } catch {
                throw ServiceFailure(unauthorized: error, service, "has no token")
            }
        }
    }

    func authorize(
        _ text: RequestText, to base: BaseURL
    ) async throws(ServiceFailure) -> AuthorizedRequest {
        let token = try await tokens.token()
        return AuthorizedRequest(
            request: text.request(
                to: base, query: text.query, headers: [("Authorization", "Bearer \(token)")]),
            secrets: [token], token: token)
    }

    func identify() async throws(ServiceFailure) { _ = try await tokens.token() }

    func drop(_ token: String) -> Bool { tokens.drop(token) }
}

/// An authorizer that lets a closure of the embedding program add to each request.
struct CustomAuthorizer: Authorizer {
    let identity: [String]
    let owner: String
    private let service: Service
    private let add: @Sendable (inout OutgoingRequest) async throws -> Void

    init(
        _ service: Service, _ add: @escaping @Sendable (inout OutgoingRequest) async throws -> Void
    ) {
        identity = [service.account]
        owner = service.account
        self.service = service
        self.add = add
    }

    func authorize(
        _ text: RequestText, to base: BaseURL
    ) async throws(ServiceFailure) -> AuthorizedRequest {
        var outgoing = OutgoingRequest(
            method: text.method.rawValue, path: text.path, query: text.query, body: text.body)
        do { try await add(&outgoing) } catch {
            throw ServiceFailure(unauthorized: error, service, "has no authorization")
        }
        for header in outgoing.headers
        where header.name.isEmpty || !header.name.utf8.allSatisfy(isTokenByte)
            || header.value.unicodeScalars.contains(where: isControl)
        {
            throw ServiceFailure(
                .credentials, service.name,
                "an authorization header for \(service.title) is not a valid HTTP header")
        }
        let added = QueryString.text(outgoing.parameters)
        let query = [text.query, added].filter { !$0.isEmpty }.joined(separator: "&")
        let secrets = outgoing.headers.map(\.value) + outgoing.parameters.map(\.value)
        return AuthorizedRequest(
            request: text.request(to: base, query: query, headers: outgoing.headers),
            secrets: secrets + outgoing.parameters.map { QueryString.escape($0.value) }, token: "")
    }

    /// Returns whether the byte is allowed in the name of a header by RFC 9110.
    private func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}

extension ServiceFailure {
    /// Wraps an error that a closure of the embedding program threw. The error's own text is not
    /// shown, because it may contain secrets.
    fileprivate init(unauthorized error: any Error, _ service: Service, _ problem: String) {
        if let failure = error as? ServiceFailure {
            self = failure
        } else if error is CancellationError {
            self = .cancelled(service.name)
        } else {
            self.init(
                .credentials, service.name,
                "a request to \(service.title) \(problem): its authorization threw "
                    + "\(type(of: error))")
        }
    }
}
