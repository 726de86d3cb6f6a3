import Foundation
import TestSupport
import Testing
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

@Suite struct TimeZoneTests {
    @Test(arguments: [
        ("Asia/Shanghai", "Asia/Shanghai"), ("asia/shanghai", "Asia/Shanghai"),
        ("AMERICA/NEW_YORK", "America/New_York"), ("UTC", "UTC"), ("utc", "UTC"), ("Z", "UTC"),
        ("GMT", "UTC"), ("+00:00", "UTC"), ("+08:00", "+08:00"), ("+8", "+08:00"),
        ("+0800", "+08:00"), ("UTC+8", "+08:00"), ("GMT-03:30", "-03:30"), ("-14:00", "-14:00"),
        ("Asia/Chongqing", "Asia/Chongqing"), ("CET", "CET"), ("eet", "EET"), ("EST", "EST"),
        ("HST", "HST"), ("MST", "MST"), ("WET", "WET"), ("PRC", "PRC"),
        ("america/argentina/buenos_aires", "America/Argentina/Buenos_Aires"),
    ])
    func names(_ name: String, _ identifier: String) throws {
        #expect(try Zone(identifier: name).identifier == identifier)
    }

    @Test(arguments: [
        (
            "Asia/Shanghia", "no time zone is named 'Asia/Shanghia'",
            "similar time zones: 'Asia/Shanghai'"
        ),
        ("Shanghai", "no time zone is named 'Shanghai'", "similar time zones: 'Asia/Shanghai'"),
        (
            "Asia/Beijing", "no time zone is named 'Asia/Beijing'",
            "similar time zones: 'Asia/Shanghai'"
        ),
        ("New York", "no time zone is named 'New York'", "similar time zones: 'America/New_York'"),
        (
            "Europe/Londn", "no time zone is named 'Europe/Londn'",
            "similar time zones: 'Europe/London'"
        ),
        (
            "Nowhere", "no time zone is named 'Nowhere'",
            "write a place such as 'Asia/Shanghai' or an offset such as '+08:00'"
        ),
        (
            "", "no time zone is named ''",
            "write a place such as 'Asia/Shanghai' or an offset such as '+08:00'"
        ),
        (
            "CST", "CST is an abbreviation, which does not identify a single time zone",
            "write a place such as 'Asia/Shanghai' or an offset such as '+08:00'"
        ),
        (
            "+15:00", "+15:00 is not the offset of any time zone; offsets reach 14:00",
            "write an offset from -14:00 to +14:00"
        ),
        (
            "+08:60", "+08:60 is not the offset of any time zone; offsets reach 14:00",
            "write an offset from -14:00 to +14:00"
        ),
    ])
    func unknownNames(_ name: String, _ message: String, _ help: String) {
        #expect(
            diagnostic { () throws(Diagnostic) in try Zone(identifier: name, at: Span(14, 20)) }
                == Diagnostic(message, at: Span(14, 20), help: help))
    }

    static let zones = [
        "Asia/Shanghai", "America/New_York", "Europe/London", "Pacific/Apia", "Asia/Kolkata",
        "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Tehran",
    ]

    /// The built-in zone changes if Foundation's does, and never otherwise.
    @Test func shanghaiIsFoundations() throws {
        let source = try #require(TimeZone(identifier: "Asia/Shanghai"))
        func agree(_ seconds: Double) -> Bool {
            let offset = Zone.shanghai.offset(at: Instant(milliseconds: Int64(seconds * 1000)))
            return offset
                == source.secondsFromGMT(for: Date(timeIntervalSince1970: seconds)) * 1000
        }
        var date = Date(timeIntervalSince1970: 0)
        var changes = 0
        while let next = source.nextDaylightSavingTimeTransition(after: date),
            next.timeIntervalSince1970 < 4_102_444_800
        {
            changes += 1
            #expect(agree(next.timeIntervalSince1970 - 0.001))
            #expect(agree(next.timeIntervalSince1970))
            date = next
        }
        #expect(changes == 12)
        for month in 0..<1_560 { #expect(agree(Double(month) * 2_629_746)) }
    }

    /// Compares with Foundation, which uses the system's zones, at 5,000 instants of 1970 ... 2100.
    @Test(arguments: zones)
    func offsetsAreFoundations(_ name: String) throws {
        let zone = try Zone(identifier: name)
        let source = try #require(TimeZone(identifier: name))
        var numbers = SplitMix64(seed: 7)
        for _ in 0..<5000 {
            let second = Int64.random(in: 0..<4_133_980_800, using: &numbers)
            let date = Date(timeIntervalSince1970: Double(second))
            try #require(
                zone.offset(at: Instant(seconds: second)) / 1000
                    == Int64(source.secondsFromGMT(for: date)), "\(name) at \(second)")
        }
    }

    /// The local time leads back to the instant, or to the earlier of two instants with that local
    /// time.
    @Test(arguments: zones)
    func localTimesLeadBack(_ name: String) throws {
        let zone = try Zone(identifier: name)
        var numbers = SplitMix64(seed: 11)
        var overlaps = 0
        for _ in 0..<5000 {
            let instant = Instant(
                milliseconds: Int64.random(in: 0..<4_133_980_800_000, using: &numbers))
            let local = zone.localTime(at: instant)
            let back = zone.instant(of: local)
            try #require(zone.localTime(at: back) == local)
            try #require(back <= instant)
            if back != instant { overlaps += 1 }
        }
        #expect(overlaps < 20)
    }

    /// A year in steps of ten minutes, gaps included.
    @Test(arguments: ["America/New_York", "Australia/Lord_Howe", "Pacific/Apia"])
    func localTimesAreShownOrMovedForward(_ name: String) throws {
        let zone = try Zone(identifier: name)
        let first = LocalTime(CivilDate(year: 2011, month: 1, day: 1))
        for step in 0..<(365 * 144) {
            let local = LocalTime(milliseconds: first.milliseconds + Int64(step) * 600_000)
            let shown = zone.localTime(at: zone.instant(of: local))
            // The requested local time, or one moved forward out of a gap.
            try #require(shown >= local)
            try #require(shown.milliseconds - local.milliseconds <= 86_400_000)
        }
    }

    @Test func farthestInstantsDoNotOverflow() {
        for milliseconds in [Int64.min, -1, 0, .max] {
            let instant = Instant(milliseconds: milliseconds)
            let text = TimestampFormat(.rfc3339).string(instant)
            #expect(!text.isEmpty)
        }
        #expect(Instant(seconds: .max).milliseconds == .max)
        #expect(Instant(seconds: .min).milliseconds == .min)
    }

    @Test func theDefaultIsTheServicesZone() {
        let context = TimeContext(now: Instant(milliseconds: 0))
        #expect(context.zone.identifier == "Asia/Shanghai")
    }
}
