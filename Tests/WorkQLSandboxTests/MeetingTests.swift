import Foundation
import Testing

@testable import WorkQLSandbox

@Suite struct MeetingTests {
    private static let month = 31 * Bench.day

    private static let defaults = [
        "start_time": "\(Bench.monday)", "end_time": "\(Bench.monday + month)",
        "userid": #""zhangsan""#, "limit": "20",
    ]

    private func ask(_ bench: Bench, _ changes: [String: String] = [:]) -> Answer {
        bench.post(.meetingRecording, Bench.body(MeetingTests.defaults, changes))
    }

    private func pages(_ bench: Bench, _ changes: [String: String] = [:]) -> [[[String: Any]]] {
        var pages: [[[String: Any]]] = []
        var cursor = ""
        repeat {
            let answer = ask(
                bench, changes.merging(cursor.isEmpty ? [:] : ["cursor": "\"\(cursor)\""]) { $1 })
            pages.append(answer.rows("record_meetings"))
            #expect((answer.json["has_more"] as? Bool) == (answer.json["next_cursor"] != nil))
            cursor = answer.json["next_cursor"] as? String ?? ""
        } while !cursor.isEmpty && pages.count < 100
        return pages
    }

    @Test(arguments: RecordingInstant.allCases)
    func pagesTogetherAreTheCreatorsWindow(instant: RecordingInstant) {
        let bench = Bench { $0.readings.meetingInstant = instant }
        let pages = pages(bench)
        #expect(pages.count > 1)
        #expect(pages.dropLast().allSatisfy { $0.count == 20 })
        let expected = bench.company.meetingRecordings(
            creator: "zhangsan", from: Bench.monday, until: Bench.monday + MeetingTests.month,
            by: instant)
        #expect(
            texts(pages.flatMap { $0 }, "meeting_record_id").sorted()
                == expected.map(\.meetingRecordID).sorted())
        #expect(bench.rules.isEmpty)
    }

    @Test func readingsOfTheInstantDiffer() {
        func ids(_ instant: RecordingInstant) -> Set<String> {
            let bench = Bench { $0.readings.meetingInstant = instant }
            return Set(
                bench.company.visiblePeople.flatMap { person in
                    texts(
                        ask(
                            bench,
                            [
                                "userid": "\"\(person.userid)\"",
                                "end_time": "\(Bench.monday + Bench.day)",
                            ]
                        ).rows("record_meetings"), "meeting_record_id")
                })
        }
        #expect(ids(.meetingStart) != ids(.fileStart) || ids(.meetingStart) != ids(.fileEnd))
    }

    @Test func theLimitIsTenUnlessGiven() {
        let bench = Bench()
        #expect(ask(bench, ["limit": ""]).rows("record_meetings").count == 10)
    }

    @Test func bothSpellingsArePlayed() {
        let example = ask(Bench()).json
        #expect(example["record_meetings"] != nil && example["record_list"] == nil)
        let bench = Bench { $0.readings.meetingSpelling = .table }
        let table = ask(bench)
        #expect(table.json["record_list"] != nil && table.json["record_meetings"] == nil)
        let done = table.rows("record_list").filter { $0["state"] as? Int == 3 }
        #expect(!done.isEmpty)
        #expect(done.allSatisfy { $0["record_file_list"] != nil && $0["record_files"] == nil })
        #expect((ask(bench, ["limit": "0"]).json["record_list"] as? [Any])?.isEmpty == true)
    }

    @Test func filesComeWithStateThreeAndSharingWithShared() {
        let bench = Bench()
        let rows = bench.company.visiblePeople.prefix(60).flatMap {
            ask(bench, ["userid": "\"\($0.userid)\""]).rows("record_meetings")
        }
        #expect(Set(numbers(rows, "state")) == [1, 2, 3])
        #expect(rows.allSatisfy { ($0["record_files"] != nil) == ($0["state"] as? Int == 3) })
        let files = rows.flatMap { $0["record_files"] as? [[String: Any]] ?? [] }
        let shared = ["sharing_url", "required_same_corp", "required_attendee", "password"]
        for file in files {
            let isShared = file["sharing_state"] as? Int == 1
            for name in shared + ["sharing_expire", "allow_download"] {
                #expect((file[name] != nil) == isShared)
            }
        }
        #expect(files.contains { $0["record_size"] as? Int ?? 0 > 1 << 32 })
        #expect(files.contains { $0["sharing_expire"] as? Int == 0 })
    }

    @Test func meetingsAreFoundByIdAndCode() {
        let bench = Bench()
        let expected = bench.company.meetingRecordings(
            from: Bench.monday, until: Bench.monday + MeetingTests.month)
        for record in expected.prefix(30) {
            let ids = expected.filter { $0.meetingid == record.meetingid }.map(\.meetingRecordID)
                .sorted()
            let byID = pages(bench, ["userid": "", "meetingid": "\"\(record.meetingid)\""])
            #expect(texts(byID.flatMap { $0 }, "meeting_record_id").sorted() == ids)
            let byCode = pages(bench, ["userid": "", "meeting_code": "\"\(record.meetingCode)\""])
            #expect(texts(byCode.flatMap { $0 }, "meeting_record_id").sorted() == ids)
        }
        #expect(bench.rules.isEmpty)
    }

    @Test func othersMeetingsAreRefused() {
        let bench = Bench()
        let all = bench.company.allMeetingRecordings(
            from: Bench.monday, until: Bench.monday + MeetingTests.month)
        for (origin, code) in [(MeetingOrigin.anotherApp, 730_005), (.client, 90_602)] {
            let record = all.first { $0.origin == origin }
            let meeting = ["userid": "", "meeting_code": "\"\(record?.meetingCode ?? "")\""]
            #expect(ask(bench, meeting).code == code)
        }
        #expect(ask(bench, ["userid": "", "meeting_code": #""123""#]).code == 730_004)
        #expect(ask(bench, ["userid": "", "meetingid": #""123""#]).code == 730_010)
        #expect(ask(bench, ["userid": #""nobody""#]).code == 60_111)
        #expect(ask(bench, ["userid": #""guwei""#]).code == 60_011)
        #expect(bench.rules.isEmpty)
    }

    @Test func oneOfThreeAndNoMore() {
        let bench = Bench()
        #expect(ask(bench, ["userid": ""]).code == 40_058)
        #expect(ask(bench, ["userid": #""""#]).code == 40_058)
        #expect(bench.rules.count == 2)
        let two = Bench()
        let id = two.company.meetingRecordings(
            creator: "zhangsan", from: Bench.monday, until: Bench.monday + Bench.day
        ).first?.meetingid
        let answer = ask(two, ["meetingid": "\"\(id ?? "")\""])
        // The first of them applies.
        #expect(answer.code == 0)
        #expect(Set(texts(answer.rows("record_meetings"), "meetingid")) == [id])
        #expect(two.rules == ["more than one of meetingid, meeting_code and userid"])
    }

    @Test(arguments: [
        ["limit": "0"], ["limit": "21"], ["limit": #""10""#], ["start_time": ""],
        ["end_time": ""], ["start_time": "4294967295"], ["end_time": "\(Bench.monday)"],
        ["end_time": "\(Bench.monday + 31 * Bench.day + 1)"], ["userid": "[]"],
        ["meeting_id": #""1""#], ["cursor": #""x""#],
    ])
    func refusesWhatThePageForbids(changes: [String: String]) {
        let bench = Bench()
        let answer = ask(bench, changes)
        #expect(answer.code == 40_058)
        #expect((answer.json["record_meetings"] as? [Any])?.isEmpty == true)
        #expect(bench.rules.count == 1)
    }

    @Test func theLimitStaysThroughACursor() {
        let bench = Bench()
        let cursor = ask(bench).json["next_cursor"] as? String ?? ""
        #expect(ask(bench, ["cursor": "\"\(cursor)\"", "limit": "10"]).code == 40_058)
        #expect(ask(bench, ["cursor": "\"\(cursor)\"", "userid": #""lisi""#]).code == 40_058)
        #expect(bench.rules == Array(repeating: "a parameter changed under a cursor", count: 2))
    }

    @Test func aCursorIsOfItsEndpoint() {
        let bench = Bench()
        let window = ["start_time": "\(Bench.monday)", "end_time": "\(Bench.monday + Bench.day)"]
        let other = bench.post(.screenCapture, Bench.body(window, ["limit": "1"]))
        let cursor = other.json["next_cursor"] as? String ?? ""
        #expect(ask(bench, ["cursor": "\"\(cursor)\""]).code == 40_058)
        #expect(bench.rules.count == 1)
    }
}
