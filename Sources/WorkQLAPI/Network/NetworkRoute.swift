/// By which way a service is reached, and whose certificates are believed there.
package struct NetworkRoute: Sendable, Hashable {
    /// Nil for a direct connection.
    package var proxy: ProxyAddress?
    /// Who names the proxy, for messages: `https_proxy`, `proxy in config.toml`.
    package var proxySource = ""
    /// Files or folders of PEM certificates that are believed in addition to the system's.
    package var trusted: [String] = []

    package static let direct = NetworkRoute()

    package init(proxy: ProxyAddress? = nil, proxySource: String = "", trusted: [String] = []) {
        self.proxy = proxy
        self.proxySource = proxySource
        self.trusted = trusted
    }
}
