/// The tokens of a statement as PostgreSQL's scanner returns them, for statements that the session
/// itself answers, and to find where a statement ends.
struct StatementText {
    struct Token: Hashable {
        enum Kind: Hashable {
            /// A word, folded to lowercase as PostgreSQL folds names.
            case word(String)
            case quotedName(String)
            case string(String)
            case number(String)
            case symbol(Unicode.Scalar)
        }

        var kind: Kind
        /// The range in bytes of the text.
        var range: Range<Int>

        /// The name, quoted or not.
        var name: String? {
            switch kind {
            case .word(let word), .quotedName(let word): word
            default: nil
            }
        }
    }

    private let bytes: [UInt8]
    private var offset = 0

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    static func tokens(of text: String) -> [Token] {
        var scanner = StatementText(Array(text.utf8))
        var tokens: [Token] = []
        while let token = scanner.next() { tokens.append(token) }
        return tokens
    }

    /// Returns the statements of a text and the byte offset of each. Those that contain only
    /// whitespace and comments are omitted.
    static func statements(of text: String) -> [(text: String, offset: Int)] {
        let bytes = Array(text.utf8)
        var scanner = StatementText(bytes)
        var statements: [(text: String, offset: Int)] = []
        var (start, end): (Int?, Int) = (nil, 0)
        func finish() {
            guard let begin = start else { return }
            statements.append((String(decoding: bytes[begin..<end], as: UTF8.self), begin))
            start = nil
        }
        while let token = scanner.next() {
            // A full-width semicolon separates statements as well.
            if token.kind == .symbol(";") || token.kind == .symbol("；") {
                finish()
            } else {
                start = start ?? token.range.lowerBound
                end = token.range.upperBound
            }
        }
        finish()
        return statements
    }

    /// Returns the numbers of `$1`, `$2`, …
    static func parameterNumbers(in text: String) -> Set<Int> {
        var numbers: Set<Int> = []
        guard text.utf8.contains(UInt8(ascii: "$")) else { return numbers }
        let tokens = tokens(of: text)
        for (index, token) in tokens.enumerated().dropFirst()
        where tokens[index - 1].kind == .symbol("$")
            && tokens[index - 1].range.upperBound == token.range.lowerBound
        {
            if case .number(let digits) = token.kind,
                let number = Int(digits.prefix { $0.isNumber })
            {
                numbers.insert(number)
            }
        }
        return numbers
    }

    /// Whether a text is surely answered within microseconds, as `SELECT 1`, `SHOW x` and `BEGIN`
    /// are: a short statement without FROM, and without calls that have arguments.
    static func isShort(_ text: String) -> Bool {
        let bytes = text.utf8
        guard bytes.count <= 200 else { return false }
        var word: [UInt8] = []
        var (first, wasOpen) = ([UInt8](), false)
        for byte in bytes {
            // `version()` has no arguments.
            if wasOpen, byte != UInt8(ascii: ")") { return false }
            wasOpen = byte == UInt8(ascii: "(")
            if (0x61...0x7A).contains(byte | 0x20) {
                word.append(byte | 0x20)
                continue
            }
            if first.isEmpty { first = word }
            if word == Self.from { return false }
            word = []
        }
        if first.isEmpty { first = word }
        return !wasOpen && word != Self.from && Self.short.contains(first)
    }

    private static let from = Array("from".utf8)
    private static let short = Set(
        [
            "select", "set", "show", "reset", "begin", "start", "commit", "end", "rollback",
            "abort",
            "savepoint", "release", "deallocate", "discard", "listen", "unlisten",
        ].map { Array($0.utf8) })

    private func byte(_ at: Int) -> UInt8 { at < bytes.count ? bytes[at] : 0 }

    private static func startsName(_ byte: UInt8) -> Bool {
        byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A || byte == 0x5F || byte >= 0x80
    }

    private static func continuesName(_ byte: UInt8) -> Bool {
        startsName(byte) || byte &- 0x30 < 10 || byte == UInt8(ascii: "$")
    }

    private func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    private mutating func next() -> Token? {
        skipBlanks()
        guard offset < bytes.count else { return nil }
        let start = offset
        let kind = kind()
        return Token(kind: kind, range: start..<offset)
    }

    private mutating func skipBlanks() {
        while offset < bytes.count {
            if byte(offset) == 0x20 || (0x09...0x0D).contains(byte(offset)) {
                offset += 1
            } else if byte(offset) == UInt8(ascii: "-"), byte(offset + 1) == UInt8(ascii: "-") {
                while offset < bytes.count, byte(offset) != 0x0A { offset += 1 }
            } else if byte(offset) == UInt8(ascii: "/"), byte(offset + 1) == UInt8(ascii: "*") {
                skipComment()
            } else {
                return
            }
        }
    }

    /// Skips a comment, which may contain other comments.
    private mutating func skipComment() {
        var depth = 0
        repeat {
            if byte(offset) == UInt8(ascii: "/"), byte(offset + 1) == UInt8(ascii: "*") {
                depth += 1
                offset += 2
            } else if byte(offset) == UInt8(ascii: "*"), byte(offset + 1) == UInt8(ascii: "/") {
                depth -= 1
                offset += 2
            } else {
                offset += 1
            }
        } while depth > 0 && offset < bytes.count
        offset = min(offset, bytes.count)
    }

    private mutating func kind() -> Token.Kind {
        let first = byte(offset)
        switch first {
        case UInt8(ascii: "'"): return .string(quoted("'", hasEscapes: false))
        case UInt8(ascii: "\""): return .quotedName(quoted("\"", hasEscapes: false))
        case UInt8(ascii: "E"), UInt8(ascii: "e"):
            guard byte(offset + 1) == UInt8(ascii: "'") else { break }
            offset += 1
            return .string(quoted("'", hasEscapes: true))
        case UInt8(ascii: "$"):
            if let text = dollarQuoted() { return .string(text) }
        case _ where first &- 0x30 < 10:
            let start = offset
            while offset < bytes.count, !isWideSemicolon,
                Self.continuesName(byte(offset)) || byte(offset) == UInt8(ascii: ".")
            {
                offset += 1
            }
            return .number(text(start..<offset))
        default: break
        }
        if Self.startsName(first), let wide = wideSemicolon() { return wide }
        if Self.startsName(first) {
            let start = offset
            while offset < bytes.count, Self.continuesName(byte(offset)), !isWideSemicolon {
                offset += 1
            }
            return .word(text(start..<offset).lowercased())
        }
        offset += 1
        return .symbol(Unicode.Scalar(first))
    }

    private var isWideSemicolon: Bool {
        byte(offset) == 0xEF && byte(offset + 1) == 0xBC && byte(offset + 2) == 0x9B
    }

    private mutating func wideSemicolon() -> Token.Kind? {
        guard isWideSemicolon else { return nil }
        offset += 3
        return .symbol("；")
    }

    /// Reads up to the closing quote, or the end of the text.
    private mutating func quoted(_ quote: Unicode.Scalar, hasEscapes: Bool) -> String {
        let quote = UInt8(ascii: quote)
        offset += 1
        var content: [UInt8] = []
        while offset < bytes.count {
            let next = byte(offset)
            if next == quote {
                offset += 1
                guard byte(offset) == quote, offset < bytes.count else { break }
            } else if hasEscapes, next == UInt8(ascii: "\\"), offset + 1 < bytes.count {
                offset += 1
            }
            content.append(byte(offset))
            offset += 1
        }
        return String(decoding: content, as: UTF8.self)
    }

    /// Reads `$$…$$`, `$tag$…$tag$`; returns nil if no such text begins here.
    private mutating func dollarQuoted() -> String? {
        var end = offset + 1
        guard byte(end) == UInt8(ascii: "$") || Self.startsName(byte(end)) else { return nil }
        while Self.startsName(byte(end)) || byte(end) &- 0x30 < 10 { end += 1 }
        guard byte(end) == UInt8(ascii: "$") else { return nil }
        let tag = Array(bytes[offset...end])
        let start = end + 1
        var at = start
        while at < bytes.count, !bytes[at...].starts(with: tag) { at += 1 }
        offset = min(at + tag.count, bytes.count)
        return text(start..<min(at, bytes.count))
    }
}
