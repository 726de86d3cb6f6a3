import Foundation
import Testing

@testable import WorkQLSandbox

@Suite struct ScreenCaptureTests {
    private static let fortnight = 14 * Bench.day

    private static let defaults = [
        "start_time": "\(Bench.monday)", "end_time": "\(Bench.monday + fortnight)",
        "limit": "1000",
    ]

    private func ask(_ bench: Bench, _ changes: [String: String] = [:]) -> Answer {
        bench.post(.screenCapture, Bench.body(ScreenCaptureTests.defaults, changes))
    }

    private func pages(_ bench: Bench, _ changes: [String: String] = [:]) -> [[[String: Any]]] {
        var pages: [[[String: Any]]] = []
        var cursor = ""
        repeat {
            let answer = ask(
                bench, changes.merging(cursor.isEmpty ? [:] : ["cursor": "\"\(cursor)\""]) { $1 })
            pages.append(answer.rows("record_list"))
            #expect((answer.json["has_more"] as? Bool) == (answer.json["next_cursor"] != nil))
            cursor = answer.json["next_cursor"] as? String ?? ""
        } while !cursor.isEmpty && pages.count < 100
        return pages
    }

    private func key(_ row: [String: Any]) -> String {
        ["time", "userid", "screen_shot_type", "screen_shot_content", "system"]
            .map { "\(row[$0] ?? "-")" }.joined(separator: "|")
    }

    private func key(_ record: ScreenCaptureRecord) -> String {
        "\(record.time)|\(record.userid)|\(record.screenShotType)|\(record.screenShotContent)"
            + "|\(record.system)"
    }

    private func visible(_ bench: Bench, until: Int) -> [ScreenCaptureRecord] {
        bench.company.screenCaptures(
            userids: Set(bench.company.visiblePeople.map(\.userid)), from: Bench.monday,
            until: until)
    }

    @Test func pagesTogetherAreTheWindow() {
        let bench = Bench()
        let pages = pages(bench)
        #expect(pages.count == 2)
        #expect(pages[0].count == 1_000)
        let end = Bench.monday + ScreenCaptureTests.fortnight
        #expect(
            pages.flatMap { $0 }.map(key).sorted()
                == visible(bench, until: end + 1).map(key).sorted())
        #expect(bench.rules.isEmpty)
    }

    @Test(arguments: [1, 7, 400])
    func anyLimitGivesTheSame(limit: Int) {
        let bench = Bench()
        let window = ["end_time": "\(Bench.monday + Bench.day / 2)"]
        let pages = pages(bench, window.merging(["limit": "\(limit)"]) { $1 })
        #expect(pages.dropLast().allSatisfy { $0.count == limit })
        #expect(pages.flatMap { $0 }.map(key) == ask(bench, window).rows("record_list").map(key))
    }

    @Test func theEndBelongsToTheWindowOrNot() {
        let end = Bench.monday + Bench.day
        func hasEnd(_ reading: SandboxReadings.WindowEnd) -> Bool {
            let bench = Bench { $0.readings.windowEnd = reading }
            return numbers(ask(bench, ["end_time": "\(end)"]).rows("record_list"), "time")
                .contains(end)
        }
        #expect(hasEnd(.closed))
        #expect(!hasEnd(.halfOpen))
    }

    @Test func timesAreSecondsOrMilliseconds() {
        let seconds = numbers(ask(Bench()).rows("record_list"), "time")
        let bench = Bench { $0.readings.screenCaptureTime = .milliseconds }
        #expect(numbers(ask(bench).rows("record_list"), "time") == seconds.map { $0 * 1_000 })
    }

    @Test func hiddenPeopleAreSilentlyAbsentOrRefused() {
        let bench = Bench()
        let hidden = Set(bench.company.hiddenUserids)
        let there = bench.company.screenCaptures(
            from: Bench.monday, until: Bench.monday + ScreenCaptureTests.fortnight)
        #expect(there.contains { hidden.contains($0.userid) })
        let all = pages(bench).flatMap { $0 }
        #expect(hidden.isDisjoint(with: texts(all, "userid")))
        // Visible people of a department that is not visible to the app have no department_id.
        #expect(all.contains { $0["department_id"] == nil })
        #expect(numbers(all, "department_id").allSatisfy { $0 != 12 && $0 != 1 })
        #expect(ask(bench, ["userid_list": #"["guwei"]"#]).rows("record_list").isEmpty)
        #expect(ask(bench, ["department_id_list": "[12]"]).rows("record_list").isEmpty)

        let strict = Bench { $0.readings.screenCaptureOutOfScope = .refused }
        #expect(ask(strict, ["userid_list": #"["guwei"]"#]).code == 301_021)
        #expect(ask(strict, ["department_id_list": "[12]"]).code == 60_011)
    }

    @Test func filtersAreApplied() {
        let bench = Bench()
        let all = pages(bench).flatMap { $0 }
        func wanted(_ keeps: ([String: Any]) -> Bool) -> [String] { all.filter(keeps).map(key) }
        let isWangwu = { (row: [String: Any]) in row["userid"] as? String == "wangwu" }
        let isThree = { (row: [String: Any]) in row["department_id"] as? Int == 3 }
        #expect(
            ask(bench, ["userid_list": #"["wangwu"]"#]).rows("record_list").map(key)
                == wanted(isWangwu))
        #expect(
            ask(bench, ["department_id_list": "[3]"]).rows("record_list").map(key)
                == wanted(isThree))
        #expect(
            ask(bench, ["screen_shot_type": "4"]).rows("record_list").map(key)
                == wanted { $0["screen_shot_type"] as? Int == 4 })
        #expect(bench.rules.isEmpty)

        let both = ["userid_list": #"["wangwu"]"#, "department_id_list": "[3]"]
        #expect(ask(bench, both).code == 40_058)
        #expect(bench.rules == ["both userid_list and department_id_list"])
        let and = Bench { $0.readings.screenCaptureLists = .and }
        #expect(ask(and, both).rows("record_list").isEmpty)
        let or = Bench { $0.readings.screenCaptureLists = .or }
        #expect(
            pages(or, both).flatMap { $0 }.map(key) == wanted { isWangwu($0) || isThree($0) })
    }

    @Test(arguments: [
        ["limit": "0"], ["limit": "1001"], ["limit": #""10""#], ["start_time": ""],
        ["end_time": ""], ["start_time": "0"], ["end_time": "\(Bench.monday)"],
        ["end_time": "\(Bench.monday + 14 * Bench.day + 1)"], ["screen_shot_type": "0"],
        ["screen_shot_type": "7"], ["userid_list": #""wangwu""#], ["userid_list": "[3]"],
        ["department_id_list": #"["3"]"#], ["starttime": "1"], ["cursor": "0"],
        ["cursor": #""bm90IGEgY3Vyc29y""#], ["cursor": #""不""#],
    ])
    func refusesWhatThePageForbids(changes: [String: String]) {
        let bench = Bench()
        let answer = ask(bench, changes)
        #expect(answer.code == 40_058)
        #expect((answer.json["record_list"] as? [Any])?.isEmpty == true)
        #expect(bench.rules.count == 1)
    }

    @Test func takesAHundredOfAListAndNoMore() {
        let bench = Bench()
        let people = bench.company.visiblePeople.map { "\"\($0.userid)\"" }
        func list(_ texts: some Sequence<String>) -> String {
            "[" + texts.joined(separator: ",") + "]"
        }
        #expect(ask(bench, ["userid_list": list(people.prefix(100))]).code == 0)
        #expect(bench.rules.isEmpty)
        #expect(ask(bench, ["userid_list": list(people.prefix(101))]).code == 40_058)
        #expect(ask(bench, ["department_id_list": list((1...101).map(String.init))]).code == 40_058)
        #expect(bench.rules.count == 2)
    }

    @Test func aCursorIsOfItsRequest() {
        let bench = Bench()
        let cursor = ask(bench, ["limit": "10"]).json["next_cursor"] as? String ?? ""
        let first = ["limit": "10", "cursor": "\"\(cursor)\""]
        #expect(ask(bench, first).code == 0)
        // Requesting a second time changes nothing.
        #expect(
            ask(bench, first).rows("record_list").map(key)
                == ask(bench, first).rows("record_list").map(key))
        #expect(bench.rules.isEmpty)
        for change in [
            ["limit": "11"], ["end_time": "\(Bench.monday + Bench.day)"],
            ["screen_shot_type": "1"],
        ] {
            #expect(ask(bench, first.merging(change) { $1 }).code == 40_058)
        }
        #expect(bench.rules == Array(repeating: "a parameter changed under a cursor", count: 3))
    }

    @Test func cursorsDie() {
        let bench = Bench { $0.cursorLifetime = 600 }
        let cursor = ask(bench, ["limit": "10"]).json["next_cursor"] as? String ?? ""
        bench.clock.advance(600)
        #expect(ask(bench, ["limit": "10", "cursor": "\"\(cursor)\""]).code == 0)
        bench.clock.advance(1)
        #expect(ask(bench, ["limit": "10", "cursor": "\"\(cursor)\""]).code == 40_058)
        #expect(bench.rules.isEmpty)
    }

    @Test func aCursorOutlivesItsToken() {
        let bench = Bench()
        let cursor = ask(bench, ["limit": "10"]).json["next_cursor"] as? String ?? ""
        bench.sandbox.revokeTokens()
        bench.dropToken()
        #expect(ask(bench, ["limit": "10", "cursor": "\"\(cursor)\""]).code == 0)
    }

    @Test func someRowsAreAlike() {
        let keys = pages(Bench()).flatMap { $0 }.map(key)
        #expect(Set(keys).count < keys.count)
    }

    @Test func rowsComeInTheOrderRead() {
        func rows(_ order: SandboxReadings.RowOrder) -> [[String: Any]] {
            ask(Bench { $0.readings.rowOrder = order }).rows("record_list")
        }
        let newest = numbers(rows(.newestFirst), "time")
        #expect(newest == newest.sorted(by: >) && newest == numbers(rows(.natural), "time"))
        let oldest = numbers(rows(.oldestFirst), "time")
        #expect(oldest == oldest.sorted())
        let users = texts(rows(.byUser), "userid")
        #expect(users == users.sorted())
    }
}
