// Calls in FROM that are used as tables.

extension Parser {
    /// Parses the arguments after the name of a table function, beginning with its parenthesis.
    @inline(never)
    mutating func tableCall(_ table: TableName) throws(Diagnostic) -> TableCall {
        let start = table.span.start
        guard table.service == nil else {
            throw unsupported(
                "a service before a table function", at: table.span,
                help: "write \(table.name.text)(…)")
        }
        advance()
        guard TableCall.ofTime.contains(table.name) else {
            let values = try list(until: "\",\" or \")\"")
            peak = max(peak, height)
            return TableCall(table.name, .values(values), span: span(from: start))
        }
        let range = try rangeArguments()
        try expect(.closeParen, "\")\"")
        return TableCall(table.name, .range(range), span: span(from: start))
    }

    /// Parses `last month`, `2026-08-01, 2026-08-31`, `7d, now`, or a whole time clause.
    private mutating func rangeArguments() throws(Diagnostic) -> TimeClause? {
        offer(.period)
        offer(.instant)
        offer([.since, .during])
        guard !at(.closeParen) else { return nil }
        if isAtTime { return try timeClause() }
        let start = current.start
        if let period = wholePeriod(before: [.closeParen]) {
            return TimeClause(.during(period), span: span(from: start))
        }
        let since = try instant(after: .since)
        guard take(.comma) else {
            return TimeClause(.from(since, nil), span: span(from: start))
        }
        offer(.period)
        offer(.instant)
        let end: TimeClause.End =
            if let period = wholePeriod(before: [.closeParen]) {
                .through(period)
            } else {
                .until(try instant(after: .until))
            }
        return TimeClause(.from(since, end), span: span(from: start))
    }

    /// Parses a period, if one of the tokens follows it; otherwise consumes nothing.
    private mutating func wholePeriod(before ends: [Token.Kind]) -> Period? {
        var trial = self
        guard let period = try? trial.period(after: .during), ends.contains(where: trial.at) else {
            return nil
        }
        position = trial.position
        return period
    }
}
