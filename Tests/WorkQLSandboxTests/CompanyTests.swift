import Foundation
import Testing

@testable import WorkQLSandbox

@Suite struct CompanyTests {
    let company = Company()

    @Test func hasItsPeople() {
        #expect(company.people.count == 240)
        #expect(Set(company.people.map(\.userid)).count == 240)
        #expect(company.person("zhangsan")?.name == "张三")
        #expect(company.person("lisi")?.name == "李四")
        #expect(company.person("wangwu")?.name == "王五")
        #expect(company.person("zhaoliu")?.name == "赵六")
        #expect(company.person("u200") != nil)
        #expect(company.person("u201") == nil)
        #expect(company.hiddenUserids == ["dongqing", "guwei", "shentong", "yanfei"])
        #expect(company.people.map(\.index) == Array(0..<240))
    }

    @Test func hasItsDepartments() {
        #expect(company.departments.map(\.id) == Array(1...12))
        #expect(company.subtree(of: 2).map(\.id) == [2, 3, 4, 5])
        #expect(company.subtree(of: 99).isEmpty)
        #expect(company.visibleDepartments == [2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
        let ids = Set(company.departments.map(\.id))
        #expect(company.people.allSatisfy { (1...2).contains($0.departments.count) })
        #expect(company.people.allSatisfy { ids.isSuperset(of: $0.departments) })
        #expect(company.people.contains { $0.departments.count == 2 })
    }

    /// The range of agent/get must be that of the visible people, or a client could not find them
    /// all.
    @Test func theAgentSeesExactlyTheVisible() {
        var seen = Set(company.agent.allowedUserids)
        var parties = company.agent.allowedParties
        for tag in company.tags where company.agent.allowedTags.contains(tag.tagid) {
            seen.formUnion(tag.userids)
            parties += tag.partylist
        }
        let departments = Set(parties.flatMap { company.subtree(of: $0).map(\.id) })
        for person in company.people where !departments.isDisjoint(with: person.departments) {
            seen.insert(person.userid)
        }
        #expect(seen == Set(company.visiblePeople.map(\.userid)))
    }

    @Test func isAPureFunctionOfItsSeed() {
        let (from, until) = (Bench.monday, Bench.monday + 7 * Bench.day)
        let again = Company(seed: 1)
        #expect(
            company.checkins(from: from, until: until) == again.checkins(from: from, until: until))
        #expect(
            company.screenCaptures(from: from, until: until)
                == again.screenCaptures(from: from, until: until))
        let other = Company(seed: 2)
        #expect(
            company.checkins(from: from, until: until) != other.checkins(from: from, until: until))
        #expect(company.person("u100")?.userid == other.person("u100")?.userid)
    }

    /// Records of two adjacent ranges are those of both together: none lost, none twice.
    @Test(arguments: [0, 1, 43_200, 86_400, 100_000])
    func rangesAreHalfOpen(offset: Int) {
        let (from, until) = (Bench.monday, Bench.monday + 3 * Bench.day)
        let cut = from + offset
        func check<Record: Hashable>(_ records: (Int, Int) -> [Record]) {
            let (whole, first, second) = (
                records(from, until), records(from, cut), records(cut, until)
            )
            #expect(whole.count == first.count + second.count)
            #expect(Set(whole) == Set(first).union(second))
        }
        check { company.checkins(from: $0, until: $1) }
        check { company.screenCaptures(from: $0, until: $1) }
        check { company.meetingRecordings(from: $0, until: $1) }
        check { company.meetingRecordings(from: $0, until: $1, by: .fileEnd) }
        check { company.journals(from: $0, until: $1) }
        check { company.corpRecordings(from: $0, until: $1) }
        check { company.corpRecordings(from: $0, until: $1, by: .fileStart) }
    }

    @Test func everyServiceHasRecordsAtExactMidnight() {
        func midnights(_ instants: [Int]) -> Int {
            instants.filter { ($0 + 28_800) % 86_400 == 0 }.count
        }
        let (from, until) = (Bench.monday, Bench.monday + 28 * Bench.day)
        #expect(midnights(company.checkins(from: from, until: until).map(\.checkinTime)) > 28)
        #expect(midnights(company.screenCaptures(from: from, until: until).map(\.time)) >= 28)
        #expect(midnights(company.journals(from: from, until: until).map(\.reportTime)) > 5)
        let meetings = company.meetingRecordings(from: from, until: until).map(\.meetingStartTime)
        #expect(midnights(meetings.filter { $0 % 1_000 == 0 }.map { $0 / 1_000 }) > 1)
        let corp = company.corpRecordings(from: from, until: until).map(\.mediaStartTime)
        #expect(midnights(corp.filter { $0 % 1_000 == 0 }.map { $0 / 1_000 }) > 5)
    }

    @Test func attendanceDaysHoldTheirPunches() {
        let rows = company.checkins(from: Bench.monday, until: Bench.monday + 30 * Bench.day)
        #expect(
            rows.allSatisfy {
                $0.checkinTime >= $0.attendanceStart
                    && $0.checkinTime < $0.attendanceStart + Bench.day
            })
        // After midnight and before the cut at 04:00: still the day before.
        let late = rows.filter {
            $0.groupid == 1 && $0.checkinType == "下班打卡"
                && Day(containing: $0.checkinTime).number != $0.attendanceDay
        }
        #expect(late.count > 10)
    }

    @Test func checkinsAreRich() {
        let rows = company.checkins(from: Bench.monday, until: Bench.monday + 30 * Bench.day)
        let exceptions = Set(rows.map(\.exceptionType))
        #expect(exceptions.isSuperset(of: ["", "时间异常", "地点异常", "时间异常;地点异常", "未打卡"]))
        #expect(exceptions.contains("wifi异常") && exceptions.contains("非常用设备"))
        #expect(Set(rows.map(\.checkinType)) == ["上班打卡", "下班打卡", "外出打卡", "仅记录打卡时间和位置"])
        #expect(Set(rows.compactMap(\.groupid)) == [1, 2, 3, 4, 5])
        for row in rows where row.exceptionType == "未打卡" {
            #expect(row.lat == 0 && row.lng == 0 && row.mediaids.isEmpty)
        }
        #expect(rows.contains { $0.deviceid == nil } && rows.contains { $0.lat == nil })
        #expect(
            rows.contains { $0.notes.contains("\n") } && rows.contains { $0.notes.contains("，") })
        #expect(
            rows.contains { $0.notes.contains("\"") } && rows.contains { $0.notes.contains(",") })
        #expect(Set(rows).count == rows.count)
    }

    @Test func recordingsAreRich() {
        let (from, until) = (Bench.monday, Bench.monday + 31 * Bench.day)
        let corp = company.corpRecordings(from: from, until: until)
        #expect(corp.count > 100)
        #expect(Set(corp.map(\.recordType)) == [0, 2, 4, 5])
        #expect(Set(corp.map(\.state)) == [1, 2, 3])
        #expect(corp.contains { $0.userid.isEmpty } && corp.contains { $0.recordFiles.count > 1 })
        #expect(corp.contains { $0.subject.contains("\u{1B}") })
        #expect(corp.contains { $0.subject.contains("\u{202E}") })
        #expect(Set(corp.map(\.meetingRecordID)).count == corp.count)
        #expect(
            Set(corp.flatMap(\.recordFiles).map(\.recordFileID)).count
                == corp.flatMap(\.recordFiles).count)
        #expect(corp.allSatisfy { (Int($0.meetingRecordID) ?? 0) > 1 << 53 })
        let meetings = company.meetingRecordings(from: from, until: until)
        #expect(Set(meetings.map(\.state)) == [1, 2, 3])
        #expect(meetings.allSatisfy { $0.recordFiles.isEmpty == ($0.state != 3) })
        #expect(meetings.contains { $0.title.contains("\u{1B}") })
        #expect(meetings.contains { $0.title.contains("\u{202E}") })
        #expect(meetings.flatMap(\.recordFiles).contains { $0.recordSize > 1 << 32 })
        #expect(meetings.flatMap(\.recordFiles).contains { $0.sharing?.sharingExpire == 0 })
        #expect(meetings.flatMap(\.recordFiles).contains { $0.sharing == nil })
        #expect(company.meetingRecordings(creator: "zhangsan", from: from, until: until).count > 20)
        #expect(Set(meetings.map(\.meetingRecordID)).count == meetings.count)
    }

    @Test func identifiersLeadBack() {
        for value in [0, 1, 31, 20_000 * 64, 1 << 39] {
            #expect(IDCodec.backward(IDCodec.forward(value)) == value)
            #expect(IDCodec.value(ofText: IDCodec.text(value)) == value)
        }
        for value in [0, 1, 700_000] {
            #expect(IDCodec.value(ofCode: IDCodec.code(value)) == value)
        }
        #expect(IDCodec.value(ofCode: "000000001") == nil)
        #expect(IDCodec.value(ofText: "!!!!!!!!") == nil)
        for journal in company.journals(from: Bench.monday, until: Bench.monday + Bench.day) {
            #expect(company.journal(uuid: journal.journalUUID) == journal)
        }
        #expect(company.journal(uuid: "41eJejN57EJNzr8HrZfmKyCN7xwKw1qRxCZUxCVuo9") == nil)
    }

    @Test func daysAreThoseOfTheCalendar() {
        let day = Day(containing: Bench.monday)
        #expect(day.civil == (2026, 8, 3))
        #expect(day.weekday == 1)
        #expect(day.start == Bench.monday)
        #expect(Day(containing: Bench.monday - 1).weekday == 0)
        #expect(Day(containing: -28_801).civil == (1969, 12, 31))
        #expect(Day(number: 19_782).civil == (2024, 2, 29))
    }
}
