import Foundation
import Testing

@testable import WorkQLSandbox

@Suite struct GeneratedCompanyTests {
    private static let company = try! Company.generated(people: 250, checkinsPerDay: 3, seed: 9)

    private func ask(
        _ company: Company, users: Range<Int>, days: Int, type: Int = 3,
        _ change: (inout SandboxReadings) -> Void = { _ in }
    ) -> Answer {
        let bench = Bench {
            $0.company = company
            change(&$0.readings)
        }
        let names = company.people[users].map { "\"\($0.userid)\"" }.joined(separator: ",")
        return bench.post(
            .checkin,
            """
            {"opencheckindatatype":\(type),"starttime":\(Bench.monday),\
            "endtime":\(Bench.monday + days * Bench.day - 1),"useridlist":[\(names)]}
            """)
    }

    @Test func countsAreThoseAskedFor() throws {
        let company = Self.company
        #expect(company.people.count == 250)
        #expect(company.visiblePeople.count == 250)
        #expect(company.departments.count == 4)
        #expect(company.people.map(\.userid).first == "p0000001")
        let rows = company.checkins(from: Bench.monday, until: Bench.monday + 7 * Bench.day)
        #expect(rows.count == 250 * 7 * 3)
        #expect(Set(rows).count == rows.count)
        let faulty = rows.count { $0.exceptionType == "时间异常" }
        #expect((rows.count / 24...rows.count / 11).contains(faulty))
        #expect(rows.allSatisfy { Day(containing: $0.checkinTime).number == $0.attendanceDay })
        let other = try Company.generated(people: 250, checkinsPerDay: 3, seed: 10)
        #expect(other.checkins(from: Bench.monday, until: Bench.monday + Bench.day) != rows)
    }

    @Test(arguments: [1, 2, 1_000])
    func anyNumberADayAscends(perDay: Int) throws {
        let company = try Company.generated(people: 1, checkinsPerDay: perDay)
        let rows = company.checkins(of: company.people[0], on: Day(containing: Bench.monday))
        #expect(rows.count == perDay)
        #expect(zip(rows, rows.dropFirst()).allSatisfy { $0.checkinTime < $1.checkinTime })
        #expect(rows.first?.checkinType == "上班打卡")
        #expect(perDay == 1 || rows.last?.checkinType == "下班打卡")
    }

    @Test func sizesOutOfRangeAreRefused() {
        for (people, perDay, text) in [
            (0, 2, "people: 0 is not within 1…1000000"),
            (1_000_001, 2, "people: 1000001 is not within 1…1000000"),
            (10, 0, "checkinsPerDay: 0 is not within 1…1000"),
            (10, 1_001, "checkinsPerDay: 1001 is not within 1…1000"),
        ] {
            do {
                _ = try Company.generated(people: people, checkinsPerDay: perDay)
                Issue.record("\(people) and \(perDay) were taken")
            } catch {
                #expect("\(error)" == text)
            }
        }
    }

    /// Rows copied with other times are those that would have been written one by one, under every
    /// interpretation: a correction of a nonexistent row prevents the rows from being copied.
    @Test(arguments: SandboxReadings.CheckinWindow.allCases, 1...3)
    func copiedRowsAreWrittenRows(window: SandboxReadings.CheckinWindow, type: Int) {
        for fields in SandboxReadings.OptionalFields.allCases {
            let copied = ask(Self.company, users: 95..<130, days: 9, type: type) {
                $0.checkinWindow = window
                $0.optionalFields = fields
                $0.unknownFields = fields == .empty
            }
            let written = ask(Self.company, users: 95..<130, days: 9, type: type) {
                $0.checkinWindow = window
                $0.optionalFields = fields
                $0.unknownFields = fields == .empty
                $0.corrections = [.init(userid: "nobody", checkinTime: 0, kind: .removed)]
            }
            #expect(copied.wire.body == written.wire.body)
            #expect(copied.rows("checkindata").count > 35 * 7)
        }
    }

    /// Times of nine digits do not fit into rows made for ten.
    @Test func theDistantPastIsRightAsWell() {
        let bench = Bench { $0.company = Self.company }
        let answer = bench.post(
            .checkin,
            #"{"opencheckindatatype":3,"starttime":999900000,"endtime":1000200000,"#
                + #""useridlist":["p0000001"]}"#)
        let times = numbers(answer.rows("checkindata"), "checkin_time")
        let all = Self.company.checkins(
            userids: ["p0000001"], from: 999_900_000 - Bench.day, until: 1_000_200_000 + Bench.day)
        #expect(times.count > 6)
        #expect(Set(times).isSubset(of: all.map(\.checkinTime)))
    }

    /// A client can find everybody who exists.
    @Test func everybodyCanBeFound() {
        let bench = Bench { $0.company = Self.company }
        let ids = numbers(bench.people(.departmentSimpleList).rows("department_id"), "id")
        #expect(ids.count == 4)
        let users = ids.flatMap {
            texts(bench.people(.userSimpleList, "&department_id=\($0)").rows("userlist"), "userid")
        }
        #expect(users.sorted() == Self.company.people.map(\.userid))
    }
}
