/// oa/journal/get_record_list and get_record_detail.
struct JournalService {
    let company: Company
    let readings: SandboxReadings
    /// The last second of which there are records.
    let present: Int

    func list(_ body: [UInt8], app: UInt64, turns: Turns) throws(Refusal) -> [UInt8] {
        let fields = try Fields(
            body, allowed: ["starttime", "endtime", "cursor", "limit", "filters"], code: 301_066)
        let start = try fields.required("starttime", in: .uint32)
        let end = try fields.required("endtime", in: .uint32)
        guard end > start else { throw .forbidden(301_066, "endtime is not after starttime") }
        // 开始时间和结束时间间隔不能超过一个月
        guard end - start <= readings.journalMonth * Day.length else {
            throw .forbidden(301_066, "a span of more than \(readings.journalMonth) days")
        }
        guard readings.takes(end - start, on: .journal) else { throw .answer(301_066) }
        let limit = try fields.required("limit", in: 1...100)
        let cursor = try fields.required("cursor", in: 0...4_294_967_295)
        let filter = try filter(fields)

        let window = Window(start: start, end: end, readings.windowEnd)
        let rows = company.journals(
            from: window.start, until: window.until,
            bySubmission: readings.journalInstant == .submitTime, of: filter.keeps
        ).filter {
            $0.submitTime <= present && (filter.template ?? $0.templateID) == $0.templateID
        }
        let cursors = JournalCursors(fingerprint: fields.fingerprint ^ app)
        let position = try cursors.position(cursor, count: rows.count)
        let (page, follows) = Listing(rows, readings, turn: turns(fields.fingerprint ^ app))
            .page(from: position, limit: readings.rows(of: limit))
        let next = follows ?? rows.count
        var writer = JSONWriter(capacity: 128 + page.count * 72)
        writer.object { writer in
            writer.member("errcode", 0)
            writer.member("errmsg", "ok")
            if readings.unknownFields { writer.member("request_id", "sandbox") }
            writer.member("journaluuid_list", page.map(\.journalUUID))
            writer.member("next_cursor", cursors.number(next))
            writer.member("endflag", follows == nil ? 1 : 0)
        }
        return writer.bytes
    }

    private struct Filter {
        var creator: String?
        var template: String?
        var departments: Set<Int>?

        func keeps(_ person: Company.Person) -> Bool {
            (creator ?? person.userid) == person.userid
                && departments.map { !$0.isDisjoint(with: person.departments) } ?? true
        }
    }

    /// Returns the filter: one value for each key, all of which must match (FACTS).
    private func filter(_ fields: Fields) throws(Refusal) -> Filter {
        var result = Filter()
        var seen: Set<String> = []
        for filter in try fields.objects("filters", allowed: ["key", "value"]) ?? [] {
            guard let key = try filter.text("key"), let value = try filter.text("value") else {
                throw .forbidden(301_066, "a filter without key or value")
            }
            guard key.utf8.count <= 256, value.utf8.count <= 256 else {
                throw .forbidden(301_066, "a filter of more than 256 bytes")
            }
            guard seen.insert(key).inserted else {
                throw .forbidden(301_066, "two filters by \(key)")
            }
            switch key {
            case "creator":
                guard company.person(value) != nil else { throw .answer(60_111) }
                result.creator = company.person(value)?.userid ?? value
            case "department":
                guard let id = Int(value) else {
                    throw .forbidden(301_066, "a department that is not a number")
                }
                let subtree = Set(company.subtree(of: id).map(\.id))
                guard !subtree.isEmpty else { throw .answer(60_003) }
                result.departments = readings.journalDepartment == .exact ? [id] : subtree
            case "template_id": result.template = value
            default: throw .forbidden(301_066, "a filter by \(key)")
            }
        }
        return result
    }

    func detail(_ body: [UInt8]) throws(Refusal) -> [UInt8] {
        let fields = try Fields(body, allowed: ["journaluuid"], code: 301_066)
        guard let uuid = try fields.text("journaluuid") else {
            throw .forbidden(301_066, "field journaluuid is missing")
        }
        guard let journal = company.journal(uuid: uuid), journal.submitTime <= present else {
            throw .answer(301_066)
        }
        var writer = JSONWriter(capacity: 1_024)
        writer.object { writer in
            writer.member("errcode", 0)
            writer.member("errmsg", "ok")
            writer.key("info")
            writer.object { write(journal, &$0) }
        }
        return writer.bytes
    }

    private func write(_ journal: JournalRecord, _ writer: inout JSONWriter) {
        writer.member("journal_uuid", journal.journalUUID)
        writer.member("template_name", journal.templateName)
        writer.member("report_time", journal.reportTime)
        writer.key("submitter")
        writer.object { $0.member("userid", journal.creator) }
        writer.key("receivers")
        writer.array(journal.receivers) { writer, userid in
            writer.object { $0.member("userid", userid) }
        }
        writer.key("readed_receivers")
        writer.array(journal.readedReceivers) { writer, userid in
            writer.object { $0.member("userid", userid) }
        }
        writer.key("apply_data")
        writer.object { writer in
            writer.key("contents")
            writer.array(CollectionOfOne(journal.text)) { writer, text in
                control(text, id: "Text-\(journal.reportTime)123", &writer)
            }
        }
        writer.key("comments")
        writer.array(journal.comments.filter { $0.commentTime <= present }) { writer, comment in
            writer.object { writer in
                writer.member("commentid", comment.commentid)
                writer.member("tocommentid", 0)
                writer.key("comment_userinfo")
                writer.object { $0.member("userid", comment.userid) }
                writer.member("content", comment.content)
                writer.member("comment_time", comment.commentTime)
            }
        }
    }

    private func control(_ text: String, id: String, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("control", "Text")
            writer.member("id", id)
            writer.key("title")
            writer.array(CollectionOfOne("工作内容")) { writer, title in
                writer.object { writer in
                    writer.member("text", title)
                    writer.member("lang", "zh_CN")
                }
            }
            writer.key("value")
            writer.object { writer in
                writer.member("text", text)
                for name: StaticString in ["members", "departments", "files", "children"] {
                    writer.member(name, [String]())
                }
            }
        }
    }
}
