import TestSupport
import Testing
import WorkQLCatalog

@testable import WorkQLServer

/// What plans, notices and errors say about the account, and about tables that do not exist for the
/// user.
@Suite struct AccountFactTests {
    private static let range =
        "SELECT * FROM screen_capture WHERE userid IN ('zhangsan', 'lisi') SINCE 30d"
    private static let statements = [
        "EXPLAIN \(range)", "EXPLAIN (CALLS) \(range)", "EXPLAIN (FORMAT JSON) \(range)",
        "EXPLAIN (ANALYZE) \(range)", "EXPLAIN CALLS \(range)", "\(range)",
        "EXPLAIN SELECT count(*) FROM checkin c JOIN member m USING (userid) SINCE 60d",
        "EXPLAIN SELECT * FROM journal SINCE 3d",
        "BEGIN; DECLARE c CURSOR FOR \(range); FETCH ALL FROM c; ROLLBACK",
    ]
    /// The calls that are left of quotas, the delay that these mean, and what calls of others
    /// returned.
    private static let facts = [" left", "at the quota", "until the last call", "calls so far"]

    private static func printed(_ messages: [Wire.Message]) -> String {
        messages.map { message in
            String(decoding: message.body, as: UTF8.self).replacing("\0", with: "|")
        }.joined(separator: "\n")
    }

    @Test(
        "Plans show restricted users neither quotas nor what other calls returned",
        arguments: ["hide=department", "departments=3", "hide=checkin.notes departments=2"])
    func quotas(_ rules: String) async throws {
        try await Harness.with(try await Harness()) { harness in
            let all = try Wire(harness)
            _ = try await all.query("REFRESH SELECT userid FROM member")
            _ = try await all.query(Self.range)
            for limit in [nil, 0] {
                let limits = CallLimits(statement: limit)
                let free = try Wire(harness, limits: limits)
                let wire = try Wire(harness, limits: limits, rules: rules)
                for text in Self.statements {
                    let answer = Self.printed(try await wire.query(text))
                    for fact in Self.facts where answer.contains(fact) {
                        Issue.record("\(text): \(fact) in \(answer)")
                    }
                }
                let shown = Self.printed(try await free.query("EXPLAIN \(Self.range)"))
                for fact in Self.facts where fact != "until the last call" {
                    #expect(shown.contains(fact))
                }
            }
        }
    }

    @Test("Budget errors of restricted users have the plan without quotas")
    func budgets() async throws {
        try await Harness.with(try await Harness()) { harness in
            let text = "SELECT * FROM screen_capture WHERE userid = 'zhangsan' SINCE 60d"
            for (rules, isShown) in [("", true), ("hide=journal", false)] {
                let wire = try Wire(harness, limits: CallLimits(statement: 1), rules: rules)
                let error = try #require(try await wire.query(text).first { $0.type == "E" })
                #expect(error.fields["C"] == "53400")
                let detail = try #require(error.fields["D"])
                #expect(detail.contains("endpoint"))
                #expect(detail.contains(" left") == isShown)
                #expect(detail.contains("at the quota") == isShown)
            }
        }
    }

    @Test(
        "The userid of a name is not for those who do not see the names",
        arguments: [
            "hide=member", "hide=member.name", "departments=3",
        ])
    func names(_ rules: String) async throws {
        try await Harness.with(try await Harness()) { harness in
            let all = try Wire(harness)
            _ = try await all.query(
                "REFRESH SELECT m.name, d.name FROM member m JOIN department d "
                    + "ON d.department_id = m.department_id")
            let text = "SELECT * FROM checkin WHERE userid = '李四' SINCE 3d"
            #expect(Self.printed(try await all.query(text)).contains("lisi"))
            let wire = try Wire(harness, rules: rules)
            for text in [text, "EXPLAIN \(text)"] {
                let answer = Self.printed(try await wire.query(text))
                #expect(!answer.replacing("userid", with: "").contains("lisi"), "\(answer)")
            }
        }
    }

    @Test(
        "Hidden tables that supply keys are not named",
        arguments: [
            "EXPLAIN SELECT * FROM checkin SINCE 7d", "SELECT * FROM checkin SINCE 7d",
            "EXPLAIN (CALLS) SELECT * FROM journal SINCE 7d",
            "EXPLAIN (ANALYZE) SELECT count(*) FROM checkin SINCE 1d",
            "EXPLAIN (FORMAT JSON) SELECT * FROM checkin SINCE 7d",
            "SELECT count(*) FROM checkin", "SELECT * FROM meeting_recording SINCE 3d",
            "EXPLAIN SELECT * FROM meeting_recording SINCE 3d",
            "SELECT * FROM screen_capture SINCE 3d",
            "EXPLAIN SELECT * FROM screen_capture SINCE 3d",
            "SELECT name FROM checkin SINCE 7d",
            "SELECT * FROM checkin WHERE userid = '李四' SINCE 7d",
            "SELECT * FROM screen_capture WHERE department_id = 'x' SINCE 3d",
        ])
    func suppliers(_ text: String) async throws {
        try await Harness.with(try await Harness()) { harness in
            for calls in [nil, 0] {
                let wire = try Wire(
                    harness, limits: CallLimits(statement: calls), catalog: TableCatalogHandler(),
                    rules: "hide=member,department")
                let answer = Self.printed(try await wire.query(text))
                for fact in ["FROM member", ".member", ".department", "simplelist", "member as of"]
                {
                    #expect(!answer.contains(fact), "\(fact) in \(answer)")
                }
            }
        }
    }

    @Test("EXPLAIN ANALYZE runs the query for the people of the user's departments")
    func analysis() async throws {
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness, rules: "departments=3")
            let text = "SELECT count(*) FROM screen_capture SINCE 3d"
            let plan = Self.printed(try await wire.query("EXPLAIN ANALYZE \(text)"))
            #expect(plan.contains("actual    1 call of 1 planned"), "\(plan)")
        }
    }
}
