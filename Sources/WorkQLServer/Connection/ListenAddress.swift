import NIOCore

/// The address at which a server listens.
package enum ListenAddress: Hashable, Sendable {
    /// - Parameter port: the port; 0 for any free one.
    case host(String, port: Int)
    /// A Unix socket.
    case socket(path: String)

    package static let standardPort = 5432

    /// Parses `127.0.0.1:5432`, `[::1]:5432`, `localhost`, `/run/workql`; returns nil for any other
    /// text.
    ///
    /// - Parameter isFolder: returns whether a path is a folder, in which the socket gets
    ///   PostgreSQL's name.
    package init?(_ text: String, isFolder: (String) -> Bool) {
        if text.contains("/") {
            self = .socket(
                path: isFolder(text) ? "\(text)/.s.PGSQL.\(Self.standardPort)" : text)
            return
        }
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            let host = String(text[text.index(after: text.startIndex)..<end])
            let rest = text[text.index(after: end)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { return nil }
            guard let port = Self.port(rest.dropFirst()) else { return nil }
            self = .host(host, port: port)
            return
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        switch parts.count {
        case 1:
            // A number alone is a port.
            if let port = Int(text), (0...65_535).contains(port) {
                self = .host("127.0.0.1", port: port)
            } else if text.isEmpty {
                return nil
            } else {
                self = .host(text, port: Self.standardPort)
            }
        case 2:
            guard let port = Self.port(parts[1]) else { return nil }
            self = .host(parts[0].isEmpty ? "127.0.0.1" : String(parts[0]), port: port)
        default: return nil
        }
    }

    private static func port(_ text: some StringProtocol) -> Int? {
        if text.isEmpty { return standardPort }
        return Int(text).flatMap { (0...65_535).contains($0) ? $0 : nil }
    }

    /// Whether the address cannot be reached from other machines.
    package var isLocal: Bool {
        switch self {
        case .socket: true
        case .host(let host, _):
            host == "localhost" || host == "::1" || host.hasPrefix("127.")
        }
    }

    /// The path that was meant if the name of a host is the name of a socket in the working folder;
    /// nil for a name with dots and for an address.
    var socketInFolder: String? {
        guard case .host(let host, Self.standardPort) = self,
            !host.isEmpty, host.allSatisfy({ $0.isLetter || $0.isNumber || "-_".contains($0) })
        else { return nil }
        return "./" + host
    }

    /// Returns whether a client is on this machine.
    static func isLocal(_ address: SocketAddress?) -> Bool {
        switch address {
        case .unixDomainSocket?: return true
        case .v4?, .v6?:
            guard let host = address?.ipAddress else { return false }
            return host == "::1" || host.hasPrefix("127.") || host.hasPrefix("::ffff:127.")
        case nil: return false
        }
    }
}
