/// The hosts that are reached without a proxy, as curl reads `no_proxy`: a name, with or without a
/// leading dot, matches itself and its subdomains; addresses and networks such as `10.0.0.0/8` and
/// `fd00::/8` match the addresses in them; `*` alone matches everything.
///
///     no_proxy=localhost,.corp.example,10.0.0.0/8
package struct NoProxyList: Sendable, Hashable {
    private let entries: [Substring]
    private let isEverything: Bool

    /// Parses a list whose entries are separated by commas or blanks.
    package init(_ text: String) {
        isEverything = text == "*"
        entries = text.split { $0 == "," || Self.isBlank($0) }
    }

    private static func isBlank(_ character: Character) -> Bool {
        character == " " || character == "\t"
    }

    /// - Parameter host: a name, or an address without brackets.
    package func contains(_ host: String) -> Bool {
        if isEverything { return true }
        if let address = NetworkAddress(host) {
            return entries.contains { Self.network($0, contains: address) }
        }
        let name = host.hasSuffix(".") ? host.dropLast() : host[...]
        return entries.contains { Self.domain($0, contains: name) }
    }

    private static func domain(_ entry: Substring, contains name: Substring) -> Bool {
        var domain = entry
        if domain.hasSuffix(".") { domain.removeLast() }
        if domain.hasPrefix(".") { domain.removeFirst() }
        // An entry of dots alone matches the names without any, as in curl: none has an end so.
        let (domainBytes, nameBytes) = (lowercased(domain), lowercased(name))
        if domainBytes.count == nameBytes.count { return domainBytes == nameBytes }
        guard domainBytes.count < nameBytes.count else { return false }
        let start = nameBytes.count - domainBytes.count
        return nameBytes[start - 1] == UInt8(ascii: ".")
            && nameBytes[start...].elementsEqual(domainBytes)
    }

    private static func lowercased(_ text: Substring) -> [UInt8] {
        text.utf8.map { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 ? $0 | 0x20 : $0 }
    }

    private static func network(_ entry: Substring, contains address: NetworkAddress) -> Bool {
        let parts = entry.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let text = parts.first, let network = NetworkAddress(String(text)),
            network.bytes.count == address.bytes.count
        else { return false }
        let width = network.bytes.count * 8
        // A text that is not a number counts as 0, and 0 as the whole address.
        var bits = parts.count == 2 ? leadingNumber(parts[1]) : 0
        guard (0...width).contains(bits) else { return false }
        if bits == 0 { bits = width }
        for (index, byte) in network.bytes.enumerated() {
            let here = min(max(bits - index * 8, 0), 8)
            let mask = here == 0 ? 0 : UInt8(truncatingIfNeeded: 0xFF << (8 - here))
            if byte & mask != address.bytes[index] & mask { return false }
        }
        return true
    }

    private static func leadingNumber(_ text: Substring) -> Int {
        Int(text.prefix { $0.isASCII && $0.isNumber }) ?? 0
    }
}
