import WorkQLSyntax

extension BarChart {
    /// The lines of the chart with the bars of each group behind each other, and their sum after
    /// them. No value is negative.
    var stackedText: String {
        let labels = groups.map { Self.cut($0.label, to: max(8, width / 2), ambiguous) }
        let labelWidth = labels.reduce(0) { max($0, width(of: $1)) }
        let sums = groups.map { $0.bars.reduce(0) { $0 + ($1.value ?? 0) } }
        let texts = sums.map(LineChart.words)
        let room = max(8, width - labelWidth - (texts.map(\.count).max() ?? 0) - 3)
        let high = sums.max() ?? 0
        let scale = high > 0 ? Double(room) / high : 0
        var lines = [legend]
        for index in groups.indices {
            var line = labels[index] + spaces(labelWidth - width(of: labels[index]) + 1)
            var (sum, drawn) = (0.0, 0)
            for (series, bar) in groups[index].bars.enumerated() {
                sum += bar.value ?? 0
                // Rounded together, so that the whole bar is as long as the sum.
                let end = Int((sum * scale).rounded())
                line += String(repeating: fills[series % fills.count], count: end - drawn)
                drawn = end
            }
            lines.append(line + " " + texts[index])
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// The number of bars that can be told apart without colour.
    static let maxFills = 6
}
