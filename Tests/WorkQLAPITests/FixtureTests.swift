import Testing
import WorkQLCatalog

@testable import WorkQLAPI

/// Decodes recorded answers of the services.
@Suite struct FixtureTests {
    private func decode(
        _ path: String, _ name: String, _ columns: String..., body: Bool = false
    ) throws -> Answer {
        let table = Table.named(name)
        let decoder = try AnswerDecoder(table, columns: columns.compactMap(table.columnIndex))
        return try decoder.decode(
            body ? fixtureBody(path) : fixture(path), to: .of(table, 1, 2))
    }

    @Test func checkins() throws {
        let answer = try decode(
            "wecom/CgibinCheckinGetCheckinDataResponse.json", "checkin", "userid", "checkin_time",
            "checkin_type", "lat", "lng", "deviceid", "sch_checkin_time", "schedule_id", "mediaids",
            "notes")
        let media =
            #"["WWCISP_G8PYgRaOVHjXWUWFqchpBqqqUpGj0OyR9z6WTwhnMZGCPHxyviVstiv_2fTG8YOJq8L8zJT2"#
            + #"T2OvTebANV-2MQ"]"#
        let found = rows(answer.page).map { $0.map { $0.filter { !$0.isWhitespace } } }
        #expect(
            found == [
                [
                    "james", "1492617610000", "上班打卡", "NULL", "NULL", "NULL", "1492617610000", "0",
                    media, "路上堵车，迟到了5分钟",
                ],
                [
                    "paul", "1492617620000", "外出打卡", "30.547645", "104.063236",
                    "E5FA89F6-3926-4972-BE4F-4A7ACF4701E2", "1492617610000", "3", media, "",
                ],
            ])
    }

    @Test func checkinsFromBefore2021() throws {
        let answer = try decode(
            "wecom/checkin_old_shape.json", "checkin", "userid", "sch_checkin_time", "groupid",
            "lat")
        #expect(
            rows(answer.page) == [
                ["james", "NULL", "NULL", "NULL"], ["paul", "NULL", "NULL", "30.547645"],
            ])
    }

    @Test func missedCheckins() throws {
        let answer = try decode("wecom/checkin_old_shape.json", "checkin", "exception_type")
        #expect(rows(answer.page) == [["地点异常"], ["时间异常"]])
    }

    @Test func screenCaptures() throws {
        let answer = try decode(
            "wecom/CgibinSecurityGetScreenOperateRecordResponse.json", "screen_capture", "time",
            "userid", "department_id", "screen_shot_type", "screen_shot_content", "system")
        #expect(
            rows(answer.page) == [
                ["16666666666000", "zhangsan", "2", "1", "聊天", "iPad"],
                ["16666666666000", "lisi", "3", "4", "文件（防泄露文件：test.pdf）", "iOS"],
            ])
        #expect(answer.marks == PageMarks(more: true, nextCursor: "gejMjgLjgeigoejg"))
    }

    @Test func meetingRecordings() throws {
        let answer = try decode(
            "wecom/CgibinMeetingRecordListResponse.json", "meeting_recording", "meeting_record_id",
            "meeting_start_time", "state", "userid")
        #expect(rows(answer.page) == [["GEIGN", "177777777", "1", "NULL"]])
        #expect(answer.marks == PageMarks())
        let files = try decode(
            "wecom/CgibinMeetingRecordListResponse.json", "meeting_recording_file", "title",
            "record_file_id", "record_size", "required_attendee", "sharing_expire")
        #expect(rows(files.page) == [["TJIE", "FILEID", "323235325", "1", "3323"]])
    }

    @Test func journals() throws {
        let answer = try decode(
            "wecom/CgibinOAJournalGetRecordListResponse.json", "journal", "journaluuid")
        #expect(answer.page.count == 10)
        #expect(
            rows(answer.page)[9][0]
                == "41eJejN57EJNzr8HrZfmKyFcSr1RLmAoBS7fnwiFcQJuVQfYZwcork67DZ36YFijmR2")
        #expect(answer.marks == PageMarks(nextCounter: 34, end: false))
    }

    @Test func corpRecordings() throws {
        let answer = try decode(
            "tencent/corp_records_response_seed004.json", "corp_recording", "meeting_record_id",
            "media_start_time", "subject", "record_type")
        #expect(
            rows(answer.page) == [
                ["1362742106631111111", "1613738006000", "test的快速会议", "0"],
                ["1362741760987500000", "1613737924000", "test的快速会议", "0"],
            ])
        #expect(answer.marks == PageMarks(pages: 1, total: 2))
        let files = try decode(
            "tencent/corp_records_response_seed004.json", "corp_recording_file",
            "meeting_record_id", "record_file_id", "allow_download", "required_participant")
        #expect(
            rows(files.page) == [
                ["1362742106631111111", "1362742106635911111", "0", "1"],
                ["1362741760987500000", "1362231760987501111", "1", "1"],
            ])
        let device = try decode(
            "tencent/corp_records_device_account_empty_userid.json", "corp_recording", "userid",
            "record_files")
        #expect(rows(device.page) == [["", "[]"]])
        let numeric = try decode(
            "tencent/v1_records_response_doc2021_numeric_record_file_id.json",
            "corp_recording_file", "record_file_id", "record_type")
        #expect(rows(numeric.page) == [["1318080818611111111", "NULL"]])
    }

    @Test(
        arguments: [
            ("wecom_301021_userid", "checkin", [301021]),
            ("wecom_301023_userlist_over", "checkin", [301023]),
            ("wecom_41001_token_missing", "checkin", [41001]),
            ("wecom_42001_token_expired", "checkin", [42001]),
            ("wecom_45009_freq", "journal", [45009]),
            ("wecom_48002_getcheckindata", "checkin", [48002]),
            ("wecom_60020_ip_not_allowed", "screen_capture", [60020]),
            ("wecom_gettoken_40091", "checkin", [40091]),
            ("tencent_190310_minute", "corp_recording", [190310]),
            ("tencent_190311_day", "corp_recording", [190311]),
            ("tencent_190313_interface_minute", "corp_recording", [190313]),
            ("tencent_200003_signature", "corp_recording", [200003]),
            ("tencent_new_error_code", "corp_recording", [13603, 101_013_603]),
        ] as [(String, String, [Int64])])
    func errors(_ file: String, _ table: String, _ codes: [Int64]) throws {
        let answer = try decode("errors/\(file).json", table, body: true)
        #expect(answer.codes == codes)
        #expect(answer.message?.isEmpty == false)
    }
}
