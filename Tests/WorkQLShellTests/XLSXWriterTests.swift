import Foundation
import Testing
import WorkQL
import WorkQLCatalog
import WorkQLPlanner

@testable import WorkQLShell

/// Workbooks as another program reads them.
@Suite(
    .enabled(
        if: Openpyxl.isThere, "python3 with openpyxl is not installed, and these tests need it"))
struct XLSXWriterTests {
    private func read(
        _ columns: KeyValuePairs<String, ColumnType?>, _ rows: [[MemoryRow.Cell]],
        zone: Zone = .shanghai, rowsPerSheet: Int = 1_048_576
    ) throws -> [String] {
        let output = try written(
            { XLSXWriter($0, rowsPerSheet: rowsPerSheet) }, columns, rows, zone: zone)
        return try withFolder { folder in
            let path = folder + "/a.xlsx"
            try Data(output.bytes).write(to: URL(filePath: path))
            return try Openpyxl.lines(of: path)
        }
    }

    /// The library comes with the package that has its name, and not with the command.
    @Test func missingLibraryIsNamed() {
        let failure = #expect(throws: QueryError.self) { try Workbook(by: "libnowhere.so.1") }
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
                "A2 datetime datetime.datetime(2026, 8, 1, 9, 0) yyyy-mm-dd hh:mm:ss",
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

    /// What a sheet would round, compute or not know.
    @Test func nothingIsLost() throws {
        let lines = try read(
            ["n": .integer, "s": .text, "t": .timestamp, "x": nil],
            [
                [1_000_000_000_000_000, "=1+1", -2_300_000_000, .blob([0, 0xAF])],
                [.integer(.min), "00123", 1e14, .real(.infinity)],
                [2, "https://example.org/", nil, "9007199254740993"],
            ])
        for line in [
            "A2 str '1000000000000000' General", "B2 str '=1+1' General",
            "C2 str '1897-02-11 23:06:40' General", "D2 str '00af' General",
            "A3 str '-9223372036854775808' General", "B3 str '00123' General",
            "D3 str 'Infinity' General", "A4 int 2 General",
            "B4 str 'https://example.org/' General", "D4 str '9007199254740993' General",
        ] {
            #expect(lines.contains(line), "\(line) in \(lines)")
        }
        #expect(lines.contains { $0.hasPrefix("C3 str '") })
    }

    @Test func controlCharactersDoNotBreakTheFile() throws {
        let lines = try read(
            ["s": .text], [["a\u{0}b"], ["a\u{1B}[2Jb"], ["two\nlines"], [.bytes([0x61, 0xFF])]])
        #expect(lines.contains("A2 str 'a\u{FFFD}b' General"))
        #expect(lines.contains { $0.hasPrefix("A3 str 'a") && $0.hasSuffix("[2Jb' General") })
        #expect(lines.contains(#"A4 str 'two\nlines' General"#))
        #expect(lines.contains("A5 str 'a\u{FFFD}' General"))
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

    @Test func textThatNoCellHoldsIsAnError() throws {
        let long = MemoryRow.Cell.text(String(repeating: "长", count: 32_768))
        let error = #expect(throws: QueryError.self) {
            try written({ XLSXWriter($0) }, ["a": .text, "b": .text], [["", ""], ["", long]])
        }
        #expect(
            error?.message == "column 2 of row 2 is a text of more than 32767 characters, "
                + "which no cell of xlsx holds")
        #expect(error?.kind == .output)
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

    @Test func secondAnswerIsRefused() throws {
        try withFolder { folder in
            let path = folder + "/a.xlsx"
            let run = try CommandRun(
                "-f", "xlsx", "-o", path, "--quiet", "-c", "SELECT 1 AS n; SELECT 2 AS n")
            #expect(run.status == 74)
            #expect(
                run.errors == """
                    error[E1004]: an xlsx file holds one answer, and there is another
                      = help: COPY (SELECT …) TO 'late.xlsx' writes each into a file of its own

                    """)
            #expect(!FileManager.default.fileExists(atPath: path))
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
                    "error[E1004]: xlsx is nothing that a terminal can show",
                    "  = help: name a file with -o late.xlsx, or COPY (SELECT …) TO 'late.xlsx'",
                ])
        }
    }
}

/// Python's reader of workbooks.
private enum Openpyxl {
    static let isThere = (try? run(["-c", "import openpyxl"]).status) == 0

    private struct Unreadable: Error {
        var output: String
    }

    /// What is in a workbook: a line for each sheet, each cell that is not empty, and the widths.
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
