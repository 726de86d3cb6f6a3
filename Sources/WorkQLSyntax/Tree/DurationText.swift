/// Durations outside a statement, in the language's own spelling: a setting's value, a parameter, a
/// configuration file. What is printed here is read here.
extension DurationLiteral {
    /// Reads a duration and nothing else: `7d`, `1d12h`, `7 days`. Nil for any other text, one with a
    /// sign among them.
    package init?(_ text: String) {
        guard let duration = Parser.duration(text) else { return nil }
        self = duration
    }

    /// The shortest exact spelling of whole seconds, in days of 24 hours and what is left: `90d`,
    /// `1d12h`, `10min`; `0s` for none. Negative seconds count as none.
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
