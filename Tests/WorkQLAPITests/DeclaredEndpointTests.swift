import Testing
import WorkQLCatalog
import WorkQLTime

@testable import WorkQLAPI

/// Features of declared endpoints that built-in ones do not have: requests, paging and answers.
@Suite struct DeclaredEndpointTests {
    private static let service = Service(
        name: "shop", title: "the shop", baseURL: "https://shop.example.com",
        failures: FailureMarks(code: "error.code", message: "error.message"))

    private static func endpoint(
        _ method: Endpoint.Method = .get, format: RangeParameter.Format = .seconds,
        keys: [KeyParameter] = [], constants: [ConstantParameter] = []
    ) -> Endpoint {
        Endpoint(
            name: "orders", service: service, method: method, path: "/v1/orders",
            range: RangeParameter(
                start: "from", end: "to", longest: 86_400, meaning: .instants(of: "at"),
                format: format),
            keys: KeyParameters(parameters: keys), constants: constants)
    }

    private static func text(_ endpoint: Endpoint, _ values: [Scalar] = []) -> RequestText {
        let keys = endpoint.keys.parameters.map { Call.Key($0, values) }
        return RequestText(
            Call(
                endpoint: endpoint, start: 1_785_513_600, end: 1_785_600_000,
                keys: values.isEmpty ? [] : keys, choices: []), at: .first, profile: [:])
    }

    @Test(arguments: [
        (RangeParameter.Format.seconds, "from=1785513600&to=1785600000"),
        (.milliseconds, "from=1785513600000&to=1785600000000"),
        (.iso8601, "from=2026-07-31T16%3A00%3A00Z&to=2026-08-01T16%3A00%3A00Z"),
    ])
    func instantsAreWrittenAsDeclared(_ format: RangeParameter.Format, _ query: String) {
        #expect(Self.text(Self.endpoint(format: format)).query == query)
        let body = Self.text(Self.endpoint(.post, format: format)).body
        #expect(body.contains(format == .iso8601 ? #""from":"2026-"# : #""from":17855"#))
    }

    @Test(arguments: [
        (KeyParameter.Form.list("ids"), "ids=a&ids=b%2C", #""ids":["a","b,"]"#),
        (.joined("ids", separator: ";"), "ids=a%3Bb%2C", #""ids":"a;b,""#),
    ])
    func listsAreSentAsDeclared(_ form: KeyParameter.Form, _ query: String, _ body: String) {
        let key = KeyParameter(column: "id", form: form, maximum: 2)
        #expect(Self.text(Self.endpoint(keys: [key]), ["a", "b,"]).query.contains(query))
        #expect(Self.text(Self.endpoint(.post, keys: [key]), ["a", "b,"]).body.contains(body))
    }

    @Test func singleValuesKeepTheirType() {
        let key = KeyParameter(column: "id", form: .value("id"), maximum: 1)
        #expect(Self.text(Self.endpoint(.post, keys: [key]), [5]).body.contains(#""id":5"#))
        #expect(Self.text(Self.endpoint(.post, keys: [key]), ["5"]).body.contains(#""id":"5""#))
        let constant = ConstantParameter(parameter: "view", value: .text("a\"b"))
        let posted = Self.text(Self.endpoint(.post, constants: [constant]))
        #expect(posted.body.contains(#""view":"a\"b""#))
        #expect(Self.text(Self.endpoint(constants: [constant])).query.hasSuffix("view=a%22b"))
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"),
        (1_767_225_599, "2025-12-31T23:59:59Z"), (4_107_542_400, "2100-03-01T00:00:00Z"),
    ])
    func instantsInUTC(_ seconds: Int, _ text: String) {
        #expect(UTCText.text(seconds) == text)
    }

    @Test func aCursorAloneTellsTheEnd() {
        let paging = Paging.cursor(
            limit: "l", maximum: 2, cursor: "c", next: "meta.next", more: nil)
        var pagination = Pagination(paging)
        var marks = PageMarks()
        marks.nextCursor = "x"
        #expect(pagination.advance(marks, elements: 2) == .next(.cursor("x")))
        #expect(
            pagination.advance(marks, elements: 2)
                == .broken("\"meta.next\" was returned a second time"))
        marks.nextCursor = ""
        #expect(pagination.advance(marks, elements: 2) == .end)
        #expect(pagination.advance(PageMarks(), elements: 0) == .end)
    }

    @Test func aShortPageEndsNumberedOnes() {
        var pagination = Pagination(.numbered(size: "s", maximum: 2, page: "p", pages: nil))
        #expect(pagination.advance(PageMarks(), elements: 2) == .next(.number(2)))
        #expect(pagination.advance(PageMarks(), elements: 2) == .next(.number(3)))
        #expect(pagination.advance(PageMarks(), elements: 1) == .end)
    }

    private static func table(_ rows: RowPath, _ column: Column) -> Table {
        Table(
            name: "orders", summary: "orders", endpoint: endpoint(), rows: rows,
            columns: [column, .timestamp("at", .iso8601, "when")])
    }

    private static func answer(
        _ text: String, _ rows: RowPath = .root, _ column: Column = .real("v", "a value")
    ) throws -> Answer {
        let table = table(rows, column)
        let call = Call(endpoint: table.endpoint, start: 1, end: 2, keys: [], choices: [])
        return try AnswerDecoder(table, columns: [0, 1]).decode(Array(text.utf8), to: call)
    }

    @Test func answersMayBeBareArrays() throws {
        let answer = try Self.answer(#" [{"v":1.5},{"v":2,"x":[]},{"v":null},{"v":"0.25"}] "#)
        #expect(answer.holdsList && answer.elements == 4)
        #expect((0..<4).map { answer.page.columns[0].real($0) } == [1.5, 2, nil, 0.25])
        #expect(try Self.answer("[]").holdsList)
        let failed = try Self.answer(#"{"error":{"code":7,"message":"no"}}"#)
        #expect(failed.codes == [7] && failed.message == "no" && !failed.holdsList)
        for text in ["[{}", "[{}] x", "[{},]", "5", ""] {
            #expect(throws: DecodingFailure.self, "\(text)") { try Self.answer(text) }
        }
        #expect(
            throws: DecodingFailure.unexpected(
                "\"v\" of row 1 is a boolean where a number is expected")
        ) {
            try Self.answer(#"[{"v":true}]"#)
        }
    }

    @Test func realsAreTheNearestDoubles() throws {
        let spellings = [
            "0.1", "-2.5E+3", "123456789.123456789", "9007199254740993.0", "1.7976931348623157e308",
            "5e-324", "0e999", "-0.0", "31.230416666666667",
        ]
        for spelling in spellings {
            let answer = try Self.answer("[{\"v\":\(spelling)},{\"v\": \"\(spelling)\" }]")
            let expected = try #require(Double(spelling))
            for row in 0..<2 {
                let read = try #require(answer.page.columns[0].real(row), "\(spelling)")
                #expect(read.bitPattern == expected.bitPattern, "\(spelling)")
            }
        }
        // Too small for a double becomes 0, too large is an error.
        #expect(try Self.answer(#"[{"v":1e-400}]"#).page.columns[0].real(0) == 0)
        for (text, found) in [("1e400", "a number"), ("\"-1e400\"", "a string")] {
            #expect(
                throws: DecodingFailure.unexpected(
                    "\"v\" of row 1 is \(found) out of range for a number")
            ) {
                try Self.answer("[{\"v\":\(text)}]")
            }
        }
        for text in ["1.", "01.5", "1.5x", "-", "1e", "0x1p3"] {
            #expect(throws: DecodingFailure.self, "\(text)") {
                try Self.answer("[{\"v\":\(text)}]")
            }
        }
    }

    @Test func columnsMayStandInObjectsOfTheRow() throws {
        let answer = try Self.answer(
            #"{"d":{"l":[{"a":{"b":"x","c":1},"b":"y"},{"a":null},{"b":"z"}]}}"#,
            .list("l", inside: "d"), .text("v", "a value", field: "a.b"))
        #expect((0..<3).map { answer.page.columns[0].string($0) } == ["x", nil, nil])
    }

    @Test(
        arguments: [
            ("2026-08-01T09:00:00+08:00", 1_785_546_000_000),
            ("2026-08-01T01:00:00Z", 1_785_546_000_000),
            ("2026-08-01 01:00Z", 1_785_546_000_000),
            ("2026-08-01t01:00:00.1239z", 1_785_546_000_123),
            ("2026-07-31T22:30:00-0230", 1_785_546_000_000), ("1969-12-31T23:59:59.5Z", -500),
            ("2000-02-29T00:00:00Z", 951_782_400_000), ("", nil),
        ] as [(String, Int64?)])
    func momentsAreRead(_ text: String, _ milliseconds: Int64?) throws {
        let answer = try Self.answer("[{\"at\":\"\(text)\"}]")
        #expect(answer.page.columns[1].integer(0) == milliseconds)
    }

    @Test(arguments: [
        "2026-08-01", "2026-08-01T09:00:00", "2026-13-01T09:00:00Z", "2026-02-29T09:00:00Z",
        "2026-08-01T24:00:00Z", "2026-08-01T09:60:00Z", "2026-08-01T09:00:00.Z",
        "2026-08-01T09:00:00+8", "2026-08-01T09:00:00Zx", "x", "2026-8-1T09:00:00Z",
    ])
    func momentsOfAnotherFormAreErrors(_ text: String) {
        #expect(
            throws: DecodingFailure.unexpected(
                "\"at\" of row 1 is a string out of range for a time")
        ) {
            try Self.answer("[{\"at\":\"\(text)\"}]")
        }
    }

    @Test(arguments: [("17", 17), ("0", 0), ("-1", nil), ("Sat, 21 Nov 2026 08:10:55 GMT", nil)])
    func retryAfterIsInSeconds(_ value: String, _ seconds: Int?) {
        let answer = HTTPAnswer(status: 429, headers: [("retry-after", value)], body: [])
        #expect(answer.retryAfter == seconds)
    }

    @Test func endpointsOfTwoServicesDoNotShareAQuota() async {
        let other = Service(name: "bazaar", title: "the bazaar", baseURL: "https://b.example.com")
        let client = ServiceClient(
            credentials: .demo, quotas: ["shop orders": [Quota(calls: 1, seconds: 7)]])
        #expect(await client.quotaStatus(of: Self.endpoint()).map(\.quota.seconds) == [7])
        let same = Endpoint(
            name: "orders", service: other, path: "/", quota: [Quota(calls: 2, seconds: 9)])
        #expect(await client.quotaStatus(of: same).map(\.quota.seconds) == [9])
        #expect(client.identity(of: other) != client.identity(of: Self.service))
    }
}
