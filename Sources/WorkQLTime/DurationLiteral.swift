/// `1d12h`: parts in the order written; counts are never negative.
package struct DurationLiteral: Hashable, Sendable {
    package struct Part: Hashable, Sendable {
        package var count: Int
        package var unit: TimeUnit

        package init(_ count: Int, _ unit: TimeUnit) {
            self.count = count
            self.unit = unit
        }
    }

    package var parts: [Part]

    package init(_ parts: [Part]) { self.parts = parts }
}

extension DurationLiteral: CustomStringConvertible {
    /// `1d12h`
    package var description: String {
        parts.map { "\($0.count)\($0.unit.rawValue)" }.joined()
    }
}

extension DurationLiteral.Part {
    /// `7 days`, `1 month`
    package var inWords: String { "\(count) \(unit.noun)\(count == 1 ? "" : "s")" }
}

// The texts that these properties return can be parsed again.
extension DurationLiteral {
    /// Parses a duration: `7d`, `1d12h`, `7 days`, `1 day 12 hours`. Returns nil for any other
    /// text, including one with a sign.
    package init?(_ text: String) {
        let words = text.split(whereSeparator: \.isWhitespace)
        guard words.count > 1 else {
            guard let word = words.first else { return nil }
            self.init(glued: word)
            return
        }
        guard words.count.isMultiple(of: 2) else { return nil }
        var parts: [Part] = []
        for index in stride(from: 0, to: words.count, by: 2) {
            guard let count = Self.count(words[index].utf8.filter { $0 != 0x5F }[...]),
                let unit = TimeUnit(word: String(words[index + 1]))
            else { return nil }
            parts.append(Part(count, unit))
        }
        self.init(parts)
    }

    /// `1d12h`, `1天12小时`: digits and short units in turn.
    private init?(glued word: Substring) {
        var rest = Array(word.utf8)[...]
        var parts: [Part] = []
        while !rest.isEmpty {
            let digits = rest.prefix(while: Self.isDigit)
            rest = rest.dropFirst(digits.count)
            let letters = rest.prefix { !Self.isDigit($0) }
            rest = rest.dropFirst(letters.count)
            let spelling = String(decoding: letters, as: UTF8.self)
            guard let count = Self.count(digits),
                let unit = TimeUnit(short: spelling) ?? TimeUnit(chinese: spelling)
            else { return nil }
            // `2026年` is a year and no duration.
            if spelling == "年", count > 999 { return nil }
            parts.append(Part(count, unit))
        }
        self.init(parts)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func count(_ digits: ArraySlice<UInt8>) -> Int? {
        guard let first = digits.first, isDigit(first) else { return nil }
        return Int(String(decoding: digits, as: UTF8.self))
    }

    /// Creates the shortest exact spelling of whole seconds, in days of 24 hours and the remainder:
    /// `90d`, `1d12h`, `10min`; `0s` for zero. Negative seconds count as zero.
    package init(seconds: Int) {
        var rest = max(seconds, 0)
        var parts: [Part] = []
        for (unit, length) in [(TimeUnit.day, 86_400), (.hour, 3600), (.minute, 60), (.second, 1)] {
            let count = rest / length
            rest %= length
            if count > 0 { parts.append(Part(count, unit)) }
        }
        self.init(parts.isEmpty ? [Part(0, .second)] : parts)
    }
}
