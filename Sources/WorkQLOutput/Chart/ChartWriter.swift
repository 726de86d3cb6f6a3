import WorkQL
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

extension OutputFormat {
    /// The format of bar charts, or line charts over time.
    public static let chart = OutputFormat(
        name: "chart", summary: "bars, a heat map, or lines over time",
        otherNames: ["图表"],
        content: Content(
            null: "a gap", emptyText: "", times: "along the axis",
            remarks: #"""
                lines over time, or a bar for each number; of one number by two other columns \#
                stacked bars, or a heat map if the second is a whole number such as an hour; 80 \#
                columns where no terminal is
                """#),
        writer: { request in
            if request.isPlan { return LazyWriter(LinesWriter(request.output)) }
            // The answer of a statement that describes tables has nothing to draw.
            guard request.isQuery else { return table(for: request) }
            return ChartWriter(
                request.output, terminal: request.presentation.terminal,
                ambiguous: request.presentation.ambiguousWidth,
                wording: request.presentation.wording)
        })
}

/// A chart for reading: lines over time if the first column that is not a number is a time, as
/// TIMESERIES returns it, otherwise a bar for each number.
struct ChartWriter: FormatWriter {
    var output: Output
    private let terminal: TerminalTraits?
    private let ambiguous: Int
    private let wording: Wording
    private var columns: [ResultColumn] = []
    private var form: CellText
    private var zone = Zone.utc
    private var rows: [[Cell]] = []

    private struct Cell: Sendable {
        var value: CellValue
        var text: String
    }

    init(
        _ output: Output, terminal: TerminalTraits? = nil, ambiguous: Int = 1,
        wording: Wording = .reference
    ) {
        self.wording = wording
        self.output = output
        self.terminal = terminal
        self.ambiguous = ambiguous
        form = CellText(ambiguous: ambiguous)
    }

    mutating func begin(_ columns: [ResultColumn], zone: Zone) throws {
        self.columns = columns
        self.zone = zone
        form.begin(columns, zone: zone)
        // Checked before anything is fetched, if the types are known.
        if columns.allSatisfy({ $0.type != nil && $0.type != .integer && $0.type != .real }) {
            throw Self.noNumbers
        }
    }

    mutating func write(_ row: ResultRow) throws {
        rows.append(
            columns.indices.map { column in
                var text: [UInt8] = []
                let value = form.append(row, column, to: &text).value
                return Cell(value: value, text: String(decoding: text, as: UTF8.self))
            })
    }

    mutating func finish() throws {
        let roles = ChartRoles(columns, numeric: columns.indices.filter(isNumeric))
        let (numeric, others) = (roles.measures, roles.labels)
        guard !numeric.isEmpty else { throw Self.noNumbers }
        output.beginLines()
        let width = terminal?.columns ?? 80
        if let time = others.first(where: { columns[$0].type == .timestamp }), rows.count > 1 {
            let chart = LineChart(
                series: series(numeric, along: time, by: others.filter { $0 != time }),
                zone: zone, width: width, ambiguous: ambiguous)
            output.bytes.appendText(chart.text)
        } else if !rows.isEmpty {
            output.bytes.appendText(
                pairs(numeric, by: others, width: width)
                    ?? bars(numeric, by: others, width: width).text)
        }
        output.bytes.appendText("(\(wording(counted(rows.count, "row"))))\n")
        try output.flush()
    }

    private static var noNumbers: UserError {
        UserError(
            .query, "a chart needs a column of numbers, and the result has none",
            help: "SELECT userid, count(*) AS n FROM … GROUP BY ALL has one", code: .typeMismatch)
    }

    private func isNumeric(_ column: Int) -> Bool {
        if let type = columns[column].type { return type == .integer || type == .real }
        let values = rows.lazy.map { $0[column].value }.filter { $0 != .null }
        return !values.isEmpty && values.allSatisfy(\.isNumber)
    }

    private func name(_ column: Int) -> String {
        var text: [UInt8] = []
        _ = form.appendName(columns[column].name, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    private func bars(_ numeric: [Int], by others: [Int], width: Int) -> BarChart {
        let groups = rows.enumerated().map { index, row in
            BarChart.Group(
                label: others.isEmpty
                    ? "\(index + 1)" : others.map { row[$0].text }.joined(separator: " · "),
                bars: numeric.map { BarChart.Bar(value: row[$0].value.plotted, text: row[$0].text) }
            )
        }
        return BarChart(
            names: numeric.map(name), groups: groups, width: width, ambiguous: ambiguous)
    }

    /// Returns a chart of one number by two other columns: a heat map if the second is a whole
    /// number and has many values or stands beside another whole number; otherwise a bar for each
    /// value of the first, with a part for each value of the second. Returns nil if neither shows
    /// the rows.
    private func pairs(_ numeric: [Int], by others: [Int], width: Int) -> String? {
        guard numeric.count == 1, others.count == 2 else { return nil }
        let (first, second, measure) = (others[0], others[1], numeric[0])
        var cells: [HeatMap.Cell] = []
        var (parts, groups): ([String], [String]) = ([], [])
        var (partIndices, groupIndices): ([String: Int], [String: Int]) = ([:], [:])
        for row in rows {
            if partIndices[row[second].text] == nil {
                partIndices[row[second].text] = parts.count
                parts.append(row[second].text)
            }
            if groupIndices[row[first].text] == nil {
                groupIndices[row[first].text] = groups.count
                groups.append(row[first].text)
            }
            guard case .integer(let column) = row[second].value else { continue }
            var number: Int64?
            if case .integer(let value) = row[first].value { number = value }
            cells.append(
                HeatMap.Cell(
                    row: row[first].text, number: number, column: column,
                    value: row[measure].value.plotted))
        }
        let isMany = parts.count > BarChart.maxFills
        if cells.count == rows.count, isMany || cells.allSatisfy({ $0.number != nil }),
            let map = HeatMap(cells, named: (name(first), name(second), name(measure)))
        {
            return map.text(width: width, ambiguous: ambiguous)
        }
        guard !isMany, groups.count < rows.count else { return nil }
        var bars = groups.map { label in
            BarChart.Group(
                label: label, bars: parts.map { _ in BarChart.Bar(value: nil, text: "") })
        }
        for row in rows {
            guard let group = groupIndices[row[first].text],
                let part = partIndices[row[second].text],
                bars[group].bars[part].value == nil
            else { return nil }
            guard let value = row[measure].value.plotted else { continue }
            guard value >= 0 else { return nil }
            bars[group].bars[part].value = value
        }
        return BarChart(names: parts, groups: bars, width: width, ambiguous: ambiguous).stackedText
    }

    /// Returns one series for each column of numbers and each value of the columns other than the
    /// time.
    private func series(
        _ numeric: [Int], along time: Int, by others: [Int]
    ) -> [LineChart.Series] {
        var series: [LineChart.Series] = []
        var indices: [String: Int] = [:]
        for row in rows {
            guard case .timestamp(let instant) = row[time].value else { continue }
            let group = others.map { row[$0].text }
            for column in numeric {
                // A column name that adds no information is omitted.
                let title =
                    (group + (numeric.count > 1 || group.isEmpty ? [name(column)] : []))
                    .joined(separator: " · ")
                let index = indices[title] ?? series.count
                if index == series.count {
                    indices[title] = index
                    series.append(LineChart.Series(title: title, points: []))
                }
                series[index].points.append((instant, row[column].value.plotted))
            }
        }
        return series
    }
}
