import Testing
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

@Suite struct TimestampFormatTests {
    /// Seconds since 1970 are computed separately, so that parsing and printing are not only
    /// checked against each other.
    @Test(
        arguments: [
            (1_785_542_400_000, "Asia/Shanghai", "2026-08-01T08:00:00+08:00"),
            (1_785_542_400_250, "Asia/Shanghai", "2026-08-01T08:00:00.250+08:00"),
            (1_785_542_400_007, "Asia/Shanghai", "2026-08-01T08:00:00.007+08:00"),
            (1_785_542_400_000, "America/New_York", "2026-07-31T20:00:00-04:00"),
            (1_785_542_400_000, "Europe/London", "2026-08-01T01:00:00+01:00"),
            (1_785_542_400_000, "Pacific/Apia", "2026-08-01T13:00:00+13:00"),
            (1_785_542_400_000, "UTC", "2026-08-01T00:00:00Z"),
            (1_785_542_400_000, "-03:30", "2026-07-31T20:30:00-03:30"),
            (583_686_000_000, "Asia/Shanghai", "1988-07-01T00:00:00+09:00"),
            (951_825_600_000, "UTC", "2000-02-29T12:00:00Z"),
            (4_133_980_799_000, "UTC", "2100-12-31T23:59:59Z"),
            (-1, "UTC", "1969-12-31T23:59:59.999Z"),
            (253_402_300_800_000, "UTC", "10000-01-01T00:00:00Z"),
        ] as [(Int64, String, String)])
    func rfc3339Form(_ milliseconds: Int64, _ zone: String, _ expected: String) throws {
        let instant = Instant(milliseconds: milliseconds)
        let text = rfc3339(instant, try Zone(identifier: zone))
        #expect(text == expected)
        if milliseconds >= 0, milliseconds < 4_133_980_800_000 {
            let utc = TimeContext(now: Instant(milliseconds: 0), zone: .utc)
            #expect(try utc.timestamp(text).instant == instant)
        }
    }

    @Test(arguments: [
        (TimestampFormat.Style.table, "2026-08-01 08:00:00", "2026-08-01 08:00:00.250"),
        (.date, "2026-08-01", "2026-08-01"),
        (.time, "08:00:00", "08:00:00.250"),
    ])
    func otherForms(_ style: TimestampFormat.Style, _ whole: String, _ withMilliseconds: String) {
        let format = TimestampFormat(style)
        #expect(format.string(Instant(milliseconds: 1_785_542_400_000)) == whole)
        #expect(format.string(Instant(milliseconds: 1_785_542_400_250)) == withMilliseconds)
    }

    @Test func bytesAreAppended() {
        var bytes = Array("checkin_time: ".utf8)
        TimestampFormat(.table).append(Instant(milliseconds: 1_785_542_400_000), to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "checkin_time: 2026-08-01 08:00:00")
    }

    @Test(arguments: [
        (
            "2026-08-01", "2026-08-08", "Asia/Shanghai",
            "2026-08-01 00:00 → 2026-08-08 00:00 Asia/Shanghai (7 d)"
        ),
        (
            "2026-08-01", "2026-08-08 14:23:05", "Asia/Shanghai",
            "2026-08-01 00:00:00 → 2026-08-08 14:23:05 Asia/Shanghai (7 d 14 h)"
        ),
        (
            "2026-08-01 09:00", "2026-08-01 10:30", "+08:00",
            "2026-08-01 09:00 → 2026-08-01 10:30 +08:00 (1 h 30 min)"
        ),
        (
            "2026-08-01 22:00", "2026-08-02 03:00", "UTC",
            "2026-08-01 22:00 → 2026-08-02 03:00 UTC (5 h)"
        ),
        (
            "2026-08-01 09:00", "2026-08-01 09:00:00.250", "UTC",
            "2026-08-01 09:00:00 → 2026-08-01 09:00:00.250 UTC (250 ms)"
        ),
        (
            "2026-08-02", "2026-08-01", "Asia/Shanghai",
            "2026-08-02 00:00 → 2026-08-01 00:00 Asia/Shanghai (empty)"
        ),
        (
            "2026-03-08", "2026-03-09", "America/New_York",
            "2026-03-08 00:00 → 2026-03-09 00:00 America/New_York (1 d)"
        ),
        (
            "2026-11-01 01:30", "2026-11-01T01:30-05:00", "America/New_York",
            "2026-11-01 01:30 → 2026-11-01 01:30 America/New_York (1 h)"
        ),
    ])
    func ranges(_ since: String, _ until: String, _ zone: String, _ expected: String) throws {
        let context = try timeContext("2026-08-14T00:00Z", zone)
        let range = TimeRange(
            since: try context.timestamp(since).instant,
            until: try context.timestamp(until).instant)
        #expect(range.text(in: context.zone) == expected)
    }
}
