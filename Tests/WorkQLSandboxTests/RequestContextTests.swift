import Foundation
import Testing

@testable import WorkQLSandbox

@Suite struct WireTests {
    @Test(arguments: [
        "plain", "引号“”，\"\\/", "行\n列\t", "\u{1B}[31m\u{0}\u{7F}", "\u{202E}𠮷👩‍👩‍👧", "",
    ])
    func textSurvives(text: String) throws {
        var writer = JSONWriter()
        writer.array([text]) { $0.value($1) }
        let read = try JSONSerialization.jsonObject(with: Data(writer.bytes)) as? [String]
        #expect(read == [text])
        #expect(JSONValue(parsing: writer.bytes) == .array([.string(text)]))
        // Control characters are never sent unescaped.
        #expect(writer.bytes.allSatisfy { $0 >= 0x20 })
    }

    @Test func numbersSurvive() {
        var writer = JSONWriter()
        writer.array([0, -1, 42, .max, .min]) { $0.value($1) }
        #expect(
            String(decoding: writer.bytes, as: UTF8.self)
                == "[0,-1,42,9223372036854775807,-9223372036854775808]")
    }

    @Test(arguments: [
        (
            #"{"b":[1,2.5e3,-0],"a":{"c":null,"b":true}}"#,
            #"{"a":{"b":true,"c":null},"b":[1,2.5e3,-0]}"#
        ),
        (#" "\u5f20\ud842\udfb7\n" "#, #""张𠮷\n""#), ("false", "false"),
    ])
    func canonicalTextIsSorted(text: String, canonical: String) {
        #expect(JSONValue(parsing: Array(text.utf8))?.canonical == canonical)
    }

    @Test(arguments: [
        "", "{", "[1,]", "[1 2]", "{\"a\"}", "{a:1}", "01", "1.", "+1", ".5", "1e", "tru", "\"\t\"",
        "\"\\x\"", "\"\\ud800\"", "\"\\u+123\"", "\"", "[1]]", "nan",
    ])
    func otherTextIsRefused(text: String) {
        #expect(JSONValue(parsing: Array(text.utf8)) == nil)
    }

    @Test func base64IsThatOfTheRFC() {
        for (plain, text) in [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy"),
        ] {
            #expect(Base64.text(Array(plain.utf8)) == text)
        }
        let bytes: [UInt8] = [0xFB, 0xFF, 0x00, 0x10]
        #expect(Base64.urlText(bytes) == "-_8AEA")
        #expect(Base64.bytes(urlText: "-_8AEA") == bytes)
        #expect(Base64.bytes(urlText: "a") == nil)
        #expect(Base64.bytes(urlText: "+/8A") == nil)
    }

    @Test func targetsAreDecodedAndRedacted() {
        let target = Target("/a?x=1%2B2&y=%E5%BC%A0&access_token=s%20&z&corpsecret=q")
        #expect(target.path == "/a")
        #expect(target.query.map(\.value) == ["1+2", "张", "s ", "", "q"])
        #expect(
            target.redacted == "/a?x=1%2B2&y=%E5%BC%A0&access_token=REDACTED&z&corpsecret=REDACTED")
        #expect(Target("/a?x=%zz").isWellFormed == false)
        #expect(Target("/a?x=%ff").isWellFormed == false)
        #expect(Target("/a").redacted == "/a")
    }
}
