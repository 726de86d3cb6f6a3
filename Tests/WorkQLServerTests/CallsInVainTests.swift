import TestSupport
import Testing
import WorkQL
import WorkQLSandbox

@testable import WorkQLServer

/// No call is made for the queries of a program that only inspects the catalog, nor one more than
/// allowed.
@Suite struct CallsInVainTests {
    @Test(
        "A statement without a range, or without a row, makes no call and succeeds",
        arguments: [
            "SELECT * FROM checkin", "SELECT * FROM meeting_recording LIMIT 200",
            "SELECT count(*) FROM journal", "SELECT * FROM checkin LIMIT 0",
            "SELECT TRUE AS \"_\" FROM checkin WHERE 1 <> 1 LIMIT 0",
            "SELECT userid FROM checkin WHERE userid = 'lisi' AND 1 = 0",
            "SELECT DISTINCT userid FROM screen_capture ORDER BY 1 LIMIT 1000",
            "SELECT a.userid FROM checkin a JOIN screen_capture b ON a.userid = b.userid",
            "EXPLAIN SELECT * FROM checkin WHERE userid = 'lisi' SINCE 7d",
        ])
    func looksAround(_ text: String) async throws {
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness)
            let answer = try await wire.query(text)
            #expect(!answer.contains { $0.type == "E" }, "\(answer)")
            #expect(harness.server.requests.isEmpty)
        }
    }

    @Test("Without a range all stored rows are there, each once, with what they are made of")
    func storeAlone() async throws {
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness)
            // The same rows in three partitions: of one key, of two, and of another choice.
            _ = try await wire.query("SELECT * FROM checkin WHERE userid = 'lisi' SINCE 7d")
            _ = try await wire.query(
                "SELECT * FROM checkin WHERE userid IN ('lisi', 'wangwu') DURING 2026-07")
            _ = try await wire.query(
                "SELECT * FROM checkin WHERE userid = 'lisi' AND checkin_type = '外出打卡' SINCE 30d")
            let requests = harness.server.requests
            let all = try await wire.query("SELECT userid, checkin_time, notes FROM checkin")
            #expect(harness.server.requests.count == requests.count)
            let rows = all.filter { $0.type == "D" }.map(\.description)
            let asked = try await wire.query(
                """
                SELECT userid, checkin_time, notes FROM checkin WHERE userid IN ('lisi', 'wangwu')
                DURING 2026-07 UNION SELECT userid, checkin_time, notes FROM checkin
                WHERE userid = 'lisi' SINCE 7d UNION SELECT userid, checkin_time, notes FROM checkin
                WHERE userid = 'lisi' AND checkin_type = '外出打卡' SINCE 30d
                """)
            #expect(
                Set(rows).count == Set(asked.filter { $0.type == "D" }.map(\.description)).count)
            let notice = try #require(
                all.last { $0.type == "N" }?.fields["M"], "\(all.suffix(3).map(\.description))")
            #expect(notice.contains("answered from the store alone, which has checkin 2026-07-01"))
        }
    }

    @Test("More calls than the server allows are refused with the plan, whatever a client sets")
    func budgets() async throws {
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness, limits: CallLimits(statement: 3, connection: 4, day: 100))
            _ = try await wire.query("SET max_calls = 1000")
            let long = "SELECT count(*) FROM checkin WHERE userid = 'lisi' SINCE 200d"
            let error = try #require(try await wire.query(long).first { $0.type == "E" })
            #expect(error.fields["C"] == "53400")
            #expect(error.fields["D"]?.contains("scan wecom.checkin: 8 calls") == true)
            #expect(error.fields["H"]?.contains("narrow the range of checkin to 84 d") == true)
            #expect(error.fields["H"]?.contains("max_calls") == false)
            #expect(harness.server.requests.isEmpty)
            let short = "SELECT count(*) FROM checkin WHERE userid = '%' SINCE 60d"
            let first = short.replacing("%", with: "lisi")
            #expect(try await wire.ask(.query(first)).last == "Z I")
            // The connection has one call left.
            let second = try await wire.ask(.query(short.replacing("%", with: "wangwu")))
            #expect(second == ["E 53400", "Z I"])
            // Stored rows cost no call.
            #expect(try await wire.ask(.query(first)).contains("C SELECT 1"))
        }
    }

    @Test("EXPLAIN begins with a line from which programs read the calls")
    func explain() async throws {
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness)
            let text = "SELECT * FROM checkin WHERE userid = 'lisi' SINCE 60d"
            let lines = try await wire.ask(.query("EXPLAIN \(text)"))
            #expect(lines[0] == "T QUERY PLAN 25 0")
            #expect(lines[1].contains("cost=3.00..3.00"))
            let json = try await wire.ask(.query("EXPLAIN (FORMAT JSON) \(text)"))
            #expect(json[1].contains("\"Total Cost\": 3.00"))
        }
    }
}
