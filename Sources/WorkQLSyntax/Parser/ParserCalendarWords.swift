// Days and months by name: `friday of last week`, `week before last`, `august 15`.

import WorkQLTime

extension Parser {
    /// `friday of last week`; nil, with nothing taken, where no `of` follows a day of the week.
    mutating func dayOfWeek() throws(Diagnostic) -> (weekday: Int, weeks: Int)? {
        guard let day = current.keyword?.weekday, isWord("of", at: 1) else { return nil }
        advance()
        advance()
        let steps: Int
        switch current.keyword {
        case .this: steps = 0
        case .last: steps = -1
        case .next: steps = 1
        default:
            guard beforeLast() == .week else {
                throw unexpected(
                    "a week after OF", among: [.this, .last, .next],
                    help: "for example friday of last week")
            }
            return (day, -2)
        }
        advance()
        let unit = current
        guard try unitWord() == .week else {
            throw Diagnostic(
                .malformedInstant, "a day of the week in a \(text(unit))", at: unit.span,
                help: "for example friday of last week")
        }
        return (day, steps)
    }

    /// `day before yesterday`, `week before last`
    mutating func beforeLast() -> TimeUnit? {
        guard at(.word), current.keyword == nil, isWord("before", at: 1),
            let unit = TimeUnit(word: text(current)), bytes[current.start] < 0x80
        else { return nil }
        guard peek(2).keyword == .last || unit == .day && peek(2).keyword == .yesterday else {
            return nil
        }
        for _ in 0..<3 { advance() }
        return unit
    }

    /// `august`, `august 15`
    mutating func monthName() throws(Diagnostic) -> (month: Int, day: Int?)? {
        guard at(.word), current.keyword == nil,
            let month = TimeWords.months.firstIndex(of: text(current).lowercased())
        else { return nil }
        advance()
        guard at(.integer), current.end - current.start < 3 else { return (month + 1, nil) }
        defer { advance() }
        return (month + 1, Int(text(current)))
    }

    private func isWord(_ word: String, at distance: Int) -> Bool {
        peek(distance).kind == .word && text(peek(distance)).lowercased() == word
    }
}

extension TimeWords {
    package static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september",
        "october", "november", "december",
    ]
}
