/// How a service is reached, and which certificates are trusted on the way.
package struct NetworkRoute: Sendable, Hashable {
    /// Nil for a direct connection.
    package var proxy: ProxyAddress?
    /// Where the proxy is configured, for messages: `https_proxy`, `proxy in config.toml`.
    package var proxySource = ""
    /// Files or folders of PEM certificates that are trusted in addition to the system's.
    package var trusted: [String] = []

    package static let direct = NetworkRoute()

    package init(proxy: ProxyAddress? = nil, proxySource: String = "", trusted: [String] = []) {
        self.proxy = proxy
        self.proxySource = proxySource
        self.trusted = trusted
    }
}
