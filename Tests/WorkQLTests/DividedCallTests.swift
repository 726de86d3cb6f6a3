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
}
