import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLCatalog
import WorkQLSandbox
import WorkQLStore
import WorkQLTime

@testable import WorkQLPlanner

/// Stored rows are not requested again, and results are the same.
@Suite struct StoreTests {
    private static let users = [
        "zhangsan", "lisi", "wangwu", "zhaoliu", "sunqi", "zhouba", "wujiu", "zhengshi",
    ]

    /// A hundred users in each of two windows; then one more.
    @Test func oneMoreUserIsOneCallAWindow() async throws {
        try await Harness.with(try await Harness()) { harness in
            let users = harness.company.visiblePeople.map(\.userid)
            func query(_ count: Int, _ days: Int) -> String {
                let list = users.prefix(count).map { "'\($0)'" }.joined(separator: ", ")
                return "SELECT * FROM checkin WHERE userid IN (\(list)) "
                    + "SINCE \(days)d@d UNTIL today"
            }
            #expect(try await harness.run(query(100, 56)).statistics.calls == 2)
            let again = try await harness.run(query(100, 56)).statistics
            #expect(again.calls == 0)
            #expect(again.fetched == 0)
            #expect(again.stored == again.rows)
            #expect(try await harness.run(query(101, 56)).statistics.calls == 2)
            #expect(try await harness.run(query(101, 56)).statistics.calls == 0)
            // Seven days more for all of them.
            #expect(try await harness.run(query(101, 63)).statistics.calls == 2)
            #expect(harness.server.violations.isEmpty)
        }
    }

    /// Another column, another order, a join: none of them causes a request.
    @Test func otherStatementsOverTheSameRows() async throws {
        try await Harness.with(try await Harness()) { harness in
            let tail = "FROM checkin WHERE userid IN ('lisi', 'wangwu') SINCE 20d@d UNTIL today"
            _ = try await harness.run("SELECT userid \(tail)")
            for query in [
                "SELECT * \(tail)", "SELECT checkin_type, count(*) \(tail) GROUP BY ALL",
                "SELECT DISTINCT notes, lat, mediaids \(tail)",
                "SELECT * FROM checkin WHERE userid = 'wangwu' DURING yesterday",
                "SELECT max(checkin_time) \(tail)",
                "SELECT * FROM checkin WHERE userid = 'LISI' SINCE 20d@d UNTIL today",
            ] {
                let (rows, statistics) = try await harness.run(query)
                let fresh = try await harness.runWithoutStore(query)
                #expect(statistics.calls == 0, "\(query)")
                #expect(rows.sortedRows == fresh.rows.sortedRows, "\(query)")
            }
        }
    }

    /// Every other one in a file, whose rows statements read in place.
    private static func index(of seed: Int) -> Store.Location {
        guard seed % 2 == 1 else { return .session }
        let folder = FileManager.default.temporaryDirectory.path()
        return .file("\(folder)/workql-\(UUID()).store")
    }

    private static func remove(_ location: Store.Location) {
        guard case .file(let path) = location else { return }
        for file in [path, path + "-wal", path + "-shm"] {
            try? FileManager.default.removeItem(atPath: file)
        }
    }

    /// For any previous queries in any order, the rows are those of a session that requests
    /// everything, and the number of calls is at most one above the minimum for the rows not
    /// requested before.
    @Test(arguments: 0..<(Soak.isOn ? 20 : 2))
    func randomQueries(_ seed: Int) async throws {
        var readings = SandboxReadings()
        readings.windowEnd = seed % 2 == 0 ? .closed : .halfOpen
        let location = Self.index(of: seed)
        defer { Self.remove(location) }
        try await Harness.with(try await Harness(readings: readings, store: location)) { harness in
            var random = SplitMix64(seed: UInt64(seed) &* 977 &+ 5)
            var known = Asked()
            for _ in 0..<(Soak.isOn ? 100 : 40) {
                let users = Self.users.shuffled(using: &random)
                    .prefix(Int.random(in: 1...8, using: &random)).sorted()
                let start = Int.random(in: 1...120, using: &random)
                let hours = Int.random(in: 1...start * 24, using: &random)
                let since = 1_786_723_200 - start * 86_400 + Int.random(in: 0...9, using: &random)
                let until = min(since + hours * 3_600, 1_786_723_200)
                let list = users.map { "'\($0)'" }.joined(separator: ", ")
                let columns = ["*", "userid, checkin_time", "count(*), max(notes)"]
                let query =
                    "SELECT \(columns.randomElement(using: &random) ?? "*") FROM checkin "
                    + "WHERE userid IN (\(list)) SINCE '\(Truth.time(seconds: since))' "
                    + "UNTIL '\(Truth.time(seconds: until))'"
                let least = known.ask(users, Int64(since)..<Int64(until))
                let (rows, statistics) = try await harness.run(query)
                let fresh = try await harness.runWithoutStore(query)
                #expect(rows.sortedRows == fresh.rows.sortedRows, "\(query)")
                #expect(statistics.calls <= least + 1, "\(query)")
                #expect(statistics.calls >= least, "\(query)")
            }
            #expect(harness.server.violations.isEmpty)
        }
    }

    /// The same for all tables, with conditions and LIMIT.
    @Test(arguments: 0..<(Soak.isOn ? 40 : 3))
    func randomQueriesOfAllTables(_ seed: Int) async throws {
        var readings = SandboxReadings()
        readings.windowEnd = seed % 2 == 0 ? .closed : .halfOpen
        let location = Self.index(of: seed)
        defer { Self.remove(location) }
        try await Harness.with(
            try await Harness(
                readings: readings,
                quotas: ["v1/corp/records": [Quota(calls: 10_000, seconds: 60)]],
                sandboxQuotas: Dictionary(
                    uniqueKeysWithValues: SandboxEndpoint.allCases.map { ($0, []) }),
                store: location)
        ) { harness in
            var queries = StoreQueries(seed: UInt64(seed) &* 31 &+ 7)
            for _ in 0..<(Soak.isOn ? 100 : 40) {
                let query = queries.next()
                let (rows, statistics) = try await harness.run(query)
                let fresh = try await harness.runWithoutStore(query)
                #expect(rows.sortedRows == fresh.rows.sortedRows, "\(query)")
                #expect(statistics.calls <= fresh.statistics.calls + 1, "\(query)")
                let again = try await harness.run(query)
                #expect(again.rows.sortedRows == fresh.rows.sortedRows, "again: \(query)")
                if !query.contains("LIMIT") { #expect(again.statistics.calls == 0, "\(query)") }
            }
            #expect(harness.server.violations.isEmpty)
        }
    }

    /// The minimum number of calls for a window after previous queries, computed independently of
    /// the planner's own bookkeeping.
    private struct Asked {
        private var seconds: [String: IntervalSet] = [:]

        mutating func ask(_ users: [String], _ range: Range<Int64>) -> Int {
            var groups: [IntervalSet: Int] = [:]
            for user in users {
                let open = IntervalSet(range).subtracting(seconds[user] ?? .empty)
                seconds[user] = (seconds[user] ?? .empty).union(IntervalSet(range))
                if !open.isEmpty { groups[open, default: 0] += 1 }
            }
            guard !groups.isEmpty else { return 0 }
            return LowerBound(
                groups: groups.map { (count: $0.value, instants: $0.key) }, batch: 100,
                span: 28 * 86_400
            ).calls
        }
    }
}

/// Random statements over all tables whose rows are the same in any order.
struct StoreQueries {
    private var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &random)]
    }

    private mutating func list(_ values: [String]) -> String {
        let count = Int.random(in: 1...values.count, using: &random)
        return values.shuffled(using: &random).prefix(count).joined(separator: ", ")
    }

    private mutating func range(_ days: Int) -> String {
        let start = Int.random(in: 1...days, using: &random)
        let end = Int.random(in: 0..<start, using: &random)
        return pick([
            "SINCE \(start)d@d UNTIL \(end)d@d", "SINCE \(start)d@d+5h UNTIL \(end)d@d+17h30min",
            "SINCE \(start)d@d UNTIL \(end)d@d", "SINCE \(start)d",
        ])
    }

    mutating func next() -> String {
        let users = ["'zhangsan'", "'lisi'", "'wangwu'", "'zhaoliu'", "'sunqi'"]
        switch Int.random(in: 0..<9, using: &random) {
        case 0:
            return "SELECT * FROM screen_capture \(range(40))"
        case 1:
            return "SELECT * FROM screen_capture WHERE userid IN (\(list(users))) \(range(60))"
        case 2:
            return "SELECT userid, time FROM screen_capture WHERE screen_shot_type = "
                + "\(Int.random(in: 1...3, using: &random)) \(range(40))"
        case 3:
            return "SELECT * FROM meeting_recording WHERE userid IN (\(list(users))) \(range(60))"
        case 4:
            return "SELECT * FROM meeting_recording_file WHERE userid IN (\(list(users))) "
                + range(60)
        case 5:
            return "SELECT * FROM journal WHERE creator IN (\(list(users))) \(range(60))"
        case 6:
            return "SELECT meeting_record_id, subject FROM corp_recording "
                + pick(["", "WHERE record_type = 0 "]) + range(20)
        case 7:
            return "SELECT * FROM checkin WHERE userid IN (\(list(users))) "
                + pick(["", "AND checkin_type = '外出打卡' "]) + range(90)
        default:
            return "SELECT userid, checkin_time, checkin_type FROM checkin WHERE userid IN "
                + "(\(list(users))) \(range(90)) "
                + "ORDER BY checkin_time \(pick(["DESC", "ASC NULLS LAST"])), 1, 3 LIMIT 7"
        }
    }
}

extension Harness {
    /// Runs the only statement of a text as if nothing had been requested before.
    func runWithoutStore(
        _ text: String
    ) async throws -> (rows: CollectingWriter, statistics: QueryStatistics) {
        var options = session.options
        options.store = nil
        var session = ScriptSession(options: options, client: session.client)
        let outcome = try await session.run(try Harness.statement(text), into: CollectingWriter())
        return (outcome.writer, outcome.statistics ?? QueryStatistics())
    }
}

extension CollectingWriter {
    var sortedRows: [String] {
        rows.map { row in row.map { $0 ?? "∅" }.joined(separator: "|") }.sorted()
    }
}
