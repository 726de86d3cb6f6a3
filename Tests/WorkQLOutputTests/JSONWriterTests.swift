import Foundation
import Testing
import WorkQLCatalog
import WorkQLPlanner

@testable import WorkQLOutput

@Suite struct JSONWriterTests {
    @Test func writesAnArrayOfObjects() throws {
        let output = try written(
            json, ["userid": .text, "late": .integer, "at": .timestamp, "ok": .boolean],
            [["张三", 3, 1_785_546_000, 1], [nil, nil, nil, nil], ["", -1, 0.5, 0]])
        #expect(
            output.text == """
                [
                {"userid":"张三","late":3,"at":"2026-08-01T09:00:00+08:00","ok":true},
                {"userid":null,"late":null,"at":null,"ok":null},
                {"userid":"","late":-1,"at":"1970-01-01T08:00:00.500+08:00","ok":false}
                ]

                """)
    }

    @Test func severalResultsFollowEachOther() throws {
        let first = try written(json, ["a": .text], [])
        let second = try written(json, ["a": .integer], [[1]], after: first)
        #expect(second.text == "[]\n[\n{\"a\":1}\n]\n")
    }

    @Test func writesLines() throws {
        let output = try written(ndjson, ["a": .integer], [[1], [2]])
        #expect(output.text == "{\"a\":1}\n{\"a\":2}\n")
    }

    @Test func numbersSurvive() throws {
        let output = try written(
            ndjson, ["n": nil],
            [
                [9_007_199_254_740_991], [9_007_199_254_740_992], [-9_007_199_254_740_993],
                [.integer(.min)], [0.1], [1e21], [.real(.leastNonzeroMagnitude)], [-0.0],
                [.real(.infinity)],
                [.real(-.infinity)], [1_700_000_000.5],
            ])
        #expect(
            output.text.split(separator: "\n") == [
                #"{"n":9007199254740991}"#, #"{"n":"9007199254740992"}"#,
                #"{"n":"-9007199254740993"}"#, #"{"n":"-9223372036854775808"}"#, #"{"n":0.1}"#,
                #"{"n":1e+21}"#, #"{"n":5e-324}"#, #"{"n":-0.0}"#, #"{"n":"Infinity"}"#,
                #"{"n":"-Infinity"}"#, #"{"n":1700000000.5}"#,
            ])
    }

    @Test func escapes() throws {
        let output = try written(
            ndjson, ["q\"": .text],
            [
                ["\"\\/"], ["\u{8}\t\n\u{C}\r\u{0}\u{1F}\u{7F}"], ["\u{2028}\u{2029}\u{2027}"],
                ["😀 é"], [.bytes([0x61, 0xC3, 0x28, 0xF5])],
            ])
        #expect(
            output.text.split(separator: "\n") == [
                #"{"q\"":"\"\\/"}"#,
                "{\"q\\\"\":\"\\b\\t\\n\\f\\r\\u0000\\u001f\u{7F}\"}",
                "{\"q\\\"\":\"\\u2028\\u2029\u{2027}\"}",
                #"{"q\"":"😀 é"}"#, "{\"q\\\"\":\"a\u{FFFD}(\u{FFFD}\"}",
            ])
    }

    @Test func embedsJSON() throws {
        let output = try written(
            ndjson, ["j": .json],
            [
                ["[1, 2.50,\n {\"a\" : [] , \"b\":{}}]"], ["\"a\\u00e9\\n\""], ["true"],
                ["12345678901234567890"], ["{\"a\":1"], ["01"], ["[1,]"], [""], ["1 2"],
                ["\"\t\""], [7], [nil],
            ])
        #expect(
            output.text.split(separator: "\n") == [
                #"{"j":[1,2.50,{"a":[],"b":{}}]}"#, #"{"j":"a\u00e9\n"}"#, #"{"j":true}"#,
                #"{"j":"12345678901234567890"}"#, #"{"j":"{\"a\":1"}"#, #"{"j":"01"}"#,
                #"{"j":"[1,]"}"#, #"{"j":""}"#, #"{"j":"1 2"}"#, #"{"j":"\"\t\""}"#, #"{"j":7}"#,
                #"{"j":null}"#,
            ])
    }

    @Test func columnsOfOneNameAreToldApart() throws {
        let output = try written(
            ndjson, ["a": .integer, "a": .integer, "a_1": .integer, "a": .integer, "b": .integer],
            [[1, 2, 3, 4, 5]])
        #expect(output.text == "{\"a\":1,\"a_2\":2,\"a_1\":3,\"a_3\":4,\"b\":5}\n")
    }

    /// Compares with a second implementation of JSON.
    @Test(arguments: [
        "{}", "[]", "[[]]", "{\"a\":{\"b\":[1,2,3]}}", " 1 ", "-0", "1.5e-3", "-1E+2",
        "\"\\ud83d\\ude00\"", "null", "[", "]", "{\"a\"}", "{\"a\":}", "{a:1}", "[1 2]", "-", "1.",
        ".5", "1e", "+1", "tru", "nulll", "\"", "\"\\x\"", "\"\\u12g4\"", "[1],",
        "{,}", "[,1]", "{\"a\":1 \"b\":2}", "[}", "{]",
    ])
    func agreesWithFoundation(_ text: String) throws {
        let known =
            (try? JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed))
            != nil
        var bytes: [UInt8] = [0x21]
        let found = Array(text.utf8).withUnsafeBufferPointer { bytes.appendCompactJSON($0) }
        #expect(found == known)
        #expect(bytes.first == 0x21)
        #expect(found || bytes.count == 1)
    }

    @Test func depthIsLimited() {
        func isJSON(_ depth: Int) -> Bool {
            var bytes: [UInt8] = []
            let text = Array(
                (String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
            return text.withUnsafeBufferPointer { bytes.appendCompactJSON($0) }
        }
        #expect(isJSON(512))
        #expect(!isJSON(513))
        #expect(!isJSON(100_000))
    }

    /// Ids of services are beyond the range that many readers represent exactly, at every position.
    @Test(arguments: [
        ("[9007199254740991]", "[9007199254740991]"),
        ("[9007199254740992]", "[\"9007199254740992\"]"),
        ("[-9007199254740991, -9007199254740992]", "[-9007199254740991,\"-9007199254740992\"]"),
        ("{\"c\":[{\"id\":6899287783851449122}]}", "{\"c\":[{\"id\":\"6899287783851449122\"}]}"),
        ("123456789012345678901234567890", "\"123456789012345678901234567890\""),
        (
            "[1e300, 12345678901234567890.5, 1234567890123456e1]",
            "[1e300,12345678901234567890.5,1234567890123456e1]"
        ),
        ("\"9007199254740993\"", "\"9007199254740993\""), ("[0, -1]", "[0,-1]"),
    ])
    func largeIntegersInsideAreStrings(_ text: String, _ expected: String) throws {
        let output = try written(ndjson, ["j": .json], [[.text(text)]])
        #expect(output.text == "{\"j\":\(expected)}\n")
    }

    @Test func datesAndTimesAreTheirTexts() throws {
        let rows: [[MemoryRow.Cell]] = [["2026-08-01", "09:00:00.250"], [nil, nil]]
        #expect(
            try written(ndjson, ["d": .date, "t": .time], rows).text
                == "{\"d\":\"2026-08-01\",\"t\":\"09:00:00.250\"}\n{\"d\":null,\"t\":null}\n")
        #expect(
            try written(csv, ["d": .date, "t": .time], rows).text
                == "d,t\n2026-08-01,09:00:00.250\n,\n")
    }
}
