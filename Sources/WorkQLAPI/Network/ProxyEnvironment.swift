package import WorkQLCatalog

/// The proxies that the environment configures, as curl reads them: `https_proxy` and
/// `HTTPS_PROXY`, `http_proxy` in lower case only, because CGI programs have the request's `Proxy:`
/// header in `HTTP_PROXY`, then `all_proxy` and `ALL_PROXY`; `no_proxy` and `NO_PROXY`. The
/// lower-case variable takes precedence; an empty one counts as not set.
package struct ProxyEnvironment: Sendable {
    /// All variables that are read.
    package static let variables = [
        "https_proxy", "HTTPS_PROXY", "http_proxy", "all_proxy", "ALL_PROXY", "no_proxy",
        "NO_PROXY",
    ]

    private let values: [String: String]
    private let exceptions: NoProxyList

    /// - Parameter exceptions: a list that replaces the environment's `no_proxy`.
    package init(_ environment: [String: String], exceptions: String? = nil) {
        values = environment.filter { !$0.value.isEmpty }
        self.exceptions = NoProxyList(exceptions ?? values["no_proxy"] ?? values["NO_PROXY"] ?? "")
    }

    /// Returns the proxy for an address, and the variable that names it; nil for a direct
    /// connection, which is always used for this machine itself.
    package func proxy(
        for address: BaseURL
    ) -> (text: String, variable: String)? {
        guard !address.authority.isLoopback, !exceptions.contains(address.authority.host)
        else { return nil }
        let names =
            address.isEncrypted ? ["https_proxy", "HTTPS_PROXY"] : ["http_proxy"]
        for name in names + ["all_proxy", "ALL_PROXY"] {
            if let text = values[name] { return (text, name) }
        }
        return nil
    }
}
