package import WorkQLTime

/// The days on which people work other than by the week: holidays, and the weekends that are worked
/// in exchange for them.
package struct HolidayCalendar: Hashable, Sendable {
    package struct Day: Hashable, Sendable {
        package var isWorkday: Bool
        package var name: String?

        package init(isWorkday: Bool, name: String?) {
            self.isWorkday = isWorkday
            self.name = name
        }
    }

    /// By the number of the day.
    private var days: [Int: Day] = [:]
    /// What it was read from, for messages.
    package let source: String

    package init(source: String) { self.source = source }

    package subscript(date: CivilDate) -> Day? {
        get { days[date.dayNumber] }
        set { days[date.dayNumber] = newValue }
    }

    /// The days of a range of day numbers, in their order.
    func days(in range: ClosedRange<Int>) -> [(date: CivilDate, day: Day)] {
        days.filter { range.contains($0.key) }.sorted { $0.key < $1.key }
            .map { (CivilDate(day: $0.key), $0.value) }
    }

    /// The years of a range of which it names no day.
    func yearsWithout(in range: ClosedRange<Int>) -> [Int] {
        let known = Set(days.keys.map { CivilDate(day: $0).year })
        let years = CivilDate(day: range.lowerBound).year...CivilDate(day: range.upperBound).year
        return years.filter { !known.contains($0) }
    }
}
