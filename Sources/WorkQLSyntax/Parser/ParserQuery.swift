// Queries: the clauses around SELECTs, and the operators between them.

import WorkQLTime

extension Parser {
    private static let queryWords: [Keyword] = [.select, .from, .with, .values]

    /// Parses a query up to its end: the end of the statement or a closing parenthesis.
    @inline(never)
    mutating func query(nested: Bool) throws(Diagnostic) -> Query {
        depth += Nesting.query
        let outer = (isNested: isNested, peak: peak)
        defer {
            depth -= Nesting.query
            isNested = outer.isNested
        }
        guard depth <= Nesting.calls else {
            throw Diagnostic(
                .nestedTooDeeply, "query nested too deeply", at: current.span,
                help: "at most \(Nesting.calls / Nesting.query) nested queries")
        }
        isNested = nested
        peak = 0
        let start = current
        let query = try bareQuery()
        height = peak + 1
        peak = max(outer.peak, height)
        guard height <= Nesting.height * (nested ? 1 : 2) else {
            throw Diagnostic(
                .nestedTooDeeply, "query of too many operators, joins and set operations",
                at: start.span,
                help: "at most \(Nesting.height) nested: name parts in WITH … AS (…)")
        }
        return query
    }

    private mutating func bareQuery() throws(Diagnostic) -> Query {
        var query = Query(body: .values([]))
        if at(.with) { try commonTables(of: &query) }
        var progress = Progress()
        let isPivot = at(.pivot) || at(.unpivot)
        let first = current.kind
        query.body = try body(&progress)
        let isSelect: Bool
        if case .select = query.body, first == .word, !isPivot {
            isSelect = true
        } else {
            isSelect = false
        }
        if !isSelect {
            // A range at the end of several SELECTs applies to all of them.
            progress.time = query.body.takeTime(endingAt: lastEnd)
            if progress.time == nil, isAtTime { progress.time = try timeClause() }
        }
        try clauses(of: &query, &progress)
        if isSelect, case .select(var select) = query.body {
            select.time = progress.time
            if let ordering = query.ordering, !progress.distinctOn.isEmpty {
                try keepFirstRows(of: &select, progress.distinctOn, by: ordering)
            }
            query.body = .select(select)
        } else {
            query.time = progress.time
        }
        // Parentheses around the whole query are redundant.
        if query.isBare, case .query(let inner) = query.body { return inner }
        return query
    }

    /// Parses `WITH a AS (…), b(x, y) AS (…)`.
    private mutating func commonTables(of query: inout Query) throws(Diagnostic) {
        advance()
        if at(.recursive), peek().kind == .quotedName || peek().isName {
            advance()
            query.recursive = true
        }
        repeat { query.with.append(try commonTable()) } while try takesCommonTable()
    }

    private mutating func commonTable() throws(Diagnostic) -> CommonTable {
        if at(.timezone), peek().kind == .string {
            throw Diagnostic(
                .clauseOrder, "WITH TIMEZONE comes too early", at: current.span,
                help: "write it at the end")
        }
        let name = try name("a name after WITH")
        if at(.openParen), peek().keyword == .select {
            throw unexpected("AS", help: "write \(self.text(name.span)) AS (SELECT …)")
        }
        let columns = at(.openParen) ? try names("a column name") : []
        try expect(.as)
        if dialect == .postgreSQL { takeMaterialized() }
        if at(.word), text(current).uppercased() == "MATERIALIZED" || at(.not) {
            throw unsupported("MATERIALIZED", at: current.span, help: "remove it")
        }
        try expect(.openParen, "\"(\" after AS")
        let query = try query(nested: true)
        try expect(.closeParen, "\")\"")
        return CommonTable(name: name, columns: columns, query: query)
    }

    private mutating func takesCommonTable() throws(Diagnostic) -> Bool {
        guard take(.comma) else { return false }
        if at(.comma) { throw unexpected("a name") }
        return !(startsQuery(ahead: 0) && !at(.with) || at(.openParen))
    }

    /// Parses `(a, b)`, possibly with a comma after the last name.
    mutating func names(
        _ what: String, of slot: Expectation.Slot? = nil
    ) throws(Diagnostic) -> [Name] {
        try expect(.openParen, "\"(\"")
        var names: [Name] = []
        repeat {
            if let slot { offer(slot) }
            names.append(try name(what))
        } while try goesOn(what)
        try expect(.closeParen, "\",\" or \")\"")
        return names
    }
}

// MARK: Set operations

extension Parser {
    private mutating func body(_ progress: inout Progress) throws(Diagnostic) -> QueryBody {
        var body = try intersections(&progress)
        var count = 0
        while at(.union) || at(.except) {
            let `operator`: SetOperator = at(.union) ? .union : .except
            let all = try setOperator(&count)
            body = .combined(`operator`, all: all, body, try intersections(&progress))
        }
        return body
    }

    private mutating func intersections(_ progress: inout Progress) throws(Diagnostic) -> QueryBody
    {
        var body = try operand(&progress)
        var count = 0
        while at(.intersect) {
            let all = try setOperator(&count)
            body = .combined(.intersect, all: all, body, try operand(&progress))
        }
        return body
    }

    /// Parses a set operator and returns whether it keeps duplicates.
    private mutating func setOperator(_ count: inout Int) throws(Diagnostic) -> Bool {
        count += 1
        peak += 1
        guard count <= Nesting.chain else {
            throw Diagnostic(
                .chainTooLong, "more than \(Nesting.chain) set operations in a chain",
                at: current.span, help: "put some of them into WITH … AS (…)")
        }
        advance()
        let all = take(.all)
        if !all { _ = take(.distinct) }
        return all
    }

    private mutating func operand(_ progress: inout Progress) throws(Diagnostic) -> QueryBody {
        switch current.keyword {
        case .select, .from: return .select(try select(&progress))
        case .values:
            progress = Progress()
            progress.endSelect()
            return .values(try values())
        case .pivot, .unpivot:
            let body = at(.pivot) ? try pivot() : try unpivot()
            progress = Progress()
            progress.endSelect()
            return body
        case .with:
            throw Diagnostic(
                .clauseOrder, "WITH after a set operator", at: current.span,
                help: "put this query in parentheses, or its WITH at the start")
        default: break
        }
        guard take(.openParen) else {
            throw unexpected("a query", among: Parser.queryWords, help: helpForStatement)
        }
        let inner = try query(nested: true)
        try expect(.closeParen, "\")\"")
        progress = Progress()
        progress.endSelect()
        return inner.isBare ? inner.body : .query(inner)
    }

    /// Parses `VALUES (1, 'a'), (2, 'b')`.
    private mutating func values() throws(Diagnostic) -> [[Expression]] {
        advance()
        var rows: [[Expression]] = []
        repeat {
            try expect(.openParen, "\"(\"")
            if at(.closeParen) { throw unexpected("an expression") }
            rows.append(try list(until: "\",\" or \")\""))
        } while try goesOn("\"(\"") && !isAtFormatBehindComma
        return rows
    }
}

extension Query {
    /// Whether the query consists only of its body.
    fileprivate var isBare: Bool {
        with.isEmpty && ordering == nil && limit == nil && offset == nil && time == nil
            && timeZone == nil
    }
}

extension QueryBody {
    /// Removes the time range from the last SELECT and returns it, if it ends there.
    fileprivate mutating func takeTime(endingAt end: Int) -> TimeClause? {
        switch self {
        case .select(var select):
            guard let time = select.time, time.span.end == end else { return nil }
            select.time = nil
            self = .select(select)
            return time
        case .combined(let `operator`, let all, let left, var right):
            guard let time = right.takeTime(endingAt: end) else { return nil }
            self = .combined(`operator`, all: all, left, right)
            return time
        case .values, .query: return nil
        }
    }
}

// MARK: Beginnings of queries

extension Parser {
    /// Whether a query begins here, after an opening parenthesis where an expression or a table is
    /// possible too.
    var isAtQuery: Bool {
        var open = 0
        // Deeper nesting is refused in any case.
        while peek(open).kind == .openParen, open < Nesting.calls { open += 1 }
        guard startsQuery(ahead: open) else { return false }
        var level = open
        var distance = open
        // The text after each of the parentheses that open here must continue a query.
        while open > 0, position + distance < list.tokens.count {
            switch peek(distance).kind {
            case .openParen: level += 1
            case .closeParen:
                level -= 1
                if level < open {
                    open = level
                    guard peek(distance + 1).continuesQuery else { return false }
                }
            default: break
            }
            distance += 1
        }
        return true
    }

    private func startsQuery(ahead distance: Int) -> Bool {
        switch peek(distance).keyword {
        case .select, .from, .with, .pivot, .unpivot: true
        case .values: startsValues(ahead: distance)
        default: false
        }
    }

    /// Returns whether VALUES begins rows here. It is also a name, for example of a function: rows
    /// are recognized by the token after the first one.
    private func startsValues(ahead start: Int) -> Bool {
        guard peek(start).keyword == .values, peek(start + 1).kind == .openParen else {
            return false
        }
        var level = 0
        var distance = start + 1
        while position + distance < list.tokens.count {
            switch peek(distance).kind {
            case .openParen: level += 1
            case .closeParen: level -= 1
            default: break
            }
            distance += 1
            if level == 0 { break }
        }
        let next = peek(distance)
        let afterNext = peek(distance + 1)
        return next.continuesQuery
            || next.kind == .comma && (afterNext.kind == .openParen || afterNext.continuesQuery)
    }
}

extension Token {
    /// Whether the token is an unquoted name.
    var isName: Bool { kind == .word && keyword?.isReserved != true }

    /// Whether the token may follow a query in parentheses that continues.
    fileprivate var continuesQuery: Bool {
        switch keyword {
        case .union, .intersect, .except, .order, .limit, .offset, .fetch, .with, .since, .until,
            .through,
            .during:
            true
        default: kind == .closeParen || kind == .endOfText || kind == .semicolon
        }
    }
}
