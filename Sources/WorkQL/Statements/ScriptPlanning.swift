import WorkQLAPI
import WorkQLCatalog
import WorkQLFiles
import WorkQLLanguage
import WorkQLPages
package import WorkQLPlanner
import WorkQLStore
package import WorkQLSyntax
import WorkQLTime

/// Planning, and the queries that must run before a plan is complete.
extension ScriptSession {
    /// Returns what a query would fetch and compute; sends nothing.
    package func plan(_ query: Query) throws(UserError) -> Plan {
        try plan(query, answers: [:])
    }

    private func plan(
        _ query: Query, answers: [Query: [Expression]]
    ) throws(UserError) -> Plan {
        let plan: Plan
        do { plan = try planner(answers).plan(query) } catch {
            if Task.isCancelled { throw UserError(.interrupted, "interrupted") }
            throw UserError(error)
        }
        return try knowingFiles(plan)
    }

    /// Returns the plan completed with the keys that only files hold, so that its calls are known.
    private func knowingFiles(_ plan: Plan) throws(UserError) -> Plan {
        guard plan.scans.contains(where: { $0.dynamicKeys?.reads.isEmpty ?? false }) else {
            return plan
        }
        do {
            return try LocalDatabase(for: plan, in: self, stop: ofTask).planKnownFromFiles()
        } catch {
            throw UserError(wrapping: error)
        }
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
                    help:
                        "query the tables that SHOW TABLES lists, or run the statement with workql")
            }
            return try fileTables.columns(file)
        }
        environment.isOpenFile = { (try? fileTables.table($0))?.isOpen ?? false }
        let last = last
        environment.lastColumns = { (span) throws(Diagnostic) in try last.columns(at: span) }
        let session = self
        environment.holidays = { (span) throws(Diagnostic) in try session.holidays(at: span) }
        environment.valuesWithoutCalls = { (query, span) throws(Diagnostic) in
            try session.pivotValues(of: query, at: span)
        }
        environment.keysWithoutCalls = { session.values(of: $0) }
        // A service has records after a fixed now, and a sandbox has none.
        if !client.isSandboxed {
            environment.present = Instant(milliseconds: Int64(client.unixSeconds * 1000))
        }
        environment.trace = client.instruments.trace
        environment.parameters = parameters
        environment.queries = queries
        environment.answers = answers
        environment.suppliers = suppliers
        environment.comparisonNames = comparisonNames
        environment.directory = knownDirectory
        // Suggestions would name people whom the user may not see.
        if !catalog.tables.contains(where: { $0.visibleRows != nil }),
            catalog.table("member")?.visibleColumns.contains(where: { $0.name == "name" }) ?? false
        {
            environment.people = { [client] in client.knownPeople }
        }
        // Whom the calls of others have named is not told.
        environment.isKnownUser = { [client, showsAccount] user, endpoint in
            showsAccount && client.knows(user, of: endpoint)
        }
        let whileBusy = options.whileBusy
        environment.isStopped = {
            whileBusy?()
            return Task.isCancelled
        }
        if options.store != nil { environment.cachedIntervals = cachedIntervals }
        environment.fetchesEachKey = options.fetchesEachKey
        if options.readsStoreAlone { environment.storeAlone = everythingStored }
        let learnt = catalog.within { client.limits(of: $0) }
        return Planner(catalog: learnt, context: context, environment: environment)
    }

    /// The locale alone changes no name, since scripts do not choose it, and nor does a language
    /// where programs read.
    private var comparisonNames: ComparisonNames {
        let spoken = options.settings.spoken
        return !options.wording.isReference && spoken.isChosen && spoken.language == .zh
            ? .chinese : .english
    }

    /// The check used during planning, which is done by the task itself.
    var ofTask: StopCheck {
        let whileBusy = options.whileBusy
        return StopCheck {
            whileBusy?()
            return Task.isCancelled
        }
    }

    /// Returns the values of a plan that makes no call; nil where it cannot be run.
    private func values(of plan: Plan) -> [Expression]? {
        guard let database = try? LocalDatabase(for: plan, in: self, stop: ofTask),
            let rows = try? database.rows(opening: { _ in throw CancellationError() })
        else { return nil }
        var writer = LiteralWriter()
        guard (try? rows.write(to: &writer, until: { false })) ?? false else { return nil }
        return writer.literals
    }

    /// Returns the plan of a query after the queries that return its keys have run.
    ///
    /// - Parameters:
    ///   - mayCall: whether these may call a service; otherwise the plan contains what is known.
    ///   - statistics: their cost is added to it.
    /// - Throws: an error that has the cost of the calls that were made before it.
    func planned(
        _ query: Query, mayCall: Bool, into statistics: inout QueryStatistics
    ) async throws(UserError) -> Plan {
        do throws(UserError) {
            return try await planning(query, mayCall: mayCall, into: &statistics)
        } catch {
            var error = error
            if error.statistics == nil, statistics.calls > 0 { error.statistics = statistics }
            throw error
        }
    }

    private func planning(
        _ query: Query, mayCall: Bool, into statistics: inout QueryStatistics
    ) async throws(UserError) -> Plan {
        var answers: [Query: [Expression]] = [:]
        var notes: [Diagnostic] = []
        var plan = try plan(query)
        while true {
            // What needs no call is known before the budget is checked, so that a refusal names as
            // many calls as EXPLAIN does.
            let isFree = plan.subplans.first?.plan.isFree ?? false
            if mayCall, !isFree {
                try allow(statistics.calls + plan.minimumCalls, of: plan, after: statistics.calls)
            }
            // The budget is checked before it is spent: a few calls show how many more are needed.
            if mayCall, !isFree, !options.isOffline, options.maxCalls != nil,
                plan.waitsForDepartments
            {
                do throws(UserError) {
                    statistics.add(try await surveyed(for: plan, after: statistics.calls))
                } catch {
                    var error = error
                    error.statistics?.add(statistics)
                    throw error
                }
                plan = try self.plan(query, answers: answers)
                continue
            }
            // A subplan that makes no call only because an earlier one fetches its rows must wait
            // for it.
            let open = plan.subplans.prefix { mayCall && !isFree || $0.plan.isFree }
            if open.isEmpty {
                if !mayCall { plan = try await knowingLists(plan, after: statistics) }
                plan.notes += notes.filter { !plan.notes.contains($0) }
                return plan
            }
            for subplan in open {
                let (outcome, _) = try await run(
                    subplan.plan, into: LiteralWriter(), after: statistics)
                statistics = outcome.statistics ?? statistics
                if let shortfall = outcome.shortfall { throw shortfall }
                answers[subplan.query] = outcome.writer.literals
                notes += outcome.notes.filter { !notes.contains($0) }
            }
            plan = try self.plan(query, answers: answers)
        }
    }

    /// Returns the plan completed with the keys of lists that are known without a call.
    private func knowingLists(
        _ plan: Plan, after statistics: QueryStatistics
    ) async throws(UserError) -> Plan {
        var found: [Int: Scan] = [:]
        for index in plan.scans.indices {
            guard let keys = plan.plansOfKeys(ofScan: index) else { continue }
            var values: [[Scalar]] = []
            for (plan, isInteger) in keys {
                let (outcome, _) = try await run(plan, into: LiteralWriter(), after: statistics)
                values.append(outcome.writer.literals.compactMap { $0.key(isInteger: isInteger) })
            }
            do { found[index] = try plan.scan(index, knowing: values) } catch {
                throw UserError(error)
            }
        }
        guard !found.isEmpty else { return plan }
        var plan = plan
        do { try plan.take(known: found) } catch { throw UserError(error) }
        return plan
    }

    /// Fetches what shows how many calls the lists of people need, within the allowed calls.
    private func surveyed(
        for plan: Plan, after spent: Int
    ) async throws(UserError) -> QueryStatistics {
        let budget = CallBudget(options, after: spent)
        let recorder = StatisticsRecorder(
            scans: 1, planned: PlanCost(calls: 0, seconds: 0), observe: options.onProgress)
        do {
            try await client.surveyDirectory(
                keeping: keepingDirectory,
                admit: { (cause) throws(ServiceFailure) in
                    try budget.admit(cause, to: Directory.wecom.allowedUsers.endpoint.name)
                },
                observe: { recorder.record($0, of: 0) })
        } catch let failure as ServiceFailure where failure.kind == .budget {
            let made = spent + recorder.statistics.calls
            var error = UserError.tooExpensive(
                plan, calls: made + 1, after: made, maximum: options.maxCalls ?? made)
            error.statistics = recorder.statistics
            throw error
        } catch {
            if Task.isCancelled { throw UserError(.interrupted, "interrupted") }
            throw UserError(wrapping: error)
        }
        var statistics = recorder.statistics
        statistics.plannedCalls = statistics.calls
        return statistics
    }

    /// Throws if a plan needs more calls than are allowed: the only check before calls are made.
    ///
    /// - Parameters:
    ///   - calls: the number of calls of the whole statement, as far as it is known.
    ///   - spent: the number of calls that the statement has already made.
    func allow(_ calls: Int, of plan: Plan, after spent: Int) throws(UserError) {
        // A list is of use only as a whole, so that none is begun for which the budget is too small.
        let calls = options.spendsBudget ? spent + plan.callsForLists : calls
        guard let maximum = options.maxCalls, calls > maximum else { return }
        throw UserError.tooExpensive(plan, calls: calls, after: spent, maximum: maximum)
    }
}

extension Plan {
    /// The known number of calls for lists of people, those of subplans included.
    fileprivate var callsForLists: Int {
        scans.filter { $0.directory != nil }.reduce(0) { $0 + $1.knownCalls }
            + subplans.reduce(0) { $0 + $1.plan.callsForLists }
    }
}

extension Expression {
    /// The value as a key; nil for NULL, and for a text that is no number where keys are numbers.
    fileprivate func key(isInteger: Bool) -> Scalar? {
        switch kind {
        case .literal(.integer(let number)): isInteger ? .integer(number) : .text(String(number))
        case .literal(.text(let text)):
            isInteger ? Int64(text).map(Scalar.integer) : .text(text)
        default: nil
        }
    }
}
