import TestSupport
import Testing
import WorkQLPages

@testable import WorkQL
@testable import WorkQLFiles

private let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

private func row(_ number: Int, _ first: String, _ second: String) -> String {
    """
    <row r="\(number)"><c r="A\(number)" t="inlineStr"><is><t>\(first)</t></is></c>\
    <c r="B\(number)"><v>\(second)</v></c></row>
    """
}

/// The rows of a sheet with the columns k and v, and one row.
private let table = """
    <row r="1"><c r="A1" t="inlineStr"><is><t>k</t></is></c>\
    <c r="B1" t="inlineStr"><is><t>v</t></is></c></row>\(row(2, "x", "1"))
    """

/// Which elements of a workbook are its formats, rows and values.
@Suite(
    .enabled(
        if: Openpyxl.isThere, "python3 with openpyxl is not installed, and these tests need it"))
struct WorkbookPartTests {
    private func read(_ sheet: String, in namespace: String = main) throws -> [[String]] {
        let folder = try FileFolder()
        try Openpyxl.replace(
            "xl/worksheets/sheet1.xml",
            by: """
                '''<worksheet xmlns="\(namespace)" xmlns:o="urn:other">\(sheet)</worksheet>'''
                """, in: folder.path + "/a.xlsx")
        return try FileContents(try folder.open("a.xlsx")).rows
    }

    /// Formats of conditional formatting, of tables and of extensions have numbers that cells use
    /// for other formats.
    @Test(arguments: [
        "<dxfs><dxf><numFmt numFmtId=\"165\" formatCode=\"m/d\"/></dxf></dxfs>",
        "<dxfs><dxf><numFmt numFmtId=\"164\" formatCode=\"0.00\"/></dxf></dxfs>",
        "<extLst><ext><numFmts><numFmt numFmtId=\"165\" formatCode=\"m/d\"/></numFmts></ext></extLst>",
        "<extLst><ext><cellXfs><xf numFmtId=\"14\"/></cellXfs></ext></extLst>",
        "<o:numFmts><o:numFmt numFmtId=\"164\" formatCode=\"0.00\"/></o:numFmts>",
        "<numFmts xmlns=\"urn:other\"><numFmt numFmtId=\"165\" formatCode=\"m/d\"/></numFmts>",
        "<numFmt numFmtId=\"165\" formatCode=\"m/d\"/>",
    ])
    func formats(_ part: String) throws {
        let folder = try FileFolder()
        let path = folder.path + "/a.xlsx"
        try Openpyxl.write(
            """
            s.append(['日期', '工时']); s.append([46237, 7.5])
            s['A2'].number_format = 'yyyy"年"m"月"d"日"'; s['B2'].number_format = '0.0"小时"'
            """, to: path)
        try Openpyxl.run(
            """
            import zipfile
            parts = {n: zipfile.ZipFile('\(path)').read(n) for n in zipfile.ZipFile('\(path)').namelist()}
            styles = parts['xl/styles.xml'].decode()
            styles = styles.replace('<styleSheet ', '<styleSheet xmlns:o="urn:other" ')
            styles = styles.replace('</cellXfs>', '''</cellXfs>\(part)''')
            parts['xl/styles.xml'] = styles.encode()
            with zipfile.ZipFile('\(path)', 'w') as z:
                for n, t in parts.items(): z.writestr(n, t)
            """)
        let contents = try FileContents(try folder.open("a.xlsx"))
        #expect(contents.columns == ["日期 date", "工时 real"])
        #expect(contents.rows == [["'2026-08-03'", "7.5"]])
    }

    /// Only rows of the sheet's data count.
    @Test(arguments: [
        "<sheetData>\(table)</sheetData><extLst><ext><sheetData>\(row(3, "y", "2"))</sheetData></ext></extLst>",
        "<sheetData>\(table)</sheetData><extLst><ext>\(row(3, "y", "2"))</ext></extLst>",
        "<sheetData>\(table)</sheetData>\(row(3, "y", "2"))",
        "<sheetData>\(table)<o:row r=\"3\"><o:c r=\"A3\"><o:v>2</o:v></o:c></o:row></sheetData>",
        "<sheetData>\(table)<row xmlns=\"urn:other\" r=\"3\"><c r=\"A3\"><v>2</v></c></row></sheetData>",
        "<o:sheetData>\(row(3, "y", "2"))</o:sheetData><sheetData>\(table)</sheetData>",
        "<sheetData>\(table.replacing("<v>1</v>", with: "<v>1</v><extLst><v>2</v></extLst>"))</sheetData>",
        "<sheetData>\(table.replacing("<v>1</v>", with: "<v>1</v><o:v>2</o:v>"))</sheetData>",
    ])
    func rows(_ sheet: String) throws { #expect(try read(sheet) == [["'x'", "1"]]) }

    /// The namespace of the strict variant, a prefix for all elements, and none at all.
    @Test func namespaces() throws {
        let sheet = "<sheetData>\(table)</sheetData>"
        #expect(
            try read(sheet, in: "http://purl.oclc.org/ooxml/spreadsheetml/main") == [["'x'", "1"]])
        #expect(try read(sheet, in: "") == [["'x'", "1"]])
        let folder = try FileFolder()
        let prefixed = sheet.replacing("</", with: "~").replacing("<", with: "<x:")
            .replacing("~", with: "</x:")
        try Openpyxl.replace(
            "xl/worksheets/sheet1.xml",
            by: """
                '''<x:worksheet xmlns:x="\(main)">\(prefixed)</x:worksheet>'''
                """, in: folder.path + "/a.xlsx")
        #expect(try FileContents(try folder.open("a.xlsx")).rows == [["'x'", "1"]])
    }

    /// The pronunciation of a text is not part of it.
    @Test func pronunciation() throws {
        let cell = """
            <is><r><t>会</t></r><rPh sb="0" eb="1"><t>kai</t></rPh><r><t>议</t></r></is>
            """
        let sheet = "<sheetData>\(table.replacing("<is><t>x</t></is>", with: cell))</sheetData>"
        #expect(try read(sheet) == [["'会议'", "1"]])
    }

    // MARK: Values

    /// A text column has one spelling of midnight.
    @Test(arguments: [
        ("datetime(2026, 8, 4)", "2026-08-04 00:00:00"),
        ("datetime(2026, 8, 4, 9)", "2026-08-04 09:00:00"),
        ("datetime(2026, 8, 4, 9, 0, 30)", "2026-08-04 09:00:30"),
        ("date(2026, 8, 4)", "2026-08-04"), ("time(0, 0)", "00:00:00"), ("True", "TRUE"),
        ("False", "FALSE"),
    ])
    func textColumns(_ value: String, _ text: String) throws {
        let contents = try Openpyxl.contents(
            "s.append(['u', 'v']); s.append(['a', \(value)]); s.append(['b', '未打卡'])")
        #expect(contents.columns == ["u text", "v text"])
        #expect(contents.rows == [["'a'", "'\(text)'"], ["'b'", "'未打卡'"]])
    }

    @Test func midnightsInOrder() throws {
        let folder = try FileFolder()
        try Openpyxl.write(
            """
            s.append(['u', 'ts'])
            for h, d in ((9, 3), (0, 4)): s.append(['a', datetime(2026, 8, d, h)])
            s.append(['c', '未打卡'])
            """, to: folder.path + "/a.xlsx")
        let rows = try FileContents(try folder.open("a.xlsx")).rows.map { $0[1] }
        #expect(rows == ["'2026-08-03 09:00:00'", "'2026-08-04 00:00:00'", "'未打卡'"])
        let typed = try folder.open("a.xlsx", with: "null = '未打卡'")
        #expect(typed.columns.map(\.type) == [.text, .timestamp])
    }

    /// Rows whose only cells are errors or formulas without their values are rows.
    @Test(
        arguments: [
            ("for v in ('lisi', '#N/A', '#N/A', 'wang'): s.append([v])", "#N/A", 2, 4),
            ("for v in ('#REF!', 'lisi'): s.append([v])", "#REF!", 1, 2),
            ("for v in ('lisi', '#DIV/0!'): s.append([v])", "#DIV/0!", 1, 2),
            ("for v in ('#VALUE!', '#VALUE!'): s.append([v])", "#VALUE!", 2, 2),
            ("for v in ('lisi', '=1+1', 'wang'): s.append([v])", "=", 1, 3),
            ("s.append(['lisi']); s['A5'] = '#NAME?'", "#NAME?", 1, 2),
        ] as [(String, String, Int, Int)])
    func errors(_ script: String, _ error: String, _ nulls: Int, _ count: Int) throws {
        let contents = try Openpyxl.contents(
            """
            s.append(['userid'])
            \(script)
            for row in s.iter_rows():
                for c in row:
                    if str(c.value).startswith('\(error)') and '\(error)' != '=': c.data_type = 'e'
            """)
        #expect(contents.columns == ["userid text"])
        #expect(contents.rows.count == count)
        #expect(contents.rows.count { $0 == ["NULL"] } == nulls)
    }

    /// 0 is no day, whatever format shows it as one, and midnight in formats of times.
    @Test(arguments: [
        ("yyyy-mm-dd", "NULL"), ("yyyy/m/d", "NULL"), ("m\"月\"d\"日\"", "NULL"),
        ("yyyy-mm-dd hh:mm:ss", "NULL"), ("m/d/yy h:mm", "NULL"), ("[$-804]aaaa", "NULL"),
        ("h:mm", "'00:00:00'"), ("[h]:mm", "'00:00:00'"), ("0", "0"), ("General", "0"),
    ])
    func zero(_ format: String, _ value: String) throws {
        let folder = try FileFolder()
        try Openpyxl.write(
            """
            s.append(['u', 'd']); s.append(['a', 0]); s.append(['b', 0])
            for row in (2, 3): s.cell(row, 2).number_format = '\(format)'
            """, to: folder.path + "/a.xlsx")
        let table = try folder.open("a.xlsx")
        #expect(try FileContents(table).rows.map { $0[1] } == [value, value])
        #expect(
            table.notes.map(\.message)
                == (value == "NULL"
                    ? ["a.xlsx:2: the 0 in a format of dates and 1 more are read as NULL"] : []))
    }

    @Test func zeroBesideDates() throws {
        let contents = try Openpyxl.contents(
            """
            from datetime import datetime
            s.append(['u', 'd', 't']); s.append(['a', date(2026, 8, 3), datetime(2026, 8, 3, 9)])
            s.append(['b', 0, 0])
            s['B3'].number_format = 'yyyy-mm-dd'; s['C3'].number_format = 'yyyy-mm-dd h:mm'
            """)
        #expect(contents.columns == ["u text", "d date", "t timestamp"])
        #expect(contents.rows[1] == ["'b'", "NULL", "NULL"])
        #expect(TimeFormat.date.value(of: 0.375, countsFrom1904: false)?.text == "09:00:00")
        #expect(
            TimeFormat.timestamp.value(of: 0, countsFrom1904: true)?.text == "1904-01-01 00:00:00")
    }

    /// Texts that are numbers beside numbers, and true and false beside texts.
    @Test(arguments: [
        ("0.95, '100%'", "the numbers in v have % or a currency sign"),
        ("'95%', '100%'", "the numbers in v have % or a currency sign"),
        ("12, '￥1,200'", "the numbers in v have % or a currency sign"),
        ("True, 'TRUE'", "v contains true and false beside text"),
        ("False, 'maybe'", "v contains true and false beside text"),
        ("9, '10'", "the numbers in v are text, and are compared"),
    ])
    func notes(_ values: String, _ part: String) throws {
        let folder = try FileFolder()
        try Openpyxl.write(
            "s.append(['u', 'v'])\nfor v in (\(values)): s.append(['a', v])",
            to: folder.path + "/a.xlsx")
        let table = try folder.open("a.xlsx")
        #expect(table.columns[1].type == .text)
        #expect(table.notes.count == 1)
        #expect(table.notes.first?.message.contains(part) == true, "\(table.notes)")
    }

    // MARK: Sheets

    /// The report of DingTalk: a title, the time of its creation, and a header of two lines.
    @Test func headerOfTwoLines() throws {
        let folder = try FileFolder()
        try Openpyxl.write(
            """
            s['A1'] = '每日统计表'; s.merge_cells('A1:F1')
            s['A2'] = '报表生成时间：2026-08-15 10:00'; s.merge_cells('A2:F2')
            for row in [['姓名', '部门', '上班1', None, '下班1', None],
                        [None, None, '打卡时间', '打卡结果', '打卡时间', '打卡结果'],
                        ['张三', '财务', '09:01', '正常', '18:05', '正常'],
                        ['李四', '人事', '09:31', '迟到', '18:30', '正常']]: s.append(row)
            for cells in ('A3:A4', 'B3:B4', 'C3:D3', 'E3:F3'): s.merge_cells(cells)
            """, to: folder.path + "/a.xlsx")
        let table = try folder.open("a.xlsx")
        #expect(
            table.columns.map(\.name) == ["姓名", "部门", "上班1", "column4", "下班1", "column6"])
        #expect(
            table.notes.contains {
                $0.help == "WITH (header = 4) reads the next line as the header"
            })
        let names = ["姓名", "部门", "打卡时间", "打卡结果", "打卡时间_1", "打卡结果_1"]
        for options in [
            "header = 4, fill_merged = true", "skip = 3, fill_merged = true",
            "range = 'A4:F6', fill_merged = true",
        ] {
            let filled = try folder.open("a.xlsx", with: options)
            #expect(filled.columns.map(\.name) == names, "\(options)")
            #expect(filled.columns[2].type == .time, "\(options)")
            #expect(filled.rowCount == 2, "\(options)")
        }
    }

    /// A table that begins in a later column than its title.
    @Test(arguments: [1, 2, 4])
    func tablesBesideTitles(_ gap: Int) throws {
        let folder = try FileFolder()
        let blank = String(repeating: "None, ", count: gap)
        try Openpyxl.write(
            """
            s['A1'] = '标题'
            for r, row in enumerate([['u', 'n'], ['a', 1], ['b', 2]]):
                for c, v in enumerate([\(blank)] + row): s.cell(r + 3, c + 1, v)
            """, to: folder.path + "/a.xlsx")
        for options in ["", "header = 3", "skip = 2"] {
            let contents = try FileContents(try folder.open("a.xlsx", with: options))
            #expect(contents.columns == ["u text", "n integer"], "\(options)")
            #expect(contents.rows == [["'a'", "1"], ["'b'", "2"]], "\(options)")
        }
        #expect(
            try folder.open("a.xlsx").notes.map(\.message) == [
                "a.xlsx:3: this line is read as the header; skipped above it: 标题"
            ])
    }

    @Test func hiddenSheets() throws {
        let folder = try FileFolder()
        try Openpyxl.write(
            """
            s.title = '旧'; s.append(['a']); s.append([1]); s.sheet_state = 'hidden'
            t = b.create_sheet('8月'); t.append(['b']); t.append([2])
            b.active = 1
            """, to: folder.path + "/a.xlsx")
        #expect(try folder.open("a.xlsx").columns.map(\.name) == ["b"])
        #expect(try folder.open("a.xlsx", with: "sheet = '旧'").notes.isEmpty)
        #expect(try folder.open("a.xlsx", with: "sheet = 2").notes.isEmpty)
        #expect(
            try folder.open("a.xlsx", with: "sheet = 1").notes.map(\.message) == [
                "a.xlsx: sheet 1, 旧, is hidden"
            ])
    }
}
