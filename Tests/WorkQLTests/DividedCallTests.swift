import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLSandbox

/// Calls that are added because the service refuses users of a call, or its size, are told apart from
/// those of the plan.
@Suite struct DividedCallTests {
    private static let range = "SINCE 2026-08-01 UNTIL 2026-08-08"

    private static func query(_ users: [String], _ range: String = range) -> String {
        let list = users.map { "'\($0)'" }.joined(separator: ", ")
        return "SELECT count(*) FROM checkin WHERE userid IN (\(list)) \(range)"
    }

    @Test(arguments: [
        (["lisi", "zhangsan"], 1, 0), (["lisi", "nobody1"], 1, 1),
        (["lisi", "nobody1", "zhangsan", "wangwu"], 1, 3),
        (["lisi", "nobody1", "nobody2", "zhangsan"], 1, 3),
        (["nobody1"], 1, 0),
    ])
    func planAndAccountNameThem(
        _ users: [String], _ planned: Int, _ least: Int
    ) async throws {
        try await Harness.with(try await Harness(store: nil)) { harness in
            _ = try await harness.run(Self.query(["lisi"]))
            _ = harness.server.takeRequests()
            let (_, statistics) = try await harness.run(Self.query(users))
            #expect(statistics.divided >= least)
            #expect(statistics.calls == planned + statistics.divided)
            #expect(statistics.refused == users.filter { $0.hasPrefix("nobody") }.sorted())
        }
        try await Harness.with(try await Harness(store: nil)) { harness in
            let (_, alone) = try await harness.run(Self.query(users))
            let (plan, _) = try await Harness.with(try await Harness(store: nil)) {
                try await $0.run("EXPLAIN ANALYZE " + Self.query(users))
            }
            let lines = plan.rows.compactMap { $0[0] }
            let words = lines.first { $0.hasPrefix("  divided ") }
            if alone.divided == 0 {
                #expect(words == nil)
            } else {
                let count = alone.divided == 1 ? "1 call" : "\(alone.divided) calls"
                #expect(
                    words == "  divided   \(count) more, because the service refused users of a "
                        + "call, or its size")
            }
        }
    }

    /// Users that are known to be refused are left out, which adds no call.
    @Test func knownUsersAddNoCalls() async throws {
        try await Harness.with(try await Harness(store: nil)) { harness in
            let query = Self.query(["lisi", "nobody1", "zhangsan"])
            #expect(try await harness.run(query).statistics.divided > 0)
            let again = try await harness.run(query).statistics
            #expect(again.divided == 0)
            #expect(again.calls == 1)
            #expect(again.refused == ["nobody1"])
        }
    }

    /// Each of several calls is divided by itself, and the record has the sum.
    @Test func theRecordHasThem() async throws {
        try await Harness.with(try await Harness(store: nil)) { harness in
            let users = harness.company.visiblePeople.prefix(150).map(\.userid) + ["nobody1"]
            let (_, statistics) = try await harness.run(
                Self.query(users, "SINCE 2026-06-01 UNTIL 2026-08-08"))
            #expect(statistics.divided > 2)
            #expect(statistics.calls == statistics.plannedCalls + statistics.divided)
        }
    }

    /// The total of a plan is the least as long as a user is not known: as long as no answer, list of
    /// people or stored row has them, and others are requested with them.
    @Test func totalsOfUnknownUsersAreTheLeast() async throws {
        typealias Words = (total: String, users: String?)
        func total(_ users: [String], in harness: Harness) async throws -> Words {
            let (plan, _) = try await harness.run("EXPLAIN " + Self.query(users))
            let lines = plan.rows.compactMap { $0[0] }
            return (
                lines.first { $0.hasPrefix("total ") } ?? "",
                lines.first { $0.hasPrefix("  users ") }
            )
        }
        let known = "total     1 call, lower bound 1, 0 s at the quota"
        let least = "total     1 call at least, lower bound 1, 0 s at the quota"
        let both = ["lisi", "zhangsan"]
        func line(_ count: Int) -> String {
            "  users     \(count) not seen in an answer yet; each that the service refuses adds "
                + "calls"
        }
        // Of calls that were answered, also those of other ranges.
        try await Harness.with(try await Harness(store: nil)) { harness in
            let alone = try await total(["lisi"], in: harness)
            #expect(alone.total == known && alone.users == nil)
            let before = try await total(both, in: harness)
            #expect(before.total == least && before.users == line(2))
            _ = try await harness.run(Self.query(["lisi"], "DURING 2026-06"))
            let one = try await total(both, in: harness)
            #expect(one.total == least && one.users == line(1))
            _ = try await harness.run(Self.query(both, "DURING 2026-06"))
            let after = try await total(both, in: harness)
            #expect(after.total == known && after.users == nil)
            let refused = both + ["nobody1"]
            #expect(try await total(refused, in: harness).total == least)
            _ = try await harness.run(Self.query(refused, "DURING 2026-06"))
            #expect(try await total(refused, in: harness).total == known)
        }
        // Of the list of people.
        try await Harness.with(try await Harness(store: nil)) { harness in
            _ = try await harness.run("SELECT count(*) FROM member")
            #expect(try await total(both, in: harness).total == known)
            let misspelt = try await total(["lisi", "zhangsann"], in: harness)
            #expect(misspelt.total == least && misspelt.users == line(1))
        }
        // A reader that may stop early knows the most, unless users are refused.
        try await Harness.with(try await Harness(store: nil)) { harness in
            let text =
                "EXPLAIN SELECT checkin_time FROM checkin "
                + "WHERE userid IN ('lisi', 'wangwu') "
                + "SINCE 2026-01-01 UNTIL 2026-08-08 ORDER BY checkin_time DESC LIMIT 3"
            let (plan, _) = try await harness.run(text)
            let lines = plan.rows.compactMap { $0[0] }
            let total = lines.first { $0.hasPrefix("total ") } ?? ""
            #expect(total.hasPrefix("total     1 to 8 calls or more, "), "\(total)")
        }
    }
}
