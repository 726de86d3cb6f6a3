// SELECT and its clauses.

extension Parser {
    mutating func select(_ stage: inout Stage) throws(Diagnostic) -> Select {
        advance()
        var select = Select(items: [])
        try items(of: &select)
        stage = .items
        if take(.from) {
            stage = .from
            select.from = try relations()
        }
        try clauses(of: &select, &stage)
        return select
    }

    /// `FROM checkin SELECT …`, `FROM checkin`
    mutating func fromFirst(_ stage: inout Stage) throws(Diagnostic) -> Select {
        let start = current.start
        advance()
        var select = Select(items: [])
        select.from = try relations()
        stage = .from
        if isAtTime {
            select.time = try timeClause()
            stage = .time
        }
        if take(.select) {
            try items(of: &select)
        } else {
            select.items = [SelectItem(.star(StarChange()), span: Span(start, start + 4))]
        }
        try clauses(of: &select, &stage)
        return select
    }

    private mutating func items(of select: inout Select) throws(Diagnostic) {
        select.distinct = take(.distinct)
        if select.distinct, at(.on) {
            throw Diagnostic(
                "DISTINCT ON is no part of WorkQL", at: current.span,
                help: "write row_number() OVER (PARTITION BY …), and keep the first")
        }
        if !select.distinct { _ = take(.all) }
        repeat { select.items.append(try selectItem()) } while try goesOn("a column")
    }

    /// The clauses from WHERE to COMPARE.
    private mutating func clauses(
        of select: inout Select, _ stage: inout Stage
    ) throws(Diagnostic) {
        if take(.where) {
            stage = max(stage, .condition)
            select.condition = try expression()
        }
        if isAtTime, select.time == nil {
            stage = .time
            select.time = try timeClause()
        }
        if at(.timeseries) {
            stage = .timeSeries
            select.timeSeries = try timeSeries()
        }
        // A habit from elsewhere: the range behind the step.
        if isAtTime, select.time == nil { select.time = try timeClause() }
        if at(.group) {
            stage = .grouping
            select.grouping = try grouping()
        }
        if take(.having) {
            stage = .having
            select.having = try expression()
        }
        if at(.compare) {
            stage = .comparison
            select.comparison = try comparison()
        }
    }

    private mutating func selectItem() throws(Diagnostic) -> SelectItem {
        let start = current.start
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

    /// `EXCLUDE (a, b)`, `EXCLUDE a`, `REPLACE (x AS a)`, in either order.
    private mutating func starChange() throws(Diagnostic) -> StarChange {
        var change = StarChange()
        while true {
            if at(.exclude), change.excluded.isEmpty {
                advance()
                if at(.openParen) {
                    change.excluded = try columnNames()
                } else {
                    change.excluded = [try name("a column after EXCLUDE")]
                }
            } else if at(.replace), change.replaced.isEmpty, peek().kind == .openParen {
                advance()
                advance()
                repeat {
                    let value = try expression()
                    guard take(.as) else { throw unexpected("AS", among: [.as]) }
                    change.replaced.append(.init(value, as: try name("a column after AS")))
                } while try goesOn("an expression")
                try expect(.closeParen, "\",\" or \")\"")
            } else {
                return change
            }
        }
    }

    /// `AS name`, or the bare name that SQL has always allowed.
    private mutating func alias() throws(Diagnostic) -> Name? {
        if take(.as) { return try name("a name after AS") }
        guard isAtName else { return nil }
        bareAlias = position
        return try name("a name")
    }

    private mutating func grouping() throws(Diagnostic) -> Grouping {
        advance()
        try expect(.by)
        if at(.all), peek().kind != .openParen {
            advance()
            return .all
        }
        var grouping: [Expression] = []
        repeat { grouping.append(try expression()) } while try goesOn("an expression")
        return .by(grouping)
    }

    /// `TIMESERIES 1d [ON time] [FILL 0 | PREVIOUS | NULL | NONE]`
    mutating func timeSeries() throws(Diagnostic) -> TimeSeries {
        let start = current.start
        advance()
        guard at(.duration) else {
            throw unexpected("a step after TIMESERIES", help: "for example TIMESERIES 1d")
        }
        var series = TimeSeries(step: try durationLiteral(current))
        advance()
        if take(.on) { series.column = try expression() }
        if take(.fill) {
            switch current.keyword {
            case .previous:
                advance()
                series.fill = .previous
            case .null:
                advance()
                series.fill = .null
            case .none?:
                advance()
            default: series.fill = .value(try expression(.sign))
            }
        }
        series.span = span(from: start)
        return series
    }

    /// `COMPARE WITH 1w`, `COMPARE WITH PREVIOUS PERIOD`
    mutating func comparison() throws(Diagnostic) -> Comparison {
        let start = current.start
        advance()
        try expect(.with)
        let kind: Comparison.Kind
        if take(.previous) {
            try expect(.period)
            kind = .previousPeriod
        } else {
            guard at(.duration) else {
                throw unexpected(
                    "a duration or PREVIOUS PERIOD", among: [.previous],
                    help: "for example COMPARE WITH 1w")
            }
            kind = .earlier(try durationLiteral(current))
            advance()
            _ = take(.ago)
        }
        return Comparison(kind, span: span(from: start))
    }
}
