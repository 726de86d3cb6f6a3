/// checkin/getcheckindata.
struct CheckinService {
    let company: Company
    let readings: SandboxReadings
    /// The last second of which there are records.
    let present: Int

    func reply(_ body: [UInt8]) throws(Refusal) -> [UInt8] {
        let fields = try Fields(
            body, allowed: ["opencheckindatatype", "starttime", "endtime", "useridlist"],
            code: 40_058)
        let type = try fields.required("opencheckindatatype", in: 1...3)
        let start = try fields.required("starttime", in: .uint32, code: 301_024)
        let end = try fields.required("endtime", in: .uint32, code: 301_024)
        guard end > start else { throw .forbidden(301_024, "endtime is not after starttime") }
        // 获取记录时间跨度不超过30天
        guard end - start <= 30 * Day.length else {
            throw .forbidden(301_024, "a span of more than 30 days")
        }
        guard readings.takes(end - start, on: .checkin) else { throw .answer(301_024) }
        let userids = try fields.texts("useridlist", code: 301_023) ?? []
        // 用户列表不超过100个
        guard (1...100).contains(userids.count) else {
            throw .forbidden(301_023, "\(userids.count) users, not 1…100")
        }
        guard userids.count <= readings.maxCheckinUsers ?? 100 else { throw .answer(301_023) }
        let people = try people(userids)
        let window = Window(start: start, end: end, readings.windowEnd)
        if case .regular(let regular) = company.source,
            let page = RegularCheckinPage(
                regular, readings, window: window, type: type, present: present)
        {
            return page.bytes(of: people)
        }
        let days = (window.until - window.start) / Day.length + 2
        return write(about: people.count * days * 2) { writer in
            if readings.rowOrder == .natural {
                for person in people {
                    rows(of: person, in: window, type: type) {
                        CheckinRow(readings: readings).write($0, &writer)
                    }
                }
            } else {
                for row in ordered(people, in: window, type: type) {
                    CheckinRow(readings: readings).write(row, &writer)
                }
            }
        }
    }

    private func ordered(
        _ people: [Company.Person], in window: Window, type: Int
    ) -> [CheckinRecord] {
        var found: [CheckinRecord] = []
        for person in people { rows(of: person, in: window, type: type) { found.append($0) } }
        return readings.rowOrder.apply(
            found.enumerated().sorted {
                ($0.element.checkinTime, $0.offset) < ($1.element.checkinTime, $1.offset)
            }.map(\.element), natural: .oldestFirst, user: \.userid)
    }

    private func people(_ userids: [String]) throws(Refusal) -> [Company.Person] {
        var people: [Company.Person] = []
        var named: Set<String> = []
        for userid in userids {
            if let person = company.person(userid), person.isVisible {
                if named.insert(userid).inserted { people.append(person) }
            } else if readings.checkinOutOfScope == .refused {
                // One such user fails the whole batch (FACTS).
                throw .answer(301_021)
            }
        }
        return people
    }

    /// Passes a person's rows to the body one by one: collecting a month of a hundred people would
    /// take much memory.
    private func rows(
        of person: Company.Person, in window: Window, type: Int, _ body: (CheckinRecord) -> Void
    ) {
        let rule = CheckinRule.rule(person.groupid)
        let first = rule.attendanceDay(of: window.start).number
        let last = rule.attendanceDay(of: window.until).number
        for number in first...last {
            for row in company.checkins(of: person, on: Day(number: number))
            where row.checkinTime <= present
                && window.holds(
                    row.checkinTime, dayFrom: row.attendanceStart, readings.checkinWindow)
                && CheckinService.holds(row.checkinType, type)
            {
                if readings.corrections.isEmpty {
                    body(row)
                } else if let row = corrected(row) {
                    body(row)
                }
            }
        }
    }

    /// Returns the row in its current form; nil if it was removed.
    private func corrected(_ row: CheckinRecord) -> CheckinRecord? {
        let correction = readings.corrections.first {
            $0.userid == row.userid && $0.checkinTime == row.checkinTime
        }
        switch correction?.kind {
        case nil: return row
        case .removed: return nil
        case .approved:
            var row = row
            row.exceptionType = ""
            row.notes = "补卡"
            return row
        }
    }

    /// 1：上下班打卡；2：外出打卡；3：全部打卡. 仅记录打卡时间和位置 is returned only for 3 (FACTS).
    static func holds(_ checkinType: String, _ type: Int) -> Bool {
        switch type {
        case 1: checkinType == "上班打卡" || checkinType == "下班打卡"
        case 2: checkinType == "外出打卡"
        default: true
        }
    }

    private func write(about rows: Int, _ body: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter(capacity: 128 + rows * 520)
        writer.object { writer in
            writer.member("errcode", 0)
            writer.member("errmsg", "ok")
            writer.key("checkindata")
            writer.list(body)
            if readings.unknownFields { writer.member("request_id", "sandbox") }
        }
        return writer.bytes
    }
}
