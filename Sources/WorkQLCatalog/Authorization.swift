/// How requests say who asks. What it adds to a request never appears in messages, logs or stores.
public struct Authorization: Sendable {
    package let scheme: Scheme

    package enum Scheme: Sendable {
        /// Requests say nothing.
        case none
        /// An access token in the address, which the service grants for what the profile holds.
        case accessToken(TokenGrant)
        /// Headers of Tencent Meeting, signed with the profile's secret key.
        case signature
        case bearer(@Sendable () async throws -> String)
        case custom(@Sendable (inout OutgoingRequest) async throws -> Void)
    }

    /// Whether a token is fetched before a request can go out.
    package var usesToken: Bool {
        switch scheme {
        case .accessToken, .bearer: true
        case .none, .signature, .custom: false
        }
    }

    package static func accessToken(_ grant: TokenGrant) -> Authorization {
        Authorization(scheme: .accessToken(grant))
    }
    package static let signature = Authorization(scheme: .signature)

    /// Requests say nothing about who asks.
    public static let none = Authorization(scheme: .none)

    /// `Authorization: Bearer …` with a token that holds for as long as the program runs.
    public static func bearer(_ token: String) -> Authorization {
        Authorization(scheme: .bearer { token })
    }

    /// `Authorization: Bearer …` with a token that is fetched.
    ///
    /// - Parameter token: is called when the first request needs a token, and once more after the
    ///   service has refused it (HTTP 401, or a code that means so); never twice at once. What it
    ///   throws ends the statement, and is not shown: it might hold a secret.
    public static func bearer(
        _ token: @escaping @Sendable () async throws -> String
    ) -> Authorization {
        Authorization(scheme: .bearer(token))
    }

    /// Headers or parameters of one's own, such as an API key or a signature.
    ///
    /// - Parameter authorize: is called for every request that goes out, repetitions included, from
    ///   any task. What it throws ends the statement, and is not shown.
    public static func custom(
        _ authorize: @escaping @Sendable (inout OutgoingRequest) async throws -> Void
    ) -> Authorization {
        Authorization(scheme: .custom(authorize))
    }
}

/// A request as it goes out, for an authorization to add to.
public struct OutgoingRequest: Sendable {
    /// `GET` or `POST`.
    public let method: String
    /// Below the base address, without the query.
    public let path: String
    /// Parameters in the address, escaped, by name, without a question mark; empty for none.
    public let query: String
    /// JSON; empty for a GET.
    public let body: String
    package private(set) var headers: [(name: String, value: String)] = []
    package private(set) var parameters: [(name: String, value: String)] = []

    package init(method: String, path: String, query: String, body: String) {
        self.method = method
        self.path = path
        self.query = query
        self.body = body
    }

    /// Adds a header. A value with a line break or another control character fails the request.
    public mutating func addHeader(_ name: String, _ value: String) {
        headers.append((name, value))
    }

    /// Adds a parameter behind those of the address, for POST requests too. It is escaped.
    public mutating func addParameter(_ name: String, _ value: String) {
        parameters.append((name, value))
    }
}

extension Authorization: CustomStringConvertible, CustomReflectable {
    public var description: String { "Authorization" }
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}
