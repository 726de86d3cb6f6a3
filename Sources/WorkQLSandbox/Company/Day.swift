/// A calendar day of the company, whose zone is +08:00 without summer time.
struct Day: Sendable, Hashable, Comparable {
    /// The number of days since 1970-01-01.
    let number: Int

    static let length = 86_400
    private static let offset = 8 * 3_600

    init(number: Int) { self.number = number }

    /// Creates the day that contains an instant, in seconds since 1970-01-01T00:00:00Z.
    init(containing instant: Int) {
        number = Day.floorDivided(instant + Day.offset, Day.length)
    }

    /// The instant of the day's midnight.
    var start: Int { number * Day.length - Day.offset }

    /// The day of the week; 0 is Sunday.
    var weekday: Int { ((number + 4) % 7 + 7) % 7 }

    /// Whether the day is Monday to Friday. The company observes no public holidays, so that every
    /// week can be counted by hand.
    var isWorkday: Bool { (1...5).contains(weekday) }

    /// The number of weeks since the epoch; weeks begin on Mondays.
    var week: Int { Day.floorDivided(number + 3, 7) }

    var next: Day { Day(number: number + 1) }

    /// The year, month and day of the proleptic Gregorian calendar (Hinnant's civil_from_days).
    var civil: (year: Int, month: Int, day: Int) {
        let shifted = number + 719_468
        let era = Day.floorDivided(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    static func < (left: Day, right: Day) -> Bool { left.number < right.number }

    static func floorDivided(_ dividend: Int, _ divisor: Int) -> Int {
        let quotient = dividend / divisor
        return dividend % divisor < 0 ? quotient - 1 : quotient
    }

    /// Returns the days that overlap the half-open range, with `margin` days added at each end.
    static func days(from: Int, until: Int, margin: Int = 0) -> [Day] {
        guard from < until else { return [] }
        let first = Day(containing: from).number - margin
        let last = Day(containing: until - 1).number + margin
        return (first...last).map(Day.init(number:))
    }
}
