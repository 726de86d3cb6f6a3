import WorkQLSyntax

/// A chart as SVG of a fixed width, whose texts keep their size: a page contains one for wide
/// screens and paper, and one for phones.
struct SVGChart {
    let chart: ReportChart
    /// The width in pixels.
    let width: Double
    let title: String

    private static let lineHeight = 18.0
    /// The width of a character that takes one column of a terminal, at 12 pixels.
    private static let column = 7.0

    var text: String {
        let (body, height) =
            if let map = chart.map {
                self.body(of: map)
            } else {
                chart.kind == .line ? lines : bars
            }
        return """
            <svg class="\(width < 500 ? "narrow" : "wide")" role="img" \
            viewBox="0 0 \(Self.number(width)) \(Self.number(height))" \
            width="\(Self.number(width))" height="\(Self.number(height))">
            <title>\(title.escapedForHTML)</title>
            \(body.joined(separator: "\n"))
            </svg>
            """
    }

    // MARK: Bars

    private var bars: (body: [String], height: Double) {
        let isStacked = chart.kind == .stacked
        let labelWidth = min(
            chart.labels.reduce(0) { max($0, Self.width(of: $1)) } + 8, (width * 0.4).rounded())
        let totals = chart.labels.indices.map { place -> (value: Double, text: String) in
            let values = chart.series.compactMap { $0.values[place] }
            return (values.reduce(0, +), Self.amount(values.reduce(0, +)))
        }
        let shown = isStacked ? totals.map(\.text) : chart.series.flatMap(\.texts)
        let valueWidth = shown.reduce(0) { max($0, Self.width(of: $1)) } + 8
        let numbers =
            isStacked ? stackEnds : chart.series.flatMap { $0.values.compactMap(\.self) }
        let low = min(0, numbers.min() ?? 0)
        var high = max(0, numbers.max() ?? 0)
        if high == low { high = low + 1 }
        let room = max(20, width - labelWidth - valueWidth)
        func across(_ value: Double) -> Double { labelWidth + (value - low) / (high - low) * room }
        var (body, top) = chart.series.count > 1 ? legend : ([], 0)
        for (place, label) in chart.labels.enumerated() {
            let rows = isStacked ? 1 : chart.series.count
            let middle = top + Double(rows) * Self.lineHeight / 2
            body.append(
                Self.text(
                    Self.cut(label, to: labelWidth - 8), x: labelWidth - 6, y: middle + 4,
                    anchor: "end"))
            if isStacked {
                body += stack(at: place, top, across)
                body.append(
                    Self.text(
                        totals[place].text, x: across(max(0, stackTop(place))) + 4, y: top + 13))
                top += Self.lineHeight
            } else {
                for (index, series) in chart.series.enumerated() {
                    let value = series.values[place]
                    if let value {
                        body.append(
                            Self.bar(across(min(0, value)), across(max(0, value)), top, index))
                    }
                    body.append(
                        Self.text(
                            series.texts[place], x: across(max(0, value ?? 0)) + 4, y: top + 13))
                    top += Self.lineHeight
                }
            }
            top += 6
        }
        return (body, top)
    }

    private func stackTop(_ place: Int) -> Double {
        chart.series.compactMap { $0.values[place] }.filter { $0 > 0 }.reduce(0, +)
    }

    /// The ends of all stacks, below and above zero.
    private var stackEnds: [Double] {
        chart.labels.indices.flatMap { place -> [Double] in
            let values = chart.series.compactMap { $0.values[place] }
            return [stackTop(place), values.filter { $0 < 0 }.reduce(0, +)]
        }
    }

    private func stack(
        at place: Int, _ top: Double, _ across: (Double) -> Double
    ) -> [String] {
        var (below, above) = (0.0, 0.0)
        var body: [String] = []
        for (index, series) in chart.series.enumerated() {
            guard let value = series.values[place], value != 0 else { continue }
            if value < 0 {
                body.append(Self.bar(across(below + value), across(below), top, index))
                below += value
            } else {
                body.append(Self.bar(across(above), across(above + value), top, index))
                above += value
            }
        }
        return body
    }

    private static func bar(
        _ left: Double, _ right: Double, _ top: Double, _ series: Int
    ) -> String {
        """
        <rect class="s\(series % 6)" x="\(number(left))" y="\(number(top + 2))" \
        width="\(number(max(0.5, right - left)))" height="\(number(lineHeight - 4))"/>
        """
    }

    // MARK: Lines

    private var lines: (body: [String], height: Double) {
        let numbers = chart.series.flatMap { $0.values.compactMap(\.self) }
        let ticks = Self.ticks(min(0, numbers.min() ?? 0), max(0, numbers.max() ?? 0))
        let (low, high) = (ticks[0], ticks[ticks.count - 1])
        let margin = ticks.reduce(0) { max($0, Self.width(of: Self.amount($1))) } + 8
        var (body, top) = legend
        top += 8
        let height = width < 500 ? 180.0 : 240.0
        let bottom = top + height
        let room = width - margin - 20
        func up(_ value: Double) -> Double { bottom - (value - low) / (high - low) * height }
        let places = chart.times ?? chart.labels.indices.map(Double.init)
        let (first, last) = (places.first ?? 0, places.last ?? 0)
        func across(_ place: Int) -> Double {
            last == first
                ? margin + room / 2 : margin + (places[place] - first) / (last - first) * room
        }
        for tick in ticks {
            body.append(
                """
                <line class="grid" x1="\(Self.number(margin))" x2="\(Self.number(margin + room))" \
                y1="\(Self.number(up(tick)))" y2="\(Self.number(up(tick)))"/>
                """)
            body.append(
                Self.text(Self.amount(tick), x: margin - 5, y: up(tick) + 4, anchor: "end"))
        }
        body += placeLabels(across, bottom + 16)
        for (index, series) in chart.series.enumerated() {
            body += line(series, index, across, up)
        }
        return (body, bottom + 24)
    }

    private func line(
        _ series: ReportChart.Series, _ index: Int, _ across: (Int) -> Double,
        _ up: (Double) -> Double
    ) -> [String] {
        var body: [String] = []
        var points: [String] = []
        func end() {
            if points.count > 1 {
                body.append(
                    "<polyline class=\"l\(index % 6)\" points=\"\(points.joined(separator: " "))\"/>"
                )
            }
            points = []
        }
        let marks = series.values.count <= 40
        for (place, value) in series.values.enumerated() {
            guard let value else {
                end()
                continue
            }
            let (x, y) = (Self.number(across(place)), Self.number(up(value)))
            points.append("\(x),\(y)")
            // An isolated point has no line, so it gets a mark.
            let isAlone =
                (place == 0 || series.values[place - 1] == nil)
                && (place + 1 == series.values.count || series.values[place + 1] == nil)
            if marks || isAlone {
                body.append("<circle class=\"s\(index % 6)\" cx=\"\(x)\" cy=\"\(y)\" r=\"2.5\"/>")
            }
        }
        end()
        return body
    }

    /// Returns as many labels below the axis as there is room for.
    private func placeLabels(_ across: (Int) -> Double, _ y: Double) -> [String] {
        let labels = shortLabels
        guard let widest = labels.map({ Self.width(of: $0) }).max() else { return [] }
        var body: [String] = []
        var free = 0.0
        for (place, label) in labels.enumerated() {
            let x = min(max(across(place), widest / 2), width - widest / 2)
            guard x - widest / 2 >= free else { continue }
            body.append(Self.text(label, x: x, y: y, anchor: "middle"))
            free = x + widest / 2 + 10
        }
        return body
    }

    /// The labels without the parts that all times have in common: midnight, the year.
    private var shortLabels: [String] {
        guard chart.times != nil else { return chart.labels.map { Self.cut($0, to: 90) } }
        var labels = chart.labels
        if labels.allSatisfy({ $0.hasSuffix(" 00:00:00") }) {
            labels = labels.map { String($0.dropLast(9)) }
        } else {
            labels = labels.map {
                $0.hasSuffix(":00") && $0.count > 10 ? String($0.dropLast(3)) : $0
            }
        }
        if Set(labels.map { $0.prefix(5) }).count == 1 {
            labels = labels.map { String($0.dropFirst(5)) }
        }
        return labels
    }

    // MARK: Parts

    private var legend: (body: [String], height: Double) {
        var body: [String] = []
        var (x, y) = (0.0, 0.0)
        for (index, series) in chart.series.enumerated() {
            let name = Self.cut(series.name, to: width - 24)
            let needed = Self.width(of: name) + 30
            if x > 0, x + needed > width {
                x = 0
                y += Self.lineHeight
            }
            body.append(
                """
                <rect class="s\(index % 6)" x="\(Self.number(x))" y="\(Self.number(y + 3))" \
                width="10" height="10"/>
                """)
            body.append(Self.text(name, x: x + 14, y: y + 12))
            x += needed
        }
        return (body, y + Self.lineHeight + 4)
    }

    static func text(
        _ text: String, x: Double, y: Double, anchor: String? = nil
    ) -> String {
        let anchor = anchor.map { " text-anchor=\"\($0)\"" } ?? ""
        return "<text x=\"\(number(x))\" y=\"\(number(y))\"\(anchor)>\(text.escapedForHTML)</text>"
    }

    static func width(of text: String) -> Double {
        Double(text.displayWidth) * column
    }

    static func cut(_ text: String, to room: Double) -> String {
        guard width(of: text) > room else { return text }
        var kept = ""
        for character in text {
            guard width(of: kept) + width(of: String(character)) <= room - column * 2 else { break }
            kept.append(character)
        }
        return kept + "…"
    }

    /// Formats with at most one digit after the decimal point.
    static func number(_ value: Double) -> String {
        let tenths = (value * 10).rounded() / 10
        return tenths == tenths.rounded() ? String(Int(tenths)) : "\(tenths)"
    }

    /// Formats as on an axis or in a sum.
    static func amount(_ value: Double) -> String {
        if value == value.rounded(), value.magnitude < 1e15 { return String(Int64(value)) }
        let rounded = (value * 1000).rounded() / 1000
        return value.magnitude < 1e12 && rounded != 0 ? "\(rounded)" : "\(value)"
    }

    /// Returns round numbers from one at or below `low` to one at or above `high`.
    static func ticks(_ low: Double, _ high: Double) -> [Double] {
        let span = high - low
        guard span > 0 else { return [low, low + 1] }
        var step = 1.0
        while step * 5 < span { step *= 10 }
        while step * 0.5 > span { step /= 10 }
        for factor in [0.1, 0.2, 0.5, 1] where step * factor * 5 >= span {
            step *= factor
            break
        }
        let first = (low / step).rounded(.down)
        let last = (high / step).rounded(.up)
        return stride(from: first, through: last, by: 1).map { $0 * step }
    }
}

extension String {
    /// The text escaped for an element or an attribute of HTML.
    var escapedForHTML: String {
        guard utf8.contains(where: { [0x26, 0x3C, 0x3E, 0x22, 0x27].contains($0) }) else {
            return self
        }
        var text = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            case "'": text += "&#39;"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
