import TestSupport
import Testing
import WorkQLSyntax

@testable import WorkQL

/// Mistakes that only names and types reveal, each with the only intended statement.
@Suite struct HabitFixTests {
    @Test(arguments: [
        (
            "SELECT * FROM checkin WHERE userid = \"lisi\" SINCE 7d",
            "SELECT * FROM checkin WHERE userid = 'lisi' SINCE 7d"
        ),
        ("SELECT \"a b\"", "SELECT 'a b'"),
        (
            "SELECT userid, count(*) FROM checkin WHERE (userid = 'lisi') SINCE 7d ORDER BY 2",
            "SELECT userid, count(*) FROM checkin WHERE (userid = 'lisi') SINCE 7d GROUP BY ALL ORDER BY 2"
        ),
        (
            "SELECT userid, count(*) FROM checkin WHERE userid = 'lisi' ORDER BY 2 SINCE 7d",
            "SELECT userid, count(*) FROM checkin WHERE userid = 'lisi' GROUP BY ALL ORDER BY 2 SINCE 7d"
        ),
    ])
    func isFixed(text: String, fixed: String) async throws {
        let fix = try await Harness.with(try await Harness()) { harness in
            var session = harness.session
            do {
                _ = try await session.run(try Harness.statement(text), into: CollectingWriter())
                return Diagnostic.Fix?.none
            } catch let error as UserError {
                return error.fix
            }
        }
        #expect([fix].compactMap(\.self).applied(to: text) == fixed)
        guard case .complete = Parser.parse(fixed) else {
            Issue.record("the fix cannot be read")
            return
        }
    }

    /// A name where a userid is compared: refused once the people are known, otherwise noted.
    @Test(arguments: [
        (
            "SELECT * FROM checkin WHERE userid = '张三' SINCE 7d",
            "SELECT * FROM checkin WHERE userid = 'zhangsan' SINCE 7d"
        ),
        (
            "SELECT * FROM checkin WHERE userid IN ('lisi', '张三') SINCE 7d",
            "SELECT * FROM checkin WHERE userid IN ('lisi', 'zhangsan') SINCE 7d"
        ),
        (
            "SELECT * FROM (SELECT userid AS u FROM checkin WHERE userid = 'lisi' SINCE 1d) WHERE '张三' <> u",
            "SELECT * FROM (SELECT userid AS u FROM checkin WHERE userid = 'lisi' SINCE 1d) WHERE 'zhangsan' <> u"
        ),
        ("SELECT * FROM checkin WHERE notes = '张三' SINCE 1d", nil),
        ("SELECT * FROM checkin WHERE userid = '没有人' SINCE 1d", nil),
    ])
    func namesOfPeopleAreFixed(text: String, fixed: String?) async throws {
        try await Harness.with(try await Harness()) { harness in
            var session = harness.session
            let statement = try Harness.statement(text)
            // No people are known yet: a note shows the correct form.
            if fixed != nil, !text.contains("<>") {
                let outcome = try await session.run(statement, into: CollectingWriter())
                let help = outcome.notes.compactMap(\.help).first { $0.contains("FROM member") }
                #expect(help?.hasSuffix("WHERE name = '张三')") == true)
            }
            let people = try Harness.statement("SELECT count(name) FROM member")
            _ = try await session.run(people, into: CollectingWriter())
            do {
                let outcome = try await session.run(statement, into: CollectingWriter())
                #expect(fixed == nil)
                #expect(!outcome.notes.contains { $0.code == .nameForID })
            } catch let error as UserError {
                #expect(error.code == .nameForID)
                #expect([error.fix].compactMap(\.self).applied(to: text) == fixed)
            }
        }
    }
}
