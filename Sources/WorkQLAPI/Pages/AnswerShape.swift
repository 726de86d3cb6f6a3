import WorkQLCatalog

/// A description of an answer that is not one complete JSON object, as far as its bytes show.
struct AnswerShape {
    private let body: ArraySlice<UInt8>

    /// The maximum number of characters of the answer that are shown.
    private static let shown = 40
    /// The number of bytes that are searched for secrets, so that the shown text contains no part
    /// of one.
    private static let looked = 1024

    init(_ body: [UInt8]) {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        self.body = body.starts(with: mark) ? body.dropFirst(mark.count) : body[...]
    }

    /// - Parameters:
    ///   - type: the answer's content type, if it has one.
    ///   - reason: the parser's message, for cases that are not recognized here.
    ///   - isList: whether the answer itself is the requested list.
    func failure(
        type: String?, _ reason: String, isList: Bool, _ redaction: Redaction
    ) -> DecodingFailure {
        let words = words(type: type, reason, isList: isList, redaction)
        let isPage = body.drop(while: Self.isSpace).first == UInt8(ascii: "<")
        return .foreign(
            words,
            help: isPage
                ? "a proxy or a login page may have answered instead of the service: check the "
                    + "network and the base URL" : nil)
    }

    private func words(
        type: String?, _ reason: String, isList: Bool, _ redaction: Redaction
    ) -> String {
        let text = body.drop(while: Self.isSpace)
        guard let first = text.first else { return "the response is empty" }
        let quote = { (bytes: ArraySlice<UInt8>) in Self.quote(bytes, redaction) }
        if text.starts(with: [0xFF, 0xFE]) || text.starts(with: [0xFE, 0xFF]) {
            return "the response is UTF-16, not JSON in UTF-8"
        }
        if first == UInt8(ascii: "<") {
            let type = type.map { " (\(redaction($0)))" } ?? ""
            return "the response is HTML or XML\(type), not JSON: \(quote(text))"
        }
        switch first {
        case UInt8(ascii: "{"):
            guard let end = endOfObject(text) else {
                return
                    "the response is not complete JSON: it ends in the middle of an object, after "
                    + "\(body.count) bytes"
            }
            let rest = text[end...].drop(while: Self.isSpace)
            guard rest.isEmpty else {
                return "the response has text after its JSON object: \(quote(rest))"
            }
            return "the response is not complete JSON: \(reason)"
        case UInt8(ascii: "[") where !isList:
            return "the response is a JSON array where an object is expected: \(quote(text))"
        case UInt8(ascii: "\""), UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
            return "the response is a single value or text where a JSON object is expected: "
                + quote(text)
        case UInt8(ascii: "["):
            return "the response is not complete JSON: \(reason)"
        default:
            return "the response is not JSON: \(quote(text))"
        }
    }

    /// Returns the index after the brace that closes the first object; nil if the text ends before
    /// it.
    private func endOfObject(_ text: ArraySlice<UInt8>) -> Int? {
        var depth = 0
        var isString = false
        var isEscaped = false
        for (index, byte) in zip(text.indices, text) {
            if isEscaped {
                isEscaped = false
            } else if isString {
                if byte == UInt8(ascii: "\\") { isEscaped = true }
                if byte == UInt8(ascii: "\"") { isString = false }
            } else {
                switch byte {
                case UInt8(ascii: "\""): isString = true
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
                default: break
                }
                if depth == 0 { return index + 1 }
            }
        }
        return nil
    }

    private static func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }

    private static func quote(_ bytes: ArraySlice<UInt8>, _ redaction: Redaction) -> String {
        let text = redaction(String(decoding: bytes.prefix(looked), as: UTF8.self))
        return text.count > shown ? "\"\(text.prefix(shown))…\"" : "\"\(text)\""
    }
}
