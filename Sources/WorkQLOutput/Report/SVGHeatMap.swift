import WorkQLSyntax

extension SVGChart {
    /// The body and the height of a heat map: a cell for each pair, darker for a larger number.
    func body(of map: HeatMap) -> (body: [String], height: Double) {
        let labelWidth = min(
            (map.rows + [map.names.row]).reduce(0) { max($0, Self.width(of: $1)) } + 8,
            (width * 0.4).rounded())
        let side = (width - labelWidth) / Double(map.columns.count)
        let height = min(28, max(14, side))
        var body = [Self.text(map.names.row, x: labelWidth - 6, y: 13, anchor: "end")]
        var free = 0.0
        for (index, column) in map.columns.enumerated() {
            let x = labelWidth + (Double(index) + 0.5) * side
            let needed = Self.width(of: "\(column)")
            guard x - needed / 2 >= free else { continue }
            body.append(Self.text("\(column)", x: x, y: 13, anchor: "middle"))
            free = x + needed / 2 + 3
        }
        var top = 20.0
        for (label, row) in zip(map.rows, map.values) {
            body.append(
                Self.text(
                    Self.cut(label, to: labelWidth - 8), x: labelWidth - 6,
                    y: top + height / 2 + 4, anchor: "end"))
            for (index, value) in row.enumerated() {
                guard let value else { continue }
                let opacity = 0.06 + 0.94 * map.share(of: value)
                body.append(
                    """
                    <rect class="s0" x="\(Self.number(labelWidth + Double(index) * side))" \
                    y="\(Self.number(top))" width="\(Self.number(max(1, side - 1)))" \
                    height="\(Self.number(height - 1))" \
                    fill-opacity="\((opacity * 100).rounded() / 100)">\
                    <title>\(label.escapedForHTML) · \(map.columns.lowerBound + Int64(index)): \
                    \(Self.amount(value))</title></rect>
                    """)
            }
            top += height
        }
        return (body, top + 4)
    }
}
