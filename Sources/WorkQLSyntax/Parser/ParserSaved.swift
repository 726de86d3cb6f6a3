// SAVE, RUN and FORMAT.

import WorkQLTime

extension Parser {
    /// Parses `FORMAT csv` at the end of a statement, or its end `\\G` or `\\gx`; returns nil if
    /// there is none.
    mutating func format() throws(Diagnostic) -> Name? {
        if at(.semicolon), bytes[current.start] == UInt8(ascii: "\\") {
            return Name("vertical", span: current.span)
        }
        guard take(.format) else { return nil }
        offer(.format)
        guard at(.string) else { return try name("a format after FORMAT") }
        defer { advance() }
        return Name(unquoted(current), span: current.span)
    }

    /// Whether FORMAT begins the clause here and is not a name: a word follows that no name has
    /// behind it.
    var isAtFormat: Bool {
        guard at(.format) else { return false }
        switch peek().kind {
        case .string, .quotedName: return true
        case .word where peek().keyword == .format:
            return peek(2).kind != .word && peek(2).kind != .string
        case .word: return peek().keyword?.isReserved != true
        case .endOfText: return isCompleting
        default: return false
        }
    }

    /// Whether FORMAT begins the clause here although a column or a table could follow, whose alias
    /// any word would be.
    var isAtFormatText: Bool { at(.format) && peek().kind == .string && !isNested }

    /// Whether FORMAT begins the clause behind the comma of a list, and is not an expression.
    var isAtFormatBehindComma: Bool {
        guard isAtFormat, !isNested, peek().kind != .endOfText else { return false }
        guard let keyword = peek().keyword else { return true }
        let isLast = peek(2).kind == .endOfText || peek(2).kind == .semicolon
        // An operator needs an operand behind it: here it is the name of a format, if an unknown one.
        if isLast, Parser.infixWords.contains(keyword) { return true }
        return !([.asc, .desc, .nulls, .at] + Parser.infixWords).contains(keyword)
    }

    /// Parses `late AS SELECT …`, `OR REPLACE late AS SELECT …`.
    mutating func saving() throws(Diagnostic) -> Statement.Kind {
        let replaces = take(.or)
        if replaces { try expect(.replace) }
        let name = try name("a name for the query")
        guard take(.as) else {
            throw unexpected("AS", help: "write SAVE \(text(name.span)) AS SELECT …")
        }
        let place = SourcePosition(offset: current.start)
        return .save(name, try query(nested: false), replacing: replaces, at: place)
    }

    /// Parses `late 部门 = '财务部', since = 2026-08-01`.
    mutating func running() throws(Diagnostic) -> Statement.Kind {
        offer(.savedQuery)
        let name = try name("the name of a saved query")
        var arguments: [Statement.Argument] = []
        let form = "write RUN \(Printer.name(name.text)) name = 'value'"
        while at(.word) || at(.quotedName) {
            let name = nameOfCurrent()
            let isClause = (at(.with) || at(.using)) && peek().kind != .equal
            if isClause { throw unexpected("a parameter", help: form) }
            advance()
            guard take(.equal) else {
                throw unexpected(
                    "= after \(name.text.clipped)",
                    help: "write RUN late \(name.text.clipped) = 'value'")
            }
            if at(.greater) {
                throw unexpected(
                    "a value for \(name.text.clipped)",
                    help: "write \(name.text.clipped) = 'value'")
            }
            arguments.append(Statement.Argument(name, try argument(for: name)))
            guard take(.comma) else { break }
        }
        if at(.parameter) {
            throw unexpected(
                "a parameter", help: "write \(nameOfCurrent().text) without the colon")
        }
        if at(.openParen) { throw unexpected("a parameter", help: form) }
        return .run(name, arguments)
    }

    private mutating func argument(for name: Name) throws(Diagnostic) -> LetValue {
        if at(.openParen) { return .list(try literals(for: name)) }
        if at(.calendarDate) {
            defer { advance() }
            return .expression(
                Expression(.literal(.date(civilDate(current).isoText)), span: current.span))
        }
        if at(.date) || at(.time) || at(.timestamp), peek().kind == .string {
            return .expression(try prefix(.primary))
        }
        guard let value = try literal() else {
            let word = text(current)
            let isWord = at(.word) || at(.chineseTime)
            throw unexpected(
                "a value for \(name.text.clipped)",
                help: isWord
                    ? "write it in quotes: \(name.text.clipped) = \(Printer.quoted(word.clipped))"
                    : "for example 'value', 7 or 7d")
        }
        return .expression(value)
    }
}

extension Statement.Kind {
    /// Whether the rows of the statement can have a format of their own.
    var hasRows: Bool {
        switch self {
        case .query, .refresh, .explain, .describe, .describeFile, .describeQuery, .summarize,
            .show:
            true
        case .forget, .set, .reset, .parameters, .bind, .copy, .save, .run: false
        }
    }
}
