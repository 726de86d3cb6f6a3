/// A piece of source text: what it is and where, never a copy of it.
struct Token: Sendable {
    enum Kind: UInt8, Sendable {
        case word, quotedName, string, parameter
        case integer, real, duration, calendarDate, dateTime, week, quarter
        case comma, semicolon, dot, openParen, closeParen, atSign
        case star, plus, minus, slash, percent, concatenate
        case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
        case doubleColon, arrow, longArrow
        /// `[]`, as in `TEXT[]`
        case brackets
        /// Of PostgreSQL alone: `[` and `]`, and `~`, `!~`, `~*`, `~~` and their like.
        case openBracket, closeBracket, pattern
        /// The end of the text; its span is empty and touches the last token.
        case endOfText
        /// A fault: its diagnostic is the parser's as soon as the parser gets here.
        case broken
    }

    var kind: Kind
    /// The keyword that an unquoted word spells, whether or not it serves as one here.
    var keyword: Keyword?
    var start: Int
    var end: Int

    var span: Span { Span(start, end) }
}

/// All of a text's tokens. The last is ``Token/Kind/endOfText``.
struct TokenList: Sendable {
    var tokens: [Token]
    /// What is wrong with the broken ones, in the same order.
    var faults: [Diagnostic] = []
    /// Whether more text could complete the last of them: a string or a comment that is still open.
    var lastIsOpen = false
}
