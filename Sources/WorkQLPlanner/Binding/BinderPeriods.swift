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
        let shape = select.misshapenPeriods
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
                shape, "QUALIFY with \(word)", at: condition.span,
                help: "put the query into FROM, and QUALIFY into the outer query")
        }
        for item in select.items {
            if case .expression = item.kind { continue }
            throw Diagnostic(
                shape, "* with \(word)", at: item.span,
                help: "select aggregates: count(*)")
        }
        let calendar = PeriodCalendar(context: context, clause: clause, range: range)
        let starts =
            if let series = select.timeSeries { try calendar.starts(of: series) } else {
                [Instant]()
            }
        let mark = scanMark
        let current = try bindPart(
            select, clause, [range.since] + starts.dropFirst() + [range.until])
        let reach = OwnColumns(all: scopes + [current.scope])
        var previous: SelectBinder.Result?
        var moved: [CommonTable] = []
        var pairs: [Int?]?
        if let comparison = select.comparison {
            let step = try calendar.step(of: comparison)
            let earlier = calendar.earlier(
                comparison, by: step, series: select.timeSeries, starts: starts)
            if let found = earlier.note { note(found) }
            if let found = calendar.unfinished(comparison) { note(found) }
            pairs = earlier.pairs
            let own = clause
            let clause = TimeClause(earlier.range, span: comparison.span)
            let (shift, tables) = (timeShift, movedTables)
            timeShift = TimeShift(own: own, clause: clause, span: earlier.shift)
            movedTables = []
            previous = try bindPart(
                select.leavingOut(reach, in: current), clause, earlier.bounds)
            if select.timeSeries == nil {
                noteGroupsOfDays(current.columns, at: comparison.span)
            }
            restoreTables(movedFrom: own)
            moved = movedTables
            (timeShift, movedTables) = (shift, tables)
        }
        var fill: (value: Expression, type: ColumnType?)?
        if case .value(let value) = select.timeSeries?.fill {
            let bound = try bind(value, in: .values)
            fill = (bound.expression, bound.type)
            try refuseFilling(current, with: value)
            guard bound.type == nil || bound.type == .integer || bound.type == .real else {
                throw Diagnostic(
                    .typeMismatch, "FILL takes a number, and this is \(bound.type?.phrase ?? "")",
                    at: value.span, help: "write FILL 0, FILL NULL or FILL PREVIOUS")
            }
        }
        let rewriter = try PeriodRewriter(
            select, in: query, current: current, previous: previous, starts: starts, pairs: pairs,
            fill: fill,
            columnsInReach: reach,
            // What is around the query calls its columns by their names.
            names: (depth == 1 ? environment.comparisonNames : .english).of(select.comparison))
        if rewriter.readsTwice { readTwice(since: mark) }
        var (rewritten, columns) = try rewriter.rewritten()
        rewritten.with = moved + rewritten.with
        if select.timeSeries != nil {
            columns[0].time = TableTime(clause: clause, part: .instant)
        }
        return (rewritten, columns)
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
    ///
    /// - Parameter bounds: those of its buckets; the part of the first unit that is before the range
    ///   does not count.
    private mutating func bindPart(
        _ select: Select, _ clause: TimeClause, _ bounds: [Instant]
    ) throws(Diagnostic) -> SelectBinder.Result {
        var part = select
        part.timeSeries = nil
        part.comparison = nil
        part.time = clause
        var bucket: SelectBinder.Bucket?
        if let series = select.timeSeries {
            bucket = SelectBinder.Bucket(series: series, list: buckets.count)
            buckets.append(bounds)
        }
        var binder = SelectBinder(
            binder: self, clause: clause, bucket: bucket, isPeriod: true)
        let result = try binder.bind(part, around: Query(body: .select(part)))
        self = binder.binder
        return result
    }

    /// The number of LETs that precede the common tables.
    var letsInUse: Int { commonTables.prefix { $0.isLet }.count }
}

extension Select {
    /// The code of a mistake in the form of TIMESERIES, or of COMPARE alone.
    var misshapenPeriods: DiagnosticCode {
        timeSeries == nil ? .comparisonShape : .timeSeriesShape
    }

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
