import Foundation
import Testing

@testable import WorkQLSandbox

private typealias Person = Company.Person
private typealias Department = Company.Department
private typealias Tag = Company.Tag
private typealias Agent = Company.Agent

/// Companies defined by a test.
@Suite struct OwnCompanyTests {
    private static let amy = Person(userid: "amy", name: "Amy")
    private static let ben = Person(userid: "ben", name: "Ben", departments: [2], groupid: 3)
    private static let departments = [
        Department(id: 3, name: "North", parentid: 2), Department(id: 1, name: "All", parentid: 0),
        Department(id: 2, name: "Sales", parentid: 1),
    ]
    private static let file = RecordFile(
        recordFileID: "900719925474099312", recordStartTime: 1_785_686_400_000,
        recordEndTime: 1_785_690_000_000, recordSize: 5_000_000_000)

    private static let records = Company.Records(
        checkins: [
            CheckinRecord(
                userid: "ben", checkinType: "下班打卡", checkinTime: Bench.monday + 29 * 3_600),
            CheckinRecord(
                userid: "amy", checkinType: "上班打卡", checkinTime: Bench.monday + 9 * 3_600 + 60,
                exceptionType: "时间异常", notes: "rain", schCheckinTime: Bench.monday + 9 * 3_600),
        ],
        screenCaptures: [
            ScreenCaptureRecord(
                time: Bench.monday + 7_200, userid: "ben", screenShotType: 4,
                screenShotContent: "plan.pdf"),
            ScreenCaptureRecord(time: Bench.monday, userid: "amy"),
        ],
        meetingRecordings: [
            MeetingRecording(
                meetingRecordID: "R1", meetingid: "hy1", meetingCode: "100200300", creator: "amy",
                meetingStartTime: 1_785_686_400_000, title: "Review", recordFiles: [file]),
            MeetingRecording(
                meetingRecordID: "R2", meetingid: "hy2", meetingCode: "100200301", creator: "amy",
                meetingStartTime: 1_785_686_400_000, origin: .anotherApp),
        ],
        corpRecordings: [
            CorpRecording(
                meetingRecordID: "1362740000000000001", meetingID: "6249020000000000001",
                meetingCode: "100200300", userid: "", mediaStartTime: 1_785_686_400_000,
                subject: "Room 4", recordFiles: [file])
        ],
        journals: [
            JournalRecord(
                journalUUID: "J1", creator: "ben", template: Company.journalTemplates[0],
                reportTime: Bench.monday + 36_000, receivers: ["amy"], text: "sold one",
                comments: [
                    .init(
                        commentid: 6_899_287_783_354_824_502, userid: "amy", content: "well done",
                        commentTime: Bench.monday + 40_000)
                ])
        ])

    private static func company(_ records: Company.Records? = records) throws -> Company {
        try Company(departments: departments, people: [amy, ben], records: records)
    }

    @Test func itsRecordsAreServedAndNoOthers() throws {
        let company = try Self.company()
        let bench = Bench(company)
        let (from, until) = (Bench.monday - Bench.day, Bench.monday + 7 * Bench.day)
        let checkins = bench.post(
            .checkin,
            "{\"opencheckindatatype\":3,\"starttime\":\(from),\"endtime\":\(until),"
                + #""useridlist":["amy","ben"]}"#
        ).rows("checkindata")
        #expect(texts(checkins, "userid") == ["amy", "ben"])
        #expect(texts(checkins, "notes") == ["rain", ""])
        #expect(numbers(checkins, "sch_checkin_time") == [Bench.monday + 9 * 3_600])
        // The night rule cuts its days at noon.
        #expect(company.checkins(from: from, until: until).map(\.attendanceDay).first == 20_668)
        #expect(company.checkins(from: from, until: until).map(\.attendanceDay).last == 20_668)

        let captures = bench.post(
            .screenCapture, "{\"start_time\":\(from),\"end_time\":\(until),\"limit\":10}"
        ).rows("record_list")
        #expect(texts(captures, "userid") == ["ben", "amy"])
        #expect(numbers(captures, "department_id") == [2, 1])

        let span = "\"start_time\":\(from),\"end_time\":\(until)"
        for key in [#""userid":"amy""#, #""meetingid":"hy1""#, #""meeting_code":"100200300""#] {
            let rows = bench.post(.meetingRecording, "{\(span),\(key)}").rows("record_meetings")
            #expect(texts(rows, "meeting_record_id") == ["R1"])
        }
        #expect(bench.post(.meetingRecording, "{\(span),\"meetingid\":\"hy2\"}").code == 730_005)
        #expect(bench.post(.meetingRecording, "{\(span),\"meetingid\":\"hy3\"}").code == 730_010)

        let corp = bench.corp(
            "start_time=\(from)&end_time=\(until)&operator_id=zhangsan&operator_id_type=1"
        ).rows("record_meetings")
        #expect(texts(corp, "subject") == ["Room 4"])

        let list = bench.post(
            .journal,
            "{\"starttime\":\(from),\"endtime\":\(until),\"cursor\":0,\"limit\":10}")
        #expect(list.json["journaluuid_list"] as? [String] == ["J1"])
        let detail = bench.post(.journalDetail, #"{"journaluuid":"J1"}"#)
        #expect(detail.wire.text.contains("sold one") && detail.wire.text.contains("well done"))
        #expect(bench.post(.journalDetail, #"{"journaluuid":"J2"}"#).code == 301_066)
        #expect(bench.rules.isEmpty)
    }

    @Test func itsPeopleStandWhereTheyWerePut() throws {
        let bench = Bench(try Self.company())
        #expect(
            numbers(bench.people(.departmentList).rows("department"), "id") == [1, 2, 3])
        #expect(
            texts(bench.people(.userSimpleList, "&department_id=2").rows("userlist"), "name")
                == ["Ben"])
        #expect(bench.company.visiblePeople.map(\.userid) == ["amy", "ben"])
    }

    @Test func theAgentDecidesWhoIsSeen() throws {
        let company = try Company(
            departments: Self.departments, people: [Self.amy, Self.ben],
            tags: [Tag(tagid: 7, tagname: "north", partylist: [3])],
            agent: Agent(name: "HR", allowedParties: [2], allowedTags: [7]))
        #expect(company.hiddenUserids == ["amy"])
        #expect(company.visibleDepartments == [2, 3])
        let bench = Bench(company)
        let answer = bench.post(
            .checkin,
            #"{"opencheckindatatype":3,"starttime":1785686400,"endtime":1785772800,"#
                + #""useridlist":["amy"]}"#)
        #expect(answer.code == 301_021)
    }

    /// Without a list, records are generated day by day.
    @Test func recordsCanBeLeftToTheDays() throws {
        let company = try Self.company(nil)
        let until = Bench.monday + 28 * Bench.day
        #expect(company.checkins(from: Bench.monday, until: until).count > 40)
        #expect(company.screenCaptures(from: Bench.monday, until: until).count > 1_000)
        #expect(company.allMeetingRecordings(from: Bench.monday, until: until).count > 40)
        #expect(company.corpRecordings(from: Bench.monday, until: until).count > 40)
        #expect(company.journals(from: Bench.monday, until: until).count > 10)
        let alone = try Company(people: [Self.amy])
        #expect(alone.screenCaptures(from: Bench.monday, until: until).count > 1_000)
        #expect(alone.allMeetingRecordings(from: Bench.monday, until: until).count > 40)
    }

    private static func mistake(_ make: () throws -> Company) -> String {
        do {
            _ = try make()
            return "none"
        } catch {
            return "\(error)"
        }
    }

    @Test func contradictionsAmongPeopleAreNamed() {
        let (amy, ben) = (Self.amy, Self.ben)
        func people(_ people: [Person]) -> String {
            Self.mistake { try Company(departments: Self.departments, people: people) }
        }
        #expect(people([]) == "people: there is nobody")
        #expect(people([amy, amy]) == "people[1].userid: amy stands twice")
        #expect(
            people([Person(userid: "", name: "")])
                == "people[0].userid: 0 bytes are not within 1…64")
        #expect(
            people([amy, Person(userid: "b", name: "B", departments: [1, 9])])
                == "people[1].departments[1]: there is no department 9")
        #expect(
            people([Person(userid: "b", name: "B", departments: [])])
                == "people[0].departments: there is none")
        #expect(
            people([Person(userid: "b", name: "B", groupid: 6)])
                == "people[0].groupid: 6 is not within 1…5")

        func departments(_ departments: [Department]) -> String {
            Self.mistake { try Company(departments: departments, people: [amy, ben]) }
        }
        let root = Department(id: 1, name: "All", parentid: 0)
        #expect(departments([]) == "departments: 0 have the parent 0 and are roots, not 1")
        #expect(
            departments([root, Department(id: 2, name: "x", parentid: 0)])
                == "departments: 2 have the parent 0 and are roots, not 1")
        #expect(departments([root, root]) == "departments[1].id: 1 stands twice")
        #expect(
            departments([Department(id: 0, name: "x", parentid: 0)])
                == "departments[0].id: 0 is not within 1…4294967295")
        #expect(
            departments([
                root, Department(id: 2, name: "x", parentid: 3),
                Department(id: 3, name: "y", parentid: 2),
            ]) == "departments[1].parentid: 3 does not lead to the root")

        func seen(_ tags: [Tag], _ agent: Agent) -> String {
            Self.mistake { try Company(people: [amy], tags: tags, agent: agent) }
        }
        let tag = Tag(tagid: 1, tagname: "t")
        let agent = Agent(name: "a")
        #expect(seen([Tag(tagid: 0, tagname: "t")], agent) == "tags[0].tagid: 0 is not 1 or more")
        #expect(seen([tag, tag], agent) == "tags[1].tagid: 1 stands twice")
        #expect(
            seen([Tag(tagid: 1, tagname: "t", userids: ["x"])], agent)
                == "tags[0].userids[0]: there is no user x")
        #expect(
            seen([Tag(tagid: 1, tagname: "t", partylist: [5])], agent)
                == "tags[0].partylist[0]: there is no department 5")
        #expect(
            seen([], Agent(name: "a", allowedUserids: ["x"]))
                == "agent.allowedUserids[0]: there is no user x")
        #expect(
            seen([], Agent(name: "a", allowedParties: [8]))
                == "agent.allowedParties[0]: there is no department 8")
        #expect(
            seen([tag], Agent(name: "a", allowedTags: [1, 2]))
                == "agent.allowedTags[1]: there is no tag 2")
    }

    @Test func recordsThatCannotBeAreNamed() {
        func told(_ change: (inout Company.Records) -> Void) -> String {
            var records = Self.records
            change(&records)
            return Self.mistake { try Self.company(records) }
        }
        let kinds = "时间异常, 地点异常, 未打卡, wifi异常, 非常用设备"
        for (text, change) in [
            ("checkins[0].userid: there is no user x", { $0.checkins[0].userid = "x" }),
            (
                "checkins[1].checkinTime: 0 is not a time in seconds",
                { $0.checkins[1].checkinTime = 0 }
            ),
            (
                "checkins[0].checkinType: in is not one of 上班打卡, 下班打卡, 外出打卡, 仅记录打卡时间和位置",
                { $0.checkins[0].checkinType = "in" }
            ),
            (
                "checkins[0].exceptionType: late is not one of \(kinds)",
                { $0.checkins[0].exceptionType = "时间异常;late" }
            ),
            ("screenCaptures[0].userid: there is no user x", { $0.screenCaptures[0].userid = "x" }),
            (
                "screenCaptures[0].time: 1785686400000 is not a time in seconds",
                { $0.screenCaptures[0].time = 1_785_686_400_000 }
            ),
            (
                "screenCaptures[1].screenShotType: 7 is not within 1…6",
                { $0.screenCaptures[1].screenShotType = 7 }
            ),
            (
                "meetingRecordings[1].meetingRecordID: R1 stands twice",
                { $0.meetingRecordings[1].meetingRecordID = "R1" }
            ),
            (
                "meetingRecordings[0].meetingRecordID: it is empty",
                { $0.meetingRecordings[0].meetingRecordID = "" }
            ),
            (
                "meetingRecordings[0].creator: there is no user x",
                { $0.meetingRecordings[0].creator = "x" }
            ),
            (
                "meetingRecordings[0].meetingStartTime: 1785686400 is not a time in milliseconds",
                { $0.meetingRecordings[0].meetingStartTime = 1_785_686_400 }
            ),
            (
                "meetingRecordings[1].state: 4 is not within 1…3",
                { $0.meetingRecordings[1].state = 4 }
            ),
            (
                "meetingRecordings[0].recordFiles: there are files although the state is 2 and not 3",
                { $0.meetingRecordings[0].state = 2 }
            ),
            (
                "meetingRecordings[0].recordFiles[0].recordEndTime: it is before the start",
                { $0.meetingRecordings[0].recordFiles[0].recordEndTime = 1_785_686_399_999 }
            ),
            ("corpRecordings[0].userid: there is no user x", { $0.corpRecordings[0].userid = "x" }),
            (
                "corpRecordings[0].recordType: 1 is not one of 0, 2, 4, 5",
                { $0.corpRecordings[0].recordType = 1 }
            ),
            (
                "corpRecordings[0].recordFiles[0].recordFileID: f is not a number",
                { $0.corpRecordings[0].recordFiles[0].recordFileID = "f" }
            ),
            ("journals[0].creator: there is no user x", { $0.journals[0].creator = "x" }),
            ("journals[0].receivers[0]: there is no user x", { $0.journals[0].receivers = ["x"] }),
            (
                "journals[0].submitTime: -1 is not a time in seconds",
                { $0.journals[0].submitTime = -1 }
            ),
        ] as [(String, (inout Company.Records) -> Void)] {
            #expect(told(change) == "records." + text)
        }
        #expect(told { _ in } == "none")
    }
}
