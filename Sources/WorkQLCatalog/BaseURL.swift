/// The address of a service: scheme, host and port, to which paths are added.
package struct BaseURL: Sendable, Hashable {
    /// Without a slash at the end.
    package let text: String

    /// What is wrong with an address: it "is not encrypted".
    package struct Problem: Error {
        package let words: String
    }

    /// - Throws: unless it is `https://host[:port]`, or `http` to this machine itself: requests
    ///   hold tokens and answers hold people's records.
    package init(_ text: String) throws(Problem) {
        var rest = text[...]
        while rest.hasSuffix("/") { rest.removeLast() }
        let parts = rest.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let host = Self.host(parts[1]) else {
            throw Problem(words: "is not of the form https://host or https://host:port")
        }
        switch parts[0].lowercased() {
        case "https": break
        case "http" where Self.isLoopback(host): break
        case "http": throw Problem(words: "is not encrypted, which only this machine may be")
        default: throw Problem(words: "has a scheme other than https")
        }
        self.text = String(rest)
    }

    private init(known text: String) { self.text = text }

    /// The service's own, which was checked when its tables were registered.
    package static func standard(_ service: Service) -> BaseURL {
        (try? BaseURL(service.baseURL)) ?? BaseURL(known: service.baseURL)
    }

    /// The host of `host[:port]`; nil when there is more, or less.
    private static func host(_ authority: Substring) -> String? {
        var host = authority
        var port: Substring?
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            host = authority[authority.index(after: authority.startIndex)..<end]
            let rest = authority[authority.index(after: end)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { return nil }
            port = rest.isEmpty ? nil : rest.dropFirst()
            guard host.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else { return nil }
        } else {
            if let colon = authority.firstIndex(of: ":") {
                host = authority[..<colon]
                port = authority[authority.index(after: colon)...]
            }
            guard host.utf8.allSatisfy(isHostByte) else { return nil }
        }
        if let port, UInt16(port) == nil { return nil }
        return host.isEmpty ? nil : host.lowercased()
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    private static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
