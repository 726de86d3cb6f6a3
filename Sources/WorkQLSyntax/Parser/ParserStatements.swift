// Statements, and the kinds that are not part of the language.

extension Parser {
    private static let statementWords: [Keyword] = [
        .select, .from, .with, .values, .pivot, .unpivot, .refresh, .forget, .explain, .describe,
        .summarize, .show,
        .set,
        .reset,
        .param,
        .let,
        .copy,
        .save,
        .run,
    ]

    mutating func statement() throws(Diagnostic) -> Statement {
        let start = current.start
        let kind = try statementKind()
        var statement = Statement(kind, span: span(from: start))
        if kind.hasRows {
            statement.format = try format()
            statement.span = span(from: start)
        }
        return statement
    }

    private mutating func statementKind() throws(Diagnostic) -> Statement.Kind {
        let first = current
        switch first.keyword {
        case .select, .from, .with, .values, .pivot, .unpivot:
            return .query(try query(nested: false))
        case .refresh:
            advance()
            return .refresh(try query(nested: false))
        case .forget:
            advance()
            return try forgetting()
        case .explain:
            advance()
            let explanation: Statement.Explanation =
                if take(.calls) { .calls } else if take(.analyze) { .analysis } else { .plan }
            try refuseExplainVariants()
            return .explain(try query(nested: false), explanation)
        case .describe, .desc:
            advance()
            return try description()
        case .summarize:
            advance()
            return try summary()
        case .show:
            advance()
            return try show()
        case .set:
            advance()
            return try setting()
        case .reset:
            advance()
            offer(.setting)
            return .reset(try name("the name of a setting"))
        case .param:
            advance()
            return .parameters(try parameters())
        case .let:
            advance()
            return try binding()
        case .copy:
            advance()
            return try copy()
        case .save:
            advance()
            return try saving()
        case .run:
            advance()
            return try running()
        default:
            if at(.openParen) { return .query(try query(nested: false)) }
            try refuseOtherStatements()
            throw unexpected(
                "a statement", among: Parser.statementWords,
                help: at(.dot)
                    ? "dot commands work only in the shell, not in scripts"
                    : text(current).utf8.contains { $0 >= 0x80 }
                        ? "for example SELECT count(*) FROM 打卡记录 WHERE 用户 = 'lisi' DURING 上周"
                        : "statements are SELECT, FROM, WITH, REFRESH, FORGET, EXPLAIN, DESCRIBE, SUMMARIZE,"
                            + " SHOW, SET, RESET, PARAM, LET, COPY, SAVE and RUN")
        }
    }

    /// Parses `checkin WHERE userid = 'lisi' UNTIL 90d`.
    private mutating func forgetting() throws(Diagnostic) -> Statement.Kind {
        let table = try tableName()
        let condition: Expression? = take(.where) ? try expression() : nil
        return .forget(table, condition, isAtTime ? try timeClause() : nil)
    }

    private mutating func description() throws(Diagnostic) -> Statement.Kind {
        offer(.file)
        offer([.select, .from, .with])
        if isAtWholeQuery || isAtSavedQuery { return .describeQuery(try query(nested: false)) }
        guard at(.string) else { return .describe(try tableName()) }
        return .describeFile(try file())
    }

    /// Whether a query begins here, in parentheses or not.
    private var isAtWholeQuery: Bool {
        switch current.keyword {
        case .select, .from, .with, .pivot, .unpivot: true
        case .values: peek().kind == .openParen
        default: at(.openParen)
        }
    }

    /// Whether RUN and the name of a saved query stand here.
    private var isAtSavedQuery: Bool {
        at(.run) && (peek().kind == .word || peek().kind == .quotedName)
            && Clause(peek().keyword) == nil
    }

    /// The help for a statement that stands where a query is expected; nil for anything else.
    var helpForStatement: String? {
        switch current.keyword {
        case .run?:
            let name = peek().kind == .word ? text(peek()) : "late"
            return "RUN stands alone: write the query itself; "
                + "workql --dry-run -c 'RUN \(name.clipped)' shows the calls of the saved one"
        case .explain?, .describe?, .summarize?, .show?, .set?, .reset?, .param?, .let?, .copy?,
            .save?, .refresh?, .forget?:
            let word = text(current).uppercased()
            return "\(word) stands alone: write SELECT …, or a query in parentheses, here"
        default: return nil
        }
    }

    private mutating func file() throws(Diagnostic) -> FileName {
        let span = current.span
        var file = FileName(try string("a table or a file"), span: span)
        file.options = try fileOptions()
        return file
    }

    /// Parses `SUMMARIZE checkin WHERE userid = 'lisi' SINCE 7d`, `SUMMARIZE SELECT …`.
    private mutating func summary() throws(Diagnostic) -> Statement.Kind {
        offer(.file)
        offer([.select, .from, .with])
        if isAtWholeQuery || isAtSavedQuery { return .summarize(try query(nested: false)) }
        let start = current.start
        let kind: Relation.Kind =
            at(.string)
            ? .file(try file(), alias: nil) : .table(try tableName(), alias: nil, time: nil)
        var select = Select(
            items: [SelectItem(.star(StarChange()), span: span(from: start))],
            from: [Relation(kind, span: span(from: start))])
        offer([.where, .since, .during, .until, .through])
        if take(.where) { select.condition = try expression() }
        if isAtTime { select.time = try timeClause() }
        return .summarize(Query(body: .select(select)))
    }

    /// The keywords that Chinese words after SHOW mean.
    private static let shownInChinese = [
        "表": "TABLES", "所有表": "TABLES", "函数": "FUNCTIONS", "设置": "SETTINGS", "配额": "QUOTA",
        "存储": "STORE",
    ]

    private mutating func show() throws(Diagnostic) -> Statement.Kind {
        if take(.settings) { return .show(.settings(like: try pattern(for: "csv%"))) }
        if take(.functions) { return .show(.functions(like: try pattern(for: "date%"))) }
        if take(.quota) { return .show(.quota) }
        if take(.store) { return .show(.store) }
        if take(.columns) {
            try expect(.from)
            return try description()
        }
        guard take(.tables) else {
            let word = at(.word) ? text(current).uppercased() : ""
            switch word {
            case "LIMITS", "USAGE", "QUERIES":
                throw unsupported("SHOW \(word)", at: current.span)
            case "DATABASES", "SCHEMAS":
                var mistake = unsupported(
                    "SHOW \(word)", at: current.span, help: "write SHOW TABLES")
                mistake.fix = Diagnostic.Fix("TABLES", replacing: current.span)
                throw mistake
            case "VARIABLES", "ALL":
                throw unsupported("SHOW \(word)", at: current.span, help: "write SHOW SETTINGS")
            case let word where Self.shownInChinese[word] != nil:
                let keyword = Self.shownInChinese[word] ?? ""
                var mistake = unsupported(
                    "SHOW \(word)", at: current.span, help: "write SHOW \(keyword)")
                mistake.fix = Diagnostic.Fix(keyword, replacing: current.span)
                throw mistake
            default:
                var mistake = unexpected(
                    "TABLES, FUNCTIONS, SETTINGS, QUOTA or STORE",
                    among: [.tables, .functions, .settings, .quota, .store, .columns])
                if mistake.help == nil, at(.word) {
                    mistake.help =
                        "a setting is shown by SHOW SETTINGS LIKE '\(text(current))'"
                }
                throw mistake
            }
        }
        if at(.like) {
            throw unsupported("SHOW TABLES LIKE", at: current.span, help: "write SHOW TABLES")
        }
        return .show(.tables)
    }

    /// Parses `LIKE 'csv%'`; returns nil if it is missing.
    private mutating func pattern(for example: String) throws(Diagnostic) -> String? {
        guard take(.like) else {
            offer([.like])
            return nil
        }
        return try string("a pattern after LIKE", help: "for example '\(example)'")
    }

    /// Parses `checkin` or `wecom.checkin`.
    mutating func tableName() throws(Diagnostic) -> TableName {
        offer(.table(of: nil))
        let first = try name("a table name")
        guard take(.dot) else {
            try refuseSlash(behind: first)
            return TableName(name: first)
        }
        offer(.table(of: first))
        let second = try name("a table name after \(first.text.clipped).")
        guard !at(.dot) else {
            throw Diagnostic(
                .nameParts, "expected at most a service and a table, found another \".\"",
                at: current.span)
        }
        try refuseSlash(behind: second)
        return TableName(service: first, name: second)
    }

    /// Refuses a slash and a word that follow a name without a blank: `截屏/录屏管理` is a label of a
    /// table, which is no name without quotes.
    private func refuseSlash(behind name: Name) throws(Diagnostic) {
        guard at(.slash), let before = previous, before.kind == .word,
            before.end == current.start, peek().kind == .word, peek().start == current.end
        else { return }
        let whole = "\(text(before))/\(text(peek()))"
        throw Diagnostic(
            .unexpectedWord, "a name with \"/\" is not in double quotes",
            at: Span(before.start, peek().end), help: "write \"\(whole.clipped)\"")
    }

    private func refuseExplainVariants() throws(Diagnostic) {
        guard at(.word) else { return }
        let word = text(current).uppercased()
        guard ["PLAN", "QUERY", "VERBOSE"].contains(word) else { return }
        throw unsupported(
            "EXPLAIN \(word)", at: current.span,
            help: "write EXPLAIN, EXPLAIN CALLS or EXPLAIN ANALYZE, and the query")
    }

    private func refuseOtherStatements() throws(Diagnostic) {
        guard at(.word) else { return }
        let word = text(current).uppercased()
        let span = current.span
        switch word {
        case "HELP":
            throw Diagnostic(
                .unexpectedWord, "expected a statement, found \"\(text(current))\"", at: span,
                writing: ".help")
        case "INSERT", "UPDATE", "DELETE", "MERGE", "CREATE", "DROP", "ALTER", "TRUNCATE":
            throw Diagnostic(
                .neverWrites, "\(word) is not supported by WorkQL", at: span,
                help: "WorkQL reads and never writes")
        case "BEGIN", "COMMIT", "ROLLBACK", "USE", "PRAGMA", "ATTACH":
            throw unsupported(word, at: span, help: "remove it")
        default: break
        }
    }
}
