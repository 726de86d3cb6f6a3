import TestSupport
import Testing
import WorkQLSandbox

@testable import WorkQLServer

/// What statements cost that fail, or that need the people of a user's departments first.
@Suite struct SpentCallTests {
    private static func calls(_ harness: Harness) -> Int {
        harness.server.requests.count { !$0.target.contains("gettoken") }
    }

    private static let people = "SELECT count(*) FROM checkin SINCE 2d"

    @Test(
        "Statements that fail midway use up the budgets with what they have sent",
        arguments: [
            (CallLimits(day: 12), ""), (CallLimits(userDay: 12), ""),
            (CallLimits(connection: 12), ""), (CallLimits(day: 12), "departments=3"),
            (CallLimits(connection: 12), "departments=3"),
        ])
    func failing(_ limits: CallLimits, _ rules: String) async throws {
        let faults = [SandboxFault.every(4, .notAuthorised)]
        try await Harness.with(try await Harness(faults: faults)) { harness in
            let ledger = CallLedger(limits)
            let wire = try Wire(harness, limits: limits, rules: rules, callLog: ledger)
            var errors: [String] = []
            for _ in 0..<12 {
                let answer = try await wire.ask(.query("REFRESH \(Self.people)"))
                errors += answer.filter { $0.hasPrefix("E") }
            }
            #expect(errors.count == 12)
            #expect(errors.last == "E 53400", "\(errors)")
            #expect((1...12).contains(Self.calls(harness)), "\(Self.calls(harness))")
            let logged = wire.records.reduce(0) { $0 + $1.calls }
            #expect(logged >= Self.calls(harness), "\(logged)")
        }
    }

    @Test("EXPLAIN, the notice and the log count the calls for the people of a department")
    func forPeople() async throws {
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness, rules: "departments=3")
            let plan = try await wire.query("EXPLAIN \(Self.people)")
            let first = try #require(plan.first { $0.type == "D" }?.row[0])
            #expect(Self.calls(harness) == 0)
            #expect(first.contains("calls at least"), "\(first)")
            #expect(!first.contains("cost=0.00..0.00"), "\(first)")
            let answer = try await wire.query(Self.people)
            let calls = Self.calls(harness)
            #expect(calls > 2)
            let notices = answer.filter { $0.type == "N" }.compactMap { $0.fields["M"] }
            #expect(notices.contains { $0.hasPrefix("\(calls) calls ·") }, "\(notices), \(calls)")
            #expect(wire.records.last?.calls == calls)
            // Known lists cost nothing.
            let again = try await wire.query("EXPLAIN \(Self.people)")
            #expect(again.contains { $0.row.first??.contains("for the people") ?? false } == false)
        }
    }

    @Test("A list without a range or keys is named without words for these")
    func unnamed() async throws {
        try await Harness.with(try await Harness()) { harness in
            let limits = CallLimits(statement: 3)
            let wire = try Wire(harness, limits: limits)
            for text in [Self.people, "REFRESH SELECT m.name FROM member m"] {
                let error = try await wire.query(text).first { $0.type == "E" }
                let message = try #require(error?.fields["M"])
                #expect(!message.contains(" in ;") && !message.hasSuffix(" in "), "\(message)")
            }
        }
    }

    @Test("The notice of rows of a known list says when it was read")
    func readTime() async throws {
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness)
            let text =
                "SELECT count(m.name) FROM checkin c JOIN member m USING (userid) "
                + "WHERE c.userid = 'lisi' SINCE 2d"
            _ = try await wire.query("REFRESH SELECT name FROM member")
            let answer = try await wire.query(text)
            let notices = answer.filter { $0.type == "N" }.compactMap { $0.fields["M"] }
            #expect(notices.contains { $0.contains("member as of 2026-") }, "\(notices)")
        }
    }
}
