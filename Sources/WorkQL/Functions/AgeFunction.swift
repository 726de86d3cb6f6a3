import WorkQLPlanner
import WorkQLTime

/// The parts of PostgreSQL's `age(t, u)`, and its text: `6 years 5 mons 1 day 23:30:15.5`.
enum AgeFunction {
    static func all(in context: TimeContext) -> [ScalarFunction] {
        let values = TimeValues(context: context)
        return [
            ScalarFunction(name: LocalFunction.agePart.rawValue, arity: 3) { arguments in
                guard let part = arguments.text(0), let end = values.local(arguments[1]),
                    let start = values.local(arguments[2])
                else { return .null }
                let age = Age(from: start, to: end)
                return switch part {
                case "year": .integer(age.years)
                case "month": .integer(age.months)
                case "day": .integer(age.days)
                case "hour": .integer(age.milliseconds / 3_600_000)
                case "minute": .integer(age.milliseconds / 60_000 % 60)
                case "second": .real(Double(age.milliseconds % 60_000) / 1000)
                case "epoch": .real(age.seconds)
                default: .text(age.text)
                }
            }
        ]
    }
}

/// What passed between two local times, all parts of one sign.
struct Age: Hashable {
    private(set) var years: Int
    private(set) var months: Int
    private(set) var days: Int
    private(set) var milliseconds: Int

    /// A day that is borrowed has 24 hours, a month as many days as the one in which the earlier time
    /// is, as in PostgreSQL.
    init(from start: LocalTime, to end: LocalTime) {
        let isNegative = end.milliseconds < start.milliseconds
        let (first, last) = isNegative ? (end, start) : (start, end)
        let (from, to) = (first.date, last.date)
        years = to.year - from.year
        months = to.month - from.month
        days = to.day - from.day
        milliseconds = last.millisecondOfDay - first.millisecondOfDay
        if milliseconds < 0 {
            milliseconds += 86_400_000
            days -= 1
        }
        if days < 0 {
            let begin = CivilDate(year: from.year, month: from.month, day: 1)
            days += begin.adding(months: 1).dayNumber - begin.dayNumber
            months -= 1
        }
        if months < 0 {
            months += 12
            years -= 1
        }
        guard isNegative else { return }
        (years, months, days, milliseconds) = (-years, -months, -days, -milliseconds)
    }

    /// A year of 365.25 days and a month of 30, as PostgreSQL counts the seconds of an interval.
    var seconds: Double {
        let days = Double(years) * 365.25 + Double(months * 30) + Double(days)
        return days * 86_400 + Double(milliseconds) / 1000
    }

    var text: String {
        var parts: [String] = []
        for (count, one, many) in [
            (years, "year", "years"), (months, "mon", "mons"), (days, "day", "days"),
        ] where count != 0 {
            parts.append("\(count) \(count == 1 ? one : many)")
        }
        if milliseconds != 0 || parts.isEmpty {
            var clock = TimestampFormat.clock(abs(milliseconds))
            if clock.contains(".") { while clock.last == "0" { clock.removeLast() } }
            parts.append((milliseconds < 0 ? "-" : "") + clock)
        }
        return parts.joined(separator: " ")
    }
}
