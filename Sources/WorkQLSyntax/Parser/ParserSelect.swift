// SELECT and the clauses that belong to it.

extension Parser {
    /// Parses one SELECT, up to a clause of the query around it.
    mutating func select(_ progress: inout Progress) throws(Diagnostic) -> Select {
        progress = Progress()
        var select = Select(items: [])
        var isAtHead = true
        while true {
            let mark = position
            do throws(Diagnostic) {
                if isAtHead {
                    isAtHead = false
                    try head(of: &select, &progress)
                }
                select.clausePlace.offset = lastEnd
                try readClauses(of: &select, &progress)
                try finishSelect(progress)
                select.time = progress.time
                try keepFirstRows(of: &select, progress)
                return select
            } catch {
                try recover(from: error, since: mark, after: progress.clause)
            }
        }
    }

    /// Parses `SELECT … FROM …` or `FROM … SELECT …`, where the SELECT may be missing.
    private mutating func head(
        of select: inout Select, _ progress: inout Progress
    ) throws(Diagnostic) {
        if at(.select) {
            progress.reach(.items)
            try items(of: &select, &progress)
            if at(.from) { try tables(of: &select, &progress) }
            return
        }
        let from = current.span
        try tables(of: &select, &progress)
        offer([.select])
        if at(.select) {
            progress.reach(.items)
            try items(of: &select, &progress)
        } else {
            select.items = [SelectItem(.star(StarChange()), span: from)]
        }
    }

    private mutating func items(
        of select: inout Select, _ progress: inout Progress
    ) throws(Diagnostic) {
        advance()
        select.distinct = take(.distinct)
        if select.distinct, at(.on) {
            guard dialect == .postgreSQL else {
                throw unsupported(
                    "DISTINCT ON", at: current.span,
                    help: "write QUALIFY row_number() OVER (PARTITION BY … ORDER BY …) = 1")
            }
            select.distinct = false
            progress.distinctOn = try keysOfDistinct()
        }
        if !select.distinct { _ = take(.all) }
        if current.isName, text(current).uppercased() == "TOP", peek().kind == .integer {
            throw unsupported("TOP", at: current.span, help: "write LIMIT n at the end")
        }
        repeat {
            select.items.append(try selectItem())
        } while try goesOn("a column") && !isAtFormatText
    }

    private mutating func readClauses(
        of select: inout Select, _ progress: inout Progress
    ) throws(Diagnostic) {
        while let clause = Clause(current.keyword), clause > progress.clause, clause.isSelects,
            clause != .time || progress.time == nil
        {
            progress.reach(clause)
            switch clause {
            case .from: try tables(of: &select, &progress)
            case .condition:
                advance()
                select.condition = try expression()
            case .time: progress.time = try timeClause()
            case .timeSeries:
                select.timeSeries = try timeSeries()
                // The two belong together, in either order.
                if isAtTime, progress.time == nil { progress.time = try timeClause() }
            case .grouping: select.grouping = try grouping()
            case .having:
                advance()
                select.having = try expression()
            case .windows: select.windows = try namedWindows()
            case .qualify:
                advance()
                select.qualification = try expression()
            case .comparison: select.comparison = try comparison()
            default: break
            }
            if clause <= .time { select.clausePlace.offset = lastEnd }
        }
        // The range may come last as well.
        if isAtTime, progress.time == nil {
            progress.time = try timeClause()
            progress.endSelect()
        }
    }

    private mutating func finishSelect(_ progress: Progress) throws(Diagnostic) {
        switch current.kind {
        case .endOfText, .semicolon: return
        case .closeParen where isNested: return
        case .word where at(.format) && !isNested: return
        default: break
        }
        guard let keyword = current.keyword else { throw notAClause(behind: progress) }
        if keyword.isSetOperator { return }
        guard let clause = Clause(keyword), clause != .items else {
            throw notAClause(behind: progress)
        }
        // A second range may belong to several SELECTs, which the query decides.
        if clause.isSelects, clause != .time, let misplaced = misplaced(progress) {
            throw misplaced
        }
    }

    /// Returns whether another item of a list follows. A comma may follow the last one too.
    mutating func goesOn(_ what: String) throws(Diagnostic) -> Bool {
        guard take(.comma) else { return false }
        if at(.comma) { throw unexpected(what) }
        if isCompleting, at(.endOfText) { return true }
        return !(at(.endOfText) || at(.semicolon) || at(.closeParen) || isAtClause)
    }

    /// Whether a clause or a set operator begins here. GROUP and ORDER need their BY, for a better
    /// message if one of them was meant as a name.
    var isAtClause: Bool {
        if current.keyword?.isSetOperator == true { return true }
        guard let clause = Clause(current.keyword) else { return false }
        switch clause {
        case .grouping, .ordering: return peek().keyword == .by
        default: return true
        }
    }
}

// MARK: Items

extension Parser {
    private mutating func selectItem() throws(Diagnostic) -> SelectItem {
        let start = current.start
        offer(.star)
        if take(.star) {
            return SelectItem(.star(try starChange()), span: span(from: start))
        }
        if isAtName, peek().kind == .dot, peek(2).kind == .star {
            let table = try name("a table name")
            advance()
            advance()
            return SelectItem(.tableStar(table, try starChange()), span: span(from: start))
        }
        let value = try expression()
        let alias = try alias()
        return SelectItem(.expression(value, alias: alias), span: span(from: start))
    }

    /// Parses `EXCLUDE (a, b)`, `EXCLUDE a`, `REPLACE (lower(a) AS a)`, each at most once.
    private mutating func starChange() throws(Diagnostic) -> StarChange {
        var change = StarChange()
        while true {
            if change.excluded.isEmpty { offer([.exclude]) }
            if change.replaced.isEmpty { offer([.replace]) }
            if at(.exclude), change.excluded.isEmpty {
                advance()
                change.excluded =
                    at(.openParen)
                    ? try names("a column name", of: .column([])) : [try excludedName()]
            } else if at(.replace), change.replaced.isEmpty {
                advance()
                change.replaced = try replacements()
            } else if at(.except), peek().kind == .openParen, peek(2).isName {
                throw unsupported("* EXCEPT", at: current.span, help: "write EXCLUDE")
            } else {
                return change
            }
        }
    }

    private mutating func excludedName() throws(Diagnostic) -> Name {
        offer(.column([]))
        return try name("a column name after EXCLUDE")
    }

    private mutating func replacements() throws(Diagnostic) -> [StarChange.Replacement] {
        try expect(.openParen, "\"(\" after REPLACE")
        var replaced: [StarChange.Replacement] = []
        repeat {
            let value = try expression()
            guard take(.as) else { throw unexpected("AS", among: [.as] + Parser.infixWords) }
            replaced.append(.init(value, as: try name("a column name after AS")))
        } while try goesOn("an expression")
        try expect(.closeParen, "\",\" or \")\"")
        return replaced
    }

    /// Parses `AS name`, or the name without AS that SQL has always allowed.
    mutating func alias() throws(Diagnostic) -> Name? {
        if take(.as) {
            // PostgreSQL accepts every word there.
            guard dialect == .postgreSQL, at(.word) else { return try name("a name after AS") }
            defer { advance() }
            return nameOfCurrent()
        }
        guard isAtName, !isAtFormat else { return nil }
        bareAlias = position
        return try name("a name")
    }
}
