import WorkQLCatalog
import WorkQLSyntax

extension Binder {
    private func grouped(
        _ select: Select, by sets: [[Expression]], in query: Query, inheriting clause: TimeClause?
    ) throws(Diagnostic) -> Query {
        let tables = FromTables(of: select, in: query, inheriting: clause, self)
        return try GroupingSets(select: select, sets: sets, from: tables).query(for: query)
    }

    /// Binds a query with everything inside it.
    ///
    /// - Parameter clause: the enclosing time clause, for tables without a nearer one.
    /// - Returns: the query as SQLite will run it, and the columns of its result.
    mutating func bind(
        _ query: Query, inheriting clause: TimeClause?
    ) throws(Diagnostic) -> (query: Query, columns: [ResultColumn]) {
        if case .select(let select) = query.body, case .sets(let sets) = select.grouping {
            let outer = isInGroupingSets
            isInGroupingSets = true
            defer { isInGroupingSets = outer }
            return try bind(
                try grouped(select, by: sets, in: query, inheriting: clause), inheriting: clause)
        }
        if case .select(let select) = query.body, let pivot = select.pivot {
            let columns = try PivotValues(
                pivot, in: query, seeing: commonTables, environment
            ).columns(after: select)
            for note in columns.notes { self.note(note) }
            var query = query
            query.body = .select(columns.select)
            return try bind(query, inheriting: clause)
        }
        depth += 1
        defer { depth -= 1 }
        guard !environment.isStopped() else {
            throw Diagnostic(.cancelled, "interrupted", at: Span(0, 0))
        }
        if let zone = query.timeZone, depth > 1 {
            throw Diagnostic(
                .clauseOrder, "WITH TIMEZONE inside a query", at: zone.span,
                help: "put it at the end of the whole statement")
        }
        let reach = commonTables.count - letsInUse
        defer { commonTables.removeSubrange(min(reach + letsInUse, commonTables.count)...) }
        let clause = query.range ?? clause
        let beginning = scans.count
        var bound = query
        bound.time = nil
        bound.timeZone = nil
        bound.with = []
        var names: Set<Name> = []
        for table in query.with {
            if !names.insert(table.name).inserted {
                throw Diagnostic(
                    .duplicateName, "two common table expressions are named \"\(table.name.text)\"",
                    at: table.name.span, help: "give one of them another name")
            }
            bound.with.append(
                try bindCommonTable(table, recursive: query.recursive, inheriting: clause))
        }

        var columns: [ResultColumn]
        if case .select(let select) = query.body,
            select.timeSeries != nil || select.comparison != nil
        {
            let (rewritten, found) = try bindPeriods(select, in: query, inheriting: clause)
            bound.with += rewritten.with
            bound.body = rewritten.body
            bound.ordering = rewritten.ordering
            columns = found
        } else if case .select(let select) = query.body {
            let result = try bindSelect(select, around: query, inheriting: clause)
            (bound.body, bound.ordering) = try qualified(result)
            columns = result.columns
        } else {
            (bound.body, columns) = try bind(query.body, inheriting: clause)
            bound.ordering = try bindOrdering(query.ordering, of: columns)
        }
        bound.limit = try query.limit.flatMap { limit throws(Diagnostic) in
            try bindCount(limit, .limit)
        }
        bound.offset = try query.offset.flatMap { offset throws(Diagnostic) in
            try bindCount(offset, .offset)
        }
        if bound.limit != nil || bound.offset != nil {
            for index in columns.indices { columns[index].origins = [] }
        }
        if case .literal(.integer(0))? = bound.limit?.kind {
            leaveUnread(beginning..<scans.count)
        }
        if let own = query.range, !query.hasBucketsByExpression,
            !scans[beginning...].contains(where: { $0.clause == own }),
            !rangesOfDays.contains(own)
        {
            throw unused(own, scans[beginning...])
        }
        return (bound, columns)
    }

    private mutating func bindSelect(
        _ select: Select, around query: Query, inheriting clause: TimeClause?
    ) throws(Diagnostic) -> SelectBinder.Result {
        // Moved and not copied: with a copy beside it each change of the lists of tables copies them,
        // and a chain of common tables takes quadratic time.
        var binder = SelectBinder(
            binder: Binder(context: context, catalog: catalog, environment: environment),
            clause: clause)
        swap(&binder.binder, &self)
        let outer = binder.binder.scopes.count
        defer {
            swap(&binder.binder, &self)
            // An error leaves those of the SELECT.
            scopes.removeLast(max(0, scopes.count - outer))
        }
        return try binder.bind(select, around: query)
    }

    /// Returns the reason why none of the tables takes the range.
    private func unused(_ clause: TimeClause, _ scans: ArraySlice<TableReference>) -> Diagnostic {
        guard let first = scans.first else { return rangeWithoutTable(clause) }
        guard let timed = scans.first(where: \.table.isTimed) else {
            return Self.untimed(first.table.name, at: clause.span)
        }
        return Diagnostic(
            .unusedRange, "no table takes this time range: \(timed.name.text) has its own",
            at: clause.span, help: "remove one of the two ranges")
    }

    func rangeWithoutTable(_ clause: TimeClause) -> Diagnostic {
        Diagnostic(
            .unusedRange, "a time range without a table", at: clause.span,
            help: "add FROM with a table of a service, or leave the range out")
    }

    /// - Parameter printed: the name in SQLite's statement; nil for the name as written.
    mutating func bindCommonTable(
        _ table: CommonTable, recursive: Bool, inheriting clause: TimeClause?,
        as printed: Name? = nil
    ) throws(Diagnostic) -> CommonTable {
        let first = scans.count
        let mark = scanMark
        let before = tablesRead
        let (taken, days) = (clausesTaken.count, ownDays.count)
        var bound = table
        bound.name = printed ?? EngineNames.printed(table.name)
        var columns: [ResultColumn]
        if recursive, case .combined(.union, let all, let start, let step) = table.query.body,
            table.query.with.isEmpty
        {
            // The columns are those of the first part; the second part can read the table itself.
            let (boundStart, startColumns) = try bind(start, inheriting: clause)
            columns = try named(startColumns, table)
            commonTables.append(
                BoundTable(
                    name: table.name, printed: bound.name, columns: columns.map(SourceColumn.init),
                    number: numberOfCommonTable(), scans: first..<first))
            let (boundStep, stepColumns) = try bind(step, inheriting: clause)
            commonTables.removeLast()
            guard stepColumns.count == columns.count else {
                throw Diagnostic(
                    .columnCount,
                    "\(counted(columns.count, "column")) and then "
                        + "\(counted(stepColumns.count, "column")) in \"\(table.name.text)\"",
                    at: table.name.span)
            }
            let sides = try unified(
                boundStart, columns, boundStep, stepColumns, at: table.name.span)
            for (before, after) in zip(columns, sides.columns)
            where before.type != after.type && before.type != nil && after.type?.isNumber != true {
                throw Diagnostic(
                    .typeMismatch,
                    "\(before.name) starts as \(before.type?.phrase ?? "NULL") and continues as "
                        + (after.type?.phrase ?? "NULL"), at: table.name.span,
                    help: "write the first part with CAST(… AS \(after.type?.rawValue ?? "text"))")
            }
            columns = sides.columns
            bound.query.body = .combined(.union, all: all, sides.left, sides.right)
            bound.query.ordering = try bindOrdering(table.query.ordering, of: columns)
            readTwice(since: mark)
        } else {
            let (query, found) = try bind(table.query, inheriting: clause)
            bound.query = query
            columns = try named(found, table)
        }
        // A common table that is never named is not read.
        let tables = tablesRead - before
        tablesRead = before
        let told = SourceColumn.distinguished(columns.map(SourceColumn.init))
        if !told.printedNames.isEmpty { bound.columns = told.printedNames }
        commonTables.append(
            BoundTable(
                name: table.name, printed: bound.name, columns: told,
                number: numberOfCommonTable(), scans: first..<scans.count,
                commonScans: commonScans[mark.commonScans...].hull,
                tables: tables, definition: bound,
                isRecursive: recursive, written: table,
                clauses: Array(clausesTaken[taken...]), ownDays: Array(ownDays[days...])))
        return bound
    }

    private func named(
        _ columns: [ResultColumn], _ table: CommonTable
    ) throws(Diagnostic) -> [ResultColumn] {
        guard let first = table.columns.first else { return columns }
        guard table.columns.count == columns.count else {
            throw Diagnostic(
                .columnCount,
                "\(counted(table.columns.count, "name")) for \(counted(columns.count, "column"))",
                at: first.span
            ).about(.columns)
        }
        return zip(columns, table.columns).map { $0.named($1.text) }
    }

    private mutating func bind(
        _ body: QueryBody, inheriting clause: TimeClause?
    ) throws(Diagnostic) -> (QueryBody, [ResultColumn]) {
        switch body {
        case .select:
            let (query, columns) = try bind(Query(body: body), inheriting: clause)
            // TIMESERIES and COMPARE return a whole query, not only a body.
            return (query.with.isEmpty ? query.body : .query(query), columns)
        case .query(let query):
            let (bound, columns) = try bind(query, inheriting: clause)
            return (.query(bound), columns)
        case .values(let rows):
            return try bindValues(rows)
        case .combined(let op, let all, let left, let right):
            let (boundLeft, columns) = try bind(left, inheriting: clause)
            let (boundRight, others) = try bind(right, inheriting: clause)
            guard columns.count == others.count else {
                throw Diagnostic(
                    .columnCount,
                    "\(op.rawValue) of \(counted(columns.count, "column")) and "
                        + counted(others.count, "column"),
                    at: right.span ?? Span(0, 0),
                    help: "both sides must have the same number of columns")
            }
            let sides = try unified(
                boundLeft, columns, boundRight, others, at: right.span ?? Span(0, 0))
            if op != .union || !all {
                for column in sides.columns { computeFromShown(column.asked) }
            }
            if op != .union, all {
                return (combinedByNumber(op, sides.left, sides.right, sides.columns), sides.columns)
            }
            return (.combined(op, all: all, sides.left, sides.right), sides.columns)
        }
    }

    /// Binds an ORDER BY after several SELECTs, where only the columns of the result are visible.
    private mutating func bindOrdering(
        _ clause: OrderingClause?, of columns: [ResultColumn]
    ) throws(Diagnostic) -> OrderingClause? {
        switch clause {
        case nil: return nil
        case .all(let descending):
            return .by(
                columns.indices.map {
                    Ordering(
                        Expression(.literal(.integer(Int64($0 + 1)))), descending: descending)
                })
        case .by(let orderings):
            return .by(
                try orderings.map { ordering throws(Diagnostic) in
                    var bound = ordering
                    bound.expression = try bindOutput(ordering.expression, columns)
                    return bound
                })
        }
    }

    private func bindOutput(
        _ expression: Expression, _ columns: [ResultColumn]
    ) throws(Diagnostic) -> Expression {
        switch expression.kind {
        case .literal(.integer(let number)):
            guard (1...max(columns.count, 1)).contains(Int(clamping: number)) else {
                throw Diagnostic(
                    .columnNumber,
                    "ORDER BY \(number) is not one of the \(columns.count) selected columns",
                    at: expression.span)
            }
            return expression
        case .column(qualifier: [], let name):
            guard let index = columns.firstIndex(where: { Name($0.name) == name }) else {
                let near = nearest(name.text, in: columns.map(\.name))
                throw Diagnostic(
                    .unknownColumn, "unknown column \"\(name.text)\" in the result",
                    at: expression.span,
                    meaning: near,
                    otherwise: "there are " + columns.map(\.name).joined(separator: ", "))
            }
            guard !columns[(index + 1)...].contains(where: { Name($0.name) == name }) else {
                throw Diagnostic(
                    .ambiguousName, "\"\(name.text)\" is the name of several selected columns",
                    at: expression.span, help: "give one of them another name")
            }
            return Expression(.literal(.integer(Int64(index + 1))), span: expression.span)
        default:
            throw Diagnostic(
                .unknownColumn, "ORDER BY after several SELECTs takes columns of the result",
                at: expression.span,
                help: "put the whole query into FROM: SELECT * FROM (…) ORDER BY …")
        }
    }

    /// Marks scans of a query of which no row is needed, since its condition is never true or
    /// its LIMIT is 0.
    ///
    /// When not: for tables that other queries may read as well, which are those of a LET and of a
    /// common table that a COMPARE moves.
    mutating func leaveUnread(_ range: Range<Int>) {
        guard timeShift == nil else { return }
        let shared = commonTables.filter { $0.isLet || !$0.replaced.isEmpty }.map(\.scans)
        for index in range
        where !shared.contains(where: { $0.contains(index) }) {
            scans[index].isUnread = true
        }
    }

    /// Binds a query that is used as a value or as a list of values.
    mutating func bindColumn(
        of query: Query, at span: Span
    ) throws(Diagnostic) -> (Query, ColumnType?) {
        let mark = scanMark
        let (bound, columns) = try bind(query, inheriting: nearestClause)
        try refuseOuterName(query)
        if columns.first?.ignoresCase ?? false { queriesIgnoringCase.insert(span) }
        if columns.first?.isPadded ?? false { paddedQueries.insert(span) }
        if columns.first?.hasNull ?? false { queriesWithNull.insert(span) }
        if let first = columns.first {
            queryColumns[span] = SourceColumn(first)
            computeFromShown(first.asked)
        }
        guard columns.count == 1 else {
            throw Diagnostic(
                .columnCount,
                "a query of \(counted(columns.count, "column")) where one value is expected",
                at: span,
                help: "select one column")
        }
        // SQLite may run it once for each row of the enclosing query.
        readTwice(since: mark)
        return (bound, columns[0].type)
    }
}

extension QueryBody {
    /// The span of its first expression.
    var span: Span? {
        switch self {
        case .select(let select): select.items.first?.span
        case .values(let rows): rows.first?.first?.span
        case .query(let query): query.body.span
        case .combined(_, _, let left, _): left.span
        }
    }
}

extension Query {
    /// Whether an expression of TIMESERIES determines the buckets, independently of the tables.
    fileprivate var hasBucketsByExpression: Bool {
        guard case .select(let select) = body else { return false }
        return select.timeSeries?.column != nil
    }
}
