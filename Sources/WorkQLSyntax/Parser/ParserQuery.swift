// Queries: common tables, set operations, and what stands around a body.

extension Parser {
    /// Whether a query begins here.
    var isAtQuery: Bool { isAtQueryWord || at(.openParen) && isQueryInParentheses }

    /// Whether a query begins here where a parenthesis may as well begin an expression.
    var isAtQueryWord: Bool {
        switch current.keyword {
        case .select, .from: true
        case .with: peek().keyword != .timezone
        case .values: peek().kind == .openParen
        default: false
        }
    }

    private var isQueryInParentheses: Bool {
        var distance = 1
        while peek(distance).kind == .openParen { distance += 1 }
        switch peek(distance).keyword {
        case .select, .from: return true
        case .with: return peek(distance + 1).keyword != .timezone
        case .values: return peek(distance + 1).kind == .openParen
        default: return false
        }
    }

    mutating func query() throws(Diagnostic) -> Query {
        depth += Nesting.query
        defer { depth -= Nesting.query }
        try checkDepth()
        let outerAlias = bareAlias
        defer { bareAlias = outerAlias }
        var query = Query(body: .values([]))
        if at(.with) { try commonTables(of: &query) }
        var stage = Stage.items
        query.body = try combined(0, &stage)
        if case .combined(let op, let all, let left, var right) = query.body {
            query.time = right.takeLastRange()
            query.body = .combined(op, all: all, left, right)
        }
        try surroundings(of: &query, stage)
        return query
    }

    /// `WITH [RECURSIVE] name [(columns)] AS (query), …`
    private mutating func commonTables(of query: inout Query) throws(Diagnostic) {
        advance()
        query.recursive = take(.recursive)
        repeat {
            let name = try name("a name for a query", among: [.recursive, .timezone])
            let columns = try columnNames()
            try expect(.as)
            try expect(.openParen, "\"(\" after AS")
            guard isAtQuery else { throw unexpected("SELECT", among: [.select, .from, .with]) }
            let body = try self.query()
            try expect(.closeParen, "\")\"")
            query.with.append(CommonTable(name: name, columns: columns, query: body))
        } while take(.comma) && !isAtQuery
        guard isAtQuery else { throw unexpected("SELECT after WITH", among: [.select, .from]) }
    }

    /// INTERSECT binds tighter than UNION and EXCEPT; all group to the left.
    private mutating func combined(
        _ minimum: Int, _ stage: inout Stage
    ) throws(Diagnostic) -> QueryBody {
        var left = try operandBody(&stage)
        var count = 0
        while let (op, strength) = setOperator, strength >= minimum {
            count += 1
            guard count <= Nesting.chain else {
                throw Diagnostic(
                    "more than \(Nesting.chain) set operations", at: current.span,
                    help: "put the rows into VALUES, or into a file")
            }
            advance()
            let all = take(.all)
            if !all { _ = take(.distinct) }
            guard isAtQuery else {
                throw unexpected("SELECT after \(op.rawValue)", among: [.select, .from, .values])
            }
            var inner = Stage.items
            let right = try combined(strength + 1, &inner)
            left = .combined(op, all: all, left, right)
            stage = max(stage, inner)
        }
        return left
    }

    private var setOperator: (SetOperator, Int)? {
        switch current.keyword {
        case .union: (.union, 1)
        case .except: (.except, 1)
        case .intersect: (.intersect, 2)
        default: nil
        }
    }

    private mutating func operandBody(_ stage: inout Stage) throws(Diagnostic) -> QueryBody {
        switch current.keyword {
        case .select: return .select(try select(&stage))
        case .from: return .select(try fromFirst(&stage))
        case .values:
            advance()
            stage = .having
            return .values(try rows())
        default:
            guard take(.openParen) else {
                throw unexpected("SELECT", among: [.select, .from, .values])
            }
            let inner = try query()
            try expect(.closeParen, "\")\"")
            stage = .having
            return inner.isBare ? inner.body : .query(inner)
        }
    }

    private mutating func rows() throws(Diagnostic) -> [[Expression]] {
        var rows: [[Expression]] = []
        repeat {
            let start = current.span
            try expect(.openParen, "\"(\" before a row")
            let row = try list(until: "\",\" or \")\"")
            guard !row.isEmpty else { throw Diagnostic("a row without values", at: start) }
            rows.append(row)
        } while take(.comma) && at(.openParen)
        return rows
    }

    /// What stands behind a body: ORDER BY, LIMIT, and at the very end the range and the zone.
    private mutating func surroundings(
        of query: inout Query, _ reached: Stage
    ) throws(Diagnostic) {
        var stage = reached
        if at(.order) {
            stage = .ordering
            query.ordering = try ordering()
        }
        if take(.limit) {
            stage = .limit
            try limit(&query)
        }
        if isAtTail {
            stage = .tail
            try tail(&query)
        }
        try finish(query, at: stage)
    }

    private var isAtTail: Bool { at(.with) || isAtTime || at(.timeseries) || at(.compare) }

    /// The clauses that may stand at the very end, in any order.
    private mutating func tail(_ query: inout Query) throws(Diagnostic) {
        while true {
            if isAtTime {
                guard query.range == nil else { return }
                let clause = try timeClause()
                query.changeSelect {
                    $0.time = clause
                } otherwise: {
                    $0.time = clause
                }
            } else if at(.with), query.timeZone == nil {
                query.timeZone = try timeZone()
            } else if at(.timeseries), case .select(let select) = query.body,
                select.timeSeries == nil
            {
                let series = try timeSeries()
                query.changeSelect { $0.timeSeries = series }
            } else if at(.compare), case .select(let select) = query.body,
                select.comparison == nil
            {
                let comparison = try comparison()
                query.changeSelect { $0.comparison = comparison }
            } else {
                return
            }
        }
    }

    private mutating func ordering() throws(Diagnostic) -> OrderingClause {
        advance()
        try expect(.by)
        if at(.all), peek().kind != .openParen {
            advance()
            let descending = take(.desc)
            if !descending { _ = take(.asc) }
            return .all(descending: descending)
        }
        return .by(try orderings())
    }

    mutating func orderings() throws(Diagnostic) -> [Ordering] {
        var orderings: [Ordering] = []
        repeat {
            let value = try expression()
            let descending = take(.desc)
            if !descending { _ = take(.asc) }
            var nulls: Ordering.Nulls?
            if take(.nulls) {
                if take(.first) {
                    nulls = .first
                } else if take(.last) {
                    nulls = .last
                } else {
                    throw unexpected("FIRST or LAST after NULLS", among: [.first, .last])
                }
            }
            orderings.append(Ordering(value, descending: descending, nulls: nulls))
        } while try goesOn("an expression")
        return orderings
    }

    private mutating func limit(_ query: inout Query) throws(Diagnostic) {
        if !take(.all) { query.limit = try expression() }
        if at(.comma) {
            throw Diagnostic(
                "LIMIT takes one number", at: current.span,
                help: "write LIMIT count OFFSET start")
        }
        if take(.offset) { query.offset = try expression() }
    }

    private mutating func timeZone() throws(Diagnostic) -> TimeZoneClause {
        let start = current.start
        advance()
        try expect(.timezone)
        let zone = try string(
            "a time zone after TIMEZONE", help: "for example WITH TIMEZONE 'Asia/Shanghai'")
        return TimeZoneClause(zone, span: span(from: start))
    }
}

extension QueryBody {
    /// Takes away the range that ends the text of a body: behind several SELECTs it holds for all
    /// of them that lack one.
    package mutating func takeLastRange() -> TimeClause? {
        switch self {
        case .select(var select):
            guard let time = select.time, select.timeSeries == nil, select.grouping == .by([]),
                select.having == nil, select.comparison == nil
            else { return nil }
            select.time = nil
            self = .select(select)
            return time
        case .combined(let op, let all, let left, var right):
            let time = right.takeLastRange()
            self = .combined(op, all: all, left, right)
            return time
        case .values, .query: return nil
        }
    }
}

extension Query {
    /// Whether nothing stands around the body.
    var isBare: Bool {
        with.isEmpty && ordering == nil && limit == nil && offset == nil && time == nil
            && timeZone == nil
    }

    /// The range of the query as a whole.
    package var range: TimeClause? {
        if case .select(let select) = body { select.time } else { time }
    }

    mutating func changeSelect(
        _ change: (inout Select) -> Void, otherwise: (inout Query) -> Void = { _ in }
    ) {
        guard case .select(var select) = body else { return otherwise(&self) }
        change(&select)
        body = .select(select)
    }
}
