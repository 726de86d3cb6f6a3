import Foundation
import TestSupport
import Testing

@testable import WorkQL
@testable import WorkQLFiles

/// Files written by Python's csv, openpyxl and, if installed, pandas, in the encodings of Chinese
/// systems: the cells are read as they were written.
@Suite(
    .enabled(
        if: Openpyxl.isThere, "python3 with openpyxl is not installed, and these tests need it"))
struct FileForeignTests {
    struct Expected: Decodable {
        var file: String
        var columns: [String]
        var rows: [[String]]
        var options = ""
    }

    @Test func randomFiles() throws {
        let folder = try FileFolder()
        let count = Soak.isOn ? 1000 : 60
        try Openpyxl.run(
            Self.generator.replacing("FOLDER", with: folder.path).replacing(
                "COUNT", with: "\(count)"))
        let list = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/expected.json"))
        let files = try JSONDecoder().decode([Expected].self, from: list)
        #expect(files.count == count)
        for expected in files {
            let contents = try FileContents(
                try folder.open(expected.file, with: expected.options))
            #expect(contents.columns == expected.columns, "\(expected.file)")
            #expect(contents.rows == expected.rows, "\(expected.file)")
            guard !expected.file.hasSuffix("xlsx") else { continue }
            let parts = try FileContents(try folder.openParts(expected.file, of: 100))
            #expect(parts.columns == expected.columns, "\(expected.file) in parts")
            #expect(parts.rows == expected.rows, "\(expected.file) in parts")
        }
    }

    private static let generator = #"""
        import csv, io, json, random
        from datetime import date, datetime, time, timedelta, timezone
        import openpyxl
        try:
            import pandas
        except ImportError:
            pandas = None
        dice = random.Random(15)
        names = ['姓名', '部门', '账号', '工号', '入职日期', '上班时间', '备注', 'userid', 'Days', '打卡时间', '迟到', '手机号']
        words = ['张三', '李四，五', '研发,中心', '他说"好"', '第一行\n第二行', 'Zoë', '𠮷野家', '财务部（上海）', 'a;b', '会议 室', '😀']
        def value(kind):
            if dice.random() < 0.15: return None
            if kind == 'text': return dice.choice(words) + dice.choice(['', '组', '甲'])
            if kind == 'code': return '0' + str(dice.randrange(100, 999))
            if kind == 'integer': return dice.randrange(-5000, 5000)
            if kind == 'real': return dice.randrange(-5000, 5000) + dice.choice([0.25, 0.5, 0.125])
            if kind == 'boolean': return dice.random() < 0.5
            if kind == 'date': return date(1960, 1, 1) + timedelta(days=dice.randrange(30000))
            if kind == 'time': return time(dice.randrange(24), dice.randrange(60), dice.randrange(60))
            return datetime(2020, 1, 1, 0, 0, 1) + timedelta(seconds=dice.randrange(200000000))
        def shown(v):
            if v is None: return 'NULL'
            if isinstance(v, bool): return '1' if v else '0'
            if isinstance(v, datetime): return str(int(v.replace(tzinfo=timezone(timedelta(hours=8))).timestamp()))
            if isinstance(v, date): return "'" + v.isoformat() + "'"
            if isinstance(v, time): return "'" + v.isoformat() + "'"
            if isinstance(v, (int, float)): return repr(v)
            return "'" + v + "'"
        encodings = ['utf-8', 'utf-8-sig', 'gb18030', 'utf-16', 'utf-16-le', 'utf-16-be']
        types = {'code': 'text', 'datetime': 'timestamp'}
        made = []
        for number in range(COUNT):
            width = dice.randrange(2, 7)
            header = dice.sample(names, width)
            # One column that says which row is the header.
            kinds = ['integer'] + dice.choices(['text', 'code', 'integer', 'real', 'boolean', 'date', 'time', 'datetime'], k=width - 1)
            dice.shuffle(kinds)
            rows = [[value(k) for k in kinds] for _ in range(dice.randrange(1, 12))]
            for at, kind in enumerate(kinds):
                if all(r[at] is None for r in rows): rows[0][at] = {'text': '甲', 'code': '007', 'integer': 5, 'real': 0.5, 'boolean': True, 'date': date(2026, 8, 1), 'time': time(9, 0), 'datetime': datetime(2026, 8, 1, 9, 0, 1)}[kind]
            rows = [r for r in rows if any(v is not None for v in r)]
            options = ''
            ending = dice.choice(['csv', 'csv', 'tsv', 'txt', 'xlsx', 'xlsx'])
            path = f'{number}.{ending}'
            if ending == 'xlsx':
                book = openpyxl.Workbook()
                sheet = book.active
                above = dice.choice([0, 0, 1])
                if above:
                    sheet['A1'] = '考勤统计表：2026年8月'
                for r in [header] + rows: sheet.append(r)
                # Two rows of one department, merged as people do it.
                at = kinds.index('text') if 'text' in kinds else -1
                pairs = [i for i in range(len(rows) - 1) if at >= 0 and any(v is not None for j, v in enumerate(rows[i + 1]) if j != at)]
                if pairs and dice.random() < 0.4:
                    upper = dice.choice(pairs)
                    rows[upper][at] = '行政部'
                    top = upper + 2 + above
                    sheet.cell(row=top, column=at + 1).value = '行政部'
                    sheet.merge_cells(start_row=top, end_row=top + 1, start_column=at + 1, end_column=at + 1)
                    if dice.random() < 0.5:
                        options = 'fill_merged = true'
                        rows[upper + 1][at] = '行政部'
                    else:
                        rows[upper + 1][at] = None
                book.save('FOLDER/' + path)
            elif pandas is not None and ending == 'csv' and dice.random() < 0.5:
                pandas.DataFrame(rows, columns=header, dtype=object).to_csv('FOLDER/' + path, index=False, encoding=dice.choice(encodings))
            else:
                delimiter = {'csv': dice.choice(',;|'), 'tsv': '\t', 'txt': '\t'}[ending]
                out = io.StringIO()
                writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL, lineterminator=dice.choice(['\n', '\r\n']))
                # Excel's first line, which writers that quote everything quote as well.
                if ending == 'csv' and dice.random() < 0.25:
                    out.write(dice.choice(['sep=', '"sep=']) + delimiter)
                    out.write(('"' if out.getvalue()[0] == '"' else '') + '\n')
                trailing = ending == 'csv' and dice.random() < 0.2
                writer.writerow(header)
                for r in rows:
                    cells = ['' if v is None else v for v in r]
                    if dice.random() < 0.2:
                        while cells and cells[-1] == '' and len(cells) > 2: cells.pop()
                    if trailing and len(cells) == len(header): cells.append('')
                    writer.writerow(cells)
                with open('FOLDER/' + path, 'wb') as file: file.write(out.getvalue().encode(dice.choice(encodings)))
            made.append({'file': path, 'columns': [f'{h} {types.get(k, k)}' for h, k in zip(header, kinds)], 'rows': [[shown(v) for v in r] for r in rows], 'options': options})
        with open('FOLDER/expected.json', 'w') as file: json.dump(made, file)
        """#
}
