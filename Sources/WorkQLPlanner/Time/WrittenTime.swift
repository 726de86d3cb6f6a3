import WorkQLSyntax
import WorkQLTime

/// A time read from a quoted text, or from a literal with a clock.
///
/// The forms are those of the language outside quotes, and the spellings that people paste:
/// `2026/8/1`, `2026年8月1日`, a space for the T.
struct WrittenTime: Hashable, Sendable {
    enum Base: Hashable, Sendable {
        case point(TimePoint.Base)
        case period(Period.Kind)
        /// A date with a clock, in milliseconds of the day, and minutes east of Greenwich if
        /// specified.
        case moment(CivilDate, millisecondOfDay: Int, offset: Int?)
        /// A date with minutes east of Greenwich, as drivers of PostgreSQL write days.
        case zonedDate(CivilDate, offset: Int)
    }

    var base: Base
    var snap: TimeUnit?
    /// In milliseconds of the day.
    var clock: Int?
    var offsets: [TimeOffset] = []

    /// Whether there is only a base, so that a period means the whole of it.
    var isBare: Bool { snap == nil && clock == nil && offsets.isEmpty }

    /// Reads a text; returns nil when it has no known form.
    ///
    /// - Throws: when the form is right and the time does not exist.
    static func read(_ text: String, at span: Span) throws(Diagnostic) -> WrittenTime? {
        if let time = try readEnglish(text, at: span) { return time }
        return try readChinese(text, at: span)
    }

    /// `昨天 9点`, `最近7天`, `8月15日`
    private static func readChinese(
        _ text: String, at span: Span
    ) throws(Diagnostic) -> WrittenTime? {
        guard text.utf8.contains(where: { $0 >= 0x80 }) else { return nil }
        let read: ChineseTime?
        do throws(ChineseTimeMistake) {
            read = try ChineseTimeReader.read(text)
        } catch {
            var found = error.diagnostic(at: span)
            found.fix = nil
            throw found
        }
        guard let read else { return nil }
        let base: Base =
            switch read.base {
            case .now: .point(.now)
            case .ago(let duration): .point(.ago(duration))
            case .start(let unit, let steps): .period(.unit(unit, steps))
            case .period(let kind): .period(kind)
            }
        var time = WrittenTime(base: base)
        // An instant, and not the whole unit.
        if case .start(let unit, _) = read.base { time.snap = unit }
        if let clock = read.clock {
            var scanner = TimeScanner(clock)
            time.clock = try scanner.clock(at: span)
        }
        return time
    }

    private static func readEnglish(
        _ text: String, at span: Span
    ) throws(Diagnostic) -> WrittenTime? {
        var scanner = TimeScanner(text)
        guard let base = try scanner.base(at: span) else { return nil }
        var time = WrittenTime(base: base)
        scanner.skipSpaces()
        if scanner.take("@") {
            guard let unit = try scanner.unit(at: span) else { return nil }
            time.snap = unit
        }
        scanner.skipSpaces()
        if scanner.takeWord("at") {
            scanner.skipSpaces()
            guard let clock = try scanner.clock(at: span) else { return nil }
            time.clock = clock
        }
        while !scanner.isAtEnd {
            scanner.skipSpaces()
            guard let offset = try scanner.timeOffset(at: span) else { return nil }
            time.offsets.append(offset)
        }
        return time
    }
}

extension TimeScanner {
    fileprivate mutating func base(at span: Span) throws(Diagnostic) -> WrittenTime.Base? {
        let start = position
        if let calendar = try calendar(at: span) { return calendar }
        position = start
        if isAtDigit {
            if let days = daysFromToday() { return .period(.unit(.day, days)) }
            return try duration(at: span).map { takeAgo(.point(.ago($0))) }
        }
        // `-7d` is 7d ago; the signs of `+7d` and `@d` are left to be read after an implicit now.
        if next == 0x2D {
            position += 1
            return try duration(at: span).map { .point(.ago($0)) }
        }
        if next == 0x2B || next == 0x40 { return .point(.now) }
        return try word().flatMap { (word) throws(Diagnostic) in
            try named(word, at: span)
        }
    }

    private mutating func takeAgo(_ base: WrittenTime.Base) -> WrittenTime.Base {
        let start = position
        skipSpaces()
        if !takeWord("ago") { position = start }
        return base
    }

    /// Reads `now`, `yesterday`, `monday`, `last month` or `last 3 months`.
    private mutating func named(
        _ word: String, at span: Span
    ) throws(Diagnostic) -> WrittenTime.Base? {
        switch word {
        case "now": return .point(.now)
        case "today": return .period(.today)
        case "yesterday": return .period(.yesterday)
        case "tomorrow": return .period(.tomorrow)
        case "past":
            skipSpaces()
            guard let count = number(1...9) else { return nil }
            skipSpaces()
            return try unit(at: span).map { .period(.past(count, of: $0)) }
        case "this", "last", "next":
            skipSpaces()
            if word == "last", let count = number(1...9) {
                skipSpaces()
                return try unit(at: span).map { .period(.last(count, $0)) }
            }
            let count = word == "this" ? 0 : word == "last" ? -1 : 1
            return try unit(at: span).map { .period(.unit($0, count)) }
        default:
            let days = [
                "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
            ]
            if let day = days.firstIndex(of: word) { return dayOfWeek(day + 1) }
            if let month = TimeWords.months.firstIndex(of: word) {
                skipSpaces()
                let day = number(1...2)
                guard takeWords("of") else {
                    return .period(day.map { .monthDay(month + 1, $0) } ?? .monthOfYear(month + 1))
                }
                return unitAround("year").map { years in
                    .period(
                        day.map { .monthDayOfYear(month + 1, $0, years) }
                            ?? .monthOfYearAway(month + 1, years))
                }
            }
            if word == "day" {
                let start = position
                if takeWords("after"), takeWords("tomorrow") { return .period(.unit(.day, 2)) }
                position = start
                skipSpaces()
                if let day = number(1...2), takeWords("of") {
                    return unitAround("month").map { .period(.dayOfMonth(day, $0)) }
                }
                position = start
            }
            guard let unit = TimeUnit(word: word), takeWords("before") else { return nil }
            guard takeWords("last") || unit == .day && takeWords("yesterday") else { return nil }
            return .period(.unit(unit, -2))
        }
    }

    /// `friday`, `friday of last week`
    private mutating func dayOfWeek(_ day: Int) -> WrittenTime.Base? {
        guard takeWords("of") else { return .period(.weekday(day)) }
        return unitAround("week").map { .period(.weekdayOfWeek(day, $0)) }
    }

    /// `last week`, `week before last`: as so many units from this one.
    private mutating func unitAround(_ noun: String) -> Int? {
        for (word, steps) in [("this", 0), ("last", -1), ("next", 1)] where takeWords(word) {
            return takeWords(noun) ? steps : nil
        }
        return takeWords(noun) && takeWords("before") && takeWords("last") ? -2 : nil
    }

    /// `3 days before today`: as so many days from today.
    private mutating func daysFromToday() -> Int? {
        let start = position
        if let count = number(1...4), takeWords("days") || takeWords("day") {
            let isBefore = takeWords("before")
            if isBefore || takeWords("after"), takeWords("today") {
                return isBefore ? -count : count
            }
        }
        position = start
        return nil
    }

    /// A word behind spaces.
    private mutating func takeWords(_ word: String) -> Bool {
        let start = position
        skipSpaces()
        if takeWord(word) { return true }
        position = start
        return false
    }

    /// `2026`, `2026-08`, `2026-W32`, `2026-Q3`, `2026-08-01`, `20260801`, `2026/8/1`, `2026.8.1`,
    /// `2026年8月1日`, and a date with a clock after a space or T, or with an offset alone.
    private mutating func calendar(at span: Span) throws(Diagnostic) -> WrittenTime.Base? {
        if let digits = number(8...8) {
            let date = CivilDate(
                year: digits / 10_000, month: digits / 100 % 100, day: digits % 100)
            return try clocked(date, at: span)
        }
        guard let year = number(4...4) else { return nil }
        if isAtEnd { return .period(.year(year)) }
        var date = CivilDate(year: year, month: 0, day: 0)
        if take("年") {
            guard let month = number(1...2) else {
                return isAtEnd ? .period(.year(year)) : nil
            }
            guard take("月") else { return nil }
            guard let day = number(1...2) else {
                return .period(.month(year: year, month: month))
            }
            guard take("日") || take("号") else { return nil }
            (date.month, date.day) = (month, day)
        } else {
            if take("-w") {
                return number(1...2).map { .period(.week(year: year, week: $0)) }
            }
            if take("-q") {
                return number(1...1).map { .period(.quarter(year: year, quarter: $0)) }
            }
            let separator = next == 0x2F ? "/" : next == 0x2E ? "." : "-"
            guard take(separator), let month = number(1...2) else { return nil }
            let end = position
            guard take(separator), let day = number(1...2) else {
                position = end
                return .period(.month(year: year, month: month))
            }
            (date.month, date.day) = (month, day)
        }
        return try clocked(date, at: span)
    }

    /// Reads the clock after a date, where there is one.
    private mutating func clocked(
        _ date: CivilDate, at span: Span
    ) throws(Diagnostic) -> WrittenTime.Base? {
        let end = position
        if !take("t") { skipSpaces() }
        guard isAtDigit else {
            // What is no offset may be a duration: `+8h`.
            if let offset = (try? spacedOffset(at: span)) ?? nil, isAtEnd {
                return .zonedDate(date, offset: offset)
            }
            position = end
            return .period(.date(date))
        }
        guard let clock = try clock(at: span) else { return nil }
        let offset = try spacedOffset(at: span)
        return .moment(date, millisecondOfDay: clock, offset: offset)
    }

    /// Reads the zone after a clock, which may follow a space: `09:00 +08:00`.
    private mutating func spacedOffset(at span: Span) throws(Diagnostic) -> Int? {
        let start = position
        skipSpaces()
        if let offset = try offset(at: span) { return offset }
        position = start
        return nil
    }

    /// Reads `+9h` or `- 90 min`.
    fileprivate mutating func timeOffset(at span: Span) throws(Diagnostic) -> TimeOffset? {
        guard next == 0x2B || next == 0x2D else { return nil }
        let negative = next == 0x2D
        position += 1
        skipSpaces()
        return try duration(at: span).map { TimeOffset(negative: negative, duration: $0) }
    }

    /// Reads `7d`, `1d12h`, `7 days` or `1 day 12 hours`.
    private mutating func duration(at span: Span) throws(Diagnostic) -> DurationLiteral? {
        var parts: [DurationLiteral.Part] = []
        var end = position
        while let count = number(1...12) {
            skipSpaces()
            guard let unit = try unit(at: span) else { return nil }
            parts.append(DurationLiteral.Part(count, unit))
            end = position
            skipSpaces()
        }
        position = end
        return parts.isEmpty ? nil : DurationLiteral(parts)
    }

    /// Reads a unit in any spelling.
    fileprivate mutating func unit(at span: Span) throws(Diagnostic) -> TimeUnit? {
        guard let word = word() else { return nil }
        guard word != "m" else { throw TimeProblem.ambiguousUnit(at: span) }
        return TimeUnit(spelled: word)
    }
}
