import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLCatalog
import WorkQLPlanner
import WorkQLTime

@testable import WorkQLOutput

/// From results to a page, without a file or a service.
@Suite struct ReportTests {
    private func rows(
        _ columns: KeyValuePairs<String, ColumnType?>, _ rows: [[MemoryRow.Cell]],
        keys: Set<String> = []
    ) throws -> ReportRows {
        var writer = ReportRows()
        let found = columns.map { name, type in
            var column = ResultColumn(name: name, type: type)
            column.isGroupKey = keys.contains(name)
            return column
        }
        try writer.begin(found, zone: .shanghai)
        for row in rows {
            let cells = RowCells(row.map(\.value))
            try writer.write(cells.row)
            withExtendedLifetime(cells) {}
        }
        try writer.finish()
        return writer
    }

    /// With the line ends of either system.
    @Test(arguments: ["\n", "\r\n"]) func commentsAreHeadingsAndText(_ end: String) {
        let notes = ReportNotes(
            """
            ;
            -- # 周报
            -- 第一行
            -- 第二行
            --
            -- Two words
            -- and more.
            - not a comment
            -- ## 迟到
            -- - one
            --   goes on
            -- - two
            -- chart: BAR
            -- table: none
            /* A block
             * of text */
            """.replacing("\n", with: end))
        #expect(
            notes.blocks == [
                .heading(level: 1, "周报"), .paragraph("第一行第二行"), .paragraph("Two words and more."),
                .heading(level: 2, "迟到"), .list(["one goes on", "two"]),
                .paragraph("A block of text"),
            ])
        #expect(notes.chart == .bar)
        #expect(!notes.showsTable)
        #expect(notes.mistake == nil)
        #expect(notes.heading(level: 2) == "迟到")
    }

    @Test(arguments: [
        ("-- chart: pie", "pie"), ("-- chart: lines", "lines"), ("-- table: wide", "wide"),
    ])
    func wordsThatDrawNothingAreFound(_ comment: String, _ word: String) {
        let notes = ReportNotes(comment)
        #expect(notes.mistake?.word == word)
        #expect(notes.blocks.isEmpty)
    }

    @Test(arguments: [
        "-- chart: the late ones by day", "-- A chart: bar", "-- note: bar", "SELECT 1",
    ])
    func sentencesAreText(_ comment: String) {
        let notes = ReportNotes(comment)
        #expect(notes.chart == nil)
        #expect(notes.mistake == nil)
    }

    /// Group keys and ids consist of digits, but are labels.
    @Test func whatIsGroupedByIsALabel() throws {
        let result = try rows(
            ["部门": .integer, "n": .integer], [[2, 5], [30, 7]], keys: ["部门"])
        let chart = try #require(ReportChart(.bar, of: result))
        #expect(chart.labels == ["2", "30"])
        #expect(chart.series.map(\.name) == ["n"])
        // If there is no other measure, it is the measure.
        let alone = try rows(["n": .integer], [[2], [30]], keys: ["n"])
        #expect(ReportChart(.bar, of: alone)?.series.first?.values == [2, 30])
    }

    @Test func linesOfGroupsShareTheirTimes() throws {
        let result = try rows(
            ["day": .date, "who": .text, "n": .integer],
            [
                ["2026-08-02", "b", 4], ["2026-08-01", "a", 1], ["2026-08-02", "a", 2],
                ["2026-08-04", "b", nil],
            ], keys: ["day", "who"])
        let chart = try #require(ReportChart(.line, of: result))
        #expect(chart.labels == ["2026-08-01", "2026-08-02", "2026-08-04"])
        #expect(
            chart.series.map { $0.values.map { $0 ?? -1 } } == [[-1, 4, -1], [1, 2, -1]])
        let times = try #require(chart.times)
        #expect(times[1] - times[0] == 86_400_000 && times[2] - times[1] == 2 * 86_400_000)
    }

    @Test func stacksTakeTheLastLabelApart() throws {
        let result = try rows(
            ["d": .text, "kind": .text, "n": .integer],
            [["A", "x", 1], ["A", "y", 2], ["B", "y", 4]], keys: ["d", "kind"])
        let chart = try #require(ReportChart(.stacked, of: result))
        #expect(chart.labels == ["A", "B"])
        #expect(chart.series.map(\.name) == ["x", "y"])
        #expect(chart.series.map { $0.values.map { $0 ?? 0 } } == [[1, 0], [2, 4]])
    }

    @Test(arguments: [
        (0.0, 7.0, [0, 2, 4, 6, 8.0]), (0, 100, [0, 20, 40, 60, 80, 100]),
        (-3, 4, [-4, -2, 0, 2, 4]),
        (0, 0, [0, 1]),
    ])
    func ticksAreRound(_ low: Double, _ high: Double, _ ticks: [Double]) {
        #expect(SVGChart.ticks(low, high) == ticks)
    }

    @Test func ticksHoldEveryRange() {
        var random = SplitMix64(seed: 7)
        for _ in 0..<2_000 {
            let low = -Double(random.next() % 1_000_000) / 37
            let high = Double(random.next() % 1_000_000) / 11
            let ticks = SVGChart.ticks(low, high)
            #expect(ticks[0] <= low && ticks[ticks.count - 1] >= high, "\(low) \(high)")
            #expect((2...13).contains(ticks.count), "\(low) \(high)")
        }
    }

    /// No part of a result or a comment becomes markup of the page.
    @Test func everythingIsEscaped() throws {
        let nasty = "</title><script>alert('1')</script>\"&\u{1B}[31m"
        let text = MemoryRow.Cell.text(nasty)
        for kind in ChartKind.allCases {
            var page = ReportPage(named: nasty, time: nasty)
            let result = try rows(
                [nasty: .text, "n": .integer], [[text, 1], [text, -2], [nil, nil]])
            var section = ReportPage.Section(
                notes: ReportNotes("-- ## \(nasty)\n-- \(nasty)\n-- - \(nasty)\n-- chart: \(kind)"),
                rows: result, source: nasty)
            section.warnings = [nasty]
            page.sections = [section]
            let html = page.html
            #expect(!html.contains("<script"))
            #expect(!html.contains("\u{1B}[31m</td>"))
            #expect(html.components(separatedBy: "</title>").count == 4)
            #expect(html.contains("&lt;script&gt;"))
        }
    }

    @Test func aPageNeedsNothingElse() throws {
        var page = ReportPage(named: "week", time: "now")
        page.sections = [
            .init(
                notes: ReportNotes("-- chart: bar"),
                rows: try rows(["a": .text, "n": .real], [["x", 1.5]]))
        ]
        let html = page.html
        for outside in ["http:", "https:", "src=", "href=", "@import", "url("] {
            #expect(!html.contains(outside), "\(outside)")
        }
        #expect(html.contains("<h1>week</h1>"))
        #expect(html.contains("<svg class=\"wide\"") && html.contains("<svg class=\"narrow\""))
        #expect(html.contains("<td class=\"n\">1.5</td>"))
        #expect(page.undrawable == nil)
        page.sections[0].rows = try rows(["a": .text], [["x"]])
        #expect(page.undrawable == 1)
    }

    @Test func labelsHeadColumnsThatTheyTellApart() {
        func column(_ name: String, _ label: String) -> ResultColumn {
            var column = ResultColumn(name: name, type: .text)
            column.label = label
            return column
        }
        let columns = [
            column("userid", "用户id"), column("n", ""), column("a", "部门"), column("b", "部门"),
            column("c", "n"),
        ]
        #expect(columns.labelled.map(\.name) == ["用户id", "n", "a", "b", "c"])
    }
}
