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

    /// An error about too many calls, after a statement of three calls.
    private static func excess(
        _ limits: CallLimits, _ rules: String = "", set: String = ""
    ) async throws -> [Character: String] {
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness, limits: limits, rules: rules)
            let text = "SELECT count(*) FROM checkin WHERE userid = '%' SINCE 60d"
            _ = try await wire.query(text.replacing("%", with: "lisi"))
            _ = try await wire.query(set)
            #expect(wire.session.calls == 3)
            let answer = try await wire.query(text.replacing("%", with: "wangwu"))
            let error = try #require(answer.first { $0.type == "E" })
            #expect(error.fields["C"] == "53400" && wire.session.calls == 3)
            return error.fields
        }
    }

    @Test("Errors name the budget that a statement exceeds, and what is left of it")
    func namedBudgets() async throws {
        func check(_ error: [Character: String], _ message: String, _ hint: String) {
            #expect(error["M"]?.contains(message) == true, "\(error)")
            #expect(error["H"]?.hasSuffix(hint) == true, "\(error)")
        }
        let more = "ask who runs the server for more calls"
        check(
            try await Self.excess(CallLimits(connection: 4, day: 100)),
            "at most 1 is allowed; nothing was sent; 1 of the 4 calls of this connection was left",
            more)
        check(
            try await Self.excess(CallLimits(connection: 3)),
            "; 0 of the 3 calls of this connection were left", "still answered")
        check(
            try await Self.excess(CallLimits(day: 100), "day-calls=5"),
            "; 2 of the 5 calls that \"lisa\" may make this day were left, beside those that "
                + "running statements may make; the next day begins at 20", more)
        check(
            try await Self.excess(CallLimits(day: 4, userDay: 50)),
            "; 1 of the 4 calls that all users may make this day was left, beside", more)
        let own = try await Self.excess(CallLimits(day: 100), set: "SET max_calls = 2")
        check(own, "at most 2 are allowed; nothing was sent", "raise max_calls")
        #expect(own["M"]?.contains(" left") == false)
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness, limits: CallLimits(statement: 1, day: 100))
            let answer = try await wire.query(Self.range.replacing("30d", with: "60d"))
            check(
                try #require(answer.first { $0.type == "E" }).fields,
                "; the server allows 1 call a statement", more)
        }
    }

    @Test(
        "Restricted users see what is left of their own budgets, and nothing of that of all",
        arguments: ["hide=journal", "hide=journal day-calls=50"])
    func restrictedBudgets(_ rules: String) async throws {
        let errors = [
            try await Self.excess(CallLimits(day: 4), rules),
            try await Self.excess(CallLimits(day: 5), rules),
        ]
        #expect(errors[0] == errors[1])
        #expect(errors[0]["M"] == "the calls that the server allows this day do not suffice")
        let own = try await Self.excess(CallLimits(day: 100), "hide=journal day-calls=4")
        #expect(own["M"]?.contains("1 of the 4 calls that \"lisa\" may make this day") == true)
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
