import Synchronization
import WorkQL
import WorkQLCatalog
import WorkQLPages
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

/// The people of departments and of the departments below them, for users who may see no others.
///
/// They are read as any statement reads `member` and `department`: from the store, or with the
/// calls for these lists.
final class DepartmentPeople: Sendable {
    private struct Lists: Sendable {
        var members: [(userid: String, department: Int64)] = []
        /// The department above each department.
        var parents: [Int64: Int64] = [:]
        /// The time at which they were read.
        var read: Instant
        /// Whether they were read as fresh as a statement with a range needs them.
        var isFresh: Bool
    }

    /// How long lists are used without reading them again.
    private static let lifetime = 60
    private let known = Mutex<Lists?>(nil)

    /// - Parameters:
    ///   - session: a session that sees all rows, at the current time.
    ///   - mayCall: whether lists that are not fresh are fetched; otherwise stored ones are used,
    ///     however old.
    /// - Returns: the people, and the number of calls that were made.
    func people(
        of departments: [Int64], in session: ScriptSession, mayCall: Bool
    ) async throws(UserError) -> (people: CatalogRestriction.People, calls: Int) {
        let now = session.options.now
        if let usable = usable(at: now, mayCall: mayCall) {
            return (Self.people(of: departments, in: usable), 0)
        }
        var session = session
        if !mayCall { session.readStoreAlone() }
        var lists = Lists(read: now, isFresh: mayCall)
        let (parents, first) = try await Self.pairs(Self.ofDepartments, &session)
        for row in parents {
            if case (.integer(let id), .integer(let parent)) = row { lists.parents[id] = parent }
        }
        // The budget counts the calls of one statement; here are two.
        if let maximum = session.options.maxCalls, maximum < Int.max {
            session.options.maxCalls = max(maximum - first, 0)
        }
        if let reserve = session.options.reserve {
            session.options.reserve = { reserve(first + $0) }
        }
        let (members, second) = try await Self.pairs(Self.ofMembers, &session)
        for row in members {
            if case (.text(let bytes), .integer(let department)) = row {
                lists.members.append((String(decoding: bytes, as: UTF8.self), department))
            }
        }
        // What is not stored yet may be soon.
        if !lists.members.isEmpty { known.withLock { [lists] in $0 = lists } }
        return (Self.people(of: departments, in: lists), first + second)
    }

    /// Returns the number of calls that ``people(of:in:mayCall:)`` makes now, as far as it is known.
    func calls(for departments: [Int64], in session: ScriptSession) throws(UserError) -> Int {
        guard usable(at: session.options.now, mayCall: true) == nil else { return 0 }
        var calls = 0
        for text in [Self.ofDepartments, Self.ofMembers] {
            guard case .complete(let statements) = Parser.parse(text),
                case .query(let query)? = statements.first?.kind
            else { continue }
            session.beginStatement()
            calls += try session.plan(query).calls
        }
        return calls
    }

    private static let ofDepartments = "SELECT department_id, parent_id FROM department"
    private static let ofMembers =
        "SELECT userid, department_id FROM member WHERE department_id IS NOT NULL"

    private func usable(at now: Instant, mayCall: Bool) -> Lists? {
        known.withLock { known -> Lists? in
            guard let lists = known, lists.isFresh || !mayCall,
                (0..<Self.lifetime).contains(
                    Int(now.milliseconds / 1000 - lists.read.milliseconds / 1000))
            else { return nil }
            return lists
        }
    }

    private static func pairs(
        _ text: String, _ session: inout ScriptSession
    ) async throws(UserError) -> (rows: [(RowValue, RowValue)], calls: Int) {
        guard case .complete(let statements) = Parser.parse(text) else { return ([], 0) }
        let outcome = try await session.run(statements[0], into: ValueCollector())
        return (
            outcome.writer.rows.map { ($0[0], $0[1]) }, outcome.statistics?.calls ?? 0
        )
    }

    private static func people(
        of departments: [Int64], in lists: Lists
    ) -> CatalogRestriction.People {
        var visible = Set(departments)
        var isGrowing = true
        while isGrowing {
            let below = lists.parents.filter { visible.contains($0.value) }.map(\.key)
            let before = visible.count
            visible.formUnion(below)
            isGrowing = visible.count > before
        }
        let userids = lists.members.filter { visible.contains($0.department) }.map(\.userid)
        return CatalogRestriction.People(userids: Set(userids), departments: visible)
    }
}
