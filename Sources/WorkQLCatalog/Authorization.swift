/// The way in which requests identify the caller. What it adds to a request never appears in
/// messages, logs or stores.
public struct Authorization: Sendable {
    package let scheme: Scheme

    package enum Scheme: Sendable {
        /// Requests identify no caller.
        case none
        /// An access token in the address, which the service grants for the credentials of the
        /// profile.
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

    /// Requests identify no caller.
    public static let none = Authorization(scheme: .none)

    /// Sends `Authorization: Bearer …` with a token that is valid for as long as the program runs.
    public static func bearer(_ token: String) -> Authorization {
        Authorization(scheme: .bearer { token })
    }

    /// Sends `Authorization: Bearer …` with a token that is fetched.
    ///
    /// - Parameter token: called when the first request needs a token, and again after the service
    ///   has refused it (HTTP 401, or a code with that meaning); never concurrently. An error that
    ///   it throws ends the statement, and is not shown, since it might contain a secret.
    public static func bearer(
        _ token: @escaping @Sendable () async throws -> String
    ) -> Authorization {
        Authorization(scheme: .bearer(token))
    }

    /// Adds headers or parameters of the program, such as an API key or a signature.
    ///
    /// - Parameter authorize: called for every request that is sent, retries included, from any
    ///   task. An error that it throws ends the statement, and is not shown.
    public static func custom(
        _ authorize: @escaping @Sendable (inout OutgoingRequest) async throws -> Void
    ) -> Authorization {
        Authorization(scheme: .custom(authorize))
    }
}

/// A request before it is sent, for an authorization to add to.
public struct OutgoingRequest: Sendable {
    /// `GET` or `POST`.
    public let method: String
    /// The path below the base address, without the query.
    public let path: String
    /// Parameters in the address, escaped, sorted by name, without a question mark; empty for none.
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

    /// Adds a parameter after those of the address, for POST requests too. It is escaped.
    public mutating func addParameter(_ name: String, _ value: String) {
        parameters.append((name, value))
    }
}

extension Authorization: CustomStringConvertible, CustomReflectable {
    public var description: String { "Authorization" }
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}
