/// The annual changes of the clocks, in the notation of POSIX for TZ: `EST5EDT,M3.2.0,M11.1.0`.
struct ZoneRule {
    /// Seconds east of Greenwich in winter, or always.
    var offset: Int64
    var summer: Summer?

    struct Summer {
        var offset: Int64
        /// By the clock that applies until then.
        var start: Change
        var end: Change
    }

    struct Change {
        enum Day {
            /// The n-th weekday of a month, with 5 for the last; 0 is Sunday.
            case weekday(month: Int, week: Int, day: Int)
            /// Counted from 1, without 29 February.
            case common(Int)
            /// Counted from 0, including 29 February.
            case counted(Int)
        }

        var day: Day
        /// Seconds after midnight; may be negative, or beyond the day.
        var seconds: Int64 = 7_200

        /// Returns the local time of the change, in seconds since 1970.
        func time(in year: Int) -> Int64 {
            let first = CivilDate(year: year, month: 1, day: 1).dayNumber
            let number: Int
            switch day {
            case .counted(let day): number = first + day
            case .common(let day):
                let isLater = CivilDate.isLeap(year: year) && day >= 60
                number = first + day - (isLater ? 0 : 1)
            case .weekday(let month, let week, let day):
                let start = CivilDate(year: year, month: month, day: 1).dayNumber
                let ahead = (day - CivilDate.weekday(ofDay: start)).floorModulo(7)
                var index = ahead + (week - 1) * 7
                while index >= CivilDate.days(inMonth: month, year: year) { index -= 7 }
                number = start + index
            }
            return Int64(number) * 86_400 + seconds
        }
    }

    /// - Returns: nil if the text is not such a rule.
    init?(_ text: String) {
        var scanner = Scanner(text: Array(text.utf8))
        guard scanner.name(), let west = scanner.duration() else { return nil }
        offset = -west
        guard !scanner.isAtEnd else { return }
        guard scanner.name() else { return nil }
        var summerOffset = offset + 3_600
        if scanner.next != UInt8(ascii: ",") {
            guard let west = scanner.duration() else { return nil }
            summerOffset = -west
        }
        guard scanner.take(","), let start = scanner.change(), scanner.take(","),
            let end = scanner.change(), scanner.isAtEnd
        else { return nil }
        summer = Summer(offset: summerOffset, start: start, end: end)
    }

    private struct Scanner {
        let text: [UInt8]
        var index = 0

        var next: UInt8? { index < text.count ? text[index] : nil }
        var isAtEnd: Bool { index == text.count }

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard next == UInt8(ascii: character) else { return false }
            index += 1
            return true
        }

        /// Reads a name such as `EST` or `<+08>`.
        mutating func name() -> Bool {
            if take("<") {
                while let byte = next, byte != UInt8(ascii: ">") {
                    _ = byte
                    index += 1
                }
                return take(">")
            }
            let start = index
            while let byte = next, (0x41...0x5A).contains(byte & 0xDF) { index += 1 }
            return index > start
        }

        mutating func number() -> Int? {
            let start = index
            var value = 0
            while let byte = next, (0x30...0x39).contains(byte), index - start < 6 {
                value = value * 10 + Int(byte - 0x30)
                index += 1
            }
            return index > start ? value : nil
        }

        /// Reads a duration such as `5`, `-5:45`, `+1:00:30`, in seconds.
        mutating func duration() -> Int64? {
            let isNegative = take("-")
            if !isNegative { _ = take("+") }
            guard var seconds = number().map({ $0 * 3_600 }) else { return nil }
            for unit in [60, 1] where take(":") {
                guard let count = number() else { return nil }
                seconds += count * unit
            }
            return Int64(isNegative ? -seconds : seconds)
        }

        mutating func change() -> Change? {
            var change: Change
            if take("M") {
                guard let month = number(), take("."), let week = number(), take("."),
                    let day = number(), (1...12).contains(month), (1...5).contains(week), day < 7
                else { return nil }
                change = Change(day: .weekday(month: month, week: week, day: day))
            } else if take("J") {
                guard let day = number(), (1...365).contains(day) else { return nil }
                change = Change(day: .common(day))
            } else {
                guard let day = number(), day < 366 else { return nil }
                change = Change(day: .counted(day))
            }
            if take("/") {
                guard let seconds = duration() else { return nil }
                change.seconds = seconds
            }
            return change
        }
    }
}
