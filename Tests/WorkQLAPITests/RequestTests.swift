import Foundation
import Testing
import WorkQLPages

@testable import WorkQLAPI
@testable import WorkQLCatalog

/// Requests byte by byte.
@Suite struct RequestTests {
    private func body(_ call: Call, _ position: PagePosition = .first) -> String {
        RequestText(call, at: position, profile: ["operator_id": "op"]).body
    }

    @Test func checkins() {
        let table = Table.named("checkin")
        let call = Call.of(
            table, 1_492_617_600, 1_492_790_400, "userid",
            [.text("james"), .text("p\"a\\u/l\n\u{1}德")])
        #expect(
            body(call)
                == #"{"opencheckindatatype":3,"starttime":1492617600,"endtime":1492790400,"#
                + #""useridlist":["james","p\"a\\u/l\n\u0001德"]}"#)
        var outdoors = call
        outdoors.choices = [Call.Choice("opencheckindatatype", 2)]
        #expect(body(outdoors).hasPrefix(#"{"opencheckindatatype":2,"starttime""#))
    }

    @Test func screenCaptures() {
        let table = Table.named("screen_capture")
        let byUser = Call.of(
            table, 1, 2, "userid", [.text("zhangsan"), .text("lisi")],
            choices: [Call.Choice("screen_shot_type", 1)])
        #expect(
            body(byUser) == #"{"screen_shot_type":1,"start_time":1,"end_time":2,"#
                + #""userid_list":["zhangsan","lisi"],"limit":1000}"#)
        let byDepartment = Call.of(table, 1, 2, "department_id", [.integer(2), .integer(3)])
        #expect(
            body(byDepartment, .cursor("ngL=")) == #"{"start_time":1,"end_time":2,"#
                + #""department_id_list":[2,3],"cursor":"ngL=","limit":1000}"#)
        #expect(body(.of(table, 1, 2)) == #"{"start_time":1,"end_time":2,"limit":1000}"#)
    }

    @Test func meetingRecordings() {
        let call = Call.of(.named("meeting_recording"), 1, 2, "userid", [.text("USERID")])
        #expect(
            body(call) == #"{"start_time":1,"end_time":2,"userid":"USERID","limit":20}"#)
        #expect(
            body(call, .cursor("NGEING"))
                == #"{"start_time":1,"end_time":2,"userid":"USERID","cursor":"NGEING","limit":20}"#)
        // Meeting codes consist of digits, but are strings.
        let code = Call.of(.named("meeting_recording"), 1, 2, "meeting_code", [.integer(8812)])
        #expect(body(code) == #"{"start_time":1,"end_time":2,"meeting_code":"8812","limit":20}"#)
    }

    @Test func journals() {
        let table = Table.named("journal")
        #expect(
            body(.of(table, 1_606_230_000, 1_606_361_304))
                == #"{"starttime":1606230000,"endtime":1606361304,"cursor":0,"limit":100}"#)
        let parameters = table.endpoint.keys.parameters
        let call = Call(
            endpoint: table.endpoint, start: 1, end: 2,
            keys: [
                Call.Key(parameters[0], [.text("kele")]), Call.Key(parameters[1], [.integer(1)]),
                Call.Key(parameters[2], [.text("3TmA")]),
            ], choices: [])
        #expect(
            body(call, .number(34))
                == #"{"starttime":1,"endtime":2,"filters":[{"key":"creator","value":"kele"},"#
                + #"{"key":"department","value":"1"},{"key":"template_id","value":"3TmA"}],"#
                + #""cursor":34,"limit":100}"#)
    }

    @Test func corpRecordings() {
        let call = Call.of(.named("corp_recording"), 1_611_072_000, 1_613_750_400)
        let first = RequestText(call, at: .first, profile: ["operator_id": "a+b@x.com"])
        #expect(first.body.isEmpty)
        #expect(first.path == "/v1/corp/records")
        #expect(
            first.query
                == "end_time=1613750400&operator_id=a%2Bb%40x.com&operator_id_type=1&page=1"
                + "&page_size=20&query_record_type=0&start_time=1611072000")
        var uploads = call
        uploads.choices = [Call.Choice("query_record_type", 2)]
        #expect(
            RequestText(uploads, at: .number(3), profile: ["operator_id": "德"]).query
                == "end_time=1613750400&operator_id=%E5%BE%B7&operator_id_type=1&page=3"
                + "&page_size=20&query_record_type=2&start_time=1611072000")
    }

    @Test func lines() {
        let checkin = Call.of(.named("checkin"), 1, 2, "userid", [.text("a")])
        #expect(
            ServiceClient.requestLine(for: checkin)
                == #"POST checkin/getcheckindata {"opencheckindatatype":3,"starttime":1,"#
                + #""endtime":2,"useridlist":["a"]}"#)
        #expect(
            ServiceClient.requestLine(for: .of(.named("corp_recording"), 1, 2))
                == "GET v1/corp/records?end_time=2&operator_id=OPERATOR_ID&operator_id_type=1"
                + "&page=1&page_size=20&query_record_type=0&start_time=1")
    }

    @Test func escapes() {
        #expect(QueryString.escape("aZ09-._~") == "aZ09-._~")
        #expect(QueryString.escape(" +&=/?%:@\n\u{0}") == "%20%2B%26%3D%2F%3F%25%3A%40%0A%00")
    }

    @Test(arguments: [
        (1, 1, 1, "the range 1…1 holds no time"), (2, 1, 1, "the range 2…1 holds no time"),
        (0, 5, 1, "the range starts at 0, before 1970"),
        (1, 2_592_002, 1, "the range of 2592001 s is longer than 2592000 s"),
        (1, 2, 0, "no value is given for userid"),
        (1, 2, 101, "101 values for userid, at most 100"),
        (1, 2_592_001, 100, nil),
    ])
    func defects(_ start: Int, _ end: Int, _ users: Int, _ defect: String?) {
        let call = Call.of(
            .named("checkin"), start, end, "userid", (0..<users).map { .text("u\($0)") })
        #expect(call.defect == defect)
    }

    @Test func defectsOfKeys() {
        let checkin = Table.named("checkin")
        #expect(Call.of(checkin, 1, 2).defect == "0 keys are given, not one")
        let screen = Table.named("screen_capture").endpoint
        let keys = screen.keys.parameters.map { Call.Key($0, [.text("1")]) }
        let both = Call(endpoint: screen, start: 1, end: 2, keys: keys, choices: [])
        #expect(both.defect == "more than one key is given")
        let foreign = Call(
            endpoint: checkin.endpoint, start: 1, end: 2, keys: [keys[1]], choices: [])
        #expect(foreign.defect == "department_id is not a key")
        #expect(Call.of(.named("journal"), 1, 2).defect == nil)
        #expect(Call.of(.named("corp_recording"), 1, 2_678_401).defect == nil)
    }

    private struct Vector: Decodable {
        let name, secretId, secretKey, method, nonce, timestamp, uri, body: String
        let signatureBase64: String
    }

    @Test func signatures() throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let vectors = try decoder.decode(
            [Vector].self, from: Data(fixture("tencent_meeting_signature_vectors.json")))
        #expect(vectors.count == 3)
        for vector in vectors {
            let signature = TencentMeetingSignature(
                secretID: vector.secretId, secretKey: vector.secretKey)
            let nonce = try #require(UInt64(vector.nonce))
            let timestamp = try #require(Int64(vector.timestamp))
            #expect(
                signature.sign(
                    method: vector.method, path: vector.uri, body: vector.body, nonce: nonce,
                    timestamp: timestamp) == vector.signatureBase64, "\(vector.name)")
        }
    }
}
