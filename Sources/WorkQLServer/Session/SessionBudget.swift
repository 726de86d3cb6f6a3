import WorkQL
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

/// Opening queries within the call budgets of the server.
extension ClientSession {
    func open(
        _ portal: Portal, _ query: Query, in session: ScriptSession, _ told: [ServerColumn]?,
        by known: DescribedPlan?
    ) async throws {
        var session = session
        let (plan, isStoreAlone, callsForPeople) = try await planToRun(
            query, in: &session, by: known)
        var spending = Spending(callsForPeople: callsForPeople, isStoreAlone: isStoreAlone)
        portal.columns = told ?? plan.columns.map(ServerColumn.init)
        // If no row can satisfy the condition, none is fetched.
        if query.isNeverTrue {
            portal.rows = .values([], next: 0)
            return
        }
        if isStoreAlone {
            spending.missing = await missing(query, by: plan, in: session)
            session.readStoreAlone()
        }
        try grant(plan, to: &session, &spending)
        do {
            let cursor = try await control.run {
                [session] () async -> Result<QueryCursor, UserError> in
                do throws(UserError) {
                    return .success(try await session.cursor(for: query, by: plan))
                } catch {
                    return .failure(error)
                }
            }
            portal.rows = .engine(cursor, spending)
            portal.abandon = { [weak self, server] statistics, spending in
                if let self {
                    self.settle(statistics, spending, nil)
                } else {
                    server.callLog.settle(spending.reserved, spent: statistics.calls)
                }
            }
        } catch {
            settle(spent(by: error, spending), spending, error)
            throw await explained(error, plan, spending)
        }
    }

    /// Returns what a statement has cost that failed before it had an answer. An error that knows
    /// its cost may not count the call that failed.
    func spent(by error: UserError, _ spending: Spending) -> QueryStatistics {
        var statistics = error.statistics ?? QueryStatistics()
        statistics.calls = max(statistics.calls, spending.begun.number)
        return statistics
    }

    /// Returns the plan of a query that is run now, and the number of calls that were made for the
    /// people whom the user sees.
    ///
    /// - Parameter known: a plan that was just made in the same session.
    func planToRun(
        _ query: Query, in session: inout ScriptSession, by known: DescribedPlan? = nil
    ) async throws -> (plan: Plan, isStoreAlone: Bool, callsForPeople: Int) {
        let (first, isAlone) =
            try known.map { ($0.plan, $0.isStoreAlone) } ?? plan(query, in: session)
        guard isLimitedToPeople(query, first, isAlone) else { return (first, isAlone, 0) }
        // What is fetched must be limited to the people who are in the departments now.
        let calls = try await updatePeople(for: &session)
        let (plan, isStoreAlone) = try plan(query, in: session)
        return (plan, isStoreAlone, calls)
    }

    /// Whether a statement may still be run by the plan that described it, at the time of that
    /// plan. A client that waits between the two messages must not get an older answer.
    func isCurrent(_ described: DescribedPlan) -> Bool {
        let age =
            server.now().milliseconds - described.session.options.now.milliseconds
        return (0..<1000).contains(age)
    }

    /// Returns the number of calls for the people whom the user sees, which a plan does not
    /// contain.
    func callsForPeople(of query: Query, _ plan: Plan, isStoreAlone: Bool) throws(UserError) -> Int
    {
        guard let departments = rules.departments,
            isLimitedToPeople(query, plan, isStoreAlone)
        else { return 0 }
        return try server.people.calls(for: departments, in: sessionForPeople)
    }

    private func isLimitedToPeople(_ query: Query, _ plan: Plan, _ isStoreAlone: Bool) -> Bool {
        !isStoreAlone && rules.departments != nil && !query.isNeverTrue && needsPeople(plan)
    }

    /// Limits the calls of a session to what the budgets leave for a plan, and reserves them.
    func grant(
        _ plan: Plan, to session: inout ScriptSession, _ spending: inout Spending
    ) throws(UserError) {
        guard !spending.isStoreAlone else {
            // Lists of people that are not stored have a number of calls, none of which is made.
            session.options.maxCalls = plan.isFree ? 0 : nil
            return
        }
        guard !plan.isFree else { return }
        let isKnown = plan.subplans.isEmpty && !plan.mayNeedMore
        try grant(isKnown ? plan.calls : plan.minimumCalls, to: &session, &spending)
    }

    /// What: reserves the calls that a statement makes at least; each further one is reserved when
    /// it is made.
    /// Why: what a statement might need besides would be missing for others, which fit.
    ///
    /// - Parameter wanted: the least number of calls.
    private func grant(
        _ wanted: Int, to session: inout ScriptSession, _ spending: inout Spending
    ) throws(UserError) {
        let limits = limits
        let reserved = try server.callLog.reserve(
            least(wanted, limits.statement), for: user, userLimit: limits.userDay, on: today)
        spending.reserved = reserved
        session.options.reserve = { [ledger = server.callLog, begun = spending.begun] number in
            guard reserved.map({ ledger.extend($0, to: number) }) ?? true else { return false }
            begun.raise(to: number)
            return true
        }
        let bound = [
            limits.statement.map { CallBound(budget: .statement, left: $0, limit: $0) },
            limits.connection.map {
                CallBound(budget: .connection, left: max(0, $0 - calls), limit: $0)
            },
            reserved?.left.ofUser.map {
                CallBound(budget: .user(user), left: $0, limit: limits.userDay ?? $0)
            },
            reserved?.left.ofDay.map {
                CallBound(budget: .day, left: $0, limit: limits.day ?? $0)
            },
            reserved.map {
                CallBound(budget: .reservation, left: $0.available, limit: $0.available)
            },
        ].compactMap(\.self).min { $0.left < $1.left }
        guard let bound else { return }
        // Where both are the same, raising max_calls would not help.
        if let own = session.options.maxCalls, own < bound.left { return }
        session.options.maxCalls = bound.left
        spending.bound = bound
    }

    /// Whether the rows of a plan depend on the people of the user's departments as they are now.
    private func needsPeople(_ plan: Plan) -> Bool {
        guard plan.scans.contains(where: { $0.table.visibleRows != nil }) || !plan.subplans.isEmpty
        else { return false }
        // While nobody is known, nothing seems to be needed.
        return !plan.isFree || seen?.userids.isEmpty ?? true
    }

    /// Reads the people of the user's departments, and returns the number of calls that this
    /// needed.
    private func updatePeople(
        for session: inout ScriptSession
    ) async throws(UserError) -> Int {
        var spending = Spending()
        let calls: Int
        var limited = session
        do throws(UserError) {
            try grant(0, to: &limited, &spending)
            calls = try await updateVisibility(
                mayCall: limited.options.maxCalls ?? Int.max, reserve: limited.options.reserve)
            self.calls += calls
            server.callLog.settle(spending.reserved, spent: calls)
        } catch {
            settle(spent(by: error, spending), spending, error)
            let error = bounded(error, spending)
            throw UserError(
                error.state == "53400" ? .quota : .service, error.message, help: error.help,
                code: error.state == "53400" ? .tooManyCalls : nil)
        }
        session.restrict(
            to: catalog, suppliers: suppliers, showsAccount: !rules.isRestricted)
        return calls
    }

    /// Returns an error with the plan, and with what a client can do, if the budget was too small.
    func explained(
        _ error: UserError, _ plan: Plan, _ spending: Spending
    ) async -> UserError {
        guard error.state == "53400" else { return error }
        var error = bounded(error, spending)
        error.detail = await engine([]).report(on: plan).lines.joined(separator: "\n")
        return error
    }

    /// Returns an error about too many calls with the budget that they exceed. What is left of that
    /// of all users is a fact of the account.
    func bounded(_ error: UserError, _ spending: Spending) -> UserError {
        guard error.state == "53400", let bound = spending.bound else { return error }
        var error = error
        let isHidden = bound.isOfAll && rules.isRestricted
        error.message =
            isHidden
            ? "the calls that the server allows this day do not suffice"
            : error.message + "; " + bound.text(nextDay: nextDay)
        error.help = hint(isHidden ? "narrow the range" : error.help, bound)
        return error
    }

    private var nextDay: String {
        let zone = server.script.options.zone
        return zone.instant(of: LocalTime(day: today + 1)).text(in: zone)
    }

    /// The budgets that apply to the user.
    var limits: CallLimits { server.limits.limited(to: rules.limits) }

    /// Adjusts a hint, because a client cannot raise the limits of the server.
    private func hint(_ hint: String?, _ bound: CallBound) -> String {
        let ways = (hint ?? "").split(separator: ", or ").filter { $0 != "raise max_calls" }
        let last =
            bound.left == 0
            ? "read stored rows, which are still answered"
            : "ask who runs the server for more calls"
        return (ways.map(String.init) + [last]).joined(separator: ", or ")
    }

    private func least(_ first: Int?, _ second: Int?) -> Int? {
        [first, second].compactMap(\.self).min()
    }

    /// The number of the day in the zone of the server: a client cannot begin another day.
    private var today: Int { server.script.options.zone.localTime(at: server.now()).day }
}
