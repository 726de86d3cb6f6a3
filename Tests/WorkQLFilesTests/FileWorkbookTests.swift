import Foundation
import TestSupport
import Testing
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSyntax

@testable import WorkQL
@testable import WorkQLFiles

/// Workbooks written by another program.
@Suite(
    .enabled(
        if: Openpyxl.isThere, "python3 with openpyxl is not installed, and these tests need it"))
struct FileWorkbookTests {
    @Test func everyType() throws {
        let contents = try Openpyxl.contents(
            """
            s.append(['姓名', '工号', 'n', 'r', 'b', 'd', 't', 'at', 'x'])
            s.append(['张三', '007', 1, 1.5, True, date(2026, 8, 1), time(9, 0), datetime(2026, 8, 1, 9, 30, 15), None])
            s.append(['  李四　', '12', -20, 2, False, date(1965, 2, 15), time(23, 59, 59), datetime(1999, 12, 31, 23, 59, 59), ''])
            s['A4'] = '=1+1'
            s['C4'] = 20260804
            """)
        #expect(
            contents.columns == [
                "姓名 text", "工号 text", "n integer", "r real", "b boolean", "d date", "t time",
                "at timestamp", "x text",
            ])
        #expect(
            contents.rows == [
                [
                    "'张三'", "'007'", "1", "1.5", "1", "'2026-08-01'", "'09:00:00'", "1785547815",
                    "NULL",
                ],
                [
                    "'李四'", "'12'", "-20", "2.0", "0", "'1965-02-15'", "'23:59:59'", "946655999",
                    "NULL",
                ],
                ["NULL", "NULL", "20260804", "NULL", "NULL", "NULL", "NULL", "NULL", "NULL"],
            ])
    }

    @Test(
        arguments: [
            (1, "General", "integer"), (14, "mm-dd-yy", "date"),
            (14, "yyyy\"年\"m\"月\"d\"日\"", "date"),
            (14, "[$-804]yyyy/m/d;@", "date"), (14, "mmm-yy", "date"), (14, "0.00E+00", "integer"),
            (14, "#,##0_);[Red](#,##0)", "integer"), (14, "\"day\" 0", "integer"),
            (14, "@", "integer"),
            (0.375, "h:mm", "time"), (0.375, "上午/下午h\"时\"mm\"分\"", "time"),
            (0.375, "h:mm AM/PM", "time"),
            (0.375, "[h]:mm", "time"), (0.375, "mm:ss.0", "time"), (1.375, "[h]:mm:ss", "text"),
            (46235.375, "yyyy-mm-dd h:mm", "timestamp"), (46235.375, "h:mm", "timestamp"),
            (46235.5, "yyyy-mm-dd", "timestamp"), (46235, "yyyy-mm-dd h:mm", "timestamp"),
            (0.375, "yyyy-mm-dd h:mm", "time"), (0.5, "0%", "real"), (0.5, "\\d 0.0", "real"),
        ] as [(Double, String, String)])
    func formats(_ number: Double, _ format: String, _ type: String) throws {
        let quoted = format.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
        let whole = number == number.rounded() ? "\(Int(number))" : "\(number)"
        let contents = try Openpyxl.contents(
            """
            s.append(['k', 'v'])
            s.append(['x', \(whole)])
            s['B2'].number_format = '\(quoted)'
            """)
        #expect(contents.columns == ["k text", "v \(type)"], "\(contents.rows)")
    }

    /// Days before March 1900, for which Excel's numbers are off by one, and days of the Macintosh
    /// epoch.
    @Test func days() throws {
        func day(_ days: Double, from1904: Bool = false) -> String? {
            TimeFormat.date.value(of: days, countsFrom1904: from1904)?.text
        }
        #expect(day(1) == "1900-01-01")
        #expect(day(59) == "1900-02-28")
        #expect(day(61) == "1900-03-01")
        #expect(day(25_569) == "1970-01-01")
        #expect(day(46_235) == "2026-08-01")
        #expect(day(2_958_465) == "9999-12-31")
        #expect(day(2_958_466) == nil)
        #expect(day(-1) == nil)
        #expect(day(0, from1904: true) == "1904-01-01")
        #expect(day(44_773, from1904: true) == "2026-08-01")
        let book = try Openpyxl.contents(
            """
            from openpyxl.utils.datetime import CALENDAR_MAC_1904
            b.epoch = CALENDAR_MAC_1904
            s.append(['k', 'd'])
            s.append(['x', date(2026, 8, 1)])
            """)
        #expect(book.rows == [["'x'", "'2026-08-01'"]])
    }

    /// pandas gives a column of dates a format with a clock, which openpyxl does as well.
    @Test func datesOfPandasAreDates() throws {
        let folder = try FileFolder()
        try Openpyxl.write(
            """
            s.append(['hired', 'seen', 'both', 'chosen', 'gap'])
            for day in (3, 4):
                s.append([datetime(2026, 8, day), datetime(2026, 8, day, 9 * (day - 3)), datetime(2026, 8, day),
                          datetime(2026, 8, day), datetime(2026, 8, day) if day == 3 else None])
            s['C3'] = date(2026, 8, 4)
            for row in (2, 3): s.cell(row, 4).number_format = 'yyyy/m/d h:mm'
            """, to: folder.path + "/a.xlsx")
        let table = try folder.open("a.xlsx")
        #expect(table.columns.map(\.type) == [.date, .timestamp, .date, .timestamp, .date])
        #expect(
            try FileContents(table).rows[0]
                == ["'2026-08-03'", "1785686400", "'2026-08-03'", "1785686400", "'2026-08-03'"])
        #expect(
            table.notes.map(\.message) == [
                "a.xlsx: every time in hired, both, gap is 00:00:00, so the column is read as dates"
            ])
        #expect(table.notes[0].help == "WITH (types = (hired = timestamp)) keeps the time")
        let typed = try folder.open(
            "a.xlsx",
            with: "types = (hired = timestamp, both = timestamp, chosen = date, gap = text)")
        #expect(typed.columns.map(\.type) == [.timestamp, .timestamp, .timestamp, .date, .text])
        #expect(typed.notes.isEmpty)
    }

    @Test(.enabled(if: (try? Openpyxl.run("import pandas")) != nil, "pandas is not installed"))
    func filesOfPandas() throws {
        let folder = try FileFolder()
        for engine in ["openpyxl", "xlsxwriter"] {
            let path = folder.path + "/\(engine).xlsx"
            let script = """
                import pandas
                try:
                    import \(engine)
                except ImportError:
                    raise SystemExit
                pandas.DataFrame({
                    'userid': ['zhangsan', 'lisi'], 'hired': pandas.to_datetime(['2026-08-03', '2025-01-31']),
                    'seen': pandas.to_datetime(['2026-08-03 09:30', '2025-01-31 00:00']), 'left': [None, None],
                    'days': [1, 2], 'rate': [0.5, None], 'on': [True, False],
                }).to_excel('\(path)', index=False, engine='\(engine)')
                """
            try Openpyxl.run(script)
            guard FileManager.default.fileExists(atPath: path) else { continue }
            let table = try folder.open("\(engine).xlsx")
            #expect(
                table.columns.map(\.type)
                    == [.text, .date, .timestamp, .text, .integer, .real, .boolean], "\(engine)")
            #expect(table.notes.count == 1, "\(engine)")
        }
    }

    @Test func sheets() throws {
        let folder = try FileFolder()
        try Openpyxl.write(
            """
            s.title = '7月'
            s.append(['a', 'b']); s.append(['x', 1])
            t = b.create_sheet('8月'); t.append(['c', 'd']); t.append(['y', 2])
            h = b.create_sheet('旧'); h.append(['e', 'f']); h.append(['z', 3]); h.sheet_state = 'hidden'
            """, to: folder.path + "/a.xlsx")
        #expect(try folder.open("a.xlsx").columns.map(\.name) == ["a", "b"])
        #expect(
            try folder.open("a.xlsx").notes.map(\.message) == [
                "a.xlsx: only the first of 2 sheets is read, 7月"
            ])
        #expect(try folder.open("a.xlsx", with: "sheet = '8月'").columns.map(\.name) == ["c", "d"])
        #expect(try folder.open("a.xlsx", with: "sheet = 3").columns.map(\.name) == ["e", "f"])
        let failure = try #require(throws: UserError.self) {
            try folder.open("a.xlsx", with: "sheet = '9月'")
        }
        #expect(failure.message == "unknown sheet \"9月\" in a.xlsx")
        #expect(failure.help == "there are 7月, 8月, 旧 (hidden)")
    }

    @Test func titlesAndMergedCells() throws {
        let folder = try FileFolder()
        try Openpyxl.write(
            """
            s['A1'] = '考勤月报'; s.merge_cells('A1:C1')
            s['A2'] = '统计时间：2026-08'; s.merge_cells('A2:C2')
            for row in [['部门', '姓名', '天数'], ['研发', '张三', 22], [None, '李四', 21], ['销售', '王五', 20]]:
                s.append(row)
            s.merge_cells('A4:A5')
            """, to: folder.path + "/a.xlsx")
        let plain = try folder.open("a.xlsx")
        #expect(plain.columns.map(\.name) == ["部门", "姓名", "天数"])
        #expect(plain.notes.count == 2)
        #expect(try FileContents(plain).rows[1] == ["NULL", "'李四'", "21"])
        for options in ["fill_merged = true", "fill_down = (部门)", "header = 3, fill_merged = true"]
        {
            let filled = try folder.open("a.xlsx", with: options)
            #expect(try FileContents(filled).rows[1] == ["'研发'", "'李四'", "21"], "\(options)")
        }
        let part = try folder.open("a.xlsx", with: "range = 'B3:C5'")
        #expect(part.columns.map(\.name) == ["姓名", "天数"])
        #expect(part.rowCount == 2)
    }

    /// Rows with only colours and borders are not rows, wherever the filter ends: other programs
    /// format whole areas.
    @Test(arguments: ["", "s.auto_filter.ref = 'A1:C11'"])
    func formattedRows(_ filter: String) throws {
        let folder = try FileFolder()
        try Openpyxl.write(
            """
            from openpyxl.styles import PatternFill
            for r in range(1, 12):
                for c in range(1, 9): s.cell(r, c).fill = PatternFill('solid', fgColor='FFFF00')
            for r, row in [(1, ['k', 'v', 'w']), (2, ['x', 1, 2]), (5, [None, 3, None])]:
                for c, v in enumerate(row): s.cell(r, c + 1, v)
            \(filter)
            """, to: folder.path + "/a.xlsx")
        let contents = try FileContents(try folder.open("a.xlsx"))
        #expect(contents.columns == ["k text", "v integer", "w integer"])
        #expect(contents.rows == [["'x'", "1", "2"], ["NULL", "3", "NULL"]])
    }

    /// Characters that XML cannot contain, and texts that look like their escapes: Excel writes
    /// `_x000D_` for each CR.
    @Test(
        arguments: [
            ("a_x000D_\nb", "a\r\nb"), ("_x005F_x0041_", "_x0041_"), ("_x0041_", "A"),
            ("_xFFFE_", "\u{FFFE}"), ("_xD83D__xDE00_", "😀"), ("_xD83D_", "\u{FFFD}"),
            ("_x00e9_t_x00E9_", "été"), ("a_b", "a_b"), ("_x004_", "_x004_"),
            ("_x00zz_", "_x00zz_"),
            ("_X0041_", "_X0041_"), ("__x0041_", "_A"), ("工_x53F7_", "工号"), ("_", "_"),
        ])
    func escapes(_ written: String, _ text: String) throws {
        var bytes = Array(("x_x0041_" + written).utf8)
        WorkbookEscapes.decode(&bytes, from: 8)
        #expect(String(decoding: bytes, as: UTF8.self) == "x_x0041_" + text)
    }

    @Test func escapesOfEveryKindOfText() throws {
        let folder = try FileFolder()
        let path = folder.path + "/a.xlsx"
        try Openpyxl.write("s.append(['n_x000D_', 'v']); s.append(['a_x0009_b', 1])", to: path)
        let shared = try FileContents(try folder.open("a.xlsx"))
        #expect(shared.columns == ["n text", "v integer"])
        #expect(shared.rows == [["'a\tb'", "1"]])
        try Openpyxl.replace(
            "xl/worksheets/sheet1.xml",
            by: """
                '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
                '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>n</t></is></c>'
                '<c r="B1" t="str"><v>v_x005F_x0041_</v></c></row>'
                '<row r="2"><c r="A2" t="inlineStr"><is><t>c_x0009_d</t></is></c>'
                '<c r="B2"><v>1</v></c></row></sheetData></worksheet>'
                """, in: path)
        #expect(try folder.open("a.xlsx").columns.map(\.name) == ["n", "v_x0041_"])
        #expect(try FileContents(try folder.open("a.xlsx")).rows == [["'c\td'", "1"]])
    }

    /// openpyxl and other programs that do not compute save formulas alone.
    @Test func formulasWithoutValues() throws {
        let folder = try FileFolder()
        let path = folder.path + "/a.xlsx"
        try Openpyxl.write(
            "s.append(['k', 'v', 'w']); s.append(['x', '=1+1', 1]); s.append(['y', '=B2', '=1'])",
            to: path)
        let table = try folder.open("a.xlsx")
        #expect(
            table.notes == [
                FileNote(
                    message:
                        "a.xlsx:2: this formula and 2 more were saved without their values, and are NULL",
                    help: "open the workbook in Excel, which computes it, and save it")
            ])
        #expect(try FileContents(table).rows == [["'x'", "NULL", "1"], ["'y'", "NULL", "NULL"]])
        #expect(try folder.open("a.xlsx", with: "range = 'A1:A3'").notes.isEmpty)
        // An empty text is a value.
        try Openpyxl.replace(
            "xl/worksheets/sheet1.xml",
            by: """
                '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
                '<sheetData><row r="1"><c r="A1" t="str"><v>k</v></c><c r="B1" t="str"><v>v</v></c></row>'
                '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2" t="str"><f>""</f><v></v></c></row>'
                '<row r="3"><c r="A3"><v>3</v></c><c r="B3" t="n"><f>1</f></c></row>'
                '</sheetData></worksheet>'
                """, in: path)
        #expect(
            try folder.open("a.xlsx").notes.map(\.message)
                == ["a.xlsx:3: the formula was saved without its value, and is NULL"])
    }

    @Test func errorsAndLongNumbers() throws {
        let folder = try FileFolder()
        try Openpyxl.write(
            """
            s.append(['k', 'v', 'id'])
            s.append(['x', 1, 110101199003071234.0]); s.append(['y', '#N/A', 2])
            s['B3'].data_type = 'e'
            """, to: folder.path + "/a.xlsx")
        let table = try folder.open("a.xlsx")
        #expect(try FileContents(table).rows[1][1] == "NULL")
        #expect(table.notes.count == 2, "\(table.notes)")
    }

    @Test func hostileFiles() throws {
        let folder = try FileFolder()
        let path = folder.path + "/a.xlsx"
        try Openpyxl.write("s.append(['a', 'b']); s.append(['x', 1])", to: path)
        let whole = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        for end in stride(from: 4, to: whole.count, by: 97) {
            try folder.write(Array(whole[..<end]), "a.xlsx")
            #expect(throws: UserError.self) { try folder.open("a.xlsx") }
        }
        // A changed byte: still a table, or an error.
        var numbers = SplitMix64(seed: 9)
        for _ in 0..<200 {
            var damaged = whole
            damaged[Int.random(in: 0..<whole.count, using: &numbers)] ^=
                1 << UInt8.random(in: 0..<8, using: &numbers)
            try folder.write(damaged, "a.xlsx")
            _ = try? folder.open("a.xlsx")
        }
        try Openpyxl.replace(
            "xl/worksheets/sheet1.xml",
            by: "'<!DOCTYPE x [<!ENTITY a \"aaaa\">]><worksheet><sheetData/></worksheet>'", in: path
        )
        #expect(
            try #require(throws: UserError.self) { try folder.open("a.xlsx") }.message
                .hasSuffix("declares a document type, which a workbook never does"))
        try Openpyxl.replace(
            "xl/worksheets/sheet1.xml", by: "'<worksheet><sheetData>' + ' ' * (1100 << 20)",
            in: path)
        #expect(
            try #require(throws: UserError.self) { try folder.open("a.xlsx") }.message
                == "a.xlsx is larger than 1024 MB when unpacked")
        try folder.write([0xD0, 0xCF, 0x11, 0xE0, 1, 2], "a.xlsx")
        #expect(
            try #require(throws: UserError.self) { try folder.open("a.xlsx") }.message
                == "a.xlsx is encrypted, or a workbook of Excel 97")
    }
}
