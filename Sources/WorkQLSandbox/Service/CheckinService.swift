/// checkin/getcheckindata.
struct CheckinService {
    let company: Company
    let readings: SandboxReadings

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
        guard userids.count <= readings.mostCheckinUsers ?? 100 else { throw .answer(301_023) }
        let people = try people(userids)
        var rows: [CheckinRecord] = []
        for person in people { append(&rows, of: person, from: start, to: end, type: type) }
        switch readings.rowOrder {
        case .natural: break
        case .byUser, .oldestFirst, .newestFirst:
            rows = readings.rowOrder.apply(
                rows.enumerated().sorted {
                    ($0.element.checkinTime, $0.offset) < ($1.element.checkinTime, $1.offset)
                }.map(\.element), natural: .oldestFirst, user: \.userid)
        }
        return write(rows)
    }

    private func people(_ userids: [String]) throws(Refusal) -> [Person] {
        var people: [Person] = []
        var named: Set<String> = []
        for userid in userids {
            if let person = company.person(userid), person.isVisible {
                if named.insert(userid).inserted { people.append(person) }
            } else if readings.checkinOutOfScope == .refused {
                // One of them fails the whole batch (FACTS).
                throw .answer(301_021)
            }
        }
        return people
    }

    private func append(
        _ rows: inout [CheckinRecord], of person: Person, from start: Int, to end: Int, type: Int
    ) {
        let window = Window(start: start, end: end, readings.windowEnd)
        let rule = CheckinRule.rule(person.groupid)
        let first = rule.attendanceDay(of: window.start).number
        let last = rule.attendanceDay(of: window.until).number
        for number in first...last {
            for row in company.checkins(of: person, on: Day(number: number))
            where window.holds(row, readings.checkinWindow) && row.isOf(type) {
                if let row = corrected(row) { rows.append(row) }
            }
        }
    }

    /// The row as it is now; nil when it is gone.
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

    private func write(_ rows: [CheckinRecord]) -> [UInt8] {
        var writer = JSONWriter(capacity: 128 + rows.count * 520)
        writer.object { writer in
            writer.member("errcode", 0)
            writer.member("errmsg", "ok")
            writer.key("checkindata")
            writer.array(rows) { writer, row in write(row, &writer) }
            if readings.unknownFields { writer.member("request_id", "sandbox") }
        }
        return writer.bytes
    }

    private func write(_ row: CheckinRecord, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("userid", row.userid)
            writer.member("groupname", row.groupname)
            writer.member("checkin_type", row.checkinType)
            writer.member("exception_type", row.exceptionType)
            writer.member("checkin_time", row.checkinTime)
            writer.member("location_title", row.locationTitle)
            writer.member("location_detail", row.locationDetail)
            writer.member("wifiname", row.wifiname)
            writer.member("notes", row.notes)
            writer.member("wifimac", row.wifimac)
            writer.member("mediaids", row.mediaids)
            optional("lat", row.lat, &writer)
            optional("lng", row.lng, &writer)
            if let deviceid = row.deviceid {
                writer.member("deviceid", deviceid)
            } else if readings.optionalFields == .empty {
                writer.member("deviceid", "")
            }
            optional("sch_checkin_time", row.schCheckinTime, &writer)
            optional("groupid", row.groupid, &writer)
            optional("schedule_id", row.scheduleID, &writer)
            optional("timeline_id", row.timelineID, &writer)
            if readings.unknownFields { writer.member("checkin_source", 1) }
        }
    }

    private func optional(_ name: StaticString, _ value: Int?, _ writer: inout JSONWriter) {
        if let value {
            writer.member(name, value)
        } else if readings.optionalFields == .empty {
            writer.member(name, 0)
        }
    }
}

extension Window {
    fileprivate func holds(
        _ row: CheckinRecord, _ reading: SandboxReadings.CheckinWindow
    ) -> Bool {
        let begin = row.attendanceStart
        switch reading {
        case .instant: return contains(row.checkinTime)
        case .attendanceDay: return contains(begin)
        case .attendanceDayTouched: return begin < until && begin + Day.length > start
        case .attendanceDayWhole: return begin >= start && begin + Day.length <= until
        }
    }
}

extension CheckinRecord {
    /// 1：上下班打卡；2：外出打卡；3：全部打卡. 仅记录打卡时间和位置 comes only under 3 (FACTS).
    fileprivate func isOf(_ type: Int) -> Bool {
        switch type {
        case 1: checkinType == "上班打卡" || checkinType == "下班打卡"
        case 2: checkinType == "外出打卡"
        default: true
        }
    }
}
