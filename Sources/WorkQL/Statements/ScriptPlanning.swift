import WorkQLAPI
import WorkQLCatalog
import WorkQLFiles
package import WorkQLPlanner
import WorkQLStore
package import WorkQLSyntax

/// Plans, and what has to be asked for before a plan is whole.
extension ScriptSession {
    /// What a query would fetch and compute; nothing is sent.
    package func plan(_ query: Query) throws(QueryError) -> Plan {
        try plan(query, answers: [:])
    }

    private func plan(
        _ query: Query, answers: [Query: [Expression]]
    ) throws(QueryError) -> Plan {
        let planner = planner(answers)
        let free = ConstantFolder(
            catalog: catalog, values: { self.freeValues(of: $0) }, named: { self.queries[$0] })
        let replaced = free.replaced(in: query)
        client.instruments.trace?(ConstantFolder.self, Query.self)
        // What a replacement breaks is no mistake of the statement's.
        if replaced != query, let plan = try? planner.plan(replaced) {
            return try knowingFiles(plan)
        }
        let plan: Plan
        do { plan = try planner.plan(query) } catch {
            if Task.isCancelled { throw QueryError(.interrupted, "interrupted") }
            throw QueryError(error)
        }
        return try knowingFiles(plan)
    }

    /// The plan with the keys put in that files alone hold, so that its calls are known.
    private func knowingFiles(_ plan: Plan) throws(QueryError) -> Plan {
        guard plan.scans.contains(where: { $0.dynamicKeys?.reads.isEmpty ?? false }) else {
            return plan
        }
        var plan = plan
        do {
            plan.take(
                try LocalDatabase(for: plan, in: self, stop: ofTask).scansKnownFromFiles())
        } catch {
            throw QueryError(wrapping: error)
        }
        return plan
    }

    var context: TimeContext { TimeContext(now: options.now, zone: options.zone) }

    func planner(_ answers: [Query: [Expression]]) -> Planner {
        let fileTables = fileTables
        var environment = PlanningContext {
            [takesFiles = options.takesFiles]
            (file) throws(Diagnostic) in
            guard takesFiles else {
                throw Diagnostic(
                    .missingFile, "files cannot be read here", at: file.span,
                    help: "ask the tables of SHOW TABLES, or run the statement with workql")
            }
            return try fileTables.columns(file)
        }
        environment.isOpenFile = { (try? fileTables.table($0))?.isOpen ?? false }
        let last = last
        environment.lastColumns = { (span) throws(Diagnostic) in try last.columns(at: span) }
        let session = self
        environment.holidays = { (span) throws(Diagnostic) in try session.holidays(at: span) }
        environment.trace = client.instruments.trace
        environment.parameters = parameters
        environment.queries = queries
        environment.answers = answers
        environment.directory = knownDirectory
        environment.people = { [client] in client.knownPeople }
        let whileBusy = options.whileBusy
        environment.isStopped = {
            whileBusy?()
            return Task.isCancelled
        }
        if options.store != nil { environment.cachedIntervals = cachedIntervals }
        if options.readsStoreAlone { environment.storeAlone = everythingStored }
        let learnt = catalog.within { client.limits(of: $0) }
        return Planner(catalog: learnt, context: context, environment: environment)
    }

    /// While it is planned, which is done by the task itself.
    var ofTask: StopCheck {
        let whileBusy = options.whileBusy
        return StopCheck {
            whileBusy?()
            return Task.isCancelled
        }
    }

    /// The texts or whole numbers of a query that asks no service; nil for any other. What dates and
    /// booleans are made of is no key, and meets a text as what it is.
    private func freeValues(of query: Query) -> [Expression]? {
        guard let plan = try? planner([:]).plan(query), plan.scans.isEmpty, plan.columns.count == 1,
            [nil, .text, .integer].contains(plan.columns[0].type),
            let database = try? LocalDatabase(for: plan, in: self, stop: ofTask),
            let rows = try? database.rows(opening: { _ in throw CancellationError() })
        else { return nil }
        var writer = LiteralWriter()
        guard (try? rows.write(to: &writer, until: { false })) ?? false else { return nil }
        return writer.literals
    }

    /// The plan of a query once the queries that give its keys have run.
    ///
    /// - Parameters:
    ///   - mayCall: whether they may ask a service; otherwise the plan tells what is known.
    ///   - account: what they cost is added to it.
    func planned(
        _ query: Query, mayCall: Bool, into statistics: inout QueryStatistics
    ) async throws(QueryError) -> Plan {
        var answers: [Query: [Expression]] = [:]
        var plan = try plan(query)
        while true {
            if mayCall {
                try allow(statistics.calls + plan.leastCalls, of: plan, after: statistics.calls)
            }
            // A budget is kept before it is spent: a few calls tell how many more there are.
            if mayCall, !options.isOffline, options.maxCalls != nil, plan.waitsForDepartments {
                statistics.add(try await surveyed())
                plan = try self.plan(query, answers: answers)
                continue
            }
            // One that costs nothing because of what one before it would ask for has to wait for it.
            let open = plan.subplans.prefix { mayCall || $0.plan.isFree }
            if open.isEmpty { return plan }
            for subplan in open {
                let (outcome, _) = try await run(
                    subplan.plan, into: LiteralWriter(), after: statistics)
                if let shortfall = outcome.shortfall { throw shortfall }
                answers[subplan.query] = outcome.writer.literals
                statistics = outcome.statistics ?? statistics
            }
            plan = try self.plan(query, answers: answers)
        }
    }

    private func surveyed() async throws(QueryError) -> QueryStatistics {
        let recorder = StatisticsRecorder(
            scans: 1, planned: PlanCost(calls: 0, seconds: 0), observe: options.onProgress)
        do {
            try await client.surveyDirectory(keeping: keepingDirectory) { event in
                recorder.record(event, of: 0)
            }
        } catch {
            if Task.isCancelled { throw QueryError(.interrupted, "interrupted") }
            throw QueryError(wrapping: error)
        }
        var statistics = recorder.statistics
        statistics.plannedCalls = statistics.calls
        return statistics
    }

    /// Refuses what needs more calls than are allowed: the one check before calls are made.
    ///
    /// - Parameters:
    ///   - calls: of the whole statement, as far as they are known.
    ///   - spent: the calls that the statement has made already.
    func allow(_ calls: Int, of plan: Plan, after spent: Int) throws(QueryError) {
        guard let maximum = options.maxCalls, calls > maximum else { return }
        throw QueryError.tooExpensive(plan, calls: calls, after: spent, maximum: maximum)
    }
}
