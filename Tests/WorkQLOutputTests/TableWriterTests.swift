import Testing
import WorkQLCatalog
import WorkQLPlanner

@testable import WorkQLOutput

@Suite struct TableWriterTests {
    @Test func aligns() throws {
        let output = try written(
            table, ["userid": .text, "late": .integer, "lat": .real],
            [["zhangsan", 3, 30.5], ["lisi", 12, nil]])
        #expect(
            output.text == """
                ┌──────────┬──────┬──────┐
                │ userid   │ late │  lat │
                ├──────────┼──────┼──────┤
                │ zhangsan │    3 │ 30.5 │
                │ lisi     │   12 │ NULL │
                └──────────┴──────┴──────┘
                (2 rows)

                """)
    }

    @Test func cutsAndFillsOnRequest() throws {
        let output = try written(
            { TableWriter($0, nullText: "无", widths: [4, -6, 0, 1]) },
            ["打卡类型": .text, "n": .text, "whole": .text, "x": .text],
            [["上班", "lisi", "all of it", "y"], ["ab", nil, "", "yz"]])
        #expect(
            output.text == """
                ┌──────┬────────┬───────────┬───┐
                │ 打…  │      n │ whole     │ x │
                ├──────┼────────┼───────────┼───┤
                │ 上班 │   lisi │ all of it │ y │
                │ ab   │     无 │           │ … │
                └──────┴────────┴───────────┴───┘
                (2 rows)

                """)
    }

    @Test func measuresByEastAsianWidth() throws {
        let output = try written(
            table, ["姓名": .text, "备注": .text],
            [["张三", "ok"], ["𠮷田明", "👨‍👩‍👧"], ["é", "e\u{301}"], ["Li", "＋1"]])
        #expect(
            output.text == """
                ┌────────┬──────┐
                │ 姓名   │ 备注 │
                ├────────┼──────┤
                │ 张三   │ ok   │
                │ 𠮷田明 │ 👨‍👩‍👧   │
                │ é      │ e\u{301}    │
                │ Li     │ ＋1  │
                └────────┴──────┘
                (4 rows)

                """)
    }

    @Test func showsWhatWouldAct() throws {
        let output = try written(
            table, ["a\u{1B}b": .text],
            [
                ["\u{1B}[31mred"], ["two\nlines\r\n"], ["tab\t."], ["\u{202E}abc"],
                ["\u{85}\u{7F}\u{0}"], ["a\u{200B}b"], [.bytes([0x61, 0xFF, 0x62])],
            ])
        #expect(
            output.text == """
                ┌─────────────┐
                │ a␛b         │
                ├─────────────┤
                │ ␛[31mred    │
                │ two⏎lines␍⏎ │
                │ tab␉.       │
                │ <202E>abc   │
                │ <0085>␡␀    │
                │ a<200B>b    │
                │ a\u{FFFD}b         │
                └─────────────┘
                (7 rows)

                """)
    }

    @Test func printsByTypeWhereTheValueAllows() throws {
        let output = try written(
            table, ["t": .timestamp, "b": .boolean, "n": nil, "x": nil],
            [
                [1_785_546_000, 1, 1, 1], [1_785_546_000.25, 0, 22, "b"],
                ["soon", 7, nil, nil], [nil, nil, 3.5, 2],
            ])
        #expect(
            output.text == """
                ┌─────────────────────────┬───────┬──────┬──────┐
                │ t                       │ b     │    n │ x    │
                ├─────────────────────────┼───────┼──────┼──────┤
                │ 2026-08-01 09:00:00     │ true  │    1 │ 1    │
                │ 2026-08-01 09:00:00.250 │ false │   22 │ b    │
                │ soon                    │ 7     │ NULL │ NULL │
                │ NULL                    │ NULL  │  3.5 │ 2    │
                └─────────────────────────┴───────┴──────┴──────┘
                (4 rows)

                """)
    }

    @Test func countsAndSeparatesResults() throws {
        let none = try written(table, ["a": .text], [])
        let both = try written(table, ["a": .text], [["x"]], after: none)
        #expect(
            both.text == """
                ┌───┐
                │ a │
                ├───┤
                └───┘
                (0 rows)

                ┌───┐
                │ a │
                ├───┤
                │ x │
                └───┘
                (1 row)

                """)
    }

    @Test func hasNoCap() throws {
        let rows = (0..<20_000).map { [MemoryRow.Cell.integer($0)] }
        let output = try written(table, ["n": .integer], rows)
        #expect(output.text.hasSuffix("│ 19999 │\n└───────┘\n(20000 rows)\n"))
        #expect(output.text.split(separator: "\n").count == 20_005)
    }
}
