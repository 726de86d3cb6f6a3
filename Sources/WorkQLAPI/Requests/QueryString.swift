/// The format of an address's query.
enum QueryString {
    /// Returns `a=1&b=2`, sorted by name, with all characters escaped that RFC 3986 does not call
    /// unreserved.
    ///
    /// The order is fixed because a signature covers the text as sent.
    static func text(_ parameters: [(name: String, value: String)]) -> String {
        parameters.sorted { $0.name < $1.name }
            .map { escape($0.name) + "=" + escape($0.value) }
            .joined(separator: "&")
    }

    static func escape(_ text: String) -> String {
        var escaped = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                escaped.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                escaped += byte < 16 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return escaped
    }
}
