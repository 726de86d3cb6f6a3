/// A date of the proleptic Gregorian calendar, which has not been checked to exist.
package struct CivilDate: Hashable, Sendable {
    package var year: Int
    package var month: Int
    package var day: Int

    package init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }
}

extension CivilDate: CustomStringConvertible {
    /// The date as written, such as `2026-08-01`; it need not exist.
    package var description: String {
        "\(year.padded(4))-\(month.padded(2))-\(day.padded(2))"
    }
}

/// The proleptic Gregorian calendar in integers, after Howard Hinnant's algorithms. Days are
/// counted from 1970-01-01, which is day 0. Years must be within ±1,000,000.
extension CivilDate {
    package init(day: Int) {
        let shifted = day + 719_468
        let era = shifted.floorDivided(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        self.init(
            year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month,
            day: dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    /// Days since 1970-01-01. The date must exist.
    package var dayNumber: Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear.floorDivided(by: 400)
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// 1 is Monday, 7 is Sunday.
    package var weekday: Int { Self.weekday(ofDay: dayNumber) }

    /// Returns the day of the week of a day number: 1 is Monday, 7 is Sunday.
    package static func weekday(ofDay day: Int) -> Int { (day + 3).floorModulo(7) + 1 }

    /// The week by ISO 8601, and the year to which it belongs, which is the year of its Thursday.
    package var isoWeek: (year: Int, week: Int) {
        let day = dayNumber
        let thursday = day - Self.weekday(ofDay: day) + 4
        let year = CivilDate(day: thursday).year
        let firstDay = CivilDate(year: year, month: 1, day: 1).dayNumber
        return (year, (thursday - firstDay) / 7 + 1)
    }

    /// Creates the Monday of a week of ISO 8601.
    package init(mondayOfWeek week: Int, year: Int) {
        // 4 January is always in week 1.
        let fourth = CivilDate(year: year, month: 1, day: 4).dayNumber
        self.init(day: fourth - Self.weekday(ofDay: fourth) + 1 + (week - 1) * 7)
    }

    /// Returns 52 or 53: 28 December is always in the last week.
    package static func weeks(inYear year: Int) -> Int {
        CivilDate(year: year, month: 12, day: 28).isoWeek.week
    }

    package static func isLeap(year: Int) -> Bool {
        year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
    }

    /// Returns the number of days of a month; the month is in 1 ... 12.
    package static func days(inMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: isLeap(year: year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    package var exists: Bool {
        (1...12).contains(month) && day >= 1 && day <= Self.days(inMonth: month, year: year)
    }

    /// The years of the calendar: those whose dates are ordered like their texts.
    package static let years = 1...9999

    /// Returns the same day of another month, or that month's last day if it is shorter.
    package func adding(months: Int) -> CivilDate {
        let count = year * 12 + (month - 1) + months
        let year = count.floorDivided(by: 12)
        let month = count.floorModulo(12) + 1
        return CivilDate(
            year: year, month: month, day: min(day, Self.days(inMonth: month, year: year)))
    }

    /// Returns the first day of the week, month, quarter or year that contains this date; the date
    /// itself for a day and for shorter units.
    package func start(of unit: TimeUnit) -> CivilDate {
        switch unit {
        case .millisecond, .second, .minute, .hour, .day: self
        case .week: CivilDate(day: dayNumber - weekday + 1)
        case .month: CivilDate(year: year, month: month, day: 1)
        case .quarter: CivilDate(year: year, month: (month - 1) / 3 * 3 + 1, day: 1)
        case .year: CivilDate(year: year, month: 1, day: 1)
        }
    }

    /// `2026-08-01`
    package var isoText: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(10)
        TimestampFormat.append(self, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// A date and time of day on a local clock, in an unspecified zone.
package struct LocalTime: Hashable, Sendable {
    /// Milliseconds on the local clock since it showed 1970-01-01 00:00.
    package var milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    package init(day: Int, millisecondOfDay: Int = 0) {
        milliseconds = Int64(day) * Self.millisecondsPerDay + Int64(millisecondOfDay)
    }

    package init(_ date: CivilDate, millisecondOfDay: Int = 0) {
        self.init(day: date.dayNumber, millisecondOfDay: millisecondOfDay)
    }

    static let millisecondsPerDay: Int64 = 86_400_000

    /// Days since 1970-01-01.
    package var day: Int { Int(milliseconds.floorDivided(by: Self.millisecondsPerDay)) }

    /// In 0 ..< 86,400,000.
    package var millisecondOfDay: Int { Int(milliseconds.floorModulo(Self.millisecondsPerDay)) }

    package var date: CivilDate { CivilDate(day: day) }
    package var hour: Int { millisecondOfDay / 3_600_000 }
    package var minute: Int { millisecondOfDay / 60_000 % 60 }
    package var second: Int { millisecondOfDay / 1000 % 60 }
    package var millisecond: Int { millisecondOfDay % 1000 }
}

extension LocalTime: Comparable {
    package static func < (left: LocalTime, right: LocalTime) -> Bool {
        left.milliseconds < right.milliseconds
    }
}
