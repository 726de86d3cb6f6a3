import Foundation
import TestSupport
import Testing
import WorkQLSyntax

@testable import WorkQL
@testable import WorkQLFiles

/// Texts that are neither UTF-8 nor UTF-16: what the statement says, what is guessed, and the note
/// that says the guess.
@Suite struct FileCharsetTests {
    private func open(
        _ base64: String, with options: String = ""
    ) throws -> (columns: [String], rows: [[String]], notes: [FileNote]) {
        let folder = try FileFolder()
        try folder.write(Array(try #require(Data(base64Encoded: base64))), "a.csv")
        let table = try folder.open("a.csv", with: options)
        let parts = try folder.openParts("a.csv", of: 9, with: options)
        #expect(parts.notes == table.notes)
        let contents = try FileContents(table)
        #expect(try FileContents(parts).rows == contents.rows)
        return (table.columns.map(\.name), contents.rows, table.notes)
    }

    private static let big5 =
        "qW2mVyyxYri5LLOhqvkKsWmkVCx6aGFuZ3NhbiywXbDIs6EKs6+kaqTlLGNoYW4spEikT7jqt72zoQo="
    /// With characters of Hong Kong.
    private static let hongKong = "qW2mVyymYad9CrOvpHCp+izGV6VK+9+0uqRqt0gKp/Ww6rFqLLJgpPSW9Qo="
    private static let japanese = "joGWvCyDdIOKg0uDaQqOUpNjkb6YWSyDhIN9g18KjbKToYnUjnEsgrOCxoKkCg=="
    private static let korean = "wMy4pyy6zrytCsirsea1vyy/tb73us4K"

    @Test func guessed() throws {
        let taiwan = try open(Self.big5)
        #expect(taiwan.columns == ["姓名", "帳號", "部門"])
        #expect(taiwan.rows[1] == ["'陳大文'", "'chan'", "'人力資源部'"])
        #expect(
            taiwan.notes == [
                FileNote(
                    message: "a.csv: the text is read as Big5; it could be GB18030",
                    help:
                        "WITH (encoding = 'gb18030') reads it as that, and 'big5' removes this note"
                )
            ])
        let japan = try open(Self.japanese)
        #expect(japan.columns == ["氏名", "フリガナ"])
        #expect(japan.rows[1] == ["'佐藤花子'", "'さとう'"])
        #expect(
            japan.notes.map(\.message)
                == ["a.csv: the text is read as Shift JIS; it could be GB18030"])
    }

    /// Chinese in GB18030 is read without a word, in traditional characters too, unless it is so
    /// short that it could be Big5.
    @Test(
        arguments: [
            ("0NXD+yyyv+lUCo+IyP0s2JSE1bK/CuqQtPPOxCzIy8Gm2VnUtLK/Cg==", ["姓名", "部門"], 0),
            ("sr/DxSxuCrCysaMsMQo=", ["部门", "n"], 1),
        ])
    func chinese(_ base64: String, _ columns: [String], _ notes: Int) throws {
        let table = try open(base64)
        #expect(table.columns == columns)
        #expect(table.notes.count == notes)
        if notes > 0 {
            #expect(
                table.notes[0].message == "a.csv: the text is read as GB18030; it could be Big5")
        }
        #expect(try open(base64, with: "encoding = 'gb18030'").notes == [])
    }

    /// Korean is told from Chinese by its syllables, where there are some of them.
    @Test(
        arguments: [
            (korean, ["이름", "부서"], "홍길동"),
            (
                "u+e5+Cy8urjtLMH3sd4KMTAwMSyx6LnOvPYstOu4rgoxMDAyLLnavK2/rCy757/4Cg==",
                ["사번", "성명", "직급"], "김민수"
            ), ("x9Gxub7uILmuwOXA1LTPtNkKMQo=", ["한국어 문장입니다"], "1"),
        ])
    func koreanIsTold(_ base64: String, _ columns: [String], _ cell: String) throws {
        let table = try open(base64)
        #expect(table.columns == columns)
        #expect(table.rows.joined().contains { $0.contains(cell) })
        #expect(
            table.notes == [
                FileNote(
                    message: "a.csv: the text is read as EUC-KR; it could be GB18030",
                    help:
                        "WITH (encoding = 'gb18030') reads it as that, and 'euc-kr' removes this "
                        + "note"
                )
            ])
        #expect(try open(base64, with: "encoding = 'euc-kr'").notes == [])
    }

    /// A few syllables are as few Chinese characters, which a note says.
    @Test func shortKorean() throws {
        let names = "wMy4pwqx6MO2vPYK"
        let note = try #require(try open(names).notes.first)
        #expect(note.message == "a.csv: the text is read as GB18030; it could be EUC-KR")
        #expect(
            note.help
                == "WITH (encoding = 'euc-kr') reads it as that, and 'gb18030' removes this note")
        #expect(try open(names, with: "encoding = 'euc-kr'").rows[0][0] == "'김철수'")
    }

    /// Chinese in GB2312 has hardly ever the syllables of Korean alone.
    @Test(
        arguments: [
            // 姓名,部门,班次
            "0NXD+yyyv8PFLLDgtM4K1cXI/Syyxs7xsr8s1Oew4ArA7svELMjLwabXytS0sr8s0rmw4Ao=",
            // 日期,备注
            "yNXG2iyxuNeiCjIwMjYtMDgtMDEss/ay7go=",
            // 工号,姓名
            "uaS6xSzQ1cP7CjEwMDEszfXQocP3CjEwMDIss8LP/go=",
            // 考勤报表
            "v7zH2rGose0Ksr/DxSyz2bW9Crrzx9osMQo=",
            // 号,打卡
            "usUstPK/qAoxLLK5v6gK",
            // 标题,报告
            "serM4iyxqLjmCrG+1twssai45rG+1twK",
        ]) func chineseIsNotKorean(_ base64: String) throws
    {
        #expect(KoreanText(Array(try #require(Data(base64Encoded: base64)))).likelihood == .no)
    }

    /// Kanji alone are not told from rare Chinese characters, which a note says.
    @Test func rare() throws {
        let kanji = "lryRTyyVlI+QCo5Sk2ORvphZLIlji8aVlAo="
        let note = try #require(try open(kanji).notes.first)
        #expect(
            note.message
                == "a.csv: the text is read as GB18030, and most of its characters are rare there")
        #expect(
            note.help
                == "WITH (encoding = '…') reads it as big5, shift_jis, euc-kr or windows-1252")
        #expect(try open(kanji, with: "encoding = 'shift_jis'").rows[0][0] == "'山田太郎'")
    }

    @Test(
        arguments: [
            (big5, "big5", "陳大文"), (big5, "CP950", "陳大文"), (hongKong, "Big5-HKSCS", "李國強"),
            (japanese, "Shift_JIS", "佐藤花子"), (japanese, "cp932", "佐藤花子"),
            (korean, "EUC-KR", "홍길동"), (korean, "cp949", "홍길동"),
            ("bmFtZQpSZW7pCg==", "windows-1252", "René"), ("bmFtZQpSZW7pCg==", "latin1", "René"),
        ])
    func said(_ base64: String, _ encoding: String, _ name: String) throws {
        let table = try open(base64, with: "encoding = '\(encoding)'")
        #expect(table.rows.last?.first == "'\(name)'")
        #expect(table.notes == [])
    }

    @Test func refused() throws {
        let folder = try FileFolder()
        try folder.write(Array("a\n".utf8) + [0xFF, 0xFF], "a.csv")
        let damaged = try #require(throws: UserError.self) {
            try folder.open("a.csv", with: "encoding = 'big5'")
        }
        #expect(damaged.message == "a.csv:2: the text is not Big5")
        let unknown = try #require(throws: UserError.self) {
            try folder.open("a.csv", with: "encoding = 'koi8-r'")
        }
        #expect(unknown.message == "unknown encoding \"koi8-r\"")
        #expect(
            unknown.help == "encodings are utf-8, utf-16, utf-16le, utf-16be, gb18030, big5,"
                + " shift_jis, euc-kr and windows-1252")
    }
}

/// `WITH (dates = 'dmy')`: the order of dates that do not begin with their year.
@Suite struct FileDateOrderTests {
    private func contents(
        _ text: String, _ options: String, _ name: String = "a.csv"
    ) throws -> FileContents {
        let folder = try FileFolder()
        try folder.write(Array(text.utf8), name)
        let whole = try FileContents(folder.open(name, with: options))
        let parts = try FileContents(folder.openParts(name, of: 11, with: options))
        #expect(whole.columns == parts.columns && whole.rows == parts.rows)
        return whole
    }

    @Test(
        arguments: [
            ("8/4/2026", "dmy", "2026-04-08"), ("8/4/2026", "mdy", "2026-08-04"),
            ("13/4/2026", "dmy", "2026-04-13"), ("4.8.2026", "dmy", "2026-08-04"),
            ("04-08-2026", "mdy", "2026-04-08"), ("8/4/26", "mdy", "2026-08-04"),
            ("26/8/4", "ymd", "2026-08-04"), ("8/4/69", "dmy", "1969-04-08"),
            ("8/4/68", "dmy", "2068-04-08"), ("2026-08-04", "dmy", "2026-08-04"),
            ("2026年8月4日", "mdy", "2026-08-04"), ("８/４/２０２６", "mdy", "2026-08-04"),
        ])
    func dates(_ text: String, _ order: String, _ date: String) throws {
        let read = try contents("d,n\n\(text),1\n2026/8/9,2\n", "dates = '\(order)'")
        #expect(read.columns == ["d date", "n integer"])
        #expect(read.rows[0] == ["'\(date)'", "1"])
    }

    @Test func timestamps() throws {
        let text = "t,n\n8/4/2026 9:05,1\n12/31/2026 6:00 PM,2\n"
        let read = try contents(text, "dates = 'mdy'")
        #expect(read.columns == ["t timestamp", "n integer"])
        #expect(read.rows.map { $0[0] } == ["1785805500", "1798711200"])
        let json = try contents(
            #"[{"t":"8/4/2026","n":1},{"t":"12/31/2026","n":2}]"#, "dates = 'mdy'", "a.json")
        #expect(json.rows.map { $0[0] } == ["'2026-08-04'", "'2026-12-31'"])
    }

    /// What the order has not stays text, with a note, and every text is as it was.
    @Test func others() throws {
        let text = "d,remark\n13/4/2026,8/4/2026\n8/4/2026,soon\n"
        let read = try contents(text, "dates = 'mdy'")
        #expect(read.columns == ["d text", "remark text"])
        #expect(read.rows[0] == ["'13/4/2026'", "'8/4/2026'"])
        let folder = try FileFolder()
        try folder.write(Array(text.utf8), "a.csv")
        for options in ["", "dates = 'mdy'"] {
            let note = try #require(try folder.open("a.csv", with: options).notes.first)
            #expect(note.message == "a.csv:2: \"13/4/2026\" is not a date, so d is read as text")
            #expect(note.help == "WITH (dates = 'dmy') reads it")
        }
        let wrong = try #require(throws: UserError.self) {
            try folder.open("a.csv", with: "dates = 'mdy', types = (d = date)")
        }
        #expect(wrong.message == "a.csv:2: \"13/4/2026\" in d is not a date")
        let unknown = try #require(throws: UserError.self) {
            try folder.open("a.csv", with: "dates = 'dd/mm'")
        }
        #expect(unknown.message == "\"dd/mm\" is not a date order")
    }
}
