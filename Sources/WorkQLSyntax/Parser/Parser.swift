/// Reads a script by recursive descent; expressions by precedence climbing.
///
/// It goes over the tokens once, from left to right, and stops at the first mistake: what follows
/// a mistake in one line of SQL is rarely worth a second message.
package struct Parser {
    let bytes: [UInt8]
    private let list: TokenList
    private(set) var position = 0
    /// How deep the calls are nested, and how high the last expression's tree is; see `Nesting`.
    var depth = 0
    var height = 0
    /// Where the last name was taken for an alias without AS. If the text goes wrong right behind
    /// it, it may have been meant for a keyword.
    var bareAlias: Int?
    /// The mistake that the text stops too early, if one has been made.
    private var earlyStop: Diagnostic?

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
        self.list = Lexer.tokens(of: bytes)
    }

    /// Reads statements separated by `;`. Takes time linear in the text.
    package static func parse(_ source: String) -> ParseOutcome {
        var parser = Parser(Array(source.utf8))
        do {
            return .complete(try parser.script())
        } catch {
            return parser.earlyStop == error ? .incomplete(error) : .failed(error)
        }
    }

    /// Reads a file's bytes, which need not be UTF-8.
    package static func parse(utf8 bytes: some Collection<UInt8>) -> ParseOutcome {
        if let source = String(validating: bytes, as: UTF8.self) { return parse(source) }
        var start = 0
        var input = bytes.makeIterator()
        var decoder = Unicode.UTF8.ForwardParser()
        while case .valid(let scalar) = decoder.parseScalar(from: &input) { start += scalar.count }
        return .failed(
            Diagnostic(
                "the text is not UTF-8", at: Span(start, start + 1),
                help: "save the script as UTF-8"))
    }

    private mutating func script() throws(Diagnostic) -> [Statement] {
        var statements: [Statement] = []
        while true {
            while take(.semicolon) {}
            if at(.endOfText) { return statements }
            statements.append(try statement())
            guard at(.semicolon) || at(.endOfText) else { throw unexpected("\";\"") }
        }
    }
}

// MARK: Tokens

extension Parser {
    var current: Token { list.tokens[position] }

    func peek(_ distance: Int = 1) -> Token {
        list.tokens[min(position + distance, list.tokens.count - 1)]
    }

    /// Where the last token taken ends.
    var lastEnd: Int { position == 0 ? 0 : list.tokens[position - 1].end }

    var previous: Token? { position == 0 ? nil : list.tokens[position - 1] }

    func span(from start: Int) -> Span { Span(start, max(start, lastEnd)) }

    func at(_ kind: Token.Kind) -> Bool { current.kind == kind }
    func at(_ keyword: Keyword) -> Bool { current.keyword == keyword }

    /// Goes back to a place passed before, to read it as something else.
    mutating func rewind(to place: Int) { position = place }

    mutating func advance() {
        // The last token is `end` or `broken`, and nobody takes these.
        if position + 1 < list.tokens.count { position += 1 }
    }

    mutating func take(_ kind: Token.Kind) -> Bool {
        guard at(kind) else { return false }
        advance()
        return true
    }

    mutating func take(_ keyword: Keyword) -> Bool {
        guard at(keyword) else { return false }
        advance()
        return true
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

    /// The text between a token's quotes, doubled quotes made single.
    func unquoted(_ token: Token) -> String {
        let inner = bytes[token.start + 1..<token.end - 1]
        let quote = bytes[token.start]
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

    /// A quoted text; anything else is refused as `what`.
    mutating func string(_ what: String, help: String? = nil) throws(Diagnostic) -> String {
        guard at(.string) else { throw unexpected(what, help: help) }
        defer { advance() }
        return unquoted(current)
    }
}

// MARK: Names

extension Parser {
    /// Whether a name could stand here: any word that is not reserved, or a quoted one.
    var isAtName: Bool {
        at(.quotedName) || at(.word) && current.keyword?.isReserved != true
    }

    mutating func name(
        _ what: String, among keywords: [Keyword] = []
    ) throws(Diagnostic) -> Name {
        guard isAtName else {
            if let help = quotingHelp { throw unexpected(what, help: help) }
            let help = at(.string) ? "a name stands in double quotes" : nil
            throw unexpected(what, among: keywords, help: help)
        }
        defer { advance() }
        return nameOfCurrent()
    }

    /// How to use the reserved word here as a name, if what follows would go with one. Otherwise
    /// the name is more likely to be missing.
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
        // The colon has one byte or, in full width, three.
        case .parameter:
            Name(
                text(Span(token.start + (bytes[token.start] < 0x80 ? 1 : 3), token.end)),
                span: token.span)
        default: Name(text(token), span: token.span)
        }
    }
}

// MARK: Mistakes

extension Parser {
    /// Words that may follow an operand.
    static let infixWords: [Keyword] = [
        .and, .or, .like, .ilike, .regexp, .between, .in, .is, .not,
    ]

    /// The mistake that something else stands where `what` was expected. When a word here is a
    /// slip for one of the keywords, the help says which.
    mutating func unexpected(
        _ what: String, among keywords: [Keyword] = [], help: String? = nil
    ) -> Diagnostic {
        if at(.broken), let fault = list.fault {
            if list.faultIsOpen { earlyStop = fault }
            return fault
        }
        if at(.endOfText) {
            let stop = Diagnostic(
                "expected \(what), found the end of the text", at: current.span, help: help)
            earlyStop = stop
            return stop
        }
        if bareAlias == position - 1, let alias = previous,
            let meant = keyword(near: alias, keywords)
        {
            return Diagnostic(
                "expected \(what), found \"\(text(alias).clipped)\"", at: alias.span, help: meant)
        }
        let help = keyword(near: current, keywords) ?? help ?? unitHelp()
        return Diagnostic("expected \(what), found \(found)", at: current.span, help: help)
    }

    /// The current token as a message names it.
    var found: String {
        let token = current
        let shown = text(token).clipped
        return switch token.kind {
        case .endOfText: "the end of the text"
        case .word where token.keyword?.isReserved == true: shown.uppercased()
        case .string, .quotedName, .integer, .real, .duration, .calendarDate, .dateTime, .week,
            .quarter, .parameter:
            shown
        default: "\"\(shown)\""
        }
    }

    private func keyword(near token: Token, _ keywords: [Keyword]) -> String? {
        guard token.kind == .word, token.keyword?.isReserved != true else { return nil }
        let spellings = keywords.lazy.map(\.rawValue)
        guard let meant = nearest(text(token), in: spellings) else { return nil }
        switch meant {
        case "GROUP", "ORDER": return "write \(meant) BY"
        case _ where TimeWords.instants.contains { $0.rawValue == meant }:
            return "write \(meant.lowercased())"
        default: return "write \(meant)"
        }
    }

    /// `now() - 7 days`: outside the time clauses a duration is one word.
    private func unitHelp() -> String? {
        guard let previous, previous.kind == .integer, at(.word),
            let unit = TimeUnit(word: text(current)) ?? TimeUnit(short: text(current))
        else { return nil }
        return "write \(text(previous))\(unit.rawValue)"
    }
}
