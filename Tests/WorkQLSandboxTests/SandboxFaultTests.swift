import Foundation
import Testing

@testable import WorkQLSandbox

@Suite struct SandboxFaultTests {
    private func journal(_ bench: Bench, cursor: Int = 0) -> Answer {
        bench.post(
            .journal,
            """
            {"starttime":\(Bench.monday),"endtime":\(Bench.monday + 7 * Bench.day),\
            "cursor":\(cursor),"limit":100}
            """)
    }

    private func checkin(_ bench: Bench) -> Answer {
        bench.post(
            .checkin,
            """
            {"opencheckindatatype":3,"starttime":\(Bench.monday),\
            "endtime":\(Bench.monday + Bench.day),"useridlist":["zhangsan"]}
            """)
    }

    private func bench(_ faults: SandboxFault...) -> Bench { Bench { $0.faults = faults } }

    @Test func plansCountBusinessCalls() {
        let bench = bench(.every(3, .busy))
        _ = bench.token()
        #expect((0..<7).map { _ in checkin(bench).code } == [0, 0, -1, 0, 0, -1, 0])
        // gettoken neither counts nor fails.
        #expect((0..<4).map { _ in bench.getToken().code } == [0, 0, 0, 0])
        #expect((0..<2).map { _ in checkin(bench).code } == [0, -1])
        #expect(bench.rules.isEmpty)
    }

    @Test func plansCanBeForOneCallOrTheFirst() {
        let one = bench(.nth(2, .busy))
        #expect((0..<4).map { _ in checkin(one).code } == [0, -1, 0, 0])
        let first = bench(.first(2, .busy))
        #expect((0..<4).map { _ in checkin(first).code } == [-1, -1, 0, 0])
        let never = bench(.every(0, .busy))
        #expect(checkin(never).code == 0)
    }

    @Test func plansCanBeForOneEndpoint() {
        let bench = bench(.nth(1, .busy, on: .journal), .nth(1, .tooMany, on: .getToken))
        #expect(bench.getToken().code == 45_033)
        #expect(checkin(bench).code == 0)
        #expect(journal(bench).code == 301_067)
        #expect(journal(bench).code == 0)
    }

    @Test func plansCanBeReplaced() {
        let bench = bench(.every(1, .busy))
        #expect(checkin(bench).code == -1)
        bench.sandbox.setFaults([])
        #expect(checkin(bench).code == 0)
        bench.sandbox.setFaults([.nth(1, .busy)])
        #expect(checkin(bench).code == -1)
    }

    @Test(arguments: [
        (SandboxFault.Kind.busy, -1, 301_067, 41), (.internalError, 301_022, 301_067, 5_108),
        (.frequency, 45_009, 45_009, 190_313), (.dayFrequency, 45_009, 45_009, 190_311),
        (.tooMany, 45_033, 45_033, 190_310), (.notAuthorised, 48_002, 48_002, 500_063),
        (.untrustedAddress, 60_020, 60_020, 500_125), (.noPermission, 301_065, 301_065, 500_014),
        (.code(730_004), 730_004, 730_004, 730_004),
    ])
    func codesAreThoseOfTheServices(
        kind: SandboxFault.Kind, wecom: Int, report: Int, tencent: Int
    ) {
        let bench = bench(.every(1, kind))
        #expect(checkin(bench).code == wecom)
        #expect(checkin(bench).wire.status == 200)
        #expect(journal(bench).code == report)
        let answer = bench.corp()
        #expect(answer.code == tencent)
        #expect(answer.wire.status == ([41, 5_108].contains(tencent) ? 500 : 400))
        #expect(bench.rules.isEmpty)
        #expect(bench.sandbox.requests.last?.fault == kind)
        #expect(bench.sandbox.requests.last?.code == tencent)
    }

    @Test func untrustedAddressesAreNamed() {
        let text = checkin(bench(.every(1, .untrustedAddress))).json["errmsg"] as? String ?? ""
        #expect(text.contains("from ip: 203.0.113.7"))
        #expect(text.hasPrefix("not allow to access from your ip"))
    }

    /// The next page is returned as if the failed call had not been made.
    @Test(arguments: [
        SandboxFault.Kind.busy, .http502, .dropped, .cutShort, .cutJSON, .badJSON, .frequency,
    ])
    func faultsMoveNoCursor(kind: SandboxFault.Kind) {
        let whole = Bench()
        let cursor = journal(whole).json["next_cursor"] as? Int ?? 0
        let bench = bench(.nth(2, kind))
        #expect(journal(bench).json["next_cursor"] as? Int == cursor)
        _ = journal(bench, cursor: cursor)
        #expect(
            journal(bench, cursor: cursor).wire.text == journal(whole, cursor: cursor).wire.text)
        #expect(bench.rules.isEmpty)
    }

    @Test func badGatewaysSpeakHTML() {
        let answer = checkin(bench(.every(1, .http502)))
        #expect(answer.wire.status == 502)
        #expect(answer.header("Content-Type") == "text/html")
        #expect(answer.code == nil)
    }

    @Test func answersAreSpoilt() {
        let whole = checkin(Bench()).wire
        let short = checkin(bench(.every(1, .cutShort))).wire
        #expect(short.delivery == .cutShort && short.text == whole.text)
        let cut = checkin(bench(.every(1, .cutJSON)))
        #expect(cut.wire.delivery == .whole && cut.json.isEmpty)
        #expect(whole.text.hasPrefix(cut.wire.text) && !cut.wire.text.isEmpty)
        #expect(checkin(bench(.every(1, .badJSON))).json.isEmpty)
        #expect(checkin(bench(.every(1, .dropped))).wire.delivery == .dropped)
        let slow = checkin(bench(.every(1, .slow(seconds: 2.5)))).wire
        #expect(slow.delay == 2.5 && slow.text == whole.text)
    }

    @Test func latencyIsAddedToEveryAnswer() {
        let bench = Bench {
            $0.latency = 0.25
            $0.faults = [.nth(2, .slow(seconds: 1)), .nth(3, .busy)]
        }
        #expect((0..<3).map { _ in checkin(bench).wire.delay } == [0.25, 1.25, 0.25])
    }

    @Test func expiredTokensAreWorthlessFromThenOn() {
        let bench = bench(.nth(1, .expiredToken))
        #expect(checkin(bench).code == 42_001)
        #expect(checkin(bench).code == 42_001)
        bench.dropToken()
        #expect(checkin(bench).code == 0)
        #expect(Bench { $0.faults = [.every(1, .expiredToken)] }.corp().code == 0)
    }

    @Test func faultyCallsCountAgainstTheQuota() {
        let bench = Bench {
            $0.faults = [.first(9, .busy)]
        }
        for _ in 0..<10 { _ = bench.corp() }
        #expect(bench.corp().code == 190_313)
    }
}

/// Answers with a wrong structure, and lists that change.
@Suite struct SpoiltAnswerTests {
    private func corp(_ kind: SandboxFault.Kind) -> Answer {
        Bench { $0.faults = [.every(1, kind)] }.corp()
    }

    @Test func fieldsAreTakenAwayAndReplaced() {
        let whole = Bench().corp()
        #expect(corp(.lacking("total_count")).json["total_count"] == nil)
        #expect(corp(.lackingList).json["record_meetings"] == nil)
        #expect(corp(.nullList).json["record_meetings"] is NSNull)
        #expect(corp(.emptiedList).rows("record_meetings").isEmpty)
        #expect(!whole.rows("record_meetings").isEmpty)
        #expect(corp(.emptiedList).json["total_count"] as? Int == whole.json["total_count"] as? Int)
        #expect(corp(.holding("total_count", "0")).json["total_count"] as? Int == 0)
        #expect(corp(.answerOf(.journal)).json["journaluuid_list"] != nil)
        let endless = corp(.endless)
        #expect(endless.json["total_page"] as? Int == 2 && endless.rows("record_meetings").isEmpty)
    }

    @Test func bodiesAreOtherThanJSON() {
        #expect(corp(.loginPage).wire.text.hasPrefix("<!DOCTYPE html>"))
        #expect(corp(.loginPage).wire.status == 200)
        #expect(corp(.trailingText).wire.text.hasSuffix("}\n<!-- proxy -->"))
        #expect(corp(.emptyBody).wire.body.isEmpty)
        #expect(corp(.arrayBody).wire.text.hasPrefix("[{"))
        #expect(corp(.scalarBody).wire.text == "null")
        #expect(corp(.byteOrderMark).wire.body.starts(with: [0xEF, 0xBB, 0xBF]))
    }
}
