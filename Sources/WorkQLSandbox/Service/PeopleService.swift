/// agent/get, department/simplelist, department/list, department/get, user/simplelist and tag/get:
/// the app's visible range, and the names in it (FACTS, People).
struct PeopleService {
    let company: Company
    let agentid: Int

    func reply(_ endpoint: SandboxEndpoint, _ target: Target) throws(Refusal) -> [UInt8] {
        switch endpoint {
        case .agent:
            guard let asked = try number("agentid", in: target) else {
                throw .forbidden(40_058, "agentid is missing")
            }
            // not allow to operate another agent with this accesstoken
            guard asked == agentid else { throw .answer(301_002) }
            return agent()
        case .tag:
            guard let id = try number("tagid", in: target) else {
                throw .forbidden(40_058, "tagid is missing")
            }
            guard let tag = company.tags.first(where: { $0.tagid == id }) else {
                throw .answer(40_068)
            }
            return write(tag)
        case .userSimpleList:
            guard let id = try number("department_id", in: target) else {
                throw .forbidden(40_058, "department_id is missing")
            }
            try check(department: id)
            return users(of: id)
        case .department:
            guard let id = try number("id", in: target) else {
                throw .forbidden(40_058, "id is missing")
            }
            try check(department: id)
            return self.department(id)
        case .departmentList: return departments(try subtree(target), named: true)
        default: return departments(try subtree(target), named: false)
        }
    }

    static func allowedQuery(_ endpoint: SandboxEndpoint) -> Set<String> {
        switch endpoint {
        case .agent: ["access_token", "agentid"]
        case .tag: ["access_token", "tagid"]
        case .userSimpleList: ["access_token", "department_id"]
        case .departmentList, .departmentSimpleList, .department: ["access_token", "id"]
        case .getToken: ["corpid", "corpsecret"]
        default: ["access_token"]
        }
    }

    private func number(_ name: String, in target: Target) throws(Refusal) -> Int? {
        guard let text = target.first(name) else { return nil }
        guard let number = Int(text), number > 0 else {
            throw .forbidden(40_058, "\(name) is not a number")
        }
        return number
    }

    private func check(department id: Int) throws(Refusal) {
        guard company.departments.contains(where: { $0.id == id }) else { throw .answer(60_003) }
        guard company.visibleDepartments.contains(id) else { throw .answer(60_011) }
    }

    /// Returns the department and those below it; without an id, all departments visible to the
    /// app.
    private func subtree(_ target: Target) throws(Refusal) -> [Company.Department] {
        if let id = try number("id", in: target) {
            try check(department: id)
            return company.subtree(of: id)
        }
        return company.departments.filter { company.visibleDepartments.contains($0.id) }
    }

    private func ok(_ members: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("errcode", 0)
            writer.member("errmsg", "ok")
            members(&writer)
        }
        return writer.bytes
    }

    private func agent() -> [UInt8] {
        ok { writer in
            writer.member("agentid", agentid)
            writer.member("name", company.agent.name)
            writer.member("square_logo_url", "https://p.qlogo.cn/bizmail/sandbox/0")
            writer.member("description", "HR服务与员工自助平台")
            writer.key("allow_userinfos")
            writer.object { writer in
                writer.key("user")
                writer.array(company.agent.allowedUserids) { writer, userid in
                    writer.object { $0.member("userid", userid) }
                }
            }
            writer.key("allow_partys")
            writer.object { $0.member("partyid", company.agent.allowedParties) }
            writer.key("allow_tags")
            writer.object { $0.member("tagid", company.agent.allowedTags) }
            writer.member("close", 0)
            writer.member("redirect_domain", "open.work.weixin.qq.com")
            writer.member("report_location_flag", 0)
            writer.member("isreportenter", 0)
            writer.member("home_url", "https://open.work.weixin.qq.com")
            writer.member("customized_publish_status", 1)
        }
    }

    private func departments(_ departments: [Company.Department], named: Bool) -> [UInt8] {
        ok { writer in
            writer.key(named ? "department" : "department_id")
            writer.array(departments) { write($1, named: named, &$0) }
        }
    }

    /// Writes one department, with its name.
    private func department(_ id: Int) -> [UInt8] {
        ok { writer in
            writer.key("department")
            for department in company.departments where department.id == id {
                write(department, named: true, &writer)
            }
        }
    }

    private func write(_ department: Company.Department, named: Bool, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", department.id)
            if named {
                writer.member("name", department.name)
                writer.member("department_leader", [String]())
            }
            writer.member("parentid", department.parentid)
            writer.member("order", department.order)
        }
    }

    /// Writes the people of one department, without those below it.
    private func users(of department: Int) -> [UInt8] {
        let people = company.visiblePeople.filter { $0.departments.contains(department) }
        return ok { writer in
            writer.key("userlist")
            writer.array(people) { writer, person in
                writer.object { writer in
                    writer.member("userid", person.userid)
                    writer.member("name", person.name)
                    writer.member("department", person.departments)
                    writer.member("open_userid", "wo" + IDCodec.text(person.index))
                }
            }
        }
    }

    private func write(_ tag: Company.Tag) -> [UInt8] {
        ok { writer in
            writer.member("tagname", tag.tagname)
            writer.key("userlist")
            writer.array(tag.userids.compactMap(company.person)) { writer, person in
                writer.object { writer in
                    writer.member("userid", person.userid)
                    writer.member("name", person.name)
                }
            }
            writer.member("partylist", tag.partylist)
        }
    }
}
