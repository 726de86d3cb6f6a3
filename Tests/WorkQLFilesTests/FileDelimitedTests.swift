import TestSupport
import Testing
import WorkQLPlanner

@testable import WorkQL
@testable import WorkQLFiles

@Suite struct FileDelimitedTests {
    @Test(arguments: [
        ("a,b\nx,1\n", ["'x'", "1"]),
        ("a,b\r\nx,1", ["'x'", "1"]),
        ("a,b\rx,1\r", ["'x'", "1"]),
        ("\n\na,b\n\r\n\nx,1\n\n", ["'x'", "1"]),
        ("\"a\",\"b\"\n\"x\",\"1\"\n", ["'x'", "1"]),
        ("a,b\n,\"\"\nx,y\n", ["NULL", "''", "'x'", "'y'"]),
        ("a,b\n\"x \"\"y\"\" z\",\"1,\r\n2\"\n", ["'x \"y\" z'", "'1,\r\n2'"]),
        ("a,b\n\"\"\"\",5\" disk\n", ["'\"'", "'5\" disk'"]),
        ("a,b\n x ,1\n", ["'x'", "1"]),
        // Spaces of every width around unquoted cells are not part of them.
        ("a,b\n\u{3000}x\u{A0},\"\u{3000}y \"\n", ["'x'", "'\u{3000}y '"]),
        ("a,b\n \u{3000} , 1 \n", ["NULL", "1"]),
        // Excel omits the last cells of a row if they are empty.
        ("a,b,c\nx\ny,1\n", ["'x'", "NULL", "NULL", "'y'", "1", "NULL"]),
        ("a;b\n\"x\"\n", ["'x'", "NULL"]),
        // Every row, or only some rows, end in one more delimiter than the header.
        ("a,b\nx,1,\ny,2,\n", ["'x'", "1", "'y'", "2"]),
        ("a,b\nx,1,,,\ny,2\n", ["'x'", "1", "'y'", "2"]),
        ("a;b\nx;1; \n", ["'x'", "1"]),
        ("a\tb\nx\t1\t\n", ["'x'", "1"]),
        // In a file of one column NULL is a pair of quotes.
        ("a\n\"\"\nx\n\"\",\n", ["NULL", "'x'", "''"]),
        ("\"sep=;\"\r\n\"a\";\"b\"\r\n\"x\";\"y,z\"\r\n", ["'x'", "'y,z'"]),
        ("\"SEP=|\"\na|b\n1|x,y\n", ["1", "'x,y'"]),
        ("\"sep=\t\"\na\tb\n1\tx,y\n", ["1", "'x,y'"]),
        ("SEP=,\na,b\n1,x;y\n", ["1", "'x;y'"]),
        ("a;b\nx,y;1\n", ["'x,y'", "1"]),
        ("a\tb\nx\t1\n", ["'x'", "1"]),
        ("a|b\nx|1\n", ["'x'", "1"]),
        ("sep=;\r\na;b,c\r\nx;1\r\n", ["'x'", "1"]),
        ("a,b\n\"x;y;z\",1\n\"p;q;r\",2\n", ["'x;y;z'", "1", "'p;q;r'", "2"]),
        ("a\nx\n", ["'x'"]),
        ("a,b\nx,\n", ["'x'", "NULL"]),
    ])
    func cells(_ text: String, _ cells: [String]) throws {
        #expect(try FileContents(text).rows.flatMap { $0 } == cells)
    }

    @Test(arguments: [
        ("name,age\n张三,30\n", ["name text", "age integer"], 1),
        ("张三,30\n李四,31\n", ["column1 text", "column2 integer"], 2),
        // Words above words are taken for names, since nothing distinguishes them.
        ("张三,上海\n李四,北京\n", ["张三 text", "上海 text"], 1),
        // Repetitions and gaps still make names, unless the same texts occur in the rows below.
        ("x,x\ny,z\n", ["x text", "x_1 text"], 1),
        ("x,x\nx,z\n", ["column1 text", "column2 text"], 2),
        ("姓名,部门,\n张三,研发,\n", ["姓名 text", "部门 text", "column3 text"], 1),
        ("张三,研发,\n李四,研发,x\n", ["column1 text", "column2 text", "column3 text"], 2),
        // Digits that stay text are still not names.
        ("007,张三\n008,李四\n", ["column1 text", "column2 text"], 2),
        ("007,1\n12,2\n", ["column1 text", "column2 integer"], 2),
        ("110101199003071234,张三\n110101199003074321,李四\n", ["column1 text", "column2 text"], 2),
        ("\"1,234\",x\n\"2,345\",y\n", ["column1 integer", "column2 text"], 2),
        ("name,25%,0-30\na,1,2\n", ["name text", "25% integer", "0-30 integer"], 1),
        (
            "id,name,,Name\n1,a,b,c\n", ["id integer", "name text", "column3 text", "Name_1 text"],
            1
        ),
        ("name,2026-08-01\n张三,8.5\n", ["name text", "2026-08-01 real"], 1),
        ("2026-08-01,8.5\n2026-08-02,9\n", ["column1 date", "column2 real"], 2),
        // Days and years are names, other numbers are not.
        ("姓名,1,2,3\n张三,8,0,8\n李四,8,8,7.5\n", ["姓名 text", "1 integer", "2 integer", "3 real"], 2),
        ("name,28,29\na,8,\nb,7,休\n", ["name text", "28 integer", "29 text"], 2),
        ("部门,2025,2026\n研发,10,12\n", ["部门 text", "2025 integer", "2026 integer"], 1),
        ("部门,2026\n研发,10\n销售,12.5\n", ["部门 text", "2026 real"], 2),
        ("1,2,3\n8,0,8\n8,8,7\n", ["1 integer", "2 integer", "3 integer"], 2),
        ("1,2,3\n4,5,6\n", ["column1 integer", "column2 integer", "column3 integer"], 2),
        ("张三,8,7\n李四,8,8\n", ["column1 text", "column2 integer", "column3 integer"], 2),
        ("张三,2025\n李四,2024\n", ["column1 text", "column2 integer"], 2),
        ("姓名,1,2\n姓名,8,0\n", ["column1 text", "column2 integer", "column3 integer"], 2),
        // Titles above the header.
        (
            "考勤报表,,\n导出时间：2026-08-15,,\n姓名,账号,部门\n张三,zhangsan,财务部\n",
            ["姓名 text", "账号 text", "部门 text"], 1
        ),
        ("考勤报表\n\n姓名,天数\n张三,22\n", ["姓名 text", "天数 integer"], 1),
        ("Report,\nuserid,days\nlisi,3\n", ["Report text", "column2 text"], 2),
        ("考勤统计表,\nuserid,days\nlisi,3\n", ["userid text", "days integer"], 1),
        (
            "部门：,财务,,,\n姓名,账号,部门,天数,迟到\n张三,z,财务部,22,1\n",
            ["姓名 text", "账号 text", "部门 text", "天数 integer", "迟到 integer"], 1
        ),
        ("8月考勤,,\n姓名,1,2\n张三,8,0\n李四,8,8\n", ["姓名 text", "1 integer", "2 integer"], 2),
        ("标题;;\n姓名;账号;部门\n张三;z;财务\n", ["姓名 text", "账号 text", "部门 text"], 1),
        (
            "姓名,2026-08-01,2026-08-02\n张三,√,×\n李四,,√\n",
            ["姓名 text", "2026-08-01 text", "2026-08-02 text"], 2
        ),
        (
            "姓名,2026/8/7,2026/8/10,2026/8/11\n张三,√,×,\n",
            ["姓名 text", "2026/8/7 text", "2026/8/10 text", "2026/8/11 text"], 1
        ),
        (
            "name,2026/8/1,2026/8/2\na,8,7.5\n",
            ["name text", "2026/8/1 integer", "2026/8/2 real"], 1
        ),
        // Dates of rows.
        ("张三,2026-08-01\n李四,休假\n王五,2026-08-02\n", ["column1 text", "column2 text"], 3),
        (
            "张三,2026-08-01,2026-08-05\n李四,休假,x\n",
            ["column1 text", "column2 text", "column3 text"], 2
        ),
        (
            "张三,2026-08-01,2026-08-02\n李四,2026-08-05,x\n",
            ["column1 text", "column2 date", "column3 text"], 2
        ),
        ("张三,2026-08-01\n李四,\n", ["column1 text", "column2 date"], 2),
        ("name,2024\na,b\n", ["name text", "2024 text"], 1),
        ("name,age\n", ["name text", "age text"], 0),
        (" name , \"x\" \n1,2\n", ["name integer", "\"x\" integer"], 1),
        ("\"full\nname\",age\na,1\n", ["full name text", "age integer"], 1),
        ("a,a_1,a,n\nx,y,z,1\n", ["a text", "a_1 text", "a_2 text", "n integer"], 1),
        ("1\n2\n", ["column1 integer"], 2),
    ])
    func header(_ text: String, _ columns: [String], _ rows: Int) throws {
        let contents = try FileContents(text)
        #expect(contents.columns == columns)
        #expect(contents.rows.count == rows)
    }

    @Test func tabsWithEscapes() throws {
        let known = try FileContents("a\tb\nx\\ty\\\\z\\n\t\\N\n1,2\t\"q\"\n", "a.tsv")
        #expect(known.rows == [["'x\ty\\z\n'", "NULL"], ["'1,2'", "'\"q\"'"]])
        // One backslash that does not begin an escape, so that none does.
        let others = try FileContents("a\tb\nC:\\temp\tC:\\Users\n", "a.tsv")
        #expect(others.rows == [["'C:\\temp'", "'C:\\Users'"]])
    }

    @Test(arguments: [
        // A drive's backslash does not begin an escape, even if a letter of an escape follows.
        ("a\tb\nC:\\temp\t1\nD:\\new\t2\n", ["'C:\\temp'", "1", "'D:\\new'", "2"]),
        ("a\tb\nC:\\\\temp\t1\n", ["'C:\\temp'", "1"]),
        // If NULL is written explicitly, an empty cell is an empty text.
        ("a\tb\n\\N\tx\n\ty\n", ["NULL", "'x'", "''", "'y'"]),
        ("a\tb\n1\t\n", ["1", "NULL"]),
        // Quotes are paired, or are ordinary characters.
        ("a\tb\n\"x\ty\"\t1\n", ["'x\ty'", "1"]),
        ("a\tb\n\"so\" he said\t1\n", ["'\"so\" he said'", "1"]),
        ("a\tb\n5\"\t1\n\"\t2\n", ["'5\"'", "1", "'\"'", "2"]),
    ])
    func tabs(_ text: String, _ cells: [String]) throws {
        #expect(try FileContents(text, "a.tsv").rows.flatMap { $0 } == cells)
    }

    @Test func unpairedQuoteOfTabs() throws {
        let message = try fileFailure("a\tb\n\"x\ty\tz\n", "a.tsv")
        #expect(message == "a.tsv:2:1: the quote that opens here is never closed")
    }

    @Test(arguments: [
        ("a,b\n1,2\n\n1,\"2\n3\",4\n", "a.csv:4: this row has 3 fields, the first has 2"),
        ("a,b\n1,\"2\n3,4\n", "a.csv:2:3: the quote that opens here is never closed"),
        ("a,b\r\n张,\"2\"3\r\n", "a.csv:2:6: text follows a closing quote"),
        ("a,b\n1,\0\n", "a.csv:2:3: the file contains a NUL byte here"),
        ("a,b\n1,\"\0\"\n", "a.csv:2:4: the file contains a NUL byte here"),
        (String(repeating: ",", count: 2000), "a.csv:1: 2001 columns are too many"),
        ("", "a.csv is empty"),
        ("\u{FEFF}", "a.csv is empty"),
        ("\n \r\n", "a.csv is empty"),
        ("sep=,\n", "a.csv is empty"),
    ])
    func refused(_ text: String, _ message: String) throws {
        #expect(try fileFailure(text) == message)
    }
}
