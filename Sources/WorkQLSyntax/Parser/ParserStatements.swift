// Statements, and the kinds that are no part of the language.

extension Parser {
    private static let statementWords: [Keyword] = [
        .select, .from, .with, .describe, .show, .explain, .set, .reset, .let, .param, .copy,
    ]

    mutating func statement() throws(Diagnostic) -> Statement {
        let start = current.start
        let kind: Statement.Kind
        switch current.keyword {
        case _ where isAtQuery: kind = .query(try wholeQuery())
        case .explain:
            advance()
            let explanation = try explanation()
            guard isAtQuery else { throw unexpected("SELECT", among: [.select, .from, .with]) }
            kind = .explain(try wholeQuery(), explanation)
        case .describe, .desc:
            advance()
            kind = .describe(try tableName())
        case .show:
            advance()
            kind = try show()
        case .set:
            advance()
            let name = try name("a setting")
            guard take(.to) || take(.equal) else { throw unexpected("\"=\"", among: [.to]) }
            kind = .set(name, to: try expression(.sign))
        case .reset:
            advance()
            kind = .reset(try name("a setting"))
        case .let: kind = try letStatement()
        case .param: kind = try parameters()
        case .copy: kind = try copy()
        default:
            try refuseOtherStatements()
            throw unexpected(
                "a statement", among: Parser.statementWords,
                help: "statements are SELECT, FROM, WITH, EXPLAIN, DESCRIBE, SHOW, SET, LET, PARAM "
                    + "and COPY")
        }
        return Statement(kind, span: span(from: start))
    }

    /// A query that is a statement of its own: nothing is open that could be closed.
    private mutating func wholeQuery() throws(Diagnostic) -> Query {
        let query = try query()
        if at(.closeParen) { throw unexpected("\";\"", help: "there is no \"(\" before it") }
        return query
    }

    private mutating func show() throws(Diagnostic) -> Statement.Kind {
        if take(.tables) {
            if at(.like) {
                throw Diagnostic("SHOW TABLES LIKE is not supported", at: current.span)
            }
            return .show(.tables)
        }
        if take(.settings) { return .show(.settings) }
        if at(.word), text(current).uppercased() == "QUOTA" {
            advance()
            return .show(.quota)
        }
        if at(.word), text(current).uppercased() == "COLUMNS" {
            throw Diagnostic(
                "SHOW COLUMNS is no part of WorkQL", at: current.span, help: "write DESCRIBE table")
        }
        throw unexpected("TABLES, SETTINGS or QUOTA", among: [.tables, .settings])
    }

    /// `LET late = (SELECT …)`, `LET ids = ('zhangsan', 'lisi')`, `LET limit = 8h`
    private mutating func letStatement() throws(Diagnostic) -> Statement.Kind {
        advance()
        let name = try anyName("a name")
        try expect(.equal, "\"=\"")
        guard at(.openParen) else { return .bind(name, .expression(try expression())) }
        let place = position
        advance()
        if isAtQueryWord || isAtQuery, let query = try? query(), take(.closeParen),
            at(.semicolon) || at(.endOfText)
        {
            return .bind(name, .query(query))
        }
        rewind(to: place)
        guard peek().keyword != .select, peek().keyword != .from else {
            return .bind(name, .expression(try expression()))
        }
        advance()
        let items = try list(until: "\",\" or \")\"")
        if at(.semicolon) || at(.endOfText) { return .bind(name, .list(items)) }
        // The parentheses belong to an expression: (1 + 2) * 3.
        rewind(to: place)
        return .bind(name, .expression(try expression()))
    }

    /// `PARAM since DURATION = 7d, users LIST = ('a', 'b'), dept INT`
    private mutating func parameters() throws(Diagnostic) -> Statement.Kind {
        advance()
        var declarations: [ParameterDeclaration] = []
        repeat {
            let name = try anyName("a name for a parameter")
            let type = try parameterType(after: name)
            var declaration = ParameterDeclaration(name: name, type: type)
            if take(.equal) { declaration.initial = try initialValue(of: type) }
            declarations.append(declaration)
        } while take(.comma) && !at(.semicolon) && !at(.endOfText)
        return .parameters(declarations)
    }

    /// A name that a colon tells apart from every keyword where it is used: `:since`.
    private mutating func anyName(_ what: String) throws(Diagnostic) -> Name {
        guard at(.word) || at(.quotedName) else { throw unexpected(what) }
        defer { advance() }
        return nameOfCurrent()
    }

    private static let parameterTypes: [(spelling: String, type: ParameterType)] =
        ParameterType.allCases.map { ($0.rawValue, $0) } + [
            ("STRING", .text), ("INTEGER", .integer), ("FLOAT", .real), ("NUMBER", .real),
            ("BOOLEAN", .boolean), ("DATE", .time), ("TIMESTAMP", .time),
        ]

    private mutating func parameterType(after name: Name) throws(Diagnostic) -> ParameterType {
        guard at(.word) else {
            throw unexpected(
                "a type after \(name.text)", help: "for example PARAM \(name.text) TEXT")
        }
        let word = text(current)
        guard
            let entry = Parser.parameterTypes.first(where: { $0.spelling == word.uppercased() })
        else {
            let near = nearest(word, in: Parser.parameterTypes.map(\.spelling))
            let types = ParameterType.allCases.map(\.rawValue).joined(separator: ", ")
            throw Diagnostic(
                "unknown type \"\(word.clipped)\" of a parameter", at: current.span,
                help: near.map { "write \($0)" } ?? "types are \(types)")
        }
        advance()
        return entry.type
    }

    private mutating func initialValue(of type: ParameterType) throws(Diagnostic) -> ParameterValue
    {
        switch type {
        case .time: return .time(try instant(after: .since))
        case .list:
            try expect(.openParen, "\"(\" before a list")
            return .list(try list(until: "\",\" or \")\""))
        case .text, .integer, .real, .boolean, .duration:
            let value = try expression(.sign)
            guard case .literal(let literal) = value.kind, type.takes(literal) else {
                throw Diagnostic(
                    "the default is no \(type.rawValue)", at: value.span,
                    help: "write a literal of that type")
            }
            return .literal(value)
        }
    }

    /// `COPY (SELECT …) TO 'late.csv'`
    private mutating func copy() throws(Diagnostic) -> Statement.Kind {
        advance()
        guard at(.openParen), isAtQuery else {
            throw unexpected("a query in parentheses", help: "write COPY (SELECT …) TO 'late.csv'")
        }
        advance()
        let query = try query()
        try expect(.closeParen, "\")\"")
        try expect(.to)
        let span = current.span
        let path = try string("a file after TO", help: "for example TO 'late.csv'")
        return .copy(query, to: FileName(path, span: span))
    }

    /// `checkin` or `wecom.checkin`
    mutating func tableName() throws(Diagnostic) -> TableName {
        let first = try name("a table name")
        guard take(.dot) else { return TableName(name: first) }
        let second = try name("a table name after \(first.text).")
        guard !at(.dot) else {
            throw Diagnostic(
                "expected at most a service and a table, found another \".\"", at: current.span)
        }
        return TableName(service: first, name: second)
    }

    /// The word between EXPLAIN and the query.
    private mutating func explanation() throws(Diagnostic) -> Statement.Explanation {
        guard at(.word) else { return .plan }
        switch text(current).uppercased() {
        case "CALLS":
            advance()
            return .calls
        case "ANALYZE":
            advance()
            return .analysis
        case "PLAN":
            throw Diagnostic(
                "EXPLAIN PLAN is no part of WorkQL", at: current.span,
                help: "write EXPLAIN, or EXPLAIN CALLS, or EXPLAIN ANALYZE, and the query")
        default: return .plan
        }
    }

    private func refuseOtherStatements() throws(Diagnostic) {
        guard at(.word) else { return }
        let span = current.span
        let word = text(current).uppercased()
        switch word {
        case "SAVE", "RUN":
            throw Diagnostic("\(word) is not supported yet", at: span)
        case "INSERT", "UPDATE", "DELETE", "MERGE", "CREATE", "DROP", "ALTER", "TRUNCATE":
            throw Diagnostic(
                "\(word) is no part of WorkQL", at: span, help: "WorkQL reads and never writes")
        default: break
        }
    }
}

extension ParameterType {
    fileprivate func takes(_ literal: Literal) -> Bool {
        switch (self, literal) {
        case (.text, .text), (.integer, .integer), (.real, .integer), (.real, .real),
            (.boolean, .boolean), (.duration, .duration):
            true
        default: false
        }
    }
}
