/// A piece of source text: its kind and position, never a copy of it.
struct Token: Sendable {
    enum Kind: UInt8, Sendable {
        case word, quotedName, string, parameter
        case integer, real, duration, calendarDate, dateTime, week, quarter
        /// `8月15日`, `9点30分`: what only the time language reads.
        case chineseTime
        case comma, semicolon, dot, openParen, closeParen, atSign
        case star, plus, minus, slash, percent, concatenate
        case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
        case doubleColon, arrow, longArrow
        /// `[]`, as in `TEXT[]`.
        case brackets
        /// Only in PostgreSQL's dialect: `[` and `]`, and `~`, `!~`, `~*`, `~~` and similar
        /// operators.
        case openBracket, closeBracket, pattern
        /// The end of the text; its span is empty and touches the last token.
        case endOfText
        /// A lexical error: the parser reports its diagnostic when it reaches the token.
        case broken
    }

    var kind: Kind
    /// The keyword that an unquoted word spells, whether or not it is used as one here.
    var keyword: Keyword?
    var start: Int
    var end: Int

    var span: Span { Span(start, end) }
}

/// All tokens of a text. The last is ``Token/Kind/endOfText``.
struct TokenList: Sendable {
    var tokens: [Token]
    /// The errors of the broken tokens, in the same order.
    var faults: [Diagnostic] = []
    /// Whether more text could complete the last broken token: a string or a comment that is still
    /// open.
    var lastIsOpen = false
}
