/// Tencent Meeting's GET /v1/corp/records.
struct CorpService {
    let company: Company
    let readings: SandboxReadings
    /// The last second of which there are records.
    let present: Int
    let operatorIDs: Set<String>

    private static let allowed: Set<String> = [
        "page_size", "page", "start_time", "end_time", "query_record_type", "operator_id",
        "operator_id_type",
    ]

    func reply(_ target: Target, turns: Turns) throws(Refusal) -> [UInt8] {
        let query = try query(target)
        guard let operatorID = query["operator_id"], !operatorID.isEmpty else {
            throw .forbidden(190_004, "operator_id is missing")
        }
        guard try number("operator_id_type", query, 1...1) != nil else {
            throw .forbidden(190_004, "operator_id_type is missing")
        }
        // 接口操作者权限点:需具备录制管理的查看/编辑权限
        guard operatorIDs.contains(operatorID) else { throw .answer(500_014) }
        guard let start = try number("start_time", query, .uint32),
            let end = try number("end_time", query, .uint32)
        else { throw .forbidden(190_004, "start_time or end_time is missing") }
        guard end > start else { throw .forbidden(190_004, "end_time is not after start_time") }
        // 时间区间不允许超过31天
        guard end - start <= 31 * Day.length else {
            throw .forbidden(190_004, "a span of more than 31 days")
        }
        guard readings.takes(end - start, on: .corpRecording) else { throw .answer(190_004) }
        // 默认10,最大20; 从1开始,默认1; 默认为 1
        let size = try number("page_size", query, 1...20) ?? 10
        let page = try number("page", query, 1...1_000_000) ?? 1
        let type = try number("query_record_type", query, 0...2) ?? 1

        let window = MillisecondWindow(start: start, end: end, reading: readings.windowEnd)
        let found = company.corpRecordings(
            from: start, until: end + 1, by: readings.corpInstant
        ).compactMap { $0.known(at: present) }.filter {
            window.contains($0.instant(readings.corpInstant)) && $0.isOf(query: type)
        }
        let rows = readings.rowOrder.apply(found, natural: .newestFirst, user: \.userid)
        let late = max(0, readings.corpArrivals - (page - 1))
        // A request for another page refers to the same list.
        let list = SplitMix64.digest("\(start) \(end) \(type)".utf8)
        let listing = Listing(rows.dropFirst(late), readings, turn: turns(list))
        return write(listing.present[...], page: page, size: readings.rows(of: size))
    }

    private func query(_ target: Target) throws(Refusal) -> [String: String] {
        guard target.isWellFormed else {
            throw .forbidden(190_004, "a query that cannot be decoded")
        }
        var query: [String: String] = [:]
        for item in target.query {
            guard CorpService.allowed.contains(item.name) else {
                throw .forbidden(190_004, "unknown parameter \(item.name)")
            }
            guard query.updateValue(item.value, forKey: item.name) == nil else {
                throw .forbidden(190_004, "parameter \(item.name) stands twice")
            }
        }
        return query
    }

    private func number(
        _ name: String, _ query: [String: String], _ range: ClosedRange<Int>
    ) throws(Refusal) -> Int? {
        guard let text = query[name] else { return nil }
        guard let number = Int(text), String(number) == text, range.contains(number) else {
            throw .forbidden(
                190_004,
                "parameter \(name) is \(text), not within \(range.lowerBound)…\(range.upperBound)")
        }
        return number
    }

    private func write(_ rows: ArraySlice<CorpRecording>, page: Int, size: Int) -> [UInt8] {
        let shown = rows.dropFirst((page - 1) * size).prefix(size)
        var writer = JSONWriter(capacity: 128 + shown.count * 1_200)
        writer.object { writer in
            writer.member("total_count", rows.count)
            // The maximum size of a page, not the number of rows on this one (the page's example).
            writer.member("current_size", size)
            writer.member("current_page", page)
            writer.member("total_page", (rows.count + size - 1) / size)
            writer.key("record_meetings")
            writer.array(shown) { writer, row in write(row, &writer) }
            if readings.unknownFields { writer.member("trace_id", "sandbox") }
        }
        return writer.bytes
    }

    private func write(_ row: CorpRecording, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("meeting_record_id", row.meetingRecordID)
            writer.member("meeting_id", row.meetingID)
            writer.member("meeting_code", row.meetingCode)
            writer.member("media_start_time", row.mediaStartTime)
            writer.member("subject", row.subject)
            writer.member("userid", row.userid)
            writer.member("state", row.state)
            writer.member("record_type", row.recordType)
            // 当状态为转码完成才会返回录制文件列表
            if row.state == 3 || readings.optionalFields == .empty {
                writer.key("record_files")
                writer.array(row.recordFiles) { writer, file in write(file, &writer) }
            }
            if readings.unknownFields { writer.member("host_user_id", row.userid) }
        }
    }

    private func write(_ file: RecordFile, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.key("record_file_id")
            switch readings.corpFileID {
            case .string: writer.value(file.recordFileID)
            case .number: writer.value(digits: file.recordFileID)
            }
            writer.member("record_start_time", file.recordStartTime)
            writer.member("record_end_time", file.recordEndTime)
            writer.member("record_size", file.recordSize)
            writer.member("sharing_state", file.sharing == nil ? 0 : 1)
            if let sharing = file.sharing {
                let id = file.recordFileID
                writer.member("sharing_url", sharing.sharingURL)
                writer.member("required_same_corp", sharing.requiredSameCorp)
                writer.member("required_participant", sharing.requiredAttendee)
                writer.member("password", sharing.password)
                writer.member("sharing_expire", sharing.sharingExpire)
                writer.member("view_address", "https://meeting.tencent.com/crw/\(id)")
                writer.member("allow_download", sharing.allowDownload)
                // 允许下载和开启共享时返回
                if sharing.allowDownload {
                    writer.member(
                        "download_address",
                        "https://yunluzhi.file.myqcloud.com/cos/\(id)/TM-recording-1.mp4?token=sandbox"
                    )
                }
            } else if readings.optionalFields == .empty {
                writer.member("sharing_url", "")
                writer.member("view_address", "")
                writer.member("download_address", "")
            }
        }
    }
}

extension CorpRecording {
    /// Query 1 returns record_type 0 and query 2 returns 2; 4 and 5 are returned only without a
    /// filter (FACTS).
    fileprivate func isOf(query type: Int) -> Bool {
        switch type {
        case 1: recordType == 0
        case 2: recordType == 2
        default: true
        }
    }
}
