import Foundation
import WorkQLCatalog

/// The address of a proxy through which a service is reached: `http://[user[:password]@]host:port`,
/// or `socks5h://host:port`.
///
/// Its password is a secret: descriptions and ``shown`` omit user and password.
package struct ProxyAddress: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// Requests go through a tunnel that `CONNECT` opens.
        case http
        /// SOCKS 5, where the proxy resolves the names.
        case socks
    }

    package let kind: Kind
    package let host: String
    package let port: Int
    /// Nil if the proxy requires none.
    package let user: String?
    /// Nil if there is none.
    package var password: String?

    /// Why an address cannot be used: it "has no port".
    package struct Problem: Error, Hashable {
        package let words: String
        package let help: String
    }

    /// Parses an address. Without a scheme it is an HTTP proxy, as in curl. Escapes such as `%40`
    /// in user and password are decoded.
    ///
    /// - Throws: for a text that is not such an address, and for unsupported proxies: those that
    ///   are reached by TLS, SOCKS 4, SOCKS 5 with a password. The problem contains no password.
    package init(_ text: String) throws(Problem) {
        let parts = Self.parts(of: text)
        switch parts.scheme.lowercased() {
        case "http": kind = .http
        // The proxy resolves the names in either case: this machine may have no DNS server that
        // knows the services, which is a reason to use a proxy.
        case "socks5h", "socks5": kind = .socks
        case "https":
            throw Problem(
                words: "requires TLS, which WorkQL does not support",
                help: "use the proxy's plain port (http://), or run stunnel or gost on this "
                    + "machine in front of it; requests are encrypted inside the tunnel either way")
        case "socks", "socks4", "socks4a":
            throw Problem(
                words: "is a SOCKS 4 proxy, which WorkQL does not support",
                help: "use socks5h://host:port or http://host:port")
        case let other:
            throw Problem(
                words: "has the scheme \(other.prefix(20)), which is not a proxy scheme",
                help: "use http://host:port or socks5h://host:port")
        }
        guard let authority = Authority(parts.authority) else {
            throw Problem(
                words: "is not of the form http://host:port",
                help: "write http://user:password@host:3128 or socks5h://host:1080, with "
                    + "%40 for @ and %3A for : in a password")
        }
        guard let port = authority.port else {
            throw Problem(
                words: "has no port",
                help: "write it after the host, for example http://\(authority.host):3128")
        }
        (host, self.port) = (authority.host, port)
        guard let userinfo = parts.userinfo else {
            (user, password) = (nil, nil)
            return
        }
        guard kind == .http else {
            throw Problem(
                words: "requires a SOCKS login, which WorkQL does not support",
                help: "use an http:// proxy, or run gost or ssh -D on this machine to log in to "
                    + "it, and use that")
        }
        let colon = userinfo.firstIndex(of: ":")
        user = Self.unescaped(userinfo[..<(colon ?? userinfo.endIndex)])
        password = colon.map { Self.unescaped(userinfo[userinfo.index(after: $0)...]) }
    }

    /// Without user and password: `http://proxy.example:3128`.
    package var shown: String {
        let host = host.contains(":") ? "[\(host)]" : host
        return "\(kind == .http ? "http" : "socks5h")://\(host):\(port)"
    }

    /// The value of `Proxy-Authorization`; nil without a user.
    package var basicAuthorization: String? {
        user.map { "Basic " + Data("\($0):\(password ?? "")".utf8).base64EncodedString() }
    }

    private static func parts(
        of text: String
    ) -> (scheme: Substring, userinfo: Substring?, authority: Substring) {
        var rest = text[...]
        var scheme: Substring = "http"
        if let mark = rest.firstRange(of: "://") {
            scheme = rest[..<mark.lowerBound]
            rest = rest[mark.upperBound...]
        }
        // A password may hold a slash and an @; the host holds neither.
        var userinfo: Substring?
        if let mark = rest.lastIndex(of: "@") {
            userinfo = rest[..<mark]
            rest = rest[rest.index(after: mark)...]
        }
        while rest.hasSuffix("/") { rest.removeLast() }
        return (scheme, userinfo, rest)
    }

    private static func unescaped(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            if byte == UInt8(ascii: "%"), digits.count == 2,
                let value = Substring(digits).allHexadecimal
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Descriptions and mirrors never contain the password.
extension ProxyAddress: CustomStringConvertible, CustomReflectable {
    package var description: String { shown }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}

extension Substring {
    /// The byte of two hexadecimal digits; nil for any other text. `Int("+1", radix:)` accepts
    /// signs.
    fileprivate var allHexadecimal: UInt8? {
        utf8.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit } ? UInt8(self, radix: 16) : nil
    }
}
