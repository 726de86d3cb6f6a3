/// meeting/record/list.
struct MeetingService {
    let company: Company
    let readings: SandboxReadings
    /// The last second of which there are records.
    let present: Int

    private enum Wanted {
        case meeting(String)
        case creator(String)
    }

    func reply(
        _ body: [UInt8], violations: inout [String], cursors: (UInt64) -> Cursors, turns: Turns
    ) throws(Refusal) -> [UInt8] {
        let fields = try Fields(
            body,
            allowed: [
                "meetingid", "meeting_code", "userid", "start_time", "end_time", "cursor", "limit",
            ], code: 40_058)
        let start = try fields.required("start_time", in: .int32)
        let end = try fields.required("end_time", in: .int32)
        guard end > start else { throw .forbidden(40_058, "end_time is not after start_time") }
        // 查询时间区间跨度不允许超过31天
        guard end - start <= 31 * Day.length else {
            throw .forbidden(40_058, "a span of more than 31 days")
        }
        guard readings.takes(end - start, on: .meetingRecording) else { throw .answer(40_058) }
        let limit = try fields.integer("limit", in: 1...20) ?? 10
        let wanted = try wanted(fields, violations: &violations)
        let cursors = cursors(fields.fingerprint)
        let cursor = try fields.text("cursor")
        let position = try cursor.map { (text) throws(Refusal) in try cursors.position(text) } ?? 0

        let window = MillisecondWindow(start: start, end: end, reading: readings.windowEnd)
        let found = company.meetingRecordings(
            from: start, until: end + 1, by: readings.meetingInstant
        ).compactMap { $0.known(at: present) }.filter { record in
            guard window.contains(record.instant(readings.meetingInstant)) else { return false }
            switch wanted {
            case .meeting(let id): return record.meetingid == id
            case .creator(let userid): return record.creator == userid
            }
        }
        let rows = readings.rowOrder.apply(found, natural: .newestFirst, user: \.hostUserID)
        if readings.emptyFirstPage, cursor == nil { return write([], next: cursors.text(0)) }
        let page = Listing(rows, readings, turn: turns(fields.fingerprint))
            .page(from: position, limit: readings.rows(of: limit))
        return write(page.rows, next: page.next.map(cursors.text))
    }

    /// meetingid、meeting_code和userid三者选填其中一项; if several are sent, the first of them applies.
    private func wanted(
        _ fields: Fields, violations: inout [String]
    ) throws(Refusal) -> Wanted {
        let id = try fields.text("meetingid")
        let code = try fields.text("meeting_code")
        let userid = try fields.text("userid")
        if [id, code, userid].count(where: { $0 != nil }) > 1 {
            violations.append("more than one of meetingid, meeting_code and userid")
        }
        if let id { return .meeting(try own(company.meeting(id: id), else: 730_010)) }
        if let code { return .meeting(try own(company.meeting(code: code), else: 730_004)) }
        guard let userid else {
            throw .forbidden(40_058, "none of meetingid, meeting_code and userid")
        }
        guard let person = company.person(userid) else { throw .answer(60_111) }
        // 仅返回在应用可见范围内的成员
        guard person.isVisible else { throw .answer(60_011) }
        return .creator(person.userid)
    }

    /// 仅允许获取该应用创建的会议的数据.
    private func own(
        _ meeting: (id: String, origin: MeetingOrigin)?, else code: Int
    ) throws(Refusal) -> String {
        guard let meeting else { throw .answer(code) }
        switch meeting.origin {
        case .thisApp: return meeting.id
        case .anotherApp: throw .answer(730_005)
        case .client: throw .answer(90_602)
        }
    }

    private func write(_ rows: ArraySlice<MeetingRecording>, next: String?) -> [UInt8] {
        let byExample = readings.meetingSpelling == .example
        var writer = JSONWriter(capacity: 128 + rows.count * 800)
        writer.object { writer in
            writer.member("errcode", 0)
            writer.member("errmsg", "ok")
            if readings.unknownFields { writer.member("request_id", "sandbox") }
            writer.member("has_more", next != nil)
            if let next { writer.member("next_cursor", next) }
            writer.key(byExample ? "record_meetings" : "record_list")
            writer.array(rows) { writer, row in
                writer.object { writer in
                    writer.member("meeting_record_id", row.meetingRecordID)
                    writer.member("meetingid", row.meetingid)
                    writer.member("meeting_code", row.meetingCode)
                    writer.member("host_user_id", row.hostUserID)
                    writer.member("meeting_start_time", row.meetingStartTime)
                    writer.member("title", row.title)
                    writer.member("state", row.state)
                    // 当状态为转码完成才会返回录制文件列表
                    if row.state == 3 || readings.optionalFields == .empty {
                        writer.key(byExample ? "record_files" : "record_file_list")
                        writer.array(row.recordFiles) { writer, file in
                            write(file, &writer)
                        }
                    }
                    if readings.unknownFields { writer.member("meeting_type", 0) }
                }
            }
        }
        return writer.bytes
    }

    private func write(_ file: RecordFile, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("record_file_id", file.recordFileID)
            writer.member("record_start_time", file.recordStartTime)
            writer.member("record_end_time", file.recordEndTime)
            writer.member("record_size", file.recordSize)
            writer.member("sharing_state", file.sharing == nil ? 0 : 1)
            if let sharing = file.sharing {
                writer.member("sharing_url", sharing.sharingURL)
                writer.member("required_same_corp", sharing.requiredSameCorp)
                writer.member("required_attendee", sharing.requiredAttendee)
                writer.member("password", sharing.password)
                writer.member("sharing_expire", sharing.sharingExpire)
                writer.member("allow_download", sharing.allowDownload)
            } else if readings.optionalFields == .empty {
                writer.member("sharing_url", "")
                writer.member("password", "")
                writer.member("sharing_expire", 0)
            }
        }
    }
}
