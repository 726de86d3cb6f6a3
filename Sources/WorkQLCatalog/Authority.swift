/// The `host` or `host:port` of an address; the host of an IPv6 address is without its brackets.
package struct Authority: Sendable, Hashable {
    /// In lower case.
    package let host: String
    /// nil where none is written.
    package let port: Int?

    package init(host: String, port: Int?) {
        (self.host, self.port) = (host, port)
    }

    /// Parses an authority; returns nil for a text of any other form.
    package init?(_ text: Substring) {
        var name = text
        var digits: Substring?
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            name = text[text.index(after: text.startIndex)..<end]
            let rest = text[text.index(after: end)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { return nil }
            digits = rest.isEmpty ? nil : rest.dropFirst()
            guard name.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else { return nil }
        } else {
            if let colon = text.firstIndex(of: ":") {
                name = text[..<colon]
                digits = text[text.index(after: colon)...]
            }
            guard name.utf8.allSatisfy(Self.isHostByte) else { return nil }
        }
        guard !name.isEmpty else { return nil }
        if let digits {
            guard let number = UInt16(digits) else { return nil }
            port = Int(number)
        } else {
            port = nil
        }
        host = name.lowercased()
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// Whether it is this machine itself, independently of the name servers.
    package var isLoopback: Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
