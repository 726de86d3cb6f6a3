import WorkQLSyntax
import WorkQLTime

/// The interpretation that a cell format gives to a number that counts days.
enum TimeFormat: Hashable, Sendable {
    case date, timestamp
    /// A date with time, in the format that pandas and openpyxl use by default for a column of
    /// dates.
    case timestampByDefault
    case time
    /// Hours, minutes or seconds, which may exceed a day.
    case elapsed

    /// Creates one of the built-in formats, which have no code. Those from 27 to 36 and from 50 to
    /// 58 are dates and times of the languages of China, Japan and Korea.
    init?(builtIn id: Int) {
        switch id {
        case 14...17, 27...31, 36, 50...54, 57, 58: self = .date
        case 18...21, 32...35, 45, 47, 55, 56: self = .time
        case 22: self = .timestamp
        case 46: self = .elapsed
        default: return nil
        }
    }

    /// Parses a format code such as `yyyy"年"m"月"d"日"` or `[h]:mm`; nil for a format of numbers or
    /// text.
    init?(code: String) {
        var hasDate = false
        var hasClock = false
        var hasElapsed = false
        var hasMonthOrMinute = false
        var rest = code.lowercased()[...]
        scan: while let character = rest.first {
            rest = rest.dropFirst()
            switch character {
            // Only the first section is relevant; the others are for negative numbers, zero and
            // text.
            case ";": break scan
            case "\"": rest = rest.drop { $0 != "\"" }.dropFirst()
            case "\\", "_", "*": rest = rest.dropFirst()
            case "[":
                let inner = rest.prefix { $0 != "]" }
                rest = rest.dropFirst(inner.count + 1)
                if !inner.isEmpty,
                    inner.allSatisfy({ $0 == "h" })
                        || inner.allSatisfy({ $0 == "m" }) || inner.allSatisfy({ $0 == "s" })
                {
                    hasElapsed = true
                }
            case "a" where rest.hasPrefix("m/pm"): rest = rest.dropFirst(4)
            case "a" where rest.hasPrefix("/p"): rest = rest.dropFirst(2)
            // The day of the week in Chinese.
            case "a" where rest.hasPrefix("aa"):
                rest = rest.drop { $0 == "a" }
                hasDate = true
            case "g" where rest.hasPrefix("eneral"): return nil
            case "y", "d": hasDate = true
            case "h", "s": hasClock = true
            case "m": hasMonthOrMinute = true
            default: break
            }
        }
        switch (hasDate, hasClock) {
        case _ where hasElapsed: self = .elapsed
        case (true, true):
            let isDefault = ["yyyy-mm-dd hh:mm:ss", "yyyy-mm-dd h:mm:ss"].contains(
                code.lowercased())
            self = isDefault ? .timestampByDefault : .timestamp
        case (true, false): self = .date
        case (false, true): self = .time
        case (false, false):
            guard hasMonthOrMinute else { return nil }
            self = .date
        }
    }

    /// Returns the value of a cell in this format; nil for a number outside the calendar.
    ///
    /// A date with a time of day is both, whatever the format shows, and a fraction of a day is a
    /// time of day. A whole number of days is a date, unless the format shows the time as well. 0 is
    /// midnight in a format of times, and no day in a format of dates: Excel shows 1900-01-00 for
    /// formulas that refer to empty cells.
    func value(of days: Double, countsFrom1904: Bool) -> TimeValue? {
        guard days.isFinite, days >= 0, days < 2_958_466 else { return nil }
        let milliseconds = Int((days * 86_400_000).rounded())
        let (day, clock) = milliseconds.quotientAndRemainder(dividingBy: 86_400_000)
        if self == .elapsed, day > 0 { return .text(Self.duration(milliseconds)) }
        let showsDay = self == .date || self == .timestamp || self == .timestampByDefault
        if day == 0, !countsFrom1904 || !showsDay {
            return showsDay && clock == 0 ? TimeValue.none : .time(clock)
        }
        // 1900 was not a leap year, but Excel treats it as one.
        let start = countsFrom1904 ? -24_107 : day < 60 ? -25_568 : -25_569
        let date = CivilDate(day: day + start)
        guard date.year > 0, date.year < 10_000 else { return nil }
        guard clock == 0 else { return .timestamp(date, clock) }
        switch self {
        case .timestamp: return .timestamp(date, 0)
        case .timestampByDefault: return .midnight(date)
        case .date, .time, .elapsed: return .date(date)
        }
    }

    /// Formats a duration: `26:30:00`.
    private static func duration(_ milliseconds: Int) -> String {
        let seconds = milliseconds / 1000
        return
            "\((seconds / 3600).padded(2)):\((seconds / 60 % 60).padded(2)):\((seconds % 60).padded(2))"
    }
}

/// The meaning of a number in a cell whose format shows dates or times.
enum TimeValue: Hashable, Sendable {
    /// No day of the calendar.
    case none
    case date(CivilDate)
    /// Milliseconds of the day.
    case time(Int)
    case timestamp(CivilDate, Int)
    /// A day, or its first instant: the column's other cells determine which.
    case midnight(CivilDate)
    /// A duration of more than a day.
    case text(String)

    var text: String {
        switch self {
        case .none: ""
        case .date(let date): date.isoText
        case .time(let clock): Self.text(clock)
        case .timestamp(let date, let clock): "\(date.isoText) \(Self.text(clock))"
        case .midnight(let date): "\(date.isoText) \(Self.text(0))"
        case .text(let text): text
        }
    }

    private static func text(_ clock: Int) -> String {
        WrittenMoment(millisecondOfDay: clock).clockText ?? ""
    }
}
