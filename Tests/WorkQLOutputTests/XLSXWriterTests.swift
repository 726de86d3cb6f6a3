import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

@testable import WorkQLOutput

/// Workbooks as read by another program.
@Suite(
    .enabled(
        if: Openpyxl.isThere, "python3 with openpyxl is not installed, and these tests need it"))
struct XLSXWriterTests {
    private func read(
        _ columns: KeyValuePairs<String, ColumnType?>, _ rows: [[MemoryRow.Cell]],
        zone: Zone = .shanghai, rowsPerSheet: Int = 1_048_576
    ) throws -> [String] {
        var output = try written(
            { XLSXWriter($0, rowsPerSheet: rowsPerSheet) }, columns, rows, zone: zone)
        try output.finish()
        return try withFolder { folder in
            let path = folder + "/a.xlsx"
            try Data(output.bytes).write(to: URL(filePath: path))
            return try Openpyxl.lines(of: path)
        }
    }

    /// The library comes with the package that has its name, and not with the command.
    @Test func missingLibraryIsNamed() {
        let failure = #expect(throws: UserError.self) { try Workbook(by: "libnowhere.so.1") }
        #expect(failure?.message == "writing xlsx failed: there is no libnowhere.so.1")
        #expect(failure?.help?.contains("--bom") == true)
    }

    @Test func valuesKeepTheirTypes() throws {
        let lines = try read(
            ["t": .timestamp, "n": .integer, "r": .real, "b": .boolean, "姓名": .text, "j": .json],
            [
                [1_785_546_000, 7, 0.25, 1, "张三", "[1]"],
                [1_785_546_000.25, -999_999_999_999_999, 1e300, 0, "", nil],
                [nil, nil, nil, nil, nil, nil],
            ])
        #expect(
            lines == [
                "Sheet1 frozen at A2 filtered A1:F4",
                "A1 str 't' General bold", "B1 str 'n' General bold", "C1 str 'r' General bold",
                "D1 str 'b' General bold", "E1 str '姓名' General bold", "F1 str 'j' General bold",
                "A2 datetime datetime.datetime(2026, 8, 1, 9, 0) yyyy-mm-dd hh:mm:ss;@",
                "B2 int 7 General", "C2 float 0.25 General", "D2 bool True General",
                "E2 str '张三' General", "F2 str '[1]' General",
                "A3 datetime datetime.datetime(2026, 8, 1, 9, 0, 0, 250000) "
                    + "yyyy-mm-dd hh:mm:ss.000",
                "B3 int -999999999999999 General", "C3 float 1e+300 General",
                "D3 bool False General",
                "widths A 23.7 B 16.7 C 6.7 D 4.7 E 7.7 F 4.7",
            ])
    }

    @Test func timesAreOfTheZone() throws {
        let lines = try read(["t": .timestamp], [[1_785_546_000]], zone: .utc)
        #expect(lines.contains { $0.hasPrefix("A2 datetime datetime.datetime(2026, 8, 1, 1, 0) ") })
    }

    /// Values that a sheet would round, evaluate or not represent.
    @Test func nothingIsLost() throws {
        let lines = try read(
            ["n": .integer, "s": .text, "t": .timestamp, "x": nil],
            [
                [1_000_000_000_000_000, "=1+1", -2_300_000_000, .blob([0, 0xAF])],
                [.integer(.min), "00123", 1e14, .real(.infinity)],
                [2, "https://example.org/", nil, "9007199254740993"],
            ])
        for line in [
            "A2 str '1000000000000000' 0", "B2 str '=1+1' General",
            "C2 str '1897-02-11 23:06:40' General", "D2 str '00af' General",
            "A3 str '-9223372036854775808' 0", "B3 str '00123' General",
            "D3 str 'Infinity' General", "A4 int 2 General",
            "B4 str 'https://example.org/' General", "D4 str '9007199254740993' General",
        ] {
            #expect(lines.contains(line), "\(line) in \(lines)")
        }
        #expect(lines.contains { $0.hasPrefix("C3 str '") })
    }

    /// Characters that XML cannot contain, and texts that look like their escapes.
    @Test(arguments: [
        ("a\u{0}b", "a_x0000_b"), ("a\u{1B}[2Jb", "a_x001B_[2Jb"), ("\u{FFFE}", "_xFFFE_"),
        ("a\u{FFFF}b", "a_xFFFF_b"), ("\u{1}\u{1F}", "_x0001__x001F_"),
        ("_x0041_", "_x005F_x0041_"), ("_xFFFE_x", "_x005F_xFFFE_x"),
        ("__x00e9__", "__x005F_x00e9__"), ("_x004_", "_x004_"), ("_x00g1_", "_x00g1_"),
        ("_x0041", "_x0041"), ("a_b", "a_b"), ("\u{1FFFE}", "\u{1FFFE}"), ("\u{7F}", "\u{7F}"),
        ("_X0041_", "_x005F_X0041_"), ("a\rb", "a_x000D_b"),
    ])
    func whatXMLCannotHoldIsEscaped(_ text: String, _ escaped: String) throws {
        #expect(Workbook.escaped(text) == escaped)
        let lines = try read(["s": .text], [[.text(text)]])
        let cell = lines.first { $0.hasPrefix("A2 ") }
        #expect(cell?.hasSuffix(" General") == true)
        if escaped.allSatisfy({ $0.isASCII && $0 != "\u{7F}" }) {
            #expect(cell == "A2 str '\(escaped)' General")
        }
    }

    @Test func textsKeepTheirLines() throws {
        let lines = try read(["s": .text], [["two\nlines"], [.bytes([0x61, 0xFF])]])
        #expect(lines.contains(#"A2 str 'two\nlines' General"#))
        #expect(lines.contains("A3 str 'a\u{FFFD}' General"))
    }

    @Test func datesAndTimesAreSuch() throws {
        let lines = try read(
            ["d": .date, "t": .time],
            [
                ["2026-08-01", "09:00:00"], ["1900-03-01", "23:59:59.250"],
                ["9999-12-31", "00:00:00"], ["1899-12-31", "12:30:00"], ["10000-01-01", nil],
            ])
        for line in [
            "A2 datetime datetime.datetime(2026, 8, 1, 0, 0) yyyy-mm-dd",
            "B2 time datetime.time(9, 0) hh:mm:ss",
            "A3 datetime datetime.datetime(1900, 3, 1, 0, 0) yyyy-mm-dd",
            "B3 time datetime.time(23, 59, 59, 250000) hh:mm:ss.000",
            "A4 datetime datetime.datetime(9999, 12, 31, 0, 0) yyyy-mm-dd",
            "B4 time datetime.time(0, 0) hh:mm:ss", "A5 str '1899-12-31' General",
            "B5 time datetime.time(12, 30) hh:mm:ss", "A6 str '10000-01-01' General",
        ] {
            #expect(lines.contains(line), "\(line) in \(lines)")
        }
    }

    @Test func moreRowsThanASheetHoldsAreOnFurtherSheets() throws {
        let lines = try read(
            ["n": .integer], (1...5).map { [.integer($0)] }, rowsPerSheet: 3)
        #expect(
            lines.filter { !$0.hasPrefix("widths") } == [
                "Sheet1 frozen at A2 filtered A1:A3", "A1 str 'n' General bold",
                "A2 int 1 General", "A3 int 2 General",
                "Sheet2 frozen at A2 filtered A1:A3", "A1 str 'n' General bold",
                "A2 int 3 General", "A3 int 4 General",
                "Sheet3 frozen at A2 filtered A1:A2", "A1 str 'n' General bold",
                "A2 int 5 General",
            ])
    }

    /// A sheet counts UTF-16: 16,384 emoji are one unit too many.
    @Test(arguments: [("长", 32_768), ("😀", 16_384), ("a", 32_768), ("😀", 20_000), ("é", 32_768)])
    func textThatNoCellHoldsIsAnError(_ character: String, _ count: Int) throws {
        let long = MemoryRow.Cell.text(String(repeating: character, count: count))
        let error = #expect(throws: UserError.self) {
            try written({ XLSXWriter($0) }, ["a": .text, "b": .text], [["", ""], ["", long]])
        }
        #expect(
            error?.message == "column 2 of row 2 is a text of more than 32767 characters, "
                + "which no cell of xlsx holds")
        #expect(error?.kind == .output)
    }

    @Test(arguments: [("长", 32_767), ("😀", 16_383)])
    func longestTextIsHeld(_ character: String, _ count: Int) throws {
        let text = String(repeating: character, count: count)
        #expect(try read(["a": .text], [[.text(text)]]).contains("A2 str '\(text)' General"))
    }

    @Test func commandWritesFilesAndPipes() throws {
        try withFolder { folder in
            let temporary = folder + "/temporary"
            try FileManager.default.createDirectory(
                atPath: temporary, withIntermediateDirectories: false)
            let query = "SELECT '李四' AS userid, 3 AS n"
            let paths = ["o", "copy", "pipe"].map { "\(folder)/\($0).xlsx" }
            try Data().write(to: URL(filePath: paths[2]))
            let runs = [
                try CommandRun(
                    "-f", "xlsx", "-o", paths[0], "-c", query,
                    environment: ["TMPDIR": temporary]),
                try CommandRun("-c", "COPY (\(query)) TO '\(paths[1])'"),
                try CommandRun(
                    "-f", "xlsx", "-c", "SET timezone = 'UTC'; \(query)",
                    redirection: FileHandle(forWritingAtPath: paths[2])),
            ]
            for (run, path) in zip(runs, paths) {
                #expect(run.status == 0, "\(run.errors)")
                let lines = try Openpyxl.lines(of: path)
                #expect(lines.contains("A2 str '李四' General"))
                #expect(lines.contains("B2 int 3 General"))
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: temporary).isEmpty)
        }
    }

    /// Answers of a script, by an extension alone, and by `.output`; a failed answer has no sheet.
    @Test func answersAreSheets() throws {
        try withFolder { folder in
            let path = folder + "/a.xlsx"
            for arguments in [["-f", "xlsx", "-o", path], ["-o", path]] {
                let run = try CommandRun(
                    arguments + [
                        "--quiet", "-c", "SELECT 1 AS n; SET timezone = 'UTC'", "-c",
                        "SELECT 2 AS m WHERE FALSE; SELECT '三' AS k",
                    ])
                #expect(run.errors == "")
                let lines = try Openpyxl.lines(of: path).filter { !$0.hasPrefix("widths") }
                #expect(
                    lines == [
                        "Sheet1 frozen at A2 filtered A1:A2", "A1 str 'n' General bold",
                        "A2 int 1 General", "Sheet2 frozen at A2 filtered A1",
                        "A1 str 'm' General bold", "Sheet3 frozen at A2 filtered A1:A2",
                        "A1 str 'k' General bold", "A2 str '三' General",
                    ])
                unlink(path)
            }
            let failed = try CommandRun(
                "-o", path, "--quiet", "-c",
                "SELECT 1 AS n; SELECT abs(-9223372036854775807 - 1) AS n")
            #expect(failed.status == 65)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
        }
    }

    /// A file without an extension has the format of .mode, and a workbook is the whole of its
    /// file.
    @Test func workbookIsAllOfItsFile() throws {
        try withFolder { home in
            let terminal = try ShellSession(home: home, ["-f", "csv"]).terminal
            try terminal.enter(
                ".output ~/a", "SELECT 1 AS n;", ".mode xlsx", "SELECT 2 AS n;", ".output ~/b",
                "SELECT 3 AS n;", ".mode csv", "SELECT 4 AS n;", ".last csv", ".output",
                ".once ~/c.json", ".last csv", ".last")
            let refusals = terminal.sent.components(
                separatedBy: "the file contains results of another format")
            #expect(refusals.count == 4)
            // The width of the screen and the folder's name decide where the message breaks.
            #expect(terminal.sent.contains(/c\.json\s+has\s+the/))
            #expect(try String(contentsOfFile: home + "/a", encoding: .utf8) == "n\n1\n")
            // openpyxl requires the extension.
            try FileManager.default.moveItem(atPath: home + "/b", toPath: home + "/b.xlsx")
            #expect(
                try Openpyxl.lines(of: home + "/b.xlsx").filter { $0.hasPrefix("A2") }
                    == ["A2 int 3 General"])
            #expect(
                try String(contentsOfFile: home + "/c.json", encoding: .utf8)
                    == "[\n{\"n\":3}\n]\n")
        }
    }

    @Test func shellPutsAnswersIntoOneWorkbook() throws {
        try withFolder { home in
            let terminal = try ShellSession(home: home).terminal
            let failing =
                "SELECT CASE WHEN x < 3 THEN x ELSE abs(-9223372036854775807 - 1) END AS n"
                + " FROM (VALUES (1), (2), (3)) v(x);"
            for text in [
                ".output ~/a.xlsx", "SELECT 1 AS n;", failing, "SELECT 2 AS n;", failing, ".output",
                ".once ~/b.xlsx", "SELECT 3 AS n;",
            ] {
                try terminal.enter(text)
            }
            #expect(terminal.screen.contains { $0.hasPrefix("the result is in ") })
            for (name, values) in [("a", ["1", "2"]), ("b", ["3"])] {
                let lines = try Openpyxl.lines(of: "\(home)/\(name).xlsx")
                #expect(
                    lines.filter { $0.hasPrefix("A2") } == values.map { "A2 int \($0) General" })
                #expect(lines.filter { $0.hasPrefix("Sheet") }.count == values.count)
            }
        }
    }

    @Test func terminalIsRefused() throws {
        try withFolder { home in
            let terminal = try PseudoTerminal(
                ["-f", "xlsx", "-c", "SET timezone = 'UTC'; SELECT 1 AS n"],
                environment: ["HOME": home, "TERM": "xterm", "NO_COLOR": "1"])
            #expect(terminal.waitForEnd() == 74)
            #expect(
                terminal.screen == [
                    "error[E1004]: xlsx cannot be shown in a terminal",
                    "  = help: write it into a file with -o, .once or COPY (SELECT …) TO 'late.xlsx'",
                ])
        }
    }
}

/// Reads workbooks with Python's openpyxl.
private enum Openpyxl {
    static let isThere = (try? run(["-c", "import openpyxl"]).status) == 0

    private struct Unreadable: Error {
        var output: String
    }

    /// Returns the contents of a workbook: a line for each sheet, each cell that is not empty, and
    /// the widths.
    static func lines(of path: String) throws -> [String] {
        let script = """
            import sys, openpyxl
            for sheet in openpyxl.load_workbook(sys.argv[1]):
                print(sheet.title, 'frozen at', sheet.freeze_panes,
                      'filtered', sheet.auto_filter.ref)
                for row in sheet.iter_rows():
                    for cell in row:
                        if cell.value is not None:
                            assert cell.data_type != 'f'
                            print(cell.coordinate, type(cell.value).__name__, repr(cell.value),
                                  cell.number_format, *(['bold'] if cell.font.b else []))
                widths = sorted(sheet.column_dimensions.items())
                print('widths', *(f'{name} {round(column.width - 0.71, 1)}'
                                  for name, column in widths))
            """
        let (status, output) = try run(["-c", script, path])
        guard status == 0 else { throw Unreadable(output: output) }
        return output.split(separator: "\n").map(String.init)
    }

    private static func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
        try withFolder { folder in
            let path = folder + "/output"
            try Data().write(to: URL(filePath: path))
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = ["python3"] + arguments
            process.environment = [
                "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
                "PYTHONIOENCODING": "utf-8",
            ]
            process.standardOutput = FileHandle(forWritingAtPath: path)
            process.standardError = FileHandle(forWritingAtPath: path)
            try process.run()
            process.waitUntilExit()
            return (
                process.terminationStatus, try String(contentsOfFile: path, encoding: .utf8)
            )
        }
    }
}
