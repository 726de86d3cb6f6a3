import TestSupport
import Testing
import WorkQL
import WorkQLPlanner
import WorkQLSandbox
import WorkQLTime

/// Rows of random conditions and orders, compared with fetching everything and filtering.
@Suite struct SoundnessTests {
    /// 2026-06-16 and 2026-08-15 00:00 in Shanghai.
    private static let from = 1_781_539_200
    private static let until = 1_786_723_200
    private static let users = ["zhangsan", "lisi", "wujiu", "gaoyuan", "zhaoliu", "u001"]

    typealias Case = (text: String, holds: @Sendable (TruthRow) -> Bool)

    private func condition(_ dice: inout SplitMix64, depth: Int) -> Case {
        switch Int.random(in: 0..<(depth > 0 ? 9 : 4), using: &dice) {
        case 0, 1:
            let users = Self.users.filter { _ in Bool.random(using: &dice) }
            let list = users.map { "'\($0)'" }.joined(separator: ", ")
            return ("userid IN (\(list))", { users.contains($0["userid"] ?? "") })
        case 2, 3:
            let length = Self.until - Self.from
            let first = Self.from + Int.random(in: 0..<length, using: &dice)
            let since = Truth.time(seconds: first)
            let until = Truth.time(
                seconds: first + Int.random(in: 1...(length / 3), using: &dice))
            return (
                "(checkin_time >= '\(since)' AND checkin_time < '\(until)')",
                { ($0["checkin_time"] ?? "") >= since && ($0["checkin_time"] ?? "") < until }
            )
        case 4, 5, 6:
            let (left, right) = (
                condition(&dice, depth: depth - 1), condition(&dice, depth: depth - 1)
            )
            return ("(\(left.text) OR \(right.text))", { left.holds($0) || right.holds($0) })
        case 7:
            let (left, right) = (
                condition(&dice, depth: depth - 1), condition(&dice, depth: depth - 1)
            )
            return ("(\(left.text) AND \(right.text))", { left.holds($0) && right.holds($0) })
        default:
            let operand = condition(&dice, depth: depth - 1)
            return ("NOT \(operand.text)", { !operand.holds($0) })
        }
    }

    @Test func randomConditionsOnCheckin() async throws {
        var readings = SandboxReadings()
        readings.checkinWindow = .attendanceDayWhole
        try await Harness.with(try await Harness(readings: readings)) { harness in
            let all = Truth.checkins(harness.company, from: Self.from, until: Self.until)
                .filter { Self.users.contains($0["userid"] ?? "") }
            let users = Self.users.map { "'\($0)'" }.joined(separator: ", ")
            var dice = SplitMix64(seed: 41)
            let columns = ["userid", "checkin_time", "checkin_type"]
            for _ in 0..<(Soak.isOn ? 1500 : 60) {
                let one = condition(&dice, depth: 3)
                let query =
                    "FROM checkin WHERE userid IN (\(users)) AND \(one.text) "
                    + "SINCE 60d@d UNTIL today"
                let expected = all.filter(one.holds)
                let (rows, statistics) = try await harness.run("SELECT * \(query)")
                #expect(rows.sorted(columns) == expected.sorted(columns), "\(query)")
                // Never more calls than the single range for all users costs.
                #expect(statistics.calls <= 3, "\(query)")

                let limit = Int.random(in: 1...30, using: &dice)
                let offset = Int.random(in: 0...5, using: &dice)
                let isDescending = Bool.random(using: &dice)
                let times = expected.compactMap { $0["checkin_time"] }
                    .sorted(by: isDescending ? { $0 > $1 } : { $0 < $1 })
                let (few, _) = try await harness.run(
                    "SELECT checkin_time \(query) ORDER BY checkin_time"
                        + "\(isDescending ? " DESC" : "") LIMIT \(limit) OFFSET \(offset)")
                #expect(
                    few.rows.map { $0[0] } == times.dropFirst(offset).prefix(limit).map { $0 },
                    "\(query)")
                let (maximum, _) = try await harness.run("SELECT max(checkin_time) \(query)")
                #expect(maximum.rows == [[times.max()]], "\(query)")
                let (least, _) = try await harness.run("SELECT min(checkin_time) \(query)")
                #expect(least.rows == [[times.min()]], "\(query)")
            }
            #expect(harness.server.violations.isEmpty)
        }
    }

    /// Whichever instant the service's windows compare, the newest row is the newest.
    @Test(arguments: RecordingInstant.allCases)
    func newestRecordings(_ instant: RecordingInstant) async throws {
        var readings = SandboxReadings()
        readings.corpInstant = instant
        try await Harness.with(try await Harness(readings: readings)) { harness in
            let range = "FROM corp_recording SINCE 90d@d UNTIL today"
            let (all, whole) = try await harness.run("SELECT media_start_time, subject \(range)")
            let times = all.rows.compactMap { $0[0] }.sorted()
            let (maximum, early) = try await harness.run("SELECT max(media_start_time) \(range)")
            #expect(maximum.rows == [[times.last]])
            #expect(early.calls < whole.calls)
            let (few, _) = try await harness.run(
                "SELECT media_start_time \(range) ORDER BY media_start_time LIMIT 20")
            #expect(few.rows.map { $0[0] } == times.prefix(20).map { $0 })
        }
    }
}
