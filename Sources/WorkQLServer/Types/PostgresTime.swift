import WorkQLTime

/// Times in PostgreSQL's text and binary formats.
enum PostgresTime {
    /// The milliseconds from 1970 to 2000-01-01T00:00:00Z, PostgreSQL's epoch.
    static let epochMilliseconds: Int64 = 946_684_800_000
    static let epochDay = 10_957

    /// Appends `2026-08-01 09:00:00.25+08`.
    static func append(_ instant: Instant, in zone: Zone, to bytes: inout [UInt8]) {
        let local = zone.localTime(at: instant)
        append(day: local.day, to: &bytes)
        bytes.append(UInt8(ascii: " "))
        append(clock: local.millisecondOfDay, to: &bytes)
        let minutes = Int(zone.offset(at: instant) / 60_000)
        bytes.append(UInt8(ascii: minutes < 0 ? "-" : "+"))
        appendPair(abs(minutes) / 60, to: &bytes)
        if !minutes.isMultiple(of: 60) {
            bytes.append(UInt8(ascii: ":"))
            appendPair(abs(minutes) % 60, to: &bytes)
        }
    }

    /// Appends `2026-08-01`.
    private static func append(day: Int, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: CivilDate(day: day).isoText.utf8)
    }

    /// Appends `09:00:00.25`.
    static func append(clock millisecondOfDay: Int, to bytes: inout [UInt8]) {
        appendPair(millisecondOfDay / 3_600_000, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        appendPair(millisecondOfDay / 60_000 % 60, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        appendPair(millisecondOfDay / 1000 % 60, to: &bytes)
        var rest = millisecondOfDay % 1000
        guard rest != 0 else { return }
        bytes.append(UInt8(ascii: "."))
        var scale = 100
        while rest > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(rest / scale))
            rest %= scale
            scale /= 10
        }
    }

    private static func appendPair(_ number: Int, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "0") + UInt8(number / 10 % 10))
        bytes.append(UInt8(ascii: "0") + UInt8(number % 10))
    }

    /// Returns the microseconds since 2000; nil if they are out of range.
    static func microseconds(of instant: Instant) -> Int64? {
        let (since, isBefore) = instant.milliseconds.subtractingReportingOverflow(epochMilliseconds)
        let (scaled, isBeyond) = since.multipliedReportingOverflow(by: 1000)
        return isBefore || isBeyond ? nil : scaled
    }

    /// Returns the instant that is `microseconds` after 2000; fractions of milliseconds are
    /// truncated.
    static func instant(microseconds: Int64) -> Instant {
        Instant(milliseconds: microseconds.floorDivided(by: 1000))
            .advanced(byMilliseconds: epochMilliseconds)
    }

    /// Returns microseconds in the binary format.
    static func bytes(of microseconds: Int64) -> [UInt8] {
        withUnsafeBytes(of: microseconds.bigEndian) { Array($0) }
    }

    // MARK: Reading

    /// The parts of a text that PostgreSQL or its drivers write.
    struct Written: Hashable {
        var day: Int
        var millisecondOfDay: Int
        /// The offset in minutes east of UTC; nil if none is written.
        var offset: Int?

        /// The instant; nil without an offset.
        var instant: Instant? {
            offset.map { offset in
                Instant(
                    milliseconds: LocalTime(day: day, millisecondOfDay: millisecondOfDay)
                        .milliseconds - Int64(offset) * 60_000)
            }
        }
    }

    /// Parses `2026-08-01`, `2026-08-01 +08`, `2026-08-01 09:00:00.123456+08`,
    /// `2026-08-01T09:00Z`; returns nil for any other text.
    static func read(_ text: String) -> Written? {
        var scanner = Digits(text)
        guard let year = scanner.number(4...6), scanner.take("-"),
            let month = scanner.number(1...2), scanner.take("-"), let day = scanner.number(1...2)
        else { return nil }
        let date = CivilDate(year: year, month: month, day: day)
        guard date.exists else { return nil }
        var written = Written(day: date.dayNumber, millisecondOfDay: 0)
        if scanner.isAtEnd { return written }
        var zoned = scanner
        _ = zoned.take(" ")
        written.offset = zoned.take("Z") ? 0 : zoned.offset()
        if written.offset != nil, zoned.isAtEnd { return written }
        written.offset = nil
        guard scanner.take(" ") || scanner.take("T"), let clock = scanner.clock() else {
            return nil
        }
        written.millisecondOfDay = clock
        _ = scanner.take(" ")
        if scanner.take("Z") { written.offset = 0 } else { written.offset = scanner.offset() }
        return scanner.isAtEnd ? written : nil
    }

    /// Parses `09:00`, `09:00:00.123456`, in milliseconds; returns nil for any other text.
    static func readClock(_ text: String) -> Int? {
        var scanner = Digits(text)
        guard let clock = scanner.clock(), scanner.isAtEnd else { return nil }
        return clock
    }

    private struct Digits {
        private var rest: Substring.UTF8View.SubSequence

        init(_ text: String) { rest = Substring(text).utf8[...] }

        var isAtEnd: Bool { rest.isEmpty }

        mutating func take(_ scalar: Unicode.Scalar) -> Bool {
            guard rest.first == UInt8(ascii: scalar) else { return false }
            rest.removeFirst()
            return true
        }

        mutating func number(_ lengths: ClosedRange<Int>) -> Int? {
            let digits = rest.prefix { $0 &- 0x30 < 10 }
            guard lengths.contains(digits.count) else { return nil }
            rest = rest.dropFirst(digits.count)
            return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        }

        /// Reads a time in milliseconds of the day.
        mutating func clock() -> Int? {
            guard let hour = number(2...2), hour <= 24, take(":"), let minute = number(2...2),
                minute < 60
            else { return nil }
            var milliseconds = (hour * 60 + minute) * 60_000
            if take(":") {
                guard let second = number(2...2), second <= 60 else { return nil }
                milliseconds += second * 1000
                if take(".") {
                    let digits = rest.prefix { $0 &- 0x30 < 10 }
                    guard !digits.isEmpty else { return nil }
                    rest = rest.dropFirst(digits.count)
                    var scale = 100
                    for digit in digits.prefix(3) {
                        milliseconds += Int(digit - 0x30) * scale
                        scale /= 10
                    }
                }
            }
            return milliseconds <= 86_400_000 ? milliseconds : nil
        }

        /// Reads `+08`, `-05:30`, `+0800`, in minutes.
        mutating func offset() -> Int? {
            guard let sign = rest.first, sign == 0x2B || sign == 0x2D else { return nil }
            rest.removeFirst()
            guard let first = number(2...4) else { return nil }
            var minutes = first < 100 ? first * 60 : first / 100 * 60 + first % 100
            if take(":") {
                guard let rest = number(2...2) else { return nil }
                minutes += rest
                if take(":") { _ = number(2...2) }
            }
            return sign == 0x2D ? -minutes : minutes
        }
    }
}
