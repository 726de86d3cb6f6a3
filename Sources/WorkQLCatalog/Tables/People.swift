extension Table {
    /// People whom the app's visibility scope names individually, and who belong to no department
    /// in it, have no department here, and no name unless a tag contains it.
    static let member = Table(
        name: "member",
        summary: "people whom the app may see, one row for each of their departments",
        label: "成员",
        endpoint: Directory.wecom.members.endpoint,
        rows: Directory.wecom.members.rows,
        columns: [
            .directory("userid", .text, .userid, "id of the person", "成员UserID").ofPerson,
            .directory(
                "name", .text, .name, "name; NULL for a person of whom the app may see only the id",
                "成员名称"
            ).without(.null),
            .directory(
                "department_id", .integer, .department,
                "department of the person; NULL for a person in no department that the app may see",
                "成员所属部门"
            ).ofDepartment,
        ],
        time: nil, identity: [], source: .directory(.members))

    static let department = Table(
        name: "department",
        summary: "departments that the app may see; the names cost one call per department",
        label: "部门",
        endpoint: Directory.wecom.departments.endpoint,
        rows: Directory.wecom.departments.rows,
        columns: [
            .directory("department_id", .integer, .department, "id of the department", "部门id")
                .ofDepartment,
            .directory(
                "parent_id", .integer, .parent,
                "the parent department, which the app may not always see; 0 for the root",
                "父部门id"
            ).ofDepartment,
            .directory("name", .text, .departmentName, "name of the department", "部门名称"),
            .directory(
                "path", .text, .path,
                "the names from the topmost visible department down, separated by slashes", "部门路径"),
        ],
        time: nil, identity: [], source: .directory(.departments),
        hierarchy: Hierarchy(id: "department_id", parent: "parent_id", name: "name"))
}

extension Directory {
    package static let wecom = Directory(
        allowedUsers: Part(
            endpoint: .agent, rows: .list("user", inside: "allow_userinfos"), columns: [userid]),
        allowedDepartments: Part(
            endpoint: .agent, rows: .list("partyid", inside: "allow_partys"), columns: [number]),
        allowedTags: Part(
            endpoint: .agent, rows: .list("tagid", inside: "allow_tags"), columns: [number]),
        taggedUsers: Part(
            endpoint: .tag, key: tagid, rows: RowPath("userlist"), columns: [userid, name]),
        taggedDepartments: Part(
            endpoint: .tag, key: tagid, rows: RowPath("partylist"), columns: [number]),
        departments: Part(
            endpoint: .departmentTree, rows: RowPath("department_id"),
            columns: [
                .integer("id", "id of the department", "部门id"),
                .integer("parentid", "the parent department", "父部门id"),
            ]),
        members: Part(
            endpoint: .departmentMembers,
            key: KeyParameter(column: "department_id", form: .single("department_id"), maximum: 1),
            rows: RowPath("userlist"), columns: [userid, name]),
        department: Part(
            endpoint: .department,
            key: KeyParameter(column: "department_id", form: .single("id"), maximum: 1),
            rows: .object("department"), columns: [.text("name", "name", "部门名称")]),
        // Joining and leaving show within the hour; a company's lists cost one call a department.
        freshness: FreshnessPolicy(after: nil, freshFor: 3_600))

    /// Returns the endpoints in the order in which they are called.
    package func endpoints(of shares: Set<Share>) -> [Endpoint] {
        var parts = [allowedUsers, departments, taggedUsers]
        if shares.contains(.members) { parts.append(members) }
        if shares.contains(.names) { parts.append(department) }
        return parts.map(\.endpoint)
    }

    private static let userid = Column.text("userid", "id of the person", "成员UserID")
    private static let name = Column.text("name", "name of the person", "成员名称")
    private static let number = Column(
        name: "id", type: .text, source: .element, summary: "an id", label: "id", codes: [])
    private static let tagid = KeyParameter(column: "tag", form: .single("tagid"), maximum: 1)
}

extension Endpoint {
    fileprivate static let agent = people(
        "agent/get", page: 90227,
        constants: [ConstantParameter(parameter: "agentid", value: .profile("agent_id"))])
    fileprivate static let tag = people("tag/get", page: 90213)
    /// Without an id it returns all departments that the app may see.
    fileprivate static let departmentTree = people("department/simplelist", page: 95350)
    fileprivate static let departmentMembers = people("user/simplelist", page: 90200)
    fileprivate static let department = people("department/get", page: 95351)

    private static func people(
        _ name: String, page: Int, constants: [ConstantParameter] = []
    ) -> Endpoint {
        Endpoint(
            name: name, service: .wecom, method: .get, path: "/cgi-bin/\(name)",
            page: "https://developer.work.weixin.qq.com/document/path/\(page)", range: .absent,
            keys: .none, choices: [], constants: constants, paging: .whole, quota: .wecomDefault)
    }
}

extension ClosedRange<Int64> {
    /// Ids of departments: whole numbers of 32 bits, from the root's id 1.
    static let departments: Self = 1...0xFFFF_FFFF
}
