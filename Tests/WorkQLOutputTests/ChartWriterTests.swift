import TestSupport
import Testing
import WorkQL
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSyntax

@testable import WorkQLOutput

@Suite struct ChartWriterTests {
    private func chart(columns: Int? = nil, ambiguous: Int = 1) -> (Output) -> ChartWriter {
        let terminal = columns.map { TerminalTraits(columns: $0, rows: 24, isColored: false) }
        return { ChartWriter($0, terminal: terminal, ambiguous: ambiguous) }
    }

    @Test func barsBeginAtZero() throws {
        let text = try written(
            chart(columns: 30), ["姓名": .text, "n": .integer],
            [["张三", 12], ["欧阳娜娜", -4], ["é", nil], ["赵六", 7], [nil, 0]]
        ).text
        #expect(
            text == """
                █ n
                张三         ███████████▎ 12
                欧阳娜娜 ████ -4
                é             NULL
                赵六         ██████▋ 7
                NULL          0
                (5 rows)

                """)
    }

    @Test func widthIsThatOfTheTerminalAnd80WithoutOne() throws {
        for (columns, width) in [(nil, 80), (50, 50), (120, 120)] {
            let text = try written(
                chart(columns: columns), ["a": .text, "n": .real], [["x", 3.5], ["y", 1.75]]
            ).text
            let lines = text.split(separator: "\n")
            // The label, two spaces, the value and one empty column.
            let room = width - 1 - 3 - 4
            #expect(lines[1] == "x " + String(repeating: "█", count: room) + " 3.5")
            #expect(lines[2].hasPrefix("y " + String(repeating: "█", count: room / 2)))
        }
    }

    @Test func severalNumbersHaveBarsOfTheirOwn() throws {
        let rows: [[MemoryRow.Cell]] = [["x", "A", 12, 6], ["y", "B", nil, 12]]
        let columns: KeyValuePairs<String, ColumnType?> = [
            "a": .text, "b": .text, "n": .integer, "m": nil,
        ]
        #expect(
            try written(chart(columns: 22), columns, rows).text == """
                █ n  ▓ m
                x · A ██████████ 12
                      ▓▓▓▓▓ 6
                y · B  NULL
                      ▓▓▓▓▓▓▓▓▓▓ 12
                (2 rows)

                """)
        // If blocks would take two columns each.
        let plain = try written(chart(columns: 22, ambiguous: 2), columns, rows).text
        #expect(plain.hasPrefix("# n  = m\n"))
        #expect(!plain.unicodeScalars.contains { (0x2580...0x259F).contains($0.value) })
    }

    @Test func numbersByTwoColumnsAreStacked() throws {
        let columns: KeyValuePairs<String, ColumnType?> = [
            "a": .text, "b": .text, "n": .integer,
        ]
        let rows: [[MemoryRow.Cell]] = [
            ["研发", "A", 6], ["研发", "B", 6], ["销售", "B", 3], ["销售", "C", 3], ["财务", "A", nil],
        ]
        #expect(
            try written(chart(columns: 22), columns, rows).text == """
                █ A  ▓ B  ▒ C
                研发 ███████▓▓▓▓▓▓ 12
                销售 ▓▓▓▒▒▒▒ 6
                财务  0
                (5 rows)

                """)
        // A pair that occurs twice, and a negative number, have bars of their own.
        let others: [[MemoryRow.Cell]] = [["研发", "A", 1], ["财务", "B", -1]]
        for row in others {
            let text = try written(chart(columns: 22), columns, rows + [row]).text
            #expect(text.hasPrefix("█ n\n"))
        }
    }

    @Test func numbersByWholeNumbersAreAHeatMap() throws {
        let cells = [(1, 8, 8.0), (1, 11, 2), (3, 9, 4), (3, 10, 0), (4, 8, 6)].map { cell in
            HeatMap.Cell(
                row: "\(cell.0)", number: Int64(cell.0), column: Int64(cell.1), value: cell.2)
        }
        let names = (row: "weekday", column: "hour", value: "n")
        let map = try #require(HeatMap(cells, named: names))
        #expect(
            map.text(width: 80, ambiguous: 1) == """
                n · hour: ░ ≤ 2  ▒ ≤ 4  ▓ ≤ 6  █ ≤ 8
                weekday 8  9  10 11
                1       ██       ░░
                2
                3          ▒▒
                4       ▓▓

                """)
        #expect(map.text(width: 80, ambiguous: 2).contains("\n1       ##       ..\n"))
        #expect(map.text(width: 12, ambiguous: 1).contains("\n1       █  ░\n"))
        #expect(HeatMap(cells + [cells[0]], named: names) == nil)
        let far = HeatMap.Cell(row: "1", number: 1, column: 99, value: 1)
        #expect(HeatMap(cells + [far], named: names) == nil)
    }

    @Test func longLabelsLeaveRoomForBars() throws {
        let label = MemoryRow.Cell.text(String(repeating: "长", count: 40))
        let text = try written(
            chart(columns: 40), ["a": .text, "n": .integer], [[label, 1]]
        ).text
        #expect(text.contains("\n长长长长长长长长长… ████"))
        #expect(text.split(separator: "\n").allSatisfy { $0.displayWidth <= 40 })
    }

    @Test func rowsWithoutNamesAreNumbered() throws {
        let text = try written(chart(columns: 20), ["n": .integer], [[1], [2]]).text
        #expect(text == "█ n\n1 ███████▌ 1\n2 ███████████████ 2\n(2 rows)\n")
    }

    @Test func linesOverTime() throws {
        let day: Int64 = 86_400
        let start: Int64 = 1_785_513_600
        let rows: [[MemoryRow.Cell]] = [
            [.integer(start), 0], [.integer(start + 4 * day), 8],
            [.integer(start + 5 * day), nil], [.integer(start + 6 * day), -4],
            [.integer(start + 10 * day), -4],
        ]
        #expect(
            try written(chart(columns: 28), ["day": .timestamp, "n": .integer], rows).text == """
                n
                 8 │        ⢀⠎
                   │       ⢠⠊
                   │      ⡰⠁
                   │     ⡔⠁
                   │   ⢀⠜
                   │  ⢀⠎
                   │ ⡠⠃
                   │⡰⠁
                   │
                   │
                   │
                -4 │              ⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀
                   └────────────────────────
                    2026-08-01    2026-08-11
                (5 rows)

                """)
    }

    @Test func seriesHavePanelsWithNames() throws {
        let start: Int64 = 1_785_546_000
        let rows: [[MemoryRow.Cell]] = ["李四", "王五"].flatMap { name in
            (0..<3).map { [.integer(start + 3600 * $0), .text(name), .integer($0), 0.5] }
        }
        let text = try written(
            chart(columns: 60), ["t": .timestamp, "userid": .text, "n": .integer, "r": .real], rows
        ).text
        let lines = text.split(separator: "\n")
        let titles = ["李四 · n", "李四 · r", "王五 · n", "王五 · r"]
        #expect(lines.filter { !$0.contains("│") }.prefix(4) == titles.map { $0[...] }[...])
        #expect(lines.filter { $0.hasPrefix("2 │") }.count == 4)
        #expect(lines.filter { $0.hasPrefix("0 │") }.count == 4)
        #expect(lines.suffix(2).first?.hasPrefix("   2026-08-01 09:00:00 ") == true)
        #expect(lines.suffix(2).first?.hasSuffix(" 2026-08-01 11:00:00") == true)
        #expect(lines.allSatisfy { $0.displayWidth <= 60 })
    }

    @Test func answersWithoutNumbersAreRefused() throws {
        let help = "SELECT userid, count(*) AS n FROM … GROUP BY ALL has one"
        for rows: [[MemoryRow.Cell]] in [[["x", "1"]], [["x", nil]], []] {
            for type in [ColumnType?.some(.text), nil] {
                let error = #expect(throws: UserError.self) {
                    try written(chart(), ["a": .text, "b": type], rows)
                }
                #expect(
                    error?.message == "a chart needs a column of numbers, and the result has none")
                #expect(error?.help == help)
            }
        }
        #expect(try written(chart(), ["n": .integer], []).text == "(0 rows)\n")
    }

    @Test func listsOfTablesStayTables() throws {
        let run = try CommandRun("--quiet", "-f", "chart", "-c", "SHOW SETTINGS")
        #expect(run.output.hasPrefix("┌"))
    }

    /// The ends of what numbers hold, whose differences and quotients are not finite.
    @Test(arguments: [
        "1e308 -1e308", "1e-320 2e-320", "-5e-324 0", "inf 1", "1e308 1e308",
        "1.7976931348623157e308 5e-324", "-1e308 1e-300",
    ])
    func extremeNumbersAreDrawn(_ text: String) throws {
        let numbers = text.split(separator: " ").compactMap { Double($0) }
        #expect(numbers.count == 2)
        for columns in [20, 80] {
            let bars = try written(
                chart(columns: columns), ["a": .text, "n": .real, "m": .real],
                numbers.map { ["x", .real($0), .real(-$0)] }
            ).text
            #expect(bars.hasSuffix("(\(numbers.count) rows)\n"))
            #expect(bars.split(separator: "\n").allSatisfy { $0.count < 80 })
            let lines = try written(
                chart(columns: columns), ["t": .timestamp, "n": .real],
                numbers.enumerated().map { [.integer(Int64($0) * 86_400), .real($1)] }
            ).text
            #expect(lines.hasSuffix("(\(numbers.count) rows)\n"))
        }
    }

    /// Files hold instants that no calendar has.
    @Test func timesFarApartAreDrawn() throws {
        let text = try written(
            chart(columns: 60), ["t": .timestamp, "n": .integer],
            [[.real(-8.9e15), 1], [.real(8.9e15), 2]]
        ).text
        #expect(text.hasSuffix("(2 rows)\n"))
    }
}
