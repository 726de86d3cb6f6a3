import Foundation
import Testing

@testable import WorkQLSandbox

/// A service has no records of the future.
@Suite struct PresentTests {
    private static let noon = Bench.monday + Bench.day / 2

    private func rows(_ answer: Answer, _ list: String) -> [[String: Any]] {
        answer.json[list] as? [[String: Any]] ?? []
    }

    private func checkins(_ bench: Bench) -> [Int] {
        let answer = bench.post(
            .checkin,
            """
            {"opencheckindatatype":3,"starttime":\(Bench.monday),"endtime":\(Bench.monday + 86400),\
            "useridlist":["zhangsan","lisi"]}
            """)
        return rows(answer, "checkindata").compactMap { $0["checkin_time"] as? Int }
    }

    @Test func nothingIsInventedAfterThePresent() {
        let all = checkins(Bench())
        let some = checkins(Bench { $0.present = { Double(Self.noon) } })
        #expect(all.contains { $0 > Self.noon })
        #expect(!some.isEmpty)
        #expect(some == all.filter { $0 <= Self.noon })
    }

    @Test func listedRecordsAreReturned() throws {
        let company = try Company(
            people: [Company.Person(userid: "lisi", name: "Li")],
            records: Company.Records(checkins: [
                CheckinRecord(
                    userid: "lisi", checkinType: "上班打卡", checkinTime: Self.noon + 3600)
            ]))
        let bench = Bench {
            $0.company = company
            $0.present = { Double(Self.noon) }
        }
        let answer = bench.post(
            .checkin,
            """
            {"opencheckindatatype":3,"starttime":\(Bench.monday),"endtime":\(Bench.monday + 86400),\
            "useridlist":["lisi"]}
            """)
        #expect(rows(answer, "checkindata").count == 1)
    }

    /// A recording that is under way has no files.
    @Test func recordingsEndLater() throws {
        let company = Company()
        let recording = try #require(
            company.meetingRecordings(from: Bench.monday, until: Bench.monday + 5 * Bench.day)
                .first { $0.state == 3 && $0.recordEndTime > $0.meetingStartTime + 60_000 })
        let before = recording.known(at: recording.meetingStartTime / 1000 - 1)
        let during = recording.known(at: recording.meetingStartTime / 1000 + 1)
        #expect(before == nil)
        #expect(during?.state == 1)
        #expect(during?.recordFiles.isEmpty == true)
        #expect(recording.known(at: recording.recordEndTime / 1000 + 1) == recording)
    }
}
