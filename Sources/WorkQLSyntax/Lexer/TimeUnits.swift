// How the units of time are spelled.

extension TimeUnit {
    /// A unit as durations and `@` spell it: `ms s min h d w mo q y`, in letters of any case.
    init?(short text: String) {
        self.init(rawValue: Name.fold(text))
    }

    /// A unit written out: `day`, `days`.
    init?(word text: String) {
        switch Name.fold(text) {
        case "millisecond", "milliseconds": self = .millisecond
        case "second", "seconds": self = .second
        case "minute", "minutes": self = .minute
        case "hour", "hours": self = .hour
        case "day", "days": self = .day
        case "week", "weeks": self = .week
        case "month", "months": self = .month
        case "quarter", "quarters": self = .quarter
        case "year", "years": self = .year
        default: return nil
        }
    }

    /// The unit written out, in the singular.
    var word: String {
        switch self {
        case .millisecond: "millisecond"
        case .second: "second"
        case .minute: "minute"
        case .hour: "hour"
        case .day: "day"
        case .week: "week"
        case .month: "month"
        case .quarter: "quarter"
        case .year: "year"
        }
    }

    static let unitsHelp = "units are ms, s, min, h, d, w, mo, q, y"
    static let wordsHelp = "units are day, week, month, quarter, year, hour, minute, second"
}
