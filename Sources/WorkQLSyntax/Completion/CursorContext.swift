/// The context of a position in a text, determined without knowing any table: what is allowed
/// there, which relations are in scope, and the part of the word at the cursor that has been typed.
///
/// Takes time linear in the text. The text may be incomplete and wrong in other positions.
package struct CursorContext: Sendable {
    /// The kind of text that the cursor is in.
    package enum Kind: Hashable, Sendable {
        case word
        /// A parameter, after a colon.
        case parameter
        /// A text, between single quotes.
        case text
        /// A name, between double quotes.
        case name
        /// A comment: nothing can be completed.
        case comment
    }

    package private(set) var kind: Kind
    /// The typed part of the word, without quotes or colon, with doubled quotes made single.
    package private(set) var typed: String
    /// The range of the typed part, including quotes and colon, up to the cursor.
    package private(set) var replaced: Range<Int>
    /// Whether there is a closing quote after the cursor.
    package private(set) var isClosed = false
    /// The tokens allowed where the word begins.
    package private(set) var expected = Expectation()
    /// The relations in FROM and JOIN around the cursor, query by query, the innermost first.
    package private(set) var scopes: [[Relation]] = []
    /// The common tables visible at the cursor, the last one first.
    package private(set) var commonTables: [CommonTable] = []
    /// The aliases in the select list before the cursor.
    package private(set) var aliases: [Name] = []
    /// The column that the value at the cursor is compared with, with its qualifier.
    package private(set) var compared: [Name] = []
    /// Whether the comparison is LIKE or ILIKE.
    package private(set) var isPattern = false
    /// The function whose argument is at the cursor, and the index of the argument, from 0.
    package private(set) var call: (function: Name, argument: Int)?
    /// The qualifier before the dot at the cursor, if there is one.
    package private(set) var qualifier: [Name] = []
    /// The complete statements before the one with the cursor.
    package private(set) var earlier: [Statement] = []
    /// Whether the first word of the statement is lowercase.
    package private(set) var isLowercase = false

    /// - Parameter cursor: the offset in the text's UTF-8; inside a character, the position before
    ///   it is used.
    package init(_ source: String, cursor: Int) {
        let bytes = Array(source.utf8)
        var cursor = min(max(0, cursor), bytes.count)
        while cursor < bytes.count, cursor > 0, bytes[cursor] & 0xC0 == 0x80 { cursor -= 1 }
        let all = Lexer.tokens(of: bytes)
        let before = Lexer.tokens(of: Array(bytes[..<cursor]))
        let word = WordAtCursor(in: bytes, cursor: cursor, before: before)
        kind = word.kind
        typed = word.typed
        replaced = word.start..<cursor
        guard kind != .comment else { return }
        if kind == .text || kind == .name {
            isClosed = all.tokens.contains {
                $0.start == word.start && $0.end > cursor && $0.kind != .broken
            }
        }
        // If a quote is open, the rest of the text is taken for a part of it and provides no
        // information.
        let head = before.tokens.prefix { $0.start < word.start && $0.kind != .endOfText }
        let start = head.lastIndex { $0.kind == .semicolon }.map { $0 + 1 } ?? 0
        let statement = Array(head[start...])
        if let first = statement.first, first.kind == .word {
            isLowercase = bytes[first.start..<first.end].allSatisfy { !(0x41...0x5A).contains($0) }
        }
        if start > 0,
            case .complete(let statements) = Parser.parse(
                String(decoding: bytes[..<head[start - 1].end], as: UTF8.self))
        {
            earlier = statements
        }
        expected = Parser.expectation(behind: statement, of: bytes)
        if statement.last?.kind == .dot {
            qualifier = Self.trailingName(of: statement.dropLast(), in: bytes)
        }
        isPattern = statement.last.map { $0.keyword == .like || $0.keyword == .ilike } ?? false
        compared = Self.compared(behind: statement, in: bytes)
        call = Self.call(around: statement, in: bytes)
        let rest = all.tokens.drop { $0.start < word.start }
            .prefix { $0.kind != .semicolon && $0.kind != .endOfText && $0.kind != .broken }
        var finder = ScopeFinder(
            bytes: bytes, tokens: statement + rest, cursor: statement.count)
        finder.find()
        scopes = finder.scopes
        commonTables = finder.commonTables
        aliases = finder.aliases
    }

    /// Returns the column compared in `checkin_type = '…`, `c.checkin_type IN ('…', '…`, `CASE
    /// checkin_type WHEN '…`.
    private static func compared(behind tokens: [Token], in bytes: [UInt8]) -> [Name] {
        var rest = tokens[...]
        guard let last = rest.popLast() else { return [] }
        switch last.kind {
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: break
        case .word where last.keyword == .like || last.keyword == .ilike:
            if rest.last?.keyword == .not { rest.removeLast() }
        case .word where last.keyword == .when:
            let names = trailingName(of: rest, in: bytes)
            guard !names.isEmpty else { return [] }
            let before = rest.dropLast(names.count * 2 - 1).last
            return before?.keyword == .case ? names : []
        case .openParen, .comma:
            if last.kind == .comma {
                while let token = rest.last, token.isInList { rest.removeLast() }
                guard rest.popLast()?.kind == .openParen else { return [] }
            }
            guard rest.popLast()?.keyword == .in else { return [] }
            if rest.last?.keyword == .not { rest.removeLast() }
        default: return []
        }
        return trailingName(of: rest, in: bytes)
    }

    /// Returns the function and the argument's index in `date_trunc('…`, `strftime(checkin_time,
    /// '…`.
    private static func call(
        around tokens: [Token], in bytes: [UInt8]
    ) -> (function: Name, argument: Int)? {
        var (depth, commas) = (0, 0)
        for (index, token) in tokens.enumerated().reversed() {
            switch token.kind {
            case .closeParen: depth += 1
            case .openParen where depth > 0: depth -= 1
            case .openParen:
                guard index > 0, let name = tokens[index - 1].name(in: bytes) else { return nil }
                return (name, commas)
            case .comma where depth == 0: commas += 1
            default: break
            }
        }
        return nil
    }

    /// Returns the name at the end of the tokens, with its qualifiers.
    private static func trailingName(of tokens: ArraySlice<Token>, in bytes: [UInt8]) -> [Name] {
        var names: [Name] = []
        var rest = tokens
        while let token = rest.popLast(), let name = token.name(in: bytes) {
            names.insert(name, at: 0)
            guard rest.last?.kind == .dot else { break }
            rest.removeLast()
        }
        return names
    }
}

extension Token {
    /// Returns the name of a token that is an unreserved word or a quoted name; nil for other
    /// tokens.
    func name(in bytes: [UInt8]) -> Name? {
        switch kind {
        case .word where keyword?.isReserved != true:
            return Name(String(decoding: bytes[start..<end], as: UTF8.self), span: span)
        case .quotedName:
            let inner = String(decoding: bytes[start + 1..<end - 1], as: UTF8.self)
            return Name(inner.replacing("\"\"", with: "\""), span: span)
        default: return nil
        }
    }

    fileprivate var isInList: Bool {
        switch kind {
        case .string, .integer, .real, .comma, .minus, .parameter: true
        default: keyword == .null
        }
    }
}

/// The word that ends at the cursor or contains it.
private struct WordAtCursor {
    var kind = CursorContext.Kind.word
    var typed = ""
    var start: Int

    /// - Parameter before: the tokens of the text up to the cursor.
    init(in bytes: [UInt8], cursor: Int, before: TokenList) {
        start = cursor
        if before.lastIsOpen, let fault = before.faults.last {
            start = fault.span.start
            let quote = bytes[start]
            guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
                kind = .comment
                return
            }
            kind = quote == UInt8(ascii: "'") ? .text : .name
            let mark = kind == .text ? "'" : "\""
            typed = String(decoding: bytes[start + 1..<cursor], as: UTF8.self)
                .replacing(mark + mark, with: mark)
            return
        }
        let last = before.tokens.dropLast().last
        if isInLineComment(bytes, from: last?.end ?? 0, to: cursor) {
            kind = .comment
            return
        }
        guard let last, last.end == cursor else { return }
        switch last.kind {
        case .word, .integer, .duration, .calendarDate, .week, .quarter, .chineseTime:
            start = last.start
            typed = String(decoding: bytes[start..<cursor], as: UTF8.self)
        case .parameter:
            kind = .parameter
            start = last.start
            let colon = bytes[start] < 0x80 ? 1 : 3
            typed = String(decoding: bytes[start + colon..<cursor], as: UTF8.self)
        case .broken where cursor - last.start <= 3:
            // A colon alone, half-width or full-width.
            let text = String(decoding: bytes[last.start..<cursor], as: UTF8.self)
            guard text == ":" || text == "：" else { return }
            kind = .parameter
            start = last.start
        default: break
        }
    }

    private func isInLineComment(_ bytes: [UInt8], from start: Int, to cursor: Int) -> Bool {
        var at = start
        while at + 1 < cursor {
            let isDash = bytes[at] == UInt8(ascii: "-") && bytes[at + 1] == UInt8(ascii: "-")
            if isDash {
                guard let end = bytes[at..<cursor].firstIndex(of: UInt8(ascii: "\n")) else {
                    return true
                }
                at = end
            }
            at += 1
        }
        return false
    }
}
