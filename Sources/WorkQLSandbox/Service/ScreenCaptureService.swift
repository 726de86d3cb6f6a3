/// security/get_screen_oper_record.
struct ScreenCaptureService {
    let company: Company
    let readings: SandboxReadings
    /// The last second of which there are records.
    let present: Int

    func reply(
        _ body: [UInt8], cursors: (UInt64) -> Cursors, turns: Turns
    ) throws(Refusal) -> [UInt8] {
        let fields = try Fields(
            body,
            allowed: [
                "start_time", "end_time", "userid_list", "department_id_list", "screen_shot_type",
                "cursor", "limit",
            ], code: 40_058)
        let start = try fields.required("start_time", in: .uint32)
        let end = try fields.required("end_time", in: .uint32)
        guard end > start else { throw .forbidden(40_058, "end_time is not after start_time") }
        // 开始时间到结束时间的范围不能超过14天
        guard end - start <= 14 * Day.length else {
            throw .forbidden(40_058, "a span of more than 14 days")
        }
        guard readings.takes(end - start, on: .screenCapture) else { throw .answer(40_058) }
        let type = try fields.integer("screen_shot_type", in: 1...6)
        let limit = try fields.integer("limit", in: 1...1_000) ?? 100
        let keeps = try filter(fields)
        let cursors = cursors(fields.fingerprint)
        let cursor = try fields.text("cursor")
        let position = try cursor.map { (text) throws(Refusal) in try cursors.position(text) } ?? 0

        let window = Window(start: start, end: end, readings.windowEnd)
        let rows = readings.rowOrder.apply(
            company.screenCaptures(from: window.start, until: window.until).filter {
                $0.time <= present && keeps($0) && (type ?? $0.screenShotType) == $0.screenShotType
            }, natural: .newestFirst, user: \.userid)
        if readings.emptyFirstPage, cursor == nil { return write([], next: cursors.text(0)) }
        let page = Listing(rows, readings, turn: turns(fields.fingerprint))
            .page(from: position, limit: readings.rows(of: limit))
        return write(page.rows, next: page.next.map(cursors.text))
    }

    /// Returns the filter by people. 应用可见范围外用户相关的数据会被过滤掉.
    private func filter(_ fields: Fields) throws(Refusal) -> (ScreenCaptureRecord) -> Bool {
        let userids = try fields.texts("userid_list")
        let departments = try fields.integers("department_id_list", in: .uint32)
        // 单次最多可以传100个
        for (name, count) in [
            ("userid_list", userids?.count), ("department_id_list", departments?.count),
        ] {
            if let count, count > 100 { throw .forbidden(40_058, "\(count) in \(name), not 1…100") }
        }
        if readings.screenCaptureOutOfScope == .refused {
            for userid in userids ?? [] where company.person(userid)?.isVisible != true {
                throw .answer(301_021)
            }
            for id in departments ?? [] where !company.visibleDepartments.contains(id) {
                throw .answer(60_011)
            }
        }
        // An empty list means no filter, like an absent one.
        // Ids of users are matched without case.
        let wantedUsers = userids.flatMap {
            $0.isEmpty ? nil : Set($0.map { company.person($0)?.userid ?? $0 })
        }
        let wantedDepartments = departments.flatMap { $0.isEmpty ? nil : Set($0) }
        if wantedUsers != nil && wantedDepartments != nil && readings.screenCaptureLists == .refused
        {
            throw .forbidden(40_058, "both userid_list and department_id_list")
        }
        let visible = Set(company.people.filter(\.isVisible).map(\.userid))
        let either = readings.screenCaptureLists == .or
        return { row in
            guard visible.contains(row.userid) else { return false }
            let byUser = wantedUsers?.contains(row.userid)
            let byDepartment = wantedDepartments.map {
                row.showsDepartment && $0.contains(row.departmentID)
            }
            guard let byUser else { return byDepartment ?? true }
            guard let byDepartment else { return byUser }
            return either ? byUser || byDepartment : byUser && byDepartment
        }
    }

    private func write(_ rows: ArraySlice<ScreenCaptureRecord>, next: String?) -> [UInt8] {
        var writer = JSONWriter(capacity: 128 + rows.count * 180)
        writer.object { writer in
            writer.member("errcode", 0)
            writer.member("errmsg", "ok")
            writer.member("has_more", next != nil)
            if let next { writer.member("next_cursor", next) }
            writer.key("record_list")
            writer.array(rows) { writer, row in write(row, &writer) }
            if readings.unknownFields { writer.member("request_id", "sandbox") }
        }
        return writer.bytes
    }

    private func write(_ row: ScreenCaptureRecord, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.member(
                "time", readings.screenCaptureTime == .seconds ? row.time : row.time * 1_000)
            writer.member("userid", row.userid)
            if row.showsDepartment {
                writer.member("department_id", row.departmentID)
            } else if readings.optionalFields == .empty {
                writer.member("department_id", 0)
            }
            writer.member("screen_shot_type", row.screenShotType)
            writer.member("screen_shot_content", row.screenShotContent)
            writer.member("system", row.system)
            if readings.unknownFields { writer.member("device_name", "sandbox") }
        }
    }
}
