// Access to the tokens, one after the other, and their interpretation.

extension Parser {
    var current: Token { list.tokens[position] }

    func peek(_ distance: Int = 1) -> Token {
        list.tokens[min(position + distance, list.tokens.count - 1)]
    }

    /// The end of the last consumed token.
    var lastEnd: Int { position == 0 ? 0 : list.tokens[position - 1].end }

    var previous: Token? { position == 0 ? nil : list.tokens[position - 1] }

    func span(from start: Int) -> Span { Span(start, max(start, lastEnd)) }

    func at(_ kind: Token.Kind) -> Bool { current.kind == kind }
    func at(_ keyword: Keyword) -> Bool { current.keyword == keyword }

    mutating func advance() {
        // The last token is the end of the text, which is never consumed.
        if position + 1 < list.tokens.count { position += 1 }
    }

    mutating func take(_ kind: Token.Kind) -> Bool {
        guard at(kind) else { return false }
        advance()
        return true
    }

    mutating func take(_ keyword: Keyword) -> Bool {
        guard at(keyword) else {
            if isCompleting { offer([keyword]) }
            return false
        }
        advance()
        return true
    }

    /// Records what is allowed here, if the user is typing at this position.
    @inline(never)
    mutating func offer(_ slot: Expectation.Slot) {
        if isCompleting, at(.endOfText) { expected.add(slot) }
    }

    @inline(never)
    mutating func offer(_ keywords: @autoclosure () -> [Keyword]) {
        guard isCompleting, at(.endOfText) else { return }
        for keyword in keywords() { expected.add(keyword.phrase) }
    }

    mutating func expect(_ kind: Token.Kind, _ what: String) throws(Diagnostic) {
        guard take(kind) else {
            let endsOperand = kind == .comma || kind == .closeParen
            throw unexpected(what, among: endsOperand ? Parser.infixWords : [])
        }
    }

    mutating func expect(_ keyword: Keyword) throws(Diagnostic) {
        guard take(keyword) else { throw unexpected(keyword.rawValue, among: [keyword]) }
    }

    func text(_ token: Token) -> String { text(token.span) }

    func text(_ span: Span) -> String {
        String(decoding: bytes[span.start..<span.end], as: UTF8.self)
    }

    /// Returns the text between a token's quotes, with doubled quotes made single.
    func unquoted(_ token: Token) -> String {
        let quote = bytes[token.start]
        guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
            return PostgreSQLText.value(of: bytes[token.start..<token.end])
        }
        let inner = bytes[token.start + 1..<token.end - 1]
        guard inner.contains(quote) else { return String(decoding: inner, as: UTF8.self) }
        var result: [UInt8] = []
        result.reserveCapacity(inner.count)
        var isSecond = false
        for byte in inner {
            if byte == quote, !isSecond {
                isSecond = true
                result.append(byte)
            } else if byte == quote {
                isSecond = false
            } else {
                isSecond = false
                result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Parses a quoted text; any other token is an error that names `what`.
    mutating func string(_ what: String, help: String? = nil) throws(Diagnostic) -> String {
        guard at(.string) else { throw unexpected(what, help: help) }
        defer { advance() }
        return unquoted(current)
    }
}

// MARK: Names

extension Parser {
    /// Whether a name is possible here: any word that is not reserved, or a quoted one.
    var isAtName: Bool {
        at(.quotedName) || at(.word) && current.keyword?.isReserved != true
    }

    mutating func name(
        _ what: String, among keywords: [Keyword] = []
    ) throws(Diagnostic) -> Name {
        guard isAtName else {
            if let help = quotingHelp { throw unexpected(what, help: help) }
            var mistake = unexpected(what, among: keywords)
            if at(.string), mistake.fix == nil {
                // MySQL and SQLite take a text as a name.
                let name = Printer.name(unquoted(current))
                mistake.help = "write \(name)"
                mistake.fix = Diagnostic.Fix(name, replacing: current.span)
            }
            throw mistake
        }
        defer { advance() }
        return nameOfCurrent()
    }

    /// The help for using the reserved word here as a name, if the next token could follow a name.
    /// Otherwise a missing name is more likely.
    var quotingHelp: String? {
        guard let keyword = current.keyword, keyword.isReserved else { return nil }
        switch peek().kind {
        case .comma, .closeParen, .semicolon, .endOfText, .dot, .equal, .notEqual, .less,
            .lessOrEqual, .greater, .greaterOrEqual:
            break
        case .word where peek().keyword?.isReserved == true: break
        default: return nil
        }
        return "to use it as a name, write \"\(text(current))\""
    }

    func nameOfCurrent() -> Name {
        let token = current
        return switch token.kind {
        case .quotedName: Name(unquoted(token), span: token.span)
        // The colon takes one byte or, in full width, three.
        case .parameter:
            Name(
                text(Span(token.start + (bytes[token.start] < 0x80 ? 1 : 3), token.end)),
                span: token.span)
        default:
            Name(
                dialect == .postgreSQL ? Name.fold(text(token)) : text(token), span: token.span)
        }
    }
}
