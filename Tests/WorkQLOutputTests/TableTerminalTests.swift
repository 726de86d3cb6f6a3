import Testing
import WorkQLCatalog

@testable import WorkQLOutput

/// Tables on a terminal.
@Suite struct TableTerminalTests {
    private func table(
        columns: Int, rows: Int, isColored: Bool = false, mayElide: Bool = true, ambiguous: Int = 1
    ) -> (Output) -> TableWriter {
        let terminal = TerminalTraits(columns: columns, rows: rows, isColored: isColored)
        return {
            TableWriter($0, terminal: terminal, mayElide: mayElide, ambiguous: ambiguous)
        }
    }

    @Test func typesStandBelowNames() throws {
        let output = try written(
            table(columns: 80, rows: 24),
            ["userid": .text, "n": .integer, "t": .timestamp, "是": .boolean, "x": nil],
            [["lisi", 3, 1_785_546_000, 1, "?"], [nil, nil, nil, nil, nil]])
        #expect(
            output.text == """
                ┌────────┬─────────┬─────────────────────┬─────────┬──────┐
                │ userid │       n │ t                   │ 是      │ x    │
                │ text   │ integer │ timestamp           │ boolean │      │
                ├────────┼─────────┼─────────────────────┼─────────┼──────┤
                │ lisi   │       3 │ 2026-08-01 09:00:00 │ true    │ ?    │
                │ NULL   │    NULL │ NULL                │ NULL    │ NULL │
                └────────┴─────────┴─────────────────────┴─────────┴──────┘
                (2 rows)

                """)
    }

    @Test func typesAndNullAreFaint() throws {
        let output = try written(
            table(columns: 80, rows: 24, isColored: true), ["a": .text], [[nil], ["NULL"]])
        let line = "\u{1B}[2m│\u{1B}[0m"
        #expect(output.text.contains("\(line) \u{1B}[2mtext\u{1B}[0m \(line)\n"))
        #expect(
            output.text.contains(
                "\(line) \u{1B}[2mNULL\u{1B}[0m \(line)\n\(line) NULL \(line)\n"))
        #expect(output.text.hasPrefix("\u{1B}[2m┌──────┐\u{1B}[0m\n\(line) a    \(line)\n"))
    }

    @Test func headAndTailOfALongAnswer() throws {
        let rows = (1...200).map { [MemoryRow.Cell.integer($0)] }
        let output = try written(table(columns: 80, rows: 18), ["number": .integer], rows)
        #expect(
            output.text == """
                ┌─────────┐
                │  number │
                │ integer │
                ├─────────┤
                │       1 │
                │       2 │
                │       3 │
                │       4 │
                │       5 │
                │       ⋮ │
                │     196 │
                │     197 │
                │     198 │
                │     199 │
                │     200 │
                └─────────┘
                (200 rows, 190 left out)
                -- use a pager, --format vertical or a file to see all of it

                """)
        let whole = try written(
            table(columns: 80, rows: 18, mayElide: false), ["number": .integer], rows)
        #expect(whole.text.contains("│     100 │\n"))
        #expect(whole.text.hasSuffix("(200 rows)\n"))
    }

    /// One row in the gap would take as much space as the gap.
    @Test(arguments: [(11, false), (12, true), (18, true)])
    func leavesOutSeveralRowsOrNone(_ count: Int, _ isElided: Bool) throws {
        let rows = (1...Int64(count)).map { [MemoryRow.Cell.integer($0)] }
        let text = try written(table(columns: 80, rows: 10), ["n": .integer], rows).text
        #expect(text.contains("⋮") == isElided)
        #expect(text.contains("\(count) rows, \(count - 10) left out") == isElided)
    }

    @Test func pagerGetsEverything() throws {
        var output = Output.memory
        let terminal = TerminalTraits(columns: 20, rows: 10, isColored: false)
        output.pager = IdlePager()
        let rows = (1...30).map { [MemoryRow.Cell.integer($0), "a text of more than the screen"] }
        let text = try written(
            { TableWriter($0, terminal: terminal) }, ["n": .integer, "a": .text], rows,
            after: output
        ).text
        #expect(text.contains("│      15 │ a text of more than the screen │\n"))
        #expect(text.hasSuffix("(30 rows)\n"))
    }

    @Test func columnsInTheMiddleAreLeftOut() throws {
        let rows = (1...9).map { row in (1...6).map { MemoryRow.Cell.integer($0 * 100 + row) } }
        let output = try written(
            table(columns: 41, rows: 24),
            [
                "one": .integer, "two": .integer, "three": .integer, "four": .integer,
                "five": .integer, "six": .integer,
            ], rows)
        #expect(
            output.text.hasPrefix(
                """
                ┌─────────┬─────────┬───┬─────────┐
                │     one │     two │ … │     six │
                │ integer │ integer │   │ integer │
                ├─────────┼─────────┼───┼─────────┤
                │     101 │     201 │ … │     601 │

                """))
        #expect(
            output.text.hasSuffix(
                """
                (9 rows; 6 columns, 3 left out)
                -- use a pager, --format vertical or a file to see all of it

                """))
    }

    @Test func fewWideRowsTurn() throws {
        let output = try written(
            table(columns: 24, rows: 24, isColored: true), ["userid": .text, "备注": .text],
            [["lisi", "打卡地点在深圳市南山区科技园"], ["wangwu", nil]])
        #expect(
            output.text == """
                \u{1B}[2m── row 1 ───────────────\u{1B}[0m
                userid \u{1B}[2m│\u{1B}[0m lisi
                备注   \u{1B}[2m│\u{1B}[0m 打卡地点在深圳
                       \u{1B}[2m│\u{1B}[0m 市南山区科技园
                \u{1B}[2m── row 2 ───────────────\u{1B}[0m
                userid \u{1B}[2m│\u{1B}[0m wangwu
                备注   \u{1B}[2m│\u{1B}[0m \u{1B}[2mNULL\u{1B}[0m
                (2 rows)

                """)
    }

    @Test func manyRowsTurnWhereNotTwoColumnsFit() throws {
        let long = MemoryRow.Cell.text(String(repeating: "长", count: 30))
        let rows = (1...40).map { [MemoryRow.Cell.integer($0), long] }
        let output = try written(
            table(columns: 24, rows: 10), ["n": .integer, "a": .text], rows)
        #expect(output.text.contains("── row 20 ─"))
        #expect(output.text.hasSuffix("(40 rows)\n"))
    }

    @Test func ambiguousCharactersMayBeWide() throws {
        let rows: [[MemoryRow.Cell]] = [["①α"], ["打卡—"]]
        #expect(
            try written(table(columns: 80, rows: 24, ambiguous: 2), ["a": .text], rows).text == """
                +--------+
                | a      |
                | text   |
                +--------+
                | ①α   |
                | 打卡— |
                +--------+
                (2 rows)

                """)
    }
}

/// A pager that never gets the screen.
final class IdlePager: OutputPager {
    var isRunning: Bool { false }
    func descriptor(for bytes: [UInt8], instead terminal: Int32) -> Int32? { nil }
    func leave() {}
    func close() {}
    func end() async {}
}
