/// How a service grants an access token: a GET with ids and a secret of the profile, whose answer
/// holds the token and its lifetime. The token then goes with each request, in its address.
package struct TokenGrant: Sendable {
    /// Below the service's base address; its last part is what messages call the request.
    package let path: String
    /// The parameters of the GET, in the order in which they are sent.
    package let parameters: [(name: String, key: ServiceKey)]
    /// The fields of the answer that hold the token, and for how many seconds it holds.
    package let token: String
    package let lifetime: String
    /// For how many seconds a token holds where the answer names no lifetime.
    package let documentedLifetime: Int64
    /// The parameter that holds the token in the addresses of requests.
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

    /// `gettoken` of `/cgi-bin/gettoken`
    package var name: String { path.split(separator: "/").last.map(String.init) ?? path }
}
