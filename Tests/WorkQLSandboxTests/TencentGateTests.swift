import Foundation
import Testing

@testable import WorkQLSandbox

@Suite struct TencentGateTests {
    /// Computed with the official Python snippet, the first two checked with the official Java
    /// snippet and openssl; the keys are dummies.
    @Test func signaturesAreThoseOfTheOfficialSnippets() {
        #expect(
            Signature.of(
                method: "POST", key: "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", nonce: "1234567",
                timestamp: "1572168600", target: "/v1/meetings/7567454748865986567/cancel",
                body: Array(
                    #"{"userid":"test1","instanceid":1,"reason_code":1,"reason_detail":"取消会议"}"#
                        .utf8),
                secret: "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE")
                == "ZDdhMDJkMzE5MDg1OWZhODJmMjE2OTNlZjgyMDQzZmE4ODZkZDBmZDI0OWRjY2E0YThhYzViN2I0OWE4"
                + "NGE3Yw==")
        #expect(
            Signature.of(
                method: "GET", key: "AKIDEXAMPLE", nonce: "88080", timestamp: "1613750400",
                target: "/v1/corp/records?start_time=1611072000&end_time=1613750400&page_size=10"
                    + "&page=1&operator_id=KM4Ss4Th09ogUw1JiK&operator_id_type=1",
                body: [], secret: "SECRETEXAMPLE")
                == "MTVhNzA2NTk4MWQyNmI5M2UxYzk2ZTNjZTkwNTEwNWQ4ODQ5Y2YyNjA5YzQyODQ2OTRlMjg1YzIwOTRl"
                + "ZmM0MA==")
        #expect(
            Signature.of(
                method: "GET", key: "AKIDEXAMPLE", nonce: "88081", timestamp: "1613750400",
                target: "/v1/corp/records?end_time=1613750400&operator_id=a%2Bb%40x.com"
                    + "&operator_id_type=1&page=2&page_size=20&query_record_type=0"
                    + "&start_time=1611072000",
                body: [], secret: "SECRETEXAMPLE")
                == "NWUwOGU1Zjk5ZWNkMjE0ODRkZGEyZTRhMGIwNmU5MTViNjJiYjE2OGI4MTlhMDAxMmFjYjY1Mzg5ZGJh"
                + "ZWZhMA==")
    }

    @Test(arguments: [
        "X-TC-Key", "X-TC-Timestamp", "X-TC-Nonce", "X-TC-Signature", "AppId", "X-TC-Registered",
    ])
    func everyHeaderIsNeeded(name: String) {
        let bench = Bench()
        let answer = bench.corp(headers: [name: ""])
        #expect(answer.code == 200_001)
        #expect(answer.wire.status == 400)
        #expect(bench.rules == ["header \(name) is missing or stands twice"])
    }

    @Test(arguments: [
        ["X-TC-Registered": "0"], ["X-TC-Timestamp": "1.7e9"], ["X-TC-Nonce": "0"],
        ["X-TC-Nonce": "-5"], ["X-TC-Nonce": "abc"],
    ])
    func headersHaveTheirForm(headers: [String: String]) {
        let bench = Bench()
        #expect(bench.corp(headers: headers).code == 200_001)
        #expect(bench.rules.count == 1)
    }

    @Test func signaturesAreChecked() {
        let bench = Bench()
        #expect(bench.corp(secret: "wrong").code == 200_003)
        #expect(bench.corp(headers: ["X-TC-Nonce": "99"]).code == 200_003)
        #expect(bench.corp(headers: ["X-TC-Signature": "bm8="]).code == 200_003)
        #expect(bench.rules.count == 3)
        #expect(bench.corp().code == 0)
    }

    @Test func keysAreKnownOrNot() {
        let bench = Bench()
        #expect(bench.corp(headers: ["X-TC-Key": "AKIDother"]).code == 190_303)
        #expect(bench.corp(headers: ["AppId": "1"]).code == 190_303)
        #expect(bench.corp(headers: ["SdkId": "1"]).code == 190_303)
        #expect(bench.rules.isEmpty)
    }

    @Test func sdkIdIsSentWhenAssignedAndOnlyThen() {
        let bench = Bench()
        #expect(bench.corp(headers: ["SdkId": ""]).code == 190_303)
        #expect(bench.rules == ["SdkId is assigned but not sent"])
        let none = Bench { $0.tencentMeeting.sdkID = nil }
        #expect(none.corp(headers: ["SdkId": ""]).code == 0)
        #expect(none.rules.isEmpty)
        #expect(none.corp().code == 190_303)
        #expect(none.rules == ["SdkId is sent though none is assigned"])
    }

    @Test func clocksMayDifferByFiveMinutes() {
        let bench = Bench()
        let now = Int(bench.clock.seconds)
        #expect(bench.corp(timestamp: now - 300).code == 0)
        #expect(bench.corp(timestamp: now + 300).code == 0)
        #expect(bench.corp(timestamp: now - 301).code == 190_300)
        #expect(bench.corp(timestamp: now + 301).code == 190_300)
        #expect(bench.rules.isEmpty)
    }

    @Test func noncesAreUsedOnce() {
        let bench = Bench()
        let now = Int(bench.clock.seconds)
        #expect(bench.corp(timestamp: now, nonce: 5).code == 0)
        #expect(bench.corp(timestamp: now + 1, nonce: 5).code == 0)
        #expect(bench.corp(timestamp: now, nonce: 6).code == 0)
        #expect(bench.corp(timestamp: now, nonce: 5).code == 190_301)
        #expect(bench.rules == ["timestamp and nonce are used a second time"])
        let other = Bench { $0.readings.replayCode = 200_002 }
        #expect((0..<2).map { _ in other.corp(timestamp: now, nonce: 5).code } == [0, 200_002])
    }

    /// Every retry is signed again, because a failed call has used its nonce too.
    @Test func failedCallsUseUpTheirNonce() {
        let bench = Bench { $0.faults = [.nth(1, .busy)] }
        let now = Int(bench.clock.seconds)
        #expect(bench.corp(timestamp: now, nonce: 5).code == 41)
        #expect(bench.corp(timestamp: now, nonce: 5).code == 190_301)
    }

    @Test func onlyGetsWithoutBodies() {
        let bench = Bench()
        #expect(bench.corp(method: "POST").code == 190_004)
        #expect(bench.corp(body: "{}").code == 190_004)
        #expect(bench.rules == ["POST instead of GET", "GET with a body"])
    }
}
