// The common parts of instants and periods.

import WorkQLTime

/// The words of the time language, for near names.
package enum TimeWords {
    static let weekdays: [Keyword] = [
        .monday, .tuesday, .wednesday, .thursday, .friday, .saturday, .sunday,
    ]
    static let days = [.today, .yesterday, .tomorrow] + weekdays + [.this, .last, .next]
    static let instants = days + [.now]
    static let unitsHelp =
        "units are " + TimeUnit.allCases.map(\.rawValue).joined(separator: ", ")
    static let wordsHelp = "units are day, week, month, quarter, year, hour, minute, second"
    static let units = TimeUnit.allCases.flatMap { [$0.noun, $0.noun + "s"] }
}

/// Numbers joined by `-` or `/`, which is how dates are written in many formats: `2026-08`,
/// `2026/8/1`.
struct NumberRun {
    var parts: [String]
    var dashed: Bool
    var text: String
    var span: Span

    var numbers: [Int] { parts.map { Int($0) ?? Int.max } }
    var isYear: Bool { parts.count == 1 && startsWithYear }
    var isMonth: Bool {
        parts.count == 2 && dashed && startsWithYear && parts[1].utf8.count == 2
    }
    var startsWithYear: Bool { parts[0].utf8.count == 4 && numbers[0] <= 9999 }
}

extension Parser {
    /// Returns the run that begins at the current integer.
    func numberRun() -> NumberRun {
        var parts = [text(current)]
        var dashed = true
        var end = current.end
        var distance = 1
        while true {
            let mark = peek(distance)
            let next = peek(distance + 1)
            guard mark.kind == .minus || mark.kind == .slash, mark.start == end,
                next.kind == .integer, next.start == mark.end
            else { break }
            dashed = dashed && mark.kind == .minus
            parts.append(text(next))
            end = next.end
            distance += 2
        }
        let span = Span(current.start, end)
        return NumberRun(parts: parts, dashed: dashed, text: text(span), span: span)
    }

    /// Parses a duration in one word, or in several: `7d`, `7 days`, `1 day 12 hours`. Returns nil,
    /// without consuming anything, if none begins here.
    mutating func duration() throws(Diagnostic) -> DurationLiteral? {
        if at(.duration) {
            let duration = try durationLiteral(current)
            advance()
            return duration
        }
        if let duration = try chineseDuration() { return duration }
        var parts: [DurationLiteral.Part] = []
        while at(.integer), peek().kind == .word, let unit = TimeUnit(word: text(peek())) {
            let digits = text(current).filter { $0 != "_" }
            guard let count = Int(digits) else { throw tooLarge(current) }
            parts.append(.init(count, unit))
            advance()
            advance()
        }
        if !parts.isEmpty, at(.integer), peek().kind == .endOfText {
            let number = current
            advance()
            throw missingUnit(after: number)
        }
        return parts.isEmpty ? nil : DurationLiteral(parts)
    }

    /// Parses a duration where no other token is allowed.
    mutating func duration(
        after what: String, help: String = "for example 9h or 90min"
    ) throws(Diagnostic) -> DurationLiteral {
        let token = current
        offer(.duration)
        if let duration = try duration() { return duration }
        guard take(.integer) else {
            throw unexpected("a duration after \(what)", help: help)
        }
        throw missingUnit(after: token)
    }

    /// Returns the parts of a token that the lexer has recognized as a duration.
    func durationLiteral(_ token: Token) throws(Diagnostic) -> DurationLiteral {
        guard let duration = DurationLiteral(text(token)) else { throw tooLarge(token) }
        return duration
    }

    func tooLarge(_ token: Token) -> Diagnostic {
        Diagnostic(.malformedNumber, "number too large", at: token.span)
    }

    /// Parses a unit as a word, which follows THIS, LAST and NEXT.
    mutating func unitWord() throws(Diagnostic) -> TimeUnit {
        offer(.unit)
        guard at(.word), current.keyword?.isReserved != true else {
            throw unexpected("a unit", help: TimeWords.wordsHelp)
        }
        guard let unit = TimeUnit(word: text(current)) else { throw unknownUnit(current) }
        advance()
        return unit
    }

    private func unknownUnit(_ token: Token) -> Diagnostic {
        if let keyword = token.keyword, TimeWords.weekdays.contains(keyword) {
            let day = text(token).lowercased()
            return Diagnostic(
                .unknownUnit, "\"\(text(token))\" is a day and not a unit", at: token.span,
                help: "write SINCE \(day) for the latest one, or DURING last week")
        }
        let hint = TimeHints.help(for: text(token))
        let meant = hint == nil ? nearest(text(token), in: TimeWords.units) : nil
        return Diagnostic(
            .unknownUnit, "unknown unit \"\(text(token).clipped)\"", at: token.span,
            writing: meant, otherwise: hint ?? TimeWords.wordsHelp)
    }

    /// Returns the error for a number that has been consumed and is not followed by a unit.
    mutating func missingUnit(after number: Token) -> Diagnostic {
        let written = text(number)
        if at(.word), current.keyword?.isReserved != true {
            guard let unit = TimeUnit(short: text(current)) else { return unknownUnit(current) }
            return Diagnostic(
                .missingUnit, "space before the unit", at: Span(number.start, current.end),
                writing: "\(written)\(unit.rawValue)")
        }
        offer(.units)
        if let date = Self.date(of: written) {
            return Diagnostic(
                .missingUnit, "\(written) without a unit", at: number.span, writing: date)
        }
        let isLong = written.utf8.count > 6
        if at(.endOfText) || at(.broken) {
            return unexpected(
                "a unit after \(written)", help: isLong ? Self.instantHelp(written) : nil)
        }
        return Diagnostic(
            .missingUnit, "\(written) without a unit", at: number.span,
            help: isLong
                ? Self.instantHelp(written)
                : "for example \(written)d or \(written)h")
    }

    /// Returns the help for a number that is too long for a duration: seconds or milliseconds since
    /// 1970 have ten and thirteen digits.
    private static func instantHelp(_ digits: String) -> String {
        let count = digits.utf8.count
        guard count == 10 || count == 13, digits.utf8.allSatisfy(\.isDigit),
            let number = Int64(digits)
        else { return "write a date and a time: '2026-08-01 09:00'" }
        let instant = Instant(milliseconds: count == 10 ? number * 1000 : number)
        let text = TimestampFormat(.rfc3339, zone: .utc).string(instant)
        return "write the time: '\(text)'"
    }

    /// Returns the date that eight digits probably mean: `2026-08-01` for 20260801.
    static func date(of digits: String) -> String? {
        guard digits.utf8.count == 8, digits.utf8.allSatisfy(\.isDigit),
            let number = Int(digits), (1970...2100).contains(number / 10_000),
            (1...12).contains(number / 100 % 100), (1...31).contains(number % 100)
        else { return nil }
        return "\(digits.prefix(4))-\(digits.dropFirst(4).prefix(2))-\(digits.suffix(2))"
    }

    func notADate(_ run: NumberRun) -> Diagnostic {
        var help = "a date is written 2026-08-01"
        let numbers = run.numbers
        if (2...3).contains(numbers.count), run.startsWithYear,
            numbers.dropFirst().allSatisfy({ (1...31).contains($0) })
        {
            let padded = numbers.dropFirst().map { $0 < 10 ? "0\($0)" : "\($0)" }
            help = "write " + ([run.parts[0]] + padded).joined(separator: "-")
        } else if (4...6).contains(numbers.count), run.startsWithYear,
            numbers.count == 6 || run.text.count(where: { $0 == "-" }) == 1
        {
            // 2026/8/1-2026/8/15, 2026/8/1-8/15, 2026/8/1-15
            let last = Array(numbers[..<(6 - numbers.count)] + numbers[3...])
            let days = [Array(numbers[..<3]), last].map {
                CivilDate(year: $0[0], month: $0[1], day: $0[2])
            }
            if days.allSatisfy(\.exists) {
                help = "write SINCE \(days[0].isoText) THROUGH \(days[1].isoText)"
            }
        }
        return Diagnostic(
            .malformedDate, "expected a date, found \(run.text)", at: run.span, help: help)
    }

    // MARK: Literals of the calendar

    /// Returns a token's digits, ignoring the characters between them.
    func numbers(_ token: Token) -> [Int] {
        bytes[token.start..<token.end].compactMap { $0.isDigit ? Int($0 & 0x0F) : nil }
    }

    func civilDate(_ token: Token) -> CivilDate {
        let digits = numbers(token)
        return CivilDate(
            year: digits[..<4].number, month: digits[4..<6].number, day: digits[6...].number)
    }

    /// Returns the token's text with full-width separators made half-width.
    func narrowText(_ token: Token) -> String {
        String(
            String.UnicodeScalarView(
                text(token).unicodeScalars.map { $0.asciiTwin.map { Unicode.Scalar($0) } ?? $0 }))
    }
}

extension ArraySlice<Int> {
    /// The number that the digits represent; beyond eighteen digits it is meaningless, but does not
    /// trap.
    var number: Int { reduce(0) { ($0 &* 10) &+ $1 } }
}
