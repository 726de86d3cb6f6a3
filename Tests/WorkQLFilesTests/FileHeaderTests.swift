import TestSupport
import Testing
import WorkQLSyntax

@testable import WorkQL
@testable import WorkQLFiles

/// First rows of numbers, times and words that name the columns or are rows.
@Suite struct FileHeaderTests {
    private func open(_ text: String) throws -> FileTable {
        let folder = try FileFolder()
        try folder.write(Array(text.utf8), "a.csv")
        let (whole, parts) = (try folder.open("a.csv"), try folder.openParts("a.csv", of: 7))
        #expect(whole.notes == parts.notes)
        #expect(whole.columns.map(\.name) == parts.columns.map(\.name))
        return whole
    }

    /// Days, months and times name columns, whatever is missing between them.
    @Test(arguments: [
        ("姓名,29,30,31,1,2", "8", "numbers"), ("姓名,26,27,28,29,30,31,1,2", "√", "numbers"),
        ("姓名,3,4,5,6,7,10,11", "8", "numbers"), ("姓名,01,02,03", "8", "numbers"),
        ("姓名,0801,0802", "8", "numbers"), ("姓名,8.1,8.2,8.3", "√", "numbers"),
        ("姓名,1.0,2.0,3.0", "8", "numbers"), ("姓名,10,11,12,1,2", "8", "numbers"),
        ("姓名,1,1,2,2", "8", "numbers"), ("姓名,09:00,18:00", "√", "times"),
        ("姓名,09:00,18:00", "8:55", "times"), ("姓名,2026-08-03,2026-08-04", "2026-08-01", "dates"),
        // Without a word that only names columns.
        ("x,29,30,31,1,2", "8", "numbers"), ("x,10,11,12,1,2", "√", "numbers"),
        ("x,3,4,5,6,7,10,11", "8", "numbers"), ("x,01,02,03", "8", "numbers"),
        ("x,8.30,8.31,9.1", "√", "numbers"), ("x,0831,0901", "8", "numbers"),
        ("x,1,1,2,2", "√", "numbers"), ("x,09:00,18:00", "√", "times"), (",1,2,3", "8", "numbers"),
    ])
    func labels(_ header: String, _ cell: String, _ what: String) throws {
        let width = header.split(separator: ",", omittingEmptySubsequences: false).count
        let row = "张三" + String(repeating: "," + cell, count: width - 1)
        let table = try open(header + "\n" + row + "\n")
        #expect(table.hasHeader)
        #expect(table.rowCount == 1)
        #expect(
            table.notes.first?.message
                == "a.csv:1: the \(what) of this row are read as column names")
    }

    @Test(arguments: [
        "张三,3,4,7\n李四,8,8,8\n", "张三,09:00,18:00\n李四,08:50,18:10\n", "1,2,3\n4,5,6\n",
        "张三,8,请假\n李四,8,8\n", "请假,5\n迟到,3\n", "张三,1,2\n李四,2,3\n", "007,1\n008,2\n",
        "张三,8.5,9.5\n李四,7.5,8\n", "张三,01,07\n李四,02,03\n", "张三,1,1\n李四,2,2\n",
        "-,1,2\n3,8,9\n",
    ])
    func rows(_ text: String) throws {
        let table = try open(text)
        #expect(!table.hasHeader)
        #expect(table.rowCount == 2)
        #expect(!table.notes.contains { $0.message.contains("column names") })
    }

    /// Numbers that count nothing, in quotes above numbers without, or beside an empty corner.
    @Test(arguments: [
        ",0,1\na,1,2\nb,3,4\n", ",4,6\na,28,46\n", "\"\",\"4\",\"6\"\n\"a\",28,46\n",
        "\"system\",\"4\",\"6\"\n\"iOS\",28,46\n\"iPad\",,16\n",
        // As WorkQL writes results of PIVOT.
        "system,\"4\",\"6\"\niOS,28,46\n", "system,\"4\"\niOS,文件\n", "\"4\",\"6\"\na,\"x,y\"\n",
        "system,\"4\",\"6\"\niOS,,\niPad,\"\",16\n", "system,\"4\",\"6\"\n",
        "k,\"2026\",\"是\"\na,,b\n",
    ])
    func codes(_ text: String) throws {
        let table = try open(text)
        #expect(table.hasHeader)
        #expect(
            table.notes.first?.message
                == "a.csv:1: the numbers of this row are read as column names")
    }

    /// A result of PIVOT has codes in its header, which might be a row as well.
    @Test(arguments: [
        "system,4,6\niOS,28,46\niPad,16,16\n", "u,1,2\na,1.0,2.0\nb,3.0,\n",
        "张三,3,4,7\n李四,8,8,8\n", "system,4\niOS,28\n", "\"x\",4,6\n\"y\",8,9\n",
        // Quotes that all cells of a column have.
        "\"张三\",\"138\"\n\"李四\",\n\"王五\",\"139\"\n", "张三,\"138\"\n李四,\"139\"\n",
    ])
    func undecided(_ text: String) throws {
        let table = try open(text)
        #expect(!table.hasHeader)
        let note = FileNote(
            message: "a.csv:1: this line is read as a row, but its numbers may be names of columns",
            help: "WITH (header = 1) reads it as the header, and WITH (header = false) as a row")
        #expect(table.notes.contains(note))
    }

    @Test(arguments: [
        "请假,8.5\n迟到,3\n", "1,2,3\n4,5,6\n", "张三,8,8\n李四,7,9\n", "张三,8\n张三,9\n",
        ",4,6\n,28,46\n", "x,13800000000\ny,13900000000\n",
        // Quotes that the cells need.
        "张三,\"1,234\"\n李四,999\n", "\"张三\",\"5\"\n",
    ])
    func certainRows(_ text: String) throws {
        let table = try open(text)
        #expect(!table.hasHeader)
        #expect(!table.notes.contains { $0.message.contains("names of columns") })
    }

    /// Words like those below them may be a row.
    @Test(arguments: [
        "lisi\nzhangsan\nwangwu\n", "张三,财务\n李四,技术\n", "A001\nA002\nA003\n",
        "li@x.com\nwang@x.com\n", "Li Lei,Beijing\nHan Meimei,Shanghai\n", "beijing\nshanghai\n",
    ])
    func likeRows(_ text: String) throws {
        #expect(
            try open(text).notes == [
                FileNote(
                    message: "a.csv:1: this line is read as the header, but its words are like "
                        + "those below it",
                    help: "WITH (header = false) reads it as a row, and WITH (header = true) as "
                        + "the header")
            ])
    }

    @Test(arguments: [
        "userid\nlisi\nzhangsan\n", "姓名,部门\n张三,财务\n", "name\nlisi\n", "员工姓名\n张三\n",
        "a,b\nx,y\n", "user_name,cc\nlisi,x\n", "createdAt\nnow\n", "水果,n\n苹果,1\n", "x\n",
        "city,来源\nbeijing,网站\n", "账号\nlisi\n",
    ])
    func names(_ text: String) throws {
        #expect(try open(text).notes == [])
    }

    /// Years, months and days without a word beside them.
    @Test(arguments: [
        "2024,2025,2026\n1,2,3\n4,5,6\n", "2025,2026\n10,20\n30,40\n",
        "2026,2025,2024\n1,2,3\n4,5,6\n", "202601,202602,202603\n1,2,3\n4,5,6\n",
        "20260801,20260802,20260803\n8,8,8\n8,8,8\n", "2024,2025,2026\n10.5,,3\n4,5,6\n",
    ])
    func years(_ text: String) throws {
        let table = try open(text)
        #expect(table.hasHeader)
        #expect(table.rowCount == 2)
        #expect(table.notes.first?.message.contains("the numbers of this row") == true)
    }

    /// Lines above a table that are not part of it.
    @Test(
        arguments: [
            (
                "导出人：王五,导出时间：2026-08-15\n姓名,部门\n张三,人事\n李四,财务\n", "姓名,部门",
                "a.csv:2"
            ),
            ("a：1,b：2,c：3\n姓名,部门\n张三,人事\n", "姓名,部门", "a.csv:2"),
            (
                "考勤月报\n统计日期：2026-08\n\n姓名,部门,基本信息,,考勤,\n,,工号,岗位,应出勤,实出勤\n"
                    + "张三,财务,001,会计,10,9\n", "姓名,部门,基本信息,column4,考勤,column6", "a.csv:4"
            ),
            (
                "考勤月报\n姓名,出勤,,休假,\n,应,实,年假,病假\n张三,10,9,1,0\n",
                "姓名,出勤,column3,休假,column5", "a.csv:2"
            ),
            (
                "考勤表,,,,\n姓名,8月,,9月,\n,30,31,1,2\n张三,8,8,8,8\n",
                "姓名,8月,column3,9月,column5", "a.csv:2"
            ),
            ("考勤月报,,,\n姓名,,天数,备注\n张三,x,5,y\n", "姓名,column2,天数,备注", "a.csv:2"),
        ] as [(String, String, String)])
    func titles(_ text: String, _ names: String, _ location: String) throws {
        let table = try open(text)
        #expect(table.columns.map(\.name).joined(separator: ",") == names)
        #expect(
            table.notes.contains {
                $0.message.hasPrefix("\(location): this line is read as the header")
            })
    }

    /// Labels as values, and rows that are not titles.
    @Test(arguments: [
        ("时间：上,时间：下\n09:00,18:00\n", "时间：上,时间：下"), ("a,b\nk：v,w：x\n", "a,b"),
        ("k：v,w：x\n甲,乙\n丙,丁\n", "k：v,w：x"),
    ])
    func noTitles(_ text: String, _ names: String) throws {
        #expect(try open(text).columns.map(\.name).joined(separator: ",") == names)
    }

    /// Titles that are not certain are refused with the header to write.
    @Test func titlesInTheWay() throws {
        let folder = try FileFolder()
        try folder.write(Array("1\n2\na,b,c\n1,2,3\n4,5,6\n".utf8), "a.csv")
        let failure = try #require(throws: UserError.self) { try folder.open("a.csv") }
        #expect(failure.message == "a.csv:3: this row has 3 fields, the first has 1")
        #expect(
            failure.help
                == "if the lines above are titles, WITH (header = 3) reads this line as the header")
        #expect(
            try folder.open("a.csv", with: "header = 3").columns.map(\.name) == ["a", "b", "c"])
        try folder.write(Array("a,b\n1,2\n1,2,3\n1,2\n".utf8), "a.csv")
        let quotes = try #require(throws: UserError.self) { try folder.open("a.csv") }
        #expect(quotes.help == "a field that contains the delimiter or a line break needs quotes")
    }

    /// The line to read instead is the next one that is not empty.
    @Test func nextLine() throws {
        let note = try open("姓名,出勤,\n\n,天数,时长\n张三,5,40\n").notes.first
        #expect(note?.help == "WITH (header = 3) reads the next line as the header")
    }

    /// A header of two lines, and a name that occurs twice.
    @Test(
        arguments: [
            (
                "姓名,出勤,\n,天数,时长\n张三,5,40\n", "the header has no name for column 3",
                "WITH (header = 2) reads the next line as the header"
            ),
            (
                "考勤统计表,,\n姓名,出勤,\n,天数,时长\n张三,5,40\n", "the header has no name for column 3",
                "WITH (header = 3) reads the next line as the header"
            ),
            (
                "姓名,上班,上班\n,时间,结果\n张三,9:00,正常\n",
                "the header has the name 上班 again in column 3, which is called 上班_1",
                "WITH (header = 2) reads the next line as the header"
            ),
            (
                "姓名,上班,上班\n张三,9:00,正常\n",
                "the header has the name 上班 again in column 3, which is called 上班_1", nil
            ),
            (
                "姓名,Hours,hours\n张三,9,8\n",
                "the header has the name hours again in column 3, which is called hours_1", nil
            ),
            (
                "姓名,上班,,下班,\n,时间,结果,时间,结果\n张三,9:00,正常,18:00,正常\n",
                "the header has no name for column 3 and 1 more",
                "WITH (header = 2) reads the next line as the header"
            ),
        ] as [(String, String, String?)])
    func groups(_ text: String, _ message: String, _ help: String?) throws {
        let note = try #require(try open(text).notes.last { $0.message.contains("the header has") })
        #expect(note.message.hasSuffix(": " + message))
        #expect(note.help == help)
    }
}
