// PIVOT and UNPIVOT, which are parsed into the equivalent SELECTs.

import WorkQLTime

extension Parser {
    /// What: `PIVOT t ON month IN ('07', '08') USING count(*) GROUP BY userid` is
    /// `SELECT userid, count(*) FILTER (WHERE month = '07') AS "07", … FROM t GROUP BY userid`.
    /// Why: its columns are then like all other columns, with a type, a name and a cost.
    /// When not: with `IN (SELECT …)`, whose values the planner finds.
    mutating func pivot() throws(Diagnostic) -> QueryBody {
        let start = current.span
        advance()
        let source = try pivoted()
        try expect(.on)
        let key = try expression(.other)
        guard take(.in) else {
            let name = text(key.span)
            // The days of a range are known without a call.
            let isDay = ["date", "day", "日期", "天", "日", "date("].contains {
                $0.hasSuffix("(") ? name.lowercased().hasPrefix($0) : name.lowercased() == $0
            }
            throw unexpected(
                "IN with the values that become columns",
                help: isDay
                    ? "write PIVOT … ON \(name) IN (SELECT date FROM days(last week)) USING …"
                    : "write PIVOT … ON \(name) IN ('a', 'b') USING …; "
                        + "SELECT DISTINCT \(name) lists the values")
        }
        try expect(.openParen, "\"(\" after IN")
        let beginning = current.span.start
        var values: [(value: Expression, name: Name)] = []
        var query: Expression?
        if isAtQuery {
            let inner = try self.query(nested: true)
            query = Expression(.subquery(inner), span: span(from: beginning))
        } else {
            repeat { values.append(try pivotValue()) } while try goesOn("a value")
        }
        try expect(.closeParen, "\")\"")
        guard take(.using) else {
            throw unexpected("USING", among: [.using], help: "write USING count(*), or sum(x)")
        }
        var written: [(call: Expression, alias: Name?)] = []
        repeat { written.append(try pivotAggregate()) } while try goesOn("an aggregate")
        guard take(.group) else {
            throw unexpected(
                "GROUP BY", among: [.group],
                help: "write GROUP BY and the columns that remain, such as GROUP BY userid")
        }
        try expect(.by)
        var keys: [Expression] = []
        repeat {
            keys.append(try expression())
        } while try goesOn("an expression") && !isAtFormatBehindComma

        var select = Select(
            items: keys.map { SelectItem(.expression($0, alias: nil), span: $0.span) })
        select.from = [source]
        select.grouping = .by(keys)
        let aggregates = written.map { call, alias in
            PivotAggregate(
                call: call, suffix: alias ?? (written.count > 1 ? Name(text(call.span)) : nil))
        }
        if let query {
            select.pivot = Pivot(key: key, values: query, aggregates: aggregates)
        } else {
            try select.append(aggregates, where: key, is: values, at: start)
        }
        return .select(select)
    }

    /// What: `UNPIVOT t ON (a, b) INTO NAME month VALUE n` is a UNION ALL of
    /// `SELECT * EXCLUDE (a, b), 'a' AS month, a AS n FROM t WHERE a IS NOT NULL` and so on; with
    /// `a AS 一月`, the text is `'一月'`.
    mutating func unpivot() throws(Diagnostic) -> QueryBody {
        advance()
        let source = try pivoted()
        try expect(.on)
        var titled: [(column: Name, title: String)] = []
        if take(.openParen) {
            repeat {
                offer(.column([]))
                titled.append(try unpivoted())
            } while try goesOn("a column name")
            try expect(.closeParen, "\",\" or \")\"")
        } else {
            repeat { titled.append(try unpivoted()) } while take(.comma)
        }
        guard take(word: "INTO"), take(word: "NAME") else {
            throw unexpected(
                "INTO NAME", help: "write UNPIVOT … ON (a, b) INTO NAME month VALUE n")
        }
        let name = try name("a name after NAME")
        guard take(word: "VALUE") else {
            throw unexpected("VALUE", help: "write INTO NAME month VALUE n")
        }
        let value = try self.name("a name after VALUE")
        var body: QueryBody?
        let columns = titled.map(\.column)
        for (column, title) in titled {
            let cell = Expression(.column(qualifier: [], name: column), span: column.span)
            let title = Expression(.literal(.text(title)), span: column.span)
            let part = QueryBody.select(
                Select(
                    items: [
                        SelectItem(.star(StarChange(excluded: columns)), span: source.span),
                        SelectItem(.expression(title, alias: name), span: column.span),
                        SelectItem(.expression(cell, alias: value), span: column.span),
                    ], from: [source],
                    condition: Expression(.test(cell, .null, negated: true), span: column.span)))
            peak += 1
            body = body.map { .combined(.union, all: true, $0, part) } ?? part
        }
        return body ?? .values([])
    }

    /// Parses `jan`, `jan AS 一月`, `jan AS '01'`: a column, and what the rows are called after.
    private mutating func unpivoted() throws(Diagnostic) -> (column: Name, title: String) {
        if at(.openParen) {
            throw unexpected(
                "a column name",
                help: "several columns of one row need a query: SELECT k, 'a' AS name, x, y FROM t "
                    + "UNION ALL SELECT …")
        }
        let column = try name("a column name")
        guard take(.as) else { return (column, column.text) }
        guard at(.string) else { return (column, try name("a name after AS").text) }
        defer { advance() }
        return (column, unquoted(current))
    }

    private mutating func pivoted() throws(Diagnostic) -> Relation {
        var time: TimeClause?
        return try factor(&time, inParentheses: false)
    }

    /// Parses `'07'`, `8`, `true`, `'07' AS 七月`.
    private mutating func pivotValue() throws(Diagnostic) -> (value: Expression, name: Name) {
        let value = try expression(.sign)
        guard let name = value.pivotName else {
            throw Diagnostic(
                .unexpectedWord, "a value of PIVOT that is neither a text, a number nor a boolean",
                at: value.span, help: "write ON month IN ('2026-07', '2026-08')")
        }
        if take(.as) { return (value, try self.name("a name after AS")) }
        return (value, name)
    }

    /// Parses `count(*)`, `sum(x) AS total`.
    private mutating func pivotAggregate() throws(Diagnostic) -> (call: Expression, alias: Name?) {
        guard isAtName || at(.left) || at(.right), peek().kind == .openParen else {
            throw unexpected("an aggregate", help: "write USING sum(x)")
        }
        let expression = try call()
        guard case .call = expression.kind else {
            throw unexpected("an aggregate", help: "write USING sum(x)")
        }
        return (expression, try alias())
    }

    private mutating func take(word: String) -> Bool {
        guard at(.word), text(current).uppercased() == word else { return false }
        advance()
        return true
    }
}
