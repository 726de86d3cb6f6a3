import Foundation
import TestSupport
import Testing
import WorkQLPlanner
import WorkQLSyntax

@testable import WorkQL
@testable import WorkQLFiles

/// `FROM 'a.csv' WITH (…)`: options of a statement take precedence over guesses.
@Suite struct FileOptionTests {
    private func contents(
        _ text: String, _ options: String, _ name: String = "a.csv"
    ) throws -> FileContents {
        let folder = try FileFolder()
        try folder.write(Array(text.utf8), name)
        return try FileContents(try folder.open(name, with: options))
    }

    static let titled = "考勤\n姓名,工号,1\n张三,007,8\n李四,012,7.5\n"

    @Test(
        arguments: [
            (titled, "header = 2", ["姓名 text", "工号 text", "1 real"], ["'张三'", "'007'", "8.0"]),
            (
                titled, "skip = 1, header = true", ["姓名 text", "工号 text", "1 real"],
                ["'张三'", "'007'", "8.0"]
            ),
            (
                titled, "header = false, skip = 2",
                ["column1 text", "column2 text", "column3 real"],
                ["'张三'", "'007'", "8.0"]
            ),
            (
                titled, "header = 2, types = (工号 = integer, \"1\" = text)",
                ["姓名 text", "工号 integer", "1 text"], ["'张三'", "7", "'8'"]
            ),
            ("1,2\n3,4\n", "header = true", ["1 integer", "2 integer"], ["3", "4"]),
            ("a,b\nx,1\n", "header = FALSE", ["column1 text", "column2 text"], ["'a'", "'b'"]),
            ("a;b,c\nx;y,z\n", "delimiter = ';'", ["a text", "b,c text"], ["'x'", "'y,z'"]),
            ("a#b\nx#1\n", "delimiter = '#'", ["a text", "b integer"], ["'x'", "1"]),
            ("a\tb,c\nx\t1,2\n", #"delimiter = '\t'"#, ["a text", "b,c text"], ["'x'", "'1,2'"]),
            ("a,b\n x ,1\n", "trim = false", ["a text", "b integer"], ["' x '", "1"]),
            ("a,b\nx,\"1,234\"\n", "thousands = false", ["a text", "b text"], ["'x'", "'1,234'"]),
            (
                "a,b\nNA,1\nx,NA\n", "null = 'NA'", ["a text", "b integer"],
                ["NULL", "1", "'x'", "NULL"]
            ),
            (
                "a,b\n-,1\nx,/\n", "null = ('-', '/')", ["a text", "b integer"],
                ["NULL", "1", "'x'", "NULL"]
            ),
            (
                "d,n\n研发,1\n,2\n销售,3\n", "fill_down = (d)", ["d text", "n integer"],
                ["'研发'", "1", "'研发'", "2", "'销售'", "3"]
            ),
            ("d\n20260804\n", "types = (d = date)", ["d date"], ["'2026-08-04'"]),
            ("d\n2026-08-04\n", "types = (d = timestamp)", ["d timestamp"], ["1785772800"]),
            ("d\n9:00\n", "types = (d = text)", ["d text"], ["'9:00'"]),
            ("d\n是\n否\n", "types = (d = boolean)", ["d boolean"], ["1", "0"]),
            ("d\n1\n2\n", "types = (d = real)", ["d real"], ["1.0", "2.0"]),
            ("d\n\"[1, 2]\"\n", "types = (d = json)", ["d json"], ["'[1, 2]'"]),
            ("{\"a\": \"1\"}", "format = 'ndjson', types = (a = integer)", ["a integer"], ["1"]),
        ] as [(String, String, [String], [String])])
    func decide(_ text: String, _ options: String, _ columns: [String], _ cells: [String]) throws {
        let contents = try contents(text, options)
        #expect(contents.columns == columns)
        #expect(Array(contents.rows.flatMap { $0 }.prefix(cells.count)) == cells)
    }

    @Test func encodings() throws {
        let folder = try FileFolder()
        // 姓 in GB18030; as UTF-8 it would be damaged.
        try folder.write([0xD0, 0xD5, 0x0A, 0x78], "a.txt")
        #expect(try folder.open("a.txt", with: "encoding = 'GBK'").columns[0].name == "姓")
        try folder.write(Array("a\nx\n".utf8).flatMap { [$0, 0] }, "b.txt")
        #expect(try folder.open("b.txt", with: "encoding = 'utf-16le'").rowCount == 1)
        #expect(try folder.open("b.txt").rowCount == 1)
        #expect(throws: UserError.self) { try folder.open("a.txt", with: "encoding = 'utf-8'") }
    }

    @Test(arguments: [
        ("skip = 9", "a.csv has 4 lines"), ("header = 9", "a.csv has 4 lines"),
        ("header = 1, skip = 2", "the header is in line 1, which is skipped"),
        ("skip = 1, skip = 2", "skip is given twice"), ("header = 0", "header is out of range"),
        ("delimiter = 'ab'", "a delimiter is one ASCII character"),
        ("encoding = 'x'", "unknown encoding \"x\""),
        ("types = (nobody = text)", "unknown column \"nobody\" in a.csv"),
        ("types = (b = date)", "a.csv:2: \"1\" in b is not a date"),
        ("types = (a = integer)", "a.csv:2: \"x\" in a is not an integer"),
        ("fill_down = (c)", "unknown column \"c\" in a.csv"),
        ("sheet = 1", "sheet does not apply to csv files"),
        ("range = 'x'", "\"x\" is not a range of cells"),
        ("format = 'doc'", "\"doc\" is not a format that can be read"),
    ])
    func refused(_ options: String, _ message: String) throws {
        let failure = try #require(throws: UserError.self) {
            try contents("a,b\nx,1\ny,2\n", options)
        }
        #expect(failure.message == message)
        #expect(failure.span != nil || failure.code == .unknownColumn)
    }

    @Test(arguments: [
        ("WITH (headr = 1)", "unknown option \"headr\""),
        ("WITH (header)", "expected = after header, found \")\""),
        (
            "WITH (header = 'x')",
            "expected true, false or the number of a line for header, found 'x'"
        ),
        ("WITH ()", "expected an option, found \")\""),
        ("WITH (types = (a = number))", "unknown type \"number\""),
        ("AS r WITH (header = 1)", "options after the name of a file"),
    ])
    func mistakes(_ options: String, _ message: String) throws {
        guard case .failed(let found) = Parser.parse("SELECT * FROM 'a.csv' \(options);") else {
            Issue.record("read: \(options)")
            return
        }
        #expect(found.map(\.message) == [message])
    }

    /// Options are printed and parse as the same options.
    @Test(arguments: [
        "SELECT * FROM 'a.csv' WITH (header = 3, skip = 2, delimiter = ';', encoding = 'gb18030')",
        "SELECT * FROM 'a.csv' WITH (types = (工号 = text, b = date), null = ('NA')) AS r",
        "SELECT * FROM 'a.xlsx' WITH (sheet = '8月', range = 'A3:F9', fill_merged = TRUE) AS r(a, b)",
        "DESCRIBE 'a.csv' WITH (fill_down = (部门), trim = FALSE)",
    ])
    func printed(_ text: String) throws {
        guard case .complete(let statements) = Parser.parse(text) else {
            Issue.record("refused: \(text)")
            return
        }
        #expect(Printer().print(statements[0]) == text)
    }

    @Test(
        arguments: [
            ("考勤,,\n姓名,部门,天数\n张三,研发,1\n", "a.csv:2: this line is read as the header"),
            ("姓名,1,2\n张三,8,0\n", "a.csv:1: the numbers of this row are read as column names"),
            ("a,b\nx\ny,1\nz\n", "a.csv:2 and 1 other row lack their last cells"),
            ("a,b\n x,1\n", "a.csv: blanks around 1 cell are not part of the values"),
            (
                "a,b\nx,\"1,234\"\n",
                "a.csv: the commas in the numbers of b are read as thousands separators"
            ),
            (
                "a,b\nx,3.10101E+17\n",
                "a.csv: Excel kept only the first digits of numbers in b, such as 3.10101E+17"
            ),
            ("a,b\nx,1\n", nil), ("a,b\nx, 1\n", nil),
        ] as [(String, String?)])
    func notes(_ text: String, _ note: String?) throws {
        let folder = try FileFolder()
        try folder.write(Array(text.utf8), "a.csv")
        let notes = try folder.open("a.csv").notes.map(\.message)
        #expect(notes.count == (note == nil ? 0 : 1))
        if let note { #expect(notes.first?.hasPrefix(note) == true, "\(notes)") }
    }

    /// A pipe is read once, and each statement of the session sees its contents.
    @Test func pipes() throws {
        let folder = try FileFolder()
        let path = folder.path + "/pipe"
        try #require(mkfifo(path, 0o600) == 0)
        let writer = Thread {
            try? Data("userid,n\nlisi,1\n".utf8).write(to: URL(fileURLWithPath: path))
        }
        writer.start()
        let storePool = FileTableCache(folder: folder.path, inputIsScript: false)
        #expect(try storePool.table(FileName("pipe")).rowCount == 1)
        let other = FileName("pipe", options: [FileOption(.header, .boolean(false))])
        #expect(try storePool.table(other).rowCount == 2)
        let later = FileTableCache(folder: folder.path, inputIsScript: false, after: storePool)
        #expect(try later.columns(FileName("pipe")).map(\.name) == ["userid", "n"])
    }

    /// The answer of a day without events.
    @Test(arguments: [
        ("[]", "a.json"), ("", "a.ndjson"), ("\n", "a.jsonl"), ("{\"rows\": []}", "a.json"),
        ("[ ]\n", "a.ndjson"),
    ])
    func emptyLists(_ text: String, _ name: String) async throws {
        let folder = try FileFolder()
        try folder.write(Array(text.utf8), name)
        try folder.write(Array("userid,n\nlisi,1\n".utf8), "b.csv")
        let statements = [
            ("SELECT * FROM '\(name)'", 0),
            ("SELECT userid, a.n + 1 AS m FROM '\(name)' AS a WHERE n > 3 ORDER BY userid", 0),
            ("SELECT count(*) AS n FROM '\(name)'", 1),
            ("SELECT * FROM 'b.csv' WHERE userid IN (SELECT userid FROM '\(name)')", 0),
            ("SELECT * FROM 'b.csv' WHERE userid NOT IN (SELECT userid FROM '\(name)')", 1),
            ("SELECT b.n, a.m FROM 'b.csv' b LEFT JOIN '\(name)' a USING (userid)", 1),
            ("SELECT x, y FROM '\(name)' AS a(x, y)", 0),
        ]
        try await Harness.with(try await Harness()) { harness in
            var session = harness.session
            session.enter(folder: folder.path)
            for (sql, rows) in statements {
                guard case .complete(let read) = Parser.parse(sql) else {
                    Issue.record("refused: \(sql)")
                    continue
                }
                let outcome = try await session.run(read[0], into: CollectingWriter())
                #expect(outcome.writer.rows.count == rows, "\(sql)")
            }
        }
    }
}
