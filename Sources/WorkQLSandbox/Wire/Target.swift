/// The text between the method and HTTP/1.1: a path and a query, exactly as sent.
struct Target: Sendable {
    struct Item: Sendable, Hashable {
        let name: String
        let value: String
    }

    let raw: String
    let path: String
    /// The items, percent-decoded, in the order sent; a name may occur twice.
    let query: [Item]
    /// Whether every part of the query could be decoded.
    let isWellFormed: Bool

    init(_ raw: String) {
        self.raw = raw
        guard let mark = raw.firstIndex(of: "?") else {
            (path, query, isWellFormed) = (raw, [], true)
            return
        }
        path = String(raw[..<mark])
        var items: [Item] = []
        var isWellFormed = true
        for part in raw[raw.index(after: mark)...].split(separator: "&") {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = Target.decoded(sides[0])
            let value = Target.decoded(sides.count > 1 ? sides[1] : "")
            if let name, let value {
                items.append(Item(name: name, value: value))
            } else {
                isWellFormed = false
            }
        }
        query = items
        self.isWellFormed = isWellFormed
    }

    func first(_ name: String) -> String? { query.first { $0.name == name }?.value }

    private static let secrets: Set<String> = ["access_token", "corpsecret"]

    /// The target without secrets and tokens, for logs.
    var redacted: String {
        guard let mark = raw.firstIndex(of: "?") else { return raw }
        let parts = raw[raw.index(after: mark)...].split(
            separator: "&", omittingEmptySubsequences: false)
        let shown = parts.map { part -> Substring in
            let name = part.prefix { $0 != "=" }
            return Target.secrets.contains(String(name)) ? name + "=REDACTED" : part
        }
        return raw[...mark] + shown.joined(separator: "&")
    }

    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                // In a URL's query a plus is a plus; only forms decode it as a space.
                bytes.append(byte)
                continue
            }
            guard let high = hex(rest.popFirst()), let low = hex(rest.popFirst()) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func hex(_ byte: UInt8?) -> UInt8? {
        switch byte {
        case .some(let digit) where (0x30...0x39).contains(digit): digit - 0x30
        case .some(let digit) where (0x41...0x46).contains(digit): digit - 0x41 + 10
        case .some(let digit) where (0x61...0x66).contains(digit): digit - 0x61 + 10
        default: nil
        }
    }
}
