import Foundation
import Testing

@testable import WorkQLSandbox

@Suite struct JournalTests {
    private static let month = 28 * Bench.day

    private static let defaults = [
        "starttime": "\(Bench.monday)", "endtime": "\(Bench.monday + month)", "cursor": "0",
        "limit": "100",
    ]

    private func ask(_ bench: Bench, _ changes: [String: String] = [:]) -> Answer {
        bench.post(.journal, Bench.body(JournalTests.defaults, changes))
    }

    private func list(_ answer: Answer) -> [String] {
        answer.json["journaluuid_list"] as? [String] ?? []
    }

    private func pages(_ bench: Bench, _ changes: [String: String] = [:]) -> [[String]] {
        var pages: [[String]] = []
        var cursor = 0
        while pages.count < 100 {
            let answer = ask(bench, changes.merging(["cursor": "\(cursor)"]) { $1 })
            pages.append(list(answer))
            let next = answer.json["next_cursor"] as? Int ?? -1
            #expect((0...4_294_967_295).contains(next))
            if answer.json["endflag"] as? Int == 1 { break }
            #expect(next > cursor)
            cursor = next
        }
        return pages
    }

    private func filter(_ filters: [(String, String)]) -> [String: String] {
        let texts = filters.map { "{\"key\":\"\($0.0)\",\"value\":\"\($0.1)\"}" }
        return ["filters": "[" + texts.joined(separator: ",") + "]"]
    }

    private func records(_ bench: Bench) -> [JournalRecord] {
        bench.company.journals(from: Bench.monday, until: Bench.monday + JournalTests.month + 1)
    }

    @Test func pagesTogetherAreTheWindowInTheOrderOfSubmission() {
        let bench = Bench()
        let pages = pages(bench)
        #expect(pages.count > 10)
        #expect(pages.dropLast().allSatisfy { $0.count == 100 })
        let expected = records(bench)
        #expect(pages.flatMap { $0 } == expected.map(\.journalUUID))
        #expect(expected.map(\.submitTime) == expected.map(\.submitTime).sorted())
        #expect(bench.rules.isEmpty)
    }

    @Test func anEmptyWindowEndsAtOnce() {
        let sunday = Bench.monday - Bench.day + 3_600
        let answer = ask(
            Bench(), ["starttime": "\(sunday)", "endtime": "\(sunday + 3_600)"])
        #expect(list(answer).isEmpty)
        #expect(answer.json["endflag"] as? Int == 1)
    }

    @Test func theEndBelongsToTheWindowOrNot() {
        let bench = Bench()
        let midnight = records(bench).map(\.reportTime).first { ($0 + 28_800) % 86_400 == 0 } ?? 0
        let window = ["starttime": "\(midnight - 60)", "endtime": "\(midnight)"]
        #expect(!list(ask(bench, window)).isEmpty)
        #expect(list(ask(Bench { $0.readings.windowEnd = .halfOpen }, window)).isEmpty)
    }

    @Test func theInstantIsReportOrSubmission() {
        let bench = Bench()
        let late = records(bench).first { $0.submitTime > $0.reportTime }
        let submitted = late?.submitTime ?? 0
        let window = ["starttime": "\(submitted)", "endtime": "\(submitted + 1)"]
        let uuid = late?.journalUUID ?? ""
        #expect(!list(ask(bench, window)).contains(uuid))
        let other = Bench { $0.readings.journalInstant = .submitTime }
        #expect(list(ask(other, window)).contains(uuid))
    }

    @Test func filtersAreApplied() {
        let bench = Bench()
        let all = records(bench)
        let weekly = Company.journalTemplates[1].templateID
        func wanted(_ keeps: (JournalRecord) -> Bool) -> [String] {
            all.filter(keeps).map(\.journalUUID)
        }
        func asked(_ bench: Bench, _ filters: [(String, String)]) -> [String] {
            pages(bench, filter(filters)).flatMap { $0 }
        }
        #expect(asked(bench, [("creator", "zhangsan")]) == wanted { $0.creator == "zhangsan" })
        #expect(asked(bench, [("department", "3")]) == wanted { $0.departments.contains(3) })
        #expect(asked(bench, [("template_id", weekly)]) == wanted { $0.templateID == weekly })
        #expect(
            asked(bench, [("department", "3"), ("template_id", weekly)])
                == wanted { $0.departments.contains(3) && $0.templateID == weekly })
        let subtree = Bench { $0.readings.journalDepartment = .subtree }
        #expect(
            asked(subtree, [("department", "3")])
                == wanted { !Set([3, 4]).isDisjoint(with: $0.departments) })
        #expect(bench.rules.isEmpty)
        #expect(ask(bench, filter([("creator", "nobody")])).code == 60_111)
        #expect(ask(bench, filter([("department", "77")])).code == 60_003)
        #expect(bench.rules.isEmpty)
    }

    @Test(arguments: [
        ["limit": "0"], ["limit": "101"], ["limit": ""], ["limit": #""10""#], ["cursor": ""],
        ["cursor": #""0""#], ["cursor": "-1"], ["cursor": "4294967296"], ["cursor": "17"],
        ["starttime": #""1785686400""#], ["starttime": ""], ["endtime": ""],
        ["endtime": "\(Bench.monday)"], ["endtime": "\(Bench.monday + 28 * Bench.day + 1)"],
        ["start_time": "1"], ["filters": "{}"], ["filters": "[1]"],
        ["filters": #"[{"key":"creator"}]"#], ["filters": #"[{"key":"name","value":"x"}]"#],
        ["filters": #"[{"key":"department","value":3}]"#],
        ["filters": #"[{"key":"department","value":"x"}]"#],
        ["filters": #"[{"key":"creator","value":"lisi","op":"="}]"#],
        ["filters": #"[{"key":"creator","value":"lisi"},{"key":"creator","value":"wangwu"}]"#],
    ])
    func refusesWhatThePageForbids(changes: [String: String]) {
        let bench = Bench()
        let answer = ask(bench, changes)
        #expect(answer.code == 301_066)
        #expect((answer.json["journaluuid_list"] as? [Any])?.isEmpty == true)
        #expect(bench.rules.count == 1)
    }

    @Test func filtersHaveTheirLength() {
        let bench = Bench()
        let long = String(repeating: "x", count: 257)
        #expect(ask(bench, filter([("template_id", long)])).code == 301_066)
        #expect(bench.rules.count == 1)
        #expect(ask(bench, filter([("template_id", String(long.dropLast()))])).code == 0)
    }

    @Test(arguments: [28, 30, 31])
    func aMonthHasItsDays(days: Int) {
        let bench = Bench { $0.readings.journalMonth = days }
        let end = Bench.monday + days * Bench.day
        #expect(ask(bench, ["endtime": "\(end)"]).code == 0)
        #expect(bench.rules.isEmpty)
        #expect(ask(bench, ["endtime": "\(end + 1)"]).code == 301_066)
        #expect(bench.rules.count == 1)
    }

    @Test func aCursorIsOfItsRequest() {
        let bench = Bench()
        let cursor = ask(bench).json["next_cursor"] as? Int ?? 0
        let second = ["cursor": "\(cursor)"]
        #expect(list(ask(bench, second)) == list(ask(bench, second)))
        #expect(bench.rules.isEmpty)
        let changes = [["limit": "50"], ["endtime": "\(Bench.monday + Bench.day)"]]
        for change in changes + [filter([("creator", "lisi")])] {
            #expect(ask(bench, second.merging(change) { $1 }).code == 301_066)
        }
        #expect(bench.rules.count == 3)
    }

    @Test func detailsAreThoseOfTheReport() {
        let bench = Bench()
        func detail(_ body: String) -> Answer { bench.post(.journalDetail, body) }
        let record = records(bench).first { !$0.comments.isEmpty }
        let answer = detail("{\"journaluuid\":\"\(record?.journalUUID ?? "")\"}")
        #expect(answer.code == 0)
        let info = answer.json["info"] as? [String: Any] ?? [:]
        #expect(info["report_time"] as? Int == record?.reportTime)
        #expect(info["template_name"] as? String == record?.templateName)
        #expect((info["submitter"] as? [String: Any])?["userid"] as? String == record?.creator)
        let comments = info["comments"] as? [[String: Any]] ?? []
        #expect(numbers(comments, "commentid").contains { $0 > 1 << 53 })
        #expect(bench.rules.isEmpty)
        #expect(detail(#"{"journaluuid":"x"}"#).code == 301_066)
        #expect(bench.rules.isEmpty)
        #expect(detail("{}").code == 301_066)
        #expect(detail(#"{"journaluuid":1}"#).code == 301_066)
        #expect(detail(#"{"journal_uuid":"x"}"#).code == 301_066)
        #expect(bench.rules.count == 3)
    }
}
