extension Company {
    /// A department, as returned by department/list.
    public struct Department: Sendable, Hashable {
        /// The id, usually 1 for the root.
        public let id: Int
        /// The name of the department.
        public let name: String
        /// The id of the parent; 0 for the root.
        public let parentid: Int
        /// The sort number, which is shown but not applied.
        public let order: Int

        /// - Parameters:
        ///   - parentid: 0 for the root; there is exactly one.
        ///   - order: any number; departments are shown with it, but not sorted by it.
        public init(id: Int, name: String, parentid: Int, order: Int = 100) {
            self.id = id
            self.name = name
            self.parentid = parentid
            self.order = order
        }
    }

    /// A tag, as returned by tag/get: people, and whole departments.
    public struct Tag: Sendable, Hashable {
        /// The id, 1 or more.
        public let tagid: Int
        /// The name of the tag.
        public let tagname: String
        /// The people of the tag.
        public let userids: [String]
        /// The departments of the tag.
        public let partylist: [Int]

        /// Creates a tag of people and departments.
        public init(tagid: Int, tagname: String, userids: [String] = [], partylist: [Int] = []) {
            self.tagid = tagid
            self.tagname = tagname
            self.userids = userids
            self.partylist = partylist
        }
    }

    /// The visible range of the app, as returned by agent/get: people, departments with all below
    /// them, and tags.
    ///
    /// The agent's number is that of the calling app, ``WeComCredentials/App/agentid``.
    public struct Agent: Sendable, Hashable {
        /// The name of the app.
        public let name: String
        /// The people allowed individually.
        public let allowedUserids: [String]
        /// The allowed departments, each with all below it.
        public let allowedParties: [Int]
        /// The allowed tags, with everybody in them.
        public let allowedTags: [Int]

        /// Creates a visible range; omitted lists are empty.
        public init(
            name: String, allowedUserids: [String] = [], allowedParties: [Int] = [],
            allowedTags: [Int] = []
        ) {
            self.name = name
            self.allowedUserids = allowedUserids
            self.allowedParties = allowedParties
            self.allowedTags = allowedTags
        }
    }
}

extension Company {
    /// Twelve departments, four levels deep at 基础架构组.
    static let allDepartments: [Department] = [
        Department(id: 1, name: "星河科技", parentid: 0, order: 100),
        Department(id: 2, name: "研发中心", parentid: 1, order: 10),
        Department(id: 3, name: "平台研发部", parentid: 2, order: 20),
        Department(id: 4, name: "基础架构组", parentid: 3, order: 30),
        Department(id: 5, name: "质量保障部", parentid: 2, order: 40),
        Department(id: 6, name: "销售中心", parentid: 1, order: 50),
        Department(id: 7, name: "华东销售部", parentid: 6, order: 60),
        Department(id: 8, name: "华南销售部", parentid: 6, order: 70),
        Department(id: 9, name: "人力资源部", parentid: 1, order: 80),
        Department(id: 10, name: "财务部", parentid: 1, order: 90),
        Department(id: 11, name: "安全与信息部", parentid: 1, order: 110),
        Department(id: 12, name: "董事会办公室", parentid: 1, order: 120),
    ]

    /// Returns the department and all departments below it, parents first; empty if the department
    /// does not exist.
    package func subtree(of id: Int) -> [Department] {
        guard departments.contains(where: { $0.id == id }) else { return [] }
        var wanted: Set<Int> = [id]
        // Parents precede their children in the list.
        return departments.filter { department in
            if wanted.contains(department.id) { return true }
            guard wanted.contains(department.parentid) else { return false }
            wanted.insert(department.id)
            return true
        }
    }
}
