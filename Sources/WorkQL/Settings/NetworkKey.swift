/// A key of the configuration that determines the route to a service, or the location of its
/// secret. Keys of the route are allowed at the top, in a profile and in a service's table in it;
/// the innermost takes precedence.
package enum NetworkKey: String, Sendable, CaseIterable {
    case proxy
    /// A file whose first line is the proxy's password.
    case proxyPasswordFile = "proxy_password_file"
    /// Hosts that are reached without the proxy.
    case noProxy = "no_proxy"
    /// PEM certificates that are trusted in addition to the system's.
    case caFile = "ca_file"
    /// Whether a base URL may be `http` beyond this machine.
    case allowPlainHTTP = "allow_plain_http"
    /// A file whose first line is the service's secret.
    case secretFile = "secret_file"
    /// A command whose first line of output is the service's secret.
    case secretCommand = "secret_command"

    /// Whether it applies to one service, so that it is allowed only in that service's table.
    package var isOfService: Bool { self == .secretFile || self == .secretCommand }

    /// The description of the key, as the documents contain it.
    package var meaning: String {
        switch self {
        case .proxy:
            "the proxy: `http://user:password@host:port`, `socks5h://host:port`, or `none`; "
                + "`${NAME}` in it is replaced by the value of the environment variable"
        case .proxyPasswordFile: "a file whose first line is the proxy's password"
        case .noProxy:
            "hosts to reach without the proxy, in the format of curl's `no_proxy`"
        case .caFile: "a PEM file of certificates that are trusted in addition to the system's"
        case .allowPlainHTTP:
            "whether `base_url` may use `http` for another machine; `false` by default"
        case .secretFile: "a file whose first line is the secret, in place of the secret"
        case .secretCommand:
            "a command whose first line of output is the secret, such as `pass show workql`"
        }
    }

    package static let ofWay = allCases.filter { !$0.isOfService }
}
