import WorkQL
import WorkQLCatalog
import WorkQLPlanner
import WorkQLTime

/// The data of a chart: a value of each series at each position.
struct ReportChart {
    struct Series: Hashable {
        var name: String
        /// One value per position; nil is a gap.
        var values: [Double?]
        /// The texts beside bars.
        var texts: [String]
    }

    var kind: ChartKind
    var labels: [String]
    /// The positions on an axis of time, in milliseconds of the zone's wall clock; nil if the
    /// positions are evenly spaced.
    var times: [Double]?
    var series: [Series]
    /// The cells of a heat map; nil for another chart, and for a result that has none.
    var map: HeatMap?

    /// Returns nil if the result has no numbers or no rows.
    init?(_ kind: ChartKind, of result: ReportRows) {
        let numeric = result.columns.indices.filter(result.isNumeric)
        guard !numeric.isEmpty, !result.rows.isEmpty else { return nil }
        let roles = ChartRoles(result.columns, numeric: numeric)
        self.kind = kind
        (labels, times, series) = ([], nil, [])
        let time = kind == .line ? roles.time(result.columns) : nil
        let others = roles.labels.filter { $0 != time }
        if let time {
            takeSeries(of: result, roles.measures, along: [time], by: others)
            times = labels.map { Self.wallClock($0) ?? 0 }
            sortByTime()
        } else if kind == .heatmap, others.count == 2, roles.measures.count == 1,
            let map = Self.map(of: result, others, roles.measures[0])
        {
            self.map = map
        } else if kind == .stacked, others.count > 1, roles.measures.count == 1,
            let last = others.last
        {
            takeSeries(of: result, roles.measures, along: others.dropLast(), by: [last])
        } else {
            labels = result.rows.enumerated().map { index, row in
                others.isEmpty
                    ? "\(index + 1)" : others.map { row[$0].text }.joined(separator: " · ")
            }
            series = roles.measures.map { column in
                Series(
                    name: result.names[column],
                    values: result.rows.map { $0[column].value.plotted },
                    texts: result.rows.map { $0[column].text })
            }
        }
    }

    private static func map(
        of result: ReportRows, _ others: [Int], _ measure: Int
    ) -> HeatMap? {
        var cells: [HeatMap.Cell] = []
        for row in result.rows {
            guard case .integer(let column) = row[others[1]].value else { return nil }
            var number: Int64?
            if case .integer(let value) = row[others[0]].value { number = value }
            cells.append(
                HeatMap.Cell(
                    row: row[others[0]].text, number: number, column: column,
                    value: row[measure].value.plotted))
        }
        return HeatMap(
            cells,
            named: (result.names[others[0]], result.names[others[1]], result.names[measure]))
    }

    /// Makes a series for each measure and each value of the columns that distinguish series.
    private mutating func takeSeries(
        of result: ReportRows, _ measures: [Int], along places: some Sequence<Int>,
        by groups: [Int]
    ) {
        let places = Array(places)
        var placeIndices: [String: Int] = [:]
        var seriesIndices: [String: Int] = [:]
        for row in result.rows {
            let label = places.map { row[$0].text }.joined(separator: " · ")
            let place = placeIndices[label] ?? labels.count
            if place == labels.count {
                placeIndices[label] = place
                labels.append(label)
            }
            let group = groups.map { row[$0].text }
            for column in measures {
                // A column name that adds no information is omitted.
                let isNamed = measures.count > 1 || group.isEmpty
                let name = (group + (isNamed ? [result.names[column]] : []))
                    .joined(separator: " · ")
                let index = seriesIndices[name] ?? series.count
                if index == series.count {
                    seriesIndices[name] = index
                    series.append(Series(name: name, values: [], texts: []))
                }
                series[index].fill(to: place)
                series[index].values[place] = row[column].value.plotted
                series[index].texts[place] = row[column].text
            }
        }
        for index in series.indices { series[index].fill(to: labels.count - 1) }
    }

    private mutating func sortByTime() {
        guard let times else { return }
        let order = times.indices.sorted { times[$0] < times[$1] }
        self.times = order.map { times[$0] }
        labels = order.map { labels[$0] }
        for index in series.indices {
            let one = series[index]
            series[index].values = order.map { one.values[$0] }
            series[index].texts = order.map { one.texts[$0] }
        }
    }

    /// Returns `2026-08-01` or `2026-08-01 09:00:00` in milliseconds of a clock without a zone.
    static func wallClock(_ text: String) -> Double? {
        let parts = text.split(separator: " ", maxSplits: 1)
        let day = (parts.first ?? "").split(separator: "-").map { Int($0) }
        guard day.count == 3, let year = day[0], let month = day[1], let date = day[2] else {
            return nil
        }
        let days = CivilDate(year: year, month: month, day: date).dayNumber
        var seconds = 0.0
        if parts.count == 2 {
            for part in parts[1].split(separator: ":") {
                seconds = seconds * 60 + (Double(part) ?? 0)
            }
        }
        return Double(days) * 86_400_000 + seconds * 1000
    }
}

extension ReportChart.Series {
    fileprivate mutating func fill(to place: Int) {
        while values.count <= place {
            values.append(nil)
            texts.append("")
        }
    }
}
