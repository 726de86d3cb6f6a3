import TestSupport
import Testing
import WorkQL
import WorkQLSandbox

@testable import WorkQLServer

/// What the notice says of an answer from the store alone: who and what is missing.
@Suite struct StoreAloneNoticeTests {
    private static func notice(_ wire: Wire, _ text: String) async throws -> String {
        let answer = try await wire.query(text)
        try #require(!answer.contains { $0.type == "E" }, "\(text): \(answer)")
        return answer.last { $0.type == "N" }?.fields["M"] ?? ""
    }

    @Test("People and ranges that the store does not have are named")
    func namesWhatIsMissing() async throws {
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness)
            for text in [
                "SELECT * FROM checkin WHERE userid = 'lisi' DURING 2026-06",
                "SELECT * FROM checkin WHERE userid = 'lisi' SINCE 2026-07-10 UNTIL 2026-08-01",
                "SELECT * FROM corp_recording DURING 2026-07",
            ] { _ = try await wire.query(text) }
            let sent = harness.server.requests.count
            let have =
                "answered from the store alone, which has checkin 2026-06-01 00:00 → 2026-08-01 00:00"
            for (condition, missing) in [
                (
                    "userid = 'wangwu'",
                    ["missing: checkin userid wangwu in 2026-06-01 00:00 → 2026-08-01 00:00"]
                ),
                (
                    "userid = 'lisi'",
                    ["missing: checkin userid lisi in 2026-07-01 00:00 → 2026-07-10 00:00"]
                ),
                (
                    "userid IN ('lisi', 'wangwu')",
                    [
                        // One call would bring some of both.
                        "userid wangwu in 2026-06-01 00:00 → 2026-08-01 00:00",
                        "userid lisi in 2026-07-01 00:00 → 2026-07-10 00:00",
                    ]
                ),
                (
                    "userid IN ('wangwu', 'sunqi', 'lisi')",
                    [
                        "userid sunqi, wangwu in 2026-06-01 00:00 → 2026-08-01 00:00",
                        "userid lisi in 2026-07-01 00:00 → 2026-07-10 00:00",
                    ]
                ),
                (
                    "userid = 'LiSi'",
                    ["missing: checkin userid", "2026-07-01 00:00 → 2026-07-10 00:00"]
                ),
            ] {
                for columns in ["count(*)", "userid, notes"] {
                    let notice = try await Self.notice(
                        wire, "SELECT \(columns) FROM checkin WHERE \(condition)")
                    #expect(notice.contains(have), "\(notice)")
                    for part in missing { #expect(notice.contains(part), "\(notice)") }
                }
            }
            // Within a range that is whole, nothing is missing.
            for text in [
                "SELECT * FROM corp_recording", "SELECT count(*) FROM corp_recording",
            ] {
                let notice = try await Self.notice(wire, text)
                #expect(notice.contains("corp_recording 2026-07-01"), "\(notice)")
                #expect(!notice.contains("missing"), "\(notice)")
            }
            // Who is meant is not known without the list of people.
            let all = try await Self.notice(wire, "SELECT count(*) FROM checkin")
            #expect(all.contains("of those people alone whose rows were fetched"), "\(all)")
            #expect(harness.server.requests.count == sent)
        }
    }

    @Test("Users who do not see everybody learn nothing of others")
    func restricted() async throws {
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness)
            _ = try await wire.query("REFRESH SELECT name FROM member")
            _ = try await wire.query("SELECT * FROM checkin WHERE userid = 'lisi' DURING 2026-06")
            let other = try Wire(harness, rules: "departments=3")
            var notices: Set<String> = []
            for userid in ["lisi", "wangwu", "nobody"] {
                let notice = try await Self.notice(
                    other, "SELECT count(*) FROM checkin WHERE userid = '\(userid)'")
                #expect(!notice.contains(userid), "\(notice)")
                notices.insert(notice)
            }
            #expect(notices.count == 1, "\(notices)")
        }
    }
}
