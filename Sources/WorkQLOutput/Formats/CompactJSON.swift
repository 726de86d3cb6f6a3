extension [UInt8] {
    /// Appends JSON text without the whitespace between its tokens, so that it stays on one line.
    ///
    /// Numbers keep their digits as they were sent, except for integers beyond ±(2^53 - 1): many
    /// readers would round them, which corrupts ids above all, so they become strings.
    ///
    /// - Returns: whether the text is JSON by RFC 8259, at most 512 levels deep; if not, nothing is
    ///   appended.
    mutating func appendCompactJSON(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = count
        var scanner = CompactJSON(text: text, result: self)
        // The buffer is moved back below; with two owners it would be copied.
        self = []
        let isJSON = scanner.scan()
        self = scanner.result
        if !isJSON { removeSubrange(start...) }
        return isJSON
    }
}

/// Checks JSON while copying its tokens. Containers are kept in a list and not on the stack, so
/// that depth requires no recursion.
private struct CompactJSON {
    let text: UnsafeBufferPointer<UInt8>
    var result: [UInt8]
    private var offset = 0
    /// The closing brackets of the open containers.
    private var open: [UInt8] = []

    private static let greatestDepth = 512

    init(text: UnsafeBufferPointer<UInt8>, result: [UInt8]) {
        self.text = text
        self.result = result
    }

    private var next: UInt8? { offset < text.count ? text[offset] : nil }

    mutating func scan() -> Bool {
        repeat {
            guard value() else { return false }
        } while !open.isEmpty && continues()
        skipSpace()
        return open.isEmpty && offset == text.count
    }

    /// Scans one value, or the beginning of containers up to their first value.
    private mutating func value() -> Bool {
        while true {
            skipSpace()
            switch next {
            case UInt8(ascii: "{"):
                guard enter(closing: UInt8(ascii: "}")) else { return false }
                if closes() { return true }
                guard key() else { return false }
            case UInt8(ascii: "["):
                guard enter(closing: UInt8(ascii: "]")) else { return false }
                if closes() { return true }
            case UInt8(ascii: "\""): return string()
            case UInt8(ascii: "t"): return word("true")
            case UInt8(ascii: "f"): return word("false")
            case UInt8(ascii: "n"): return word("null")
            default: return number()
            }
        }
    }

    /// Closes the containers that end after a value. Returns true if another value follows, and
    /// false if nothing is open or the text is not JSON.
    private mutating func continues() -> Bool {
        while let closing = open.last {
            if closes() { continue }
            guard take(UInt8(ascii: ",")) else { return false }
            return closing == UInt8(ascii: "]") || key()
        }
        return false
    }

    private mutating func enter(closing: UInt8) -> Bool {
        copy(1)
        open.append(closing)
        return open.count <= Self.greatestDepth
    }

    private mutating func closes() -> Bool {
        guard let closing = open.last, take(closing) else { return false }
        open.removeLast()
        return true
    }

    private mutating func key() -> Bool {
        skipSpace()
        return string() && take(UInt8(ascii: ":"))
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard next == byte else { return false }
        copy(1)
        return true
    }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            offset += 1
        }
    }

    private mutating func copy(_ length: Int) {
        result.append(contentsOf: text[offset..<offset + length])
        offset += length
    }

    private mutating func word(_ word: StaticString) -> Bool {
        let length = word.utf8CodeUnitCount
        guard offset + length <= text.count,
            (0..<length).allSatisfy({ text[offset + $0] == word.utf8Start[$0] })
        else { return false }
        copy(length)
        return true
    }

    private mutating func string() -> Bool {
        guard next == UInt8(ascii: "\"") else { return false }
        var end = offset + 1
        while end < text.count {
            switch text[end] {
            case UInt8(ascii: "\""):
                copy(end + 1 - offset)
                return true
            case UInt8(ascii: "\\"):
                guard let length = escapeLength(at: end) else { return false }
                end += length
            case 0..<0x20: return false
            default:
                guard let length = sequenceLength(text, at: end) else { return false }
                end += length
            }
        }
        return false
    }

    private func escapeLength(at index: Int) -> Int? {
        guard index + 1 < text.count else { return nil }
        switch text[index + 1] {
        case UInt8(ascii: "u"):
            guard index + 5 < text.count else { return nil }
            let digits = text[index + 2...index + 5]
            return digits.allSatisfy { Unicode.Scalar($0).properties.isASCIIHexDigit } ? 6 : nil
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return 2
        default: return nil
        }
    }

    private mutating func number() -> Bool {
        var end = offset
        func digits() -> Int { text[end...].prefix { (0x30...0x39).contains($0) }.count }
        func at(_ characters: StaticString) -> Bool {
            guard end < text.count else { return false }
            return (0..<characters.utf8CodeUnitCount).contains {
                characters.utf8Start[$0] == text[end]
            }
        }
        if at("-") { end += 1 }
        let whole = digits()
        guard whole > 0, whole == 1 || text[end] != 0x30 else { return false }
        end += whole
        if at(".") {
            end += 1
            guard digits() > 0 else { return false }
            end += digits()
        }
        if at("eE") {
            end += 1
            if at("+-") { end += 1 }
            guard digits() > 0 else { return false }
            end += digits()
        }
        let length = end - offset
        // Integers of up to fifteen digits are always in range.
        guard length > 15, isLargeInteger(to: end) else {
            copy(length)
            return true
        }
        result.append(UInt8(ascii: "\""))
        copy(length)
        result.append(UInt8(ascii: "\""))
        return true
    }

    /// Returns whether a number is an integer that some readers cannot represent exactly.
    private func isLargeInteger(to end: Int) -> Bool {
        var magnitude: UInt64 = 0
        for byte in text[offset..<end] where byte != UInt8(ascii: "-") {
            guard (0x30...0x39).contains(byte) else { return false }
            let (product, isOver) = magnitude.multipliedReportingOverflow(by: 10)
            let (sum, isBeyond) = product.addingReportingOverflow(UInt64(byte - 0x30))
            magnitude = isOver || isBeyond ? .max / 10 : sum
        }
        return magnitude > JSONWriter.largestSafeInteger
    }
}
