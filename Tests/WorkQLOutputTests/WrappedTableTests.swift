import Testing
import WorkQLCatalog
import WorkQLSyntax

@testable import WorkQLOutput

/// Tables that are wider than the terminal, with their texts wrapped.
@Suite struct WrappedTableTests {
    private static let notes: [[MemoryRow.Cell]] = [
        ["zhangsan", 3, "客户拜访（深圳市南山区），下午回公司；已在系统中提交外出申请。"],
        ["lisi", nil, nil],
        ["wangwu", 12, "late because of the train,\nand left early"],
        ["zhaoliu", 0, "\u{1B}[31mred\u{202E}"],
    ]

    private func text(
        columns: Int, rows: Int = 24, isColored: Bool = false, ambiguous: Int = 1,
        wraps: Bool = true, _ cells: [[MemoryRow.Cell]] = notes
    ) throws -> String {
        let terminal = TerminalTraits(columns: columns, rows: rows, isColored: isColored)
        return try written(
            { TableWriter($0, terminal: terminal, ambiguous: ambiguous, wraps: wraps) },
            ["userid": .text, "n": .integer, "备注": .text], cells
        ).text
    }

    @Test func wrapsAtFortyColumns() throws {
        #expect(
            try text(columns: 40) == """
                ┌──────────┬─────────┬─────────────────┐
                │ userid   │       n │ 备注            │
                │ text     │ integer │ text            │
                ├──────────┼─────────┼─────────────────┤
                │ zhangsan │       3 │ 客户拜访（深圳  │
                │          │         │…市南山区），下  │
                │          │         │…午回公司；已在  │
                │          │         │…系统中提交外出  │
                │          │         │…申请。          │
                │ lisi     │    NULL │ NULL            │
                │ wangwu   │      12 │ late because of │
                │          │         │…the train,⏎     │
                │          │         │…and left early  │
                │ zhaoliu  │       0 │ ␛[31mred<202E>  │
                └──────────┴─────────┴─────────────────┘
                (4 rows)

                """)
    }

    @Test func wrapsAtEightyColumns() throws {
        #expect(
            try text(columns: 80) == """
                ┌──────────┬─────────┬─────────────────────────────────────────────────────────┐
                │ userid   │       n │ 备注                                                    │
                │ text     │ integer │ text                                                    │
                ├──────────┼─────────┼─────────────────────────────────────────────────────────┤
                │ zhangsan │       3 │ 客户拜访（深圳市南山区），下午回公司；已在系统中提交外  │
                │          │         │…出申请。                                                │
                │ lisi     │    NULL │ NULL                                                    │
                │ wangwu   │      12 │ late because of the train,⏎and left early               │
                │ zhaoliu  │       0 │ ␛[31mred<202E>                                          │
                └──────────┴─────────┴─────────────────────────────────────────────────────────┘
                (4 rows)

                """)
    }

    @Test func noLineIsWiderThanTheTerminal() throws {
        for columns in 36...100 {
            for line in try text(columns: columns).split(separator: "\n") {
                #expect(line.displayWidth <= columns, "\(columns): \(line)")
            }
        }
    }

    @Test func marksContinuationsInASCII() throws {
        let output = try text(columns: 40, ambiguous: 2)
        #expect(output.contains("|."))
        #expect(!output.contains("…"))
    }

    @Test func canBeTurnedOff() throws {
        #expect(try text(columns: 40, wraps: false).contains("── row 1"))
    }

    /// A list fits by the lines of its rows, of which as many are shown as a screen has.
    @Test func leavesOutRowsByTheirLines() throws {
        let rows = (1...40).map { row -> [MemoryRow.Cell] in
            ["lisi", .integer(row), .text(String(repeating: "字", count: 30))]
        }
        let output = try text(columns: 40, rows: 24, rows)
        #expect(output.contains("(40 rows, 36 left out)"))
        #expect(output.split(separator: "\n").count <= 24)
    }

    /// Few rows of many texts take fewer lines one cell below the other.
    @Test func isVerticalWhereThatIsShorter() throws {
        let output = try text(columns: 40, [Self.notes[0]])
        #expect(output.hasPrefix("── row 1 ─"))
    }

    @Test func pagerGetsWrappedTexts() throws {
        var output = Output.memory
        output.pager = IdlePager()
        let terminal = TerminalTraits(columns: 40, rows: 10, isColored: false)
        let rows = (1...30).map {
            [MemoryRow.Cell.integer($0), "a text of more than the screen has"]
        }
        let text = try written(
            { TableWriter($0, terminal: terminal) }, ["n": .integer, "a": .text], rows,
            after: output
        ).text
        #expect(
            text.contains(
                "│      15 │ a text of more than the    │\n│         │…screen has                 │"
            ))
        #expect(text.hasSuffix("(30 rows)\n"))
        #expect(!text.contains("left out"))
    }
}
