/// The address of a service: scheme, host and port, and the path of a reverse proxy in front of it;
/// the paths of endpoints are appended.
package struct BaseURL: Sendable, Hashable {
    /// Without a slash at the end.
    package let text: String
    package let authority: Authority
    /// Whether requests use TLS.
    package let isEncrypted: Bool

    /// The problem with an address, as a predicate: it "is not encrypted".
    package struct Problem: Error {
        package let words: String
        package var help: String?
    }

    /// - Parameter allowsPlainHTTP: whether requests may go unencrypted to another machine, such as
    ///   a reverse proxy in the company's own network.
    /// - Throws: unless it is `https://host[:port][/path]`, or `http` to this machine itself or
    ///   where plain HTTP is allowed: requests contain tokens and responses contain people's
    ///   records.
    package init(_ text: String, allowsPlainHTTP: Bool = false) throws(Problem) {
        var rest = text[...]
        while rest.hasSuffix("/") { rest.removeLast() }
        let parts = rest.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let scheme = parts.first, let address = parts.last else {
            throw Self.malformed
        }
        let slash = address.firstIndex(of: "/") ?? address.endIndex
        guard let authority = Authority(address[..<slash]), Self.isPath(address[slash...]) else {
            throw Self.malformed
        }
        switch scheme.lowercased() {
        case "https": isEncrypted = true
        case "http" where authority.isLoopback || allowsPlainHTTP: isEncrypted = false
        case "http":
            throw Problem(
                words: "is not encrypted, which is allowed only for this machine",
                help: "write https://, or set allow_plain_http = true next to it for a reverse "
                    + "proxy in a trusted network")
        default: throw Problem(words: "has a scheme other than https")
        }
        self.text = String(rest)
        self.authority = authority
    }

    private init(known text: String) {
        self.text = text
        authority = Authority(host: text, port: nil)
        isEncrypted = true
    }

    /// Returns the service's own address, which was checked when its tables were registered.
    package static func standard(_ service: Service) -> BaseURL {
        (try? BaseURL(service.baseURL)) ?? BaseURL(known: service.baseURL)
    }

    private static let malformed = Problem(
        words: "is not of the form https://host, https://host:port or https://host/path")

    /// Whether a path consists of characters that paths contain unescaped: no query, fragment or
    /// space.
    private static func isPath(_ path: Substring) -> Bool {
        path.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "\\"), UInt8(ascii: "@"): false
            default: byte > 0x20 && byte < 0x7F
            }
        }
    }
}
