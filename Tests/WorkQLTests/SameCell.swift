import Foundation
import WorkQLTime

/// Converts cells of both sides to one spelling.
enum SameCell {
    static func rows(_ rows: [[String?]]) -> [[String]] {
        rows.map { $0.map { $0.map(text) ?? "NULL" } }
            .sorted { $0.lexicographicallyPrecedes($1) }
    }

    private static func text(_ cell: String) -> String {
        switch cell {
        case "t": return "true"
        case "f": return "false"
        default: break
        }
        // A sum of a date and a time of day has no zone in PostgreSQL.
        if cell.wholeMatch(of: /20[0-9]{2}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?/)
            != nil
        {
            return text(cell + "+08")
        }
        // 2026-08-05 09:00:00+08, and 2026-08-05T09:00:00+08:00
        if cell.count >= 22, cell.hasPrefix("20"), cell.hasSuffix("+08") {
            return text(cell.replacing(" ", with: "T") + ":00")
        }
        if cell.wholeMatch(of: /[-0-9T:]*[0-9]:[0-9][0-9]\.[0-9]+(\+08:00)?/) != nil,
            let point = cell.firstIndex(of: ".")
        {
            let rest = cell[point...]
            let fraction = rest.prefix { $0 != "+" }
            let digits = String(fraction.reversed().drop { $0 == "0" }.reversed())
            return cell[..<point] + digits + rest.dropFirst(fraction.count)
        }
        if let seconds = seconds(ofInterval: cell) { return number(seconds) }
        return Double(cell).map(number) ?? cell
    }

    private static func number(_ value: Double) -> String {
        String(format: "%.10g", value == 0 ? 0 : value)
    }

    /// Parses `P1DT-2H3M0.5S`; returns nil for other texts.
    private static func seconds(ofInterval text: String) -> Double? {
        guard text.hasPrefix("P"), text.count > 1 else { return nil }
        var (seconds, digits, isTime) = (0.0, "", false)
        for character in text.dropFirst() {
            switch character {
            case "T": isTime = true
            case "D", "H", "M", "S":
                guard let count = Double(digits) else { return nil }
                let unit: Double =
                    switch character {
                    case "D": 86_400
                    case "H": 3600
                    case "M": isTime ? 60 : .nan
                    default: 1
                    }
                seconds += count * unit
                digits = ""
            default: digits.append(character)
            }
        }
        return digits.isEmpty && seconds.isFinite ? seconds : nil
    }
}
