// The statements for scripts: PARAM, LET, SET, COPY.

import WorkQLTime

extension Parser {
    /// Parses `SET timezone = 'Asia/Shanghai'`, `SET store TO off`.
    mutating func setting() throws(Diagnostic) -> Statement.Kind {
        offer(.setting)
        let name = try name("the name of a setting")
        guard take(.equal) || take(.to) else {
            if name.folded == "time", at(.word), text(current).uppercased() == "ZONE" {
                throw unsupported(
                    "SET TIME ZONE", at: name.span.joined(current.span),
                    help: "write SET timezone = 'Asia/Shanghai'")
            }
            throw unexpected(
                "= after \(name.text.clipped)", help: "for example SET timezone = 'Asia/Shanghai'")
        }
        offer(.settingValue(name))
        return .set(name, to: try settingValue())
    }

    private mutating func settingValue() throws(Diagnostic) -> Expression {
        let start = current.start
        if at(.word) {
            switch current.keyword {
            case .null, .true, .false: break
            default:
                let word = text(current)
                advance()
                return Expression(.literal(.text(word)), span: span(from: start))
            }
        }
        guard let value = try literal() else {
            throw unexpected("a value", help: "for example 'Asia/Shanghai', 600, 7d or off")
        }
        return value
    }

    /// Parses `COPY (SELECT …) TO 'late.csv' (BOM)`.
    mutating func copy() throws(Diagnostic) -> Statement.Kind {
        guard take(.openParen) else {
            throw unexpected(
                "\"(\" after COPY", help: "write COPY (SELECT …) TO 'file.csv'")
        }
        let query = try query(nested: true)
        try expect(.closeParen, "\")\"")
        try expect(.to)
        offer(.writtenFile)
        let span = current.span
        let path = try string(
            "the name of a file after TO",
            help: isAtName
                ? "write it in quotes: '\(text(current))'" : "for example 'late.csv'")
        return .copy(query, to: FileName(path, span: span), try copyOptions())
    }

    /// Parses `LET late = (SELECT …)`, `LET ids = ('a', 'b')`, `LET longest = max(1, 2)`.
    mutating func binding() throws(Diagnostic) -> Statement.Kind {
        let name = try name("a name after LET")
        guard take(.equal) else { throw unexpected("= after \(name.text.clipped)") }
        guard isAtWholeParentheses else { return .bind(name, .expression(try expression())) }
        advance()
        offer([.select, .from, .with, .values])
        guard isAtQuery else {
            return .bind(name, .list(try list(until: "\",\" or \")\"")))
        }
        let query = try query(nested: true)
        try expect(.closeParen, "\")\"")
        return .bind(name, .query(query))
    }

    /// Whether a parenthesis opens here that closes at the end of the statement, or never.
    private var isAtWholeParentheses: Bool {
        guard at(.openParen) else { return false }
        var level = 0
        for index in position..<list.tokens.count {
            switch list.tokens[index].kind {
            case .openParen: level += 1
            case .closeParen: level -= 1
            case .semicolon: return true
            default: break
            }
            if level == 0 {
                let next = list.tokens[min(index + 1, list.tokens.count - 1)].kind
                return next == .semicolon || next == .endOfText
            }
        }
        return true
    }
}

// MARK: Parameters

extension Parser {
    /// Parses `since DURATION = 7d, users LIST`.
    mutating func parameters() throws(Diagnostic) -> [ParameterDeclaration] {
        var declarations: [ParameterDeclaration] = []
        repeat {
            declarations.append(try parameter())
            // A word that begins a clause is a name here.
        } while take(.comma) && !at(.semicolon) && !at(.endOfText)
        return declarations
    }

    private mutating func parameter() throws(Diagnostic) -> ParameterDeclaration {
        // Any word is allowed, because it is preceded by a colon wherever it is used.
        guard at(.word) else {
            throw unexpected(
                "the name of a parameter",
                help: at(.parameter) ? "write \(nameOfCurrent().text) without the colon" : nil)
        }
        let name = nameOfCurrent()
        advance()
        let type = try parameterType(of: name)
        var declaration = ParameterDeclaration(name: name, type: type)
        if take(.equal) { declaration.initial = try initialValue(of: name, type) }
        return declaration
    }

    private mutating func parameterType(of name: Name) throws(Diagnostic) -> ParameterType {
        let types = ParameterType.allCases.map(\.rawValue).joined(separator: ", ")
        offer(.parameterType)
        guard at(.word), let type = ParameterType(spelled: text(current)) else {
            guard at(.word), current.keyword?.isReserved != true else {
                throw unexpected(
                    "a type for \(name.text.clipped)",
                    help: "write \(declaration(of: name)); types are \(types)")
            }
            let near = nearest(text(current), in: ParameterType.spellings.map(\.spelling))
            throw Diagnostic(
                .unknownType, "unknown type \"\(text(current).clipped)\"", at: current.span,
                writing: near, otherwise: "types are \(types)")
        }
        advance()
        return take(.brackets) ? .list : type
    }

    /// Returns the declaration of a parameter with the type of the value that follows its name.
    private func declaration(of name: Name) -> String {
        guard at(.equal) else { return "PARAM \(name.text.clipped) TEXT" }
        let type: ParameterType =
            switch peek().kind {
            case .integer: .integer
            case .real: .real
            case .openParen: .list
            case .duration: .duration
            case .calendarDate: .date
            default: .text
            }
        var end = 1
        if type == .list {
            while ![.closeParen, .semicolon, .endOfText].contains(peek(end).kind) { end += 1 }
        }
        let value = (1...end).map { peek($0).kind == .comma ? ", " : text(peek($0)) }.joined()
        return "PARAM \(name.text.clipped) \(type.rawValue) = \(value.clipped)"
    }

    private mutating func initialValue(
        of name: Name, _ type: ParameterType
    ) throws(Diagnostic) -> ParameterValue {
        if at(.null), let null = try literal() { return .literal(null) }
        switch type {
        case .timestamp: return .time(try instant(after: .timestamp))
        case .date: return .date(try instant(after: .date))
        case .time:
            guard at(.string) else {
                throw unexpected(
                    "a time of day for \(name.text.clipped)",
                    help: "write '09:00' in quotes, or declare it as TIMESTAMP")
            }
            let span = current.span
            let text = unquoted(current)
            advance()
            return .literal(Expression(.literal(.time(text)), span: span))
        case .duration:
            let start = current.start
            let duration = try duration(after: "=")
            return .literal(Expression(.literal(.duration(duration)), span: span(from: start)))
        case .list: return .list(try literals(for: name))
        case .any where at(.openParen): return .list(try literals(for: name))
        case .any where at(.calendarDate): return .date(try instant(after: .date))
        case .any, .text, .integer, .real, .boolean:
            let what = "\(type.inWords) for \(name.text.clipped)"
            guard let value = try literal(), case .literal(let literal) = value.kind else {
                throw unexpected(what)
            }
            guard type.holds(literal) else {
                throw Diagnostic(
                    .parameterValue, "expected \(what), found \(text(value.span).clipped)",
                    at: value.span)
            }
            return .literal(value)
        }
    }

    /// Parses `('zhangsan', 'lisi')`.
    mutating func literals(for name: Name) throws(Diagnostic) -> [Expression] {
        try expect(.openParen, "a list in parentheses for \(name.text.clipped)")
        var literals: [Expression] = []
        while !at(.closeParen) {
            guard at(.string) || at(.integer) || at(.real) || at(.minus),
                let value = try literal()
            else { throw unexpected("a text or a number") }
            literals.append(value)
            if !at(.closeParen) { try expect(.comma, "\",\" or \")\"") }
        }
        advance()
        return literals
    }

    /// Parses a literal, including a minus before a number; returns nil, without consuming
    /// anything, if there is none here.
    mutating func literal() throws(Diagnostic) -> Expression? {
        switch current.kind {
        case .string, .integer, .real, .duration: break
        case .minus where peek().kind == .integer || peek().kind == .real: break
        case .word where at(.null) || at(.true) || at(.false): break
        default: return nil
        }
        return try prefix(.primary)
    }
}

extension ParameterType {
    /// All spellings that PARAM accepts; the tree keeps the type.
    fileprivate static let spellings: [(spelling: String, type: ParameterType)] = [
        ("text", .text), ("varchar", .text), ("string", .text),
        ("int", .integer), ("integer", .integer), ("bigint", .integer),
        ("real", .real), ("double", .real), ("float", .real),
        ("bool", .boolean), ("boolean", .boolean),
        ("timestamp", .timestamp), ("datetime", .timestamp), ("date", .date), ("time", .time),
        ("duration", .duration), ("list", .list), ("any", .any),
    ]

    fileprivate init?(spelled word: String) {
        let folded = Name.fold(word)
        guard let entry = ParameterType.spellings.first(where: { $0.spelling == folded }) else {
            return nil
        }
        self = entry.type
    }

    fileprivate var inWords: String {
        switch self {
        case .text: "a text"
        case .integer: "an integer"
        case .real: "a number"
        case .boolean: "TRUE or FALSE"
        case .timestamp: "an instant"
        case .date: "a date"
        case .time: "a time of day"
        case .duration: "a duration"
        case .list: "a list"
        case .any: "a value"
        }
    }

    fileprivate func holds(_ literal: Literal) -> Bool {
        switch (self, literal) {
        case (.any, _), (.text, .text), (.integer, .integer), (.real, .integer), (.real, .real),
            (.boolean, .boolean):
            true
        default: false
        }
    }
}
