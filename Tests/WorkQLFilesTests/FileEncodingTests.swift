import Foundation
import TestSupport
import Testing

@testable import WorkQL
@testable import WorkQLFiles

@Suite struct FileEncodingTests {
    /// `姓名,年龄` and `张三€,30`
    private static let gb18030: [UInt8] = [
        0xD0, 0xD5, 0xC3, 0xFB, 0x2C, 0xC4, 0xEA, 0xC1, 0xE4, 0x0D, 0x0A,
        0xD5, 0xC5, 0xC8, 0xFD, 0xA2, 0xE3, 0x2C, 0x33, 0x30, 0x0D, 0x0A,
    ]
    private static let text = "姓名,年龄\r\n张三€,30\r\n"

    static let encodings: [(String, [UInt8])] = {
        let units = Array(text.utf16)
        let big = units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        let little = units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        return [
            ("UTF-8", Array(text.utf8)), ("UTF-8, marked", [0xEF, 0xBB, 0xBF] + text.utf8),
            ("UTF-16BE", [0xFE, 0xFF] + big), ("UTF-16LE", [0xFF, 0xFE] + little),
            ("GB18030", gb18030), ("GB18030, marked", [0x84, 0x31, 0x95, 0x33] + gb18030),
            ("UTF-16BE, unmarked", big), ("UTF-16LE, unmarked", little),
        ]
    }()

    @Test(arguments: encodings) func read(_ name: String, _ bytes: [UInt8]) throws {
        let contents = try FileContents(bytes: bytes)
        #expect(contents.columns == ["姓名 text", "年龄 integer"])
        #expect(contents.rows == [["'张三€'", "30"]])
    }

    @Test func fourBytesOfGB18030() throws {
        // 𠮷, which GBK does not contain.
        let contents = try FileContents(bytes: [
            0x61, 0x0A, 0x95, 0x34, 0xB2, 0x35, 0x0A, 0xD0, 0xD5,
        ])
        #expect(contents.rows == [["'𠮷'"], ["'姓'"]])
    }

    @Test func surrogatePairsOfUTF16() throws {
        let units = Array("a\n𠮷".utf16).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        #expect(try FileContents(bytes: [0xFF, 0xFE] + units).rows == [["'𠮷'"]])
    }

    @Test(
        arguments: [
            ([0x61, 0x0A, 0xFF, 0xFF], "a.csv:2: the text is neither UTF-8 nor GB18030"),
            (
                [0x61, 0x0A, 0xD0, 0xD5, 0x0A, 0xFF],
                "a.csv:3: the text is neither UTF-8 nor GB18030"
            ),
            ([0x61, 0x0A, 0xD0], "a.csv:2: the text is neither UTF-8 nor GB18030"),
            ([0xEF, 0xBB, 0xBF, 0x61, 0x0A, 0xD0, 0xD5], "a.csv:2:1: the UTF-8 is damaged here"),
            (Array("a\n一二三四五六七八九".utf8) + [0xE4, 0xB8], "a.csv:2:10: the UTF-8 is damaged here"),
            // The damage is early, and all of it could be read as GB18030.
            (
                Array("姓名,部".utf8) + [0xE9, 0x97] + Array("\n张三,研发部门\n李四,销售\n".utf8),
                "a.csv:1:5: the UTF-8 is damaged here"
            ),
            // UTF-8 with GB18030 pasted below it.
            (
                Array("姓名\n张三\n李四\n".utf8) + [0xD5, 0xC5, 0xC8, 0xFD],
                "a.csv:4:1: the UTF-8 is damaged here"
            ),
            // `René` in Latin-1, which would be `Ren闑` in GB18030.
            (
                Array("name,n\nRen".utf8) + [0xE9] + Array("e,1\n".utf8),
                "a.csv:2:4: the text is neither UTF-8 nor GB18030"
            ),
            ([0xFF, 0xFE, 0x61, 0x00, 0x0A], "a.csv is UTF-16 and ends within a character"),
            ([0xFE, 0xFF, 0x00, 0x61, 0xD8, 0x00], "a.csv:1:2: the UTF-16 is damaged here"),
            ([0x61, 0x00, 0x0A, 0x00, 0x00, 0x00], "a.csv:1:2: the file contains a NUL byte here"),
            (
                Array("a,b\n".utf8) + [0x00] + Array(String(repeating: "x,1\n", count: 30).utf8) + [
                    0x0A
                ],
                "a.csv:2:1: the file contains a NUL byte here"
            ),
        ] as [([UInt8], String)])
    func refused(_ bytes: [UInt8], _ message: String) throws {
        #expect(try fileFailure(bytes: bytes) == message)
    }

    /// Every text of GB2312's common characters is distinguished from UTF-8, unless it is so short
    /// that all of it looks like UTF-8.
    @Test func randomChinese() throws {
        var numbers = SplitMix64(seed: 4)
        for _ in 0..<2000 {
            let pairs = (0..<Int.random(in: 8...40, using: &numbers)).flatMap { _ in
                [
                    UInt8.random(in: 0xB0...0xF7, using: &numbers),
                    UInt8.random(in: 0xA1...0xF9, using: &numbers),
                ]
            }
            // Even short ones: 姓 is not valid UTF-8.
            let file = FileText(bytes: [0xD0, 0xD5, 0x0A] + pairs, name: "a.csv")
            let text = String(decoding: try FileEncoding.decode(file).text.bytes, as: UTF8.self)
            #expect(text.hasPrefix("姓\n"))
            #expect(text.unicodeScalars.count == 2 + pairs.count / 2, "\(pairs)")
        }
    }

    /// Foundation agrees on the validity of UTF-8, for every pair of bytes and for random longer
    /// ones.
    @Test func damagedBytes() throws {
        var numbers = SplitMix64(seed: 3)
        let folder = try FileFolder()
        let parts: [[UInt8]] = [
            [0x41], [0xC2, 0x80], [0xE0, 0xA0, 0x80], [0xED, 0x9F, 0xBF], [0xF4, 0x8F, 0xBF, 0xBF],
            [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80],
            [0xF5], [0xE4, 0xB8], [0xF0, 0x9F, 0x98], Array("abcdefgh".utf8),
        ]
        for _ in 0..<500 {
            let bytes = (0..<Int.random(in: 1...4, using: &numbers)).flatMap { _ in
                parts.randomElement(using: &numbers) ?? []
            }
            try folder.write([0xEF, 0xBB, 0xBF] + bytes, "a.csv")
            let isRead = (try? folder.open("a.csv")) != nil
            #expect(isRead == (String(validating: bytes, as: UTF8.self) != nil), "\(bytes)")
        }
    }
}
