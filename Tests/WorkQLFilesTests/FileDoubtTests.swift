import TestSupport
import Testing
import WorkQLPages
import WorkQLSyntax

@testable import WorkQL
@testable import WorkQLFiles

/// Encodings, rows and characters that may not be what a reader expects.
@Suite struct FileDoubtTests {
    private func open(_ bytes: [UInt8], _ name: String = "a.csv") throws -> FileTable {
        let folder = try FileFolder()
        try folder.write(bytes, name)
        let whole = try folder.open(name)
        if !name.hasSuffix(".json") {
            let parts = try folder.openParts(name, of: 7)
            #expect(parts.notes == whole.notes)
            #expect(try FileContents(parts).rows == FileContents(whole).rows)
        }
        return whole
    }

    private static let doubt = "the text is read as "

    /// Single characters of GB18030 that have the bytes of a letter in UTF-8.
    @Test(
        arguments: [
            ([0xC5, 0xAE], "女", "GB18030"), ([0xC3, 0xAB], "毛", "GB18030"),
            ([0xC4, 0xA3], "模", "GB18030"), ([0xC8, 0xB1], "缺", "GB18030"),
            ([0xC2, 0xB7], "·", "UTF-8"), ([0xC2, 0xA1], "¡", "UTF-8"),
            ([0xCE, 0xB1], "α", "UTF-8"),
        ] as [([UInt8], String, String)])
    func encodings(_ cell: [UInt8], _ text: String, _ encoding: String) throws {
        let table = try open(Array("userid,sex\nlisi,".utf8) + cell + Array("\nwang,".utf8) + cell)
        #expect(try FileContents(table).rows.map { $0[1] } == ["'\(text)'", "'\(text)'"])
        let other = encoding == "UTF-8" ? "GB18030" : "UTF-8"
        #expect(
            table.notes.map(\.message) == [
                "a.csv: the text is read as \(encoding); it could be \(other)"
            ])
    }

    @Test(arguments: ["Müller", "25°", "女", "José", "é女", "Москва"])
    func certain(_ text: String) throws {
        let table = try open(Array("userid,note\nlisi,\(text)\n".utf8))
        #expect(try FileContents(table).rows[0][1] == "'\(text)'")
        #expect(table.notes == [])
    }

    /// Totals and lines of delimiters.
    @Test(
        arguments: [
            (
                "a,b\n1,2\n,\n,\n",
                "a.csv:3: the last 2 lines have only empty cells, and are rows"
            ),
            ("a,b\n1,2\n,\n", "a.csv:3: the last line has only empty cells, and is a row"),
            ("部门,人数\n财务,2\n合计,5\n", "a.csv:3: the total \"合计\" is a row"),
            ("部门,人数\n财务,2\nTotal,5\n", "a.csv:3: the total \"Total\" is a row"),
            (
                "部门,人数\n财务,2\n小计,2\n技术,3\n小计,3\n总计,5\n",
                "a.csv:3: the total \"小计\" and 2 more are rows"
            ),
            ("序号,部门,人数\n1,财务,2\n,总计,5\n", "a.csv:3: the total \"总计\" is a row"),
            ("部门,姓名\n财务,a\n,合计2人\n", "a.csv:3: the total \"合计2人\" is a row"),
            ("部门,姓名\n财务,a\n共 15 条记录,\n", "a.csv:3: the total \"共 15 条记录\" is a row"),
        ] as [(String, String)])
    func rows(_ text: String, _ message: String) throws {
        #expect(try open(Array(text.utf8)).notes.map(\.message) == [message])
    }

    /// The spellings of totals.
    @Test(arguments: [
        "合计", "合　计", "合  计", "合计：", "合计：7人", "合计(人)", "合计（人）", "总合计", "本月合计", "财务小计", "人事 汇总",
        "总数", "累计", "合计2人", "总计 3 条", "共计12人次", "共7人", "Total:", "TOTAL", "Grand Total",
        "Finance total", "Sub-total", "总计：",
    ])
    func totals(_ label: String) throws {
        let table = try open(Array("部门,人数\n财务,3\n人事,4\n\"\(label)\",7\n".utf8))
        #expect(
            table.notes.map(\.message) == ["a.csv:4: the total \"\(label)\" is a row"])
    }

    @Test func totalsWithoutLabel() throws {
        for text in ["部门,姓名,人数\n财务,a,3\n人事,b,4\n,,7\n", "id,n\n1,2\n2,3\n,5.5\n,\n"] {
            #expect(
                try open(Array(text.utf8)).notes.first?.message
                    == "a.csv:4: the last row has only numbers, as a total, and is a row")
        }
        for text in [
            "部门,姓名,人数\n财务,a,3\n,b,4\n,,7\n", "部门,姓名,人数\n财务,a,3\n人事,b,4\n,c,7\n",
            "部门,人数\n财务,3\n,4\n人事,7\n", "a,b\n1,2\n,3\n",
        ] {
            #expect(try open(Array(text.utf8)).notes == [])
        }
    }

    /// What a note advises leaves out the rows that it names, and no others.
    @Test(
        arguments: [
            (
                "部门,姓名,人数\n财务,a,1\n,b,2\n合计,,3\n",
                "WHERE 部门 IS DISTINCT FROM '合计' leaves it out"
            ),
            (
                "部门,人数\n财务,2\n小计,2\n人事,3\n小计,3\n",
                "WHERE 部门 IS DISTINCT FROM '小计' leaves them out"
            ),
            (
                "部门,人数\n财务,2\n小计,2\n技术,3\n小计,3\n总计,5\n",
                "WHERE coalesce(部门, '') NOT IN ('小计', '总计') leaves them out"
            ),
            (
                "d,e,n\n财务,a,2\n小计,,2\n,总计,2\n",
                "WHERE d IS DISTINCT FROM '小计' leaves out the first"
            ),
            (
                "\"de pt\",n\n财务,2\nTotal,2\n",
                "WHERE \"de pt\" IS DISTINCT FROM 'Total' leaves it out"
            ),
            (
                "u,n\na,1\n,2\n,\n,\n",
                "WHERE u IS NOT NULL OR n IS NOT NULL leaves out rows without any value"
            ),
            ("a,b,c,d,e\n1,2,3,4,5\n,,,,\n", "delete the lines at the end of the file"),
        ] as [(String, String)])
    func advice(_ text: String, _ help: String) throws {
        #expect(try open(Array(text.utf8)).notes.map(\.help) == [help])
    }

    @Test(arguments: [
        "a,b\n1,2\n,\n3,4\n", "部门,人数\n合计办,2\n", "部门,合计\n财务,2\n", "word,n\nsummer,2\n",
        "部门,说明\n财务,合计\n", "标题,时间\n周报汇总,2026-08-03\n", "标题,人\n预算总数,张三\n",
        "dept,n\ntotalitarian,2\n", "部门,人\n合计科2组,a\n", "部门,人\n公共3班,a\n", "dept,x\ntotal2,y\n",
        "部门,人\n共5,a\n",
    ])
    func plainRows(_ text: String) throws { #expect(try open(Array(text.utf8)).notes == []) }

    /// Characters that are not visible, and blanks in the texts of JSON.
    @Test(
        arguments: [
            ("a.csv", "name,n\n张\u{200B}三,1\n", "values in name"),
            ("a.csv", "name,n\n\u{202A}lisi\u{202C},1\n", "values in name"),
            ("a.csv", "name,n\n\"a\u{FEFF}b\",1\n", "values in name"),
            ("a.ndjson", "{\"name\":\"张\u{2060}三\"}\n", "values in name"),
            ("a.json", "[{\"name\":\"张三　\"}]", "words in name"),
            ("a.ndjson", "{\"name\":\"李四 \"}\n", "words in name"),
            ("a.json", "[{\"name\":\"\u{A0}lisi\"}]", "words in name"),
        ] as [(String, String, String)])
    func characters(_ name: String, _ text: String, _ part: String) throws {
        let notes = try open(Array(text.utf8), name).notes
        #expect(notes.count == 1)
        #expect(notes.first?.message.contains(part) == true)
    }

    @Test func visible() throws {
        #expect(try open(Array("name,n\n👨‍👩‍👧 “好”…,1\n".utf8)).notes == [])
        #expect(try open(Array("[{\"name\":\" two words \"}]".utf8), "a.json").notes == [])
    }

    /// One column, whose cells contain delimiters.
    @Test(arguments: [
        ("c0\nv0\na;b\n", ["'v0'", "'a;b'"]),
        ("note\nhello, world\nfoo, bar\n", ["'hello, world'", "'foo, bar'"]),
        ("text\nx\ny\na,b\nz\n", ["'x'", "'y'", "'a,b'", "'z'"]),
        ("备注\n好\na|b\n", ["'好'", "'a|b'"]),
        ("note\nfirst; second\n", ["'first; second'"]),
    ])
    func oneColumn(_ text: String, _ cells: [String]) throws {
        let table = try open(Array(text.utf8))
        #expect(table.columns.count == 1)
        #expect(try FileContents(table).rows.flatMap { $0 } == cells)
    }

    /// Columns without values in one of several files.
    @Test(arguments: [
        ("id,n\n", "id,n\n1,2\n"), ("id,n\n1,2\n", "id,n\n"), ("id,n\n1,\n", "id,n\n2,3\n"),
        ("id,n\n1,2.5\n", "n,id\n,7\n"), ("id,n\n1,9:00\n", "id,n\n2,\n"),
    ])
    func patterns(_ one: String, _ other: String) throws {
        let folder = try FileFolder()
        try folder.write(Array(one.utf8), "1.csv")
        try folder.write(Array(other.utf8), "2.csv")
        let tables = try ["1.csv", "2.csv"].map { ($0, try folder.open($0)) }
        let table = try FileTable.union(tables)
        #expect(table.columns[0].type == .integer)
        #expect(table.columns[1].type != .text)
        #expect(try FileContents(table).rows.count == table.rowCount)
    }

    /// The type that the help names reads the column of all files.
    @Test(arguments: [
        ("2", "x", "text"), ("2", "2.5", "real"), ("2.5", "2", "real"),
        ("2026-08-03", "2026-08-03 09:00", "timestamp"), ("9:00", "2", "text"),
        ("2026-08-03", "9:00", "text"), ("true", "2", "text"),
    ])
    func typesDiffer(_ one: String, _ other: String, _ type: String) throws {
        let folder = try FileFolder()
        try folder.write(Array("id,n\n1,\(one)\n".utf8), "1.csv")
        try folder.write(Array("id,n\n1,\(other)\n".utf8), "2.csv")
        let tables = try ["1.csv", "2.csv"].map { ($0, try folder.open($0)) }
        let failure = try #require(throws: UserError.self) { try FileTable.union(tables) }
        #expect(failure.help == "WITH (types = (n = \(type))) reads it as \(type) in all files")
        let typed = try ["1.csv", "2.csv"].map {
            ($0, try folder.open($0, with: "types = (n = \(type))"))
        }
        #expect(try FileTable.union(typed).rowCount == 2)
    }

    @Test(arguments: [
        ("0000", "7", true), ("\"E\"0000", "12345", true), ("0000", "12345", false),
        ("0.00", "7", false), ("0", "7", false), ("\\A000", "7", true), ("000;-0", "7", true),
        ("0000-00-00", "20260803", true), ("00\":\"00", "930", true), ("0\\-00", "108", true),
        ("000-0000-0000", "1", true), ("0\"小时\"00\"分\"", "830", true),
        ("[=1]\"男\";\"女\"", "1", true), ("\"是\";;\"否\"", "1", true),
        ("[<5]0;\"多\"", "9", true), ("0\"天\"", "7", false), ("0.0\"小时\"", "7", false),
        ("#,##0;-#,##0;\"-\"", "0", false), ("0.00E+00", "7", false), ("0.00E-00", "7", false),
        ("# ?/?", "7", false), ("# ##0", "1000", false), ("[=0]\"\";General", "7", false),
        ("_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", "7", false),
        ("\"¥\"#,##0.00", "7", false), ("#,##0.00_);[Red](#,##0.00)", "7", false),
        ("0%", "1", false), ("[>=10000]0.0,;0", "7", false),
    ])
    func numberCodes(_ code: String, _ digits: String, _ changes: Bool) {
        #expect((NumberCode(code)?.changes(digits) ?? false) == changes)
    }

    @Test(arguments: ["aaaa", "aaa", "[$-804]aaaa;@", "ddd", "yyyy-mm-dd aaaa"])
    func weekdays(_ code: String) { #expect(TimeFormat(code: code) == .date) }
}
