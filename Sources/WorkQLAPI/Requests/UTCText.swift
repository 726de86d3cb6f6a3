/// The format of instants as `2026-08-01T09:00:00Z`.
enum UTCText {
    /// - Parameter seconds: seconds since 1970, at least 0 and at most in the year 9999.
    static func text(_ seconds: Int) -> String {
        let (days, clock) = seconds.quotientAndRemainder(dividingBy: 86_400)
        let (year, month, day) = civil(days)
        let parts = [clock / 3600, clock / 60 % 60, clock % 60].map(twoDigits)
        return "\(year)-\(twoDigits(month))-\(twoDigits(day))T\(parts.joined(separator: ":"))Z"
    }

    private static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }

    /// Returns the date `days` days after 1970-01-01, after Howard Hinnant.
    private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let ofEra = shifted - era * 146_097
        let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * ofYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, ofYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}
