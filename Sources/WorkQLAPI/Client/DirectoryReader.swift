import Synchronization
import WorkQLCatalog
import WorkQLPages

/// The people and departments that an app may see, fetched when they are first needed and kept
/// until they are dropped: several statements of a session use the same people.
///
/// One task fetches while others wait, and these use what it has fetched, or fail as it has: only what
/// ends that task alone, a cancellation or a budget, is no reason for the others. After a failure a
/// share is fetched again.
final class DirectoryReader: Sendable {
    private let known = Mutex(Known())
    private let line = AsyncSemaphore(capacity: 1)

    /// Drops the known directory, so that it is fetched again when it is next needed.
    func forget() { known.withLock { $0.drop() } }

    /// Drops the known directory if its fetch time, in seconds since 1970, does not satisfy a
    /// condition.
    func keep(while isFresh: (_ fetched: Int64) -> Bool) {
        known.withLock { known in
            if known.visibility != nil, !isFresh(known.stamp.fetched) { known.drop() }
        }
    }

    /// Takes over records that this program or another fetched before; does nothing if a directory
    /// is already known.
    func adopt(_ records: [DirectoryRecord]) {
        guard let first = records.first(where: { $0.share == .visibility }) else { return }
        var new = Known()
        new.stamp = first.stamp
        for record in records where record.stamp.id == first.stamp.id {
            let page = record.page
            switch record.share {
            case .visibility: new.visibility = VisibilityScope(page)
            case .members:
                new.members = page.rows(3) { row in
                    page.columns[0].string(row).map { userid in
                        Member(
                            userid: userid, name: page.columns[1].string(row),
                            department: page.columns[2].integer(row))
                    }
                }
            case .names:
                let names = page.rows(2) { row in
                    page.columns[0].integer(row).map { ($0, page.columns[1].string(row)) }
                }
                new.names = names.map { pairs in
                    var names: [Int64: String] = [:]
                    for (id, name) in pairs { names[id] = name }
                    return names
                }
            }
        }
        known.withLock { [new] known in
            guard known.visibility == nil, new.visibility != nil else { return }
            known.stamp = new.stamp
            (known.visibility, known.members) = (new.visibility, new.members)
            (known.names, known.found) = (new.names, nil)
        }
    }

    /// The names of the departments; nil before they are fetched.
    var departmentNames: [String]? { known.withLock { $0.names.map { Array($0.values) } } }

    /// The people known so far, without a call; nil before the people are fetched.
    ///
    /// Combining the lists takes time linear in the number of people, once.
    var people: DirectoryNames? {
        let known = known.withLock(\.self)
        if let found = known.found { return found }
        guard let members = known.members else { return nil }
        let found = DirectoryNames(
            people: members.map { DirectoryNames.Person(userid: $0.userid, name: $0.name) },
            departments: (known.visibility?.departments ?? []).map {
                DirectoryNames.Department(id: $0.id, name: known.names?[$0.id])
            })
        self.known.withLock { now in
            // If the shares have changed meanwhile, this combination is outdated.
            guard now.stamp == known.stamp, now.members != nil,
                (now.names == nil) == (known.names == nil)
            else { return }
            now.found = found
        }
        return found
    }

    var knowledge: DirectoryKnowledge {
        known.withLock { known in
            DirectoryKnowledge(
                shares: known.shares, departments: known.visibility?.departments.count,
                fetched: known.visibility == nil ? nil : known.stamp.fetched)
        }
    }

    /// Fetches as much as is needed to know the number of departments.
    ///
    /// - Parameter keep: receives each fetched share.
    func survey(
        _ directory: Directory, asking client: ServiceClient,
        keeping keep: DirectoryRecord.Keeping, _ admit: @escaping ServiceClient.Admission,
        _ observe: @escaping @Sendable (CallEvent) -> Void
    ) async throws {
        let requests = DirectoryRequests(
            directory: directory, client: client, admit: admit, observe: observe)
        let turn = try await enter(for: directory)
        defer { line.leave() }
        _ = try await visibility(requests, turn, keeping: keep)
    }

    /// Returns all rows of a list, with the attributes as columns.
    func page(
        of list: Directory.List, _ attributes: [Directory.Attribute], _ directory: Directory,
        asking client: ServiceClient, keeping keep: DirectoryRecord.Keeping,
        _ admit: @escaping ServiceClient.Admission,
        _ observe: @escaping @Sendable (CallEvent) -> Void
    ) async throws -> Page {
        let requests = DirectoryRequests(
            directory: directory, client: client, admit: admit, observe: observe)
        let turn = try await enter(for: directory)
        defer { line.leave() }
        let shares = Directory.shares(of: list, attributes)
        let visibility = try await self.visibility(requests, turn, keeping: keep)
        var names: [Int64: String] = [:]
        if shares.contains(.names) {
            names = try await self.names(of: visibility, requests, turn, keeping: keep)
        }
        switch list {
        case .members:
            let members = try await self.members(
                of: visibility, requests, turn, keeping: keep)
            return Page(
                count: members.count,
                columns: attributes.map { attribute in
                    switch attribute {
                    case .userid: .text(members.map(\.userid))
                    case .name: .text(members.map(\.name))
                    case .department: .integers(members.map(\.department))
                    case .parent, .departmentName, .path: .constant(nil)
                    }
                })
        case .departments:
            let departments = visibility.departments
            return Page(
                count: departments.count,
                columns: attributes.map { attribute in
                    switch attribute {
                    case .department: .integers(departments.map(\.id))
                    case .parent: .integers(departments.map(\.parent))
                    case .departmentName: .text(departments.map { names[$0.id] })
                    case .path: .text(departments.map { path(to: $0, departments, names) })
                    case .userid, .name: .constant(nil)
                    }
                })
        }
    }

    /// Waits until no other task fetches; `leave` of the line must follow.
    private func enter(for directory: Directory) async throws -> Turn {
        var turn = known.withLock { known in
            known.lastTurn += 1
            return Turn(
                number: known.lastTurn, shares: known.shares, drops: known.drops,
                dropsAtStart: known.drops)
        }
        do { try await line.enter() } catch {
            throw ServiceFailure.cancelled(directory.allowedUsers.endpoint.name)
        }
        turn.dropsAtStart = known.withLock(\.drops)
        return turn
    }

    /// Returns a share that is known, or fetches it. A failure is that of all who wait for it.
    private func share<Value>(
        _ share: Directory.Share, _ known: Value?, _ requests: DirectoryRequests, _ turn: Turn,
        fetch: (DirectoryRequests) async throws -> Value
    ) async throws -> Value {
        let (calls, failed) = self.known.withLock { ($0.calls[share], $0.failures[share]) }
        if let known {
            if let calls, !turn.shares.contains(share) { requests.observe(.shared(calls: calls)) }
            return known
        }
        if let failed, turn.number <= failed.lastTurn, turn.drops == failed.drops {
            throw failed.failure
        }
        let sent = Mutex(0)
        do {
            let value = try await fetch(
                requests.observed { event in
                    if case .sent = event { sent.withLock { $0 += 1 } }
                })
            self.known.withLock { $0.calls[share] = sent.withLock(\.self) }
            return value
        } catch let failure as ServiceFailure
            where failure.kind != .cancelled && failure.kind != .budget && !Task.isCancelled
        {
            self.known.withLock { known in
                known.failures[share] = SharedFailure(
                    failure: failure, lastTurn: known.lastTurn, drops: turn.dropsAtStart)
            }
            throw failure
        }
    }

    private func visibility(
        _ requests: DirectoryRequests, _ turn: Turn, keeping keep: DirectoryRecord.Keeping
    ) async throws -> VisibilityScope {
        try await share(.visibility, known.withLock({ $0.visibility }), requests, turn) {
            try await fetchVisibility($0, turn, keeping: keep)
        }
    }

    private func fetchVisibility(
        _ requests: DirectoryRequests, _ turn: Turn, keeping keep: DirectoryRecord.Keeping
    ) async throws -> VisibilityScope {
        let stamp = DirectoryRecord.Stamp(
            id: .random(in: 1...Int64.max), fetched: Int64(requests.client.unixSeconds))
        let allowed = try await requests.allowed()
        // Before the tags and not beside them: where the budget ends there, no call is cut off.
        let tree = try await requests.departments()
        var users = allowed.users.map { (userid: $0, name: String?.none) }
        var roots = allowed.departments
        for tag in try await requests.tags(allowed.tags) {
            users += tag.users.map { (userid: $0.userid, name: $0.name) }
            roots += tag.departments
        }
        let visibility = VisibilityScope(
            users: users, departments: subtrees(of: roots, in: tree))
        let isCurrent = known.withLock { known in
            // Whoever dropped the directory meanwhile wants what is fetched from then on.
            guard known.drops == turn.dropsAtStart else { return false }
            known.visibility = visibility
            known.stamp = stamp
            return true
        }
        guard isCurrent else { return visibility }
        await keep(DirectoryRecord(share: .visibility, stamp: stamp, page: visibility.page))
        return visibility
    }

    /// Returns the departments and all their descendants. A department that is missing in the tree
    /// may be requested all the same, because the service named it to the app.
    private func subtrees(
        of roots: [Int64], in tree: [(id: Int64, parent: Int64?)]
    ) -> [Department] {
        let children = Dictionary(grouping: tree) { $0.parent }
        let parents = Dictionary(
            tree.map { ($0.id, $0.parent) }, uniquingKeysWith: { first, _ in first })
        var seen: Set<Int64> = []
        var waiting = roots
        while let id = waiting.popLast() {
            guard seen.insert(id).inserted else { continue }
            waiting += (children[id] ?? []).map(\.id)
        }
        return seen.sorted().map { Department(id: $0, parent: parents[$0] ?? nil) }
    }

    private func members(
        of visibility: VisibilityScope, _ requests: DirectoryRequests, _ turn: Turn,
        keeping keep: DirectoryRecord.Keeping
    ) async throws -> [Member] {
        try await share(.members, known.withLock({ $0.members }), requests, turn) {
            try await fetchMembers(of: visibility, $0, turn, keeping: keep)
        }
    }

    private func fetchMembers(
        of visibility: VisibilityScope, _ requests: DirectoryRequests, _ turn: Turn,
        keeping keep: DirectoryRecord.Keeping
    ) async throws -> [Member] {
        let lists = try await requests.members(of: visibility.departments.map(\.id))
        var members: [Member] = []
        var seen: Set<String> = []
        for (department, list) in zip(visibility.departments, lists) {
            var here: Set<String> = []
            for user in list where here.insert(user.userid).inserted {
                members.append(
                    Member(userid: user.userid, name: user.name, department: department.id))
            }
            seen.formUnion(here)
        }
        // The other users, with the name from any mention that has one.
        let names = Dictionary(
            visibility.users.compactMap { user in user.name.map { (user.userid, $0) } },
            uniquingKeysWith: { first, _ in first })
        for user in visibility.users where seen.insert(user.userid).inserted {
            members.append(
                Member(userid: user.userid, name: names[user.userid], department: nil))
        }
        await store(
            .members,
            Page(
                count: members.count,
                columns: [
                    .text(members.map(\.userid)), .text(members.map(\.name)),
                    .integers(members.map(\.department)),
                ]), turn, keeping: keep
        ) { [members] in $0.members = members }
        return members
    }

    private func names(
        of visibility: VisibilityScope, _ requests: DirectoryRequests, _ turn: Turn,
        keeping keep: DirectoryRecord.Keeping
    ) async throws -> [Int64: String] {
        try await share(.names, known.withLock({ $0.names }), requests, turn) {
            try await fetchNames(of: visibility, $0, turn, keeping: keep)
        }
    }

    private func fetchNames(
        of visibility: VisibilityScope, _ requests: DirectoryRequests, _ turn: Turn,
        keeping keep: DirectoryRecord.Keeping
    ) async throws -> [Int64: String] {
        let ids = visibility.departments.map(\.id)
        var names: [Int64: String] = [:]
        for (id, name) in zip(ids, try await requests.names(of: ids)) { names[id] = name }
        await store(
            .names,
            Page(
                count: ids.count,
                columns: [.integers(ids), .text(ids.map { [names] in names[$0] })]),
            turn, keeping: keep
        ) { [names] in $0.names = names }
        return names
    }

    /// Stores a share that arrived and passes it on to `keep`. A share that arrives after the
    /// directory was dropped is not stored.
    private func store(
        _ share: Directory.Share, _ page: Page, _ turn: Turn,
        keeping keep: DirectoryRecord.Keeping,
        _ note: @Sendable (inout Known) -> Void
    ) async {
        let stamp = known.withLock { known -> DirectoryRecord.Stamp? in
            guard known.visibility != nil, known.drops == turn.dropsAtStart else { return nil }
            note(&known)
            known.found = nil
            return known.stamp
        }
        if let stamp { await keep(DirectoryRecord(share: share, stamp: stamp, page: page)) }
    }

    /// Returns nil if the name of a department on the path is not known.
    private func path(
        to department: Department, _ departments: [Department], _ names: [Int64: String]
    ) -> String? {
        var path: [String] = []
        var seen: Set<Int64> = []
        var next: Department? = department
        while let current = next, seen.insert(current.id).inserted {
            guard let name = names[current.id] else { return nil }
            path.append(name)
            next = departments.first { $0.id == current.parent }
        }
        return path.reversed().joined(separator: "/")
    }
}
