extension CompanyCheck {
    func check(_ records: Company.Records) throws(Mistake) {
        for (index, record) in records.checkins.enumerated() {
            try check(record, "records.checkins[\(index)]")
        }
        for (index, record) in records.screenCaptures.enumerated() {
            let field = "records.screenCaptures[\(index)]"
            try check(record.userid, field + ".userid")
            try check(seconds: record.time, field + ".time")
            try check(record.screenShotType, in: 1...6, field + ".screenShotType")
        }
        try checkMeetings(records.meetingRecordings)
        try checkCorp(records.corpRecordings)
        try checkJournals(records.journals)
    }

    private func check(_ record: CheckinRecord, _ field: String) throws(Mistake) {
        try check(record.userid, field + ".userid")
        try check(seconds: record.checkinTime, field + ".checkinTime")
        let types = ["上班打卡", "下班打卡", "外出打卡", "仅记录打卡时间和位置"]
        guard types.contains(record.checkinType) else {
            throw Mistake(
                field + ".checkinType",
                "\(record.checkinType) is not one of \(types.joined(separator: ", "))")
        }
        let kinds = ["时间异常", "地点异常", "未打卡", "wifi异常", "非常用设备"]
        for kind in record.exceptionType.split(separator: ";") where !kinds.contains(String(kind)) {
            throw Mistake(
                field + ".exceptionType", "\(kind) is not one of \(kinds.joined(separator: ", "))")
        }
    }

    private func checkMeetings(_ records: [MeetingRecording]) throws(Mistake) {
        var seen: Set<String> = []
        for (index, record) in records.enumerated() {
            let field = "records.meetingRecordings[\(index)]"
            try check(id: record.meetingRecordID, among: &seen, field + ".meetingRecordID")
            try check(record.creator, field + ".creator")
            try check(milliseconds: record.meetingStartTime, field + ".meetingStartTime")
            try check(record.state, in: 1...3, field + ".state")
            try check(record.recordFiles, state: record.state, field + ".recordFiles")
        }
    }

    private func checkCorp(_ records: [CorpRecording]) throws(Mistake) {
        var seen: Set<String> = []
        for (index, record) in records.enumerated() {
            let field = "records.corpRecordings[\(index)]"
            try check(id: record.meetingRecordID, among: &seen, field + ".meetingRecordID")
            if !record.userid.isEmpty { try check(record.userid, field + ".userid") }
            try check(milliseconds: record.mediaStartTime, field + ".mediaStartTime")
            try check(record.state, in: 1...3, field + ".state")
            guard [0, 2, 4, 5].contains(record.recordType) else {
                throw Mistake(
                    field + ".recordType", "\(record.recordType) is not one of 0, 2, 4, 5")
            }
            try check(record.recordFiles, state: record.state, field + ".recordFiles")
            // The service may send them as JSON numbers.
            for (index, file) in record.recordFiles.enumerated()
            where UInt64(file.recordFileID) == nil {
                throw Mistake(
                    field + ".recordFiles[\(index)].recordFileID",
                    "\(file.recordFileID) is not a number")
            }
        }
    }

    private func checkJournals(_ records: [JournalRecord]) throws(Mistake) {
        var seen: Set<String> = []
        for (index, record) in records.enumerated() {
            let field = "records.journals[\(index)]"
            try check(id: record.journalUUID, among: &seen, field + ".journalUUID")
            try check(record.creator, field + ".creator")
            try check(userids: record.receivers, field + ".receivers")
            try check(userids: record.readedReceivers, field + ".readedReceivers")
            try check(seconds: record.reportTime, field + ".reportTime")
            try check(seconds: record.submitTime, field + ".submitTime")
        }
    }

    /// 当状态为转码完成才会返回录制文件列表.
    private func check(
        _ files: [RecordFile], state: Int, _ field: String
    ) throws(Mistake) {
        guard state == 3 || files.isEmpty else {
            throw Mistake(field, "there are files although the state is \(state) and not 3")
        }
        for (index, file) in files.enumerated() {
            let field = "\(field)[\(index)]"
            try check(milliseconds: file.recordStartTime, field + ".recordStartTime")
            try check(milliseconds: file.recordEndTime, field + ".recordEndTime")
            guard file.recordEndTime >= file.recordStartTime else {
                throw Mistake(field + ".recordEndTime", "it is before the start")
            }
        }
    }

    private func check(
        id: String, among seen: inout Set<String>, _ field: String
    ) throws(Mistake) {
        guard !id.isEmpty else { throw Mistake(field, "it is empty") }
        guard seen.insert(id).inserted else { throw Mistake(field, "\(id) stands twice") }
    }

    private func check(
        _ number: Int, in range: ClosedRange<Int>, _ field: String
    ) throws(Mistake) {
        guard range.contains(number) else {
            throw Mistake(field, "\(number) is not within \(range.lowerBound)…\(range.upperBound)")
        }
    }

    private func check(seconds: Int, _ field: String) throws(Mistake) {
        guard ClosedRange.uint32.contains(seconds) else {
            throw Mistake(field, "\(seconds) is not a time in seconds")
        }
    }

    /// Checks a time in milliseconds. A time in seconds would be in the first weeks of 1970.
    private func check(milliseconds: Int, _ field: String) throws(Mistake) {
        guard (10_000_000_000...4_294_967_295_000).contains(milliseconds) else {
            throw Mistake(field, "\(milliseconds) is not a time in milliseconds")
        }
    }
}
