import Foundation
import Testing

@testable import WorkQLSandbox

@Suite struct CorpTests {
    private static let month = 31 * Bench.day

    private func query(_ changes: [String: String] = [:]) -> String {
        let defaults = [
            "start_time": "\(Bench.monday)", "end_time": "\(Bench.monday + CorpTests.month)",
            "operator_id": "zhangsan", "operator_id_type": "1", "page_size": "20", "page": "1",
            "query_record_type": "0",
        ]
        return defaults.merging(changes) { $1 }.filter { !$0.value.isEmpty }
            .map { "\($0.key)=\($0.value)" }.sorted().joined(separator: "&")
    }

    private func bench(_ change: (inout SandboxReadings) -> Void = { _ in }) -> Bench {
        Bench {
            $0.quotas[.corpRecording] = []
            change(&$0.readings)
        }
    }

    private func pages(_ bench: Bench, _ changes: [String: String] = [:]) -> [Answer] {
        var pages: [Answer] = []
        while pages.count < 100 {
            let page = ["page": "\(pages.count + 1)"]
            let answer = bench.corp(query(changes.merging(page) { $1 }))
            pages.append(answer)
            if pages.count >= answer.json["total_page"] as? Int ?? 0 { break }
        }
        return pages
    }

    private func ids(_ pages: [Answer]) -> [String] {
        texts(pages.flatMap { $0.rows("record_meetings") }, "meeting_record_id")
    }

    @Test(arguments: RecordingInstant.allCases)
    func pagesTogetherAreTheWindow(instant: RecordingInstant) {
        let bench = bench { $0.corpInstant = instant }
        let pages = pages(bench)
        let expected = bench.company.corpRecordings(
            from: Bench.monday, until: Bench.monday + CorpTests.month, by: instant
        ).map(\.meetingRecordID)
        // A closed end may add recordings that begin exactly at the end.
        #expect(Set(ids(pages)).isSuperset(of: expected))
        #expect(ids(pages).count <= expected.count + 1)
        #expect(pages.count > 5)
        #expect(bench.rules.isEmpty)
    }

    @Test func totalsAreOfAllAndTheSizeIsOfAPage() {
        let bench = bench()
        let first = bench.corp(query())
        let total = first.json["total_count"] as? Int ?? 0
        let last = (total + 19) / 20
        #expect(first.json["total_page"] as? Int == last)
        let answer = bench.corp(query(["page": "\(last)"]))
        #expect(answer.json["current_size"] as? Int == 20)
        #expect(answer.json["current_page"] as? Int == last)
        #expect(answer.rows("record_meetings").count == total - (last - 1) * 20)
        let beyond = bench.corp(query(["page": "\(last + 1)"]))
        #expect(beyond.code == 0)
        #expect(beyond.rows("record_meetings").isEmpty)
        #expect(beyond.json["total_count"] as? Int == total)
    }

    @Test func defaultsAreThoseOfThePage() {
        let answer = bench().corp(query(["page": "", "page_size": "", "query_record_type": ""]))
        #expect(answer.json["current_page"] as? Int == 1)
        #expect(answer.rows("record_meetings").count == 10)
        // A call without a type omits the uploads.
        #expect(Set(numbers(answer.rows("record_meetings"), "record_type")) == [0])
    }

    @Test func typesAreFiltered() {
        let bench = bench()
        func types(_ asked: String) -> Set<Int> {
            let rows = pages(bench, ["query_record_type": asked]).flatMap {
                $0.rows("record_meetings")
            }
            return Set(numbers(rows, "record_type"))
        }
        #expect(types("0") == [0, 2, 4, 5])
        #expect(types("1") == [0])
        #expect(types("2") == [2])
    }

    @Test func theEndBelongsToTheWindowOrNot() {
        let company = Company()
        let exact = company.corpRecordings(
            from: Bench.monday + 1, until: Bench.monday + 7 * Bench.day
        ).first { ($0.mediaStartTime / 1_000 + 28_800) % 86_400 == 0 }
        let end = (exact?.mediaStartTime ?? 0) / 1_000
        let window = ["end_time": "\(end)"]
        let id = exact?.meetingRecordID ?? ""
        #expect(ids(pages(bench(), window)).contains(id))
        #expect(!ids(pages(bench { $0.windowEnd = .halfOpen }, window)).contains(id))
    }

    @Test func filesComeWithStateThreeAndAddressesWithSharing() {
        let rows = pages(bench()).flatMap { $0.rows("record_meetings") }
        #expect(rows.allSatisfy { ($0["record_files"] != nil) == ($0["state"] as? Int == 3) })
        #expect(rows.contains { $0["userid"] as? String == "" })
        let files = rows.flatMap { $0["record_files"] as? [[String: Any]] ?? [] }
        for file in files {
            let isShared = file["sharing_state"] as? Int == 1
            #expect((file["required_participant"] != nil) == isShared)
            #expect((file["view_address"] != nil) == isShared)
            let mayLoad = file["allow_download"] as? Bool == true
            #expect((file["download_address"] != nil) == mayLoad)
        }
        #expect(texts(files, "record_file_id").count == files.count)
    }

    @Test func fileIdsMayBeNumbers() {
        let text = bench { $0.corpFileID = .number }.corp(query()).wire.text
        let string = bench().corp(query()).wire.text
        #expect(text.contains(#""record_file_id":1"#))
        #expect(string.contains(#""record_file_id":"1"#))
        #expect(!text.contains(#""record_file_id":""#))
    }

    /// Three rows are added while pages are requested: rows repeat, and without duplicates all but
    /// the three are present.
    @Test func rowsShiftWhileNewOnesArrive() {
        let asked = ids(pages(bench { $0.corpArrivals = 3 }))
        let still = ids(pages(bench()))
        #expect(Set(asked).count < asked.count)
        #expect(Set(asked) == Set(still.dropFirst(3)))
    }

    @Test func rowsComeInTheOrderRead() {
        func starts(_ order: SandboxReadings.RowOrder) -> [Int] {
            let rows = pages(bench { $0.rowOrder = order }).flatMap { $0.rows("record_meetings") }
            return numbers(rows, "media_start_time")
        }
        #expect(starts(.natural) == starts(.natural).sorted(by: >))
        #expect(starts(.oldestFirst) == starts(.oldestFirst).sorted())
    }

    @Test(arguments: [
        ["page_size": "21"], ["page_size": "0"], ["page": "0"], ["page": "x"], ["page": "01"],
        ["query_record_type": "3"], ["operator_id": ""], ["operator_id_type": ""],
        ["operator_id_type": "2"], ["start_time": ""], ["end_time": ""],
        ["end_time": "\(Bench.monday)"], ["end_time": "\(Bench.monday + 31 * Bench.day + 1)"],
        ["start_time": "1785686400000"], ["userid": "zhangsan"], ["page_size": "%2"],
    ])
    func refusesWhatThePageForbids(changes: [String: String]) {
        let bench = bench()
        let answer = bench.corp(query(changes))
        #expect(answer.code == 190_004)
        #expect(answer.wire.status == 400)
        #expect(bench.rules.count == 1)
    }

    @Test func parametersStandOnce() {
        let bench = bench()
        #expect(bench.corp(query() + "&page=1").code == 190_004)
        #expect(bench.rules == ["parameter page stands twice"])
    }

    @Test func operatorsNeedPermission() {
        let bench = bench()
        #expect(bench.corp(query(["operator_id": "lisi"])).code == 500_014)
        #expect(bench.corp(query(["operator_id": "%7Ahangsan"])).code == 0)
        #expect(bench.rules.isEmpty)
    }

    @Test func theWholeMonthMayBeAsked() {
        let bench = bench()
        #expect(bench.corp(query()).code == 0)
        #expect(bench.rules.isEmpty)
    }
}
