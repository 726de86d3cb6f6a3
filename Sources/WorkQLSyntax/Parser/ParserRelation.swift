// FROM: tables, files, subqueries and joins.

extension Parser {
    /// Parses FROM and its relations. A time range after the last of them belongs to the SELECT.
    mutating func tables(
        of select: inout Select, _ progress: inout Progress
    ) throws(Diagnostic) {
        progress.reach(.from)
        advance()
        while true {
            select.from.append(try relation(&progress.time, inParentheses: false))
            guard progress.time == nil, try goesOn("a table name"), !isAtFormatText else { break }
        }
        if progress.time == nil, isAtTime { progress.time = try timeClause() }
        if progress.time != nil, at(.comma) || isAtJoin {
            throw Diagnostic(
                .clauseOrder, "another table after the time range", at: current.span,
                help: "write a table's own range directly after its name")
        }
    }

    /// Parses one table, or several joined ones.
    ///
    /// - Parameter time: the range after the last table, unless it certainly belongs to that table.
    private mutating func relation(
        _ time: inout TimeClause?, inParentheses: Bool
    ) throws(Diagnostic) -> Relation {
        let start = current.start
        var left = try factor(&time, inParentheses: inParentheses)
        var count = 0
        while time == nil, isAtJoin {
            let first = current.start
            let kind = try joinKind()
            let join = span(from: first)
            count += 1
            peak += 1
            guard count <= Nesting.chain else {
                throw Diagnostic(
                    .chainTooLong, "more than \(Nesting.chain) joins in a chain", at: join,
                    help: "put some of them into WITH … AS (…)")
            }
            let right = try factor(&time, inParentheses: inParentheses)
            let constraint = try joinConstraint(kind, at: join)
            left = Relation(.join(kind, left, right, constraint), span: span(from: start))
        }
        if time == nil { offer([.join, .left, .inner, .cross, .right, .full]) }
        return left
    }

    @inline(never)
    mutating func factor(
        _ time: inout TimeClause?, inParentheses: Bool
    ) throws(Diagnostic) -> Relation {
        let start = current.start
        offer(.file)
        switch current.kind {
        case .string:
            var file = FileName(unquoted(current), span: current.span)
            advance()
            file.options = try fileOptions()
            let alias = try tableAlias()
            try refuseLateFileOptions()
            return Relation(.file(file, alias: alias), span: span(from: start))
        case .openParen:
            advance()
            offer([.select, .from])
            return isAtQuery
                ? try subquery(from: start) : try relationInParentheses(from: start)
        default: return try table(&time, inParentheses: inParentheses)
        }
    }

    private mutating func table(
        _ time: inout TimeClause?, inParentheses: Bool
    ) throws(Diagnostic) -> Relation {
        let start = current.start
        if isAtLateral, peek().isName, peek(2).kind == .openParen {
            // Calls can refer to the tables before them with or without the word.
            advance()
        }
        if isAtLateral, peek().kind == .openParen {
            throw unsupported(
                "LATERAL", at: current.span, help: "write a subquery in the select list, or a JOIN")
        }
        let table = try tableName()
        if at(.openParen) {
            var call = try tableCall(table)
            if dialect == .postgreSQL { try takeOrdinality(of: &call) }
            let alias = try tableAlias()
            return Relation(.rows(call, alias: alias), span: span(from: start))
        }
        let alias = try tableAlias()
        var end = lastEnd
        var own: TimeClause?
        if isAtTime {
            let clause = try timeClause()
            let goesOn =
                at(.comma) || isAtJoin || at(.on) || at(.using) || inParentheses && at(.closeParen)
            if goesOn {
                own = clause
                end = clause.span.end
            } else {
                time = clause
            }
        }
        return Relation(.table(table, alias: alias, time: own), span: Span(start, end))
    }

    private var isAtLateral: Bool {
        at(.word) && current.keyword == nil && current.end - current.start == 7
            && text(current).uppercased() == "LATERAL"
    }

    @inline(never)
    private mutating func subquery(from start: Int) throws(Diagnostic) -> Relation {
        let query = try query(nested: true)
        try expect(.closeParen, "\")\"")
        let alias = try tableAlias()
        return Relation(.query(query, alias: alias), span: span(from: start))
    }

    @inline(never)
    private mutating func relationInParentheses(from start: Int) throws(Diagnostic) -> Relation {
        depth += Nesting.query
        defer { depth -= Nesting.query }
        guard depth <= Nesting.calls else {
            throw Diagnostic(
                .nestedTooDeeply, "tables nested too deeply", at: current.span,
                help: "at most \(Nesting.calls / Nesting.query) nested parentheses")
        }
        var time: TimeClause?
        var inner = try relation(&time, inParentheses: true)
        try expect(.closeParen, "\")\"")
        if at(.as) || isAtName && !at(.format) {
            throw unsupported(
                "a name for joined tables", at: current.span,
                help: "name each table, or write (SELECT * FROM …) AS name")
        }
        inner.span = span(from: start)
        return inner
    }

    /// Parses `AS name`, `AS name(a, b)`, with or without AS.
    private mutating func tableAlias() throws(Diagnostic) -> TableAlias? {
        if current.isName, peek().keyword == .join, let mistake = joinWord(text(current)) {
            throw mistake
        }
        guard let name = try alias() else { return nil }
        // PIVOT (…) and similar constructs.
        if at(.openParen), let leftOut = leftOut() { throw leftOut }
        return TableAlias(name, columns: at(.openParen) ? try names("a column name") : [])
    }
}

// MARK: Joins

extension Parser {
    var isAtJoin: Bool {
        switch current.keyword {
        case .join, .inner, .left, .right, .full, .cross, .natural: true
        default: false
        }
    }

    private mutating func joinKind() throws(Diagnostic) -> JoinKind {
        let kind: JoinKind
        switch current.keyword {
        case .join:
            advance()
            return .inner
        case .left: kind = .left
        case .right: kind = .right
        case .full: kind = .full
        case .cross: kind = .cross
        case .natural:
            throw unsupported(
                "NATURAL JOIN", at: current.span, help: "write JOIN … USING (columns)")
        default: kind = .inner
        }
        advance()
        if kind == .left || kind == .right || kind == .full { _ = take(.outer) }
        try expect(.join)
        return kind
    }

    private mutating func joinConstraint(
        _ kind: JoinKind, at join: Span
    ) throws(Diagnostic) -> JoinConstraint {
        guard kind != .cross else {
            if at(.on) || at(.using) {
                throw Diagnostic(
                    .joinCondition, "CROSS JOIN with a condition", at: current.span,
                    help: "write JOIN … ON")
            }
            return .none
        }
        if take(.on) { return .on(try expression()) }
        if take(.using) { return .using(try names("a column name", of: .sharedColumn)) }
        let help = "write ON … or USING (…), or CROSS JOIN for every pair"
        if at(.endOfText) || at(.broken) || bareAlias == position - 1 {
            let found = unexpected("ON or USING", among: [.on, .using], help: help)
            // A misspelt ON is read as the alias, or stands behind it.
            if at(.endOfText) || at(.broken) || found.help != help || !endsRelation { throw found }
        }
        throw Diagnostic(.joinCondition, "JOIN without a condition", at: join, help: help)
    }

    /// Whether the current token ends a relation, so that nothing else of a join can follow.
    private var endsRelation: Bool {
        at(.comma) || at(.closeParen) || at(.semicolon) || isAtClause || isAtJoin
    }

    /// Returns the error for a word before JOIN that would otherwise be taken for the alias of the
    /// table before it.
    private func joinWord(_ word: String) -> Diagnostic? {
        let word = word.uppercased()
        let span = current.span
        switch word {
        case "OUTER":
            return Diagnostic(
                .unexpectedWord, "OUTER without LEFT, RIGHT or FULL", at: span,
                help: "write LEFT OUTER JOIN")
        case "SEMI", "ANTI":
            return unsupported(
                "\(word) JOIN", at: span,
                help: "write WHERE \(word == "ANTI" ? "NOT " : "")EXISTS (SELECT …)")
        case "ASOF", "LATERAL": return unsupported("\(word) JOIN", at: span)
        default: break
        }
        let kinds: [Keyword] = [.inner, .left, .right, .full, .cross, .natural]
        guard let meant = kinds.first(where: { $0.rawValue.sorted() == word.sorted() }) else {
            return nil
        }
        return Diagnostic(
            .unexpectedWord, "expected JOIN, found \"\(text(span))\"", at: span,
            help: "write \(meant.rawValue), or AS \(text(span)) for a name")
    }
}
