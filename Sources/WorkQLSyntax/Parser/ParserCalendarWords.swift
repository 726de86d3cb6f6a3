// Days and months by name: `friday of last week`, `week before last`, `august 15 of last year`.

import WorkQLTime

extension Parser {
    /// `friday of last week`; nil, with nothing taken, where no `of` follows a day of the week.
    mutating func dayOfWeek() throws(Diagnostic) -> (weekday: Int, weeks: Int)? {
        guard let day = current.keyword?.weekday, isWord("of", at: 1) else { return nil }
        advance()
        let weeks = try unitBehindOf(
            .week, "a week after OF", help: "for example friday of last week"
        ) { "a day of the week in a \($0)" }
        return (day, weeks)
    }

    /// Parses `of last year`: the unit as so many from this one.
    ///
    /// - Parameters:
    ///   - what: what is expected.
    ///   - mistake: the message for another unit.
    private mutating func unitBehindOf(
        _ unit: TimeUnit, _ what: String, help: String, mistake: (String) -> String
    ) throws(Diagnostic) -> Int {
        advance()
        let steps: Int
        switch current.keyword {
        case .this: steps = 0
        case .last: steps = -1
        case .next: steps = 1
        default:
            guard beforeLast() == unit else {
                throw unexpected(
                    what, among: [.this, .last, .next], help: help)
            }
            return -2
        }
        advance()
        let written = current
        guard try unitWord() == unit else {
            throw Diagnostic(
                .malformedInstant, mistake(text(written)), at: written.span, help: help)
        }
        return steps
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

    /// `day after tomorrow`, `3 days before today`: as so many days from today.
    mutating func daysFromToday() -> Int? {
        if at(.word), text(current).lowercased() == "day", isWord("after", at: 1),
            peek(2).keyword == .tomorrow
        {
            for _ in 0..<3 { advance() }
            return 2
        }
        guard at(.integer), let count = Int(text(current).filter { $0 != "_" }), count < 1_000_000,
            isWord("days", at: 1) || isWord("day", at: 1), peek(3).keyword == .today,
            isWord("before", at: 2) || isWord("after", at: 2)
        else { return nil }
        let isBefore = isWord("before", at: 2)
        for _ in 0..<4 { advance() }
        return isBefore ? -count : count
    }

    /// `august`, `august 15`, `august 15 of last year`
    mutating func monthName() throws(Diagnostic) -> NamedMonth? {
        guard at(.word), current.keyword == nil,
            let index = TimeWords.months.firstIndex(of: text(current).lowercased())
        else { return nil }
        advance()
        var month = NamedMonth(month: index + 1)
        if at(.integer), current.end - current.start < 3 {
            month.day = Int(text(current))
            advance()
        }
        if isWord("of", at: 0) {
            month.years = try unitBehindOf(
                .year, "a year after OF", help: "for example august of last year"
            ) { "a month in a \($0)" }
        }
        return month
    }

    /// `day 15 of last month`
    mutating func dayOfMonth() throws(Diagnostic) -> (day: Int, months: Int)? {
        guard at(.word), text(current).lowercased() == "day", peek().kind == .integer,
            peek().end - peek().start < 3, isWord("of", at: 2)
        else { return nil }
        advance()
        let day = Int(text(current)) ?? 0
        advance()
        let months = try unitBehindOf(
            .month, "a month after OF", help: "for example day 15 of last month"
        ) { "a day of the month in a \($0)" }
        return (day, months)
    }

    private func isWord(_ word: String, at distance: Int) -> Bool {
        let token = distance == 0 ? current : peek(distance)
        return token.kind == .word && text(token).lowercased() == word
    }
}

/// A month by its name.
struct NamedMonth {
    var month: Int
    var day: Int?
    /// The year as so many from this one; nil where none is named.
    var years: Int?

    var kind: Period.Kind {
        switch (day, years) {
        case (let day?, let years?): .monthDayOfYear(month, day, years)
        case (let day?, nil): .monthDay(month, day)
        case (nil, let years?): .monthOfYearAway(month, years)
        case (nil, nil): .monthOfYear(month)
        }
    }

    var point: TimePoint.Base {
        years.map { .monthDayOfYear(month, day ?? 1, $0) } ?? .monthDay(month, day ?? 1)
    }
}

extension TimeWords {
    package static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september",
        "october", "november", "december",
    ]
}
