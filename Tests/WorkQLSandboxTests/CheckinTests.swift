import Foundation
import Testing

@testable import WorkQLSandbox

@Suite struct CheckinTests {
    private static let week = 7 * Bench.day

    private static let defaults = [
        "opencheckindatatype": "3", "starttime": "\(Bench.monday)",
        "endtime": "\(Bench.monday + week)", "useridlist": #"["zhangsan","lisi"]"#,
    ]

    private func ask(_ bench: Bench, _ changes: [String: String] = [:]) -> Answer {
        bench.post(.checkin, Bench.body(CheckinTests.defaults, changes))
    }

    private func list(_ userids: some Sequence<String>) -> String {
        "[" + userids.map { "\"\($0)\"" }.joined(separator: ",") + "]"
    }

    private func key(_ row: [String: Any]) -> String {
        ["userid", "checkin_time", "checkin_type", "timeline_id", "notes"]
            .map { row[$0].map { "\($0)" } ?? "-" }.joined(separator: "|")
    }

    private func key(_ record: CheckinRecord) -> String {
        let timeline = record.timelineID.map(String.init) ?? "-"
        return [
            record.userid, String(record.checkinTime), record.checkinType, timeline, record.notes,
        ].joined(separator: "|")
    }

    /// A day of padding on each side and a local filter return exactly the company's records, under
    /// every interpretation of a window and of its end.
    @Test(
        arguments: SandboxReadings.CheckinWindow.allCases, SandboxReadings.WindowEnd.allCases)
    func paddedWindowsAreComplete(
        window: SandboxReadings.CheckinWindow, end: SandboxReadings.WindowEnd
    ) {
        let bench = Bench {
            $0.readings.checkinWindow = window
            $0.readings.windowEnd = end
        }
        let people = bench.company.visiblePeople.prefix(100).map(\.userid)
        for (from, until) in [
            (Bench.monday, Bench.monday + 2 * Bench.day),
            (Bench.monday + 36_000, Bench.monday + 36_001),
            (Bench.monday + 5 * 3_600, Bench.monday + 30 * 3_600),
        ] {
            let answer = ask(
                bench,
                [
                    "starttime": "\(from - Bench.day)", "endtime": "\(until + Bench.day)",
                    "useridlist": list(people),
                ])
            let rows = answer.rows("checkindata").filter {
                (from..<until).contains($0["checkin_time"] as? Int ?? 0)
            }
            let expected = bench.company.checkins(userids: Set(people), from: from, until: until)
            #expect(rows.map(key).sorted() == expected.map(key).sorted())
        }
        #expect(bench.rules.isEmpty)
    }

    /// Requested without padding, all interpretations but that by instant omit rows or return
    /// others.
    @Test(arguments: SandboxReadings.CheckinWindow.allCases)
    func bareWindowsShowTheReading(window: SandboxReadings.CheckinWindow) {
        let bench = Bench { $0.readings.checkinWindow = window }
        let people = bench.company.visiblePeople.prefix(100).map(\.userid)
        let (from, until) = (Bench.monday + Bench.day, Bench.monday + 2 * Bench.day)
        let answer = ask(
            bench,
            ["starttime": "\(from)", "endtime": "\(until)", "useridlist": list(people)])
        let times = numbers(answer.rows("checkindata"), "checkin_time")
        let expected = bench.company.checkins(userids: Set(people), from: from, until: until)
        let foreign = times.contains { !(from...until).contains($0) }
        let lost = times.count { (from..<until).contains($0) } < expected.count
        switch window {
        case .instant: #expect(!foreign && !lost)
        case .attendanceDay: #expect(foreign && lost)
        case .attendanceDayTouched: #expect(foreign && !lost)
        case .attendanceDayWhole: #expect(lost)
        }
    }

    /// fixtures/community: a quarter of an hour before midnight selects the next day's shift.
    @Test func aQuarterOfAnHourBringsTheNextDay() {
        let bench = Bench { $0.readings.checkinWindow = .attendanceDayTouched }
        let eve = Bench.monday + 22 * 3_600 + 45 * 60
        let answer = ask(
            bench,
            ["starttime": "\(eve)", "endtime": "\(eve + 900)", "useridlist": #"["zhengshi"]"#])
        let times = numbers(answer.rows("checkindata"), "checkin_time")
        #expect(!times.isEmpty)
        #expect(times.contains { $0 > eve + 900 })
    }

    @Test(arguments: [("1", ["上班打卡", "下班打卡"]), ("2", ["外出打卡"])])
    func typesAreFiltered(type: String, kinds: [String]) {
        let bench = Bench()
        let people = bench.company.visiblePeople.prefix(100).map(\.userid)
        let all = ask(bench, ["useridlist": list(people)]).rows("checkindata")
        let some = ask(bench, ["useridlist": list(people), "opencheckindatatype": type])
            .rows("checkindata")
        let wanted = all.filter { kinds.contains($0["checkin_type"] as? String ?? "") }
        #expect(some.map(key) == wanted.map(key))
        #expect(!some.isEmpty)
        #expect(texts(all, "checkin_type").contains("仅记录打卡时间和位置"))
    }

    @Test(arguments: [
        (["starttime": #""1785686400""#], 40_058), (["starttime": "1785686400.0"], 40_058),
        (["starttime": ""], 40_058), (["endtime": ""], 40_058), (["endtime": "null"], 40_058),
        (["opencheckindatatype": "0"], 40_058), (["opencheckindatatype": "4"], 40_058),
        (["opencheckindatatype": #""3""#], 40_058), (["opencheckindatatype": ""], 40_058),
        (["limit": "10"], 40_058), (["userid": #""zhangsan""#], 40_058),
        (["starttime": "0"], 301_024), (["endtime": "\(Bench.monday)"], 301_024),
        (["endtime": "\(Bench.monday - 1)"], 301_024),
        (["endtime": "\(Bench.monday + 30 * Bench.day + 1)"], 301_024),
        (["useridlist": "[]"], 301_023), (["useridlist": ""], 301_023),
        (["useridlist": #""zhangsan""#], 301_023), (["useridlist": "[1]"], 301_023),
        (["useridlist": #"[""]"#], 301_023),
    ])
    func refusesWhatThePageForbids(changes: [String: String], code: Int) {
        let bench = Bench()
        let answer = ask(bench, changes)
        #expect(answer.code == code)
        #expect(answer.wire.status == 200)
        #expect((answer.json["checkindata"] as? [Any])?.isEmpty == true)
        #expect(bench.rules.count == 1)
    }

    @Test func takesAHundredUsersAndNoMore() {
        let bench = Bench()
        let people = bench.company.visiblePeople.map(\.userid)
        #expect(ask(bench, ["useridlist": list(people.prefix(100))]).code == 0)
        #expect(bench.rules.isEmpty)
        #expect(ask(bench, ["useridlist": list(people.prefix(101))]).code == 301_023)
        #expect(bench.rules == ["101 users, not 1…100"])
    }

    @Test func takesThirtyDaysAndNoMore() {
        let bench = Bench()
        #expect(ask(bench, ["endtime": "\(Bench.monday + 30 * Bench.day)"]).code == 0)
        #expect(bench.rules.isEmpty)
    }

    @Test(arguments: ["guwei", "nobody"])
    func oneUserOutOfScopeFailsTheBatch(userid: String) {
        let bench = Bench()
        let answer = ask(bench, ["useridlist": list(["zhangsan", userid])])
        #expect(answer.code == 301_021)
        #expect((answer.json["checkindata"] as? [Any])?.isEmpty == true)
        #expect(bench.rules.isEmpty)

        let lenient = Bench { $0.readings.checkinOutOfScope = .absent }
        let rows = ask(lenient, ["useridlist": list(["zhangsan", userid])]).rows("checkindata")
        #expect(Set(texts(rows, "userid")) == ["zhangsan"])
    }

    @Test func optionalFieldsAreAbsentOrEmpty() {
        let people = list(Company().visiblePeople.prefix(100).map(\.userid))
        let names = [
            "lat", "lng", "deviceid", "sch_checkin_time", "groupid", "schedule_id", "timeline_id",
        ]
        let absent = ask(Bench(), ["useridlist": people]).rows("checkindata")
        for name in names {
            #expect(absent.contains { $0[name] == nil } && absent.contains { $0[name] != nil })
        }
        let empty = ask(
            Bench { $0.readings.optionalFields = .empty }, ["useridlist": people]
        ).rows("checkindata")
        #expect(empty.allSatisfy { row in names.allSatisfy { row[$0] != nil } })
        #expect(absent.count == empty.count)
    }

    @Test func rowsComeInTheOrderRead() {
        func times(_ order: SandboxReadings.RowOrder) -> [(String, Int)] {
            let rows = ask(Bench { $0.readings.rowOrder = order }).rows("checkindata")
            return rows.map { ($0["userid"] as? String ?? "", $0["checkin_time"] as? Int ?? 0) }
        }
        #expect(times(.oldestFirst).map(\.1) == times(.oldestFirst).map(\.1).sorted())
        #expect(times(.newestFirst).map(\.1) == times(.newestFirst).map(\.1).sorted(by: >))
        let byUser = times(.byUser)
        #expect(byUser.map(\.0) == byUser.map(\.0).sorted())
        // As requested: 张三 before 李四.
        #expect(times(.natural).first?.0 == "zhangsan" && times(.natural).last?.0 == "lisi")
    }

    @Test func unknownFieldsCanBeAdded() {
        let answer = ask(Bench { $0.readings.unknownFields = true })
        #expect(answer.json["request_id"] != nil)
        #expect(answer.rows("checkindata").allSatisfy { $0["checkin_source"] != nil })
    }
}
