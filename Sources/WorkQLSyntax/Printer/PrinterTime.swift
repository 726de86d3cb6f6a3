// The time language as text.

import WorkQLTime

extension Printer {
    package func print(_ clause: TimeClause) -> String {
        switch clause.range {
        case .during(let period): return "DURING \(period)"
        case .from(let since, let end):
            var parts: [String] = []
            if let since { parts.append("SINCE \(since)") }
            switch end {
            case .until(let point): parts.append("UNTIL \(point)")
            case .through(let period): parts.append("THROUGH \(period)")
            case nil: break
            }
            return parts.joined(separator: " ")
        }
    }
}

extension TimeClause: CustomStringConvertible {
    package var description: String { Printer().print(self) }
}

extension TimePoint: CustomStringConvertible {
    package var description: String {
        var text = base == .now && snap != nil ? "" : "\(base)"
        if let snap { text += "@\(snap.rawValue)" }
        if let clock { text += " AT " + Printer.quoted(clock) }
        for offset in offsets {
            let sign = offset.negative ? "-" : "+"
            // After digits and quotes, a sign without spaces is hard to read.
            text += base.isWritten || clock != nil ? " \(sign) " : sign
            text += "\(offset.duration)"
        }
        return text
    }
}

extension TimePoint.Base: CustomStringConvertible {
    package var description: String {
        switch self {
        case .now: "now"
        case .ago(let duration): "\(duration)"
        case .today: "today"
        case .yesterday: "yesterday"
        case .tomorrow: "tomorrow"
        case .weekday(let day): TimeWords.weekday(day)
        case .weekdayOfWeek(let day, let weeks):
            TimeWords.weekday(day) + " of " + TimeWords.unit(.week, weeks)
        case .unit(let unit, let steps): TimeWords.unit(unit, steps)
        case .date(let date): "\(date)"
        case .monthDay(let month, let day): TimeWords.monthDay(month, day)
        case .monthDayOfYear(let month, let day, let years):
            TimeWords.monthDay(month, day) + " of " + TimeWords.unit(.year, years)
        case .dayOfMonth(let day, let months): "day \(day) of " + TimeWords.unit(.month, months)
        case .dateTime(let text): text
        case .text(let text): Printer.quoted(text)
        case .parameter(let name): name.asParameter
        }
    }

    fileprivate var isWritten: Bool {
        switch self {
        case .date, .monthDay, .dateTime, .text: true
        default: false
        }
    }
}

extension Period: CustomStringConvertible {
    package var description: String { "\(kind)" }
}

extension Period.Kind: CustomStringConvertible {
    package var description: String {
        switch self {
        case .today: "today"
        case .yesterday: "yesterday"
        case .tomorrow: "tomorrow"
        case .weekday(let day): TimeWords.weekday(day)
        case .weekdayOfWeek(let day, let weeks):
            TimeWords.weekday(day) + " of " + TimeWords.unit(.week, weeks)
        case .unit(let unit, let steps): TimeWords.unit(unit, steps)
        case .last(let count, let unit): "last \(DurationLiteral.Part(count, unit).inWords)"
        case .past(let count, let unit): "past \(DurationLiteral.Part(count, unit).inWords)"
        case .date(let date): "\(date)"
        case .monthDay(let month, let day): TimeWords.monthDay(month, day)
        case .monthDayOfYear(let month, let day, let years):
            TimeWords.monthDay(month, day) + " of " + TimeWords.unit(.year, years)
        case .dayOfMonth(let day, let months): "day \(day) of " + TimeWords.unit(.month, months)
        case .monthOfYear(let month): TimeWords.monthName(month)
        case .monthOfYearAway(let month, let years):
            TimeWords.monthName(month) + " of " + TimeWords.unit(.year, years)
        case .month(let year, let month): "\(year.padded(4))-\(month.padded(2))"
        case .week(let year, let week): "\(year.padded(4))-W\(week.padded(2))"
        case .quarter(let year, let quarter): "\(year.padded(4))-Q\(quarter)"
        case .year(let year): year.padded(4)
        case .text(let text): Printer.quoted(text)
        case .parameter(let name): name.asParameter
        }
    }
}

extension TimeWords {
    fileprivate static func weekday(_ day: Int) -> String {
        let keyword = days.first { $0.weekday == day }
        return (keyword?.rawValue ?? "MONDAY").lowercased()
    }

    /// One unit forth and two back are all that the language has words for, except days.
    fileprivate static func unit(_ unit: TimeUnit, _ steps: Int) -> String {
        if unit == .day, steps > 1 || steps < -2 {
            let side = steps < 0 ? "before" : "after"
            return steps == 2
                ? "day after tomorrow" : "\(steps.magnitude) days \(side) today"
        }
        if steps < -1 { return unit.noun + (unit == .day ? " before yesterday" : " before last") }
        return (steps == 0 ? "this " : steps < 0 ? "last " : "next ") + unit.noun
    }

    fileprivate static func monthName(_ month: Int) -> String {
        months.indices.contains(month - 1) ? months[month - 1] : "month \(month)"
    }

    fileprivate static func monthDay(_ month: Int, _ day: Int) -> String {
        "\(monthName(month)) \(day)"
    }
}
