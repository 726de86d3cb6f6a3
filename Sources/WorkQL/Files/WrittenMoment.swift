import WorkQLPlanner
import WorkQLSyntax

/// A date, with or without a clock and a zone, as files write it: `2026-08-01`, `2026/8/1`,
/// `2026-08-01 09:00`, `2026-08-01T09:00:00.250+08:00`.
///
/// It means what the same text means in a statement, and years before 1970 and after 2100 are read
/// as well, because rosters have birthdays. It is read from bytes, because a column has
/// millions, and only these forms count: `2026-08` and `today` are words in a file.
struct WrittenMoment: Hashable, Sendable {
    private var local: LocalTime
    /// Minutes east of Greenwich, where the text says so.
    private var offset: Int?

    /// Nil when the text is no such time.
    init?(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) {
        var scanner = MomentScanner(bytes: bytes, position: bytes.startIndex)
        guard let date = scanner.date() else { return nil }
        local = LocalTime(date)
        if scanner.isAtEnd { return }
        guard scanner.takeGap(), let clock = scanner.clock() else { return nil }
        local = LocalTime(date, millisecondOfDay: clock)
        scanner.skipBlanks()
        if scanner.isAtEnd { return }
        guard let read = scanner.offset(), scanner.isAtEnd else { return nil }
        offset = read
    }

    func instant(in zone: Zone) -> Instant {
        guard let offset else { return zone.instant(of: local) }
        return Instant(milliseconds: local.milliseconds - Int64(offset) * 60_000)
    }
}

private struct MomentScanner {
    let bytes: Slice<UnsafeBufferPointer<UInt8>>
    var position: Int

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

    /// Takes all digits that stand here, if they are as many as `lengths` says.
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
        guard let year = number(4...4), year > 0, let separator = next,
            separator == Ascii.minus || separator == Ascii.slash
        else { return nil }
        position += 1
        guard let month = number(1...2), take(separator), let day = number(1...2) else {
            return nil
        }
        let date = CivilDate(year: year, month: month, day: day)
        return date.exists ? date : nil
    }

    /// What stands between date and clock.
    mutating func takeGap() -> Bool {
        let start = position
        if take(UInt8(ascii: "T")) || take(UInt8(ascii: "t")) { return true }
        skipBlanks()
        return position > start
    }

    /// Milliseconds of the day; digits after the third are dropped.
    mutating func clock() -> Int? {
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

    /// `Z`, `+08:00`, `+0800`, `+08`
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
