package import WorkQLCatalog
package import WorkQLSyntax
import WorkQLTime

/// Turns a statement's tree into a plan. It does not read the clock, and does no I/O except that
/// its environment reads the columns of files.
package struct Planner: Sendable {
    package let catalog: Catalog
    package let context: TimeContext
    package let environment: PlanningContext

    package init(
        catalog: Catalog = .builtIn, context: TimeContext,
        environment: PlanningContext = PlanningContext()
    ) {
        self.catalog = catalog
        self.context = context
        self.environment = environment
    }

    /// - Throws: the first error of the statement, at its span.
    package func plan(_ query: Query) throws(Diagnostic) -> Plan {
        var context = context
        if let zone = query.timeZone {
            context.zone = try Zone(identifier: zone.identifier, at: zone.span)
        }
        var binder = Binder(context: context, catalog: catalog, environment: environment)
        if environment.readsValues { binder.setsDepth = 1 }
        var (bound, columns) = try binder.bind(query, inheriting: nil)
        binder.releaseConditions()
        binder.passKeysOfRecords()
        bound.with = binder.hoisted + bound.with
        environment.trace?(Binder.self, Query.self)
        let resolver = ClauseResolver(context: context, environment: environment)
        var notes: [Diagnostic] = []
        var times: [ResolvedTime?] = []
        var reading = LimitPushdown.Outcome(query: bound, readsOnce: false)
        if binder.scans.count == 1 {
            reading = LimitPushdown(pending: binder.scans[0], scanName: Scan.name(0)).outcome(
                of: bound)
            binder.scans[0].readsOnce = reading.readsOnce
            environment.trace?(LimitPushdown.self, Query.self)
        }
        for pending in binder.scans {
            var time: ResolvedTime?
            if let clause = pending.clause {
                let resolved = try resolver.resolve(clause)
                time = resolved
                for note in resolved.notes where !notes.contains(note) { notes.append(note) }
            }
            times.append(time)
        }
        var (scans, order) = try ScanScheduler(
            pending: binder.scans, locals: binder.locals, times: times, context: context,
            environment: environment, ending: reading.ending, timeOrder: reading.order
        ).plan()
        environment.trace?(ScanScheduler.self, SplitPlan.self)
        var directory = environment.directory
        for subplan in binder.subplans { subplan.plan.learn(into: &directory) }
        if reading.ending == .anyRows { scans[0].rowsWanted = reading.rowsWanted }
        if let reading = ReadInTurn(of: reading.query, over: scans) {
            for (turn, index) in reading.scans.enumerated() {
                scans[index].turn = turn
                scans[index].ending = .anyRows
                scans[index].rowsWanted = reading.rowsWanted
            }
        }
        // They run before the scans, which then find the lists that the subplans requested.
        let subplans = try suppliers(
            of: scans, besides: binder.subplans, knowing: &directory)
        for index in order { scans[index].estimate(from: &directory) }
        for note in scans.flatMap(\.notes) where !notes.contains(note) { notes.append(note) }
        notes += try binder.unknownOfLast()
        for index in columns.indices {
            columns[index].unknown = binder.unknown(columns[index], of: scans)
            // The next statement, which may read the result, has other scans.
            columns[index].origins = []
        }
        try takeStored(in: &scans)
        for index in scans.indices { scans[index].countDoubtfulUsers(from: environment) }
        // The rows on which a note depends have to be kept.
        if !binder.conditionalNotes.isEmpty, scans.count == 1 { scans[0].readsOnce = false }
        var plan = Plan(
            subplans: subplans, scans: scans, order: order, files: binder.files,
            openColumns: binder.openColumns, readsLast: binder.readsLast, buckets: binder.buckets,
            statement: reading.query,
            columns: columns, zone: context.zone, notes: notes + binder.notes)
        plan.namedObjects = binder.namedObjects
        plan.conditionalNotes = binder.conditionalNotes.map { note in
            var note = note
            note.query.with = bound.with
            return note
        }
        environment.trace?(LocalExecution.self, Plan.self)
        environment.trace?(Planner.self, Plan.self)
        return plan
    }

    /// Returns the queries that have to run before the scans, including those that supply keys
    /// where no condition does.
    private func suppliers(
        of scans: [Scan], besides known: [Subplan],
        knowing directory: inout DirectoryKnowledge
    ) throws(Diagnostic) -> [Subplan] {
        var subplans = known
        for supplier in scans.flatMap(\.suppliers) {
            let query = try supplier.query(at: Span(0, 0))
            guard !subplans.contains(where: { $0.query == query }) else { continue }
            var environment = environment
            environment.directory = directory
            let plan = try Planner(
                catalog: environment.suppliers ?? catalog, context: context,
                environment: environment
            ).plan(query)
            plan.learn(into: &directory)
            subplans.append(Subplan(query: query, plan: plan))
        }
        return subplans
    }

    /// Takes stored rows. Scans that read the responses to another scan's calls read what is stored
    /// for that scan.
    private func takeStored(in scans: inout [Scan]) throws(Diagnostic) {
        for host in scans.indices {
            let companions = scans.companions(of: host)
            let columns = companions.flatMap { index in
                scans[index].columns.map { scans[index].table.columns[$0] }
            }
            try scans[host].takeStored(from: environment, besides: columns)
            for index in companions {
                scans[index].splitPlan = scans[host].splitPlan
                scans[index].stored = scans[host].stored
            }
        }
    }

    /// Returns the table of a name; throws an error that suggests the nearest name.
    package func table(_ name: TableName) throws(Diagnostic) -> Table {
        try Binder(context: context, catalog: catalog, environment: environment).table(name)
    }
}

/// Resolves time clauses, with parameters replaced by their values.
struct ClauseResolver {
    let context: TimeContext
    let environment: PlanningContext

    func resolve(_ clause: TimeClause) throws(Diagnostic) -> ResolvedTime {
        var clause = clause
        switch clause.range {
        case .during(let period): clause.range = .during(try known(period))
        case .from(let start, let end):
            let start = try start.map { point throws(Diagnostic) in try known(point) }
            let end = try end.map { end throws(Diagnostic) -> TimeClause.End in
                switch end {
                case .until(let point): .until(try known(point))
                case .through(let period): .through(try known(period))
                }
            }
            clause.range = .from(start, end)
        }
        return try context.resolve(clause)
    }

    private func known(_ point: TimePoint) throws(Diagnostic) -> TimePoint {
        guard case .parameter(let name) = point.base, let value = environment.parameters[name]
        else {
            return point
        }
        var point = point
        switch value {
        case .time(let value), .date(let value):
            guard point.snap == nil, point.clock == nil, point.offsets.isEmpty else {
                throw Diagnostic(
                    .parameterValue, "\(name.asParameter) with more after it", at: point.span,
                    help: "put all of it into the parameter")
            }
            return TimePoint(
                value.base, snap: value.snap, clock: value.clock, offsets: value.offsets,
                span: point.span)
        case .literal(let value):
            switch value.kind {
            case .literal(.text(let text)): point.base = .text(text)
            case .literal(.duration(let duration)): point.base = .ago(duration)
            case .literal(.date(let text)), .literal(.timestamp(let text)): point.base = .text(text)
            default: throw notATime(name, at: point.span)
            }
        case .list: throw notATime(name, at: point.span)
        }
        return point
    }

    private func known(_ period: Period) throws(Diagnostic) -> Period {
        guard case .parameter(let name) = period.kind, let value = environment.parameters[name]
        else {
            return period
        }
        switch value {
        case .literal(let expression):
            switch expression.kind {
            // LET keeps a date as it is written, and PARAM as a time.
            case .literal(.text(let text)), .literal(.date(let text)),
                .literal(.timestamp(let text)):
                return Period(.text(text), span: period.span)
            default: break
            }
            if case .literal(.duration) = expression.kind {
                throw Diagnostic(
                    .instantForPeriod, "\(name.asParameter) is a duration and not a whole period",
                    at: period.span, help: "write SINCE \(name.asParameter) for the time up to now")
            }
        case .time(let point):
            if case .text(let text) = point.base { return Period(.text(text), span: period.span) }
            if case .date(let date) = point.base { return Period(.date(date), span: period.span) }
        case .date(let point):
            return Period(.date(try context.day(of: point, at: period.span)), span: period.span)
        case .list: break
        }
        throw notATime(name, at: period.span)
    }

    private func notATime(_ name: Name, at span: Span) -> Diagnostic {
        if case .literal(let value)? = environment.parameters[name],
            case .literal(.null) = value.kind
        {
            return TimeProblem.parameter(name, at: span)
        }
        return Diagnostic(
            .parameterValue, "\(name.asParameter) is not an instant", at: span,
            help: "declare it as TIMESTAMP, DATE or DURATION")
    }
}
