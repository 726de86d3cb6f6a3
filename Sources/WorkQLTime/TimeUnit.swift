/// A unit of time in the language. Days and longer are calendar units in the zone; shorter units
/// are exact.
package enum TimeUnit: String, Hashable, Sendable, CaseIterable {
    case millisecond = "ms"
    case second = "s"
    case minute = "min"
    case hour = "h"
    case day = "d"
    case week = "w"
    case month = "mo"
    case quarter = "q"
    case year = "y"
}

extension TimeUnit {
    /// The unit written out, in the singular: `month`.
    package var noun: String {
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

    /// Parses a unit as spelled in durations and after `@`: `ms s min h d w mo q y`, in letters of
    /// any case.
    package init?(short text: String) {
        self.init(rawValue: foldedASCII(text))
    }

    /// A unit written out, in letters of any case: `day`, `days`, `天`.
    package init?(word text: String) {
        if let unit = TimeUnit(chinese: text) {
            self = unit
            return
        }
        let folded = foldedASCII(text)
        guard
            let unit = Self.allCases.first(where: { folded == $0.noun || folded == $0.noun + "s" })
        else { return nil }
        self = unit
    }

    /// Parses the short form or the word of a unit, such as `mo`, `month` or `months`, in any case;
    /// nil for every other word, including `m`.
    package init?(spelled text: String) {
        guard let unit = TimeUnit(short: text) ?? TimeUnit(word: text) else { return nil }
        self = unit
    }

    /// Whether the length depends on the calendar and the zone.
    package var isCalendar: Bool {
        switch self {
        case .millisecond, .second, .minute, .hour: false
        case .day, .week, .month, .quarter, .year: true
        }
    }

    /// The length of an exact unit; 24 hours for a day and for longer units, whose length depends
    /// on the date.
    var exactMilliseconds: Int64 {
        switch self {
        case .millisecond: 1
        case .second: 1000
        case .minute: 60_000
        case .hour: 3_600_000
        case .day, .week, .month, .quarter, .year: 86_400_000
        }
    }
}
