import Foundation
import Testing

@testable import WorkQLSandbox

@Suite struct TokenTests {
    private static let checkin = """
        {"opencheckindatatype":3,"starttime":\(Bench.monday),\
        "endtime":\(Bench.monday + Bench.day),"useridlist":["zhangsan"]}
        """

    private func checkin(_ bench: Bench, token: String? = nil) -> Answer {
        bench.post(.checkin, TokenTests.checkin, token: token)
    }

    @Test func aTokenIsGrantedAndStaysTheSame() {
        let bench = Bench()
        let first = bench.getToken()
        #expect(first.json["expires_in"] as? Int == 7_200)
        bench.clock.advance(100)
        let second = bench.getToken()
        #expect(second.json["access_token"] as? String == first.json["access_token"] as? String)
        #expect(second.json["expires_in"] as? Int == 7_100)
        #expect(checkin(bench).code == 0)
        #expect(bench.rules.isEmpty)
    }

    @Test func tokensExpire() {
        let bench = Bench { $0.tokenLifetime = 600 }
        let token = bench.token()
        bench.clock.advance(599)
        #expect(checkin(bench).code == 0)
        bench.clock.advance(1)
        #expect(checkin(bench).code == 42_001)
        bench.dropToken()
        #expect(bench.token() != token)
        #expect(checkin(bench).code == 0)
        #expect(bench.rules.isEmpty)
    }

    @Test func tokensAreRevoked() {
        let bench = Bench()
        let token = bench.token()
        bench.sandbox.revokeTokens()
        #expect(checkin(bench).code == 40_014)
        bench.dropToken()
        #expect(bench.token() != token)
        #expect(checkin(bench).code == 0)
    }

    @Test func missingAndForeignTokensAreRefused() {
        let bench = Bench()
        let answer = bench.post(.checkin, TokenTests.checkin, token: "")
        #expect(answer.code == 41_001)
        #expect(bench.rules == ["access_token is missing"])
        #expect(checkin(bench, token: "made-up").code == 40_014)
        let twice = bench.token() + "&access_token=" + bench.token()
        #expect(checkin(bench, token: twice).code == 40_014)
        #expect(bench.rules.count == 2)
    }

    @Test func eachSecretHasItsToken() {
        let bench = Bench {
            $0.wecom.apps.append(
                WeComCredentials.App(secret: "other", agentid: 1_000_006, endpoints: [.checkin]))
        }
        let own = bench.token()
        let other = bench.getToken(secret: "other").json["access_token"] as? String ?? ""
        #expect(own != other)
        #expect(checkin(bench, token: own).code == 0)
        #expect(checkin(bench, token: other).code == 0)
        // An app cannot call endpoints for which it has no permission.
        #expect(bench.post(.screenCapture, "{}", token: other).code == 48_002)
        #expect(bench.post(.journal, "{}", token: other).code == 301_065)
        #expect(bench.rules.isEmpty)
    }

    @Test func aCursorIsOfItsApp() {
        let bench = Bench { $0.wecom.apps.append(WeComCredentials.App(secret: "other")) }
        let other = bench.getToken(secret: "other").json["access_token"] as? String ?? ""
        let window = "\"start_time\":\(Bench.monday),\"end_time\":\(Bench.monday + Bench.day)"
        let cursor =
            bench.post(.screenCapture, "{\(window),\"limit\":5}").json["next_cursor"] as? String
        let next = "{\(window),\"limit\":5,\"cursor\":\"\(cursor ?? "")\"}"
        #expect(bench.post(.screenCapture, next, token: other).code == 40_058)
        #expect(bench.post(.screenCapture, next).code == 0)
    }

    @Test func wrongSecretsAreRefusedAndBanTheAddress() {
        let bench = Bench()
        #expect(bench.getToken(corpid: "ww0").code == 40_013)
        #expect(bench.getToken(secret: "wrong").code == 40_001)
        #expect(bench.rules.isEmpty)
        #expect(bench.getToken(secret: "wrong").code == 40_001)
        #expect(bench.rules == ["a wrong secret again"])
        #expect(bench.getToken(secret: "wrong").code == 40_001)
        #expect(bench.getToken().code == 45_009)
        #expect(bench.rules.count == 3)
        bench.clock.advance(3_600)
        #expect(bench.getToken().code == 0)
        let other = Bench { $0.readings.wrongSecretCode = 40_091 }
        #expect(other.getToken(secret: "wrong").code == 40_091)
    }

    @Test func getTokenTakesItsTwoParameters() {
        let bench = Bench()
        let corp = WeComCredentials.demoCorpID
        #expect(bench.get("/cgi-bin/gettoken?corpid=\(corp)").code == 41_004)
        #expect(bench.get("/cgi-bin/gettoken?corpsecret=x").code == 41_002)
        #expect(bench.get("/cgi-bin/gettoken?corpid=\(corp)&corpsecret=x&debug=1").code == 40_058)
        #expect(bench.rules.count == 3)
    }

    @Test func methodsAndBodiesAreJudged() {
        let bench = Bench()
        _ = bench.token()
        #expect(bench.post(.checkin, TokenTests.checkin, method: "GET").code == 43_002)
        #expect(bench.post(.agent, "", method: "POST").code == 43_001)
        #expect(bench.post(.checkin, TokenTests.checkin, contentType: "text/plain").code == 40_058)
        #expect(bench.people(.agent, "&agentid=1000005").code == 0)
        #expect(
            bench.get("/cgi-bin/agent/get?access_token=\(bench.token())&agentid=1000005", body: "x")
                .code == 40_058)
        #expect(bench.rules.count == 4)
        #expect(
            bench.post(.checkin, TokenTests.checkin, contentType: "application/json; charset=utf-8")
                .code == 0)
        #expect(bench.post(.checkin, TokenTests.checkin, contentType: nil).code == 0)
        #expect(bench.rules.count == 4)
    }

    @Test(arguments: [
        "", "null", "[]", "{", "{}x", "{\"a\":1,}", "{'a':1}", "\u{FEFF}{}", "{\"a\":01}",
        "{\"starttime\":1,\"starttime\":1}", "// no",
    ])
    func malformedBodiesAreRefused(body: String) {
        let bench = Bench()
        #expect(bench.post(.checkin, body).code == 40_058)
        #expect(bench.rules.count == 1)
    }

    @Test func unknownParametersAndPathsAreRefused() {
        let bench = Bench()
        #expect(
            bench.post(.checkin, TokenTests.checkin, token: bench.token() + "&debug=1").code
                == 40_058)
        #expect(bench.get("/cgi-bin/user/list_id?access_token=x").wire.status == 404)
        #expect(bench.get("/").wire.status == 404)
        #expect(bench.rules.count == 3)
    }

    /// As in the samples: a hint, the caller's address, and a link to more information.
    @Test func errorsAreWordedLikeTheServices() {
        let bench = Bench()
        let answer = bench.post(.checkin, TokenTests.checkin, token: "")
        let text = answer.json["errmsg"] as? String ?? ""
        #expect(text.hasPrefix("access_token missing, hint: ["))
        #expect(
            text.hasSuffix(
                "], from ip: 203.0.113.7, more info at "
                    + "https://open.work.weixin.qq.com/devtool/query?e=41001"))
        #expect(answer.wire.status == 200)
        #expect(answer.header("Error-Code") == "41001")
        #expect(answer.header("Error-Msg") == text)
        #expect(answer.header("Content-Type") == "application/json; charset=UTF-8")
        #expect(answer.json["checkindata"] == nil)
        #expect(checkin(bench).header("Error-Code") == nil)
    }
}
