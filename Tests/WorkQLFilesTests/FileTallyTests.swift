import TestSupport
import Testing
import WorkQLPages

@testable import WorkQL
@testable import WorkQLFiles

/// Columns that are text although most of their cells are read as something else.
@Suite struct FileTallyTests {
    private func notes(_ text: String, _ name: String = "a.csv") throws -> [FileNote] {
        let folder = try FileFolder()
        try folder.write(Array(text.utf8), name)
        let whole = try folder.open(name)
        if !name.hasSuffix("json") || name.hasSuffix("ndjson") {
            #expect(try folder.openParts(name, of: 7).notes == whole.notes)
        }
        return whole.notes
    }

    /// Texts that are all numbers, of which no type that is inferred holds all.
    @Test(
        arguments: [
            ("1234567890123456789\n2\n3\n", "integer", ""), ("1e20\n9e5\n", "real", ""),
            ("5.\n10.\n", "real", ""), ("1e3\n2\n", "real", ""),
            ("123456789012345678901\n2\n", "real", ", and keeps 15 digits"),
            ("1234567890123456789\n2.5\n", "real", ", and keeps 15 digits"),
            ("-1234567890123456789\n5\n", "integer", ""), (".5e1\n10.\n", "real", ""),
        ] as [(String, String, String)])
    func numbers(_ cells: String, _ type: String, _ more: String) throws {
        #expect(
            try notes("n\n" + cells) == [
                FileNote(
                    message: "a.csv: the numbers in n are text, and are compared character by "
                        + "character",
                    help: "WITH (types = (n = \(type))) reads them as numbers\(more)")
            ])
        let folder = try FileFolder()
        #expect(try folder.columns("n\n" + cells, with: "types = (n = \(type))") == ["n \(type)"])
    }

    /// Identifiers of different lengths.
    @Test(arguments: [
        "工号\n1234567890123456789\n2\n", "身份证\n110101900307123\n110101199003071234\n",
        "user_id\n1e20\n12\n", "n\n0012\n1234567890123456789\n", "n\n0x1F\n12\n",
        "n\n1234567890123456789\n12345678901234567\n", "卡号\n6222020200112233\n622202\n",
    ])
    func identifiers(_ text: String) throws { #expect(try notes(text) == []) }

    @Test(
        arguments: [
            (
                "t,x\n9:00,a\n未打卡,b\n10:00,c\n", "3: \"未打卡\" is not a time of day",
                "WITH (null = '未打卡') reads it as NULL"
            ),
            (
                "t,x\n8,a\n12,b\n请假,c\n", "4: \"请假\" is not an integer",
                "WITH (null = '请假') reads it as NULL"
            ),
            (
                "t,x\n8.5,a\n12,b\n休,c\n迟到,d\n7,e\n", "4: \"休\" is not a number",
                "WITH (null = ('休', '迟到')) reads them as NULL"
            ),
            (
                "t,x\n2026-08-03,a\n2026-8-4 离职,b\n", "3: \"2026-8-4 离职\" is not a date",
                "dates are read as 2026-08-03, 2026/8/3 or 2026年8月3日"
            ),
            (
                "t,x\n2026-08-03 9:00,a\n待定,b\n", "3: \"待定\" is not a date with a time",
                "WITH (null = '待定') reads it as NULL"
            ),
            (
                "t,x\n2026-08-03,a\n长期,b\n", "3: \"长期\" is not a date",
                "WITH (null = '长期') reads it as NULL"
            ),
            (
                "t,x\n2026-08-01,a\n20260804,b\nsoon,c\n", "4: \"soon\" is not a date",
                "WITH (null = 'soon') reads it as NULL"
            ),
            (
                "t,x\n1e5,a\n9,b\n10,c\n", "2: \"1e5\" is not an integer",
                "WITH (types = (t = real)) reads it as a number"
            ),
            ("t,x\n9223372036854775808,a\n9,b\n10,c\n", "2: \"9223372036854775808\"", figures),
            ("t;x\n1,5;a\n10,25;b\n", "2: \"1,5\" is not a number", figures),
            ("t;x\n1.234,50;a\n10;b\n", "2: \"1.234,50\" is not a number", figures),
            ("t,x\n1 000,a\n900,b\n", "2: \"1 000\" is not a number", figures),
            ("t,x\n5天,a\n10天,b\n", "2: \"5天\" is not a number", figures),
            ("t,x\n8,a\n8小时,b\n", "3: \"8小时\" is not a number", figures),
            ("t,x\n8,a\n1.5万,b\n", "3: \"1.5万\" is not a number", figures),
            ("t,x\n8,a\n10*,b\n", "3: \"10*\" is not a number", figures),
            ("t,x\n8,a\n<5,b\n", "3: \"<5\" is not a number", figures),
            ("t,x\n'9,a\n10,b\n", "2: \"'9\" is not a number", figures),
            ("t,x\n- 3,a\n- 10,b\n", "2: \"- 3\" is not a number", figures),
            ("t,x\n1e5,a\n.5,b\n+7,c\n- 3,d\n", "5: \"- 3\" is not a number", figures),
            ("t,x\n1e400,a\n9e5,b\n", "2: \"1e400\" is not a number", figures),
            ("t,x\n1e400,a\n1e401,b\n", "2: \"1e400\"", figures),
            ("t,x\n1'234,a\n1'235,b\n", "2: \"1'234\" is not a number", figures),
            ("t,x\n8/9,a\n8/10,b\n", "2: \"8/9\" is not a date", days),
            ("t,x\n08-09,a\n08-10,b\n", "2: \"08-09\" is not a date", days),
            ("t,x\n12-8月-26,a\n", "2: \"12-8月-26\" is not a date", days),
            ("t,x\n12-十二月-26,a\n", "2: \"12-十二月-26\" is not a date", days),
            ("t,x\n8月-26,a\n9月-26,b\n", "2: \"8月-26\" is not a date", days),
            ("t,x\n八月-26,a\n九月-26,b\n", "2: \"八月-26\" is not a date", days),
            ("t,x\n2026-08-03,a\n8/4,b\n", "3: \"8/4\" is not a date", days),
            (
                "t,x\n26-08-13 星期四,a\n", "2: \"26-08-13 星期四\" is not a date",
                "WITH (dates = 'dmy') reads it as 2013-08-26, and 'ymd' as 2026-08-13"
            ),
            (
                "t,x\n31-08-13,a\n26-08-32,b\n", "2: \"31-08-13\" is not a date",
                "WITH (dates = 'dmy') reads it as 2013-08-31, and 'ymd' as 2031-08-13"
            ),
        ] as [(String, String, String)])
    func misfits(_ text: String, _ message: String, _ help: String) throws {
        let note = try #require(try notes(text).first)
        #expect(note.message.hasPrefix("a.csv:" + message))
        #expect(note.message.hasSuffix(", so t is read as text"))
        #expect(note.help == help)
        #expect(try notes(text).count == 1)
    }

    /// Words that only resemble days and numbers.
    @Test(arguments: [
        "t\n15/20\n8/9\n", "t\n3-2\n10-1\n", "t\n人-26\n", "t\n- x\n- y\n", "t\n十三月-26\n",
        "t\n1/0\n2/0\n", "t\nit's\n",
    ])
    func words(_ text: String) throws { #expect(try notes(text) == []) }

    @Test func signs() throws {
        #expect(
            try notes("n\n+5\n+12\n").map(\.message)
                == ["a.csv: the numbers in n have a plus sign, and are read as text"])
        #expect(
            try notes("n\n-0\n0\n") == [])
        #expect(
            try notes("n\n+5\n1e5\n").map(\.help)
                == ["WITH (types = (n = real)) reads them as numbers"])
    }

    /// Words for true and false, some of which alone would be a column of booleans.
    @Test func truths() throws {
        #expect(
            try notes("b\ntrue\nYes\n") == [
                FileNote(
                    message: "a.csv: b contains true and false beside text, and is read as text",
                    help: "WITH (types = (b = boolean)) reads all of them as true or false")
            ])
        #expect(try notes("b\ntrue\nyesterday\n") == [])
    }

    private static let days = "dates are read as 2026-08-03, 2026/8/3 or 2026年8月3日"
    private static let figures = "numbers are read as 120, -120 and 12,000.50"

    /// The help of a note makes the column one of values.
    @Test(arguments: [
        ("t,x\n9:00,a\n未打卡,b\n10:00,c\n", "null = '未打卡'", "t time"),
        ("t,x\n8.5,a\n12,b\n休,c\n迟到,d\n7,e\n", "null = ('休', '迟到')", "t real"),
        ("t,x\n1e5,a\n9,b\n", "types = (t = real)", "t real"),
        ("t,x\n2026-8,a\n2026-10,b\n", "types = (t = date)", "t date"),
        ("t,x\n26-08-13 星期四,a\n", "dates = 'ymd'", "t date"),
    ])
    func helps(_ text: String, _ options: String, _ column: String) throws {
        #expect(try FileFolder().columns(text, with: options)[0] == column)
    }

    /// Texts of JSON that are numbers, days or months in another spelling.
    @Test(
        arguments: [
            (
                #"[{"t":"20260803"},{"t":"20261004"}]"#, "a.json: the dates in t",
                "WITH (types = (t = date)) reads 20260803 as a date"
            ),
            (
                #"[{"t":"9"},{"t":"10"}]"#, "a.json: the numbers in t",
                "WITH (types = (t = integer)) reads them as numbers"
            ),
            (
                #"[{"t":"9.5"},{"t":10}]"#, "a.json: the numbers in t",
                "WITH (types = (t = real)) reads them as numbers"
            ),
            (
                #"[{"t":"2026/8"},{"t":"2026/10"}]"#, "a.json: the months in t",
                "WITH (types = (t = date)) reads 2026/8 as the first day of the month"
            ),
            (
                #"[{"t":"2026年8月"},{"t":"2026年10月"}]"#, "a.json: the months in t",
                "WITH (types = (t = date)) reads 2026年8月 as the first day of the month"
            ),
            (
                #"[{"t":"2026-08"},{"t":"2026-9"}]"#, "a.json: the months in t",
                "WITH (types = (t = date)) reads 2026-08 as the first day of the month"
            ),
        ] as [(String, String, String)])
    func texts(_ text: String, _ message: String, _ help: String) throws {
        #expect(
            try notes(text, "a.json") == [
                FileNote(
                    message: message + " are text, and are compared character by character",
                    help: help)
            ])
        let options = help.split(separator: ")")[0].dropFirst("WITH (".count) + ")"
        let folder = try FileFolder()
        try folder.write(Array(text.utf8), "a.json")
        #expect(try folder.open("a.json", with: String(options)).columns[0].type != .text)
    }

    @Test func wordsInJSON() throws {
        #expect(
            try notes("{\"t\":\"9:00\"}\n{\"t\":\"迟到\"}\n{\"t\":\"10:00\"}\n", "a.ndjson") == [
                FileNote(
                    message: "a.ndjson:2: \"迟到\" is not a time of day, so t is read as text",
                    help: "WITH (types = (t = text)) declares this")
            ])
    }

    @Test func monthsOfSixDigits() throws {
        #expect(
            try notes("m,n\n202608,202608\n202609,5\n") == [
                FileNote(
                    message: "a.csv: the months in m are read as integers such as 202608",
                    help: "WITH (types = (m = text)) compares them with strftime('%Y%m', …)")
            ])
        #expect(try notes("m,n\n202608,5\n3,5\n") == [])
    }

    @Test(arguments: [
        "id,n\n1,110101199003078000\n2,110101199003071000\n", "卡号,x\n6222020200112230,1\n",
    ])
    func cutNumbers(_ text: String) throws {
        #expect(try notes(text).contains { $0.message.hasSuffix("as numbers that Excel cut") })
        let whole = text.replacing("0,1\n", with: "1,1\n").replacing("000\n", with: "123\n")
        #expect(try notes(whole) == [])
    }

    /// Texts, identifiers, and values of one spelling.
    @Test(arguments: [
        ("t,x\n5,a\nsoon,b\nlater,c\n", "a.csv"), ("工号,x\n1001,a\nadmin,b\n12,c\n", "a.csv"),
        ("t,x\n0012,a\n12,b\nx,c\n", "a.csv"), ("t,x\n2026-08,a\n2026-10,b\n", "a.csv"),
        ("t,x\n101,a\n102A,b\n", "a.csv"), ("t,x\n9:00-18:00,a\n9:00-18:00,b\n", "a.csv"),
        ("t,x\n13800138000,a\n010-123,b\n", "a.csv"), (#"[{"t":"1001"},{"t":"1002"}]"#, "a.json"),
        (#"[{"userid":"9"},{"userid":"10"}]"#, "a.json"), (#"[{"t":"2026-08"}]"#, "a.json"),
        ("t,x\n3 rooms,a\n4 desks,b\n", "a.csv"), ("t,x\n11010119900307123X,a\n", "a.csv"),
    ])
    func plain(_ text: String, _ name: String) throws {
        #expect(try notes(text, name) == [])
    }
}
