import WorkQLSyntax

/// A parser that validates JSON by RFC 8259 and returns the positions of its values. Copies
/// nothing.
struct JSONTokens {
    let text: FileText
    private let bytes: UnsafeBufferPointer<UInt8>
    var position = 0

    /// The maximum nesting depth. Deeper values are rejected, so that no file can exhaust the
    /// stack, which may be as small as half a megabyte in a thread.
    private static let deepest = 100

    /// The text between the quotes of a key.
    struct Key {
        let bytes: UnsafeBufferPointer<UInt8>
        let range: Range<Int>
        let hasEscapes: Bool

        func isEqual(to other: [UInt8]) -> Bool {
            !hasEscapes && other.count == range.count && bytes[range].elementsEqual(other)
        }

        var decoded: [UInt8] {
            let raw = Array(bytes[range])
            guard hasEscapes else { return raw }
            var store = CellStore(
                bytes: raw, cells: [Cell(.quoted, raw.indices)],
                layout: .dense(width: 1, header: 0))
            store.readEscapes(0)
            return Array(store.bytes[store.cells[0].range])
        }

        var text: String { String(decoding: decoded, as: UTF8.self) }
    }

    init(_ text: FileText, _ bytes: UnsafeBufferPointer<UInt8>) {
        self.text = text
        self.bytes = bytes
    }

    func failure(_ message: String, help: String? = nil) -> UserError {
        text.failure(at: position, message, help: help)
    }

    var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// - Returns: the position after the space.
    @discardableResult
    mutating func skipSpace() -> Int {
        while let byte = next, Ascii.isBlank(byte) || Ascii.isLineBreak(byte) { position += 1 }
        return position
    }

    mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    /// Reads an object whose opening brace is the next byte; `body` reads each member's value.
    mutating func members(
        _ body: (inout JSONTokens, Key) throws(UserError) -> Void
    ) throws(UserError) {
        position += 1
        skipSpace()
        if take(Ascii.closeBrace) { return }
        while true {
            skipSpace()
            let key = try key()
            try body(&self, key)
            skipSpace()
            if take(Ascii.comma) { continue }
            guard take(Ascii.closeBrace) else { throw failure("expected a comma or }") }
            return
        }
    }

    /// Reads a key and the colon after it.
    private mutating func key() throws(UserError) -> Key {
        guard next == Ascii.quote else { throw failure("expected a key in double quotes") }
        let (range, hasEscapes) = try string()
        skipSpace()
        guard take(Ascii.colon) else { throw failure("expected a colon") }
        skipSpace()
        return Key(bytes: bytes, range: range, hasEscapes: hasEscapes)
    }

    private mutating func elements(
        _ body: (inout JSONTokens) throws(UserError) -> Void
    ) throws(UserError) {
        position += 1
        skipSpace()
        if take(Ascii.closeBracket) { return }
        while true {
            skipSpace()
            try body(&self)
            skipSpace()
            if take(Ascii.comma) { continue }
            guard take(Ascii.closeBracket) else { throw failure("expected a comma or ]") }
            return
        }
    }

    /// Reads any value, and returns whether it is a list that contains only objects.
    mutating func isListOfObjects() throws(UserError) -> Bool {
        guard next == Ascii.openBracket else {
            _ = try value(depth: 1)
            return false
        }
        var count = 0
        var hasOthers = false
        try elements { (tokens) throws(UserError) in
            count += 1
            if tokens.next != Ascii.openBrace { hasOthers = true }
            _ = try tokens.value(depth: 2)
        }
        return count > 0 && !hasOthers
    }

    /// Returns whether the value that was read from this position is a list without elements.
    func isEmptyList(from start: Int) -> Bool {
        bytes[start] == Ascii.openBracket
            && bytes[start + 1..<position].dropLast().allSatisfy {
                Ascii.isBlank($0) || Ascii.isLineBreak($0)
            }
    }

    /// Reads any value.
    mutating func value(depth: Int) throws(UserError) -> (cell: Cell, hasEscapes: Bool) {
        let start = position
        switch next {
        case Ascii.quote:
            let (range, hasEscapes) = try string()
            return (Cell(.quoted, range), hasEscapes)
        case let byte? where byte == Ascii.minus || Ascii.isDigit(byte):
            try number()
            return (Cell(.number, start..<position), false)
        case UInt8(ascii: "t"): try word("true")
        case UInt8(ascii: "f"): try word("false")
        case UInt8(ascii: "n"):
            try word("null")
            return (.null, false)
        case Ascii.openBrace, Ascii.openBracket:
            try nested(depth: depth)
            return (Cell(.nested, start..<position), false)
        case nil: throw failure("the file ends where a value is expected")
        default: throw failure("expected a value")
        }
        return (Cell(.boolean, start..<position), false)
    }

    /// Reads an object or a list and all that it contains, without a call for each level: the stack
    /// of a thread is too small for many of them.
    private mutating func nested(depth: Int) throws(UserError) {
        /// The bytes that close what is open.
        var closings: [UInt8] = []
        repeat {
            if next == Ascii.openBrace || next == Ascii.openBracket {
                guard depth + closings.count < Self.deepest else {
                    throw failure("values nest deeper than \(Self.deepest) levels")
                }
                let closing = next == Ascii.openBrace ? Ascii.closeBrace : Ascii.closeBracket
                position += 1
                skipSpace()
                if !take(closing) {
                    closings.append(closing)
                    if closing == Ascii.closeBrace { _ = try key() }
                    continue
                }
            } else {
                _ = try value(depth: depth + closings.count)
            }
            try close(&closings)
        } while !closings.isEmpty
    }

    /// Reads what closes objects and lists after a value, until another value follows.
    private mutating func close(_ closings: inout [UInt8]) throws(UserError) {
        while let closing = closings.last {
            skipSpace()
            if take(Ascii.comma) {
                skipSpace()
                if closing == Ascii.closeBrace { _ = try key() }
                return
            }
            guard take(closing) else {
                throw failure(
                    closing == Ascii.closeBrace
                        ? "expected a comma or }" : "expected a comma or ]")
            }
            closings.removeLast()
        }
    }

    private mutating func word(_ word: StaticString) throws(UserError) {
        let length = word.utf8CodeUnitCount
        guard position + length <= bytes.count,
            word.withUTF8Buffer({ bytes[position..<position + length].elementsEqual($0) })
        else { throw failure("expected a value") }
        position += length
    }

    private mutating func number() throws(UserError) {
        let start = position
        _ = take(Ascii.minus)
        let first = position
        var isWellFormed = skipDigits()
        if position - first > 1, bytes[first] == Ascii.zero { isWellFormed = false }
        if take(Ascii.dot) { isWellFormed = skipDigits() && isWellFormed }
        if let byte = next, byte | 0x20 == UInt8(ascii: "e") {
            position += 1
            if !take(Ascii.plus) { _ = take(Ascii.minus) }
            isWellFormed = skipDigits() && isWellFormed
        }
        guard isWellFormed else {
            position = start
            throw failure("not a JSON number")
        }
    }

    private mutating func skipDigits() -> Bool {
        let start = position
        while let byte = next, Ascii.isDigit(byte) { position += 1 }
        return position > start
    }

    /// Reads a string whose opening quote is the next byte.
    private mutating func string() throws(UserError) -> (range: Range<Int>, hasEscapes: Bool) {
        let opening = position
        position += 1
        var hasEscapes = false
        while let byte = next {
            if byte == Ascii.quote {
                position += 1
                return (opening + 1..<position - 1, hasEscapes)
            }
            guard byte >= 0x20 else {
                throw failure(
                    "a string contains an unescaped control character", help: "write it as \\u00XX")
            }
            if byte == Ascii.backslash {
                hasEscapes = true
                try escape()
            } else {
                position += 1
            }
        }
        throw text.failure(at: opening, "the string that opens here is never closed")
    }

    private mutating func escape() throws(UserError) {
        guard position + 1 < bytes.count else {
            throw failure("the file ends within an escape")
        }
        switch bytes[position + 1] {
        case Ascii.quote, Ascii.backslash, Ascii.slash, UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position += 2
        case UInt8(ascii: "u"):
            guard position + 6 <= bytes.count,
                let unit = JSONEscapes.unit(bytes[position + 2..<position + 6])
            else { throw failure("\\u needs four hexadecimal digits") }
            guard unit != 0 else { throw failure("a string contains a NUL character") }
            position += 6
        default: throw failure("unknown escape sequence in a JSON string")
        }
    }
}
