import Testing
import WorkQLCatalog

@testable import WorkQLOutput

@Suite struct VerticalWriterTests {
    @Test func oneCellALine() throws {
        let first = try written(
            { VerticalWriter($0) }, ["userid": .text, "打卡时间": .timestamp, "n": .integer],
            [["lisi", 1_785_546_000, 3], ["two\nlines\u{1B}[2J", nil, -1]])
        let both = try written({ VerticalWriter($0) }, ["a": .text], [], after: first)
        #expect(
            both.text == """
                ── row 1 ─────────────────────────────
                userid   │ lisi
                打卡时间 │ 2026-08-01 09:00:00
                n        │ 3
                ── row 2 ─────────────────────────────
                userid   │ two⏎lines␛[2J
                打卡时间 │ NULL
                n        │ -1
                (2 rows)

                (0 rows)

                """)
    }

    /// In a file or a pipe each value is on one line.
    @Test func wrapsAtATerminalAlone() throws {
        let rows: [[MemoryRow.Cell]] = [[.text(String(repeating: "长", count: 60))]]
        let free = try written({ VerticalWriter($0) }, ["a": .text], rows).text
        #expect(free.split(separator: "\n").count == 3)
        let terminal = TerminalTraits(columns: 44, rows: 24, isColored: false)
        let wrapped = try written({ VerticalWriter($0, terminal: terminal) }, ["a": .text], rows)
            .text
        let line = String(repeating: "长", count: 20)
        #expect(wrapped.contains("\na │ \(line)\n  │ \(line)\n  │ \(line)\n(1 row)\n"))
    }
}
