extension Call {
    /// Returns the correct response with a field changed; nil if the fault changes no field or the
    /// response is not suitable.
    func corrupted(_ body: [UInt8], by fault: SandboxFault.Kind) -> [UInt8]? {
        guard case .object(var members)? = JSONValue(parsing: body) else { return nil }
        let list = endpoint?.lists ?? []
        switch fault {
        case .lacking(let field):
            members.removeAll { $0.name == field }
        case .holding(let field, let text):
            guard let value = JSONValue(parsing: Array(text.utf8)) else { return nil }
            members.set(field, to: value)
        case .lackingList:
            members.removeAll { list.contains($0.name) }
        case .nullList:
            for name in list where members.contains(where: { $0.name == name }) {
                members.set(name, to: .null)
            }
        case .emptiedList:
            for name in list where members.contains(where: { $0.name == name }) {
                members.set(name, to: .array([]))
            }
        case .repeatedCursor:
            guard case .object(let asked)? = JSONValue(parsing: request.body),
                let cursor = asked.first(where: { $0.name == "cursor" })?.value,
                members.contains(where: { $0.name == "next_cursor" })
            else { return nil }
            members.set("next_cursor", to: cursor)
        default:
            return nil
        }
        return Array(JSONValue.object(members).canonical.utf8)
    }

    /// An empty page that is not the last.
    var endlessBody: String {
        switch endpoint {
        case .corpRecording:
            let page = target.first("page").flatMap { Int($0) } ?? 1
            return #"{"total_count":\#(page * 20 + 20),"current_size":20,"current_page":\#(page),"#
                + #""total_page":\#(page + 1),"record_meetings":[]}"#
        case .journal:
            return #"{"errcode":0,"errmsg":"ok","journaluuid_list":[],"endflag":0,"#
                + #""next_cursor":\#(sequence)}"#
        default:
            let list = endpoint?.lists.first ?? "record_list"
            return #"{"errcode":0,"errmsg":"ok","\#(list)":[],"has_more":true,"#
                + #""next_cursor":"endless-\#(sequence)"}"#
        }
    }
}

extension [JSONValue.Member] {
    fileprivate mutating func set(_ name: String, to value: JSONValue) {
        let member = JSONValue.Member(name: name, value: value)
        if let index = firstIndex(where: { $0.name == name }) {
            self[index] = member
        } else {
            append(member)
        }
    }
}

extension SandboxEndpoint {
    /// The possible names of the lists in a response.
    var lists: [String] {
        switch self {
        case .checkin: ["checkindata"]
        case .screenCapture: ["record_list"]
        case .meetingRecording: ["record_meetings", "record_list"]
        case .journal: ["journaluuid_list"]
        case .corpRecording: ["record_meetings"]
        case .departmentSimpleList: ["department_id"]
        case .departmentList, .department: ["department"]
        case .userSimpleList: ["userlist"]
        case .tag: ["userlist", "partylist"]
        case .getToken, .journalDetail, .agent: []
        }
    }

    /// The response of another endpoint.
    var otherBody: String {
        switch self {
        case .checkin:
            #"{"errcode":0,"errmsg":"ok","checkindata":[{"userid":"x","checkin_time":1785686400}]}"#
        case .screenCapture:
            #"{"errcode":0,"errmsg":"ok","has_more":false,"record_list":[{"time":1785686400,"userid":"x"}]}"#
        case .meetingRecording:
            #"{"errcode":0,"errmsg":"ok","has_more":false,"record_list":[{"meeting_record_id":"1","title":"x"}]}"#
        case .journal:
            #"{"errcode":0,"errmsg":"ok","journaluuid_list":["x"],"next_cursor":1,"endflag":1}"#
        case .corpRecording:
            #"{"total_count":1,"total_page":1,"record_meetings":[{"meeting_record_id":"1"}]}"#
        default: #"{"errcode":0,"errmsg":"ok"}"#
        }
    }
}
