import TestSupport
import Testing
import WorkQLSyntax

@testable import WorkQL
@testable import WorkQLFiles

/// Ambiguous guesses about a file's cells are reported, with the options that decide them.
@Suite struct FileGuessTests {
    private func notes(_ text: String) throws -> [FileNote] {
        let folder = try FileFolder()
        try folder.write(Array(text.utf8), "a.csv")
        let (whole, parts) = (try folder.open("a.csv"), try folder.openParts("a.csv", of: 7))
        #expect(whole.notes == parts.notes)
        return whole.notes
    }

    private func rows(_ text: String, with options: String) throws -> [[String]] {
        let folder = try FileFolder()
        try folder.write(Array(text.utf8), "a.csv")
        let whole = try FileContents(folder.open("a.csv", with: options)).rows
        let parts = try folder.openParts("a.csv", of: 7, with: options)
        #expect(try FileContents(parts).rows == whole)
        return whole
    }

    @Test func mixedTypes() throws {
        let dates = "d,n\n2026-08-01,1\n20260804,2\n"
        let note = try #require(try notes(dates).first)
        #expect(note.message == "a.csv: d contains dates and numbers, and is read as text")
        #expect(note.help == "WITH (types = (d = date)) reads 20260804 as a date too")
        #expect(
            try rows(dates, with: "types = (d = date)")
                == [["'2026-08-01'", "1"], ["'2026-08-04'", "2"]])
        #expect(
            try notes("a,b\ntrue,x\n5,y\n").map(\.message)
                == ["a.csv: a contains true and false and numbers, and is read as text"])
        #expect(
            try notes("a,b\n9:00,2026-08-01\n5,3\n").map(\.message)
                == [
                    "a.csv: a contains times of day and numbers, and is read as text",
                    "a.csv: b contains dates and numbers, and is read as text",
                ])
        #expect(try notes("a,b\n1,x\n2.5,y\n") == [])
    }

    /// Words for true and false that only a declared type reads.
    @Test func words() throws {
        let words = "a,b\ntrue,1\nYes,2\nno,3\n"
        let note = try #require(try notes(words).first)
        #expect(note.message == "a.csv: a contains true and false beside text, and is read as text")
        #expect(note.help == "WITH (types = (a = boolean)) reads all of them as true or false")
        #expect(
            try rows(words, with: "types = (a = boolean)").map { $0[0] } == ["1", "1", "0"])
        #expect(try notes("a,b\ntrue,1\nmaybe,2\n") == [])
    }

    /// The first line of a header of two lines leaves columns without names, in contrast to the
    /// column of row numbers that pandas writes, and to delimiters at the end of all lines.
    @Test func headersWithGaps() throws {
        let two = "姓名,8月1日,,8月2日,\n,上班,下班,上班,下班\n张三,9:00,18:00,9:01,18:02\n"
        #expect(
            try notes(two).first
                == FileNote(
                    message: "a.csv:1: the header has no name for column 3 and 1 more",
                    help: "WITH (header = 2) reads the next line as the header"))
        #expect(
            try notes("a,,,,e\n1,2,,4,5\n").map(\.message)
                == ["a.csv:1: the header has no name for column 2 and 1 more"])
        #expect(try notes("a,,c\n1,,3\n") == [])
        #expect(try notes(",a,b\n0,x,1\n1,y,2\n") == [])
        #expect(try notes("a,b,\n1,2,\n") == [])
        #expect(try notes("a,b,\n1,2,3\n") == [])
    }

    /// Lines of labels with their values, however many, are titles if the header has more cells.
    @Test(arguments: [
        "公司：某某,日期：2026-08-15,\n姓名,账号,部门\n张三,zhangsan,财务\n",
        "公司: 某某,日期: 2026-08-15\n姓名,账号,部门\n张三,zhangsan,财务\n",
        "考勤表\n公司：某某,部门：人事,\n姓名,账号,部门\n张三,zhangsan,财务\n",
        "Company: A,,Month: 2026-08\n姓名,账号,部门\n张三,zhangsan,财务\n",
    ])
    func labels(_ text: String) throws {
        let folder = try FileFolder()
        try folder.write(Array(text.utf8), "a.csv")
        let contents = try FileContents(folder.open("a.csv"))
        #expect(contents.columns == ["姓名 text", "账号 text", "部门 text"])
        #expect(contents.rows == [["'张三'", "'zhangsan'", "'财务'"]])
        #expect(try notes(text).count == 1)
    }

    /// A table whose first line only looks like labels keeps it.
    @Test func noLabels() throws {
        for text in [
            "上班：时间,下班：时间\nx,y\n", "a:b,c\n1,2\n", "9:00,10:00,\n甲,乙,丙\n丁,戊,己\n",
        ] {
            #expect(try notes(text).allSatisfy { !$0.message.contains("skipped") }, "\(text)")
        }
    }

    @Test func signs() throws {
        let text = "name,rate,salary\n张三,95%,\"￥12,000.50\"\n李四,8.5％,￥9000\n王五,,-¥3\n"
        let note = try #require(try notes(text).first)
        #expect(
            note.message
                == "a.csv: the numbers in rate, salary have % or a currency sign, and are read as "
                + "text"
        )
        #expect(
            note.help
                == "WITH (types = (rate = real)) reads 95% as 0.95 and ￥12,000.50 as 12000.5")
        #expect(
            try rows(text, with: "types = (rate = real, salary = real)")
                == [
                    ["'张三'", "0.95", "12000.5"], ["'李四'", "0.085", "9000.0"],
                    ["'王五'", "NULL", "-3.0"],
                ])
        #expect(try notes("a,b\n95%,1\nnone,2\n") == [])
        #expect(try notes("a,b\nnone,1\n95%,2\n") == [])
        #expect(try notes("a,b\n100% cotton,1\n$,2\n%,3\n元,4\n") == [])
    }

    /// One cell that is not a value makes a column of values a column of texts, with a note.
    @Test(
        arguments: [
            (
                "n,x\n5,a\n-,b\n10,c\n", "\"-\" is not an integer",
                "WITH (null = '-') reads it as NULL"
            ),
            (
                "n,x\n5.5,a\n#N/A,b\n", "\"#N/A\" is not a number",
                "WITH (null = '#N/A') reads it as NULL"
            ),
            (
                "n,x\n2026/3/5,a\nNULL,b\n", "\"NULL\" is not a date",
                "WITH (null = 'NULL') reads it as NULL"
            ),
            (
                "n,x\n9:00,a\n无,b\n", "\"无\" is not a time of day",
                "WITH (null = '无') reads it as NULL"
            ),
            (
                "n,x\ntrue,a\nNaN,b\n", "\"NaN\" is not true or false",
                "WITH (null = 'NaN') reads it as NULL"
            ),
            (
                "n,x\n1.5,a\n-inf,b\n", "\"-inf\" is not a number",
                "WITH (null = '-inf') reads it as NULL"
            ),
            ("n,x\n8/3/2026,a\n", "\"8/3/2026\" is not a date", orders),
            ("n,x\n13/3/2026,a\n", "\"13/3/2026\" is not a date", "WITH (dates = 'dmy') reads it"),
            (
                "n,x\n8/3/26,a\n9/3/26,b\n", "\"8/3/26\" is not a date",
                orders + "; 'ymd' reads 26/8/4"
            ),
            ("n,x\n2026-08-03,a\n2026-02-30,b\n", "\"2026-02-30\" is not a date", dates),
            ("n,x\n0000-00-00,a\n", "\"0000-00-00\" is not a date", dates),
            ("n,x\n3-Aug-26,a\n4-Aug-26,b\n", "\"3-Aug-26\" is not a date", dates),
            ("n;x\nAug 3, 2026;a\n", "\"Aug 3, 2026\" is not a date", dates),
            ("n,x\n8月3日,a\n", "\"8月3日\" is not a date", dates),
            (
                "n,x\n26/8/3 9:00,a\n", "\"26/8/3 9:00\" is not a date",
                "WITH (dates = 'ymd') reads it"
            ),
            ("n,x\n2026-08-03 (一),a\n", "\"2026-08-03 (一)\" is not a date", dates),
            (
                "n,x\n9:00,a\n24:00,b\n", "\"24:00\" is not a time of day",
                "times of day are read from 00:00 to 23:59:59"
            ),
            (
                "n,x\n5,a\n(120),b\n", "\"(120)\" is not a number",
                "numbers are read as 120, -120 and 12,000.50"
            ),
            (
                "n,x\n5,a\n−120,b\n", "\"−120\" is not a number",
                "numbers are read as 120, -120 and 12,000.50"
            ),
        ] as [(String, String, String)])
    func nearValues(_ text: String, _ message: String, _ help: String) throws {
        let note = try #require(try notes(text).first)
        let line = text.split(separator: "\n").firstIndex { line in
            message.contains("\"\(line.split(separator: text.contains(";") ? ";" : ",")[0])\"")
        }
        #expect(note.message == "a.csv:\((line ?? 0) + 1): \(message), so n is read as text")
        #expect(note.help == help)
        #expect(try notes(text).count == 1)
        guard help.hasPrefix("WITH (") else { return }
        let options = help.split(separator: "(")[1].split(separator: ")")[0]
        #expect(try FileFolder().columns(text, with: String(options))[0] != "n text")
    }

    private static let orders =
        "WITH (dates = 'dmy') reads 8/4/2026 as 8 April, and 'mdy' as 4 August"
    private static let dates = "dates are read as 2026-08-03, 2026/8/3 or 2026年8月3日"

    /// Columns of text, even if single cells look like values.
    @Test(
        arguments: [
            "n,x\n-,a\n-,b\n", "n,x\n5,a\n-,b\nsoon,c\n", "n,x\n8/3/2026,a\nsoon,b\n",
            "n,x\n0012,a\n12,b\n", "n,x\n13800138000,a\n-,b\n",
            "n,x\n101,a\n102A,b\n", "n,x\n1.2.3,a\n1.2.4,b\n",
            "n,x\n10.0.0.1,a\n", "n,x\n+8613800138000,a\n", "n,x\n2026-08,a\n", "n,x\nmay,a\n",
            "n,x\n9:00-18:00,a\n", "n,x\n2026-08-03 会议,a\n", "n,x\n(a),b\n", "n,x\n1/2,a\n3/40,b\n",
        ] as [String])
    func plainText(_ text: String) throws {
        #expect(try notes(text) == [])
        #expect(try FileFolder().columns(text, with: "")[0] == "n text")
    }

    /// The spellings are those of statements.
    @Test func spellingsOfDatesAndTimes() throws {
        let text = "d,t\n2026.8.3,9点半\n2026.08.04,10点\n2026年8月5日,11时05分\n"
        #expect(
            try rows(text, with: "header = 1") == [
                ["'2026-08-03'", "'09:30:00'"], ["'2026-08-04'", "'10:00:00'"],
                ["'2026-08-05'", "'11:05:00'"],
            ])
        #expect(try FileFolder().columns(text, with: "") == ["d date", "t time"])
    }

    /// `="0012"` keeps the zeros in Excel.
    @Test func formulasOfTexts() throws {
        let text = "id,n\n=\"0012\",1\n\"=\"\"0034\"\"\",2\n=\"\",3\n\"=1+\"\"2\"\"\",4\n"
        #expect(
            try rows(text, with: "header = 1") == [
                ["'0012'", "1"], ["'0034'", "2"], ["'=\"\"'", "3"], ["'=1+\"2\"'", "4"],
            ])
        #expect(
            try notes(text).map(\.message)
                == ["a.csv: 2 cells are formulas such as =\"0012\", and are read as their text"])
    }

    @Test func blanksInQuotes() throws {
        let text = "id,n\n\"0012\t\",1\n\" lisi\",2\n\"two words \",3\n\"x\",4\n"
        #expect(try rows(text, with: "header = 1").map { $0[0] }.first == "'0012\t'")
        #expect(
            try notes(text).map(\.message)
                == ["a.csv: blanks in the quotes around 2 words are part of the values"])
    }

    @Test func wideCommas() throws {
        let folder = try FileFolder()
        try folder.write(Array("a，b，c\n1，2，3\n".utf8), "a.csv")
        let failure = try #require(throws: UserError.self) { try folder.open("a.csv") }
        #expect(
            failure.message
                == "a.csv: the cells are separated by ，, but a delimiter is one ASCII character")
        #expect(failure.help == "write , in the file, or WITH (delimiter = ',') for one column")
        #expect(try folder.open("a.csv", with: "delimiter = ','").columns.count == 1)
        // One column of sentences.
        try folder.write(Array("备注\n早，晚\n".utf8), "b.csv")
        #expect(try folder.open("b.csv").rowCount == 1)
    }
}
