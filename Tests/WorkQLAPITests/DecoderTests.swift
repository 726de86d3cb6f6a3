import Testing
import WorkQLCatalog

@testable import WorkQLAPI

/// Converts texts to pages in the way of a fetch.
@Suite struct DecoderTests {
    static let checkin = Table.named("checkin")

    private func decode(
        _ text: String, _ table: Table = checkin, _ columns: [Int]? = nil
    ) throws -> Answer {
        let decoder = try AnswerDecoder(table, columns: columns ?? table.allIndices)
        return try decoder.decode(Array(text.utf8), to: .of(table, 1, 2))
    }

    private func cell(_ json: String, _ column: String) throws -> String {
        let answer = try decode(
            #"{"errcode":0,"checkindata":[{"\#(column)":\#(json)}]}"#, Self.checkin,
            Self.checkin.indices(column))
        return rows(answer.page)[0][0]
    }

    @Test(arguments: [
        (#""a""#, "userid", "a"), (#""""#, "userid", ""), ("null", "userid", "NULL"),
        ("123", "userid", "123"), ("1318080818611111111", "userid", "1318080818611111111"),
        ("-98765432109876543210", "userid", "-98765432109876543210"),
        ("1.50", "userid", "1.50"), ("7 ", "userid", "7"),
        (#""\u00e9\n\"\\\/\ud83d\ude00""#, "userid", "é\n\"\\/😀"),
        (#""x\ud83d""#, "userid", "x\u{FFFD}"), (#""\ude00y""#, "userid", "\u{FFFD}y"),
        (#""时间异常;地点异常""#, "exception_type", "时间异常;地点异常"),
        ("5", "groupid", "5"), (#""5""#, "groupid", "5"), ("-5", "groupid", "-5"),
        ("5.0", "groupid", "5"), ("1.6e3", "groupid", "1600"), (#""2.0""#, "groupid", "2"),
        ("9223372036854775807", "groupid", "9223372036854775807"),
        ("-9223372036854775808", "groupid", "-9223372036854775808"),
        ("0", "groupid", "0"), ("null", "groupid", "NULL"),
        ("1492617610", "checkin_time", "1492617610000"), ("0", "checkin_time", "NULL"),
        (#""1492617610""#, "checkin_time", "1492617610000"), (#""0""#, "checkin_time", "NULL"),
        ("30547645", "lat", "30.547645"), ("0", "lat", "NULL"), ("-1", "lng", "-1e-06"),
        ("104063236.5", "lng", "104.0632365"), (#""30547645""#, "lat", "30.547645"),
        (#"[ "a", "b" ]"#, "mediaids", #"[ "a", "b" ]"#), ("[]", "mediaids", "[]"),
        (#"{"a":{"b":[1]}} "#, "mediaids", #"{"a":{"b":[1]}}"#), ("null", "mediaids", "NULL"),
        (#""x""#, "mediaids", #""x""#), ("true", "mediaids", "true"),
    ])
    func values(_ json: String, _ column: String, _ expected: String) throws {
        #expect(try cell(json, column) == expected)
    }

    @Test(arguments: [
        ("{}", "userid", #""userid" of row 1 is an object where text is expected"#),
        ("[1]", "userid", #""userid" of row 1 is an array where text is expected"#),
        ("true", "userid", #""userid" of row 1 is a boolean where text is expected"#),
        (#""x""#, "groupid", #""groupid" of row 1 is a string where an integer is expected"#),
        (#""""#, "groupid", #""groupid" of row 1 is a string where an integer is expected"#),
        ("1.5", "groupid", #""groupid" of row 1 is a number out of range for an integer"#),
        ("1e30", "groupid", #""groupid" of row 1 is a number out of range for an integer"#),
        (
            "9223372036854775808", "groupid",
            #""groupid" of row 1 is a number out of range for an integer"#
        ),
        (
            "9223372036854775", "checkin_time",
            nil
        ),
        (
            "9223372036854776", "checkin_time",
            #""checkin_time" of row 1 is a number out of range for a time"#
        ),
        ("[]", "lat", #""lat" of row 1 is an array where a number is expected"#),
    ])
    func unexpectedValues(_ json: String, _ column: String, _ reason: String?) throws {
        guard let reason else {
            _ = try cell(json, column)
            return
        }
        #expect(throws: DecodingFailure.unexpected(reason)) { try cell(json, column) }
    }

    @Test(arguments: [
        ("true", "1"), ("false", "0"), ("1", "1"), ("0", "0"), (#""1""#, "1"), ("null", "NULL"),
    ])
    func booleans(_ json: String, _ expected: String) throws {
        let table = Table.named("corp_recording_file")
        let answer = try decode(
            #"{"record_meetings":[{"record_files":[{"allow_download":\#(json)}]}],"total_page":1}"#,
            table, table.indices("allow_download"))
        #expect(rows(answer.page) == [[expected]])
    }

    @Test func booleansOfOtherNumbersAreErrors() throws {
        let table = Table.named("corp_recording_file")
        #expect(
            throws: DecodingFailure.unexpected(
                #""allow_download" of row 1 is a number out of range for a boolean"#)
        ) {
            try decode(
                #"{"record_meetings":[{"record_files":[{"allow_download":2}]}]}"#, table,
                table.indices("allow_download"))
        }
    }

    @Test(arguments: [
        ("1613738006", "1613738006000"), ("999999999999", "999999999999000"),
        ("1000000000000", "1000000000000"), ("1613738006123", "1613738006123"), ("0", "NULL"),
    ])
    func secondsOrMilliseconds(_ json: String, _ expected: String) throws {
        let table = Table.named("screen_capture")
        let answer = try decode(
            #"{"errcode":0,"record_list":[{"time":\#(json)}]}"#, table, table.indices("time"))
        #expect(rows(answer.page) == [[expected]])
    }

    @Test func fieldsComeInAnyOrderAndUnknownOnesAreSkipped() throws {
        let answer = try decode(
            #"""
            {"checkindata":[
              {"userid":"a","groupid":1,"checkin_time":10},
              {"checkin_time":20,"new":{"userid":"no","x":[1,{"y":2}]},"groupid":2,"userid":"b"},
              {"groupid":3},
              {},
              {"use\u0072id":"c","checkin_time":30,"more":[[],{}],"groupid":5,"userid":"twice"}
            ],"errmsg":"ok","errcode":0}
            """#, Self.checkin, Self.checkin.indices("checkin_time", "userid", "groupid"))
        #expect(
            rows(answer.page) == [
                ["10000", "a", "1"], ["20000", "b", "2"], ["NULL", "NULL", "3"],
                ["NULL", "NULL", "NULL"], ["30000", "c", "5"],
            ])
        #expect(answer.message == "ok")
        #expect(answer.elements == 5)
        #expect(!answer.reportsError)
    }

    @Test func theFirstSpellingThatHoldsSomethingCounts() throws {
        let table = Table.named("meeting_recording")
        let columns = table.indices("meeting_record_id", "record_files")
        let both = try decode(
            #"""
            {"errcode":0,"record_list":[{"meeting_record_id":"b"}],"record_meetings":[
              {"record_file_list":[2],"meeting_record_id":"a","record_files":[1]},
              {"record_files":null,"record_file_list":[2]}]}
            """#, table, columns)
        #expect(rows(both.page) == [["a", "[1]"], ["NULL", "[2]"]])
        for text in [
            #"{"errcode":0,"record_list":[{"meeting_record_id":"b"}],"record_meetings":[]}"#,
            #"{"errcode":0,"record_meetings":null,"record_list":[{"meeting_record_id":"b"}]}"#,
        ] {
            let page = try decode(text, table, columns).page
            #expect(rows(page) == [["b", "NULL"]])
        }
    }

    @Test func filesCarryTheirParentsColumns() throws {
        let table = Table.named("meeting_recording_file")
        let answer = try decode(
            #"""
            {"errcode":0,"record_meetings":[
              {"meeting_record_id":"r1","record_files":[{"record_file_id":"f1"},
                {"record_file_id":1318080818611111111}],"meeting_start_time":7,"title":null},
              {"meeting_record_id":"r2","state":1},
              {"meeting_record_id":"r3","record_files":null},
              {"record_file_list":[{"record_file_id":"f3"}],"title":"t","meeting_record_id":"r4"}]}
            """#, table,
            table.indices("meeting_record_id", "record_file_id", "meeting_start_time", "title"))
        #expect(
            rows(answer.page) == [
                ["r1", "f1", "7", "NULL"], ["r1", "1318080818611111111", "7", "NULL"],
                ["r4", "f3", "NULL", "t"],
            ])
        #expect(answer.elements == 4)
    }

    @Test func plainRowsAreElements() throws {
        let table = Table.named("journal")
        let text = #"{"errcode":0,"journaluuid_list":["a","b\u0041", 12],"endflag":1}"#
        let answer = try decode(text, table)
        #expect(
            rows(answer.page)
                == ["a", "bA", "12"].map { [$0] + table.allIndices.dropFirst().map { _ in "NULL" } }
        )
        #expect(try decode(text, table, []).page.count == 3)
        #expect(
            throws: DecodingFailure.unexpected(
                #""journaluuid_list" of row 2 is an object where text is expected"#)
        ) {
            try decode(#"{"errcode":0,"journaluuid_list":["a",{}]}"#, table)
        }
    }

    @Test func rowsAreCountedWithoutColumns() throws {
        let answer = try decode(
            #"{"errcode":0,"checkindata":[{"userid":"a"},{}]}"#, Self.checkin, [])
        #expect(answer.page.count == 2)
        #expect(answer.page.columns.isEmpty)
    }

    @Test(arguments: [
        "", " ", "null", "[]", "true", "{", "}", #"{"errcode":0"#, #"{"errcode":0}}"#,
        #"{"errcode":0} {}"#, #"{"errcode":0}x"#, #"{"errcode":0 "errmsg":"ok"}"#,
        #"{"errcode":0,"checkindata":[{"userid":"a"}"#,
        #"{"errcode":0,"checkindata":[{"userid":"a"},{"user"#,
        #"{"errcode":0,"checkindata":[{"userid":"a"}}"#, #"{"errcode":0,"checkindata":[{]}"#,
        #"{"errcode":00,"checkindata":[]}"#, #"{"errcode":0x1}"#, #"{"errcode":nul}"#,
        #"{"errcode":0,"errmsg":ok}"#,
        #"{"errcode":0,"checkindata":[{"userid":"a\x"}]}"#,
        #"{"errcode":0,"checkindata":[{"userid":12a}]}"#,
        #"{"errcode":0,"checkindata":[{"groupid":01}]}"#,
        #"{"errcode":0,"checkindata":[{"lat":1.}]}"#,
        #"{"errcode":0,"checkindata":[{"mediaids":tru}]}"#,
        #"{"errcode":0,"checkindata":[{"userid":"a\#u{1}"}]}"#, "<html>502</html>",
    ])
    func malformedTexts(_ text: String) throws {
        #expect {
            try decode(text)
        } throws: { error in
            if case .malformed(let reason)? = error as? DecodingFailure {
                !reason.isEmpty
            } else {
                false
            }
        }
    }

    @Test func everyTruncationIsMalformed() throws {
        let whole = try fixture("wecom/CgibinCheckinGetCheckinDataResponse.json")
        let decoder = try AnswerDecoder(Self.checkin, columns: Self.checkin.allIndices)
        let call = Call.of(Self.checkin, 1, 2)
        let end = try #require(whole.lastIndex(of: UInt8(ascii: "}")))
        for count in 0..<end {
            #expect(throws: DecodingFailure.self, "\(count) bytes") {
                try decoder.decode(Array(whole.prefix(count)), to: call)
            }
        }
        #expect(try decoder.decode(Array(whole.prefix(end + 1)), to: call).page.count == 2)
    }

    /// Memory after the end of an answer, here the rest of it or spaces, is not read.
    @Test func textBehindTheEndIsNotRead() throws {
        let whole = try fixture("wecom/CgibinCheckinGetCheckinDataResponse.json")
        let decoder = try AnswerDecoder(Self.checkin, columns: Self.checkin.allIndices)
        let call = Call.of(Self.checkin, 1, 2)
        func outcome(_ body: [UInt8]) -> Result<[[String]], DecodingFailure> {
            Result { () throws(DecodingFailure) in
                rows(try decoder.decode(body, to: call).page)
            }
        }
        for count in 0...whole.count {
            var cut = whole
            cut.reserveCapacity(whole.count + HTTPAnswer.spare)
            cut.removeSubrange(count...)
            var padded = cut
            padded.reserveCapacity(count + HTTPAnswer.spare)
            HTTPAnswer.pad(&padded)
            #expect(padded.capacity - count >= HTTPAnswer.spare)
            let expected = outcome(Array(whole.prefix(count)))
            #expect(outcome(cut) == expected, "\(count) bytes")
            #expect(outcome(padded) == expected, "\(count) bytes")
        }
    }

    @Test func bytesThatAreNotUTF8AreMalformed() throws {
        let decoder = try AnswerDecoder(Self.checkin, columns: [0])
        let bytes = Array(#"{"errcode":0,"errmsg":""#.utf8) + [0xFF] + Array(#""}"#.utf8)
        #expect(throws: DecodingFailure.self) {
            try decoder.decode(bytes, to: .of(Self.checkin, 1, 2))
        }
    }

    @Test func absentListsHideNoRows() throws {
        #expect(try decode(#"{"errcode":0}"#).page.count == 0)
        #expect(try decode(#"{"errcode":0,"other":[],"more":[1],"x":{}}"#).page.count == 0)
        #expect(throws: DecodingFailure.strayList(expected: "checkindata", found: "foo")) {
            try decode(#"{"foo":[{"userid":"a"}],"errcode":0}"#)
        }
        // Not if the list is present, nor in an error.
        #expect(
            try decode(#"{"foo":[{"userid":"a"}],"errcode":0,"checkindata":[]}"#).page.count == 0)
        #expect(try decode(#"{"foo":[{"userid":"a"}],"errcode":48002}"#).codes == [48002])
        #expect(throws: DecodingFailure.strayList(expected: "journaluuid_list", found: "ids")) {
            try decode(#"{"ids":["a"],"errcode":0}"#, .named("journal"))
        }
        let files = Table.named("meeting_recording_file")
        #expect(throws: DecodingFailure.strayList(expected: "record_files", found: "files")) {
            try decode(#"{"errcode":0,"record_list":[{"files":[{"a":1}]}]}"#, files)
        }
        #expect(
            DecodingFailure.strayList(expected: "checkindata", found: "foo").message
                == #"the response has no "checkindata" but "foo""#)
    }

    @Test func listsOfAWrongKindAreErrors() throws {
        #expect(
            throws: DecodingFailure.unexpected(
                #""checkindata" is an object where an array is expected"#)
        ) {
            try decode(#"{"errcode":0,"checkindata":{}}"#)
        }
        #expect(
            throws: DecodingFailure.unexpected(
                #""checkindata" of row 2 is a string where an object is expected"#)
        ) {
            try decode(#"{"errcode":0,"checkindata":[{},"a"]}"#)
        }
        #expect(
            throws: DecodingFailure.unexpected(
                #""errcode" is a string where an integer is expected"#)
        ) {
            try decode(#"{"errcode":"no"}"#)
        }
    }

    @Test func decodersAreReusedAfterErrors() throws {
        let decoder = try AnswerDecoder(Self.checkin, columns: Self.checkin.indices("userid"))
        let call = Call.of(Self.checkin, 1, 2)
        for _ in 0..<3 {
            #expect(throws: DecodingFailure.self) {
                try decoder.decode(
                    Array(#"{"errcode":0,"checkindata":[{"userid":"a"}"#.utf8), to: call)
            }
            let answer = try decoder.decode(
                Array(#"{"errcode":0,"checkindata":[{"userid":"b"}]}"#.utf8), to: call)
            #expect(rows(answer.page) == [["b"]])
        }
    }

    @Test func everChangingKeysAreStillFound() throws {
        let rows = (0..<2000).map { #"{"k\#($0)":\#($0),"userid":"u\#($0)"}"# }
        let answer = try decode(
            #"{"errcode":0,"checkindata":[\#(rows.joined(separator: ","))]}"#, Self.checkin,
            Self.checkin.indices("userid"))
        #expect(answer.page.columns[0].string(1999) == "u1999")
        #expect(answer.page.columns[0].string(0) == "u0")
    }

    @Test func askedColumnsHoldTheOneValueAskedFor() throws {
        let table = Table.named("journal")
        let parameters = table.endpoint.keys.parameters
        let call = Call(
            endpoint: table.endpoint, start: 1, end: 2,
            keys: [
                Call.Key(parameters[0], [.text("kele")]), Call.Key(parameters[1], [.integer(3)]),
            ], choices: [])
        let decoder = try AnswerDecoder(table, columns: [3, 2, 1, 0])
        let answer = try decoder.decode(
            Array(#"{"errcode":0,"journaluuid_list":["j"],"endflag":1}"#.utf8), to: call)
        #expect(rows(answer.page) == [["NULL", "3", "kele", "j"]])
    }
}
