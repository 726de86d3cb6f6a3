import WorkQLSyntax
package import WorkQLTime

/// A date, a time of day, or both with or without a zone, as files contain them: `2026-08-01`,
/// `2026/8/1`, `2026.8.1`, `2026年8月1日`, `9:00`, `09:00:30`, `下午1:00`, `1:00 PM`, `9点半`,
/// `2026-08-01 09:00`, `2026-08-01T09:00:00.250+08:00`.
///
/// It has the same meaning as in a statement, and years before 1970 and after 2100 are accepted as
/// well, because rosters contain birthdays. It is parsed from bytes, because a column may have
/// millions of them, and only these forms are accepted: `today` is a word in a file, and `2026-08` a
/// date only in a column that is declared as dates.
package struct WrittenMoment: Hashable, Sendable {
    /// Nil for a time of day alone.
    private(set) var date: CivilDate?
    /// Milliseconds of the day; nil for a date alone.
    private(set) var clock: Int?
    /// Minutes east of Greenwich, if the text contains an offset.
    private var offset: Int?

    /// Parses a date or time; returns nil if the text is not one.
    ///
    /// - Parameters:
    ///   - isDeclared: whether the text is known to be a date, so that `20260801` is one.
    ///   - order: the order of days, months and years if the year is not first or has two digits.
    init?(
        _ bytes: Slice<UnsafeBufferPointer<UInt8>>, isDeclared: Bool = false,
        order: DateOrder? = nil
    ) {
        var scanner = MomentScanner(bytes: bytes, position: bytes.startIndex)
        guard
            let date = scanner.date() ?? order.flatMap({ scanner.date(in: $0) })
                ?? (isDeclared ? scanner.compactDate() ?? scanner.month() : nil)
        else {
            scanner.position = bytes.startIndex
            guard let clock = scanner.clock(), scanner.isAtEnd else { return nil }
            self.clock = clock
            return
        }
        self.date = date
        scanner.skipWeekday()
        if scanner.isAtEnd { return }
        // 日 separates a date from a time as a space does.
        guard scanner.takeGap() || scanner.isBehindWord, let clock = scanner.clock() else {
            return nil
        }
        self.clock = clock
        scanner.skipBlanks()
        if scanner.isAtEnd { return }
        guard let read = scanner.offset(), scanner.isAtEnd else { return nil }
        offset = read
    }

    /// Returns whether this is a month such as `2026-8`, `2026/08` or `2026年8月`.
    static func isMonth(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        var scanner = MomentScanner(bytes: bytes, position: bytes.startIndex)
        return scanner.month() != nil
    }

    init(millisecondOfDay clock: Int) { self.clock = clock }

    /// The type of a column of such texts.
    var seen: SeenTypes { date == nil ? .time : clock == nil ? .date : .timestamp }

    /// Whether this is a date, possibly followed by 00:00.
    var isDay: Bool { date != nil && clock ?? 0 == 0 && offset == nil }

    /// Returns the instant; a date is its midnight. Nil for a time of day.
    package func instant(in zone: Zone) -> Instant? {
        guard let date else { return nil }
        let local = LocalTime(date, millisecondOfDay: clock ?? 0)
        guard let offset else { return zone.instant(of: local) }
        return Instant(milliseconds: local.milliseconds - Int64(offset) * 60_000)
    }

    /// Days since 1970; nil for a time of day.
    var day: Int? { date?.dayNumber }

    /// `2026-08-01`
    package var dateText: String? {
        guard let date else { return nil }
        return "\(date.year.padded(4))-\(date.month.padded(2))-\(date.day.padded(2))"
    }

    /// `09:00:00`, `09:00:00.250`
    package var clockText: String? {
        guard let clock else { return nil }
        let (seconds, rest) = clock.quotientAndRemainder(dividingBy: 1000)
        let text =
            "\((seconds / 3600).padded(2)):\((seconds / 60 % 60).padded(2))"
            + ":\((seconds % 60).padded(2))"
        return rest == 0 ? text : "\(text).\(rest.padded(3))"
    }
}

/// The order of a date's numbers, if the year is not first with four digits.
package enum DateOrder: String, CaseIterable, Sendable {
    case dmy, mdy, ymd
}

private struct MomentScanner {
    let bytes: Slice<UnsafeBufferPointer<UInt8>>
    var position: Int
    /// Whether the previous character is one that cannot be followed by more digits of a number.
    var isBehindWord = false

    var isAtEnd: Bool { position == bytes.endIndex }
    var next: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

    mutating func skipBlanks() {
        while let byte = next, Ascii.isBlank(byte) { position += 1 }
    }

    mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    /// Reads all digits at this position, if their number is within `lengths`.
    mutating func number(_ lengths: ClosedRange<Int>) -> Int? {
        let start = position
        var value = 0
        while let byte = next, Ascii.isDigit(byte) {
            guard position - start < lengths.upperBound else { return nil }
            value = value * 10 + Int(byte - Ascii.zero)
            position += 1
        }
        return position - start >= lengths.lowerBound ? value : nil
    }

    mutating func date() -> CivilDate? {
        guard let year = number(4...4), year > 0, let separator = next else { return nil }
        if separator >= 0x80 || Ascii.isBlank(separator) {
            skipBlanks()
            return dateInWords(year)
        }
        guard separator == Ascii.minus || separator == Ascii.slash || separator == Ascii.dot
        else { return nil }
        position += 1
        guard let month = number(1...2), take(separator), let day = number(1...2) else {
            return nil
        }
        let date = CivilDate(year: year, month: month, day: day)
        return date.exists ? date : nil
    }

    /// Parses `8/4/2026`, `4.8.2026`, `8-4-26`: years of two digits are from 1969 to 2068.
    mutating func date(in order: DateOrder) -> CivilDate? {
        position = bytes.startIndex
        guard let first = number(1...2), let separator = next,
            separator == Ascii.minus || separator == Ascii.slash || separator == Ascii.dot
        else { return nil }
        position += 1
        guard let second = number(1...2), take(separator) else { return nil }
        let start = position
        guard var third = number(1...4) else { return nil }
        let digits = position - start
        func full(_ year: Int) -> Int { year < 69 ? 2000 + year : 1900 + year }
        let date: CivilDate
        switch order {
        case .ymd:
            guard digits <= 2 else { return nil }
            date = CivilDate(year: full(first), month: second, day: third)
        case .mdy, .dmy:
            guard digits == 2 || digits == 4 else { return nil }
            if digits == 2 { third = full(third) }
            let (month, day) = order == .mdy ? (first, second) : (second, first)
            date = CivilDate(year: third, month: month, day: day)
        }
        return date.year > 0 && date.exists ? date : nil
    }

    /// Parses the part after the year in `2026年8月3日`.
    private mutating func dateInWords(_ year: Int) -> CivilDate? {
        guard take(word: "年") else { return nil }
        skipBlanks()
        guard let month = number(1...2) else { return nil }
        skipBlanks()
        guard take(word: "月") else { return nil }
        skipBlanks()
        guard let day = number(1...2) else { return nil }
        skipBlanks()
        guard take(word: "日") || take(word: "号") else { return nil }
        isBehindWord = true
        let date = CivilDate(year: year, month: month, day: day)
        return date.exists ? date : nil
    }

    /// Parses `20260803`.
    mutating func compactDate() -> CivilDate? {
        position = bytes.startIndex
        guard let number = number(8...8) else { return nil }
        let date = CivilDate(year: number / 10_000, month: number / 100 % 100, day: number % 100)
        return date.year > 0 && date.exists ? date : nil
    }

    /// Parses `2026-8`, `2026/8` and `2026年8月`, the first day of which is the date.
    mutating func month() -> CivilDate? {
        position = bytes.startIndex
        guard let year = number(4...4), year > 0 else { return nil }
        let isInWords = take(word: "年")
        guard isInWords || take(Ascii.minus) || take(Ascii.slash) else { return nil }
        skipBlanks()
        guard let month = number(1...2), (1...12).contains(month) else { return nil }
        if isInWords {
            skipBlanks()
            guard take(word: "月") else { return nil }
        }
        return isAtEnd ? CivilDate(year: year, month: month, day: 1) : nil
    }

    /// Skips the `星期一` or `周一` that exports of attendance write after a date.
    mutating func skipWeekday() {
        let start = position
        skipBlanks()
        guard take(word: "星期") || take(word: "周") || take(word: "礼拜"),
            ["一", "二", "三", "四", "五", "六", "日", "天"].contains(where: { take(word: $0) })
        else {
            position = start
            return
        }
        isBehindWord = true
    }

    mutating func take(word: StaticString) -> Bool {
        let length = word.utf8CodeUnitCount
        guard position + length <= bytes.endIndex,
            word.withUTF8Buffer({ bytes[position..<position + length].elementsEqual($0) })
        else { return false }
        position += length
        return true
    }

    /// Consumes the separator between date and time.
    mutating func takeGap() -> Bool {
        let start = position
        if take(UInt8(ascii: "T")) || take(UInt8(ascii: "t")) { return true }
        skipBlanks()
        return position > start
    }

    /// Parses a time into milliseconds of the day, including `上午9:30`, `下午1:00` and `1:00 PM`, by
    /// the same rule as literals in statements (`TimeScanner.timeOfDay`).
    mutating func clock() -> Int? {
        var half: Int?
        if take(word: "上午") || take(word: "早上") {
            half = 0
        } else if take(word: "下午") || take(word: "晚上") {
            half = 12
        }
        if half != nil { skipBlanks() }
        let start = position
        var read = plainClock()
        if read == nil {
            position = start
            read = clockInWords()
        }
        guard let clock = read else { return nil }
        if half == nil { half = halfBehind() }
        guard let half else { return clock }
        let hour = clock / 3_600_000
        guard (1...12).contains(hour) || half == 12 && hour > 12 else { return nil }
        return hour > 12 ? clock : clock + (hour % 12 + half - hour) * 3_600_000
    }

    /// Returns the first hour of the half of the day that `AM` or `PM` after a time names.
    private mutating func halfBehind() -> Int? {
        let start = position
        skipBlanks()
        for (letter, hour) in [(UInt8(ascii: "a"), 0), (UInt8(ascii: "p"), 12)] {
            guard let first = next, first | 0x20 == letter else { continue }
            position += 1
            guard let second = next, second | 0x20 == UInt8(ascii: "m") else { break }
            position += 1
            return hour
        }
        position = start
        return nil
    }

    /// Parses `9点`, `9点半`, `9时30分`, `9点30分15秒`.
    private mutating func clockInWords() -> Int? {
        guard let hour = number(1...2), hour < 24, take(word: "点") || take(word: "时") else {
            return nil
        }
        var (minute, second) = (0, 0)
        if take(word: "半") {
            minute = 30
        } else if let next, Ascii.isDigit(next) {
            guard let read = number(1...2), take(word: "分") || isAtEnd else { return nil }
            minute = read
            if let next = self.next, Ascii.isDigit(next) {
                guard let read = number(1...2), take(word: "秒") || isAtEnd else { return nil }
                second = read
            }
        } else {
            _ = take(word: "整") || take(word: "钟")
        }
        guard minute < 60, second < 60 else { return nil }
        return ((hour * 60 + minute) * 60 + second) * 1000
    }

    /// Parses a time with colons; fraction digits after the third are dropped.
    private mutating func plainClock() -> Int? {
        guard let hour = number(1...2), take(Ascii.colon), let minute = number(2...2) else {
            return nil
        }
        var second = 0
        var millisecond = 0
        if take(Ascii.colon) {
            guard let read = number(2...2) else { return nil }
            second = read
            if take(Ascii.dot) {
                let start = position
                guard var fraction = number(1...9) else { return nil }
                var digits = position - start
                while digits > 3 { (fraction, digits) = (fraction / 10, digits - 1) }
                while digits < 3 { (fraction, digits) = (fraction * 10, digits + 1) }
                millisecond = fraction
            }
        }
        guard hour < 24, minute < 60, second < 60 else { return nil }
        return ((hour * 60 + minute) * 60 + second) * 1000 + millisecond
    }

    /// Parses `Z`, `+08:00`, `+0800`, `+08`.
    mutating func offset() -> Int? {
        if take(UInt8(ascii: "Z")) || take(UInt8(ascii: "z")) { return 0 }
        guard let sign = next, sign == Ascii.plus || sign == Ascii.minus else { return nil }
        position += 1
        let start = position
        guard var hours = number(1...4) else { return nil }
        var minutes = 0
        switch position - start {
        case 4: (hours, minutes) = (hours / 100, hours % 100)
        case 3: return nil
        default:
            if take(Ascii.colon) {
                guard let read = number(2...2) else { return nil }
                minutes = read
            }
        }
        guard minutes < 60, hours * 60 + minutes <= 14 * 60 else { return nil }
        return (sign == Ascii.minus ? -1 : 1) * (hours * 60 + minutes)
    }
}
