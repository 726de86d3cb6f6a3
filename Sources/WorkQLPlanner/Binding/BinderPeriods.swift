import WorkQLCatalog
import WorkQLSyntax
import WorkQLTime

extension Binder {
    /// Binds a SELECT with TIMESERIES or COMPARE over each of its ranges.
    mutating func bindPeriods(
        _ select: Select, in query: Query, inheriting around: TimeClause?
    ) throws(Diagnostic) -> (Query, [ResultColumn]) {
        let span = select.timeSeries?.span ?? select.comparison?.span ?? Span(0, 0)
        let word = select.timeSeries == nil ? "COMPARE" : "TIMESERIES"
        guard let clause = select.time ?? query.time ?? around,
            let range = try ClauseResolver(context: context, environment: environment)
                .resolve(clause).range
        else {
            throw Diagnostic(
                .needsRange, "\(word) needs a time range", at: span,
                help: "add SINCE 30d@d, or DURING last month")
        }
        if let condition = select.qualification {
            throw Diagnostic(
                .timeSeriesShape, "QUALIFY with \(word)", at: condition.span,
                help: "put the query into FROM, and write QUALIFY around it")
        }
        for item in select.items {
            if case .expression = item.kind { continue }
            throw Diagnostic(
                .timeSeriesShape, "* with \(word)", at: item.span,
                help: "select aggregates: count(*)")
        }
        let calendar = PeriodCalendar(context: context, clause: clause, range: range)
        let starts =
            if let series = select.timeSeries { try calendar.starts(of: series) } else {
                [Instant]()
            }
        let first = scans.count
        let current = try bindPart(select, clause, starts, range)
        let reach = OwnColumns(all: scopes + [current.scope])
        var previous: SelectBinder.Result?
        if let comparison = select.comparison {
            let step = try calendar.step(of: comparison)
            let earlier = calendar.earlier(comparison, by: step)
            let clause = TimeClause(earlier, span: comparison.span)
            let outer = timeShift
            timeShift = TimeShift(clause: clause, span: step)
            defer { timeShift = outer }
            previous = try bindPart(
                select.leavingOut(reach, in: current), clause,
                starts.map { context.zone.adding(step, to: $0) }, earlier)
        }
        var fill: (value: Expression, type: ColumnType?)?
        if case .value(let value) = select.timeSeries?.fill {
            let bound = try bind(value, in: .values)
            fill = (bound.expression, bound.type)
            try refuseFilling(current, with: value)
        }
        let rewriter = try PeriodRewriter(
            select, in: query, current: current, previous: previous, starts: starts, fill: fill,
            columnsInReach: reach, names: environment.comparisonNames)
        if rewriter.readsTwice { readTwice(first..<scans.count) }
        return try rewriter.rewritten()
    }

    /// Refuses a FILL with a number for columns that are not numbers.
    private func refuseFilling(
        _ part: SelectBinder.Result, with fill: Expression
    ) throws(Diagnostic) {
        let isText = if case .literal(.text) = fill.kind { true } else { false }
        for (item, column) in zip(part.select.items, part.columns) {
            guard let type = column.type, !type.isNumber || isText,
                case .expression(let expression, _) = item.kind,
                expression.first(where: \.isAggregate) != nil
            else { continue }
            throw Diagnostic(
                .typeMismatch,
                "FILL would replace \(column.name), which is \(type.phrase), with "
                    + (isText ? "text" : "a number"),
                at: fill.span, help: "write FILL NULL or FILL PREVIOUS; counts are 0 without FILL")
        }
    }

    /// Binds the SELECT over one range.
    private mutating func bindPart(
        _ select: Select, _ clause: TimeClause, _ starts: [Instant], _ range: TimeRange
    ) throws(Diagnostic) -> SelectBinder.Result {
        var part = select
        part.timeSeries = nil
        part.comparison = nil
        part.time = clause
        var bucket: SelectBinder.Bucket?
        if let series = select.timeSeries {
            bucket = SelectBinder.Bucket(series: series, list: buckets.count)
            // The part of the first unit that is before the range does not count.
            buckets.append([range.since] + starts.dropFirst() + [range.until])
        }
        var binder = SelectBinder(binder: self, clause: clause, bucket: bucket)
        let result = try binder.bind(part, around: Query(body: .select(part)))
        self = binder.binder
        return result
    }

    /// The number of LETs that precede the common tables.
    var letsInUse: Int { commonTables.prefix { $0.isLet }.count }
}

extension Select {
    /// Returns the SELECT without the items that are the same for all groups: they are shown once,
    /// and their data need not be fetched twice.
    fileprivate func leavingOut(
        _ columns: OwnColumns, in bound: SelectBinder.Result
    ) -> Select {
        var select = self
        for (index, item) in bound.select.items.enumerated() {
            guard case .expression(let expression, _) = item.kind,
                expression.first(where: \.isAggregate) == nil, columns.areMissing(in: expression),
                case .expression(_, let alias) = items[index].kind
            else { continue }
            select.items[index].kind = .expression(Expression(.literal(.null)), alias: alias)
        }
        return select
    }
}
