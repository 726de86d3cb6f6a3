import WorkQLPlanner
package import WorkQLSandbox
import WorkQLTime

/// The company's records as the expected rows of a table: one text or nil for each column, in the
/// format of `CollectingWriter`. Names beginning with `_` are not columns.
package typealias TruthRow = [String: String]

package enum Truth {
    private static let format = TimestampFormat(.rfc3339, zone: .shanghai)

    package static func time(seconds: Int) -> String {
        format.string(Instant(seconds: Int64(seconds)))
    }

    package static func time(milliseconds: Int) -> String {
        format.string(Instant(milliseconds: Int64(milliseconds)))
    }

    private static func degrees(_ millionths: Int?) -> String? {
        guard let millionths, millionths != 0 else { return nil }
        return "\(Double(millionths) / 1e6)"
    }

    package static func checkins(_ company: Company, from: Int, until: Int) -> [TruthRow] {
        let visible = Set(company.visiblePeople.map(\.userid))
        return company.checkins(userids: visible, from: from, until: until).map { record in
            var row: [String: String?] = [
                "userid": record.userid, "groupname": record.groupname,
                "checkin_type": record.checkinType, "exception_type": record.exceptionType,
                "checkin_time": time(seconds: record.checkinTime),
                "location_title": record.locationTitle, "location_detail": record.locationDetail,
                "wifiname": record.wifiname, "notes": record.notes, "wifimac": record.wifimac,
            ]
            row["lat"] = degrees(record.lat)
            row["lng"] = degrees(record.lng)
            row["deviceid"] = record.deviceid
            row["sch_checkin_time"] = record.schCheckinTime.map { time(seconds: $0) }
            row["groupid"] = record.groupid.map(String.init)
            row["schedule_id"] = record.scheduleID.map(String.init)
            row["timeline_id"] = record.timelineID.map(String.init)
            return row.compactMapValues { $0 }
        }
    }

    package static func screenCaptures(_ company: Company, from: Int, until: Int) -> [TruthRow] {
        let visible = Set(company.visiblePeople.map(\.userid))
        return company.screenCaptures(userids: visible, from: from, until: until).map { record in
            var row = [
                "time": time(seconds: record.time), "userid": record.userid,
                "screen_shot_type": "\(record.screenShotType)",
                "screen_shot_content": record.screenShotContent, "system": record.system,
                "_department": "\(record.departmentID)",
            ]
            if record.showsDepartment { row["department_id"] = "\(record.departmentID)" }
            return row
        }
    }

    package static func meetingRecordings(
        _ company: Company, from: Int, until: Int, by instant: RecordingInstant
    ) -> [TruthRow] {
        company.meetingRecordings(from: from, until: until, by: instant).map { record in
            [
                "meeting_record_id": record.meetingRecordID, "meetingid": record.meetingid,
                "meeting_code": record.meetingCode, "host_user_id": record.hostUserID,
                "meeting_start_time": time(milliseconds: record.meetingStartTime),
                "title": record.title, "state": "\(record.state)", "_creator": record.creator,
                "_files": "\(record.recordFiles.count)",
            ]
        }
    }

    package static func corpRecordings(
        _ company: Company, from: Int, until: Int, by instant: RecordingInstant
    ) -> [TruthRow] {
        company.corpRecordings(from: from, until: until, by: instant).map { record in
            [
                "meeting_record_id": record.meetingRecordID, "meeting_id": record.meetingID,
                "meeting_code": record.meetingCode, "userid": record.userid,
                "media_start_time": time(milliseconds: record.mediaStartTime),
                "subject": record.subject, "state": "\(record.state)",
                "record_type": "\(record.recordType)",
            ]
        }
    }

    package static func corpFiles(
        _ company: Company, from: Int, until: Int
    ) -> [TruthRow] {
        company.corpRecordings(from: from, until: until).flatMap { record in
            record.recordFiles.map { file in
                var row = [
                    "meeting_record_id": record.meetingRecordID, "subject": record.subject,
                    "record_file_id": file.recordFileID,
                    "record_start_time": time(milliseconds: file.recordStartTime),
                    "record_end_time": time(milliseconds: file.recordEndTime),
                    "record_size": "\(file.recordSize)",
                    "sharing_state": file.sharing == nil ? "0" : "1",
                ]
                if let sharing = file.sharing {
                    row["sharing_url"] = sharing.sharingURL
                    row["password"] = sharing.password
                    row["required_same_corp"] = "\(sharing.requiredSameCorp)"
                    row["required_participant"] = "\(sharing.requiredAttendee)"
                    row["allow_download"] = "\(sharing.allowDownload)"
                    row["sharing_expire"] = "\(sharing.sharingExpire)"
                }
                return row
            }
        }
    }

    package static func journals(_ company: Company, from: Int, until: Int) -> [TruthRow] {
        company.journals(from: from, until: until).map { record in
            [
                "journaluuid": record.journalUUID, "_creator": record.creator,
                "_departments": record.departments.map { "[\($0)]" }.joined(),
                "_template": record.templateID,
            ]
        }
    }
}

extension CollectingWriter {
    /// Returns the rows as texts of the given columns, sorted, for comparison with the truth.
    package func sorted(_ names: [String]) -> [String] {
        let indices = names.compactMap { name in columns.firstIndex { $0.name == name } }
        return rows.map { row in indices.map { row[$0] ?? "∅" }.joined(separator: "|") }.sorted()
    }
}

extension [TruthRow] {
    package func sorted(_ names: [String]) -> [String] {
        map { row in names.map { row[$0] ?? "∅" }.joined(separator: "|") }.sorted()
    }
}
