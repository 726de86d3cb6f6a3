/// A report as one self-contained HTML page: text, charts and tables.
package struct ReportPage: Sendable {
    package struct Section: Sendable {
        package var notes: ReportNotes
        /// The rows; nil if the statement has no result.
        package var rows: ReportRows?
        /// The tables that the rows come from, and their ranges.
        package var source: String?
        /// The warnings about missing rows.
        package var warnings: [String] = []

        package init(notes: ReportNotes, rows: ReportRows? = nil, source: String? = nil) {
            self.notes = notes
            self.rows = rows
            self.source = source
        }
    }

    /// The name, used if no comment has a title.
    private let name: String
    /// The time at which the report was made, and its zone.
    private let time: String
    package var sections: [Section] = []

    package init(named name: String, time: String) {
        self.name = name
        self.time = time
    }

    /// The number, from 1, of the first section whose requested chart has nothing to draw.
    package var undrawable: Int? {
        sections.firstIndex { section in
            guard let kind = section.notes.chart, let rows = section.rows, !rows.rows.isEmpty
            else { return false }
            return ReportChart(kind, of: rows) == nil
        }.map { $0 + 1 }
    }

    private var title: String {
        sections.lazy.compactMap { $0.notes.heading(level: 1) }.first ?? name
    }

    /// The language for the browser, which determines the form of Chinese characters.
    private var language: String {
        let text = title + sections.flatMap { $0.rows?.names ?? [] }.joined()
        let isChinese = text.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
        return isChinese ? "zh-CN" : "en"
    }

    package var html: String {
        let hasTitle = sections.contains { $0.notes.heading(level: 1) != nil }
        let heading = hasTitle ? "" : "<h1>\(name.escapedForHTML)</h1>\n"
        return """
            <!DOCTYPE html>
            <html lang="\(language)">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="generator" content="WorkQL">
            <title>\(title.escapedForHTML)</title>
            <style>
            \(Self.style)
            </style>
            </head>
            <body>
            <main>
            \(heading)\(sections.map(html).joined(separator: "\n"))
            <p class="source">\(time.escapedForHTML)</p>
            </main>
            </body>
            </html>

            """
    }

    private func html(of section: Section) -> String {
        var parts = section.notes.blocks.map(html)
        if let kind = section.notes.chart, let rows = section.rows,
            let chart = ReportChart(kind, of: rows)
        {
            let title =
                section.notes.heading(level: 2) ?? section.notes.heading(level: 3) ?? title
            let drawn = [720.0, 340.0].map { SVGChart(chart: chart, width: $0, title: title).text }
            parts.append("<figure>\n\(drawn.joined(separator: "\n"))\n</figure>")
        }
        if let rows = section.rows, section.notes.showsTable || section.notes.chart == nil {
            parts.append(table(rows))
        }
        parts += section.warnings.map { "<p class=\"warning\">\($0.escapedForHTML)</p>" }
        if let source = section.source {
            parts.append("<p class=\"source\">\(source.escapedForHTML)</p>")
        }
        return "<section>\n\(parts.joined(separator: "\n"))\n</section>"
    }

    private func html(_ block: ReportNotes.Block) -> String {
        switch block {
        case .heading(let level, let text): "<h\(level)>\(text.escapedForHTML)</h\(level)>"
        case .paragraph(let text): "<p>\(text.escapedForHTML)</p>"
        case .list(let items):
            "<ul>\n" + items.map { "<li>\($0.escapedForHTML)</li>\n" }.joined() + "</ul>"
        }
    }

    private func table(_ result: ReportRows) -> String {
        let numeric = result.columns.indices.map(result.isNumeric)
        func cell(_ tag: String, _ column: Int, _ text: String) -> String {
            let isNumber = numeric[column] ? " class=\"n\"" : ""
            return "<\(tag)\(isNumber)>\(text.escapedForHTML)</\(tag)>"
        }
        let head = result.names.enumerated().map { cell("th", $0, $1) }.joined()
        let rows = result.rows.map { row in
            "<tr>"
                + row.enumerated().map { column, value in
                    value.value == .null
                        ? "<td class=\"null\"></td>" : cell("td", column, value.text)
                }.joined() + "</tr>"
        }
        return """
            <div class="rows"><table>
            <thead><tr>\(head)</tr></thead>
            <tbody>
            \(rows.joined(separator: "\n"))
            </tbody>
            </table></div>
            """
    }

    private static let style = """
        :root { color-scheme: light; }
        body { margin: 0; color: #1f2328; background: #fff;
          font: 15px/1.6 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
        main { max-width: 760px; margin: 0 auto; padding: 24px 20px; }
        h1 { font-size: 26px; line-height: 1.3; margin: 0 0 8px; }
        h2 { font-size: 19px; margin: 32px 0 4px; }
        h3 { font-size: 16px; margin: 20px 0 4px; }
        p, ul { margin: 6px 0; }
        figure { margin: 12px 0; }
        svg { display: block; max-width: 100%; height: auto;
          font: 12px system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
        svg text { fill: #1f2328; }
        svg.narrow { display: none; }
        .s0 { fill: #2f6fb0; } .s1 { fill: #d9822b; } .s2 { fill: #3d8f5f; }
        .s3 { fill: #b0413e; } .s4 { fill: #7a5ea8; } .s5 { fill: #6b7680; }
        polyline { fill: none; stroke-width: 2; }
        .l0 { stroke: #2f6fb0; } .l1 { stroke: #d9822b; } .l2 { stroke: #3d8f5f; }
        .l3 { stroke: #b0413e; } .l4 { stroke: #7a5ea8; } .l5 { stroke: #6b7680; }
        .grid { stroke: #e3e6e8; }
        .rows { overflow-x: auto; margin: 12px 0; }
        table { border-collapse: collapse; font-size: 14px; }
        th, td { text-align: left; padding: 4px 12px 4px 0; border-bottom: 1px solid #e3e6e8;
          vertical-align: top; }
        th { font-weight: 600; border-bottom-color: #8a939b; white-space: nowrap; }
        .n { text-align: right; font-variant-numeric: tabular-nums; }
        .null::after { content: "–"; color: #8a939b; }
        .source { color: #5f6a73; font-size: 12.5px; }
        .warning { color: #8a2c0d; font-weight: 600; }
        @media (max-width: 560px) {
          main { padding: 16px 14px; }
          svg.wide { display: none; }
          svg.narrow { display: block; }
        }
        @media print {
          main { max-width: none; padding: 0; }
          body { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
          .rows { overflow: visible; }
          figure, tr { break-inside: avoid; }
          h2, h3 { break-after: avoid; }
        }
        """
}
