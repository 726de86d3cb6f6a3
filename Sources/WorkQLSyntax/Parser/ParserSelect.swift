// SELECT and its clauses.

extension Parser {
    /// The clauses in the order in which they stand.
    private enum Stage: Int, CaseIterable {
        case items, from, condition, time, grouping, having, ordering, limit, offset, tail

        var keyword: Keyword {
            switch self {
            case .items: .select
            case .from: .from
            case .condition: .where
            case .time: .since
            case .grouping: .group
            case .having: .having
            case .ordering: .order
            case .limit: .limit
            case .offset: .offset
            case .tail: .with
            }
        }

        /// How the clause is named in the order of all of them.
        var name: String? {
            switch self {
            case .offset: nil
            case .grouping: "GROUP BY"
            case .ordering: "ORDER BY"
            case .tail: "WITH TIMEZONE"
            default: keyword.rawValue
            }
        }

        /// The clause that a keyword begins.
        init?(_ keyword: Keyword?) {
            switch keyword {
            case .until, .through, .during: self = .time
            case let keyword?:
                guard let stage = Stage.allCases.first(where: { $0.keyword == keyword }) else {
                    return nil
                }
                self = stage
            case nil: return nil
            }
        }
    }

    mutating func select() throws(Diagnostic) -> Select {
        advance()
        var select = Select(items: [])
        select.distinct = take(.distinct)
        if select.distinct, at(.on) { throw notYet("DISTINCT ON", at: current.span) }
        if !select.distinct { _ = take(.all) }
        repeat { select.items.append(try selectItem()) } while try goesOn("a column")
        var stage = Stage.items
        if take(.from) {
            stage = .from
            select.from = try tableReference()
        }
        if take(.where) {
            stage = .condition
            select.condition = try expression()
        }
        if isAtTime {
            stage = .time
            select.time = try timeClause()
        }
        if at(.group) {
            stage = .grouping
            select.grouping = try grouping()
        }
        if take(.having) {
            stage = .having
            select.having = try expression()
        }
        if at(.order) {
            stage = .ordering
            select.ordering = try ordering()
        }
        if take(.limit) {
            stage = .limit
            try limit(&select)
        }
        if at(.with) || isAtTime {
            stage = .tail
            try tail(&select)
        }
        try finish(select, at: stage)
        return select
    }

    /// The clauses that may stand at the very end, in either order.
    private mutating func tail(_ select: inout Select) throws(Diagnostic) {
        while true {
            if isAtTime {
                guard select.time == nil else { return }
                select.time = try timeClause()
            } else if at(.with), select.timeZone == nil {
                select.timeZone = try timeZone()
            } else {
                return
            }
        }
    }

    /// Whether another item of a list follows. A comma may stand behind the last one too.
    mutating func goesOn(_ what: String) throws(Diagnostic) -> Bool {
        guard take(.comma) else { return false }
        if at(.comma) { throw unexpected(what) }
        return !(at(.endOfText) || at(.semicolon) || at(.closeParen) || isAtClause)
    }

    /// Whether a clause begins here. GROUP and ORDER need their BY, for a better message where one
    /// of them was meant as a name.
    private var isAtClause: Bool {
        guard let stage = Stage(current.keyword) else { return false }
        switch stage {
        case .grouping, .ordering: return peek().keyword == .by
        case .items: return false
        default: return true
        }
    }
}

// MARK: Items and tables

extension Parser {
    private mutating func selectItem() throws(Diagnostic) -> SelectItem {
        let start = current.start
        if take(.star) {
            if at(.exclude) || at(.replace) {
                throw notYet("* \(text(current).uppercased())", at: current.span)
            }
            return SelectItem(.star, span: span(from: start))
        }
        if isAtName, peek().kind == .dot, peek(2).kind == .star {
            let table = try name("a table name")
            advance()
            advance()
            return SelectItem(.tableStar(table), span: span(from: start))
        }
        let value = try expression()
        let alias = try alias()
        return SelectItem(.expression(value, alias: alias), span: span(from: start))
    }

    /// `AS name`, or the bare name that SQL has always allowed.
    private mutating func alias() throws(Diagnostic) -> Name? {
        if take(.as) { return try name("a name after AS") }
        guard isAtName else { return nil }
        bareAlias = position
        return try name("a name")
    }

    private mutating func tableReference() throws(Diagnostic) -> TableReference {
        switch current.kind {
        case .openParen where peek().keyword == .select:
            throw notYet("a subquery in FROM", at: peek().span)
        case .string: throw notYet("a file in FROM", at: current.span)
        default: break
        }
        let table = try tableName()
        if at(.openParen) { throw notYet("a function in FROM", at: table.span) }
        let alias = try alias()
        try refuseJoins()
        return TableReference(table: table, alias: alias)
    }

    private mutating func refuseJoins() throws(Diagnostic) {
        switch current.keyword {
        case .join, .inner, .left, .right, .full, .cross, .natural:
            throw notYet("JOIN", at: current.span)
        default: break
        }
        if at(.comma) { throw notYet("FROM with several tables", at: current.span) }
    }
}

// MARK: The clauses after the condition

extension Parser {
    private mutating func grouping() throws(Diagnostic) -> [Expression] {
        let start = current.start
        advance()
        try expect(.by)
        if at(.all) { throw notYet("GROUP BY ALL", at: Span(start, current.end)) }
        var grouping: [Expression] = []
        repeat { grouping.append(try expression()) } while try goesOn("an expression")
        return grouping
    }

    private mutating func ordering() throws(Diagnostic) -> [Ordering] {
        let start = current.start
        advance()
        try expect(.by)
        if at(.all) { throw notYet("ORDER BY ALL", at: Span(start, current.end)) }
        var ordering: [Ordering] = []
        repeat {
            let value = try expression()
            let descending = take(.desc)
            if !descending { _ = take(.asc) }
            if at(.nulls) {
                throw notYet("NULLS \(text(peek()).uppercased())", at: current.span)
            }
            ordering.append(Ordering(value, descending: descending))
        } while try goesOn("an expression")
        return ordering
    }

    private mutating func limit(_ select: inout Select) throws(Diagnostic) {
        if at(.all) { throw notYet("LIMIT ALL", at: current.span, help: "leave LIMIT out") }
        select.limit = try expression()
        if at(.comma) {
            throw Diagnostic(
                "LIMIT takes one number", at: current.span,
                help: "write LIMIT count OFFSET start")
        }
        if take(.offset) { select.offset = try expression() }
    }

    private mutating func timeZone() throws(Diagnostic) -> TimeZoneClause {
        let start = current.start
        advance()
        try expect(.timezone)
        let zone = try string(
            "a time zone after TIMEZONE", help: "for example WITH TIMEZONE 'Asia/Shanghai'")
        return TimeZoneClause(zone, span: span(from: start))
    }

    /// Says what is wrong if the statement does not end here.
    private mutating func finish(_ select: Select, at stage: Stage) throws(Diagnostic) {
        guard !at(.endOfText), !at(.semicolon) else { return }
        switch current.keyword {
        case .union, .except, .intersect, .timeseries, .compare:
            throw notYet(text(current).uppercased(), at: current.span)
        default: break
        }
        if let misplaced = misplaced(select, at: stage) { throw misplaced }
        let later = Stage.allCases.filter { $0.rawValue > stage.rawValue }.map(\.keyword)
        let what =
            switch stage {
            case .items: "\",\" or FROM"
            case .tail: "\";\""
            default: "a clause or \";\""
            }
        var words = later
        if stage != .tail { words += [.until, .through, .during] }
        if stage == .ordering { words += [.asc, .desc] }
        let isCondition = select.time != nil && (at(.and) || at(.or))
        throw unexpected(
            what, among: words + Parser.infixWords,
            help: isCondition ? "conditions stand in WHERE, before the time range" : nil)
    }

    /// A clause that stands where it may not: a second time, or behind one that follows it.
    private func misplaced(_ select: Select, at stage: Stage) -> Diagnostic? {
        guard let keyword = current.keyword, let found = Stage(keyword), found != .items else {
            return nil
        }
        let span = current.span
        let isSecond: Bool
        switch found {
        case .items: return nil
        case .offset:
            if select.offset == nil, select.limit == nil {
                return Diagnostic("OFFSET without LIMIT", at: span, help: "write LIMIT n OFFSET m")
            }
            isSecond = select.offset != nil
        case .time:
            if let time = select.time { return secondRange(keyword, after: time, at: span) }
            isSecond = false
        case .from: isSecond = select.from != nil
        case .condition: isSecond = select.condition != nil
        case .grouping: isSecond = !select.grouping.isEmpty
        case .having: isSecond = select.having != nil
        case .ordering: isSecond = !select.ordering.isEmpty
        case .limit: isSecond = select.limit != nil
        case .tail: isSecond = select.timeZone != nil
        }
        let name = found.name ?? keyword.rawValue
        if isSecond {
            let help = found == .condition ? "join conditions with AND" : nil
            return Diagnostic("a second \(name)", at: span, help: help)
        }
        return Diagnostic(
            "\(name) stands too late", at: span,
            help: "the order is " + Stage.allCases.compactMap(\.name).joined(separator: ", "))
    }
}
