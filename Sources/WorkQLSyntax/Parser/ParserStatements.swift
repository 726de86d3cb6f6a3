// Statements, and the kinds that are no part of the language or not yet.

extension Parser {
    private static let statementWords: [Keyword] = [.select, .describe, .show, .explain]

    mutating func statement() throws(Diagnostic) -> Statement {
        let start = current.start
        let kind: Statement.Kind
        switch current.keyword {
        case .select: kind = .select(try select())
        case .explain:
            advance()
            try refuseExplainVariants()
            guard at(.select) else { throw unexpected("SELECT", among: [.select]) }
            kind = .explain(try select())
        case .describe, .desc:
            advance()
            kind = .describe(try tableName())
        case .show:
            advance()
            kind = try show()
        default:
            try refuseOtherStatements()
            throw unexpected(
                "a statement", among: Parser.statementWords,
                help: "statements are SELECT, EXPLAIN, DESCRIBE and SHOW TABLES")
        }
        return Statement(kind, span: span(from: start))
    }

    private mutating func show() throws(Diagnostic) -> Statement.Kind {
        guard take(.tables) else {
            let start = current
            let word = at(.word) ? text(start).uppercased() : ""
            switch word {
            case "COLUMNS":
                throw notYet("SHOW COLUMNS", at: start.span, help: "write DESCRIBE table")
            case "FUNCTIONS", "SETTINGS", "VARIABLES", "LIMITS", "USAGE", "QUERIES":
                throw notYet("SHOW \(word)", at: start.span)
            default: throw unexpected("TABLES", among: [.tables])
            }
        }
        if at(.like) { throw notYet("SHOW TABLES LIKE", at: current.span) }
        return .showTables
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

    func notYet(_ what: String, at span: Span, help: String? = nil) -> Diagnostic {
        Diagnostic("\(what) is not supported yet", at: span, help: help)
    }

    private func refuseExplainVariants() throws(Diagnostic) {
        guard at(.word) else { return }
        let word = text(current).uppercased()
        guard word == "CALLS" || word == "ANALYZE" || word == "PLAN" else { return }
        throw notYet("EXPLAIN \(word)", at: current.span, help: "write EXPLAIN SELECT …")
    }

    private func refuseOtherStatements() throws(Diagnostic) {
        let span = current.span
        switch current.keyword {
        case .from:
            throw notYet("FROM before SELECT", at: span, help: "write SELECT * FROM …")
        case .with: throw notYet("WITH … AS", at: span)
        default: break
        }
        if at(.openParen) { throw notYet("a SELECT in parentheses", at: span) }
        guard at(.word) else { return }
        let word = text(current).uppercased()
        switch word {
        case "SET", "RESET", "LET", "PARAM", "COPY", "SAVE", "RUN", "VALUES":
            throw notYet(word, at: span)
        case "INSERT", "UPDATE", "DELETE", "MERGE", "CREATE", "DROP", "ALTER", "TRUNCATE":
            throw Diagnostic(
                "\(word) is no part of WorkQL", at: span, help: "WorkQL reads and never writes")
        default: break
        }
    }
}
