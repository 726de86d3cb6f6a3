/// Cuts UTF-8 text into tokens, all at once and without copying any of it.
///
/// It produces a `broken` token for a lexical error, so that an earlier syntax error is reported
/// first, and continues after it unless the meaning of the rest is unclear.
struct Lexer {
    /// The maximum number of errors reported; the text after the last of them is not read.
    private static let maxFaults = 16

    let bytes: [UInt8]
    let dialect: Dialect
    var offset = 0
    private var tokens: [Token] = []
    private var isOpen = false
    /// Whether the rest may be part of a text or a comment as well as of the language.
    private var isLost = false

    private init(_ bytes: [UInt8], _ dialect: Dialect) {
        self.bytes = bytes
        self.dialect = dialect
    }

    static func tokens(of bytes: [UInt8], dialect: Dialect = .workql) -> TokenList {
        var lexer = Lexer(bytes, dialect)
        lexer.tokens.reserveCapacity(bytes.count / 5 + 2)
        lexer.skipHeader()
        var faults: [Diagnostic] = []
        while !lexer.isLost, faults.count < maxFaults {
            do throws(Diagnostic) {
                while try lexer.scan() {}
                break
            } catch {
                faults.append(error)
                lexer.skip(error.span)
            }
        }
        let last = lexer.tokens.last?.end ?? 0
        lexer.tokens.append(Token(kind: .endOfText, keyword: nil, start: last, end: last))
        let list = TokenList(tokens: lexer.tokens, faults: faults, lastIsOpen: lexer.isOpen)
        return dialect == .postgreSQL ? list.withoutQualifiers(in: bytes) : list
    }

    private mutating func skip(_ fault: Span) {
        if scalar(fault.start)?.scalar.looksLikeQuote == true { isLost = true }
        append(Token(kind: .broken, keyword: nil, start: fault.start, end: fault.end))
        offset = endOfName(from: fault.end)
    }

    /// Returns the byte at an offset; 0 past the end, a byte that does not occur in the grammar.
    func byte(_ at: Int) -> UInt8 { at < bytes.count ? bytes[at] : 0 }

    /// Skips a byte order mark, then the `#!` line of an executable script.
    private mutating func skipHeader() {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
        guard byte(offset) == UInt8(ascii: "#"), byte(offset + 1) == UInt8(ascii: "!") else {
            return
        }
        skipLine()
    }

    mutating func skipLine() {
        while offset < bytes.count, bytes[offset] != UInt8(ascii: "\n") { offset += 1 }
    }

    /// Reads one token, or whitespace or a comment; returns false at the end.
    private mutating func scan() throws(Diagnostic) -> Bool {
        guard offset < bytes.count else { return false }
        let first = bytes[offset]
        if dialect == .postgreSQL, try postgreSQLToken() { return true }
        switch first {
        case 0x20, 0x09...0x0D: offset += 1
        case UInt8(ascii: "'"): try string()
        case UInt8(ascii: "\""): try quotedName()
        case UInt8(ascii: "0")...UInt8(ascii: "9"): append(try number())
        case UInt8(ascii: "-") where byte(offset + 1) == UInt8(ascii: "-"): skipLine()
        case UInt8(ascii: "/") where byte(offset + 1) == UInt8(ascii: "*"):
            try skipComment(from: offset + 1)
        case UInt8(ascii: ".") where byte(offset + 1).isDigit: append(try number())
        case _ where first.startsName: word()
        case 0x80...: try beyondASCII()
        default: try symbol()
        }
        return true
    }

    mutating func append(_ token: Token) {
        tokens.append(token)
        offset = token.end
    }

    func token(_ kind: Token.Kind, to end: Int) -> Token {
        Token(kind: kind, keyword: nil, start: offset, end: end)
    }

    /// Returns the scalar at an offset and the offset after it; nil at the end.
    func scalar(_ at: Int) -> (scalar: Unicode.Scalar, end: Int)? {
        guard at < bytes.count else { return nil }
        let lead = bytes[at]
        guard lead >= 0x80 else { return (Unicode.Scalar(lead), at + 1) }
        let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
        var value = UInt32(lead) & (0x7F >> UInt32(length))
        for next in at + 1..<at + length { value = value << 6 | UInt32(byte(next) & 0x3F) }
        return (Unicode.Scalar(value) ?? "\u{FFFD}", at + length)
    }

    /// Returns the end of the name that contains this offset.
    func endOfName(from start: Int) -> Int {
        var at = start
        while at < bytes.count {
            if bytes[at] < 0x80 {
                guard bytes[at].continuesName else { break }
                at += 1
            } else {
                guard let next = scalar(at), next.scalar.continuesName else { break }
                at = next.end
            }
        }
        return at
    }

    private mutating func word() {
        let end = endOfName(from: offset)
        let keyword = Keyword(spelledBy: bytes[offset..<end])
        append(Token(kind: .word, keyword: keyword, start: offset, end: end))
    }

    private mutating func beyondASCII() throws(Diagnostic) {
        guard let next = scalar(offset) else { return }
        if next.scalar.isForeignSpace {
            offset = next.end
        } else if next.scalar.asciiTwin != nil {
            try wideSymbol(next)
        } else if next.scalar.startsName {
            word()
        } else {
            throw slip(next.scalar, to: next.end)
        }
    }

    /// The kind of the previous token; nil at the start.
    var lastKind: Token.Kind? { tokens.last?.kind }
    var lastKeyword: Keyword? { tokens.last?.keyword }

    func unexpectedCharacter(_ scalar: Unicode.Scalar, to end: Int) -> Diagnostic {
        let what =
            switch scalar {
            case _ where scalar.properties.generalCategory == .control:
                "control character \(scalar.codePoint)"
            case _ where scalar.isUnprintable: "unexpected character \(scalar.codePoint)"
            default: "unexpected character \(scalar)"
            }
        return Diagnostic(
            .unexpectedCharacter, what, at: Span(offset, end),
            writing: scalar.meantSymbol, otherwise: scalar.substitute)
    }

    /// - Parameter second: the offset of the second sign of its beginning.
    mutating func skipComment(
        from second: Int, by star: Unicode.Scalar = "*", _ slash: Unicode.Scalar = "/"
    ) throws(Diagnostic) {
        let begin = scalar(second)?.end ?? second
        var at = begin
        while let next = scalar(at) {
            if next.scalar == star, let last = scalar(next.end), last.scalar == slash {
                offset = last.end
                return
            }
            at = next.end
        }
        isOpen = true
        isLost = true
        throw Diagnostic(
            .unterminated, "unterminated comment", at: Span(offset, begin),
            help: "close it with \(star)\(slash)")
    }

    private mutating func string() throws(Diagnostic) {
        append(token(.string, to: try endOfQuotes("unterminated string", close: "'")))
    }

    private mutating func quotedName() throws(Diagnostic) {
        let end = try endOfQuotes("unterminated quoted name", close: "\"")
        guard end > offset + 2 else {
            throw Diagnostic(
                .emptyName, "empty name", at: Span(offset, end), help: "write '' for an empty text")
        }
        append(token(.quotedName, to: end))
    }

    /// Returns the offset after the closing quote; a doubled quote represents itself. Line breaks
    /// and tabs are allowed, other control characters are errors.
    private mutating func endOfQuotes(
        _ unterminated: String, close: String
    ) throws(Diagnostic) -> Int {
        let quote = bytes[offset]
        var at = offset + 1
        while at < bytes.count {
            let next = bytes[at]
            if next == quote {
                guard byte(at + 1) == quote else { return at + 1 }
                at += 1
            } else if next < 0x20 && !(0x09...0x0D).contains(next) || next == 0x7F {
                offset = at
                isLost = true
                throw unexpectedCharacter(Unicode.Scalar(next), to: at + 1)
            }
            at += 1
        }
        isOpen = true
        isLost = true
        throw Diagnostic(
            .unterminated, unterminated, at: Span(offset, offset + 1),
            help: "close it with \(close)")
    }

    /// Returns the error, and records that the rest of the text may be part of the string.
    mutating func unterminatedString(_ close: String) -> Diagnostic {
        isOpen = true
        isLost = true
        return Diagnostic(
            .unterminated, "unterminated string", at: Span(offset, offset + 1),
            help: "close it with \(close)")
    }
}
