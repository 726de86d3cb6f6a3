/// The kinds of the pieces of a text, for syntax highlighting.
///
/// It works for any text, in particular for an incomplete statement.
package struct Highlight: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case keyword, text, name, number, time, parameter, comment
        /// An opening or closing parenthesis.
        case parenthesis
        /// A lexical error, including an open string or comment.
        case fault
    }

    package var kind: Kind
    package var span: Span

    /// Returns the pieces in order; the text between them has no kind. Takes time linear in the
    /// text.
    package static func pieces(of source: String) -> [Highlight] {
        let bytes = Array(source.utf8)
        let list = Lexer.tokens(of: bytes)
        var pieces: [Highlight] = []
        var end = 0
        var previous: Token?
        for token in list.tokens {
            pieces += comments(in: end..<token.start, of: bytes)
            end = token.end
            defer { previous = token }
            if token.kind == .broken {
                // An open string or comment extends to the end of the text.
                let isOpen = list.lastIsOpen && token.span == list.faults.last?.span
                end = isOpen ? bytes.count : token.end
                pieces.append(Highlight(kind: .fault, span: Span(token.start, end)))
                if isOpen { return pieces }
                continue
            }
            if let kind = Kind(token, behind: previous, in: bytes) {
                pieces.append(Highlight(kind: kind, span: token.span))
            }
        }
        return pieces + comments(in: end..<bytes.count, of: bytes)
    }

    /// Returns the comments between two tokens, where otherwise only whitespace is possible.
    private static func comments(in gap: Range<Int>, of bytes: [UInt8]) -> [Highlight] {
        var found: [Highlight] = []
        var at = gap.lowerBound
        while at + 1 < gap.upperBound {
            let start = at
            switch (bytes[at], bytes[at + 1]) {
            case (UInt8(ascii: "-"), UInt8(ascii: "-")), (UInt8(ascii: "#"), UInt8(ascii: "!")):
                while at < gap.upperBound, bytes[at] != UInt8(ascii: "\n") { at += 1 }
            case (UInt8(ascii: "/"), UInt8(ascii: "*")):
                at += 2
                while at < gap.upperBound,
                    bytes[at] != UInt8(ascii: "/") || bytes[at - 1] != UInt8(ascii: "*")
                        || at < start + 3
                { at += 1 }
                at = min(at + 1, gap.upperBound)
            default:
                at += 1
                continue
            }
            found.append(Highlight(kind: .comment, span: Span(start, at)))
        }
        return found
    }
}

extension Highlight.Kind {
    fileprivate init?(_ token: Token, behind previous: Token?, in bytes: [UInt8]) {
        switch token.kind {
        case .string: self = .text
        case .quotedName: self = .name
        case .integer, .real: self = .number
        case .duration, .calendarDate, .dateTime, .week, .quarter, .chineseTime: self = .time
        case .parameter: self = .parameter
        case .openParen, .closeParen: self = .parenthesis
        case .word:
            guard let keyword = token.keyword, previous?.kind != .dot,
                keyword.isReserved
                    || Self.isSpokenAsKeyword(token, keyword, behind: previous, in: bytes)
            else { return nil }
            self = .keyword
        default: return nil
        }
    }

    /// Returns whether a word that can also be a name is a keyword. Only the parser could decide
    /// this reliably, but it cannot parse incomplete text. The word is taken for a keyword if it is
    /// in capitals, begins a statement, or is an unlikely column name.
    private static func isSpokenAsKeyword(
        _ token: Token, _ keyword: Keyword, behind previous: Token?, in bytes: [UInt8]
    ) -> Bool {
        guard let previous, previous.kind != .semicolon else { return true }
        switch keyword {
        case .ago, .asc, .by, .desc, .over, .partition: return true
        default:
            return bytes[token.start..<token.end].allSatisfy { !($0 >= 0x61 && $0 <= 0x7A) }
        }
    }
}

/// The keywords that a shell may offer, as they are printed.
package let keywordSpellings = Keyword.allCases.map(\.rawValue)
