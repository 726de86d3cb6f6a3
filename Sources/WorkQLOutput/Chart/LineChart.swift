import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

/// Lines over time in braille, two by four dots per character. Each series has a panel of its own
/// below its name, all with the same axes, so that they can be distinguished without colour.
struct LineChart {
    struct Series {
        var title: String
        /// The points; a nil value is a gap.
        var points: [(time: Instant, value: Double?)]
    }

    var series: [Series]
    var zone: Zone
    /// The width in columns of a terminal.
    var width: Int
    var ambiguous: Int

    /// The lines of the chart, each with a line break.
    var text: String {
        let points = series.flatMap(\.points)
        let numbers = points.compactMap(\.value)
        let times = points.map(\.time.milliseconds)
        guard let first = times.min(), let last = times.max() else { return "" }
        let low = min(0, numbers.min() ?? 0)
        var high = max(0, numbers.max() ?? 0)
        if high == low { high = low + 1 }
        let (top, bottom) = (Self.words(high), Self.words(low))
        let margin = max(top.utf8.count, bottom.utf8.count)
        let columns = max(10, width - margin - 2)
        let rows = series.count == 1 ? 12 : series.count <= 4 ? 8 : 4
        let edge = ambiguous == 2 ? "|" : "│"
        let corner = ambiguous == 2 ? "+" : "└"
        let line = ambiguous == 2 ? "-" : "─"

        var lines: [String] = []
        for one in series {
            lines.append(one.title)
            var canvas = BrailleCanvas(columns: columns, rows: rows)
            func dot(_ time: Instant, _ value: Double) -> (x: Int, y: Int) {
                let across =
                    (Double(time.milliseconds) - Double(first))
                    / max(1, Double(last) - Double(first))
                let up = (value - low) / (high - low)
                return (
                    Int((across * Double(canvas.width - 1)).rounded()),
                    Int(((1 - up) * Double(canvas.height - 1)).rounded())
                )
            }
            var before: (x: Int, y: Int)?
            for point in one.points.sorted(by: { $0.time < $1.time }) {
                let here = point.value.map { dot(point.time, $0) }
                if let here { canvas.draw(from: before ?? here, to: here) }
                before = here
            }
            for (row, cells) in canvas.lines.enumerated() {
                let label = row == 0 ? top : row == rows - 1 ? bottom : ""
                let padding = String(repeating: " ", count: margin - label.utf8.count)
                lines.append(padding + label + " " + edge + cells)
            }
        }
        let indent = String(repeating: " ", count: margin + 1)
        lines.append(indent + corner + String(repeating: line, count: columns))
        lines.append(indent + " " + timeAxis(first, last, columns))
        return lines.map { $0 + "\n" }.joined()
    }

    /// Returns the axis with the first and the last time, at its ends if there is room for both.
    private func timeAxis(_ first: Int64, _ last: Int64, _ columns: Int) -> String {
        let ends = [Instant(milliseconds: first), Instant(milliseconds: last)]
        let isDaily = ends.allSatisfy { zone.localTime(at: $0).milliseconds % 86_400_000 == 0 }
        let format = TimestampFormat(isDaily ? .date : .table, zone: zone)
        let (left, right) = (format.string(ends[0]), format.string(ends[1]))
        let gap = columns - left.utf8.count - right.utf8.count
        guard gap > 0 else { return left }
        return left + String(repeating: " ", count: gap) + right
    }

    /// Formats integers as they are, and other numbers with the digits that an axis needs.
    static func words(_ value: Double) -> String {
        if value == value.rounded(), value.magnitude < 1e15 { return String(Int64(value)) }
        guard value.magnitude < 1e12 else { return value.description }
        let rounded = (value * 1000).rounded() / 1000
        return rounded == 0 ? value.description : rounded.description
    }
}

/// A grid of dots, eight of which form one character.
struct BrailleCanvas {
    /// The width in dots.
    let width: Int
    let height: Int
    private let columns: Int
    private var cells: [UInt8]

    init(columns: Int, rows: Int) {
        self.columns = columns
        (width, height) = (columns * 2, rows * 4)
        cells = Array(repeating: 0, count: columns * rows)
    }

    /// Draws a straight line, both ends included.
    mutating func draw(from start: (x: Int, y: Int), to end: (x: Int, y: Int)) {
        let steps = max(abs(end.x - start.x), abs(end.y - start.y), 1)
        for step in 0...steps {
            let part = Double(step) / Double(steps)
            set(
                start.x + Int((Double(end.x - start.x) * part).rounded()),
                start.y + Int((Double(end.y - start.y) * part).rounded()))
        }
    }

    private mutating func set(_ x: Int, _ y: Int) {
        guard (0..<width).contains(x), (0..<height).contains(y) else { return }
        // The bits by row and column, in the order in which Unicode numbers the dots.
        let bits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]
        cells[y / 4 * columns + x / 2] |= bits[y % 4][x % 2]
    }

    /// The lines from top to bottom, without trailing blanks.
    var lines: [String] {
        stride(from: 0, to: cells.count, by: columns).map { start in
            var line = cells[start..<start + columns]
            while line.last == 0 { line.removeLast() }
            return String(
                String.UnicodeScalarView(
                    line.map { $0 == 0 ? " " : Unicode.Scalar(0x2800 + UInt32($0)) ?? " " }))
        }
    }
}
