extension Company {
    /// The error of an invalid company.
    public struct Mistake: Error, Sendable, Hashable, CustomStringConvertible {
        /// The path of the value, such as `people[2].departments[0]`.
        public let field: String
        /// The problem with the value.
        public let message: String

        init(_ field: String, _ message: String) {
            self.field = field
            self.message = message
        }

        /// The field and the problem with it.
        public var description: String { "\(field): \(message)" }
    }
}

/// Checks a company for contradictions and for values that the services could not return.
struct CompanyCheck {
    typealias Mistake = Company.Mistake

    let departments: Set<Int>
    let people: [Company.Person]
    let tags: [Company.Tag]
    private let userids: Set<String>

    init(departments: [Company.Department], people: [Company.Person], tags: [Company.Tag]) {
        self.departments = Set(departments.map(\.id))
        self.people = people
        self.tags = tags
        userids = Set(people.map(\.userid))
    }

    /// Sorts the departments: the root first, and every department after its parent.
    static func parentsFirst(
        _ departments: [Company.Department]
    ) throws(Mistake) -> [Company.Department] {
        var seen: Set<Int> = []
        for (index, department) in departments.enumerated() {
            let field = "departments[\(index)]"
            guard ClosedRange.uint32.contains(department.id) else {
                throw Mistake(field + ".id", "\(department.id) is not within 1…4294967295")
            }
            guard seen.insert(department.id).inserted else {
                throw Mistake(field + ".id", "\(department.id) stands twice")
            }
        }
        let children = Dictionary(grouping: departments, by: \.parentid)
        let roots = children[0] ?? []
        guard roots.count == 1 else {
            throw Mistake("departments", "\(roots.count) have the parent 0 and are roots, not 1")
        }
        var ordered = roots
        var index = 0
        while index < ordered.count {
            ordered += children[ordered[index].id] ?? []
            index += 1
        }
        let reached = Set(ordered.map(\.id))
        for (index, department) in departments.enumerated() where !reached.contains(department.id) {
            throw Mistake(
                "departments[\(index)].parentid",
                "\(department.parentid) does not lead to the root")
        }
        return ordered
    }

    func checkPeople() throws(Mistake) {
        guard !people.isEmpty else { throw Mistake("people", "there is nobody") }
        var seen: Set<String> = []
        for (index, person) in people.enumerated() {
            let field = "people[\(index)]"
            guard (1...64).contains(person.userid.utf8.count) else {
                throw Mistake(
                    field + ".userid", "\(person.userid.utf8.count) bytes are not within 1…64")
            }
            guard seen.insert(person.userid).inserted else {
                throw Mistake(field + ".userid", "\(person.userid) stands twice")
            }
            guard !person.departments.isEmpty else {
                throw Mistake(field + ".departments", "there is none")
            }
            try check(departments: person.departments, field + ".departments")
            guard (1...5).contains(person.groupid) else {
                throw Mistake(field + ".groupid", "\(person.groupid) is not within 1…5")
            }
        }
    }

    func checkTags() throws(Mistake) {
        var seen: Set<Int> = []
        for (index, tag) in tags.enumerated() {
            let field = "tags[\(index)]"
            guard tag.tagid > 0 else {
                throw Mistake(field + ".tagid", "\(tag.tagid) is not 1 or more")
            }
            guard seen.insert(tag.tagid).inserted else {
                throw Mistake(field + ".tagid", "\(tag.tagid) stands twice")
            }
            try check(userids: tag.userids, field + ".userids")
            try check(departments: tag.partylist, field + ".partylist")
        }
    }

    func check(_ agent: Company.Agent) throws(Mistake) {
        try check(userids: agent.allowedUserids, "agent.allowedUserids")
        try check(departments: agent.allowedParties, "agent.allowedParties")
        let known = Set(tags.map(\.tagid))
        for (index, id) in agent.allowedTags.enumerated() where !known.contains(id) {
            throw Mistake("agent.allowedTags[\(index)]", "there is no tag \(id)")
        }
    }

    func check(userids list: [String], _ field: String) throws(Mistake) {
        for (index, userid) in list.enumerated() { try check(userid, "\(field)[\(index)]") }
    }

    func check(_ userid: String, _ field: String) throws(Mistake) {
        guard userids.contains(userid) else { throw Mistake(field, "there is no user \(userid)") }
    }

    private func check(departments list: [Int], _ field: String) throws(Mistake) {
        for (index, id) in list.enumerated() where !departments.contains(id) {
            throw Mistake("\(field)[\(index)]", "there is no department \(id)")
        }
    }
}
