/// The grant of an access token by a service: a GET with ids and a secret of the profile, whose
/// response contains the token and its lifetime. The token is then sent with each request, in its
/// address.
package struct TokenGrant: Sendable {
    /// The path below the service's base address; its last part is the name of the request in
    /// messages.
    package let path: String
    /// The parameters of the GET, in the order in which they are sent.
    package let parameters: [(name: String, key: ServiceKey)]
    /// The fields of the response that contain the token, and its lifetime in seconds.
    package let token: String
    package let lifetime: String
    /// The lifetime of a token in seconds where the response contains none.
    package let documentedLifetime: Int64
    /// The parameter that contains the token in the addresses of requests.
    package let parameter: String

    package init(
        path: String, parameters: [(name: String, key: ServiceKey)],
        token: String = "access_token", lifetime: String = "expires_in",
        documentedLifetime: Int64, parameter: String = "access_token"
    ) {
        self.path = path
        self.parameters = parameters
        self.token = token
        self.lifetime = lifetime
        self.documentedLifetime = documentedLifetime
        self.parameter = parameter
    }

    /// The name of the request in messages: `gettoken` for `/cgi-bin/gettoken`.
    package var name: String { path.split(separator: "/").last.map(String.init) ?? path }
}
