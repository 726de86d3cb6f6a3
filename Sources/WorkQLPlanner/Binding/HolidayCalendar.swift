package import WorkQLTime

/// The exceptions to the regular work week: holidays, and the weekend days that are worked in
/// exchange for them.
package struct HolidayCalendar: Hashable, Sendable {
    package struct Day: Hashable, Sendable {
        package var isWorkday: Bool
        package var name: String?

        package init(isWorkday: Bool, name: String?) {
            self.isWorkday = isWorkday
            self.name = name
        }
    }

    /// The days, keyed by their day numbers.
    private var days: [Int: Day] = [:]
    /// The source that it was read from, for messages.
    package let source: String

    package init(source: String) { self.source = source }

    package subscript(date: CivilDate) -> Day? {
        get { days[date.dayNumber] }
        set { days[date.dayNumber] = newValue }
    }

    /// Returns the days in a range of day numbers, in ascending order.
    func days(in range: ClosedRange<Int>) -> [(date: CivilDate, day: Day)] {
        days.filter { range.contains($0.key) }.sorted { $0.key < $1.key }
            .map { (CivilDate(day: $0.key), $0.value) }
    }

    /// Returns the years of a range for which it contains no day.
    func yearsWithout(in range: ClosedRange<Int>) -> [Int] {
        let known = Set(days.keys.map { CivilDate(day: $0).year })
        let years = CivilDate(day: range.lowerBound).year...CivilDate(day: range.upperBound).year
        return years.filter { !known.contains($0) }
    }
}
