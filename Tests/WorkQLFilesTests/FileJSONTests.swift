import Foundation
import TestSupport
import Testing

@testable import WorkQL
@testable import WorkQLFiles

@Suite struct FileJSONTests {
    @Test(arguments: [
        ("a.json", "[{\"id\": 1, \"name\": \"张三\"}, {\"name\": null, \"age\": 3}]"),
        ("a.json", "{\"id\":1,\"name\":\"张三\"}\n{\"name\":null,\"age\":3}\n"),
        (
            "a.json",
            "{\"code\":0,\"ids\":[1],\"none\":[],\"rows\":[{\"id\":1,\"name\":\"张三\"},{\"age\":3}]}"
        ),
        ("a.ndjson", "{\"id\":1,\"name\":\"张三\"}\r\n\r\n{\"age\":3}"),
        ("a.jsonl", "\u{FEFF}[{\"id\":1,\"n\\u0061me\":\"\\u5f20\\u4E09\"},{\"age\":3}]"),
    ])
    func shapes(_ name: String, _ text: String) throws {
        let contents = try FileContents(text, name)
        #expect(contents.columns == ["id integer", "name text", "age integer"])
        #expect(contents.rows == [["1", "'张三'", "NULL"], ["NULL", "NULL", "3"]])
    }

    @Test(
        arguments: [
            (["1", "-20"], "integer", ["1", "-20"]),
            (
                ["9007199254740993", "9223372036854775807", "-9223372036854775808"], "integer",
                ["9007199254740993", "9223372036854775807", "-9223372036854775808"]
            ),
            (["9223372036854775808"], "text", ["'9223372036854775808'"]),
            (["1", "2.5", "1e3"], "real", ["1.0", "2.5", "1000.0"]),
            (["2.5", "9007199254740993"], "text", ["'2.5'", "'9007199254740993'"]),
            (["1e999"], "text", ["'1e999'"]),
            (["13800138000"], "integer", ["13800138000"]),
            (["\"1\"", "\"2\""], "text", ["'1'", "'2'"]),
            (["1", "\"x\"", "true"], "text", ["'1'", "'x'", "'true'"]),
            (["true", "false", "null"], "boolean", ["1", "0", "NULL"]),
            (["\"2026-08-01\"", "\"\""], "date", ["'2026-08-01'", "NULL"]),
            (["\"2026-08-01T09:00:00+08:00\""], "timestamp", ["1785546000"]),
            (["\"9:00\"", "null"], "time", ["'09:00:00'", "NULL"]),
            (["\"\"", "\"x\""], "text", ["''", "'x'"]),
            (
                ["[1, {\"a b\": \" \\\" \"}]", "{ }", "\"x\\ny\"", "1"], "json",
                ["'[1,{\"a b\":\" \\\" \"}]'", "'{}'", "'\"x\\u000ay\"'", "'1'"]
            ),
            (["\"x\"", "[ ]"], "json", ["'\"x\"'", "'[]'"]),
            (["null"], "text", ["NULL"]),
            (["\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\""], "text", ["'\"\\/\u{8}\u{C}\n\r\té'"]),
            (["\"\\uD83D\\uDE00 \\uD83D x\""], "text", ["'😀 \u{FFFD} x'"]),
        ] as [([String], String, [String])])
    func values(_ values: [String], _ type: String, _ read: [String]) throws {
        let contents = try FileContents(values.map { "{\"v\": \($0)}\n" }.joined(), "a.ndjson")
        #expect(contents.columns == ["v \(type)"])
        #expect(contents.rows.map { $0[0] } == read)
    }

    /// Writers of JSON, WorkQL among them, quote an integer that readers would round. Beside numbers
    /// it is one of them; strings alone are identifiers.
    @Test(
        arguments: [
            (["1", "\"9007199254740993\""], "integer", ["1", "9007199254740993"]),
            (
                ["\"-9223372036854775808\"", "null", "0"], "integer",
                ["-9223372036854775808", "NULL", "0"]
            ),
            (
                ["9007199254740993", "\"9223372036854775807\""], "integer",
                ["9007199254740993", "9223372036854775807"]
            ),
            (
                ["\"9007199254740993\"", "\"9007199254740994\""], "text",
                ["'9007199254740993'", "'9007199254740994'"]
            ),
            (["1", "\"9007199254740992\""], "text", ["'1'", "'9007199254740992'"]),
            (["1", "\"0009007199254740993\""], "text", ["'1'", "'0009007199254740993'"]),
            (["1", "\"9223372036854775808\""], "text", ["'1'", "'9223372036854775808'"]),
            (["1.5", "\"9007199254740993\""], "text", ["'1.5'", "'9007199254740993'"]),
            (
                ["1", "\"x\"", "\"9007199254740993\""], "text",
                ["'1'", "'x'", "'9007199254740993'"]
            ),
            (["1", "\"12\""], "text", ["'1'", "'12'"]),
            (["true", "\"9007199254740993\""], "text", ["'true'", "'9007199254740993'"]),
        ] as [([String], String, [String])])
    func quotedIntegers(_ values: [String], _ type: String, _ cells: [String]) throws {
        let lines = values.map { "{\"a\":\($0)}" }
        for (name, text) in [
            ("a.ndjson", lines.joined(separator: "\n")),
            ("a.json", "[" + lines.joined(separator: ",") + "]"),
        ] {
            let contents = try FileContents(text, name)
            #expect(contents.columns == ["a \(type)"])
            #expect(contents.rows == cells.map { [$0] })
        }
        let folder = try FileFolder()
        try folder.write(Array(lines.joined(separator: "\n").utf8), "a.ndjson")
        let parts = try FileContents(folder.openParts("a.ndjson", of: 7))
        #expect(parts.columns == ["a \(type)"])
        #expect(parts.rows == cells.map { [$0] })
    }

    @Test func keysInAnyOrder() throws {
        let text = #"[{"a":1,"b":2},{"b":3,"a":4},{"A":5,"":6,"a":7,"a":8}]"#
        let contents = try FileContents(text, "a.json")
        #expect(contents.columns == ["a integer", "b integer", "A_1 integer", "column4 integer"])
        #expect(contents.rows[1] == ["4", "3", "NULL", "NULL"])
        #expect(contents.rows[2] == ["8", "NULL", "5", "6"])
    }

    @Test(arguments: [
        ("[{}]", "the objects of a.json are empty, so there are no columns"),
        ("{\"a\":1}", "a.json is an object without a list of objects"),
        ("{\"a\":[{}],\"b\":[{}]}", "a.json contains 2 lists of objects: \"a\", \"b\""),
        ("[{\"a\":1},2]", "a.json:1:10: expected an object"),
        ("[{\"a\":1}", "a.json:1:9: expected a comma or ]"),
        ("[{\"a\":1}]]", "a.json:1:10: expected the end of the file"),
        ("[{\"a\":\n 1 \"b\"}]", "a.json:2:4: expected a comma or }"),
        ("[{\"a\" 1}]", "a.json:1:7: expected a colon"),
        ("[{a:1}]", "a.json:1:3: expected a key in double quotes"),
        ("[{\"a\":1,}]", "a.json:1:9: expected a key in double quotes"),
        ("[{\"a\":01}]", "a.json:1:7: not a JSON number"),
        ("[{\"a\":1.}]", "a.json:1:7: not a JSON number"),
        ("[{\"a\":nul}]", "a.json:1:7: expected a value"),
        ("[{\"张\":", "a.json:1:7: the file ends where a value is expected"),
        ("[{\"a\":\"x}]", "a.json:1:7: the string that opens here is never closed"),
        ("[{\"a\":\"\\x\"}]", "a.json:1:8: unknown escape sequence in a JSON string"),
        ("[{\"a\":\"\\u12\"}]", "a.json:1:8: \\u needs four hexadecimal digits"),
        ("[{\"a\":\"\\u0000\"}]", "a.json:1:8: a string contains a NUL character"),
        ("[{\"a\":\"\n\"}]", "a.json:1:8: a string contains an unescaped control character"),
        ("[{\"a\":[1,{\"b\":[2}]}]", "a.json:1:17: expected a comma or ]"),
        ("[{\"a\":{\"b\":[] \"c\"}}]", "a.json:1:15: expected a comma or }"),
        ("[{\"a\":[{\"b\":1,}]}]", "a.json:1:15: expected a key in double quotes"),
        ("[{\"a\":[{\"b\":1,\"c\" 2}]}]", "a.json:1:19: expected a colon"),
        ("[{\"a\":[1,]}]", "a.json:1:10: expected a value"),
        ("[{\"a\":[{},[", "a.json:1:12: the file ends where a value is expected"),
        ("12", "a.json:1:1: expected a list or an object"),
    ])
    func refused(_ text: String, _ message: String) throws {
        #expect(try fileFailure(text, "a.json") == message)
    }

    /// Objects and lists in one another are one value, whatever is empty or between them.
    @Test(arguments: [
        "[]", "{}", "[[]]", "[{}]", "{\"b\":{}}", "[1,[2,[3]],{}]",
        "{\"b\":[],\"c\":[{\"d\":null},\"]}\"],\"e\":true}",
        "[ [ ] , { \"b\" : [ 1 , 2 ] } , -0.5e3 ]",
    ])
    func nestedValuesAreWhole(_ text: String) throws {
        let contents = try FileContents("[{\"a\":\(text),\"z\":7}]", "a.json")
        let compact = text.filter { $0 != " " }
        #expect(contents.rows == [["'\(compact)'", "7"]])
    }

    /// Threads other than the first have half a megabyte of stack on macOS.
    @Test func deepestOnASmallStack() async throws {
        let folder = try FileFolder()
        let (open, close) = (String(repeating: "[", count: 99), String(repeating: "]", count: 99))
        try folder.write(Array("[{\"a\":\(open)\(close)}]".utf8), "a.json")
        let path = folder.path
        let rows = await withCheckedContinuation { continuation in
            let thread = Thread {
                let table = try? FileTable.open(path: "a.json", relativeTo: path)
                continuation.resume(returning: table?.rowCount)
            }
            thread.stackSize = 512 << 10
            thread.start()
        }
        #expect(rows == 1)
    }

    @Test func deepAndWide() throws {
        let deep = String(repeating: "[", count: 100_000)
        #expect(
            try fileFailure("[{\"a\":\(deep)", "a.json")
                == "a.json:1:106: values nest deeper than 100 levels")
        let keys = (0...2000).map { "\"k\($0)\":1" }.joined(separator: ",")
        #expect(
            try fileFailure("[{\(keys)}]", "a.json").hasSuffix(
                "the objects have more than 2000 different keys"))
    }
}
