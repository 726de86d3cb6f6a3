import WorkQL
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

/// Statements that are answered from the store alone.
extension ClientSession {
    /// What: the plan of a query; the plan that reads only the store for a query that lacks a range
    /// or a key, or that reads only lists of people.
    /// Why: programs that browse a database send such statements, which are no reason for calls.
    /// When not: REFRESH makes the calls for lists of people; beside a table with a range these are
    /// part of what the statement asks for.
    func plan(
        _ query: Query, in session: ScriptSession
    ) throws(UserError) -> (plan: Plan, isStoreAlone: Bool) {
        // Lists that are no longer fresh must not look free to the plan.
        session.beginStatement()
        var alone = session
        alone.readStoreAlone()
        do throws(UserError) {
            let plan = try session.plan(query)
            if session.options.readsStoreAlone { return (plan, true) }
            guard !plan.isFree, !session.isRefreshing, plan.readsListsAlone else {
                return (plan, false)
            }
            return (try alone.plan(query), true)
        } catch  where error.code == .needsRange || error.code == .needsCondition {
            return (try alone.plan(query), true)
        }
    }

    /// Returns the keys and ranges that a query asks for and the store does not have, within the
    /// range of what it has; nil if the keys are not known without a call, and for users who do not
    /// see everybody: whether rows of a person were fetched is a fact about others.
    func missing(_ query: Query, by plan: Plan, in session: ScriptSession) async -> [String]? {
        let ranges = plan.answers.filter { $0.stored != nil }.map(\.range)
        guard let since = ranges.map(\.since).min(), let until = ranges.map(\.until).max() else {
            return []
        }
        guard !rules.isRestricted else { return nil }
        return await session.missingParts(
            of: query, within: TimeRange(since: since, until: until))
    }

    /// Returns the notice about what the store has of the tables of a plan.
    ///
    /// - Parameter missing: what it does not have; nil if that is not known.
    func storeAlone(_ plan: Plan, without missing: [String]?) -> UserError {
        let scans = plan.answers
        let lists = plan.lists.filter { $0.calls > 0 || $0.directory?.fetched != nil }
        var parts = scans.map { scan in
            scan.stored == nil
                ? "nothing of \(scan.table.name)"
                : "\(scan.table.name) \(scan.range.text(in: plan.zone))"
        }
        parts += lists.map { scan in
            guard let fetched = scan.directory?.fetched, scan.calls == 0 else {
                return "nothing of \(scan.table.name)"
            }
            return "\(scan.table.name) as of \(Instant(seconds: fetched).text(in: plan.zone))"
        }
        let column = scans.first.flatMap(\.table.time) ?? "checkin_time"
        return UserError(
            state: "00000",
            "answered from the store alone, which has "
                + (parts.isEmpty ? "no table of it" : parts.joined(separator: ", "))
                + (missing.map { $0.isEmpty ? "" : ", missing: " + $0.joined(separator: "; ") }
                    ?? ", of those people alone whose rows were fetched"),
            help: scans.isEmpty
                ? "to ask the service, write REFRESH SELECT …"
                : "to ask the service, add a range such as WHERE \(column) >= now() - "
                    + "INTERVAL '7 day', or SINCE 7d")
    }
}

extension Plan {
    /// The scans of answers of services, which have a range.
    fileprivate var answers: [Scan] {
        scans.filter { $0.table.isTimed && $0.table.source.isAnswers }
    }

    /// The scans of lists of people, those of subplans included.
    fileprivate var lists: [Scan] {
        scans.filter { $0.directory != nil } + subplans.flatMap(\.plan.lists)
    }

    /// The lists of people that are known without a call, and the time at which they were read.
    var knownLists: [(table: String, read: Instant)] {
        var known: [(table: String, read: Instant)] = []
        for scan in lists where scan.calls == 0 {
            guard let fetched = scan.directory?.fetched,
                !known.contains(where: { $0.table == scan.table.name })
            else { continue }
            known.append((scan.table.name, Instant(seconds: fetched)))
        }
        return known
    }

    /// Whether nothing but lists of people is read.
    fileprivate var readsListsAlone: Bool {
        scans.allSatisfy { if case .directory = $0.table.source { true } else { false } }
            && subplans.allSatisfy(\.plan.readsListsAlone)
    }
}
