/// The format of printed instants, in a zone. It writes UTF-8 directly into a buffer, because
/// millions of rows are formatted.
///
/// Milliseconds are printed only if they are not zero, so that two instants never have the same
/// text.
package struct TimestampFormat: Hashable, Sendable {
    package enum Style: Hashable, Sendable {
        /// `2026-08-01T09:00:00+08:00`, and `Z` for UTC
        case rfc3339
        /// `2026-08-01 09:00:00`
        case table
        /// `2026-08-01`
        case date
        /// `09:00:00`
        case time
    }

    package var style: Style
    package var zone: Zone

    package init(_ style: Style, zone: Zone = .shanghai) {
        self.style = style
        self.zone = zone
    }

    package func string(_ instant: Instant) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(29)
        append(instant, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    package func append(_ instant: Instant, to bytes: inout [UInt8]) {
        let local = zone.localTime(at: instant)
        switch style {
        case .date:
            Self.append(local.date, to: &bytes)
        case .time:
            Self.appendClock(local.millisecondOfDay, to: &bytes)
        case .table:
            Self.append(local.date, to: &bytes)
            bytes.append(0x20)
            Self.appendClock(local.millisecondOfDay, to: &bytes)
        case .rfc3339:
            Self.append(local.date, to: &bytes)
            bytes.append(0x54)
            Self.appendClock(local.millisecondOfDay, to: &bytes)
            Self.appendOffset(Int(zone.offset(at: instant) / 60_000), to: &bytes)
        }
    }

    /// Years of more than four digits, which only a corrupt answer contains, use as many as they
    /// need.
    static func append(_ date: CivilDate, to bytes: inout [UInt8]) {
        if (0...9999).contains(date.year) {
            appendPair(date.year / 100, to: &bytes)
            appendPair(date.year % 100, to: &bytes)
        } else {
            bytes.append(contentsOf: date.year.padded(4).utf8)
        }
        bytes.append(0x2D)
        appendPair(date.month, to: &bytes)
        bytes.append(0x2D)
        appendPair(date.day, to: &bytes)
    }

    /// Returns a time of day in the form that SQLite and pages store.
    package static func clock(_ millisecondOfDay: Int) -> String {
        var bytes: [UInt8] = []
        appendClock(millisecondOfDay, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func appendClock(_ millisecondOfDay: Int, to bytes: inout [UInt8]) {
        let second = millisecondOfDay / 1000
        appendPair(second / 3600, to: &bytes)
        bytes.append(0x3A)
        appendPair(second / 60 % 60, to: &bytes)
        bytes.append(0x3A)
        appendPair(second % 60, to: &bytes)
        let millisecond = millisecondOfDay % 1000
        if millisecond != 0 {
            bytes.append(0x2E)
            bytes.append(UInt8(truncatingIfNeeded: 0x30 + millisecond / 100))
            appendPair(millisecond % 100, to: &bytes)
        }
    }

    private static func appendOffset(_ minutes: Int, to bytes: inout [UInt8]) {
        guard minutes != 0 else {
            bytes.append(0x5A)
            return
        }
        bytes.append(minutes < 0 ? 0x2D : 0x2B)
        appendPair(abs(minutes) / 60, to: &bytes)
        bytes.append(0x3A)
        appendPair(abs(minutes) % 60, to: &bytes)
    }

    @inline(__always)
    private static func appendPair(_ number: Int, to bytes: inout [UInt8]) {
        bytes.append(UInt8(truncatingIfNeeded: 0x30 + number / 10))
        bytes.append(UInt8(truncatingIfNeeded: 0x30 + number % 10))
    }
}
