import WorkQLTime

/// The text in the quotes of `INTERVAL '-7 day'`, in PostgreSQL's spellings: `1 mon`, `2 hrs 30
/// mins`, `1 day 02:00:00`, `7 days ago`.
package struct PostgreSQLInterval {
    let duration: DurationLiteral
    let isNegative: Bool

    /// Returns nil if the text is not an interval, or has both positive and negative parts.
    package init?(_ text: String) {
        var words = text.split { $0.isWhitespace || $0 == "," }.map { foldedASCII(String($0)) }
        if words.first == "@" { words.removeFirst() }
        let isAgo = words.last == "ago"
        if isAgo { words.removeLast() }
        var parts: [DurationLiteral.Part] = []
        var signs: Set<Bool> = []
        func add(_ count: Double, _ unit: TimeUnit) -> Bool {
            let magnitude = abs(count)
            if count != 0 { signs.insert(count < 0) }
            guard magnitude < 1e12 else { return false }
            if magnitude == magnitude.rounded() {
                parts.append(DurationLiteral.Part(Int(magnitude), unit))
                return true
            }
            guard let exact = Self.milliseconds[unit] else { return false }
            parts.append(
                DurationLiteral.Part(Int((magnitude * exact).rounded()), .millisecond))
            return true
        }
        var index = 0
        while index < words.count {
            let word = words[index]
            if word.contains(":") {
                guard let seconds = Self.seconds(word), add(seconds, .second) else { return nil }
                index += 1
                continue
            }
            // Accepts `7 day` and `7day`.
            let digits = word.prefix { $0.isNumber || "+-.".contains($0) }
            let glued = String(word.dropFirst(digits.count))
            let name = glued.isEmpty ? (index + 1 < words.count ? words[index + 1] : "s") : glued
            guard let count = Double(digits) else { return nil }
            // Instants have milliseconds.
            if Self.microseconds.contains(name) {
                guard add((count / 1000).rounded(), .millisecond) else { return nil }
            } else {
                guard let unit = Self.unit(name), add(count, unit) else { return nil }
            }
            index += glued.isEmpty ? 2 : 1
        }
        guard !parts.isEmpty, signs.count <= 1 else { return nil }
        duration = DurationLiteral(parts)
        isNegative = signs.contains(true) != isAgo
    }

    package var kind: Expression.Kind {
        let literal = Expression.Kind.literal(.duration(duration))
        return isNegative ? .unary(.negate, Expression(literal)) : literal
    }

    private static let milliseconds: [TimeUnit: Double] = [
        .second: 1000, .minute: 60_000, .hour: 3_600_000,
    ]

    private static let microseconds: Set<String> = [
        "us", "usec", "usecs", "microsecond", "microseconds",
    ]

    private static func unit(_ name: String) -> TimeUnit? {
        if let unit = TimeUnit(word: name) { return unit }
        return switch name {
        case "s", "sec", "secs": .second
        case "m", "min", "mins": .minute
        case "h", "hr", "hrs": .hour
        case "d": .day
        case "w": .week
        case "mon", "mons": .month
        case "y", "yr", "yrs": .year
        case "ms", "msec", "msecs": .millisecond
        default: nil
        }
    }

    /// Parses `-02:30`, `02:30:15.5`.
    private static func seconds(_ clock: String) -> Double? {
        let isNegative = clock.hasPrefix("-")
        let fields = clock.drop { $0 == "-" || $0 == "+" }
            .split(separator: ":", omittingEmptySubsequences: false).map { Double($0) }
        guard (2...3).contains(fields.count), let hours = fields[0], let minutes = fields[1]
        else { return nil }
        let seconds = fields.count == 3 ? fields[2] : 0
        return seconds.map { (hours * 3600 + minutes * 60 + $0) * (isNegative ? -1 : 1) }
    }
}
