package import WorkQLTime

/// A time in Chinese, as what it means in English: `上周五下午3点` is `friday of last week AT '15:00'`.
package struct ChineseTime: Hashable, Sendable {
    package enum Base: Hashable, Sendable {
        case now
        /// `7天前`
        case ago(DurationLiteral)
        /// `月初`, `上月初`: the start of a unit, which is not a period.
        case start(TimeUnit, Int)
        case period(Period.Kind)
    }

    package var base: Base
    /// The time of day as `AT` takes it: `15:00`. It need not exist.
    package var clock: String?

    package init(_ base: Base, clock: String? = nil) {
        self.base = base
        self.clock = clock
    }

    /// The period that begins with it; nil where none does.
    var period: Period.Kind? {
        switch base {
        case .period(let kind): kind
        case .start(let unit, let steps): .unit(unit, steps)
        case .now, .ago: nil
        }
    }

    /// The instant; a period stands for its start.
    package var point: TimePoint {
        var point: TimePoint
        switch base {
        case .now: point = TimePoint(.now)
        case .ago(let duration): point = TimePoint(.ago(duration))
        case .start(let unit, let steps): point = TimePoint(.unit(unit, steps))
        case .period(let kind): point = kind.start
        }
        point.clock = clock
        return point
    }
}

extension Period.Kind {
    /// The days of so many units before today: weeks are of seven days, and longer units begin on
    /// the day of the month that today is.
    package static func past(_ count: Int, of unit: TimeUnit) -> Period.Kind {
        switch unit {
        case .week where count < 1_000_000: .last(7 * count, .day)
        case .month, .quarter, .year: .past(count, unit)
        default: .last(count, unit)
        }
    }

    /// The first instant, as the time language says it.
    fileprivate var start: TimePoint {
        switch self {
        case .today: TimePoint(.today)
        case .yesterday: TimePoint(.yesterday)
        case .tomorrow: TimePoint(.tomorrow)
        case .weekday(let day): TimePoint(.weekday(day))
        case .weekdayOfWeek(let day, let weeks): TimePoint(.weekdayOfWeek(day, weeks))
        case .unit(let unit, let steps): TimePoint(.unit(unit, steps))
        case .last(let count, let unit): TimePoint(unit, ago: count)
        case .past(let count, let unit): TimePoint(unit, ago: count, snap: .day)
        case .date(let date): TimePoint(.date(date))
        case .monthDay(let month, let day): TimePoint(.monthDay(month, day))
        case .monthDayOfYear(let month, let day, let years):
            TimePoint(.monthDayOfYear(month, day, years))
        case .dayOfMonth(let day, let months): TimePoint(.dayOfMonth(day, months))
        case .monthOfYearAway(let month, let years): TimePoint(.monthDayOfYear(month, 1, years))
        case .monthOfYear(let month): TimePoint(.monthDay(month, 1))
        case .month(let year, let month):
            TimePoint(.date(CivilDate(year: year, month: month, day: 1)))
        case .year(let year): TimePoint(.date(CivilDate(year: year, month: 1, day: 1)))
        case .week, .quarter: TimePoint(.text("\(self)"))
        case .text(let text): TimePoint(.text(text))
        case .parameter(let name): TimePoint(.parameter(name))
        }
    }
}

extension TimePoint {
    /// `3mo@mo`, `3mo@d`
    fileprivate init(_ unit: TimeUnit, ago count: Int, snap: TimeUnit? = nil) {
        self.init(.ago(DurationLiteral(count, unit)), snap: snap ?? unit)
    }
}

extension DurationLiteral {
    fileprivate init(_ count: Int, _ unit: TimeUnit) { self.init([Part(count, unit)]) }
}

/// What is wrong with a time in Chinese, where in its bytes, and what to write instead.
package struct ChineseTimeMistake: Error, Hashable, Sendable {
    package var message: String
    package var range: Range<Int>
    package var help: String?
    /// What takes the place of the range.
    package var fix: String?

    package func diagnostic(at span: Span) -> Diagnostic {
        var found = Diagnostic(.malformedInstant, message, at: span, help: help)
        found.fix = fix.flatMap { Diagnostic.Fix($0, replacing: span) }
        return found
    }
}
