import Testing
import WorkQLCatalog

@testable import WorkQLAPI

@Suite struct FailureTests {
    private func classified(
        _ path: String, _ table: String, status: Int = 200, asked: String? = nil
    ) throws -> ResponseOutcome {
        let table = Table.named(table)
        let decoder = try AnswerDecoder(table, columns: [])
        let classifier = ResponseClassifier(
            service: table.service, endpoint: table.endpoint.name,
            redaction: Redaction(secrets: ["hush"]), asked: asked)
        let answer = try decoder.decode(fixtureBody("errors/\(path).json"), to: .of(table, 1, 2))
        return classifier.classified(status: status, .success(answer)) { _ in nil }
    }

    @Test func codesDecideNotStatuses() throws {
        guard case .token(let token) = try classified("wecom_42001_token_expired", "checkin") else {
            Issue.record("an expired token is no token's matter")
            return
        }
        #expect(token.kind == .credentials)
        guard case .users(let users) = try classified("wecom_301021_userid", "checkin") else {
            Issue.record("a refused user is no user's matter")
            return
        }
        #expect(users.code == 301021)
        guard
            case .trouble(.frequency(45009), let often) = try classified(
                "wecom_45009_freq", "journal")
        else {
            Issue.record("45009 is no frequency")
            return
        }
        #expect(often.kind == .quota)
        for (path, code) in [
            ("tencent_190310_minute", 190310 as Int64),
            ("tencent_190313_interface_minute", 190313),
        ] {
            guard
                case .trouble(.frequency(code), _) = try classified(
                    path, "corp_recording", status: 500)
            else {
                Issue.record("\(code) is no frequency")
                return
            }
        }
    }

    @Test(arguments: [
        ("wecom_48002_getcheckindata", "checkin", ServiceFailure.Kind.permission, 48002),
        ("wecom_60020_ip_not_allowed", "checkin", .permission, 60020),
        ("wecom_41001_token_missing", "checkin", .defect, 41001),
        ("wecom_gettoken_40091", "checkin", .credentials, 40091),
        ("tencent_190311_day", "corp_recording", .quota, 190311),
        ("tencent_200003_signature", "corp_recording", .credentials, 200003),
        ("tencent_new_error_code", "corp_recording", .service, 13603),
    ])
    func fatalCodes(
        _ path: String, _ table: String, _ kind: ServiceFailure.Kind, _ code: Int
    ) throws {
        for status in [200, 400, 500] {
            guard case .failed(let failure) = try classified(path, table, status: status) else {
                Issue.record("\(path) is not fatal")
                return
            }
            #expect(failure.kind == kind)
            #expect(failure.code == code)
        }
    }

    @Test func tooManyUsersMayBeFewer() throws {
        let outcome = try classified("wecom_301023_userlist_over", "checkin")
        guard case .tooLarge(.list, let failure) = outcome else {
            Issue.record("fatal at once")
            return
        }
        #expect(failure.kind == .defect)
        #expect(failure.code == 301_023)
    }

    @Test func messagesHoldTheServicesWordsAndEnglish() throws {
        guard case .failed(let failure) = try classified("wecom_60020_ip_not_allowed", "checkin")
        else {
            return
        }
        #expect(
            failure.message
                == "this machine's address is not trusted (60020: not allow to access from your ip, "
                + "hint: [1730458186056773912722469], from ip: 203.0.113.7, more info at "
                + "https://open.work.weixin.qq.com/devtool/query?e=60020)")
        #expect(failure.help?.contains("企业可信IP") == true)
    }

    @Test func statusesDecideWithoutCodes() {
        let classifier = ResponseClassifier(
            service: .wecom, endpoint: "e", redaction: Redaction(secrets: []))
        let html = Result<Answer, DecodingFailure>.failure(.malformed("x"))
        func outcome(_ status: Int) -> ResponseOutcome {
            classifier.classified(status: status, html) { _ in nil }
        }
        for status in [500, 502, 503, 599, 408] {
            guard case .trouble(.status(status), let failure) = outcome(status) else {
                Issue.record("\(status) is not repeated")
                return
            }
            #expect(failure.kind == .service)
        }
        guard case .trouble(.broken, let broken) = outcome(200) else {
            Issue.record("a broken response is not repeated")
            return
        }
        #expect(broken.kind == .malformed)
        guard case .trouble(.frequency(429), _) = outcome(429) else {
            Issue.record("429 is no frequency")
            return
        }
        guard case .failed(let moved) = outcome(302), case .failed(let absent) = outcome(404) else {
            Issue.record("302 and 404 are repeated")
            return
        }
        #expect(moved.kind == .configuration)
        #expect(absent.kind == .service)
    }

    /// The error has no answer as its cause, and a retry would not help.
    @Test func missingLibraryIsToldAndNotRepeated() {
        let classifier = ResponseClassifier(
            service: .wecom, endpoint: "e", redaction: Redaction(secrets: []))
        let missing = DecodingFailure.noLibrary("libsimdjson.so: no such file")
        guard
            case .failed(let failure) = classifier.classified(
                status: 200, .failure(missing), isWhole: { _ in nil })
        else {
            Issue.record("a missing library is repeated")
            return
        }
        #expect(failure.kind == .configuration)
        #expect(failure.message == "the response cannot be decoded: libsimdjson.so: no such file")
        #expect(failure.help == "install libsimdjson, in the version that workql was built with")
    }

    @Test(arguments: [
        ("token hush here", "token … here"),
        ("GET /x?access_token=abc-DEF_1&b=2 …", "GET /x?access_token=…&b=2 …"),
        ("corpsecret=a access_token=b", "corpsecret=… access_token=…"),
        (#"{"url":"?access_token=b"}"#, #"{"url":"?access_token=…"}"#),
        ("a\u{1B}[31mb\r\nc\u{7F}\u{202E}d", "a\u{FFFD}[31mb c\u{FFFD}\u{FFFD}d"),
        ("会议已结束。", "会议已结束。"),
    ])
    func redaction(_ text: String, _ expected: String) {
        #expect(Redaction(secrets: ["hush", ""])(text) == expected)
    }

    @Test func longTextsAreCut() {
        #expect(Redaction(secrets: [])(String(repeating: "a", count: 1000)).count == 400)
    }

    @Test func helpAndMeaningsAreOfTheHouse() {
        for (code, meaning) in ErrorCode.wecom.merging(
            ErrorCode.tencentMeeting, uniquingKeysWith: { a, _ in a })
        {
            #expect(meaning.meaning.first?.isLowercase == true, "\(code)")
            #expect(meaning.meaning.last != ".", "\(code)")
            for word in ["invalid", "illegal", "unable", " you"] {
                #expect(!meaning.meaning.contains(word), "\(code)")
                #expect(meaning.help?.contains(word) != true, "\(code)")
            }
        }
    }

    @Test func missingSettingsAreNamed() {
        var credentials = Credentials()
        #expect(
            credentials.problem(for: .wecom, endpoint: "e")
                == ServiceFailure(
                    .configuration, "e", "corp_id, secret of WeCom are not configured",
                    help: "set WORKQL_WECOM_CORP_ID, WORKQL_WECOM_SECRET, or corp_id, secret under "
                        + "[profile.default.wecom] in config.toml"))
        credentials = Credentials([
            .tencentMeetingAppID: "1", .tencentMeetingSecretID: "2", .tencentMeetingSecretKey: "",
            .tencentMeetingOperatorID: "3",
        ])
        #expect(
            credentials.problem(for: .tencentMeeting, endpoint: "e")
                == ServiceFailure(
                    .configuration, "e", "secret_key of Tencent Meeting is not configured",
                    help: "set WORKQL_TENCENT_MEETING_SECRET_KEY, or secret_key under "
                        + "[profile.default.tencent_meeting] in config.toml"))
        credentials[.tencentMeetingSecretKey] = "a\r\nb"
        #expect(
            credentials.problem(for: .tencentMeeting, endpoint: "e")?.message
                == "secret_key of Tencent Meeting contains a control character")
        #expect(Credentials.demo.problem(for: .wecom, endpoint: "e") == nil)
    }

    @Test func credentialsAreNotPrinted() {
        var text = String(describing: Credentials.demo) + String(reflecting: Credentials.demo)
        dump(Credentials.demo, to: &text)
        #expect(Credentials.demo.secrets.count == 2)
        for secret in Credentials.demo.secrets { #expect(!text.contains(secret)) }
    }

    @Test(arguments: [
        ("https://qyapi.weixin.qq.com", "https://qyapi.weixin.qq.com"),
        ("https://qyapi.weixin.qq.com/", "https://qyapi.weixin.qq.com"),
        ("HTTPS://proxy.example:8443", "HTTPS://proxy.example:8443"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://localhost", "http://localhost"), ("http://[::1]:99", "http://[::1]:99"),
        ("http://127.255.0.9", "http://127.255.0.9"),
        ("http://qyapi.weixin.qq.com", nil), ("http://127.0.0.1.evil.example", nil),
        ("http://127.evil", nil), ("http://localhost.evil", nil), ("http://[::2]", nil),
        ("http://10.0.0.1", nil), ("ftp://127.0.0.1", nil), ("qyapi.weixin.qq.com", nil),
        ("https://", nil), ("https://a/b/", "https://a/b"), ("https://a?b", nil),
        ("https://u@a", nil),
        ("https://a:b", nil), ("https://a:99999", nil), ("http://127.0.0.1@evil", nil),
        ("", nil), ("https://a b", nil), ("https://a\r\nb", nil),
    ])
    func addresses(_ text: String, _ expected: String?) {
        let address = try? BaseURL(text, for: .wecom)
        #expect(address?.text == expected)
    }
}
