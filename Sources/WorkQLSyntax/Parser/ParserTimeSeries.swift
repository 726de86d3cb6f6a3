// TIMESERIES and COMPARE WITH.

extension Parser {
    /// Parses `TIMESERIES 1d ON checkin_time FILL 0`.
    mutating func timeSeries() throws(Diagnostic) -> TimeSeries {
        let start = current.start
        advance()
        if at(.word), text(current).uppercased() == "AUTO" {
            throw unsupported(
                "TIMESERIES AUTO", at: current.span, help: "write a step: TIMESERIES 1d")
        }
        offer(.step)
        var series: TimeSeries
        if let step = chineseStep() {
            series = TimeSeries(step: step)
        } else {
            series = TimeSeries(
                step: try duration(
                    after: "TIMESERIES", help: "for example TIMESERIES 1d or TIMESERIES 1w"))
        }
        if take(.on) { series.column = try expression() }
        if take(.fill) { series.fill = try fill() }
        series.span = span(from: start)
        return series
    }

    /// Parses the words as expressions, because all of them except NULL are names too.
    private mutating func fill() throws(Diagnostic) -> TimeSeries.Fill {
        offer(.fill)
        let isWord = at(.word)
        let value = try expression()
        guard isWord else { return .value(value) }
        switch value.kind {
        case .literal(.null): return .null
        case .column(qualifier: [], let name) where name.folded == "previous": return .previous
        case .column(qualifier: [], let name) where name.folded == "none": return .none
        default: return .value(value)
        }
    }

    /// Parses `COMPARE WITH 1w`, `COMPARE WITH PREVIOUS PERIOD`.
    mutating func comparison() throws(Diagnostic) -> Comparison {
        let start = current.start
        advance()
        guard take(.with) else {
            throw unexpected("WITH after COMPARE", help: "write COMPARE WITH \(text(current))")
        }
        if take(.previous) {
            try expect(.period)
            return Comparison(.previousPeriod, span: span(from: start))
        }
        if let shift = chineseShift() { return Comparison(shift, span: span(from: start)) }
        guard at(.integer) || at(.duration) || isAtChinese else {
            offer(.shift)
            throw unexpected(
                "a duration or PREVIOUS PERIOD after COMPARE WITH", among: [.previous],
                help: "for example COMPARE WITH 1w")
        }
        let duration = try duration(
            after: "COMPARE WITH", help: "for example COMPARE WITH PREVIOUS PERIOD, 1w or 1y")
        _ = take(.ago)
        return Comparison(.earlier(duration), span: span(from: start))
    }
}
