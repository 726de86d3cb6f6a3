import Foundation
import Testing

@testable import WorkQLSandbox

@Suite struct RecorderTests {
    @Test func everythingAskedIsNoted() {
        let bench = Bench()
        let token = bench.token()
        bench.clock.advance(3)
        let body =
            #"{ "useridlist" : ["zhangsan"], "endtime": 1785772800, "starttime":1785686400,"#
            + #" "opencheckindatatype":3 }"#
        _ = bench.post(.checkin, body)
        _ = bench.post(.checkin, "not json")
        let requests = bench.sandbox.requests
        #expect(requests.map(\.sequence) == [1, 2, 3])
        #expect(requests.map(\.method) == ["GET", "POST", "POST"])
        #expect(requests.map(\.endpoint) == [.getToken, .checkin, .checkin])
        #expect(requests.map(\.status) == [200, 200, 200])
        #expect(requests.map(\.code) == [0, 0, 40_058])
        #expect(requests[1].arrived - requests[0].arrived == 3)
        #expect(
            requests[1].body
                == #"{"endtime":1785772800,"opencheckindatatype":3,"starttime":1785686400,"#
                + #""useridlist":["zhangsan"]}"#)
        #expect(requests[2].body == "not json")
        #expect(
            requests[0].target
                == "/cgi-bin/gettoken?corpid=\(WeComCredentials.demoCorpID)&corpsecret=REDACTED")
        #expect(requests[1].target == "/cgi-bin/checkin/getcheckindata?access_token=REDACTED")
        #expect(!"\(requests)".contains(token))
        #expect(bench.sandbox.violations.map(\.sequence) == [3])
        #expect(bench.sandbox.violations.map(\.rule) == ["the body is not a JSON object"])
    }

    @Test func takingForgets() {
        let bench = Bench()
        _ = bench.token()
        #expect(bench.sandbox.takeRequests().count == 1)
        #expect(bench.sandbox.takeRequests().isEmpty)
        _ = bench.getToken()
        #expect(bench.sandbox.requests.map(\.sequence) == [2])
    }
}
