import WorkQLTime

// Tokens of PostgreSQL's clients that the language does not have: E'' and U&'' and $$ texts,
// pattern operators, brackets.

extension Lexer {
    /// Reads a token that only PostgreSQL has; returns false if there is none.
    mutating func postgreSQLToken() throws(Diagnostic) -> Bool {
        switch bytes[offset] {
        case UInt8(ascii: "e"), UInt8(ascii: "E"):
            guard byte(offset + 1) == UInt8(ascii: "'") else { return false }
            try prefixedString(quoteAt: offset + 1, escapes: true)
        case UInt8(ascii: "u"), UInt8(ascii: "U"):
            guard byte(offset + 1) == UInt8(ascii: "&"), byte(offset + 2) == UInt8(ascii: "'")
            else { return false }
            try prefixedString(quoteAt: offset + 2, escapes: false)
        case UInt8(ascii: "$"):
            return try dollar()
        case UInt8(ascii: "["):
            let isPair = byte(offset + 1) == UInt8(ascii: "]")
            append(token(isPair ? .brackets : .openBracket, to: offset + (isPair ? 2 : 1)))
        case UInt8(ascii: "]"): append(token(.closeBracket, to: offset + 1))
        case UInt8(ascii: "&"), UInt8(ascii: "^"), UInt8(ascii: "#"):
            append(token(.pattern, to: offset + 1))
        case UInt8(ascii: "|") where byte(offset + 1) != UInt8(ascii: "|"):
            append(token(.pattern, to: offset + 1))
        case UInt8(ascii: "<") where byte(offset + 1) == UInt8(ascii: "<"),
            UInt8(ascii: ">") where byte(offset + 1) == UInt8(ascii: ">"):
            append(token(.pattern, to: offset + 2))
        case UInt8(ascii: "~"): append(token(.pattern, to: endOfPattern(from: offset)))
        case UInt8(ascii: "!") where byte(offset + 1) == UInt8(ascii: "~"):
            append(token(.pattern, to: endOfPattern(from: offset + 1)))
        default: return false
        }
        return true
    }

    /// Returns the end of `~`, `~*`, `~~` or `~~*`.
    private func endOfPattern(from start: Int) -> Int {
        var at = start + 1
        if byte(at) == UInt8(ascii: "~") { at += 1 }
        if byte(at) == UInt8(ascii: "*") { at += 1 }
        return at
    }

    private mutating func prefixedString(quoteAt: Int, escapes: Bool) throws(Diagnostic) {
        var at = quoteAt + 1
        while at < bytes.count {
            if escapes, bytes[at] == UInt8(ascii: "\\") {
                at += 2
            } else if bytes[at] != UInt8(ascii: "'") {
                at += 1
            } else if byte(at + 1) == UInt8(ascii: "'") {
                at += 2
            } else {
                append(token(.string, to: at + 1))
                return
            }
        }
        throw unterminatedString("'")
    }

    /// Reads `$$text$$`, `$tag$text$tag$`.
    private mutating func dollar() throws(Diagnostic) -> Bool {
        // `$1` is a token of the language itself.
        guard !byte(offset + 1).isDigit else { return false }
        let tagEnd = endOfName(from: offset + 1)
        guard byte(tagEnd) == UInt8(ascii: "$") else { return false }
        let tag = Array(bytes[offset...tagEnd])
        var at = tagEnd + 1
        while at + tag.count <= bytes.count {
            if bytes[at..<at + tag.count].elementsEqual(tag) {
                append(token(.string, to: at + tag.count))
                return true
            }
            at += 1
        }
        throw unterminatedString(String(decoding: tag, as: UTF8.self))
    }
}

/// The value of a text in one of PostgreSQL's special forms.
enum PostgreSQLText {
    /// - Parameter bytes: the bytes of the whole token.
    static func value(of bytes: ArraySlice<UInt8>) -> String {
        switch bytes.first {
        case UInt8(ascii: "$"):
            let inner = bytes.dropFirst().drop { $0 != UInt8(ascii: "$") }.dropFirst()
            let length = inner.startIndex - bytes.startIndex
            return String(decoding: inner.dropLast(length), as: UTF8.self)
        case UInt8(ascii: "u"), UInt8(ascii: "U"):
            return unescaped(bytes.dropFirst(3).dropLast(), isUnicode: true)
        default: return unescaped(bytes.dropFirst(2).dropLast(), isUnicode: false)
        }
    }

    private static func unescaped(_ inner: ArraySlice<UInt8>, isUnicode: Bool) -> String {
        var result: [UInt8] = []
        var rest = inner
        func digits(_ count: Int, radix: Int) -> UInt32? {
            let digits = rest.prefix(count)
            return digits.count == count
                ? UInt32(String(decoding: digits, as: UTF8.self), radix: radix) : nil
        }
        func add(_ value: UInt32) {
            result += String(Unicode.Scalar(value) ?? "\u{FFFD}").utf8
        }
        while let next = rest.popFirst() {
            if next == UInt8(ascii: "'") {
                // The first of two backslashes.
                rest = rest.dropFirst()
                result.append(next)
            } else if next != UInt8(ascii: "\\") {
                result.append(next)
            } else if isUnicode {
                if rest.first == UInt8(ascii: "\\") {
                    rest = rest.dropFirst()
                    result.append(next)
                } else if rest.first == UInt8(ascii: "+") {
                    rest = rest.dropFirst()
                    digits(6, radix: 16).map(add)
                    rest = rest.dropFirst(6)
                } else {
                    digits(4, radix: 16).map(add)
                    rest = rest.dropFirst(4)
                }
            } else if let letter = rest.popFirst() {
                switch Unicode.Scalar(letter) {
                case "n": result.append(0x0A)
                case "t": result.append(0x09)
                case "r": result.append(0x0D)
                case "b": result.append(0x08)
                case "f": result.append(0x0C)
                case "u", "U":
                    let count = letter == UInt8(ascii: "u") ? 4 : 8
                    digits(count, radix: 16).map(add)
                    rest = rest.dropFirst(count)
                case "x":
                    let count = rest.prefix(2).prefix { $0.isHexDigit }.count
                    if let value = digits(count, radix: 16) { result.append(UInt8(value)) }
                    rest = rest.dropFirst(count)
                case "0"..."7":
                    rest = inner[(rest.startIndex - 1)...]
                    let count = rest.prefix(3).prefix { (0x30...0x37).contains($0) }.count
                    if let value = digits(count, radix: 8) { result.append(UInt8(value & 0xFF)) }
                    rest = rest.dropFirst(count)
                default: result.append(letter)
                }
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}

extension UInt8 {
    fileprivate var isHexDigit: Bool {
        isDigit || (0x41...0x46).contains(self & 0xDF)
    }
}

extension TokenList {
    /// Returns the tokens without the parts that PostgreSQL's clients write around names and
    /// operators and that have no effect here: `OPERATOR(pg_catalog.~)` becomes `~`, `COLLATE
    /// "default"` is removed, `pg_catalog.version()` becomes `version()`,
    /// `"workql"."public"."checkin"` becomes `"checkin"`.
    func withoutQualifiers(in bytes: [UInt8]) -> TokenList {
        func kind(_ index: Int) -> Token.Kind? {
            tokens.indices.contains(index) ? tokens[index].kind : nil
        }
        var result = self
        result.tokens = []
        result.tokens.reserveCapacity(tokens.count)
        var index = 0
        while index < tokens.count {
            let token = tokens[index]
            guard token.kind == .word || token.kind == .quotedName else {
                result.tokens.append(token)
                index += 1
                continue
            }
            let name = token.kind == .word ? word(index, bytes) : nil
            let follows = result.tokens.last?.kind == .dot
            if name == "operator", kind(index + 1) == .openParen {
                var end = index + 2
                while kind(end + 1) == .dot { end += 2 }
                if kind(end + 1) == .closeParen {
                    result.tokens.append(tokens[end])
                    index = end + 2
                    continue
                }
            }
            if name == "collate" {
                let isQualified = kind(index + 2) == .dot
                let collation = isQualified ? index + 3 : index + 1
                if let collation = self.word(collation, bytes),
                    ["default", "c", "posix", "ucs_basic"].contains(foldedASCII(collation))
                {
                    index += isQualified ? 4 : 2
                    continue
                }
            }
            if !follows, kind(index + 1) == .dot, let own = self.word(index, bytes) {
                if ["pg_catalog", "information_schema"].contains(own),
                    kind(index + 2) == .word || kind(index + 2) == .quotedName,
                    kind(index + 3) == .openParen
                {
                    index += 2
                    continue
                }
                if own == "public", kind(index + 2) == .word || kind(index + 2) == .quotedName {
                    index += 2
                    continue
                }
                if kind(index + 3) == .dot,
                    let second = self.word(index + 2, bytes),
                    ["public", "pg_catalog", "information_schema"].contains(second)
                {
                    index += second == "public" ? 4 : 2
                    continue
                }
            }
            result.tokens.append(token)
            index += 1
        }
        return result
    }

    /// Returns the text of a word or a quoted name; nil for any other token.
    private func word(_ index: Int, _ bytes: [UInt8]) -> String? {
        guard tokens.indices.contains(index) else { return nil }
        let token = tokens[index]
        let text = String(decoding: bytes[token.start..<token.end], as: UTF8.self)
        switch token.kind {
        case .word: return foldedASCII(text)
        case .quotedName: return String(text.dropFirst().dropLast())
        default: return nil
        }
    }
}
