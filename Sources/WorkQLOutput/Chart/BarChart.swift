import WorkQLSyntax

/// Bars from a common zero, with the labels before them and the values after them.
struct BarChart {
    struct Bar {
        /// The value; nil draws no bar.
        var value: Double?
        var text: String
    }

    struct Group {
        var label: String
        /// One bar for each name.
        var bars: [Bar]
    }

    var names: [String]
    var groups: [Group]
    /// The width in columns of a terminal.
    var width: Int
    var ambiguous: Int

    /// The characters of the bars. Blocks are of ambiguous width themselves.
    var fills: [Character] {
        ambiguous == 2 ? ["#", "=", "+", "-", "o", "x"] : ["█", "▓", "▒", "░", "▚", "▞"]
    }

    /// The lines of the chart, each with a line break.
    var text: String {
        // Labels take at most half of the line.
        let labelRoom = max(8, width / 2)
        let labels = groups.map { Self.cut($0.label, to: labelRoom, ambiguous) }
        let labelWidth = labels.reduce(0) { max($0, width(of: $1)) }
        let values = groups.flatMap(\.bars)
        let valueWidth = values.reduce(0) { max($0, width(of: $1.text)) }
        let room = max(8, width - labelWidth - valueWidth - 3)
        let numbers = values.compactMap(\.value)
        let low = min(0, numbers.min() ?? 0)
        var high = max(0, numbers.max() ?? 0)
        if high == low { high = low + 1 }
        let scale = Double(room) / (high - low)
        let zero = Int((-low * scale).rounded())

        var lines = [legend]
        for (group, label) in zip(groups, labels) {
            for (index, bar) in group.bars.enumerated() {
                let shown = index == 0 ? label : ""
                var line = shown + spaces(labelWidth - width(of: shown) + 1)
                if let value = bar.value {
                    let fill = fills[index % fills.count]
                    line += drawn(value * scale, zero: zero, fill: fill)
                } else {
                    line += spaces(zero)
                }
                lines.append(line + " " + bar.text)
            }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    var legend: String {
        names.enumerated().map { "\(fills[$0 % fills.count]) \($1)" }.joined(separator: "  ")
    }

    /// - Parameter length: the length in characters, negative to the left.
    private func drawn(_ length: Double, zero: Int, fill: Character) -> String {
        guard length < 0 else {
            return spaces(zero) + Self.bar(length, fill: fill)
        }
        let count = min(zero, Int((-length).rounded()))
        return spaces(zero - count) + String(repeating: fill, count: count)
    }

    private static func bar(_ length: Double, fill: Character) -> String {
        // Partial blocks exist only for the full block.
        guard fill == "█" else {
            return String(repeating: fill, count: Int(length.rounded()))
        }
        let eighths = Int((length * 8).rounded())
        let parts: [Character] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]
        let rest = eighths % 8 == 0 ? "" : String(parts[eighths % 8 - 1])
        return String(repeating: "█", count: eighths / 8) + rest
    }

    static func cut(_ label: String, to room: Int, _ ambiguous: Int) -> String {
        guard label.displayWidth(ambiguous: ambiguous) > room else { return label }
        let mark = ambiguous == 2 ? "~" : "…"
        var (kept, used) = ("", 1)
        for character in label {
            used += character.displayWidth(ambiguous: ambiguous)
            guard used <= room else { break }
            kept.append(character)
        }
        return kept + mark
    }

    func width(of text: String) -> Int { text.displayWidth(ambiguous: ambiguous) }

    func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }
}
