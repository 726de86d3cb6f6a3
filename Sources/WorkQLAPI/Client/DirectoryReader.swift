import Synchronization
import WorkQLCatalog
import WorkQLPages

/// Whom an app may see, asked for when it is first needed and kept until it is dropped: several
/// statements of a session use the same people.
///
/// One task asks while others wait, and a share that failed is asked for again.
final class DirectoryReader: Sendable {
    private struct Known {
        var visibility: VisibilityScope?
        var stamp = DirectoryRecord.Stamp(id: 0, fetched: 0)
        var members: [Member]?
        var names: [Int64: String]?
        /// What was put together of these; nil where one of them has changed since.
        var found: DirectoryNames?
    }

    /// Whom the app's description and its tags name, and the departments below theirs.
    fileprivate struct VisibilityScope {
        /// In the order in which they are named; a name only where a tag tells it.
        var users: [(userid: String, name: String?)]
        /// Ascending.
        var departments: [Department]
    }

    fileprivate struct Department {
        let id: Int64
        let parent: Int64?
    }

    private struct Member {
        let userid: String
        let name: String?
        let department: Int64?
    }

    private let known = Mutex(Known())
    private let line = AsyncSemaphore(capacity: 1)

    /// Whom the app may see is to be asked for again.
    func forget() { known.withLock { $0 = Known() } }

    /// The same where a condition on when it was asked for, in seconds since 1970, does not hold.
    func keep(while isFresh: (_ fetched: Int64) -> Bool) {
        known.withLock { known in
            if known.visibility != nil, !isFresh(known.stamp.fetched) { known = Known() }
        }
    }

    /// Takes what was fetched before, by this program or another; nothing where something is known.
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
            if known.visibility == nil, new.visibility != nil { known = new }
        }
    }

    /// Whoever is known by now, without a call; nil before the people are.
    ///
    /// Putting it together takes time linear in their number, once.
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
            // Of what has changed meanwhile it is not what is known.
            guard now.stamp == known.stamp, now.members != nil,
                (now.names == nil) == (known.names == nil)
            else { return }
            now.found = found
        }
        return found
    }

    var knowledge: DirectoryKnowledge {
        known.withLock { known in
            var shares: Set<Directory.Share> = []
            if known.visibility != nil { shares.insert(.visibility) }
            if known.members != nil { shares.insert(.members) }
            if known.names != nil { shares.insert(.names) }
            return DirectoryKnowledge(
                shares: shares, departments: known.visibility?.departments.count,
                fetched: known.visibility == nil ? nil : known.stamp.fetched)
        }
    }

    /// Asks for as much as tells how many departments there are.
    ///
    /// - Parameter keep: is given what was fetched.
    func survey(
        _ directory: Directory, asking client: ServiceClient,
        keeping keep: DirectoryRecord.Keeping,
        _ observe: @escaping @Sendable (CallEvent) -> Void
    ) async throws {
        let requests = DirectoryRequests(directory: directory, client: client, observe: observe)
        do { try await line.enter() } catch {
            throw ServiceFailure.cancelled(directory.allowedUsers.endpoint.name)
        }
        defer { line.leave() }
        _ = try await visibility(requests, keeping: keep)
    }

    /// All rows of a list, with the attributes as columns.
    func page(
        of list: Directory.List, _ attributes: [Directory.Attribute], _ directory: Directory,
        asking client: ServiceClient, keeping keep: DirectoryRecord.Keeping,
        _ observe: @escaping @Sendable (CallEvent) -> Void
    ) async throws -> Page {
        let requests = DirectoryRequests(directory: directory, client: client, observe: observe)
        do { try await line.enter() } catch {
            throw ServiceFailure.cancelled(directory.allowedUsers.endpoint.name)
        }
        defer { line.leave() }
        let shares = Directory.shares(of: list, attributes)
        let visibility = try await self.visibility(requests, keeping: keep)
        var names: [Int64: String] = [:]
        if shares.contains(.names) {
            names = try await self.names(of: visibility, requests, keeping: keep)
        }
        switch list {
        case .members:
            let members = try await self.members(of: visibility, requests, keeping: keep)
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

    private func visibility(
        _ requests: DirectoryRequests, keeping keep: DirectoryRecord.Keeping
    ) async throws -> VisibilityScope {
        if let visibility = known.withLock({ $0.visibility }) { return visibility }
        let stamp = DirectoryRecord.Stamp(
            id: .random(in: 1...Int64.max), fetched: Int64(requests.client.unixSeconds))
        let allowed = try await requests.allowed()
        async let tree = requests.departments()
        var users = allowed.users.map { (userid: $0, name: String?.none) }
        var roots = allowed.departments
        for tag in try await requests.tags(allowed.tags) {
            users += tag.users.map { (userid: $0.userid, name: $0.name) }
            roots += tag.departments
        }
        let visibility = VisibilityScope(
            users: users, departments: subtrees(of: roots, in: try await tree))
        known.withLock { known in
            known.visibility = visibility
            known.stamp = stamp
        }
        await keep(DirectoryRecord(share: .visibility, stamp: stamp, page: visibility.page))
        return visibility
    }

    /// The departments and everything below them. One that the tree does not hold may be asked for
    /// all the same: it was named to the app.
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
        of visibility: VisibilityScope, _ requests: DirectoryRequests,
        keeping keep: DirectoryRecord.Keeping
    ) async throws -> [Member] {
        if let members = known.withLock({ $0.members }) { return members }
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
        // The others, with their name where any mention tells it.
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
                ]), keeping: keep
        ) { [members] in $0.members = members }
        return members
    }

    private func names(
        of visibility: VisibilityScope, _ requests: DirectoryRequests,
        keeping keep: DirectoryRecord.Keeping
    ) async throws -> [Int64: String] {
        if let names = known.withLock({ $0.names }) { return names }
        let ids = visibility.departments.map(\.id)
        var names: [Int64: String] = [:]
        for (id, name) in zip(ids, try await requests.names(of: ids)) { names[id] = name }
        await store(
            .names,
            Page(
                count: ids.count,
                columns: [.integers(ids), .text(ids.map { [names] in names[$0] })]),
            keeping: keep
        ) { [names] in $0.names = names }
        return names
    }

    /// Takes note of a share that came, and hands it on to be kept. Where all was dropped meanwhile it
    /// belongs to nothing any more.
    private func store(
        _ share: Directory.Share, _ page: Page, keeping keep: DirectoryRecord.Keeping,
        _ note: @Sendable (inout Known) -> Void
    ) async {
        let stamp = known.withLock { known -> DirectoryRecord.Stamp? in
            guard known.visibility != nil else { return nil }
            note(&known)
            known.found = nil
            return known.stamp
        }
        if let stamp { await keep(DirectoryRecord(share: share, stamp: stamp, page: page)) }
    }

    /// nil where a name on the way is not told.
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

extension DirectoryReader.VisibilityScope {
    fileprivate var page: Page {
        Page(
            count: users.count, columns: [.text(users.map(\.userid)), .text(users.map(\.name))],
            further: [
                Page(
                    count: departments.count,
                    columns: [
                        .integers(departments.map(\.id)), .integers(departments.map(\.parent)),
                    ])
            ])
    }

    /// nil for a page of another shape.
    fileprivate init?(_ page: Page) {
        let users = page.rows(2) { row in
            page.columns[0].string(row).map { ($0, page.columns[1].string(row)) }
        }
        guard let users, let tree = page.further.first,
            let departments = tree.rows(
                2,
                { row in
                    tree.columns[0].integer(row).map {
                        DirectoryReader.Department(id: $0, parent: tree.columns[1].integer(row))
                    }
                })
        else { return nil }
        self.init(users: users.map { (userid: $0.0, name: $0.1) }, departments: departments)
    }
}

extension Page {
    /// What each row says; nil for a page of another width.
    fileprivate func rows<Value>(_ width: Int, _ body: (Int) -> Value?) -> [Value]? {
        columns.count == width ? (0..<count).compactMap(body) : nil
    }
}
