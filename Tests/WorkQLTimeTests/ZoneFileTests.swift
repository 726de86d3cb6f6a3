import Foundation
import TestSupport
import Testing

@testable import WorkQLTime

/// The system's own time zones, compared with the output of the system's own program.
@Suite struct ZoneFileTests {
    private static let program = "/usr/bin/zdump"
    private static var isThere: Bool {
        FileManager.default.isExecutableFile(atPath: program) && !ZoneFile.names.isEmpty
    }

    /// Some zones that changed recently, some with unusual rules, and one of every dozen.
    private static var names: [String] {
        let all = ZoneFile.names
        if ProcessInfo.processInfo.environment["WORKQL_SOAK"] != nil { return all }
        let chosen = [
            "America/Vancouver", "America/Edmonton", "America/Winnipeg", "America/Havana",
            "Africa/Casablanca", "America/Nuuk", "Europe/Dublin", "Asia/Gaza", "CET", "EST", "MET",
            "America/St_Johns", "Pacific/Apia", "Australia/Lord_Howe", "Antarctica/Troll",
        ]
        let others = all.enumerated().filter { $0.offset.isMultiple(of: 12) }.map(\.element)
        return chosen.filter(all.contains) + others
    }

    /// Compares before and at each change from 1970 to 2100.
    @Test(.enabled(if: isThere)) func changesAreTheSystems() throws {
        var changes = 0
        for name in Self.names {
            let zone = try #require(Zone(named: name))
            for (seconds, offset) in try Self.printed(name) {
                try #require(
                    zone.offset(at: Instant(seconds: seconds)) == offset * 1000,
                    "\(name) at \(seconds)")
                changes += 1
            }
        }
        #expect(changes > 3000)
    }

    private static func printed(_ name: String) throws -> [(seconds: Int64, offset: Int64)] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["-v", "-c", "1970,2101", name]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: pipe.fileHandleForReading.readToTheEnd(), as: UTF8.self)
        process.waitUntilExit()
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        return text.split(separator: "\n").compactMap { line in
            // America/New_York  Sun Apr 26 06:59:59 1970 UT = Sun … 1970 EST isdst=0 gmtoff=-18000
            let words = line.split(separator: " ")
            guard words.count == 16, words[6] == "UT",
                let month = months.firstIndex(of: String(words[2])),
                let day = Int(words[3]), let year = Int(words[5]), (1970...2100).contains(year),
                let offset = words[15].split(separator: "=").last.flatMap({ Int64($0) })
            else { return nil }
            let clock = words[4].split(separator: ":").compactMap { Int64($0) }
            let date = CivilDate(year: year, month: month + 1, day: day).dayNumber
            return (
                Int64(date) * 86_400 + clock[0] * 3_600 + clock[1] * 60 + clock[2], offset
            )
        }
    }

    @Test(arguments: [
        "localtime", "LOCALTIME", "posixrules", "right/UTC", "posix/UTC", "../etc", "/UTC", "Asia/",
        "America",
    ])
    func whatIsNoZoneIsNone(_ name: String) {
        #expect(ZoneFile(named: name) == nil)
    }

    @Test(arguments: [[], [0x54, 0x5A, 0x69, 0x66], Array(repeating: 0x54, count: 200)])
    func brokenFilesAreNone(_ bytes: [UInt8]) {
        #expect(ZoneFile("X", bytes) == nil)
        #expect(
            ZoneFile("X", Array("TZif2".utf8) + bytes + Array(repeating: 0xFF, count: 60)) == nil)
    }

    @Test(
        arguments: [
            ("EST5", -18_000, nil), ("<+0545>-5:45", 20_700, nil),
            ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", -7_200, -3_600),
            ("IST-1GMT0,M10.5.0,M3.5.0/1", 3_600, 0), ("EST5EDT,M3.2.0,M11.1.0", -18_000, -14_400),
            ("AAA3BBB,J60/1:30,300", -10_800, -7_200),
        ] as [(String, Int64, Int64?)])
    func rules(_ text: String, _ offset: Int64, _ summer: Int64?) throws {
        let rule = try #require(ZoneRule(text))
        #expect(rule.offset == offset)
        #expect(rule.summer?.offset == summer)
    }

    @Test(arguments: [
        "", "EST", "5", "EST5EDT", "EST5EDT,M13.1.0,M11.1.0", "EST5EDT,M3.2.0", "<+08",
    ])
    func mistakesInRules(_ text: String) {
        #expect(ZoneRule(text) == nil)
    }

    /// The clocks were changed from 00:01 to 01:01.
    @Test func noUnitBeginsAfterWhatItHolds() throws {
        let zone = try #require(Zone(named: "America/St_Johns"))
        let date = CivilDate(year: 2006, month: 4, day: 2)
        let change = zone.instant(of: LocalTime(date, millisecondOfDay: 61 * 60_000))
        for minutes in [0, 1, 30, 58] {
            let instant = change.advanced(byMilliseconds: Int64(minutes) * 60_000)
            #expect(zone.truncating(instant, to: .hour) == change)
        }
        for name in ["America/St_Johns", "Australia/Lord_Howe", "Asia/Gaza", "America/Havana"] {
            let zone = try #require(Zone(named: name))
            for hour in 0..<60_000 {
                let instant = Instant(seconds: Int64(hour) * 22_111)
                for unit in [TimeUnit.minute, .hour, .day, .week, .month, .year] {
                    try #require(zone.truncating(instant, to: unit) <= instant, "\(name) \(hour)")
                }
            }
        }
    }
}
